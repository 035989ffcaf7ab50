"""The records behind a row-set reference, one by one, and whether they still are those that were answered from."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, case, select

from domain.bound import Bound
from domain.facts import RowSet
from domain.query import QuerySpec
from store.crm.query.conditions import where
from store.crm.query.fields import Reading
from store.crm.query.groups import group_columns
from store.crm.query.measures import row_sets
from store.crm.query.proof import mark_checksum
from store.crm.query.sql import Select, row_mark

A_FEW = 1_000


@dataclass
class Expansion:
    """The ids behind a reference, in their order; once all were read, `is_as_answered` says whether they are the same.

    Shape:  `bound` holds the time, the rights and the settings of the answer; the reference brings its own question.
    """

    connection: Connection
    bound: Bound
    row_set: RowSet
    count: int = 0
    _marks: int = 0
    _pairs: int = 0
    _pair_marks: int = 0
    _seen: str = field(default="", repr=False)

    def ids(self) -> Iterator[str]:
        """Every id once, a few in memory at a time."""
        asked = json.loads(self.row_set.query)
        wanted = {tuple(key) for key in asked["groups"]}
        reading = Reading(self.bound.model_copy(update={"spec": QuerySpec.model_validate(asked["spec"])}))
        with self.connection.execution_options(yield_per=A_FEW).execute(_statement(reading, asked, wanted)) as rows:
            for id_, mark, is_in, *key in rows:
                if is_in and (not wanted or tuple(None if v is None else str(v) for v in key) in wanted):
                    yield from self._counted(str(id_), int(mark))

    def is_as_answered(self) -> bool:
        """Whether exactly these records stood behind the answer; asked after the last id."""
        proofs = {
            mark_checksum(self.count, self._marks),
            # A record in several groups, by two tags say, was marked once for each.
            mark_checksum(self.count, self._pair_marks),
            mark_checksum(self._pairs, self._pair_marks),
        }
        return self.row_set.checksum in proofs

    def _counted(self, id_: str, mark: int) -> Iterator[str]:
        self._pairs, self._pair_marks = self._pairs + 1, self._pair_marks + mark
        if id_ != self._seen:
            self.count, self._marks, self._seen = self.count + 1, self._marks + mark, id_
            yield id_


def _statement(reading: Reading, asked: dict[str, Any], wanted: set[tuple[str | None, ...]]) -> Select[Any]:
    """Ids with their marks, whether they are in the record set, and the group that they are in."""
    names = reading.spec.group_by
    width = len(next(iter(wanted), ()))
    keys = group_columns(reading, names, width > len(names)) if width else {}
    inside = case((row_sets(reading.spec.entity)[asked["rows"]](reading), 1), else_=0)
    columns = (reading.id, row_mark(reading.id), inside, *(c.label(label) for label, c in keys.items()))
    return select(*columns).select_from(reading.source()).where(where(reading)).order_by(reading.id)
