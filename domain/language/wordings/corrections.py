"""How people put right what they asked before: “narrow it down to emea”."""

from __future__ import annotations

CORRECTIONS = [
    ("leave <words> out", "exclude <words>"),
    ("{narrow|restrict|limit|cut|trim|boil} [it|that|this|them|these] [down] to <all words>", "only <all words>"),
    ("{count|tally} {them|these|those|it}", "how many"),
    ("{add|sum|tot} {them|these|those|it|that|all of them} [all] [up]", "total"),
    ("[and] {in|as} {dollars|money|value|dollar terms} [?]", "total"),
    ("first <digits> by <all words>", "top <digits> by <all words>"),
    ("do the same {for|with} <all words>", "same for <all words>"),
    ("<words> gets <much: (before <digit>*) <all words>>", "<much> for <words>"),
]  # fmt: skip
