"""The rules of the house that no linter knows, read from the source without running it.

Each rule is a function from one source file to the sentences that say where it breaks the rule. The rules and
their reasons are in `docs/architecture.md` and `docs/style.md`.
"""

import ast
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]

LADDER = ("bot", "scheduler", "handlers", "agents", "gateways", "store", "domain")
PACKAGES = (*LADDER, "migrations")

# The one home of each library, as the table in docs/architecture.md gives it, by the name it is imported under.
HOMES = {
    "alembic": ("bot", "migrations"),
    "anthropic": ("gateways",),
    "apscheduler": ("scheduler",),
    "botbuilder": ("bot",),
    "click": ("bot",),
    "cryptography": ("store",),
    "dbos": ("scheduler",),
    "microsoft_teams": ("bot",),
    "numpy": ("agents.monitors.models",),
    "openpyxl": ("store",),
    "psycopg": ("store",),
    "pydantic": PACKAGES,
    "python_multipart": ("bot",),
    "rapidfuzz": ("domain",),
    "rich": ("bot",),
    "sklearn": ("agents.monitors.models",),
    "slack_bolt": ("bot",),
    "slack_sdk": ("bot",),
    "sqlalchemy": ("store", "migrations"),
    "starlette": ("bot",),
    "uvicorn": ("bot",),
}

CLOCKS = {
    "datetime.datetime.now",
    "datetime.datetime.today",
    "datetime.datetime.utcnow",
    "datetime.date.today",
    *(f"time.{name}" for name in ("time", "time_ns", "monotonic", "monotonic_ns", "perf_counter", "perf_counter_ns")),
    *(f"time.{name}" for name in ("gmtime", "localtime", "sleep")),
}
CHANCES = {"os.urandom", "uuid.uuid1", "uuid.uuid4"}
OUTSIDE = {"asyncio", "http", "multiprocessing", "shutil", "smtplib", "socket", "sqlite3", "subprocess", "tempfile"}
FILE_CALLS = {"open", "read_text", "read_bytes", "write_text", "write_bytes"}
EMPTY_WORDS = {"data", "helper", "helpers", "info", "process", "util", "utils"}


@dataclass(frozen=True)
class Source:
    """One file of the tree below `root`, parsed."""

    root: Path
    path: Path
    tree: ast.Module

    @property
    def module(self) -> str:
        """Dotted name it is imported under."""
        parts = self.path.with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    @property
    def package(self) -> str:
        """The room it stands in: `agents` for `agents/crew/scorer.py`."""
        return self.path.parts[0]

    def at(self, node: ast.AST, says: str) -> str:
        """A sentence that begins with the place a person can click on."""
        return f"{self.path}:{getattr(node, 'lineno', 1)} {says}"


Rule = Callable[[Source], Iterator[str]]


def breaches(root: Path, rules: Sequence[Rule], folders: Sequence[str] = PACKAGES) -> list[str]:
    """Every place in these folders below `root` that breaks one of `rules`, as a sentence, each once."""
    found = (sentence for source in sources(root, folders) for rule in rules for sentence in rule(source))
    return list(dict.fromkeys(found))


def sources(root: Path, folders: Sequence[str]) -> Iterator[Source]:
    """The Python files of these folders, in the order of their paths."""
    for folder in folders:
        for file in sorted((root / folder).rglob("*.py")):
            tree = ast.parse(file.read_text(encoding="utf-8"), str(file))
            yield Source(root=root, path=file.relative_to(root), tree=tree)


def imports(source: Source) -> Iterator[tuple[ast.AST, str]]:
    """Each imported name with its full dotted path, whether it is a module or something in one."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            yield from ((node, name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node, f"{_from(node, source)}.{name.name}") for name in node.names)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("import_module", "__import__")):
            yield from ((node, str(name.value)) for name in node.args[:1] if isinstance(name, ast.Constant))


def _from(node: ast.ImportFrom, source: Source) -> str:
    if not node.level:
        return node.module or ""
    here = source.path.parent.parts
    above = here[: len(here) - node.level + 1]
    return ".".join((*above, *((node.module,) if node.module else ())))


def keeps_the_ladder(source: Source) -> Iterator[str]:
    """A package imports only those to its right; migrations import the store alone, and only bot runs them."""
    for node, name in imports(source):
        other = name.split(".")[0]
        if other in PACKAGES and other != source.package and other not in _reachable(source.package):
            reachable = ", ".join(_reachable(source.package)) or "none of the others"
            yield source.at(node, f"imports {name}, but {source.package} may import only: {reachable}.")


def _reachable(package: str) -> tuple[str, ...]:
    beside = {"bot": ("migrations",), "migrations": ("store",)}.get(package, ())
    return beside + (LADDER[LADDER.index(package) + 1 :] if package in LADDER else ())


def agents_see_only_protocols(source: Source) -> Iterator[str]:
    """Agents import domain, and of a gateway its Protocols in `gateways/<kind>/__init__.py`; never the store."""
    if source.package != "agents":
        return
    for node, name in imports(source):
        if name.split(".")[0] == "store":
            yield source.at(node, f"imports {name}, but an agent is given what it needs and never fetches.")
        elif name.split(".")[0] == "gateways" and not _is_gateway_kind(source.root, name):
            yield source.at(node, f"imports {name}, but an agent knows a gateway only by the Protocols of its kind.")


def _is_gateway_kind(root: Path, name: str) -> bool:
    """True when the longest part of `name` that is a module is a folder of one kind, such as `gateways.crm`."""
    parts = name.split(".")
    while not (root.joinpath(*parts).is_dir() or root.joinpath(*parts).with_suffix(".py").is_file()):
        parts.pop()
    return len(parts) == 2 and root.joinpath(*parts).is_dir()


def libraries_stay_home(source: Source) -> Iterator[str]:
    """A third-party library is imported only in the room the table in docs/architecture.md gives it."""
    for node, name in imports(source):
        library = name.split(".")[0]
        if library in PACKAGES or library in sys.stdlib_module_names:
            continue
        if library not in HOMES:
            yield source.at(node, f"imports {library}, which has no home in the table of docs/architecture.md.")
        elif not any(f"{source.module}.".startswith(f"{home}.") for home in HOMES[library]):
            yield source.at(node, f"imports {library}, which lives only in {' and '.join(HOMES[library])}.")


def time_and_chance_come_in(source: Source) -> Iterator[str]:
    """In domain and agents nobody asks the clock or throws dice: times, ids and chance come in as arguments."""
    if source.package not in ("domain", "agents"):
        return
    for node, name in _uses(source):
        if name in CLOCKS:
            yield source.at(node, f"asks the clock with {name}; let the time come in as an argument.")
        elif name in CHANCES or name.split(".")[0] == "secrets" or _is_chance(node, name):
            yield source.at(node, f"leaves {name} to chance; let it come in as an argument.")


def _is_chance(node: ast.AST, name: str) -> bool:
    """Anything of `random` but a generator with a seed, or the generator's type in a signature."""
    seeded = name == "random.Random" and not (isinstance(node, ast.Call) and not node.args)
    return name.startswith("random.") and not seeded


def _uses(source: Source) -> Iterator[tuple[ast.AST, str]]:
    """Each import, call and attribute of something imported, under the name it has in its own module."""
    yield from imports(source)
    full_names = dict(_local_names(source))
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call | ast.Attribute):
            first, _, rest = ast.unparse(node.func if isinstance(node, ast.Call) else node).partition(".")
            if first in full_names:
                yield node, f"{full_names[first]}.{rest}".rstrip(".")


def _local_names(source: Source) -> Iterator[tuple[str, str]]:
    """Each name that an import makes in this file, with what it stands for."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            whole = ((name.asname, name.name) if name.asname else (name.name.split(".")[0],) * 2 for name in node.names)
            yield from whole
        elif isinstance(node, ast.ImportFrom):
            yield from ((name.asname or name.name, f"{_from(node, source)}.{name.name}") for name in node.names)


def domain_stays_inside(source: Source) -> Iterator[str]:
    """The domain does no input or output: no files, no network, no database, no other process."""
    if source.package != "domain":
        return
    for node, name in imports(source):
        if name.split(".")[0] in OUTSIDE or name.startswith("urllib.request"):
            yield source.at(node, f"imports {name}, but the domain does no input or output.")
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in FILE_CALLS:
            yield source.at(node, f"calls {ast.unparse(node.func)}, but the domain does no input or output.")


def one_colour(source: Source) -> Iterator[str]:
    """Everything is synchronous; an async library is bridged at its own door in bot."""
    if source.package == "bot":
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.AsyncFunctionDef):
            yield source.at(node, f"defines {node.name} as async, which only bot may.")


def nothing_is_called_manager(source: Source) -> Iterator[str]:
    """A manager is a person here."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ClassDef) and node.name.endswith("Manager"):
            yield source.at(node, f"names a class {node.name}; a manager is a person here, so find the real noun.")


def files_have_a_real_name(source: Source) -> Iterator[str]:
    """No file or folder is called by a word that says nothing."""
    for part in source.path.with_suffix("").parts:
        if part.removeprefix("test_") in EMPTY_WORDS:
            yield source.at(source.tree, f"is called {part}, which says nothing; find the real noun or verb.")


def files_say_why_they_exist(source: Source) -> Iterator[str]:
    """A module begins with a sentence on why it exists; an empty `__init__.py` needs none."""
    if source.tree.body and not ast.get_docstring(source.tree):
        yield source.at(source.tree, "does not say why it exists; begin it with one sentence.")


def folders_are_packages(source: Source) -> Iterator[str]:
    """A folder of Python files has an `__init__.py`: without one it is left out of the build, or hides a namesake."""
    if not (source.root / source.path.parent / "__init__.py").is_file():
        yield source.at(source.tree, "stands in a folder without an __init__.py.")


RULES: tuple[Rule, ...] = (
    keeps_the_ladder,
    agents_see_only_protocols,
    libraries_stay_home,
    time_and_chance_come_in,
    domain_stays_inside,
    one_colour,
    nothing_is_called_manager,
    files_have_a_real_name,
    files_say_why_they_exist,
    folders_are_packages,
)
# Tests and measurements may import anything and use real time, but they are read by people too.
RULES_FOR_TESTS: tuple[Rule, ...] = (files_have_a_real_name, files_say_why_they_exist, folders_are_packages)
