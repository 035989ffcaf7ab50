"""How the databases go about every measure of the catalogue: by an index where one serves, never deal by deal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Connection, event

from domain.catalogue import CATALOGUE
from domain.query import Filter, QuerySpec
from store.crm.query import pull, recount
from tests.store.crm.small import bound, company

MEASURES = [measure.name for measure in CATALOGUE["opportunity"].measures if measure.name != "coverage"]
"""Coverage rests on quotas, which are so few that they are read whole."""
NARROW = {
    "account": Filter(field="account", op="eq", value="Acme"),
    "owner": Filter(field="owner", op="eq", value="Ann Lee"),
}
OPEN = Filter(field="status", op="eq", value="open")


@contextmanager
def heard(connection: Connection) -> Iterator[list[tuple[str, Any]]]:
    """Every statement that runs meanwhile, with its values."""
    said: list[tuple[str, Any]] = []

    def hear(_connection: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        said.append((statement, values))

    event.listen(connection, "before_cursor_execute", hear)
    try:
        yield said
    finally:
        event.remove(connection, "before_cursor_execute", hear)


def plan_of(connection: Connection, statement: str, values: Any) -> str:
    """What the database would do, a line per step."""
    explain = "EXPLAIN QUERY PLAN" if connection.dialect.name == "sqlite" else "EXPLAIN"
    rows = connection.exec_driver_sql(f"{explain} {statement}", values)
    return "\n".join(str(row[-1]) for row in rows)


def faults_in(plan: str) -> list[str]:
    """Steps that read all deals without an index, or something anew for every record."""
    whole = ("SCAN crm_opportunities", "Seq Scan on crm_opportunities")
    return [
        line
        for line in plan.splitlines()
        if (any(one in line for one in whole) and "INDEX" not in line)
        or "CORRELATED SCALAR" in line
        or "SubPlan" in line
    ]


def test_a_statement_that_no_index_serves_is_noticed(database_url):
    with company(database_url) as crm:
        for slow in (
            "SELECT count(*) FROM crm_opportunities WHERE next_step = 'x'",
            "SELECT (SELECT max(at) FROM crm_stage_changes c WHERE c.opportunity_id = o.id) FROM crm_opportunities o",
        ):
            assert faults_in(plan_of(crm, slow, ()))


@pytest.mark.parametrize("by", list(NARROW))
def test_every_measure_of_few_deals_is_read_and_recounted_by_an_index(database_url, by):
    with company(database_url) as crm:
        if crm.dialect.name == "postgresql":
            # So small a table is sooner read whole; what counts is whether an index could serve.
            crm.exec_driver_sql("SET enable_seqscan = off")
        found = {}
        for measure in MEASURES:
            question = bound(QuerySpec(filters=(OPEN, NARROW[by]), measures=(measure,)))
            with heard(crm) as said:
                recount(crm, question, pull(crm, question).facts)
            of_deals = [one for one in said if "crm_opportunities" in one[0]]
            assert of_deals
            found[measure] = [fault for one in of_deals for fault in faults_in(plan_of(crm, *one))]
        assert {measure: faults for measure, faults in found.items() if faults} == {}
