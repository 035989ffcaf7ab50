# ruff: noqa
"""Grade how well a chat interpreter understood messages (`questions_format.md` describes the rows).

    grade_questions.py GOLD.jsonl ANSWERS.jsonl [--errors N] [--json]

An answer row is {"id", "kind", "meaning"}, `meaning` in the gold's own neutral words, and may carry "ms" (float),
"rows" (int) and "amount" (number). A row without an answer is wrong, and no harm. Today is 2017-12-31 for `maven`,
else 2026-11-20. Exit code 0; 2 when a file cannot be read or a gold row is not in the format.

Equal by definition, beyond what the format says:
- text without case, spaces, `-`, `_`; numbers by value; a lone value and a list of one; daily = day; absent = empty
- filters: `in` of one = `eq`; `not_in [a, b]` = `ne a`, `ne b`; `between` = `gte`, `lte`; `eq null` = `is_null`;
  whole numbers (days, counts, employees, years): `gt 30` = `gte 31`; counts: `ne 0` = `gt 0`; an `any` over one field
  = `in`; a > b = b < a; on accounts `account.sector` = `sector`; a `maven` series = its products
- stage and status of deals: the stages all of them leave over count, so "open" beside an open stage says nothing new
- an answer's own `optional` mark counts for nothing, extra `fields` neither
- `won_count` of won deals = `count`, lost alike; `days_in_stage desc` = `stage_entered asc`, `age_days` likewise;
  open `maven` deals: `created` = `stage_entered`; ascending by a date group is the natural order and no sort
- windows: any reading of the gold will do: `last:3w` by days, or in whole weeks with or without this one (the answer's
  is by days). A part of a year may also be the next to come in forecasts and on open deals; a weekday that is today
  may also be the one a week ago
- points: without a time of day the gold takes any time that day; `eow` is the week's last day or the midnight after
  it; a date without a year is the next one after `until` and `at`, else the latest; `at: now` = no `at`
- `all` = the three agents; `show_forecast` shows `forecast_amount` unless told; a rule is on opportunities unless told
- `task`, `what`, `workflow` are free words: a word's first four letters in common are enough
- `clarify.options`: the same set, remarks in brackets left out; any where the gold names none

Harm is counted once a row, the first that applies: acted where it should not (any command or query on an `ambiguous`
or `out_of_scope` row); unasked command (`control` or `rule` on a row that is neither); wrong command (a `control` step
whose action and target the gold lacks, a `rule` where it has none); dropped filter (a query's filters are the gold's
less one or more required ones).
"""

import argparse
import json
import math
import re
import sys
from collections import Counter
from dataclasses import dataclass
from datetime import date

from bench.question_values import (
    CLOSED,
    OPEN,
    Frame,
    blank,
    filter_diff,
    holds,
    hours,
    listed,
    name,
    names,
    same_point,
    same_window,
    value,
)

COMMANDS = {"control", "rule", "report", "forecast"}
AGENTS = {"pipeline", "forecasting", "analytics"}
AHEAD = {"until": True, "at": True, "since": False, "to": False, "against": False}  # keys of points in time
HARMS = ("acted where it should not", "unasked command", "wrong command", "dropped filter")
NOT_IN_FORMAT = (AttributeError, IndexError, KeyError, OverflowError, TypeError, ValueError)


class BadInput(Exception):
    """A file that cannot be graded; the message says where and why."""


def frame_of(row):
    """The frame of a gold row."""
    maven, gold = row["dataset"] == "maven", row["gold"]
    entity = gold.get("entity") or (gold.get("args") or {}).get("entity") or "opportunity"
    waits = any(f.get("field") == "status" and f.get("value") == "open" for f in gold.get("filters") or [])
    return Frame(date(2017, 12, 31) if maven else date(2026, 11, 20), maven, entity, waits or row["kind"] == "forecast")


# Meanings


def same(key, gold, answer, frame):
    """Whether two values under a key mean the same."""
    if blank(gold) or blank(answer):
        return blank(gold) and blank(answer)
    if key in ("filters", "when", "having"):
        return not filter_diff(gold, answer, frame)[0]
    if key == "sort":
        return sort_keys(gold, set(), frame) == sort_keys(answer, set(), frame)
    if isinstance(gold, dict) and isinstance(answer, dict):
        return all(same(k, gold.get(k), answer.get(k), frame) for k in gold.keys() | answer.keys())
    if isinstance(gold, list) or isinstance(answer, list):
        return same_members(key, listed(gold), list(listed(answer)), frame)
    try:
        return value(gold) == value(answer) or same_scalar(key, gold, answer, frame)
    except NOT_IN_FORMAT:
        return False


def same_members(key, gold, answer, frame):
    """Whether two lists have the same members, in any order; uses up the answer's."""
    for item in gold:
        found = next((i for i, other in enumerate(answer) if same(key, item, other, frame)), None)
        if found is None:
            return False
        del answer[found]
    return not answer


def same_scalar(key, gold, answer, frame):
    """Whether windows, points, durations or free words that are written differently mean the same."""
    if key in ("task", "what", "workflow"):
        return bool({w[:4] for w in re.findall("[a-z]{4,}", gold)} & {w[:4] for w in re.findall("[a-z]{4,}", answer)})
    if key in ("for", "after"):
        return hours(gold) == hours(answer)
    if key in ("window", "remaining", "close_date", "created"):
        return same_window(gold, answer, frame)
    return key in AHEAD and same_point(gold, answer, frame, AHEAD[key])


def started(column, stages, frame):
    """`stage_entered` for the start of an open `maven` deal, else the field itself."""
    opened = frame.maven and stages and stages <= OPEN[True]
    return "stage_entered" if opened and name(column) == "created" else name(column)


def sort_keys(sort, stages, frame):
    """[(field, dir)] with ages turned into dates and the natural order of dates left out."""
    out, ages = [], {"days_in_stage": "stage_entered", "age_days": "created"}
    for item in sort or []:
        by, down = name(item["by"]), ("asc", "desc").index(name(item.get("dir") or "asc")) == 1
        by, down = (ages[by], not down) if by in ages else (by, down)
        if down or not re.search(r"\.(day|week|month|quarter|half|year)$", by):
            out.append((started(by, stages, frame), "desc" if down else "asc"))
    return out


def measures(raw, stages):
    """Measures as a set; counting the won among won deals is counting."""
    return {"count" if CLOSED.get(m.removesuffix("_count")) == stages else m for m in names(raw)}


def same_time(gold, answer, stages, frame):
    """Whether both are the same range of dates, the answer's on one of the gold's fields."""
    if blank(gold) or blank(answer):
        return blank(gold) and blank(answer)
    wanted, theirs = ({started(column, stages, frame) for column in listed(side["field"])} for side in (gold, answer))
    return bool(theirs) and theirs <= wanted and same_window(gold["window"], answer["window"], frame)


def query_reasons(gold, answer, frame):
    """What differs between two queries, a line for each part."""
    stages = holds([f for f in gold["filters"] if not f.get("optional")], frame)[1]
    tests = {
        "entity": lambda a, b: name(a) == name(b),
        "measure": lambda a, b: measures(a, stages) == measures(b, stages),
        "group_by": lambda a, b: names(a) == names(b),
        "time": lambda a, b: same_time(a, b, stages, frame),
        "sort": lambda a, b: sort_keys(a, stages, frame) == sort_keys(b, stages, frame),
        "limit": lambda a, b: value(a) == value(b),
        "fields": lambda a, b: names(a) <= names(b),
        "having": lambda a, b: same("having", a, b, frame),
        "compare": lambda a, b: same("compare", a, b, frame),
    }
    found = filter_diff(gold["filters"], answer.get("filters"), frame)[0]
    return [f"filters: {found}"] * bool(found) + [
        differ(part, gold.get(part), answer.get(part))
        for part, test in tests.items()
        if not test(gold.get(part), answer.get(part))
    ]


def differ(part, gold, answer):
    """One line on a part that differs."""
    sides = (json.dumps(side, ensure_ascii=False) for side in (gold, answer))
    return "{}: gold {}, answer {}".format(part, *(s if len(s) <= 90 else s[:87] + "..." for s in sides))


def steps(meaning):
    """A command as a list of steps."""
    return listed(meaning.get("steps")) or [meaning]


def actions(meaning):
    return [name(step.get("action")) for step in steps(meaning)]


def target(step):
    """What a step is about, as a set; all three agents are `all`."""
    return {"all"} if names(step.get("target")) == AGENTS else names(step.get("target"))


def full_args(step):
    """Arguments with what goes without saying filled in or left out."""
    args = {"entity": "opportunity"} | (step.get("args") or {})
    if name(step.get("action")) == "show_forecast":
        args["measure"] = args.get("measure") or ["forecast_amount"]
    return {key: each for key, each in args.items() if (key, each) != ("at", "now")}


def command_reasons(gold, answer, frame):
    """What differs between two commands, step by step."""
    if actions(gold) != actions(answer):
        return [differ("action", actions(gold), actions(answer))]
    out = []
    for n, (want, got) in enumerate(zip(steps(gold), steps(answer)), 1):
        label, mine, theirs = f"step {n} " * ("steps" in gold), full_args(want), full_args(got)
        out += [differ(label + "target", want["target"], got.get("target"))] * (target(want) != target(got))
        out += [
            differ(label + key, mine.get(key), theirs.get(key))
            for key in sorted(mine.keys() | theirs.keys())
            if not same(key, mine.get(key), theirs.get(key), frame)
        ]
    return out


def clarify_reasons(gold, answer, _frame):
    """What differs between two questions back."""
    want, got = gold["clarify"], answer["clarify"]
    parts = {
        "slot": value(want["slot"]) == value(got.get("slot")),
        "options": not want["options"] or options(want["options"]) == options(got.get("options")),
    }
    return [differ(part, want[part], got.get(part)) for part, right in parts.items() if not right]


def options(raw):
    """Options as a set, without remarks in brackets unless those tell them apart."""
    short = {value(re.sub(r"\s*\(.*?\)", "", each)) for each in listed(raw)}
    return short if len(short) == len(listed(raw)) else value(listed(raw))


# Rows


@dataclass
class Graded:
    """What became of one row; `data` and `sums` are None where there was nothing to compare."""

    row: dict
    answer: dict | None
    kind: bool
    reasons: list
    harm: str
    data: bool | None = None
    sums: bool | None = None

    @property
    def exact(self):
        return not self.reasons


def grade(row, answer):
    """Grade one row; `answer` may be None."""
    if answer is None:
        return Graded(row, None, False, ["no answer"], "")
    found, harmful = reasons(row, answer), harm(row, answer)
    out = Graded(row, answer, not any(re.match("kind: |action: ", why) for why in found), found, harmful)
    expect, rows, amount = row.get("expect") or {}, answer.get("rows"), answer.get("amount")
    out.data = rows in expect["rows"] if "rows" in expect and rows is not None else None
    if "amount" in expect and amount is not None:
        out.sums = any(abs(amount - each) <= 1 for each in expect["amount"])
    return out


def reasons(row, answer):
    """Why an answer is not exact, a line for each part; empty when it is."""
    kind, tests = row["kind"], {"query": query_reasons, "ambiguous": clarify_reasons}
    if answer.get("kind") != kind:
        return [f"kind: gold {kind}, answer {answer.get('kind')}"]
    if kind in ("smalltalk", "out_of_scope"):
        return []
    try:
        return tests.get(kind, command_reasons)(row["gold"], answer["meaning"], frame_of(row))
    except NOT_IN_FORMAT as error:
        return [f"meaning not in the format: {type(error).__name__} {error}"]


def harm(row, answer):
    """The harm an answer does, or an empty string."""
    kind, command = answer.get("kind"), answer.get("kind") in ("control", "rule")
    if row["kind"] in ("ambiguous", "out_of_scope"):
        return "acted where it should not" if kind in COMMANDS | {"query"} else ""
    if command and row["kind"] not in ("control", "rule"):
        return "unasked command"
    try:
        if command and wrong_command(row["gold"], answer["meaning"], kind):
            return "wrong command"
        if kind == row["kind"] == "query" and dropped_filter(row, answer):
            return "dropped filter"
    except NOT_IN_FORMAT:
        pass  # wrong, but nothing that could have run
    return ""


def wrong_command(gold, meaning, kind):
    """Whether a step runs what the gold does not, or (control only) runs it on something else."""
    if kind == "rule":
        return not set(actions(meaning)) <= {"none", *actions(gold)}
    wanted = [(name(step["action"]), target(step)) for step in steps(gold)]
    return any((name(step["action"]), target(step)) not in wanted for step in steps(meaning) if step.get("action"))


def dropped_filter(row, answer):
    return filter_diff(row["gold"]["filters"], answer["meaning"].get("filters"), frame_of(row))[1]


# Files


def read_rows(path):
    """{id: row} of a JSON Lines file; BadInput with the row's number when one cannot be used."""
    rows, n = {}, 0
    try:
        with open(path, encoding="utf-8") as file:
            for n, row in enumerate(map(json.loads, filter(str.strip, file)), 1):
                if not isinstance(row, dict) or not isinstance(row.get("id"), str):
                    raise BadInput(f"{path}: row {n} is not an object with an id")
                if row["id"] in rows:
                    raise BadInput(f"{path}: row {n} has the id {row['id']} a second time")
                rows[row["id"]] = row
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise BadInput(f"{path}: row {n + 1} is not JSON in UTF-8: {error}") from error
    if not rows:
        raise BadInput(f"{path}: no rows")
    return rows


def read_gold(path):
    """Gold rows, each of which must have its keys and mean what it means."""
    rows = read_rows(path)
    for row in rows.values():
        types = {"kind": str, "dataset": str, "gold": dict}
        lacking = [f"no good {key}" for key, kind in types.items() if not isinstance(row.get(key), kind)]
        why = lacking or reasons(row, {"kind": row["kind"], "meaning": row["gold"]})
        if why:
            raise BadInput(f"{path}: gold row {row['id']}: {'; '.join(why)}")
    return rows


def read_answers(path):
    """Answer rows; a meaning that is no object becomes an empty one, a kind that is no text none."""
    rows = read_rows(path)
    for row in rows.values():
        row["meaning"] = row["meaning"] if isinstance(row.get("meaning"), dict) else {}
        row["kind"] = row["kind"] if isinstance(row.get("kind"), str) else None
        for key in ("ms", "rows", "amount"):
            if isinstance(row.get(key), bool) or not isinstance(row.get(key), (int, float, type(None))):
                raise BadInput(f"{path}: answer {row['id']}: {key} must be a number, not {row[key]!r}")
    return rows


# Figures


def tally(graded):
    """Counts over some graded rows."""
    data, sums = (
        [each for each in found if each is not None] for found in ([g.data for g in graded], [g.sums for g in graded])
    )
    return {
        "n": len(graded),
        "kind": sum(g.kind for g in graded),
        "exact": sum(g.exact for g in graded),
        "harm": sum(bool(g.harm) for g in graded),
        "rows": sum(data),
        "rows_n": len(data),
        "amounts": sum(sums),
        "amounts_n": len(sums),
    }


def by(graded, keys_of):
    """A tally for every key, in the order of the keys."""
    keys = sorted({key for g in graded for key in keys_of(g.row)})
    return {key: tally([g for g in graded if key in keys_of(g.row)]) for key in keys}


def percentiles(times):
    """p50, p95 and max by nearest rank; empty without times."""
    times = sorted(times)
    ranks = {"p50": 0.5, "p95": 0.95, "max": 1}
    return {label: times[math.ceil(part * len(times)) - 1] for label, part in ranks.items() if times}


def share(right):
    """Counts of a list of booleans."""
    return {"right": sum(right), "n": len(right)}


def same_order(graded, key):
    """Whether gold and answer have the same names under a key, in the same order."""
    gold, answer = (list(map(name, listed(side.get(key)))) for side in (graded.row["gold"], graded.answer["meaning"]))
    return gold == answer


def figures(graded, stray):
    """All figures as one JSON object; `stray` are ids of answers to rows that the gold has not."""
    refused, unclear, queries = (
        [g for g in graded if g.answer and g.row["kind"] == g.answer.get("kind") == kind]
        for kind in ("out_of_scope", "ambiguous", "query")
    )
    return {
        "overall": tally(graded),
        "kinds": by(graded, lambda row: [row["kind"]]),
        "datasets": by(graded, lambda row: [row["dataset"]]),
        "tags": by(graded, lambda row: row.get("tags") or []),
        "harm": {kind: [g.row["id"] for g in graded if g.harm == kind] for kind in HARMS},
        "parts": Counter(why.split(":")[0] for g in graded for why in g.reasons),
        "missing": [g.row["id"] for g in graded if not g.answer],
        "stray": stray,
        "refuse": share([same_order(g, "refuse") for g in refused]),
        "slot": share([not any(re.match("slot|meaning", why) for why in g.reasons) for g in unclear]),
        "group_order": [g.row["id"] for g in queries if g.exact and not same_order(g, "group_by")],
        "ms": percentiles([g.answer["ms"] for g in graded if g.answer and g.answer.get("ms") is not None]),
    }


# Report


def percent(part, whole):
    return f"{part / whole:.1%}" if whole else "-"


def line(label, t):
    """One group's line of the table."""
    data = (f"{right}/{n}" if n else "-" for right, n in ((t["rows"], t["rows_n"]), (t["amounts"], t["amounts_n"])))
    return "{:<24}{:>5}{:>9}{:>9}{:>7}{:>10}{:>10}".format(
        label, t["n"], percent(t["kind"], t["n"]), percent(t["exact"], t["n"]), t["harm"], *data
    )


def report(found):
    """The figures as a table and a few lines."""
    tags = found["tags"]
    worst = sorted((t["exact"] / t["n"], tag) for tag, t in tags.items() if t["exact"] < t["n"] >= 3)
    groups = {"overall": found["overall"]} | {f"kind {k}": t for k, t in found["kinds"].items()}
    groups |= {f"data set {d}": t for d, t in found["datasets"].items()}
    groups |= {f"worst tag {tag}": tags[tag] for _, tag in worst[:8]}
    out = ["{:<24}{:>5}{:>9}{:>9}{:>7}{:>10}{:>10}".format("", "n", "kind", "exact", "harm", "rows", "amounts")]
    out += [line(label, t) for label, t in groups.items()]
    out += [f"harm, {kind}: {' '.join(ids)}" for kind, ids in found["harm"].items() if ids]
    out += [
        f"{label}: {part['right']} of {part['n']}"
        for label, part in (
            ("right slot, where it asked back rightly", found["slot"]),
            ("right reason, where it refused rightly", found["refuse"]),
        )
        if part["n"]
    ]
    out += [
        f"{label}: {len(ids)} ({' '.join(ids[:10])}{' ...' if len(ids) > 10 else ''})"
        for label, ids in (
            ("no answer", found["missing"]),
            ("answers to unknown rows", found["stray"]),
            ("exact but for the order of groups", found["group_order"]),
        )
        if ids
    ]
    times = ", ".join(f"{label} {ms:.1f}" for label, ms in found["ms"].items())
    return out + [f"ms: {times}"] * bool(times)


def explain(graded):
    """One line on a row that is wrong."""
    said = graded.row.get("text", "")
    return f"{graded.row['id']} {f'[{graded.harm}] ' * bool(graded.harm)}{said[:60]!r}: {' | '.join(graded.reasons)}"


def main(argv=None):
    """Grade the answers and print the figures; returns the exit code."""
    parser = argparse.ArgumentParser(description="Grade answers against gold questions (both JSON Lines).")
    parser.add_argument("gold")
    parser.add_argument("answers")
    parser.add_argument("--errors", type=int, default=0, metavar="N", help="explain the first N rows that are wrong")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    args = parser.parse_args(argv)
    try:
        gold, answers = read_gold(args.gold), read_answers(args.answers)
    except BadInput as error:
        print(f"grade_questions: {error}", file=sys.stderr)
        return 2
    graded = [grade(row, answers.get(each)) for each, row in gold.items()]
    found = figures(graded, [each for each in answers if each not in gold])
    wrong = [g for g in graded if not g.exact or g.harm][: max(args.errors, 0)]
    if args.json:
        errors = [{"id": g.row["id"], "harm": g.harm, "reasons": g.reasons} for g in wrong]
        print(json.dumps(found | {"errors": errors}, ensure_ascii=False))
    else:
        print("\n".join(report(found) + [""] * bool(wrong) + [explain(g) for g in wrong]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
