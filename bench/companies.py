"""The two companies that graded questions are asked of, as names to understand them by."""

from __future__ import annotations

import csv
import json
import os
from datetime import date
from functools import cache
from pathlib import Path

from domain.language.names import Names, Person

ROSTER = Path(__file__).parents[1] / "tests" / "domain" / "language" / "roster.json"
OWN_QUESTIONS = ROSTER.with_name("questions_own.jsonl")
TODAY = {"maven": date(2017, 12, 31), "b2b": date(2026, 11, 20), "any": date(2026, 11, 20)}


def data() -> Path | None:
    """Where the public data sets are, from QUARTERMASTER_DATA; None when it is not set."""
    place = os.environ.get("QUARTERMASTER_DATA", "")
    return Path(place) if place and Path(place).is_dir() else None


@cache
def b2b() -> Names:
    """The made-up company of the roster."""
    roster = json.loads(ROSTER.read_text(encoding="utf-8"))["b2b"]
    people = []
    for team in roster["teams"]:
        people.append(Person(team["manager"], team["manager"], "manager", team["name"]))
        people += [Person(r["name"], r["name"], "rep", team["name"], team["manager"]) for r in team["reps"]]
    open_stages = [(name, "open", n) for n, name in enumerate(roster["stages"][:-2])]
    return Names.build(
        people=people,
        accounts=[(a["name"], a["name"]) for a in roster["accounts"]],
        products=roster["products"],
        regions=roster["regions"],
        teams=[(t["name"], t["manager"]) for t in roster["teams"]],
        stages=[*open_stages, ("Closed Won", "won", 8), ("Closed Lost", "lost", 9)],
        tags=sorted({tag for a in roster["accounts"] for tag in a["tags"]}),
        lead_sources=roster["lead_sources"],
        activity_types=roster["activity_types"],
        forecast_categories=roster["forecast_categories"],
    )


@cache
def maven(folder: Path) -> Names:
    """The company of the public CRM data set."""
    reps, accounts, products = (
        _rows(folder / "maven_crm" / name) for name in ("sales_teams.csv", "accounts.csv", "products.csv")
    )
    series: dict[str, list[str]] = {}
    for row in products:
        series.setdefault(row["series"], []).append(row["product"])
    people = [Person(r["sales_agent"], r["sales_agent"], "rep", "", r["manager"]) for r in reps]
    people += [Person(name, name, "manager") for name in dict.fromkeys(r["manager"] for r in reps)]
    return Names.build(
        people=people,
        accounts=[(a["account"], a["account"]) for a in accounts],
        products=[p["product"] for p in products],
        series=series,
        regions=sorted({r["regional_office"] for r in reps}),
        stages=[("Prospecting", "open", 1), ("Engaging", "open", 2), ("Won", "won", 3), ("Lost", "lost", 4)],
        sectors=sorted({a["sector"] for a in accounts}),
        countries=sorted({a["office_location"] for a in accounts}),
    )


def names_of(dataset: str) -> Names | None:
    """The names of a data set; None for the public one where its files are not here."""
    if dataset != "maven":
        return b2b()
    folder = data()
    return maven(folder) if folder else None


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
