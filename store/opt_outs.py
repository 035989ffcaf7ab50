"""Who asked not to be written to, by address: kept for ever, and found again however the address is spelt."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime
from typing import Literal

from sqlalchemy import Column, String, Table, select
from sqlalchemy.orm import Session

from domain.value import Value
from store.session import Database
from store.types import Instant, metadata
from store.upsert import put_new

opt_outs = Table(
    "app_opt_outs",
    metadata,
    Column("address", String(255), primary_key=True),
    Column("channel", String(12), primary_key=True),
    Column("since", Instant, nullable=False),
    Column("by", String(255), nullable=False),
)
Channel = Literal["email", "chat", "all"]
IGNORES_DOTS = ("gmail.com", "googlemail.com")


class OptOut(Value):
    """One refusal to be written to on a channel, or on all."""

    address: str
    channel: Channel
    since: datetime
    by: str


def normal(address: str) -> str:
    """The address as it is compared: one spelling for full-width letters, capitals, tags and, where they mean
    nothing, dots."""
    plain = "".join(unicodedata.normalize("NFKC", address).casefold().split())
    plain = re.sub(r"[\u200b-\u200f\u202a-\u202e\u2060\ufeff]", "", plain)
    name, at, domain = plain.partition("@")
    name = name.partition("+")[0] if at else name
    if domain in IGNORES_DOTS:
        name, domain = name.replace(".", ""), IGNORES_DOTS[0]
    return f"{name}{at}{domain}"[:255]


def keep(session: Session, address: str, channel: Channel, by: str, at: datetime) -> bool:
    """Whether this refusal is new, in the caller's transaction."""
    return put_new(session, opt_outs, address=normal(address), channel=channel, since=at, by=by[:255])


def lift(session: Session, address: str) -> bool:
    """Whether there was a refusal, which the person has now taken back; in the caller's transaction."""
    gone = session.execute(opt_outs.delete().where(opt_outs.c.address == normal(address)).returning(opt_outs.c.address))
    return gone.first() is not None


def of_address(db: Database, address: str, channel: Channel) -> OptOut | None:
    """The refusal that keeps us from writing to an address on a channel; None when there is none."""
    if not address:
        return None
    here = (opt_outs.c.address == normal(address)) & opt_outs.c.channel.in_((channel, "all"))
    with db.looking() as connection:
        row = connection.execute(select(opt_outs).where(here).order_by(opt_outs.c.since)).mappings().first()
    return OptOut.model_validate(dict(row)) if row else None
