"""The notation of wordings, and what makes a table of them into something that rewrites texts and messages.

    past due                  these words
    [the|our] deals           perhaps a word before: “the deals”, “our deals”, “deals”
    {stuck|stalled} deals     one of several
    deal(s)                   perhaps more letters: “deal”, “deals”;  pipelin* any more letters
    week~by~week              a space or a hyphen: “week-by-week”
    <month>                   anything of a shape that `slots.py` names; in what is read, what was said there
    <which: last|this> week   a shape that only this line needs; <month2> is a second month, <month> twice the same one
    ^ and $                   the message begins here, ends here (with its “?” and “!”, a “please” or a “thanks”)
    ...                       anything that stands between, or follows
    (before deals|opps)       only before these words, which stay;  (not before …), (after …), (not after …) likewise
    \\(                        a sign of the notation as a sign of the message

So ("{shave|knock} <much> off [the] <setting>", "lower the <setting> by <much>") reads “shave 5 days off the gap” as
“lower the gap by 5 days”. Nothing repeats without bound, so a hostile message costs at most lines times its length.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import product

from domain.language.wordings.slots import SHAPES, SIGNS, SLOTS, TURNED

Table = Iterable[tuple[str, str]]
Expansion = frozenset[str] | None
"""Everything a piece may be, as far as it is a matter of few words; None where it may be anything."""

MOST_WORDS = 300
_LETTERS = r"\w{0,30}"
_BETWEEN, _REST = r".{0,400}?", r".{0,2000}"
_END = r"(?:,? (?:please|pls|plz|thanks|thank you|thx|cheers))? ?[?.!]{0,9}$"
_STOPS = ",?.!:"
_CONDITIONS = {"before": "(?=", "not before": "(?!", "after": "(?<=", "not after": "(?<!"}
_CONDITION = re.compile(r"\((not before|before|not after|after) ")
_SLOT = re.compile(r"<([^<>:]+)(:?)")
_OPENING = "[{(<"
_CLOSING = {"[": "]", "{": "}", "(": ")", "<": ">"}
_WORD = re.compile(r"\w+")


class BadWording(ValueError):
    """A line of a table that is not in the notation."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """One thing between two spaces of a line: its expression, the words it may be, and how it stands there."""

    expression: str
    words: Expansion = None
    kind: str = "said"
    """`said`, `perhaps` (may be missing), `anything`, `sign` (brings its own spaces), `near` (stands at the word before
    it), `start`, `end` or one of the conditions."""


@dataclass(frozen=True, slots=True)
class Wording:
    """One line: what is said as an expression, what is read as words and slots, and its cues.

    Shape:  `cues` are words without which it says nothing; empty where it may be said in any words.
    """

    said: re.Pattern[str]
    read: tuple[str | Slot, ...]
    cues: frozenset[str]

    def may_be_in(self, words: frozenset[str] | set[str]) -> bool:
        """Whether a text of these words may say it."""
        return not (self.cues and self.cues.isdisjoint(words))

    def of(self, found: re.Match[str]) -> str:
        """What was found as it is read."""
        return "".join(part if isinstance(part, str) else part.of(found) for part in self.read)


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in what is read that takes what was said."""

    name: str
    turned: Mapping[str, str] | None = None

    def of(self, found: re.Match[str]) -> str:
        """What was said there, turned where its table says so."""
        said = found[self.name] or ""
        return self.turned[said] if self.turned else said


class _Line:
    """One side of a line while it is made into an expression."""

    def __init__(self, text: str, kept: Iterable[str], *, tokens: bool) -> None:
        self.text, self.tokens = text, tokens
        self.kept, self.named = set(kept), set[str]()
        self.before, self.after = (r"(?<!\S)", r"(?!\S)") if tokens else (r"(?<!\w)", r"(?!\w)")

    def choice(self, text: str) -> _Piece:
        """“a|b|c”: one of several."""
        options = [self.sequence(option) for option in _split(text, "|")]
        expression = options[0].expression if len(options) == 1 else "|".join(o.expression for o in options)
        return _Piece(f"(?:{expression})", _all_of(o.words for o in options))

    def sequence(self, text: str) -> _Piece:
        """“a [b] c”: one after the other; its words are those of its most telling piece."""
        items = _split(text, " ")
        if len(items[0]) > 1 and items[0][0] == "^":
            items[:1] = ["^", items[0][1:]]
        pieces = [self.piece(item) for item in items]
        out, begun = "", False
        for at, piece in enumerate(pieces):
            expression, kind = piece.expression, piece.kind
            gap = " " if begun else ""
            if kind == "perhaps":
                out += f"(?: {expression})?" if begun else f"(?:{expression} )?"
            elif kind == "anything":
                last = at + 1 == len(pieces)
                out += (self.after if begun else "") + (_REST if last else _BETWEEN)
                out += "" if last or items[at + 1][0] in _STOPS else self.before
                begun = False
            elif kind in ("before", "not before"):
                out += _CONDITIONS[kind] + "|".join(self._met(option, gap) for option in _split(expression, "|")) + ")"
            elif kind in ("after", "not after"):
                out += _after(kind, _split(expression, "|"), " ")
            elif kind in ("near", "start", "end"):
                out += expression
            elif kind == "sign":
                out, begun = out + expression, False
            else:
                out, begun = out + gap + expression, True
        if not out or (not begun and pieces[-1].kind == "perhaps"):
            raise BadWording(f"“{self.text}”: “{text}” may all be missing.")
        told = [p.words for p in pieces if p.words and p.kind == "said"]
        return _Piece(out, min(told, key=_telling) if told else None)

    def _met(self, option: str, gap: str) -> str:
        """One of the things a condition asks for, after a space where it follows a word."""
        if option == "$":
            return _END
        anything = option.startswith("...")
        sign = _slot_of(option) in SIGNS or (option[0] in f"{_STOPS}\\" and not anything)
        between = gap and (" ?" if sign else "" if anything else " ")
        begins = option.endswith("*")
        ends = "" if begins or option[-1] in f"{_STOPS}$" or sign else self.after
        return between + self.sequence(option.removesuffix("*")).expression + ends

    def piece(self, text: str) -> _Piece:
        """Whatever stands between two spaces."""
        if text in ("^", "$", "..."):
            whole = {"^": "^", "$": "$" if self.tokens else _END, "...": ""}
            return _Piece(whole[text], None, {"^": "start", "$": "end", "...": "anything"}[text])
        condition = _CONDITION.match(text)
        if condition and _end_of(text, 0) == len(text):
            return _Piece(text[condition.end() : -1], None, condition[1])
        if text[0] == "[" and _end_of(text, 0) == len(text):
            return _Piece(self.choice(text[1:-1]).expression, None, "perhaps")
        if _slot_of(text) in SIGNS and not self.tokens:
            return _Piece(SHAPES[_slot_of(text)], None, "sign")
        expression, words = self.glued(text)
        near = not self.tokens and text in (",", "(,)")
        return _Piece(expression, None if near else words, "near" if near else "said")

    def glued(self, text: str) -> tuple[str, Expansion]:
        """(the expression, the words) of parts that stand together without a space."""
        out, words, at = "", frozenset(("",)), 0
        known: Expansion = words
        while at < len(text):
            part, its, at = self.part(text, at)
            out += part
            known = None if known is None or its is None else _joined(known, its)
        return out, _first_words(known)

    def part(self, text: str, at: int) -> tuple[str, Expansion, int]:
        """(the expression, what it may be, where the next begins) of one part."""
        sign = text[at]
        if sign == "^":
            return "^", frozenset(("",)), at + 1
        if sign == "*":
            return _LETTERS, None, at + 1
        if sign == "~":
            return "[ -]", frozenset((" ",)), at + 1
        if sign == "\\":
            return re.escape(text[at + 1]), frozenset((text[at + 1],)), at + 2
        if sign not in _OPENING:
            if sign in "]})>|$":
                raise BadWording(f"“{self.text}”: “{sign}” stands where none can; write \\{sign} for the sign itself.")
            return re.escape(sign), frozenset((sign,)), at + 1
        end = _end_of(text, at)
        inner = text[at + 1 : end - 1]
        condition = _CONDITION.match(text, at)
        if condition:
            options = _split(text[condition.end() : end - 1], "|")
            if "after" in condition[1]:
                return _after(condition[1], options, ""), frozenset(("",)), end
            return _CONDITIONS[condition[1]] + "|".join(map(self.bare, options)) + ")", frozenset(("",)), end
        if sign == "<":
            return *self.slot(inner), end
        if sign == "[":
            raise BadWording(f"“{self.text}”: “[…]” stands between spaces; letters that may be missing are “(…)”.")
        expression = "|".join(self.bare(option) for option in _split(inner, "|"))
        may_be = _all_of(self.spelt(option) for option in _split(inner, "|"))
        if sign == "(":
            return f"(?:{expression})?", may_be and may_be | {""}, end
        return f"(?:{expression})", may_be, end

    def bare(self, text: str) -> str:
        """The expression of a sequence alone."""
        return self.sequence(text).expression

    def spelt(self, text: str) -> Expansion:
        """Everything a sequence may be, where it is one word or a few."""
        if not text:
            return frozenset(("",))
        if " " not in text:
            return None if _split(text, " ") == [] else self._spelt_word(text)
        words = self.sequence(text).words
        return words and frozenset(f"{word} " for word in words)

    def _spelt_word(self, text: str) -> Expansion:
        if text[0] == "[":
            return None
        known: Expansion = frozenset(("",))
        at = 0
        while at < len(text):
            _, its, at = _Line(self.text, (), tokens=self.tokens).part(text, at)
            known = None if known is None or its is None else _joined(known, its)
        return known

    def slot(self, inner: str) -> tuple[str, Expansion]:
        """(the expression, what it may be) of “<month>” or “<which: last|this>”."""
        name, colon, shape = inner.partition(": ")
        group = _group(name)
        if group in self.named:
            return f"(?P={group})", None
        expression, words = self.shape(name.rstrip("0123456789") or name, shape if colon else "")
        if group not in self.kept:
            return f"(?:{expression})", words
        self.named.add(group)
        return f"(?P<{group}>{expression})", words

    def shape(self, name: str, written: str) -> tuple[str, Expansion]:
        """(the expression, what it may be) of a shape written on the spot or named in `slots.py`."""
        if written:
            return self.choice(written).expression, _all_of(self.spelt(option) for option in _split(written, "|"))
        if name in SHAPES:
            return SHAPES[name], None
        if name in TURNED:
            said = sorted(TURNED[name], key=len, reverse=True)
            return "|".join(map(re.escape, said)), frozenset(said)
        if name in SLOTS:
            inner = _Line(SLOTS[name], (), tokens=self.tokens)
            return inner.choice(SLOTS[name]).expression, _all_of(inner.spelt(o) for o in _split(SLOTS[name], "|"))
        raise BadWording(f"“{self.text}”: no slot is called “{name}”; name it in slots.py or write its shape here.")


def _after(kind: str, options: Iterable[str], gap: str) -> str:
    """The condition on what stands before."""
    if kind == "not after":
        return "".join(f"(?<!{re.escape(option)}{gap})" for option in options)
    return "(?:" + "|".join(f"(?<={re.escape(option)}{gap})" for option in options) + ")"


def _split(text: str, at: str) -> list[str]:
    """The text apart at a sign, save where it stands within brackets."""
    parts, depth, begun, i = [], 0, 0, 0
    while i < len(text):
        if text[i] == "\\":
            i += 1
        elif text[i] in _OPENING:
            depth += 1
        elif text[i] in "]})>":
            depth -= 1
        elif text[i] == at and not depth:
            parts.append(text[begun:i])
            begun = i + 1
        i += 1
    parts.append(text[begun:])
    if depth:
        raise BadWording(f"“{text}”: its brackets do not pair.")
    return parts if at == "|" else [part for part in parts if part]


def _end_of(text: str, at: int) -> int:
    """After the bracket that closes the one at a place."""
    depth, i = 0, at
    while i < len(text):
        if text[i] == "\\":
            i += 1
        elif text[i] in _OPENING:
            depth += 1
        elif text[i] in "]})>":
            depth -= 1
            if not depth:
                if text[i] != _CLOSING[text[at]]:
                    raise BadWording(f"“{text}”: “{text[at]}” is closed by “{text[i]}”.")
                return i + 1
        i += 1
    raise BadWording(f"“{text}”: “{text[at]}” is not closed.")


def _slot_of(text: str) -> str:
    """The slot that a piece begins with."""
    found = _SLOT.match(text)
    return found[1] if found else ""


def _group(name: str) -> str:
    return f"s_{name.replace(' ', '_')}"


def _joined(one: frozenset[str], other: frozenset[str]) -> Expansion:
    """Each of the one followed by each of the other; None where there are too many."""
    return frozenset(map("".join, product(one, other))) if len(one) * len(other) <= MOST_WORDS else None


def _all_of(sets: Iterable[Expansion]) -> Expansion:
    """All words of several sets; None where one of them may be anything."""
    found: set[str] = set()
    for each in sets:
        if each is None:
            return None
        found |= each
    return frozenset(found)


def _first_words(spelt: Expansion) -> Expansion:
    """The longest word of each of several texts, which is in whatever says them; None where one has no word."""
    if not spelt:
        return None
    found = [max(_WORD.findall(text), key=len, default="") for text in spelt]
    return frozenset(found) if all(found) else None


def _telling(words: frozenset[str]) -> tuple[float, int]:
    """How little words tell: many of them, short ones."""
    return len(words) / min(map(len, words)) ** 2, len(words)


@cache
def wording(said: str, read: str, *, tokens: bool = False) -> Wording:
    """One line of a table; `tokens` for one that is looked for in the tokens of a message, which stand apart by spaces.

    Raises: BadWording where the line is not in the notation.
    """
    parts = _read(read)
    line = _Line(said, [part.name for part in parts if isinstance(part, Slot)], tokens=tokens)
    whole = line.choice(said)
    missing = line.kept - line.named
    if missing:
        raise BadWording(f"“{said}” does not say {sorted(missing)}, which “{read}” reads.")
    starts = "" if said[0] in "\\^" else line.before
    ends = "" if said[-2:-1] == "\\" or said.endswith(("$", "...")) else line.after
    return Wording(re.compile(starts + whole.expression + ends), parts, whole.words or frozenset())


def _read(read: str) -> tuple[str | Slot, ...]:
    """What is read as words and slots."""
    parts: list[str | Slot] = []
    for at, part in enumerate(re.split(r"<([^<>]+)>", read)):
        if at % 2:
            parts.append(Slot(_group(part), TURNED.get(part.rstrip("0123456789"))))
        elif part:
            parts.append(part)
    return tuple(parts)


def lines(*tables: Table, tokens: bool = False) -> tuple[Wording, ...]:
    """The lines of some tables, in their order."""
    return tuple(wording(said, read, tokens=tokens) for table in tables for said, read in table)


def in_other_words(*tables: Table) -> Callable[[str], str]:
    """What puts the wordings of some tables, in their order, into those that are read, wherever a text says them."""
    wordings = lines(*tables)

    def plainly(text: str) -> str:
        words = set(_WORD.findall(text))
        for line in wordings:
            if line.may_be_in(words):
                put = line.said.sub(line.of, text)
                if put != text:
                    text = " ".join(put.split())
                    words = set(_WORD.findall(text))
        return text

    return plainly
