"""Rights: everybody reads what they may and nothing else, in their own DM and in every room."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import text

from domain.rights import ALL, NOTHING
from domain.work import Place
from handlers.people import ASKED_AT_ONCE, own_sight, person_at, room_sees, room_sight
from store import people as links
from store import settings
from tests.handlers.hands import owners_in, presses, profiles, rows_of
from tests.office import CHANNELS, PEOPLE, TEAM, words

OPEN = "all open deals"
ENTERPRISE = {"Priya Raman", "Tom Okafor", "Sarah Chen", "Lukas Brandt"}


def save(office, name, value):
    with office.db.begin() as session:
        settings.save(session, name, value, by="test", at=office.desk.now())


def change_person(office, person, /, **columns):
    with office.db.begin() as session:
        for column, value in columns.items():
            session.execute(text(f"UPDATE crm_people SET {column} = :v WHERE name = :n"), {"v": value, "n": person})


@pytest.mark.row("D2", "S4-30")
@pytest.mark.parametrize(
    ("manager_sees", "rep_sees", "who", "sees"),
    [
        ("company", "own", "Priya Raman", {"Priya Raman"}),
        ("company", "own", "Dana Whitfield", "everyone"),
        ("team", "own", "Dana Whitfield", ENTERPRISE),
        ("team", "team", "Priya Raman", ENTERPRISE),
        ("team", "company", "Priya Raman", "everyone"),
        ("team", "own", "Elena Vasquez", "everyone"),
        ("team", "own", "Omar Haddad", "everyone"),
    ],
)
def test_each_role_reads_what_the_policy_lets_it(office, manager_sees, rep_sees, who, sees):
    save(office, "rights.manager_sees", manager_sees)
    save(office, "rights.rep_sees", rep_sees)
    seen = owners_in(office.says(who, OPEN))
    if sees == "everyone":
        assert seen - ENTERPRISE - {"Priya Raman"}
    else:
        assert seen == sees


@pytest.mark.row("D1", "D2")
@pytest.mark.parametrize("asked", ["tom's open deals", "Tom Okafor's pipeline", "open deals owned by Tom Okafor"])
def test_a_rep_who_asks_for_anothers_records_by_name_gets_none_and_is_told_why(office, asked):
    answer = office.says("Priya Raman", asked)
    assert rows_of(answer) == ()
    said = words(answer["card"])
    assert "Okafor" not in str(rows_of(answer))
    assert "0 " in answer["card"].summary or "No " in answer["card"].summary
    assert "records of Priya Raman" in said, "that her rights explain it is said"


@pytest.mark.row("D1", "C4")
def test_a_guest_of_the_workspace_reads_nothing_even_with_an_address_of_the_crm(office):
    profiles(office, Priya_Raman={"is_restricted": True})
    answer = office.says("Priya Raman", OPEN)
    assert rows_of(answer) == ()
    assert "guest" in answer["card"].title.lower()


@pytest.mark.row("D1", "C4")
def test_an_operators_address_does_not_lift_a_guest_of_the_workspace(office):
    object.__setattr__(office.desk, "operators", frozenset({"sam.visitor@elsewhere.example"}))
    profiles(office, Sam_Visitor={"is_restricted": True})
    assert person_at(office.desk, Place(surface="slack", user=PEOPLE["Sam Visitor"])).role == "guest"
    profiles(office, Tom_Okafor={"email": "sam.visitor@elsewhere.example"})
    assert person_at(office.desk, Place(surface="slack", user=PEOPLE["Tom Okafor"])).role == "operator"


@pytest.mark.row("D1")
def test_a_bot_reads_nothing_whatever_address_it_shows(office):
    profiles(office, Priya_Raman={"is_bot": True})
    bot = person_at(office.desk, Place(surface="slack", user=PEOPLE["Priya Raman"]))
    assert own_sight(office.desk, bot) == NOTHING
    assert rows_of(office.says("Priya Raman", OPEN)) == ()


@pytest.mark.row("C4")
def test_a_bot_in_the_room_does_not_read_and_so_hides_nothing(office):
    profiles(office, Sam_Visitor={"is_bot": True})
    office.slack.extra_members["C0LEADS"] = [PEOPLE["Sam Visitor"]]
    office.says("Dana Whitfield", OPEN, channel="sales-leads")
    assert [channel for channel, _ in office.slack.messages] == ["C0LEADS"]


@pytest.mark.row("C4", "D1")
def test_one_outsider_in_a_shared_channel_sends_the_answer_to_a_dm(office):
    office.slack.extra_members["C0LEADS"] = ["U0STRANGER"]
    office.says("Dana Whitfield", OPEN, channel="sales-leads")
    assert [channel for channel, _ in office.slack.messages] == ["DU0DANA"]
    assert room_sight(office.desk, Place(surface="slack", channel="C0LEADS", is_private=False)) == NOTHING


@pytest.mark.row("C4", "D1")
def test_a_guest_who_joins_later_cannot_press_what_stands_there(office):
    answer = office.says("Dana Whitfield", OPEN, channel="sales-leads")
    office.slack.extra_members["C0LEADS"] = [PEOPLE["Sam Visitor"]]
    for action in ("run:data", "run:csv", "run:sources", "run:trace", "run:share", "run:edit", "run:again"):
        assert presses(office, "Sam Visitor", action, f"run:{answer['key']}", on=answer) == "refused"
    others = [said for said in office.slack.messages.values() if said is not answer]
    assert not any(rows_of(said) for said in others)
    assert office.slack.files == []
    assert office.slack.forms == []


def test_an_empty_room_reads_nothing(office):
    assert room_sight(office.desk, Place(surface="slack", channel="C0NOBODY", is_private=False)) == NOTHING


@pytest.mark.row("D2")
@pytest.mark.parametrize(
    "change",
    [{"is_active": False}, {"email": None}, {"email": "someone.else@quartermaster.example"}],
)
def test_somebody_who_left_the_crm_is_a_guest_at_once(office, change):
    assert rows_of(office.says("Priya Raman", OPEN))
    change_person(office, "Priya Raman", **change)
    assert rows_of(office.says("Priya Raman", OPEN)) == ()


@pytest.mark.row("D1")
def test_an_address_that_two_people_share_is_nobodys(office):
    change_person(office, "Tom Okafor", email="priya.raman@quartermaster.example")
    assert rows_of(office.says("Priya Raman", OPEN)) == ()


def test_an_address_is_found_in_any_case(office):
    profiles(office, Priya_Raman={"email": "Priya.RAMAN@Quartermaster.Example"})
    assert owners_in(office.says("Priya Raman", OPEN)) == {"Priya Raman"}


@pytest.mark.parametrize("role", ["owner", "", "GUEST", "admin"])
def test_a_role_nobody_knows_reads_like_a_rep(office, role):
    change_person(office, "Priya Raman", role=role)
    assert owners_in(office.says("Priya Raman", OPEN)) == {"Priya Raman"}


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "../../etc/passwd", "PST"])
def test_a_zone_that_is_none_does_not_keep_anybody_from_an_answer(office, zone):
    change_person(office, "Priya Raman", timezone=zone)
    assert "Data as of" in words(office.says("Priya Raman", OPEN)["card"])


@pytest.mark.parametrize("name", ["", "   ", "x" * 300, "<!channel> *Zoë* \u202e"])
def test_home_opens_whatever_somebody_is_called(office, name):
    change_person(office, "Priya Raman", name=name)
    assert office.opens_home("Priya Raman").nodes


def test_everybody_in_the_channels_of_these_tests_is_known():
    assert {name for _, names in CHANNELS.values() for name in names} <= set(PEOPLE)


@pytest.mark.row("D1")
def test_questions_of_different_people_at_the_same_time_are_never_mixed(office):
    people = ("Priya Raman", "Tom Okafor", "Dana Whitfield")
    errors = []

    def one(n):
        user, ts = PEOPLE[people[n % len(people)]], f"30.{n:06d}"
        event = {"type": "message", "channel_type": "im", "user": user, "channel": f"D{user}", "ts": ts, "text": OPEN}
        try:
            office.hear({"type": "event_callback", "event_id": f"EvT{n}", "team_id": TEAM, "event": event}, key=f"t{n}")
        except Exception as error:  # noqa: BLE001
            errors.append(error)

    threads = [threading.Thread(target=lambda k=k: [one(k + 6 * turn) for turn in range(3)]) for k in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    seen = {}
    for (channel, _), said in office.slack.messages.items():
        seen.setdefault(channel, []).append(owners_in(said))
    assert seen["DU0PRIYA"] == [{"Priya Raman"}] * 6
    assert seen["DU0TOM"] == [{"Tom Okafor"}] * 6
    assert all(len(owners) > 5 for owners in seen["DU0DANA"])


def crowd(office, number, known=0, checked=timedelta()):
    """A channel of so many members who may read everything, some of them already known; and the calls it costs."""
    users = [f"U1M{n}" for n in range(number)]
    office.slack.members = lambda channel: users
    calls = []

    def profile(user):
        calls.append(user)
        return {"email": "dana.whitfield@quartermaster.example", "name": user, "tz": "UTC"}

    office.slack.profile = profile
    at = office.desk.now() - checked
    with office.db.begin() as session:
        for user in users[:known]:
            link = links.Link("dana.whitfield@quartermaster.example", user, "UTC", "member", at)
            links.link(session, "slack", user, link)
    return users, calls


ROOM = Place(surface="slack", channel="C0CROWD", is_private=False)


@pytest.mark.row("D1")
def test_a_room_of_a_thousand_costs_a_few_calls_and_who_is_not_known_yet_is_a_guest(office):
    _, calls = crowd(office, 1_000, known=930)
    assert not room_sees(office.desk, ROOM, ALL)
    assert len(calls) == ASKED_AT_ONCE
    assert [room_sees(office.desk, ROOM, ALL) for _ in range(3)] == [False, False, True], "the rest is asked about next"
    assert len(calls) == 70
    assert room_sight(office.desk, ROOM) == ALL
    assert len(calls) == 70, "nobody is asked about twice within the hour"


@pytest.mark.row("D1")
def test_one_known_guest_settles_a_room_without_a_call(office):
    users, calls = crowd(office, 1_000, known=500)
    with office.db.begin() as session:
        guest = links.Link("", "Guest", "UTC", "restricted", office.desk.now())
        links.link(session, "slack", users[250], guest)
    assert not room_sees(office.desk, ROOM, ALL)
    assert room_sight(office.desk, ROOM) == NOTHING
    assert calls == []


def test_what_was_said_of_somebody_is_asked_again_and_counts_for_a_day_in_a_large_room(office):
    _, calls = crowd(office, 200, known=200, checked=timedelta(hours=5))
    assert room_sees(office.desk, ROOM, ALL)
    assert len(calls) == ASKED_AT_ONCE
    _, calls = crowd(office, 200, known=200, checked=timedelta(hours=25))
    assert not room_sees(office.desk, ROOM, ALL)


def test_somebody_who_was_a_guest_an_hour_ago_is_asked_about_first(office):
    users, calls = crowd(office, 100, known=100, checked=timedelta(hours=2))
    with office.db.begin() as session:
        was = links.Link("", "Guest", "UTC", "restricted", office.desk.now() - timedelta(hours=2))
        links.link(session, "slack", users[70], was)
    assert room_sees(office.desk, ROOM, ALL), "meanwhile a member"
    assert calls[0] == users[70]
