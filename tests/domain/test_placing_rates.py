"""How often a right proposal is asked about or read otherwise: the gates must let good readings through."""

import json
from collections import Counter

from bench.companies import OWN_QUESTIONS, TODAY, b2b
from domain.language.intent import Query
from domain.language.interpreter import understand
from domain.language.message import Message
from domain.language.names import tops
from domain.placing import placed
from domain.prompt_sample import reads_alike
from domain.proposal import RECORDS, Proposal
from domain.query import AnyOf, FieldRef
from tests.proposals import proposal


def rightly_proposed(spec, message):
    """The proposal of a model that understood: names and numbers in the sender's words, all else as it is."""
    filters = []
    for number, condition in enumerate(spec.filters, 1):
        several = condition.any if isinstance(condition, AnyOf) else (condition,)
        filters += [(one, number if isinstance(condition, AnyOf) else 0) for one in several]
    said = proposal(
        entity=spec.entity, measures=list(spec.measures), group_by=list(spec.group_by), limit=spec.limit or 0,
        time=[{"field": spec.time.fields[0], "words": spec.time.window}] if spec.time else [],
        compare=[spec.compare.window] if spec.compare and spec.compare.window else [],
        having=[{"measure": h.field, "op": h.op, "values": as_said(h, message)} for h in spec.having],
        sort=[{"by": s.by, "dir": s.dir} for s in spec.sort], fields=list(spec.fields),
        ordinary=message.text.split(),
    )  # fmt: skip
    said["filters"] = [
        {"field": one.field, "op": one.op, "values": as_said(one, message), "either": either} for one, either in filters
    ]
    return Proposal.model_validate(said)


def as_said(one, message):
    values = one.value if isinstance(one.value, tuple) else () if one.value is None else (one.value,)
    return [in_their_words(value, message) for value in values]


def in_their_words(value, message):
    for mention in message.drafted.mentions:
        raw = " ".join(token.raw for token in message.tokens[mention.start : mention.end])
        if isinstance(value, str) and mention.names and value in {c.named.value for c in tops(mention.names)}:
            return raw
        numbers = mention.amount and (mention.amount.number, mention.amount.days, float(mention.amount.value) / 100)
        if not isinstance(value, str) and numbers and value in numbers:
            return raw
    return str(value)


def questions():
    """(message, spec) of the questions of one company that the offline rules read whole."""
    for row in map(json.loads, OWN_QUESTIONS.read_text(encoding="utf-8").splitlines()):
        if row["dataset"] != "b2b" or row["context"] or row["kind"] != "query":
            continue
        read = understand(row["text"], b2b(), today=TODAY["b2b"])
        if isinstance(read, Query) and read.spec.entity in RECORDS and proposable(read.spec):
            yield row["text"], read.spec


def proposable(spec):
    """Whether the agreed shape can say it: no field against another, no other side of filters."""
    ones = [one for c in spec.filters for one in (c.any if isinstance(c, AnyOf) else (c,))]
    return not (any(isinstance(one.value, FieldRef) for one in ones) or (spec.compare and spec.compare.filters))


def test_a_right_proposal_is_nearly_always_placed_and_as_it_was_meant():
    outcomes, today = Counter(), TODAY["b2b"]
    for text, spec in questions():
        found = placed(rightly_proposed(spec, Message.of(text, b2b(), today)), text, b2b(), today=today)
        alike = isinstance(found, Query) and reads_alike(spec, found.spec, today)
        outcomes["alike" if alike else "otherwise" if isinstance(found, Query) else "asked"] += 1
    total = outcomes.total()
    assert total > 200
    assert outcomes["asked"] / total < 0.03, outcomes
    assert outcomes["otherwise"] / total < 0.01, outcomes
