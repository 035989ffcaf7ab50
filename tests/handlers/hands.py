"""What hands do in these tests beyond pressing a button that is there: forge, repeat, and come as somebody else."""

from itertools import count

from domain.cards import Table
from tests.office import PEOPLE, TEAM

_numbers = count(1)


def place_of(office, message):
    """(channel, ts) of a message."""
    return next(place for place, said in office.slack.messages.items() if said is message)


def presses(office, who, action, value, on=None, **more):
    """What became of a press that is made by hand: any action, any value."""
    channel, ts = place_of(office, on) if on else (f"D{PEOPLE[who]}", "90.000000")
    n = next(_numbers)
    payload = {
        "type": "block_actions",
        "team": {"id": TEAM},
        "user": {"id": PEOPLE[who], "team_id": TEAM},
        "trigger_id": f"forged.{n}",
        "channel": {"id": channel},
        "container": {"type": "message", "message_ts": ts, "channel_id": channel},
        "message": {"ts": ts, **({"thread_ts": on["thread"]} if on else {})},
        "actions": [{"type": "button", "action_id": action, "value": value, "action_ts": f"{n}.5"}],
    }
    return office.hear(payload | more)


def submits(office, who, press, subject, values):
    """What became of a form that is made by hand."""
    n = next(_numbers)
    view = {
        "id": f"VF{n}",
        "hash": f"h{n}",
        "callback_id": press,
        "private_metadata": f'{{"press": "{press}", "subject": "{subject}"}}',
        "state": {"values": {name: {name: {"type": "plain_text_input", "value": v}} for name, v in values.items()}},
    }
    return office.hear(
        {
            "type": "view_submission",
            "team": {"id": TEAM},
            "user": {"id": PEOPLE[who]},
            "trigger_id": f"t{n}",
            "view": view,
        }
    )


def profiles(office, **changed):
    """From now on the surface says these things of these people (`Sam_Visitor={"is_bot": True}`)."""
    real = office.slack.profile
    by_user = {PEOPLE[name.replace("_", " ")]: said for name, said in changed.items()}
    office.slack.profile = lambda user: dict(real(user)) | by_user.get(user, {})


def rows_of(message):
    """The rows of the message's first table; none when it has none."""
    return next((node.rows for node in message["card"].nodes if isinstance(node, Table)), ())


def owners_in(message):
    """The people named in the rows' owner column."""
    table = next((node for node in message["card"].nodes if isinstance(node, Table)), None)
    if table is None:
        return set()
    at = next(n for n, column in enumerate(table.columns) if column.field == "owner")
    return {row[at] for row in table.rows}


def last_note(office):
    """The words that one person was told alone, last."""
    return office.slack.notes[-1][2] if office.slack.notes else ""
