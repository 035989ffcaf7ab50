"""A home folder with the demo company in it, and the command line over it."""

import os
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import main
from store.clock import Clock
from store.session import open_database
from store.vault import Vault
from tests.office import KEY, NOW


@pytest.fixture
def home(office_template, tmp_path):
    """The folder, with product time at `NOW`."""
    folder = tmp_path / "home"
    folder.mkdir(mode=0o700)
    shutil.copy(office_template[0], folder / "quartermaster.db")
    file = folder / "quartermaster.key"
    file.write_bytes(KEY)
    file.chmod(0o600)
    db = open_database(f"sqlite:///{folder / 'quartermaster.db'}", Vault([KEY]))
    Clock(db).move(to=NOW)
    db.dispose()
    return folder


@pytest.fixture
def cli(home):
    """Runs one command over the home; settings are given by name."""

    def run(*arguments, stdin=None, **settings):
        said = {"QUARTERMASTER_HOME": str(home), **settings}
        cleared = {name: None for name in os.environ if name.startswith(("QUARTERMASTER_", "SLACK_", "ANTHROPIC_"))}
        return CliRunner().invoke(main, [str(Path(a)) if isinstance(a, Path) else a for a in arguments],
                                  input=stdin, env=cleared | said)  # fmt: skip

    return run


def is_one_sentence(result, code=1):
    """Whether a command ended with this code and one line that people can read."""
    lines = [line for line in result.output.splitlines() if line.strip()]
    return (
        result.exit_code == code
        and len(lines) == 1
        and lines[0].startswith("Error: ")
        and "Traceback" not in result.output
        and "sqlalchemy" not in result.output.lower()
    )
