"""Every table in one import, for migrations and for tests that build an empty database."""

from store import (
    approvals,
    audit,
    changes,
    clock,
    conversations,
    effects,
    inbox,
    jobs,
    limits,
    locks,
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
from store.crm import writing

__all__ = [
    "approvals",
    "audit",
    "changes",
    "clock",
    "conversations",
    "crm",
    "effects",
    "inbox",
    "jobs",
    "limits",
    "locks",
    "name_choices",
    "people",
    "posts",
    "prompts",
    "review_queue",
    "runs",
    "settings",
    "spending",
    "writing",
]
