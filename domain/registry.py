"""A starred folder finds its own files: one module, one thing, so that nothing needs to be listed twice."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from types import ModuleType
from typing import TypeVar

from domain.errors import Broken

T = TypeVar("T")


class BadRoster(Broken):
    """A module of a self-finding folder holds nothing of its kind, or more than one."""

    def __init__(self, module: str, kind: str, found: int) -> None:
        super().__init__(f"{module} must hold exactly one {kind}, and holds {found}.")


def roster(folder: ModuleType, kind: type[T]) -> dict[str, T]:
    """The one thing of `kind` in each module of the folder, by module name, in alphabetical order.

    Shape:  modules that start with an underscore are left out; a thing imported from elsewhere does not count
            when it knows its own module.
    Raises: BadRoster when a module holds none or several.
    """
    names = sorted(m.name for m in pkgutil.iter_modules(folder.__path__) if not m.name.startswith("_"))
    return {name: _only_one(import_module(f"{folder.__name__}.{name}"), kind) for name in names}


def _only_one(module: ModuleType, kind: type[T]) -> T:
    found = [v for v in vars(module).values() if isinstance(v, kind) and _is_at_home(v, module)]
    if len(found) != 1:
        raise BadRoster(module.__name__, kind.__name__, len(found))
    return found[0]


def _is_at_home(thing: object, module: ModuleType) -> bool:
    return getattr(thing, "home", module.__name__) == module.__name__
