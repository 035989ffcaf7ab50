"""The records behind an answer over very many rows, as a CSV file: every id, and whether they still are the same."""

from __future__ import annotations

from collections.abc import Iterator

from domain.facts import Fact, RowSet
from domain.work import Outcome
from handlers.desk import Desk
from handlers.export import bound_as_asked, csv_text, file_of, upload_once
from handlers.runs import NoSuchRun
from store import posts, runs
from store.crm.query.expand import Expansion
from store.jobs import Job

AS_ANSWERED = "exactly the rows the answer was made from"


def post_sources(desk: Desk, job: Job) -> str:
    """`answered` once the file stands where the answer stands."""
    run_id = job.id.partition("|")[2]
    placed = posts.find(desk.db, run_id.removeprefix("run:"))
    if placed is None:
        raise NoSuchRun
    return upload_once(desk, job, placed[0], "quartermaster-sources", lambda: _content(desk, run_id))


def _content(desk: Desk, run_id: str) -> tuple[bytes, str]:
    """The file, and its title, which says whether the rows still are those of the answer."""
    told: list[str] = []
    content = file_of(csv_text(("Figure", "Row id", "Proof"), _rows(desk, run_id, told)))
    changed = [sentence for sentence in told if sentence != AS_ANSWERED]
    return content, f"Sources: {changed[0] if changed else AS_ANSWERED}"


def row_sets_of(outcome: Outcome) -> dict[str, tuple[RowSet, str]]:
    """Every different row set behind an answer, with the figures that rest on it."""
    found: dict[str, tuple[RowSet, str]] = {}
    for side, fact in _facts(outcome):
        if (one := fact.source.row_set) is not None:
            label = " · ".join((fact.name.replace("_", " "), *fact.group, *side))
            # Measures of one group rest on the same rows; these are listed once, under all their names.
            key = "|".join((one.checksum, *fact.group, *side))
            known = found.get(key)
            found[key] = (one, f"{known[1]}, {label}" if known else label)
    return found


def _facts(outcome: Outcome) -> Iterator[tuple[tuple[str, ...], Fact]]:
    """Each figure, with the side of a comparison it belongs to."""
    yield from (((), fact) for fact in (outcome.pulled.facts if outcome.pulled else ()))
    yield from ((("compared with",), fact) for fact in (outcome.compared.facts if outcome.compared else ()))


def _rows(desk: Desk, run_id: str, told: list[str]) -> Iterator[tuple[str, str, str]]:
    """One line per id, and behind each figure a line that says whether its ids are those of the answer."""
    found = runs.find(desk.db, run_id)
    if found is None or found[1].plan is None:
        raise NoSuchRun
    request, outcome, sight = found
    bound = bound_as_asked(desk, request, found[1].plan.spec, sight)
    with desk.db.reading() as connection:
        for one, figures in row_sets_of(outcome).values():
            expansion = Expansion(connection, bound, one)
            yield from ((figures, id_, "") for id_ in expansion.ids())
            told.append(_verdict(expansion))
            yield (figures, "", told[-1])


def _verdict(expansion: Expansion) -> str:
    if expansion.is_as_answered():
        return AS_ANSWERED
    now, then = expansion.count, expansion.row_set.count
    return f"the data has changed since the answer ({then:,} rows then, {now:,} now); these are the rows of now"
