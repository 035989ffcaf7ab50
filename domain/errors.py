"""Four families of errors, named for what the reader should do next; `str(error)` is a sentence a manager can read."""

from __future__ import annotations


class QuartermasterError(Exception):
    """Base of the four families; never raised itself."""


class NeedsPerson(QuartermasterError):
    """Someone must decide."""


class TryLater(QuartermasterError):
    """The same call may work later."""


class Refused(QuartermasterError):
    """Policy says no."""


class Broken(QuartermasterError):
    """Our bug or bad configuration; the operator is told."""


class CountsDisagree(NeedsPerson):
    """The puller and the counter read different values from the same source."""

    def __init__(self, fact: str, pulled: str, counted: str, pulled_by: str, counted_by: str) -> None:
        self.fact, self.pulled, self.counted = fact, pulled, counted
        self.pulled_by, self.counted_by = pulled_by, counted_by
        super().__init__(f"I read {pulled} for {fact} and counted {counted}, so nothing was sent. Which is right?")


class DataTooOld(NeedsPerson):
    """The CRM mirror is older than the freshness limit and policy holds stale answers."""

    def __init__(self, age_hours: float, limit_hours: float) -> None:
        self.age_hours, self.limit_hours = age_hours, limit_hours
        super().__init__(f"The CRM data is {age_hours:.0f} h old and the limit is {limit_hours:.0f} h.")


class OutOfScope(Refused):
    """An agent reached for a tool or object outside its declared scope."""

    def __init__(self, agent: str, tried: str) -> None:
        self.agent, self.tried = agent, tried
        super().__init__(f"{agent.capitalize()} tried to {tried}: refused, because its role does not allow it.")


class StageSkipped(Refused):
    """A run tried to go on without its planner or router stage."""

    def __init__(self, stage: str) -> None:
        self.stage = stage
        super().__init__(f"This run has no stored {stage} stage, so it was refused before any data was read.")


class UncitedClaim(Refused):
    """A draft holds a claim without a source, or a figure that differs from the pulled value."""

    def __init__(self, sentence: str, reason: str) -> None:
        self.sentence, self.reason = sentence, reason
        super().__init__(f"Not sent: {reason} The sentence is: “{sentence}”")


class NotAllowed(Refused):
    """The person lacks a right; says which and who can grant it."""

    def __init__(self, what: str, who_can_grant: str) -> None:
        self.what, self.who_can_grant = what, who_can_grant
        super().__init__(f"You may not {what}. {who_can_grant} can change that.")


class CannotAnswer(Refused):
    """The data does not hold what was asked; says what it can answer instead."""

    def __init__(self, missing: str, instead: str) -> None:
        self.missing, self.instead = missing, instead
        super().__init__(f"{missing} {instead}".strip())


class NoQuota(NeedsPerson):
    """A ratio to quota was asked for where there is no quota to divide by."""

    def __init__(self, whose: str) -> None:
        super().__init__(f"There is no quota for {whose}, so coverage and attainment cannot be worked out.")


class StoreBusy(TryLater):
    """The database is locked, full, read-only or away; nothing was changed."""

    def __init__(self, why: str) -> None:
        super().__init__(f"The database cannot take this now ({why}). Nothing was lost; please try again in a moment.")


class RateLimited(TryLater):
    """A service asked us to slow down."""

    def __init__(self, service: str, retry_in_s: float) -> None:
        self.service, self.retry_in_s = service, retry_in_s
        super().__init__(f"{service} asked us to wait {retry_in_s:.0f} s.")


class GatewayDown(TryLater):
    """An outside service did not answer."""

    def __init__(self, service: str, why: str) -> None:
        self.service = service
        super().__init__(f"{service} cannot be reached ({why}); it will be tried again.")


class BadSetting(Broken):
    """A setting cannot be used as it stands."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"The setting {name} cannot be used: {why}")


class EndsProcesses(Broken):
    """Whoever took up a piece of work died at it, again and again."""

    def __init__(self, times: int) -> None:
        self.times = times
        super().__init__(
            f"{times} times whatever worked on this died before its end, so it is not tried again by itself."
        )


class ForgedHandoff(Refused):
    """A handoff between agents was not sealed by this run, or is not addressed to the agent that took it."""

    def __init__(self, giver: str, taker: str, why: str) -> None:
        self.giver, self.taker, self.why = giver, taker, why
        super().__init__(f"The handoff from {giver} to {taker} was refused: {why}.")


class NoSuchAgent(Broken):
    """No agent of this crew can do a step that the plan asks for."""

    def __init__(self, job: str) -> None:
        self.job = job
        super().__init__(f"No agent of this crew may {job}, so nothing was read. Please tell the operator.")
