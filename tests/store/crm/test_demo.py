"""The demo company holds every planted case as often as promised, never contradicts itself, and loads alike twice."""

import hashlib
import subprocess
import sys
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from itertools import pairwise

import pytest

from store.crm import demo
from store.crm.tables import RECORDS, account_tags

TODAY = date(2026, 11, 20)
OPEN_STAGES = ("prospecting", "qualification", "proposal", "negotiation")
FIRST_DAY, LAST_DAY, SUNDAY, LEAP_DAY = date(2027, 1, 1), date(2026, 12, 31), date(2026, 8, 23), date(2028, 2, 29)


@cache
def rows_of(seed=7, size=2_000, today=TODAY):
    rows = defaultdict(list)
    for book in demo.build(seed, size, today).books():
        for kind, found in book.items():
            rows[kind] += found
    return rows


def by(kind, key, **company):
    groups = defaultdict(list)
    for row in rows_of(**company)[kind]:
        groups[row[key]].append(row)
    return groups


def digest(seed=7, size=1_500, today=TODAY):
    sums = hashlib.sha256()
    for book in demo.build(seed, size, today).books():
        for kind, rows in sorted(book.items()):
            for row in rows:
                sums.update(repr((kind, sorted(row.items()))).encode())
    return sums.hexdigest()


# Planted cases


@pytest.mark.parametrize(
    "today", [TODAY, FIRST_DAY, LAST_DAY, SUNDAY, LEAP_DAY, date(2026, 11, 15), date(2026, 11, 16)]
)
def test_every_case_is_there_as_often_as_it_was_planted(today):
    for seed, size in ((1, 1_500), (2, 2_000), (3, 2_999)):
        found = demo.counts(demo.build(seed, size, today))
        planted = demo.planted_counts(size, today)
        assert {case: found[case] for case in planted} == planted


def test_a_company_of_several_blocks_keeps_the_same_promise():
    found, planted = demo.counts(demo.build(5, 6_000, TODAY)), demo.planted_counts(6_000, TODAY)
    assert {case: found[case] for case in planted} == planted
    assert found["stalled"] == 26 * 3 + 3


def test_the_counts_follow_the_thresholds_and_not_the_plan():
    company = demo.build(7, 2_000, TODAY)
    strict = demo.counts(company, demo.counting.thresholds.defaults() | {"pipeline.stale_days": 40})
    by_hand = sum(d["is_open"] and (TODAY - d["stage_entered_on"]).days > 40 for d in rows_of()["opportunity"])
    assert strict["stalled"] == by_hand
    assert 0 < by_hand < demo.counts(company)["stalled"]


def test_every_condition_is_planted_at_least_once():
    never = {case for case, count in demo.planted_counts(2_000, TODAY).items() if count == 0}
    assert never == {"bursts"}


def test_a_burst_is_only_there_when_it_is_planted():
    company = demo.build(7, 2_000, TODAY)
    burst = demo.plant_burst(company)
    assert demo.counts(company)["bursts"] == 0
    assert demo.counts(burst)["bursts"] == 1
    assert demo.counts(burst)["won_today"] == demo.counts(company)["won_today"] + 4
    assert demo.counts(company)["opportunities"] == 2_000


def test_two_deals_look_entered_twice_and_no_other_pair_does():
    deals = [d for d in rows_of()["opportunity"] if d["account_id"] and d["amount"] is not None]
    alike = Counter((d["account_id"], d["amount"]) for d in deals)
    pairs = [key for key, many in alike.items() if many > 1]
    assert len(pairs) == 2
    for pair in pairs:
        first, second = [d for d in deals if (d["account_id"], d["amount"]) == pair]
        assert first["name"] == second["name"]
        assert first["close_date"] == second["close_date"]


def test_record_text_that_could_do_harm_is_there_to_show_that_it_cannot():
    assert [a["name"] for a in rows_of()["account"] if "<!channel>" in a["name"]] == [
        'Ridgeline <!channel> & "quotes" *stars*'
    ]
    injected = [d for d in rows_of()["opportunity"] if (d["next_step"] or "").startswith("Ignore previous")]
    assert [d["is_open"] for d in injected] == [True]
    nasty = next(a["id"] for a in rows_of()["account"] if "<!channel>" in a["name"])
    assert any(d["is_open"] and d["account_id"] == nasty for d in rows_of()["opportunity"])


# Sameness


def test_the_same_three_numbers_give_the_same_rows():
    assert digest() == digest()
    assert len({digest(), digest(seed=8), digest(size=1_501), digest(today=TODAY + timedelta(days=1))}) == 4


def test_the_rows_are_the_same_in_another_process_whatever_its_hash_seed():
    code = "from tests.store.crm.test_demo import digest; print(digest())"
    answers = {
        subprocess.run(
            [sys.executable, "-c", code], env={"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True
        ).stdout.strip()
        for seed in ("1", "2")
    }
    assert answers == {digest()}


def test_it_has_exactly_the_size_that_was_asked_for():
    for size in (1_500, 1_999, 3_001):
        assert sum(1 for _ in demo.build(1, size, TODAY).rows("opportunity")) == size


def test_a_company_too_small_for_its_cases_is_refused():
    with pytest.raises(ValueError, match="ask for 1,500 or more"):
        demo.build(1, 1_499, TODAY)


# Consistency


COMPANIES = [{"today": TODAY}, {"today": FIRST_DAY, "seed": 3}, {"today": SUNDAY, "size": 3_100}]


@pytest.fixture(params=COMPANIES, ids=["a friday", "a first day", "a sunday, two blocks"])
def company(request):
    return request.param


def test_every_column_of_every_table_is_filled_in_and_no_id_is_used_twice(company):
    for kind, rows in rows_of(**company).items():
        table = account_tags if kind == "account_tag" else RECORDS[kind]
        assert {frozenset(row) for row in rows} == {frozenset(table.columns.keys())}
        keys = Counter(tuple(row[column.name] for column in table.primary_key) for row in rows)
        assert keys.most_common(1)[0][1] == 1
    assert set(rows_of(**company)) == {*RECORDS, "account_tag"}


def test_every_reference_leads_somewhere(company):
    rows = rows_of(**company)
    ids = {kind: {row["id"] for row in rows[kind]} for kind in RECORDS}
    pointers = {
        "team": {"manager_id": "person"},
        "person": {"team_id": "team", "manager_id": "person", "territory_id": "territory"},
        "account": {"parent_id": "account", "owner_id": "person"},
        "account_tag": {"account_id": "account"},
        "contact": {"account_id": "account"},
        "quota": {"owner_id": "person"},
        "opportunity": {"account_id": "account", "owner_id": "person", "product_id": "product", "stage_id": "stage"},
        "stage_change": {"opportunity_id": "opportunity", "to_stage_id": "stage", "by_id": "person"},
        "field_change": {"opportunity_id": "opportunity", "by_id": "person"},
        "activity": {"opportunity_id": "opportunity", "account_id": "account", "owner_id": "person"},
        "lead": {"opportunity_id": "opportunity", "owner_id": "person"},
    }
    for kind, columns in pointers.items():
        for column, target in columns.items():
            assert {row[column] for row in rows[kind]} - {None} <= ids[target], (kind, column)


def test_text_fits_its_column(company):
    for kind, rows in rows_of(**company).items():
        table = account_tags if kind == "account_tag" else RECORDS[kind]
        for column in table.columns:
            most = getattr(column.type, "length", None)
            assert most is None or max(len(row[column.name] or "") for row in rows) <= most, (kind, column.name)


def test_no_deal_contradicts_itself(company):
    today, stages = company["today"], {s["id"]: s for s in rows_of(**company)["stage"]}
    for deal in rows_of(**company)["opportunity"]:
        assert deal["status"] == stages[deal["stage_id"]]["status"]
        assert deal["is_open"] == (deal["status"] == "open")
        assert deal["created_on"] <= deal["stage_entered_on"] <= today
        assert deal["created_on"] <= deal["last_activity_on"] <= today
        assert deal["close_date"] is None or deal["created_on"] <= deal["close_date"]
        assert deal["is_open"] or deal["close_date"] == deal["stage_entered_on"] <= today
        assert deal["amount"] is None or 0 < deal["amount"] <= 1_800_000
        assert (deal["lost_reason"] is not None) == (deal["status"] == "lost")
        due = (deal["stage_entered_on"] + timedelta(days=31), deal["last_activity_on"] + timedelta(days=15))
        assert (deal["stale_on"], deal["quiet_on"]) == (due if deal["is_open"] else (None, None))


def test_the_stage_history_ends_where_the_deal_stands(company):
    moves = by("stage_change", "opportunity_id", **company)
    for deal in rows_of(**company)["opportunity"]:
        path = moves[deal["id"]]
        assert [move["at"] for move in path] == sorted(move["at"] for move in path)
        assert [move["from_stage_id"] for move in path] == [None, *(move["to_stage_id"] for move in path[:-1])]
        assert path[0]["at"].date() == deal["created_on"]
        assert path[-1]["at"].date() == deal["stage_entered_on"]
        assert path[-1]["to_stage_id"] == deal["stage_id"]
        walked = [move["to_stage_id"] for move in path if move["to_stage_id"] in OPEN_STAGES]
        assert walked == list(OPEN_STAGES[: len(walked)])
        assert deal["status"] != "won" or len(walked) == 4


def test_field_changes_end_in_what_the_deal_holds(company):
    changes = by("field_change", "opportunity_id", **company)
    for deal in rows_of(**company)["opportunity"]:
        pushed = [c for c in changes[deal["id"]] if c["field"] == "close_date"]
        assert deal["pushed_count"] == len(pushed)
        assert all(date.fromisoformat(c["old"]) < date.fromisoformat(c["new"]) for c in pushed)
        last = {change["field"]: change for change in changes[deal["id"]]}
        for name, change in last.items():
            held = deal[name]
            assert change["new"] == (held.isoformat() if isinstance(held, date) else str(held))
            assert change["old"] != change["new"]
        for earlier, later in pairwise(pushed):
            assert earlier["new"] == later["old"]
        for change in changes[deal["id"]]:
            assert (
                deal["created_on"]
                <= change["at"].date()
                <= (deal["stage_entered_on"] if not deal["is_open"] else company["today"])
            )
            assert deal["updated_at"] >= change["at"]


def test_the_last_activity_is_the_deals_own(company):
    touches = by("activity", "opportunity_id", **company)
    for deal in rows_of(**company)["opportunity"]:
        days = [touch["on_date"] for touch in touches[deal["id"]]]
        assert max(days) == deal["last_activity_on"]
        assert min(days) >= deal["created_on"]
        assert all(touch["at"].date() == touch["on_date"] for touch in touches[deal["id"]])


def test_a_converted_lead_came_before_its_deal(company):
    deals = {deal["id"]: deal for deal in rows_of(**company)["opportunity"]}
    converted = [lead for lead in rows_of(**company)["lead"] if lead["status"] == "Converted"]
    for lead in converted:
        deal = deals[lead["opportunity_id"]]
        assert lead["created_on"] < lead["converted_on"] == deal["created_on"]
        assert lead["owner_id"] == deal["owner_id"]
    others = [lead for lead in rows_of(**company)["lead"] if lead["status"] != "Converted"]
    assert len(converted) > 300
    assert all(lead["converted_on"] is None and lead["opportunity_id"] is None for lead in others)


def test_nothing_lies_in_the_future_of_whoever_loads_it_that_morning(company):
    first_hour = datetime.combine(company["today"], datetime.min.time(), UTC) + timedelta(hours=1)
    for rows in rows_of(**company).values():
        assert all(row["updated_at"] <= first_hour for row in rows if "updated_at" in row)
        assert all(row["at"] <= first_hour for row in rows if row.get("at"))


# A company a manager would believe


def attainments(**company):
    won = defaultdict(Decimal)
    for deal in rows_of(**company)["opportunity"]:
        if deal["status"] == "won":
            won[deal["owner_id"], deal["close_date"].year, (deal["close_date"].month - 1) // 3] += deal["amount"]
    for quota in rows_of(**company)["quota"]:
        start = quota["period_start"]
        yield start, float(won[quota["owner_id"], start.year, (start.month - 1) // 3] / quota["amount"])


def test_reps_make_between_60_and_130_percent_of_a_past_quota(company):
    running = date(company["today"].year, (company["today"].month - 1) // 3 * 3 + 1, 1)
    past = [ratio for start, ratio in attainments(**company) if start < running]
    assert 0.6 <= min(past) < 0.8
    assert 1.05 < max(past) <= 1.3


def test_reps_carry_15_to_40_open_deals_and_one_carries_52(company):
    open_by_rep = Counter(deal["owner_id"] for deal in rows_of(**company)["opportunity"] if deal["is_open"])
    *others, most = sorted(open_by_rep.values())
    assert most == 52
    assert 15 <= min(others) <= max(others) <= 40


def test_weekends_are_sparse(company):
    days = [row["on_date"].weekday() for row in rows_of(**company)["activity"]]
    assert 0 < sum(day > 4 for day in days) / len(days) < 0.03
    closed = [d["close_date"].weekday() for d in rows_of(**company)["opportunity"] if not d["is_open"]]
    assert 0 < sum(day > 4 for day in closed) / len(closed) < 0.05


def test_win_rates_differ_by_rep_and_product_and_larger_teams_sell_larger_deals():
    deals = [d for d in rows_of()["opportunity"] if not d["is_open"]]
    for key, least_spread in (("owner_id", 0.15), ("product_id", 0.08)):
        rates = []
        for value in {d[key] for d in deals}:
            outcomes = [d["status"] == "won" for d in deals if d[key] == value]
            rates.append(sum(outcomes) / len(outcomes))
        assert least_spread < max(rates) - min(rates) < 0.4
        assert 0.15 < min(rates) < max(rates) < 0.6
    teams = {p["id"]: p["team_id"] for p in rows_of()["person"]}
    amounts = defaultdict(list)
    for deal in deals:
        amounts[teams[deal["owner_id"]]].append(deal["amount"])
    enterprise, mid_market, smb = (sorted(amounts[team])[len(amounts[team]) // 2] for team in sorted(amounts))
    assert enterprise > 2 * mid_market > 4 * smb


def test_the_people_of_the_roster_work_there_with_a_mailbox_and_a_time_zone():
    people = {p["name"]: p for p in rows_of()["person"]}
    assert len(people) == 17
    assert people["Priya Raman"]["email"] == "priya.raman@quartermaster.example"
    assert people["Kenji Watanabe"]["timezone"] == "Asia/Tokyo"
    assert people[people_by_id()[people["Ana Souza"]["manager_id"]]]["name"] == "Marcus Bell"
    assert (people["Elena Vasquez"]["role"], people["Omar Haddad"]["role"]) == ("executive", "operator")


def people_by_id():
    return {p["id"]: p["name"] for p in rows_of()["person"]}


def test_invented_people_have_mailboxes_of_their_own():
    emails = Counter(p["email"] for p in rows_of(size=9_000)["person"])
    assert len(emails) > 60
    assert emails.most_common(1)[0][1] == 1


def test_invented_companies_are_never_called_alike():
    names = Counter(demo.accounts.coined(n)[0] for n in range(120_000))
    assert names.most_common(1)[0][1] == 1


def test_the_dice_fall_as_they_always_did():
    dice = demo.chance.Dice("7:0")
    assert [dice.below(1_000) for _ in range(5)] == [701, 34, 979, 363, 729]
    assert [dice.pick("abcdef") for _ in range(5)] == ["b", "e", "b", "a", "c"]
    assert [demo.chance.rounded(40_000 * dice.spread(0.6)) for _ in range(5)] == [
        28_000,
        18_000,
        77_000,
        38_000,
        46_000,
    ]
