"""A morning with the pipeline agent: what it finds, whom it asks first, and what becomes of the answers."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, update

from handlers.cards.digest import digest_card
from handlers.work import do_job
from scheduler.clock import Timekeeper
from scheduler.trigger import every_trigger
from store import audit, nudges, review_queue, settings
from store.clock import Clock
from store.crm.tables import field_changes, opportunities, people
from tests.handlers.hands import last_note, presses, rows_of, submits
from tests.office import PEOPLE, labels, words

o = opportunities.c
MONDAY = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)


class Days:
    """The office with its clock: time passes, triggers fire and messages go out."""

    def __init__(self, office):
        self.office = office
        zone = lambda: "UTC"  # noqa: E731
        self.times = Timekeeper(
            office.db, Clock(office.db, recheck=0), every_trigger(), zone, office.later, {"nudge": nudges.due}
        )
        self.times.register()

    def until(self, at):
        """Everything that falls due by then has happened, in its order."""
        self.office.desk.clock.move(to=at)
        for _ in range(3):
            self.times.look()
            while self.office.waiting:
                job = self.office.waiting.pop(0)
                do_job(self.office.desk, job, lambda _name, fn, *args: fn(*args))

    def told(self, who):
        """The cards in somebody's DM, oldest first."""
        return [m for (channel, _), m in self.office.slack.messages.items() if channel == f"D{PEOPLE[who]}"]


@pytest.fixture
def days(office):
    with office.db.begin() as session:
        session.execute(update(people).values(timezone="UTC"))
    return Days(office)


@pytest.fixture
def approved(days):
    """Monday morning, after Dana said yes to every message."""
    days.until(MONDAY)
    days.office.presses("Dana Whitfield", "Approve all", on=days.told("Dana Whitfield")[-1])
    days.until(MONDAY + timedelta(minutes=5))
    return days


def nudge_to(days, who):
    return next(m for m in days.told(who) if m["key"].startswith("nudge:"))


def concern_of(days, message, number=0):
    return nudges.find(days.office.db, message["key"]).body.concerns[number]


def deal(days, id_):
    with days.office.db.looking() as connection:
        return connection.execute(select(opportunities).where(o.id == id_)).mappings().one()


@pytest.mark.row("S2-02", "S2-22", "S3-35")
def test_on_the_first_morning_managers_get_one_digest_and_reps_get_nothing(days):
    days.until(MONDAY)
    (digest,) = [m for m in days.told("Dana Whitfield") if m["key"].startswith("digest:")]
    assert digest["card"].title == "A first look at your pipeline"
    assert labels(digest["card"]) == ["Approve all", "Choose", "Not now"]
    assert [m for m in days.office.slack.messages.values() if m["key"].startswith("nudge:")] == []


@pytest.mark.row("S2-22", "S2-19")
def test_after_a_yes_each_rep_gets_one_message_about_the_worst_deals(approved):
    to_priya = [m for m in approved.told("Priya Raman") if m["key"].startswith("nudge:")]
    assert len(to_priya) == 1
    body = nudges.find(approved.office.db, to_priya[0]["key"]).body
    assert 1 <= len(body.concerns) <= 3
    assert all(
        concern.owner_id == nudges.find(approved.office.db, to_priya[0]["key"]).to_id for concern in body.concerns
    )
    assert {"Update stage", "Next step", "Close lost", "Snooze", "Not mine"} <= set(labels(to_priya[0]["card"]))
    assert "_(sent)_" in words(approved.told("Dana Whitfield")[-1]["card"]) or "Decided" in words(
        approved.told("Dana Whitfield")[-1]["card"]
    )


def test_the_same_hours_again_say_nothing_twice(approved):
    before = approved.office.slack.posts
    approved.until(MONDAY + timedelta(hours=2))
    approved.until(MONDAY + timedelta(hours=2))
    assert approved.office.slack.posts == before


class Killed(BaseException):
    """The end of the process."""


@pytest.mark.row("S2-22", "N3")
@pytest.mark.parametrize("when", ["before the post", "after the post", "after it was booked"])
def test_a_message_is_there_once_wherever_its_process_is_killed(days, monkeypatch, when):
    with days.office.db.begin() as session:
        settings.save(session, "autonomy.nudge", "act", by="t", at=MONDAY)
    real, died = days.office.slack.post, []

    def post(place, card, key):
        if died or not key.startswith("nudge:"):
            return real(place, card, key)
        died.append(key)
        if when == "after the post":
            real(place, card, key)
        raise Killed

    if when != "after it was booked":
        monkeypatch.setattr(days.office.slack, "post", post)
    else:
        monkeypatch.setattr(nudges, "move", _dying_once(nudges.move, died))
    days.office.desk.clock.move(to=MONDAY)
    killed = 0
    for _ in range(3):
        days.times.look()
        while days.office.waiting:
            job = days.office.waiting.pop(0)
            try:
                do_job(days.office.desk, job, lambda _name, fn, *args: fn(*args))
            except Killed:
                killed += 1
                days.office.waiting.append(job)
    assert killed == 1
    written = [m["key"] for m in days.office.slack.messages.values() if m["key"].startswith("nudge:")]
    assert written
    assert len(written) == len(set(written))
    assert {nudges.find(days.office.db, key).state for key in written} == {"sent"}


def _dying_once(real, died):
    def move(*args, **given):
        if not died:
            died.append(args)
            raise Killed
        return real(*args, **given)

    return move


@pytest.mark.row("S2-22", "S2-23")
def test_an_answer_becomes_a_proposed_write_and_no_write(approved):
    message = nudge_to(approved, "Priya Raman")
    concern = concern_of(approved, message)
    approved.office.presses("Priya Raman", "Next step", on=message)
    form = approved.office.slack.forms[-1]
    assert [field.name for field in form.fields] == ["next_step"]
    before = deal(approved, concern.opportunity_id)["next_step"]
    submits(approved.office, "Priya Raman", form.press, form.subject, {"next_step": "Call the CFO on Friday"})
    assert deal(approved, concern.opportunity_id)["next_step"] == before
    assert "You proposed a change of next step" in words(nudge_to(approved, "Priya Raman")["card"])
    assert nudges.find(approved.office.db, message["key"]).state == "answered"
    asked = [m for m in approved.office.slack.messages.values() if m["card"].title == "Approve this change?"]
    assert any("Call the CFO on Friday" in words(m["card"]) for m in asked)


@pytest.mark.row("S2-22")
def test_close_lost_proposes_the_lost_stage_with_its_reason(approved):
    message = nudge_to(approved, "Priya Raman")
    approved.office.presses("Priya Raman", "Close lost", on=message)
    form = approved.office.slack.forms[-1]
    submits(approved.office, "Priya Raman", form.press, form.subject, {"lost_reason": "Went silent"})
    asked = [m for m in approved.office.slack.messages.values() if m["card"].title == "Approve this change?"]
    assert any("Went silent" in words(m["card"]) for m in asked)


@pytest.mark.row("S2-23")
def test_a_form_asks_for_the_missing_fields_and_nothing_else(days):
    db, asked, approved = days.office.db, 0, days
    with db.begin() as session:
        settings.save(session, "autonomy.nudge", "act", by="t", at=MONDAY)
        settings.save(session, "nudge.deals_per_message", 10, by="t", at=MONDAY)
    days.until(MONDAY)
    for who in ("Priya Raman", "Tom Okafor"):
        message = nudge_to(approved, who)
        for number, concern in enumerate(nudges.find(db, message["key"]).body.concerns):
            if set(concern.missing) & {"amount", "next_step", "close_date"}:
                presses(approved.office, who, "nudge:missing", f"{message['key']}|{number}", on=message)
                form = approved.office.slack.forms[-1]
                assert [field.name for field in form.fields] == list(concern.missing)
                asked += 1
    assert asked


@pytest.mark.row("S2-22")
def test_a_snoozed_deal_rests_and_one_that_is_not_mine_is_never_asked_about_again(approved):
    message = nudge_to(approved, "Priya Raman")
    first = concern_of(approved, message)
    approved.office.presses("Priya Raman", "Snooze", on=message)
    form = approved.office.slack.forms[-1]
    submits(approved.office, "Priya Raman", form.press, form.subject, {"days": "7"})
    assert "Snoozed until 30 Nov 2026" in words(nudge_to(approved, "Priya Raman")["card"])
    approved.office.presses("Priya Raman", "Not mine", on=nudge_to(approved, "Priya Raman"))
    items = [item for item in review_queue.open_items(approved.office.db) if item.kind == "wrong_owner"]
    assert len(items) == 1
    assert "Priya Raman says that" in items[0].reason
    with approved.office.db.begin() as session:
        settings.save(session, "nudge.repeat_days", 1, by="t", at=MONDAY)
        settings.save(session, "autonomy.nudge", "act", by="t", at=MONDAY)
    approved.until(MONDAY + timedelta(days=2))
    later = [m for m in approved.told("Priya Raman") if m["key"].startswith("nudge:")][-1]
    asked = {c.opportunity_id for c in nudges.find(approved.office.db, later["key"]).body.concerns}
    assert first.opportunity_id not in asked


def test_nobody_else_answers_a_message(approved):
    message = nudge_to(approved, "Priya Raman")
    subject = f"{message['key']}|0"
    outcome = submits(approved.office, "Tom Okafor", "nudge:save", subject, {"next_step": "mine now"})
    assert outcome == "refused"
    assert "not one that waits for you" in last_note(approved.office)
    for forged in ("nudge:nobody|0", f"{message['key']}|99", message["key"], "", "|", f"{message['key']}|-1"):
        assert submits(approved.office, "Priya Raman", "nudge:rest", forged, {"days": "7"}) == "refused"
    assert submits(approved.office, "Tom Okafor", "digest:save", days_digest(approved), {"reps": "0"}) == "refused"


OF_A_REP = {
    "nudge:stage": {}, "nudge:next_step": {}, "nudge:missing": {}, "nudge:lost": {}, "nudge:snooze": {},
    "nudge:not_mine": {}, "nudge:close": {"lost_reason": "x"}, "nudge:save": {"next_step": "x"},
    "nudge:rest": {"days": "3"},
}  # fmt: skip
OF_A_MANAGER = {"digest:approve": {}, "digest:choose": {}, "digest:decline": {}, "digest:save": {"reps": "0"}}


def test_every_button_of_a_message_is_its_recipients_alone(approved):
    message = nudge_to(approved, "Priya Raman")
    before = nudges.find(approved.office.db, message["key"])
    for verb, values in OF_A_REP.items():
        subject = f"{message['key']}|0"
        for who in ("Tom Okafor", "Sam Visitor", "Elena Vasquez"):
            went = submits(approved.office, who, verb, subject, values)
            assert went == "refused", (verb, who)
    for verb, values in OF_A_MANAGER.items():
        assert submits(approved.office, "Tom Okafor", verb, days_digest(approved), values) == "refused", verb
    assert nudges.find(approved.office.db, message["key"]) == before


def test_home_says_that_a_digest_waits_until_it_is_answered(days):
    days.until(MONDAY)
    assert "May I write to" in words(days.office.opens_home("Dana Whitfield"))
    assert "May I write to" not in words(days.office.opens_home("Priya Raman"))
    days.office.presses("Dana Whitfield", "Not now", on=days.told("Dana Whitfield")[-1])
    assert "May I write to" not in words(days.office.opens_home("Dana Whitfield"))


def test_a_manager_may_choose_whom_to_write_to(days):
    days.until(MONDAY)
    digest = days.told("Dana Whitfield")[-1]
    days.office.presses("Dana Whitfield", "Choose", on=digest)
    (field,) = days.office.slack.forms[-1].fields
    priya = next(value for value, label in field.options if label == "Priya Raman")
    submits(days.office, "Dana Whitfield", "digest:save", digest["key"], {"reps": priya})
    days.until(MONDAY + timedelta(minutes=5))
    written = {m["key"] for m in days.office.slack.messages.values() if m["key"].startswith("nudge:")}
    assert written == {nudge_to(days, "Priya Raman")["key"]}


def test_words_and_buttons_lead_to_the_same_cards(days):
    days.until(MONDAY)
    for verb, said in (("trigger:list", "show triggers"), ("pipeline:health", "pipeline health")):
        typed = days.office.says("Dana Whitfield", said)["card"]
        presses(days.office, "Dana Whitfield", verb, "x", on=days.office.latest())
        assert days.office.latest()["card"] == typed
    assert presses(days.office, "Dana Whitfield", "health:list", "nonsense", on=days.office.latest()) == "refused"


def test_a_visitor_sees_neither_triggers_nor_health_and_chooses_nothing(days):
    for said in ("triggers", "pipeline health", "use formal tone", "email me instead"):
        assert "You may not" in words(days.office.says("Sam Visitor", said)["card"])
    shown = words(days.office.says("Priya Raman", "use angry tone")["card"])
    assert "I know two tones" in shown


def test_somebody_without_a_seat_is_put_before_the_operator(days):
    days.until(MONDAY)
    items = [item for item in review_queue.open_items(days.office.db) if item.kind == "unreachable"]
    assert items
    assert "cannot be written to" in items[0].reason


def days_digest(days):
    return next(m["key"] for m in days.told("Dana Whitfield") if m["key"].startswith("digest:"))


@pytest.mark.row("S3-35")
def test_not_now_sends_nothing(days):
    days.until(MONDAY)
    days.office.presses("Dana Whitfield", "Not now", on=days.told("Dana Whitfield")[-1])
    days.until(MONDAY + timedelta(hours=3))
    assert [m for m in days.told("Priya Raman") if m["key"].startswith("nudge:")] == []


@pytest.mark.row("S2-15", "S2-49")
def test_what_a_manager_said_no_to_rests_and_comes_back_neither_as_question_nor_as_exception(days):
    days.until(MONDAY)
    digest = days.told("Dana Whitfield")[-1]
    waiting = nudges.of_digest(days.office.db, digest["key"])
    refused = {concern.opportunity_id for one in waiting for concern in one.body.concerns}
    assert refused
    days.office.presses("Dana Whitfield", "Not now", on=digest)
    days.until(MONDAY + timedelta(days=1, hours=3))
    table = nudges.nudges.c
    with days.office.db.looking() as connection:
        query = select(table.id).where(table.kind == "nudge", table.id.not_in([one.id for one in waiting]))
        later = [nudges.find(days.office.db, one) for one in connection.execute(query).scalars()]
    assert not refused & {concern.opportunity_id for one in later for concern in one.body.concerns}
    doubts = [item for item in review_queue.open_items(days.office.db) if item.kind == "low_confidence"]
    assert not refused & {row for item in doubts for row in item.details["rows"]}


@pytest.mark.row("S2-49")
def test_a_yes_in_the_evening_reaches_the_rep_the_next_morning(days):
    days.until(MONDAY)
    days.until(MONDAY.replace(hour=18, minute=30))
    days.office.presses("Dana Whitfield", "Approve all", on=days.told("Dana Whitfield")[-1])
    days.until(MONDAY.replace(hour=23))
    assert [m for m in days.told("Priya Raman") if m["key"].startswith("nudge:")] == []
    days.until((MONDAY + timedelta(days=1)).replace(hour=8, minute=1))
    assert [m["key"][-10:] for m in days.told("Priya Raman") if m["key"].startswith("nudge:")] == ["2026-11-23"]


@pytest.mark.row("S2-22")
def test_a_deal_that_was_put_right_in_the_meantime_is_not_asked_about(days):
    days.until(MONDAY)
    with days.office.db.begin() as session:
        session.execute(update(opportunities).values(status="won", is_open=False, updated_at=MONDAY))
    days.office.presses("Dana Whitfield", "Approve all", on=days.told("Dana Whitfield")[-1])
    days.until(MONDAY + timedelta(minutes=5))
    assert [m for m in days.office.slack.messages.values() if m["key"].startswith("nudge:")] == []


@pytest.mark.row("S2-45")
def test_a_conservative_agent_tells_the_manager_alone_and_an_aggressive_one_tells_of_silence(days):
    with days.office.db.begin() as session:
        settings.save(session, "nudge.aggressiveness", "conservative", by="t", at=MONDAY)
    days.until(MONDAY)
    digest = days.told("Dana Whitfield")[-1]["card"]
    assert labels(digest) == []
    with days.office.db.begin() as session:
        settings.save(session, "nudge.aggressiveness", "aggressive", by="t", at=MONDAY)
        settings.save(session, "autonomy.nudge", "act", by="t", at=MONDAY)
    days.until(MONDAY + timedelta(days=1))
    assert nudge_to(days, "Priya Raman")
    days.until(MONDAY + timedelta(days=4))
    assert "Priya Raman has not answered since 24 Nov" in words(days.told("Dana Whitfield")[-1]["card"])


@pytest.mark.row("S2-47", "S2-48")
def test_tone_and_channel_are_each_persons_own(days):
    with days.office.db.begin() as session:
        settings.save(session, "autonomy.nudge", "act", by="t", at=MONDAY)
    days.office.says("Priya Raman", "use formal tone")
    days.office.says("Tom Okafor", "email me instead")
    days.until(MONDAY)
    assert "Dear Priya Raman" in words(nudge_to(days, "Priya Raman")["card"])
    assert [m for m in days.told("Tom Okafor") if m["key"].startswith("nudge:")] == []
    letters = [path.read_text() for path in (days.office.desk.home_folder / "mail").glob("*.eml")]
    assert len([letter for letter in letters if "tom.okafor@" in letter and "Hi Tom" in letter]) == 1


@pytest.mark.row("S2-19", "S2-02")
def test_the_list_of_triggers_and_the_health_of_the_pipeline_say_what_was_found(days):
    days.until(MONDAY)
    listed = words(days.office.says("Dana Whitfield", "triggers")["card"])
    assert "Ask the rep about a deal that stays in one stage for too long" in listed
    assert "23 Nov 2026" in listed
    health = days.office.says("Dana Whitfield", "pipeline health")["card"]
    said = words(health)
    assert "Stalled in their stage" in said
    assert "Missing required fields" in said
    for label in ("Stalled deals", "Quiet deals", "Past due", "Missing fields"):
        days.office.presses(
            "Dana Whitfield", label, on=next(m for m in days.told("Dana Whitfield") if m["card"] is health)
        )
        assert "deals" in words(days.office.latest()["card"])
        assert rows_of(days.office.latest())


@pytest.mark.row("S2-25")
def test_a_large_amount_change_is_logged_with_both_amounts(days):
    days.until(MONDAY)
    with days.office.db.begin() as session:
        one = session.execute(select(o.id, o.name).where(o.is_open, o.amount.is_not(None)).limit(1)).one()
        session.execute(
            field_changes.insert().values(
                id="c1", opportunity_id=one.id, field="amount", old="100000", new="150000",
                at=MONDAY + timedelta(minutes=10), updated_at=MONDAY,
            )
        )  # fmt: skip
    days.until(MONDAY + timedelta(hours=2))
    days.until(MONDAY + timedelta(hours=4))
    logged = [e for e in audit.of_subject(days.office.db, one.id, 10) if e["action"] == "deal:amount_changed"]
    assert len(logged) == 1
    assert "100,000.00 → 150,000.00" in str(logged[0])
    assert "+50%" in str(logged[0])


def test_the_day_of_a_message_is_the_companys(days):
    days.until(MONDAY)
    assert all(m["key"].endswith(date(2026, 11, 23).isoformat()) for m in days.told("Dana Whitfield"))


@pytest.mark.row("S2-02", "S2-22")
def test_a_later_digest_says_what_is_new_only_when_something_is(approved):
    approved.until(MONDAY + timedelta(days=1))
    digest = [m for m in approved.told("Dana Whitfield") if m["key"].startswith("digest:")][-1]
    body = nudges.find(approved.office.db, digest["key"]).body
    assert not body.is_first
    said = words(digest_card(body, digest["key"], {}))
    assert "What changed" not in said
    old = body.model_copy(update={"counts": tuple((name, many, 0) for name, many, _ in body.counts)})
    new = body.model_copy(update={"counts": tuple((name, many, 1) for name, many, _ in body.counts)})
    assert "Nothing new since I last wrote to you" in words(digest_card(old, digest["key"], {}))
    assert "what is new since I last wrote to you" in words(digest_card(new, digest["key"], {}))


@pytest.mark.row("S2-22")
def test_a_digest_names_stages_counts_one_as_one_and_says_when_nothing_goes_out(days):
    days.until(MONDAY)
    digest = days.told("Dana Whitfield")[-1]
    body = nudges.find(days.office.db, digest["key"]).body
    first = body.proposals[0].concerns[0]
    assert f"{first.name} ({first.stage}, confidence" in words(digest["card"])
    one = body.model_copy(update={"counts": (("over_capacity", 1, 0), ("change_pattern", 2, 0))})
    said = words(digest_card(one, digest["key"], {}))
    assert "**1** rep over capacity" in said
    assert "**2** patterns of amount changes" in said
    days.office.presses("Dana Whitfield", "Choose", on=digest)
    form = days.office.slack.forms[-1]
    assert form.fields[0].value.split(",") == [value for value, _ in form.fields[0].options], "nobody is forgotten"
    days.office.submits("Dana Whitfield", form, {"reps": []})
    said = words(digest["card"])
    assert "no message goes out" in said
    assert "They go out" not in said


@pytest.mark.row("S2-22")
def test_what_a_message_leaves_out_is_found_where_it_says(days):
    days.until(MONDAY)
    days.office.presses("Dana Whitfield", "Approve all", on=days.told("Dana Whitfield")[-1])
    days.until(MONDAY + timedelta(minutes=5))
    message = nudge_to(days, "Priya Raman")
    nudge = nudges.find(days.office.db, message["key"])
    assert nudge.body.more
    assert "Say “clean up”" in words(message["card"])
    with days.office.db.looking() as connection:
        every = (
            days.office.desk.db
            and connection.execute(select(o.name).where(o.owner_id == nudge.to_id, o.is_open)).scalars()
        )
        names = set(every)
    listed = words(days.office.says("Priya Raman", "clean up")["card"])
    unsaid = {name for name in names if name in listed} - {one.name for one in nudge.body.concerns}
    assert unsaid


@pytest.mark.row("S2-22", "S2-23")
def test_a_deal_whose_date_has_gone_by_is_asked_for_a_new_date(days):
    with days.office.db.begin() as session:
        settings.save(session, "autonomy.nudge", "act", by="t", at=MONDAY)
        settings.save(session, "nudge.deals_per_message", 10, by="t", at=MONDAY)
    days.until(MONDAY)
    late = [
        (m, number, one)
        for m in days.office.slack.messages.values()
        if m["key"].startswith("nudge:")
        for number, one in enumerate(nudges.find(days.office.db, m["key"]).body.concerns)
        if any(why.condition == "past_due" for why in one.whys)
    ]
    message, number, _ = late[0]
    owner = next(name for name, user in PEOPLE.items() if message in days.told(name))
    assert presses(days.office, owner, "nudge:date", f"{message['key']}|{number}", on=message) == "answered"
    form = days.office.slack.forms[-1]
    assert [(one.name, one.required) for one in form.fields] == [("close_date", True)]
    days.office.submits(owner, form, {"close_date": "2027-01-15"})
    assert "change of close date; the card below says what comes of it" in words(message["card"])
    assert labels(message["card"]).count("New date") == sum(m is message for m, _, _ in late) - 1


@pytest.mark.row("S2-22", "N1")
def test_two_mornings_approved_together_ask_about_a_deal_once(days):
    days.until(MONDAY)
    days.until(MONDAY + timedelta(days=1))
    digests = [m for m in days.told("Dana Whitfield") if m["key"].startswith("digest:")]
    assert len(digests) == 2
    for digest in digests:
        days.office.presses("Dana Whitfield", "Approve all", on=digest)
    days.until(MONDAY + timedelta(days=1, minutes=5))
    sent = [nudges.find(days.office.db, m["key"]) for m in days.told("Priya Raman") if m["key"].startswith("nudge:")]
    asked = [one.opportunity_id for nudge in sent for one in nudge.body.concerns]
    assert asked
    assert len(asked) == len(set(asked))


@pytest.mark.row("S2-19", "S2-10")
def test_whoever_is_to_decide_a_new_exception_hears_of_it_once_with_the_next_digest(approved):
    message = nudge_to(approved, "Priya Raman")
    approved.office.presses("Priya Raman", "Not mine", on=message)
    assert "Dana Whitfield hears of it with their next morning digest" in words(message["card"])
    approved.until(MONDAY + timedelta(days=1))
    tuesday = approved.told("Dana Whitfield")[-1]
    name = concern_of(approved, message).name
    assert tuesday["key"].startswith("digest:")
    assert "A new exception waits for you. #" in words(tuesday["card"])
    assert f"Priya Raman says that {name} is not theirs" in words(tuesday["card"])
    approved.until(MONDAY + timedelta(days=2))
    digests = [m for m in approved.told("Dana Whitfield") if m["key"].startswith("digest:")]
    assert sum("is not theirs" in words(m["card"]) for m in digests) == 1
    assert len({m["key"] for m in digests}) == len(digests)
