"""Buttons, forms and spoken commands, a file each: `@answers("run:sources", says=(...))` on one function.

To add one, write `handlers/verbs/<verb>.py` with one function `(press, desk) -> tuple[Response, ...]` and its test.
"""
