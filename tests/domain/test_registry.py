"""A starred folder finds its own files, and says so when one holds the wrong number of things."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import pytest

from domain.registry import BadRoster, roster


class Thing:
    """What the folder collects."""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    package = tmp_path / "starred"
    package.mkdir()
    (package / "__init__.py").write_text('"""A folder."""\n')
    monkeypatch.syspath_prepend(str(tmp_path))
    yield package
    for name in [n for n in sys.modules if n.startswith("starred")]:
        del sys.modules[name]


def found(folder: Path) -> dict[str, Thing]:
    import starred  # type: ignore[import-not-found]

    assert isinstance(starred, ModuleType)
    return roster(starred, Thing)


ONE = "from tests.domain.test_registry import Thing\n{0} = Thing()\n"


def test_each_module_gives_its_one_thing_under_its_own_name(folder):
    (folder / "second.py").write_text(ONE.format("a"))
    (folder / "first.py").write_text(ONE.format("b"))
    (folder / "_aside.py").write_text("raise AssertionError('never imported')\n")
    assert list(found(folder)) == ["first", "second"]


@pytest.mark.parametrize("source", ["x = 1\n", ONE.format("a") + "b = Thing()\n"])
def test_none_or_two_things_in_a_module_are_an_error_that_names_it(folder, source):
    (folder / "odd.py").write_text(source)
    with pytest.raises(BadRoster, match=r"starred\.odd must hold exactly one Thing"):
        found(folder)
