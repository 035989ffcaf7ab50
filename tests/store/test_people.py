"""Links between chat users and people: what the surface says last counts."""

import threading

from store import people
from store.people import Link
from tests.store.conftest import AT


def a_link(**more):
    return Link(
        **(
            {
                "email": "dana@quartermaster.example",
                "name": "Dana",
                "timezone": "UTC",
                "kind": "member",
                "checked_at": AT,
            }
            | more
        )
    )


def link(db, user="U1", surface="slack", **more):
    with db.begin() as session:
        people.link(session, surface, user, a_link(**more))


def test_what_a_surface_says_last_counts_and_surfaces_are_apart(db):
    link(db)
    link(db, kind="restricted", person_id="P7")
    link(db, surface="teams", name="Somebody else")
    assert people.find(db, "slack", "U1") == a_link(kind="restricted", person_id="P7")
    assert people.find(db, "teams", "U1").name == "Somebody else"
    assert people.find(db, "slack", "U2") is None


def test_a_user_seen_for_the_first_time_in_many_places_at_once_is_linked_once(db):
    errors = []
    together = threading.Barrier(12)

    def one():
        together.wait()
        try:
            link(db)
        except Exception as error:  # noqa: BLE001
            errors.append(error)

    threads = [threading.Thread(target=one) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert people.find(db, "slack", "U1") == a_link()
