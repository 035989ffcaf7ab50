"""One file per guardrail: `@guardrail` over a function `(Action, Circumstances) -> Verdict | None`.

It is found by its file. The strictest verdict of all wins: refuse, then ask, then allow.
"""
