"""Seeding, and names that stay the same."""

import pytest

from bot.playground.shelf import Shelf
from bot.playground.workspace import BOT_USER_ID, Unknown, Workspace, stable_id


@pytest.fixture
def workspace(tmp_path):
    made = Workspace(tmp_path / "slack.db", lambda: 1_795_000_000.0)
    yield made
    made.shelf.close()


def a_person(name="Dana Whitcombe", email="dana@acme.example", role="manager", **more):
    return {"name": name, "email": email, "role": role, **more}


def test_ids_are_the_same_everywhere_and_look_like_slacks():
    assert stable_id("U", "Dana@Acme.example") == stable_id("U", "dana@acme.example")
    assert stable_id("U", "a").isalnum()
    assert len({stable_id("U", str(n)) for n in range(1000)}) == 1000


def test_seeding_again_changes_only_what_is_different(workspace):
    workspace.seed([a_person()], [{"name": "#sales", "members": ["dana@acme.example"]}])
    before = workspace.people()
    workspace.seed([a_person(title="VP Sales"), a_person("Rui Costa", "rui@acme.example", "rep")], [])
    after = workspace.people()
    assert [p["id"] for p in before] == [p["id"] for p in after[:2]]
    assert [(p["real_name"], p["title"]) for p in after] == [
        ("Dana Whitcombe", "VP Sales"),
        ("Sam Visitor", "Visitor from elsewhere"),
        ("Rui Costa", ""),
    ]
    assert workspace.channel("sales")["members"] == [before[0]["id"], BOT_USER_ID]


def test_a_channel_of_strangers_is_refused(workspace):
    with pytest.raises(Unknown, match=r"members nobody knows: who@x\.example"):
        workspace.seed([], [{"name": "sales", "members": ["who@x.example"]}])


def test_two_people_with_one_name_are_told_apart_by_address(workspace):
    workspace.seed([a_person("Kim Lee", "kim@a.example", "rep"), a_person("Kim Lee", "kim@b.example", "rep")], [])
    handles = [p["name"] for p in workspace.people()]
    assert handles[:2] == ["kim", "kim2"]
    assert workspace.person("kim@b.example")["name"] == "kim2"
    with pytest.raises(Unknown):
        workspace.person("Kim Lee")


def test_a_guest_is_a_guest_whatever_role_was_given(workspace):
    workspace.seed([a_person(is_guest=True)], [])
    assert workspace.person("dana")["role"] == "guest"


def test_the_shelf_keeps_order_and_contents_over_a_restart(tmp_path):
    first = Shelf(tmp_path / "shelf.db")
    for name in ("z", "a", "m"):
        first.put("letter", name, {"name": name})
    first.put("letter", "z", {"name": "z", "again": True})
    first.drop("letter", "a")
    first.put_content("f", b"\x00bytes")
    # No close: a killed process closes nothing.
    second = Shelf(tmp_path / "shelf.db")
    assert list(second.all("letter").items()) == [("z", {"name": "z", "again": True}), ("m", {"name": "m"})]
    assert second.content("f") == b"\x00bytes"
    assert second.content("g") is None
    second.close()
    first.close()
