"""Every table of wordings, in the order they are put into the ones that are read."""

from __future__ import annotations

from domain.language.wordings.agents import AGENTS
from domain.language.wordings.corrections import CORRECTIONS
from domain.language.wordings.deals import DEALS, DEALS_AND_GROUPS
from domain.language.wordings.followups import FOLLOW_UPS
from domain.language.wordings.groups import GROUPS
from domain.language.wordings.notation import Table, in_other_words, lines
from domain.language.wordings.questions import QUESTIONS
from domain.language.wordings.reports import REPORTS
from domain.language.wordings.rules import RULES
from domain.language.wordings.settings import SETTINGS, SETTINGS_SAID
from domain.language.wordings.times import TIMES

TEXTS: tuple[Table, ...] = (QUESTIONS, DEALS, AGENTS, SETTINGS, DEALS_AND_GROUPS, FOLLOW_UPS, REPORTS, TIMES, GROUPS)
"""Put right in the text of every message, before it is read."""
MESSAGES: tuple[Table, ...] = (RULES, SETTINGS_SAID, CORRECTIONS)
"""Put right in the tokens of a message that may be a rule, a change of a threshold, a correction."""

plainly_worded = in_other_words(*TEXTS)
RULES_SAID, THRESHOLDS_SAID, CORRECTIONS_SAID = (lines(table, tokens=True) for table in MESSAGES)
