"""Which tests prove which requirement and promise, read from the pages in `docs/` and the marks in `tests/`.

python -m tests.rows            every row
python -m tests.rows S0 M6      only the rows whose id starts so
"""

import ast
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGES = (("docs/requirements.md", r"S\d-\d\d"), ("docs/promises.md", r"[A-Z]\d+"))


@dataclass(frozen=True)
class Row:
    """One line of a page that a test can prove."""

    id: str
    statement: str


@dataclass(frozen=True)
class Proof:
    """One use of `@pytest.mark.row(...)` and the test, or the whole file, that carries it."""

    row_id: str
    test: str


def rows_of(root: Path) -> list[Row]:
    """Every requirement and promise of the pages, in the order they are written."""
    return [
        Row(id=found[1], statement=found[2].strip())
        for page, row_id in PAGES
        for line in (root / page).read_text(encoding="utf-8").splitlines()
        if (found := re.match(rf"\| ({row_id}) \| (.+?) \|", line))
    ]


def proofs_of(root: Path) -> list[Proof]:
    """Every mark below `tests/`, found without running or importing a test."""
    return [
        Proof(row_id, f"{file.relative_to(root)}{test}")
        for file in sorted((root / "tests").rglob("*.py"))
        for test, row_id in _marks(ast.parse(file.read_text(encoding="utf-8"), str(file)))
    ]


def _marks(tree: ast.AST, inside: str = "") -> Iterator[tuple[str, str]]:
    """Pairs of a test's name and a row id; a mark outside any test counts for what it stands in."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield from _marks(node, f"{inside}::{node.name}")
            continue
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("mark.row"):
            yield from ((inside, row_id) for row_id in _words(node))
        yield from _marks(node, inside)


def _words(call: ast.Call) -> Iterator[str]:
    for argument in call.args:
        if not (isinstance(argument, ast.Constant) and isinstance(argument.value, str)):
            raise ValueError(f"Line {call.lineno}: write the row's id out, so that it can be found by reading.")
        yield argument.value


def mistakes(rows: list[Row], proofs: list[Proof]) -> list[str]:
    """A sentence for each mark that names a row no page has, or stands where no test runs."""
    known = {row.id for row in rows}
    return [
        *(f"{proof.test} proves {proof.row_id}, which no page has." for proof in proofs if proof.row_id not in known),
        *(f"{proof.test} proves {proof.row_id}, but is no test." for proof in proofs if not _runs(proof.test)),
    ]


def _runs(test: str) -> bool:
    file, *names = test.split("::")
    return Path(file).name.startswith("test_") and all(name.startswith(("test_", "Test")) for name in names)


def report(rows: list[Row], tests_by_row: Mapping[str, list[str]]) -> Iterator[str]:
    """Lines for a person: each row with its proofs, then how many have none, then which."""
    for row in rows:
        yield f"{row.id}  {_short(row.statement)}"
        yield from (f"       {test}" for test in tests_by_row.get(row.id, ["-"]))
    proven = sum(row.id in tests_by_row for row in rows)
    yield ""
    yield f"{len(rows)} rows: {proven} with a proof, {len(rows) - proven} without."
    if proven < len(rows):
        yield f"Without: {', '.join(_stretches(rows, tests_by_row))}"


def _stretches(rows: list[Row], tests_by_row: Mapping[str, list[str]]) -> Iterator[str]:
    """Neighbouring rows without a proof, each stretch as its first and last id."""
    for (proven, _), stretch in groupby(rows, lambda row: (row.id in tests_by_row, _family(row))):
        ids = [row.id for row in stretch]
        if not proven:
            yield ids[0] if len(ids) == 1 else f"{ids[0]} to {ids[-1]}"


def _family(row: Row) -> str:
    """`S0` for S0-12, `L` for L3: the rows that are counted together."""
    return row.id.split("-")[0] if "-" in row.id else row.id[0]


def _short(statement: str, width: int = 110) -> str:
    plain = statement.replace("**", "")
    return plain if len(plain) <= width else plain[: width - 1].rsplit(" ", 1)[0] + "…"


def main(starts: list[str], root: Path = ROOT) -> int:
    """Exit code: 1 when a mark names an unknown row, or nothing matches what was asked for."""
    rows, proofs = rows_of(root), proofs_of(root)
    wrong = mistakes(rows, proofs)
    asked = [row for row in rows if row.id.startswith(tuple(starts) or "")]
    tests_by_row: defaultdict[str, list[str]] = defaultdict(list)
    for proof in proofs:
        tests_by_row[proof.row_id].append(proof.test)
    print("\n".join(report(asked, tests_by_row)))
    if not asked:
        print(f"No row starts with {' or '.join(starts)}.", file=sys.stderr)
    if wrong:
        print("\n".join(wrong), file=sys.stderr)
    return 1 if wrong or not asked else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
