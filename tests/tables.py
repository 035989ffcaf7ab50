"""Empty tables as a migration leaves them, quicker: made by the owner, with the app's and the reader's rights."""

from store.protection import protect
from store.schema import owner_engine
from store.tables import crm as _every_table
from store.types import metadata

assert _every_table


def make_tables(url: str) -> None:
    """Makes every table of ours in an empty database."""
    engine = owner_engine(url)
    with engine.begin() as connection:
        metadata.create_all(connection)
        protect(connection)
    engine.dispose()
