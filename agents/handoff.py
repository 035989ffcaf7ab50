"""What one agent passes to the next: typed, addressed, and sealed, so that nothing unsigned is ever taken."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TypeVar

from pydantic import ValidationError

from domain.errors import ForgedHandoff
from domain.value import Value

V = TypeVar("V", bound=Value)


class Handoff(Value):
    """A sealed envelope. The outside may be read by anyone; only the sealed inside is believed."""

    run_id: str
    giver: str
    taker: str
    kind: str
    sealed: bytes


def hand_off(payload: Value, *, run_id: str, giver: str, taker: str, seal: Callable[[str], bytes]) -> Handoff:
    """The payload in an envelope that only `taker` of this run will open."""
    kind = type(payload).__name__
    head = json.dumps([run_id, giver, taker, kind])
    return Handoff(
        run_id=run_id,
        giver=giver,
        taker=taker,
        kind=kind,
        sealed=seal(f"{head}\n{payload.model_dump_json()}"),
    )


def take(handoff: Handoff, kind: type[V], *, run_id: str, giver: str, taker: str, unseal: Callable[[bytes], str]) -> V:
    """The payload, when it was sealed for this taker of this run by the giver that the road says.

    Raises: ForgedHandoff when the seal is not ours, or run, giver, taker or kind are not the expected ones.
    """
    expected = [run_id, giver, taker, kind.__name__]
    try:
        head, _, body = unseal(handoff.sealed).partition("\n")
        inside = json.loads(head)
    # Whatever a vault raises for bytes it did not seal means the same here: nobody may believe them.
    except Exception as error:
        raise ForgedHandoff(giver, taker, "it does not carry our seal") from error
    outside = [handoff.run_id, handoff.giver, handoff.taker, handoff.kind]
    if inside != expected or outside != expected:
        raise ForgedHandoff(giver, taker, "it is addressed to another run or agent")
    try:
        return kind.model_validate_json(body)
    except ValidationError as error:
        raise ForgedHandoff(giver, taker, f"it does not hold a {kind.__name__}") from error
