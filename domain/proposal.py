"""What a model may say a message means: names of the catalogue, and the sender's own words for everything else.

A proposal is a claim, not a decision. `domain/placing.py` makes it definite, or into a question.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Annotated, Any, Literal, get_args

from pydantic import Field as Bounds
from pydantic import ValidationError

from domain.catalogue import CATALOGUE, GRAINS
from domain.language.intent import Refusal, Reply
from domain.query import Op
from domain.value import Value

RECORDS = ("account", "activity", "contact", "lead", "opportunity", "quota", "rep", "team")
"""What a question may be about; the product's own records are asked for by command."""
KINDS = ("question", "command", "courtesy", "refusal", "unclear")
NOTHING = "none"

Words = Annotated[str, Bounds(max_length=400)]
Few = Bounds(max_length=24)


class ProposedFilter(Value):
    """One condition; those with the same `either` above zero are alternatives."""

    field: Words
    op: Op
    values: Annotated[tuple[Words, ...], Few]
    either: Annotated[int, Bounds(ge=0, le=24)]


class ProposedLimit(Value):
    """A condition on a measure."""

    measure: Words
    op: Op
    values: Annotated[tuple[Words, ...], Few]


class ProposedPeriod(Value):
    """A stretch of time over one date field."""

    field: Words
    words: Words


class ProposedSort(Value):
    """An order."""

    by: Words
    dir: Literal["asc", "desc"]


class Proposal(Value):
    """One reading of one message. Every key is always there; an empty list or text says nothing was said of it."""

    kind: Literal["question", "command", "courtesy", "refusal", "unclear"]
    entity: Words
    filters: Annotated[tuple[ProposedFilter, ...], Few]
    measures: Annotated[tuple[Words, ...], Few]
    group_by: Annotated[tuple[Words, ...], Few]
    time: Annotated[tuple[ProposedPeriod, ...], Bounds(max_length=1)]
    compare: Annotated[tuple[Words, ...], Bounds(max_length=1)]
    having: Annotated[tuple[ProposedLimit, ...], Few]
    sort: Annotated[tuple[ProposedSort, ...], Few]
    limit: Annotated[int, Bounds(ge=0, le=10_000)]
    fields: Annotated[tuple[Words, ...], Few]
    command: Words
    reply: Reply | Literal["none"]
    refuse: Refusal | Literal["none"]
    unclear: Annotated[tuple[Words, ...], Few]
    ordinary: Annotated[tuple[Words, ...], Few]


class NotAProposal(ValueError):
    """What came is no proposal; the text says what is wrong with it, without repeating it."""


def read_proposal(text: str) -> Proposal:
    """The proposal in a model's answer. Raises: NotAProposal."""
    try:
        return Proposal.model_validate_json(text, strict=False)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "the whole"
        raise NotAProposal(f"{place}: {first['msg']}"[:300]) from error
    except (ValueError, RecursionError) as error:
        raise NotAProposal("it is not JSON of the agreed shape") from error


def fields() -> tuple[str, ...]:
    """Every field of every kind of record, sorted."""
    return tuple(sorted({field.name for name in RECORDS for field in CATALOGUE[name].fields}))


def measures() -> tuple[str, ...]:
    """Every measure of every kind of record, sorted."""
    return tuple(sorted({measure.name for name in RECORDS for measure in CATALOGUE[name].measures}))


def groups() -> tuple[str, ...]:
    """Every field that may group, dates with their grains, sorted."""
    known = [field for name in RECORDS for field in CATALOGUE[name].fields if field.groupable]
    plain = {field.name for field in known if field.kind != "date"}
    grained = {f"{field.name}.{grain}" for field in known if field.kind == "date" for grain in GRAINS}
    return tuple(sorted(plain | grained))


@cache
def schema_text() -> str:
    """The one frozen JSON schema, as sorted compact text: the same bytes in every process, so that it is compiled once.

    Shape:  no optional keys, no unions, no recursion; well inside the published limits of strict schemas.
    """
    return json.dumps(_schema(), sort_keys=True, separators=(",", ":"))


def _schema() -> dict[str, Any]:
    words, op = {"type": "string"}, _one_of(get_args(Op))
    values = _list(words)
    field, measure = _one_of(fields()), _one_of(measures())
    condition = _object(field=field, op=op, values=values, either={"type": "integer"})
    return _object(
        kind=_one_of(KINDS),
        entity=_one_of((*RECORDS, NOTHING)),
        filters=_list(condition),
        measures=_list(measure),
        group_by=_list(_one_of(groups())),
        time=_list(_object(field=field, words=words)),
        compare=_list(words),
        having=_list(_object(measure=measure, op=op, values=values)),
        sort=_list(_object(by=_one_of(sorted({*fields(), *measures(), *groups()})), dir=_one_of(("asc", "desc")))),
        limit={"type": "integer"},
        fields=_list(field),
        command=words,
        reply=_one_of((*get_args(Reply), NOTHING)),
        refuse=_one_of((*get_args(Refusal), NOTHING)),
        unclear=_list(words),
        ordinary=_list(words),
    )


def _object(**properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": sorted(properties),
        "additionalProperties": False,
    }


def _one_of(words: Any) -> dict[str, Any]:
    return {"type": "string", "enum": list(words)}


def _list(of: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": of}
