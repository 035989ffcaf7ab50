"""What may happen to a deal within a while, by its word; one deal may be in several of these groups."""

from __future__ import annotations

CHANGED = "changed"
"""The date of whatever happened to a deal: a period over it is of all that happened within its window."""
CREATED, WON, LOST = "created", "won", "lost"
FORWARD, BACK, REOPENED = "moved forward", "moved back", "reopened"
RAISED, LOWERED = "amount raised", "amount lowered"
PUSHED, PULLED = "close date pushed", "close date pulled in"
HANDED_OVER = "owner changed"
HAPPENED = (CREATED, WON, LOST, FORWARD, BACK, REOPENED, RAISED, LOWERED, PUSHED, PULLED, HANDED_OVER)
"""Every word, in the order in which a reader looks for them."""
OWNER_FIELDS = ("owner_id", "owner")
"""What a change of owner is called: by us, and by the change log of a CRM."""
