"""What people say in other words, as data: a module a subject, a line a wording, `(how it is said, how it is read)`.

To add a wording, add a line to the table of its subject; `notation.py` says how a line is written. What may stand for
something else everywhere, a unit or a number, is one entry in `slots.py`. A line is tested by a message that needs it.
"""
