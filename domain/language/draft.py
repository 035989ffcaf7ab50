"""What a message mentions, before anybody decides what it asks: tagged spans, nothing dropped, nothing resolved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from rapidfuzz.distance import OSA

from domain.language.amounts import CURRENCY, ONES, SCALES, TENS, UNITS, Amount, read_amount
from domain.language.english import ORDINARY
from domain.language.lexicon import WORDS, WORK_WORDS, Reading, phrases
from domain.language.names import FIRST_NAMES, LEGAL_SUFFIXES, Candidate, NameIndex, name_words, slips_allowed
from domain.language.periods import DAY_WORDS, MONTH_WORDS, NAMED, WHICH, Period, Reader
from domain.language.text import Token, tokens, word_set

LONGEST_PHRASE = 6
COMPANY_FORMS = LEGAL_SUFFIXES - {"the", "and", "as", "group", "partners"}
OPEN_KINDS = frozenset({"person", "account", "product", "channel"})
"""Kinds whose names are nobody's ordinary words; a region or stage is as likely the slip of a word as of its name."""
INSIDE_NAMES = ("<", ">", "/", "+", "*", "|", "(", ")")
"""Signs that a name may hold where no space stands before them: “A<B> & Co”."""
MOST_GUESSES = 8
"""Unknown words of one message that are compared with every name; beyond that it is prose, not a question."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A span of tokens and everything it may be. `slip` marks a word that was read as another one."""

    start: int
    end: int
    text: str
    readings: tuple[Reading, ...] = ()
    names: tuple[Candidate, ...] = ()
    period: Period | None = None
    amount: Amount | None = None
    possessive: bool = False
    slip: bool = False

    def get(self, kind: str) -> str | None:
        """The value of its reading of that kind; None when it has none."""
        return next((value for k, value in self.readings if k == kind), None)

    def has(self, kind: str, value: str | None = None) -> bool:
        """Whether it may be of that kind (and value)."""
        return any(k == kind and (value is None or v == value) for k, v in self.readings)

    @property
    def unknown(self) -> bool:
        """Whether nothing is known of it."""
        return not (self.readings or self.names or self.period or self.amount)


class Vocabulary:
    """Every phrase of the lexicon, with the single words that typing slips are measured against."""

    def __init__(self, words: Mapping[str, Mapping[str, str]], work: Mapping[str, Mapping[str, str]]) -> None:
        self.phrases = phrases(words)
        self.longest = max(map(len, self.phrases))
        self.words = frozenset(w for key in self.phrases for w in key) | _TIME_WORDS
        commands = {kind: meanings for kind, meanings in work.items() if kind not in ("oos", "courtesy")}
        wanted = self.words | {w for key in phrases(commands) for w in key}
        self.known = wanted | {w for key in phrases(work) for w in key}
        self._ours = _by_shape(wanted)
        self._others = _by_shape((self.known | ORDINARY) - wanted)

    def readings(self, words: Sequence[str]) -> tuple[Reading, ...]:
        """What a phrase may be."""
        return self.phrases.get(tuple(words), ())

    def slip_of(self, word: str) -> tuple[str, int] | None:
        """(the known word that this one is a typing slip of, by how many); one of ours before one of everybody's."""
        ours = _nearest(word, self._ours, slips_allowed(word))
        others = _nearest(word, self._others, 1) if len(word) >= 5 and (ours is None or ours[1] > 1) else None
        return others or ours


_Shape = tuple[int, str]
"""A word's length and its first letter."""


def _by_shape(words: Iterable[str]) -> dict[_Shape, list[str]]:
    out: dict[_Shape, list[str]] = {}
    for word in sorted(words):
        if word.isalpha() and len(word) >= 4:
            out.setdefault((len(word), word[0]), []).append(word)
    return out


def _nearest(word: str, pool: Mapping[_Shape, Sequence[str]], most: int) -> tuple[str, int] | None:
    """The word of a pool with the fewest slips, then with the same beginning, then of the nearest length."""
    best: tuple[int, bool, bool, int, str] | None = None
    for known in _alike(word, pool, most):
        distance = OSA.distance(word, known, score_cutoff=most)
        if distance <= min(most, slips_allowed(known)):
            rank = (distance, known in FILLERS, known[:2] != word[:2], _kind_of_slip(word, known), known)
            best = min(best, rank) if best else rank
    return (best[4], best[0]) if best else None


def _alike(word: str, pool: Mapping[_Shape, Sequence[str]], most: int) -> Iterator[str]:
    """The words of a pool that are about as long and begin alike: with the same letter, or the first two swapped."""
    swapped = word[1::-1]
    for length in range(len(word) - most, len(word) + most + 1):
        yield from pool.get((length, word[0]), ())
        if len(word) >= 6 and swapped[0] != word[0]:
            yield from (known for known in pool.get((length, swapped[0]), ()) if known.startswith(swapped))


def _kind_of_slip(word: str, known: str) -> int:
    """How common a slip is: letters swapped, one left out or doubled, one mistaken for another."""
    return 0 if sorted(word) == sorted(known) else 1 if len(word) != len(known) else 2


FILLERS = frozenset(WORDS["filler"][""].split("|")) - {
    w for kind in WORDS if kind != "filler" for p in WORDS[kind].values() for w in p.split("|")
}
_TIME_WORDS = frozenset(
    (*MONTH_WORDS, *DAY_WORDS, *NAMED, *WHICH, *UNITS, *ONES, *TENS, *SCALES, *CURRENCY)
) | word_set(
    "since until before after fiscal previous current upcoming trailing half quarter thru through till mondays "
    "first second third fourth final onwards onward inclusive latest "
    "tuesdays "
    "wednesdays thursdays fridays saturdays sundays weekdays mornings evenings"
)
PLACES = word_set("mena anz dach benelux nordics cee cis ssea menat")
"""Parts of the world that are a slip of no word of ours: nobody who asks for MENA means a mean."""
QUESTIONS = Vocabulary(WORDS, WORK_WORDS)


@dataclass
class Draft:
    """A message as mentions, in order, with the tokens they cover."""

    text: str
    tokens: tuple[Token, ...]
    mentions: tuple[Mention, ...] = ()
    fixes: dict[str, str] = field(default_factory=dict)
    """Words that were read as others: {as typed: as read}."""

    @property
    def unknown(self) -> tuple[Mention, ...]:
        """The mentions nothing is known of."""
        return tuple(m for m in self.mentions if m.unknown)


def spelt(text: str, names: NameIndex) -> Draft:
    """A message's tokens with its typing slips put right, not yet divided into mentions."""
    found = Draft(text, tokens(text))
    names.expect([token.text for token in found.tokens if token.kind in ("word", "number")])
    found.tokens = _corrected(found, names, QUESTIONS)
    return found


def mentions(part: Sequence[Token], names: NameIndex, today: date, fixes: Mapping[str, str] | None = None) -> Draft:
    """The mentions of some tokens, each token in exactly one of them."""
    found = Draft("", tuple(part))
    found.mentions = tuple(_spans(part, names, QUESTIONS, Reader(part, today), fixes or {}))
    return found


def draft(text: str, names: NameIndex, today: date) -> Draft:
    """The mentions of a message."""
    corrected = spelt(text, names)
    found = mentions(corrected.tokens, names, today, corrected.fixes)
    found.text, found.fixes = text, corrected.fixes
    return found


# Typing slips


def _corrected(found: Draft, names: NameIndex, vocabulary: Vocabulary) -> tuple[Token, ...]:
    """The tokens with words nothing is called replaced by what they are a slip of."""
    out: list[Token] = []
    guesses = 0
    for at, token in enumerate(found.tokens):
        known = token.kind != "word" or _is_known(found.tokens, at, names, vocabulary)
        if known or guesses >= MOST_GUESSES:
            out.append(token)
            continue
        guesses += 1
        better = _better(token, names, vocabulary)
        if better is None:
            out.append(token)
            continue
        found.fixes[better] = token.text
        out.append(Token(token.kind, better, token.raw, token.start, token.end, token.possessive, token.money))
    return tuple(out)


def _is_known(all_tokens: Sequence[Token], at: int, names: NameIndex, vocabulary: Vocabulary) -> bool:
    word = all_tokens[at].text
    familiar = word in vocabulary.known or word in FIRST_NAMES or word in ORDINARY or word in PLACES
    if familiar or word[0] in "@#" or len(word) < 4 or not word.isalpha():
        return True
    if names.exact((word,)):
        return True
    # A word may be one half of a name written apart: “kan code”, “massive dynamic”.
    for start in range(max(0, at - 3), at + 1):
        for end in range(at + 1, min(len(all_tokens), start + 5) + 1):
            if end - start > 1 and names.exact([t.text for t in all_tokens[start:end] if t.kind != "sign"]):
                return True
    return False


def _better(token: Token, names: NameIndex, vocabulary: Vocabulary) -> str | None:
    """The word of the lexicon this one is a slip of, unless a name is at least as near."""
    slip = vocabulary.slip_of(token.text)
    if slip is None:
        return None
    guessed = names.guess(token.text)
    if any(c.how == "beginning" and c.named.kind == "account" for c in guessed) and len(token.text) > 4:
        return None
    if names.exact((slip[0],)):
        return slip[0]
    near = max((c.score for c in guessed if c.named.kind in OPEN_KINDS), default=0)
    nearer = max((c.score for c in guessed), default=0)
    # A name that starts with the word, or is as near to it as a word of ours, wins; so does an owner (“gareth's”);
    # a region or stage has to be nearer.
    if near >= 80 - 10 * slip[1] - 2 or nearer >= 80 - 10 * slip[1] + 1 or (token.possessive and near):
        return None
    return slip[0]


# Spans


def _spans(
    all_tokens: Sequence[Token], names: NameIndex, vocabulary: Vocabulary, reader: Reader, fixes: Mapping[str, str]
) -> list[Mention]:
    out: list[Mention] = []
    at = 0
    guesses = 0
    while at < len(all_tokens):
        mention = _longest(all_tokens, at, names, vocabulary, reader)
        if mention.unknown and all_tokens[at].kind == "word" and guesses < MOST_GUESSES:
            guesses += 1
            mention = _guessed(all_tokens, at, names) or mention
        mention = _narrowed(mention, all_tokens, names, vocabulary, fixes)
        if any(t.text in fixes for t in all_tokens[mention.start : mention.end]):
            mention = _replace(mention, slip=True)
        out.append(mention)
        at = mention.end
    return out


def _narrowed(
    mention: Mention, all_tokens: Sequence[Token], names: NameIndex, vocabulary: Vocabulary, fixes: Mapping[str, str]
) -> Mention:
    """“granbar sytems”: a slip in the word after the start of an account's name says which account is meant."""
    after = all_tokens[mention.end] if mention.end < len(all_tokens) else None
    if after is None or after.kind != "word" or not _is_start_of_account(mention):
        return mention
    typed = fixes.get(after.text, after.text)
    if typed in vocabulary.known or typed in ORDINARY:
        return mention
    words = [t.text for t in all_tokens[mention.start : mention.end] if t.kind != "sign"]
    meant = tuple(c for c in names.guess("".join((*words, typed))) if c.how == "slip" and c.named.kind == "account")
    if not meant:
        return mention
    text = f"{mention.text} {typed}"
    return Mention(mention.start, mention.end + 1, text, names=meant, possessive=after.possessive, slip=True)


def _is_start_of_account(mention: Mention) -> bool:
    """Whether it can only be the first words of accounts' names."""
    return bool(mention.names) and all(c.how == "start" and c.named.kind == "account" for c in mention.names)


def _replace(mention: Mention, **changes: object) -> Mention:
    values = {name: getattr(mention, name) for name in Mention.__slots__} | changes
    return Mention(**values)


def _longest(all_tokens: Sequence[Token], at: int, names: NameIndex, vocabulary: Vocabulary, reader: Reader) -> Mention:
    """The longest thing that starts at a token; what is as long is kept beside it."""
    words = [t.text for t in all_tokens[at : at + max(vocabulary.longest, LONGEST_PHRASE + 2)]]
    lexical, readings = _longest_phrase(words, vocabulary)
    if "-" in words:
        hyphened, more = _hyphened_phrase(all_tokens[at : at + len(words)], vocabulary)
        lexical, readings = (hyphened, more) if hyphened > lexical else (lexical, readings)
    if lexical > 1 and words[lexical - 1] in ("a", "an") and _longest_name(all_tokens, at + lexical - 1, names)[0] > 1:
        # “with A<B> & Co”: the name begins where an article seems to stand.
        lexical, readings = _longest_phrase(words[: lexical - 1], vocabulary)
    named, candidates = _longest_name(all_tokens, at, names)
    period = reader.period(at)
    amount = read_amount(all_tokens, at)
    if amount and amount.length == 1 and all_tokens[at].kind == "word" and all_tokens[at].text in ("a", "an"):
        amount = None
    if period and amount and amount.money and amount.length >= period.length:
        period = None
    if candidates and _says_something_else(candidates, all_tokens[at : at + named], vocabulary):
        named, candidates = 0, ()
    if candidates and lexical == named and _yields(candidates, readings):
        candidates = ()
    if (candidates and named < lexical) or (period and candidates and period.length > named):
        candidates = ()
    length = max(lexical, named if candidates else 0, period.length if period else 0, amount.length if amount else 0, 1)
    end = at + length
    return Mention(
        at,
        end,
        " ".join(t.text for t in all_tokens[at:end]),
        readings if lexical == length else (),
        candidates if named == length else (),
        period if period and period.length == length else None,
        amount if amount and amount.length == length else None,
        all_tokens[end - 1].possessive,
    )


def _longest_phrase(words: Sequence[str], vocabulary: Vocabulary) -> tuple[int, tuple[Reading, ...]]:
    for n in range(min(vocabulary.longest, len(words)), 0, -1):
        readings = vocabulary.readings(words[:n])
        if readings:
            return n, readings
    return 0, ()


def _hyphened_phrase(part: Sequence[Token], vocabulary: Vocabulary) -> tuple[int, tuple[Reading, ...]]:
    """“past-due”, “company-wide”: the longest phrase whose words are joined by hyphens."""
    kept = [
        (i, t.text)
        for i, t in enumerate(part)
        if t.text != "-" or i == 0 or i + 1 == len(part) or part[i - 1].end != t.start or t.end != part[i + 1].start
    ]
    found, readings = _longest_phrase([word for _, word in kept], vocabulary)
    return (kept[found - 1][0] + 1, readings) if found > 1 else (0, ())


def _longest_name(all_tokens: Sequence[Token], at: int, names: NameIndex) -> tuple[int, tuple[Candidate, ...]]:
    """(tokens, candidates) of the longest name that starts here; hyphens inside are stepped over."""
    if all_tokens[at].kind not in ("word", "number"):
        return 0, ()
    best: tuple[int, tuple[Candidate, ...]] = (0, ())
    parts: list[str] = []
    for end in range(at, min(len(all_tokens), at + 8)):
        token = all_tokens[end]
        if token.kind == "sign":
            if token.text not in ("-", "&", ".") and not _is_glued(all_tokens, end):
                break
            continue
        parts.append(token.text)
        found = names.exact(parts)
        if found and (len(parts) > 1 or token.kind == "word"):
            best = (end + 1 - at, found)
        if token.possessive or len(parts) >= LONGEST_PHRASE:
            break
    return _with_suffix(all_tokens, at, best)


def _is_glued(all_tokens: Sequence[Token], at: int) -> bool:
    """Whether a sign stands inside a name: “A<B>”, “Smith (UK)”."""
    token, before, after = all_tokens[at], all_tokens[at - 1], all_tokens[at + 1 : at + 2]
    touches = before.end == token.start or (bool(after) and token.end == after[0].start)
    return token.text in INSIDE_NAMES and at > 0 and touches


def _with_suffix(
    all_tokens: Sequence[Token], at: int, best: tuple[int, tuple[Candidate, ...]]
) -> tuple[int, tuple[Candidate, ...]]:
    """“umbrella corp”: a legal form after the stem of a company belongs to its name."""
    length, found = best
    after = all_tokens[at + length].text if length and at + length < len(all_tokens) else ""
    if after in COMPANY_FORMS and any(c.named.kind == "account" for c in found):
        return length + 1, found
    return best


def _yields(candidates: Sequence[Candidate], readings: Sequence[Reading]) -> bool:
    """Whether a word of the lexicon is meant and not the part of a name that happens to look like it."""
    best = max(candidates, key=lambda c: c.score)
    return bool(readings) and (
        best.score < 90 or (best.how == "start" and best.named.kind in ("account", "stage", "lost_reason"))
    )


def _says_something_else(candidates: Sequence[Candidate], said: Sequence[Token], vocabulary: Vocabulary) -> bool:
    """Whether “won deals” or “top 5” are our own words: of “Won Deals GmbH”, only the whole name is the account."""
    words = [t.text for t in said]
    ours = all(t.kind == "number" or vocabulary.readings([t.text]) for t in said) or vocabulary.readings(words)
    if len(said) < 2 or not ours:
        return False
    return all(c.named.kind == "account" and name_words(c.named.value) != words for c in candidates)


def _guessed(all_tokens: Sequence[Token], at: int, names: NameIndex) -> Mention | None:
    """An unknown word, alone or with the next one, as the start or a slip of a name."""
    if all_tokens[at].text in ORDINARY:
        return None
    for n in (3, 2, 1):
        part = [t for t in all_tokens[at : at + n] if t.kind in ("word", "number")]
        if len(part) != n or (n > 1 and any(t.possessive for t in part[:-1])):
            continue
        if n > 1 and not _worth_joining(part):
            continue
        candidates = names.guess("".join(t.text for t in part))
        if n > 1:
            candidates = tuple(c for c in candidates if c.how == "slip")
            if part[0].text in FIRST_NAMES:
                # “Carl Lin” is somebody, and no slip of “calling”.
                candidates = tuple(c for c in candidates if c.named.kind in ("person", "account"))
        if n == 1 and part[0].text in FIRST_NAMES:
            candidates = tuple(c for c in candidates if c.how == "beginning" and c.named.kind == "person")
        if candidates:
            text = " ".join(t.text for t in part)
            n, candidates = _with_suffix(all_tokens, at, (n, candidates))
            return Mention(at, at + n, text, names=candidates, possessive=part[-1].possessive, slip=True)
    return None


def _worth_joining(part: Sequence[Token]) -> bool:
    return (
        all(t.text not in QUESTIONS.words or len(t.text) > 3 for t in part[1:]) and part[-1].text not in QUESTIONS.words
    )
