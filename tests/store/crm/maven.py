"""The public CRM data set put straight into the mirror, by the rules its questions were graded with."""

import csv
import json
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from domain.query import AnyOf, FieldRef, Filter, Period, QuerySpec, Sort

AS_OF = date(2017, 12, 31)
STAGES = {"Prospecting": ("open", 1), "Engaging": ("open", 2), "Won": ("won", 3), "Lost": ("lost", 4)}
SAME_PRODUCT = {"GTXPro": "GTX Pro"}


def rows(folder: Path, same: dict[str, str] = SAME_PRODUCT) -> dict[str, list[dict[str, Any]]]:
    """Rows of every kind of record the data set has, and none of the kinds it has not."""
    teams, accounts, products = (_read(folder, name) for name in ("sales_teams", "accounts", "products"))
    managers = sorted({row["manager"] for row in teams})
    return {
        "territory": [{"id": name, "name": name} for name in sorted({row["regional_office"] for row in teams})],
        "team": [],
        "person": [{"id": name, "name": name, "role": "manager"} for name in managers]
        + [
            {"id": r["sales_agent"], "name": r["sales_agent"], "manager_id": r["manager"],
             "territory_id": r["regional_office"]}
            for r in teams
        ],
        "account": [_account(row) for row in accounts],
        "account_tag": [],
        "contact": [],
        "product": [
            {"id": r["product"], "name": r["product"], "series": r["series"], "list_price": Decimal(r["sales_price"]),
             "currency": "USD"}
            for r in products
        ],
        "stage": [
            {"id": name, "name": name, "status": status, "position": position, "probability": 0.5}
            for name, (status, position) in STAGES.items()
        ],
        "quota": [],
        "opportunity": list(_deals(folder, same)),
        "activity": [],
        "lead": [],
    }  # fmt: skip


def _read(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / "maven_crm" / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _account(row: dict[str, str]) -> dict[str, Any]:
    return {
        "id": row["account"], "name": row["account"], "sector": row["sector"], "country": row["office_location"],
        "revenue": Decimal(row["revenue"]) * 1_000_000, "employees": int(row["employees"]), "currency": "USD",
        "year_established": int(row["year_established"]), "parent_id": row["subsidiary_of"] or None,
    }  # fmt: skip


def _deals(folder: Path, same: dict[str, str]) -> Iterator[dict[str, Any]]:
    for row in _read(folder, "sales_pipeline"):
        status = STAGES[row["deal_stage"]][0]
        began, closed = (date.fromisoformat(row[n]) if row[n] else None for n in ("engage_date", "close_date"))
        yield {
            "id": row["opportunity_id"], "name": row["opportunity_id"], "account_id": row["account"] or None,
            "owner_id": row["sales_agent"], "product_id": same.get(row["product"], row["product"]),
            "stage_id": row["deal_stage"], "status": status, "is_open": status == "open", "currency": "USD",
            "amount": None if status == "open" else Decimal(row["close_value"]), "created_on": began,
            "close_date": closed, "stage_entered_on": began if status == "open" else closed, "pushed_count": 0,
        }  # fmt: skip


def questions(folder: Path) -> list[dict[str, Any]]:
    """The sample's rows that say what the data really holds."""
    lines = (folder / "questions_sample.jsonl").read_text(encoding="utf-8").splitlines()
    return [row for row in map(json.loads, lines) if row["dataset"] == "maven" and "expect" in row]


def spec_of(gold: dict[str, Any]) -> QuerySpec:
    """The graded meaning in this product's words."""
    time = gold.get("time")
    fields = time["field"] if time else ()
    return QuerySpec(
        entity=gold["entity"],
        filters=tuple(map(_condition, gold["filters"])),
        measures=tuple(gold["measure"]),
        group_by=tuple(gold["group_by"]),
        time=Period(fields=(fields,) if isinstance(fields, str) else tuple(fields), window=time["window"])
        if time
        else None,
        sort=tuple(Sort(**one) for one in gold["sort"]),
        limit=gold["limit"],
    )


def _condition(one: dict[str, Any]) -> Filter | AnyOf:
    if "any" in one:
        return AnyOf(any=tuple(_filter(part) for part in one["any"]))
    return _filter(one)


def _filter(one: dict[str, Any]) -> Filter:
    value = one.get("value")
    if isinstance(value, dict):
        value = FieldRef(field=value["field"])
    return Filter(field=one["field"], op=one["op"], value=tuple(value) if isinstance(value, list) else value)


__all__ = ["AS_OF", "datetime", "questions", "rows", "spec_of"]
