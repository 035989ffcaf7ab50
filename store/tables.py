"""Every table in one import, for migrations and for tests that build an empty database."""

from store import (
    audit,
    clock,
    conversations,
    effects,
    inbox,
    jobs,
    name_choices,
    people,
    posts,
    prompts,
    review_queue,
    runs,
    settings,
    spending,
)
from store.crm import tables as crm

__all__ = [
    "audit",
    "clock",
    "conversations",
    "crm",
    "effects",
    "inbox",
    "jobs",
    "name_choices",
    "people",
    "posts",
    "prompts",
    "review_queue",
    "runs",
    "settings",
    "spending",
]
