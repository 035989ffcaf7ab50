"""Whether the bridge to the CRM is there, speaks as we do, and may write what we would write."""

from __future__ import annotations

from typing import Literal, NamedTuple, get_args

from domain.actions import ActionKind
from domain.errors import GatewayDown, RateLimited
from gateways.crm.wire import Lost, Wire

VERSION = 1
"""Of the exchange that docs/operations.md describes."""
NOBODYS = "/writes/quartermaster-doctor"
"""A write that nobody ever made: asking what became of it changes nothing."""


class Found(NamedTuple):
    """What was found of the bridge, in a sentence for an operator."""

    verdict: Literal["ok", "missing", "wrong"]
    sentence: str


def examined(wire: Wire) -> Found:
    """How the bridge stands; nothing is written to find out."""
    try:
        answer = wire.exchange("GET", "/")
        if answer.status == 404 and "version" not in answer.body:
            return _by_a_write(wire)
    except GatewayDown as down:
        return Found("wrong", f"{down} Until then changes wait.")
    except RateLimited:
        return Found("missing", "it is there and takes no requests at the moment; changes wait until it does")
    except Lost as lost:
        return Found("wrong", f"it answers nothing that is understood ({lost}); is QUARTERMASTER_CRM_URL its address?")
    if answer.status in (401, 403):
        return Found(
            "wrong", f"it refuses our token ({answer.status}); set QUARTERMASTER_CRM_TOKEN to one that it takes"
        )
    if answer.status != 200 or "version" not in answer.body:
        return Found("wrong", f"it answered {answer.status} to GET /, which should say its version")
    return _of(answer.body.get("version"), answer.body.get("may"))


def _of(version: object, may: object) -> Found:
    if version != VERSION:
        return Found(
            "wrong", f"it speaks version {str(version)[:20]} and this release version {VERSION}; upgrade one of them"
        )
    if not isinstance(may, list):
        return Found("missing", f"reachable, version {VERSION}; it does not say what it may write (`may`)")
    if lacking := [kind for kind in get_args(ActionKind) if kind not in may]:
        return Found(
            "wrong",
            f"reachable, version {VERSION}, but it may not write {', '.join(lacking)}; such changes would be refused",
        )
    return Found("ok", f"reachable, version {VERSION}, may write every kind of change")


def _by_a_write(wire: Wire) -> Found:
    """A bridge that does not speak of itself is asked about a write that it never had."""
    try:
        answer = wire.exchange("GET", NOBODYS)
    except (GatewayDown, RateLimited, Lost) as problem:
        return Found("wrong", f"it does not say what became of a write ({problem})")
    if answer.status in (401, 403):
        return Found(
            "wrong", f"it refuses our token ({answer.status}); set QUARTERMASTER_CRM_TOKEN to one that it takes"
        )
    if answer.status == 404 and answer.body.get("outcome") == "none":
        return Found("missing", "reachable; it says neither its version nor what it may write (GET /)")
    return Found("wrong", f"it answered {answer.status} about a write that it never had; it should say 404 and `none`")
