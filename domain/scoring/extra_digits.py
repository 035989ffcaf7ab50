"""An amount a thousand times what is usual: three zeros too many."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from domain.evidence import Suspect
from domain.facts import Finding
from domain.scoring import Case, held, rule

THREE_ZEROS = 1000
NOTABLE_SHARE = Decimal("0.5")


@rule("No amount has three zeros too many")
def extra_digits(case: Case) -> Finding | None:
    """Held when a deal a thousand times its rep's usual one makes up half of a stated sum or more."""
    found = [s for s in case.suspects("amount_outlier_for_rep") if _is_slip(s)]
    stated = [abs(fact.value) for fact in case.sums() if fact.value is not None and not fact.group]
    if not found or not stated or _amount(found[0].seen) < NOTABLE_SHARE * max(stated):
        return None
    first = found[0]
    sentence = f"{first.label} has an amount of {first.seen}, where {first.usual} is usual, and it rules the total."
    return held(sentence, [s.row_id for s in found], first.seen)


def _is_slip(one: Suspect) -> bool:
    usual = _amount(one.usual)
    return usual > 0 and _amount(one.seen) >= THREE_ZEROS * usual


def _amount(text: str) -> Decimal:
    """The amount in `USD 2,140,300.00`; zero where there is none."""
    try:
        return Decimal(text.split(" ")[-1].replace(",", ""))
    except InvalidOperation:
        return Decimal(0)
