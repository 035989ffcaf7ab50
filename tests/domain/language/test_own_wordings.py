"""Questions about the product itself in the many ways people ask them, and never answered with deals."""

from __future__ import annotations

import pytest

from bench.companies import TODAY, b2b
from domain.language.interpreter import understand
from domain.language.meaning import meaning


@pytest.mark.row("S4-65")
@pytest.mark.parametrize(
    ("entity", "texts"),
    [
        ("setting", ["thresholds", "pipeline thresholds", "which fields are required"]),
        ("setting", ["how many days until a deal is stale", "how is the pipeline agent configured"]),
        ("rule", ["custom rules", "what alerts have i set up", "rules created by marcus"]),
        ("playbook", ["playbook status", "is quarter end active"]),
        ("snapshot", ["pipeline snapshots", "snapshots from last week"]),
        ("source", ["data sources", "how old is the data", "when did we last sync", "last sync time"]),
        ("agent_action", ["what has the analytics agent been up to"]),
        ("exception", ["items waiting for review"]),
    ],
)
def test_a_question_about_the_product_is_the_same_however_it_is_asked(entity: str, texts: list[str]) -> None:
    for text in texts:
        kind, meant = meaning(understand(text, b2b(), today=TODAY["b2b"]))
        assert (kind, meant.get("entity")) == ("query", entity), text


def test_what_is_no_record_of_sales_never_lists_all_deals() -> None:
    for text in ("threshold of the", "playbook thing", "sync stuff", "custom bots"):
        kind, meant = meaning(understand(text, b2b(), today=TODAY["b2b"]))
        assert kind != "query" or meant["entity"] != "opportunity", (text, meant)
