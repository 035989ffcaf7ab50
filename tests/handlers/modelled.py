"""An office with a model at its desk that says what a test scripted."""

import uuid
from dataclasses import replace

from gateways.model.paid import PaidModel
from gateways.model.scripted import Scripted
from store import settings


def with_model(office, answers):
    """The scripted model, now at the desk of this office, behind the real budget."""
    scripted = Scripted(answers)
    paid = PaidModel(
        model=scripted,
        db=office.db,
        now=office.desk.now,
        settings=lambda: settings.all_effective(office.db),
        new_id=lambda: f"call:{uuid.uuid4()}",
    )
    office.desk = replace(office.desk, model=paid)
    return scripted


def sets(office, name, value):
    """From now on the setting has this value."""
    with office.db.begin() as session:
        settings.save(session, name, value, by="a test", at=office.desk.now())
