"""Database drivers that are loaded only where they are used."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType
from typing import Any

DRIVER, ERRORS = "psycopg", "psycopg.errors"


def without_postgres() -> None:
    """Spares this process PostgreSQL's driver, which the durable engine imports even where all is kept in SQLite.

    Every process would carry it, 10 MB, for the words of errors that it never meets. Whoever does use it has it loaded
    at that moment; nothing changes where it is loaded already.
    """
    if DRIVER not in sys.modules:
        driver, errors = _Later(DRIVER), _Later(ERRORS)
        driver.__dict__.update({"errors": errors, "__path__": _Places(driver)})
        sys.modules |= {DRIVER: driver, ERRORS: errors}


class _Later(ModuleType):
    """A module that is loaded when something of it is first used, whoever imported it."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name != "__version__":
            # Whoever looks through all modules asks for such names, and uses none of them.
            raise AttributeError(name)
        return getattr(self.loaded(), name)

    def loaded(self) -> ModuleType:
        """The module itself, which from now on everybody gets who imports it."""
        for name in (DRIVER, ERRORS):
            if isinstance(sys.modules.get(name), _Later):
                del sys.modules[name]
        return import_module(self.__name__)


class _Places(list[str]):
    """Where the modules inside are found: asked for only when one of them is to be loaded."""

    def __init__(self, package: _Later) -> None:
        super().__init__()
        self._package = package

    def __iter__(self) -> Iterator[str]:
        return iter(self._package.loaded().__path__)
