"""Everything that can be named, and what a few typed words may mean: exact, by part, by start, by typing slip."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from rapidfuzz import process
from rapidfuzz.distance import OSA, JaroWinkler

from domain.language.text import unaccented, word_set

LEGAL_SUFFIXES = word_set(
    "inc incorporated llc ltd limited corp corporation company co group holdings gmbh plc sa ag bv nv oy ab as "
    "spa srl kg pty partners the and"
)
ALIASES: dict[str, tuple[str, ...]] = {
    "emea": ("europe", "european", "middle east"),
    "amer": ("americas", "america", "north america", "american"),
    "apac": ("asia", "asia pacific", "asian", "asiapac", "pacific"),
    "latam": ("latin america", "south america"),
    "west": ("western", "west coast"),
    "east": ("eastern", "east coast"),
    "central": ("the midwest", "midwest", "center", "centre"),
    "north": ("northern",),
    "south": ("southern",),
    "united states": ("us", "usa", "u s", "america", "american", "states"),
    "united kingdom": ("uk", "britain", "british"),
    "philipines": ("philippines", "filipino"),
    "korea": ("korean", "south korea"),
    "japan": ("japanese",),
    "germany": ("german",),
    "china": ("chinese",),
    "italy": ("italian",),
    "norway": ("norwegian",),
    "poland": ("polish",),
    "belgium": ("belgian",),
    "kenya": ("kenyan",),
    "brazil": ("brazilian",),
    "jordan": ("jordanian",),
    "romania": ("romanian",),
    "panama": ("panamanian",),
    "technolgy": ("technology", "tech"),
    "technology": ("tech",),
    "finance": ("financial", "banking", "fin services", "financial services"),
    "medical": ("healthcare", "health", "medtech"),
    "telecommunications": ("telecom", "telco", "telecoms", "telcos", "telecommunication"),
    "entertainment": ("media",),
    "employment": ("staffing", "recruiting"),
    "retail": ("retailer", "retailers"),
    "marketing": ("advertising",),
    "services": ("service",),
    "mid market": ("midmarket", "mm", "mid"),
    "enterprise": ("ent",),
    "smb": ("small business",),
    "prospecting": ("prospect", "prospects", "prospected"),
    "engaging": ("engage", "engagement"),
    "qualification": ("qualifying", "qual", "qualified"),
    "proposal": ("proposals", "proposed", "prop"),
    "negotiation": ("negotiating", "negotiations", "negotiate", "neg", "nego", "negot"),
    "closed won": (),
    "closed lost": (),
    "best case": ("bestcase", "upside"),
    "commit": ("committed", "commits"),
    "omitted": ("omit",),
    "webinar": ("webinars",),
    "referral": ("referrals", "referred"),
    "event": ("events", "conference", "tradeshow"),
    "partner": ("partners",),
    "call": ("calls", "phone call", "phone calls", "called", "calling"),
    "email": ("emails", "eml", "emls", "e mail", "e mails", "mails", "mail", "emailed"),
    "meeting": ("meetings", "demo meetings", "met", "mtg", "mtgs", "demo", "demos", "appointment", "appointments"),
    "premium support": ("support",),
}
"""Other words people use for common values; one counts only where that value exists."""
NICKNAMES: dict[str, tuple[str, ...]] = {
    "mike": ("michael",),
    "michael": ("mike",),
    "tom": ("thomas",),
    "thomas": ("tom", "tommy"),
    "tommy": ("tom",),
    "jim": ("james",),
    "jimmy": ("james",),
    "jamie": ("james",),
    "liz": ("elizabeth",),
    "beth": ("elizabeth",),
    "lizzie": ("elizabeth",),
    "jon": ("jonathan",),
    "jonny": ("jonathan",),
    "johnny": ("jonathan",),
    "vic": ("vicki",),
    "vicky": ("vicki",),
    "ben": ("benjamin",),
    "benji": ("ben", "benjamin"),
    "benjamin": ("ben",),
    "jess": ("jessica",),
    "jessica": ("jess",),
    "jessie": ("jess",),
    "sara": ("sarah",),
    "luke": ("lukas",),
    "lucas": ("lukas",),
    "ken": ("kenji",),
    "marc": ("marcus",),
    "anna": ("ana",),
    "ana": ("anna",),
    "dan": ("daniell", "daniel"),
    "danny": ("daniell", "daniel"),
    "dani": ("daniell",),
    "tash": ("natalya",),
    "nat": ("natalya",),
    "mel": ("melvin",),
    "maury": ("maureen",),
    "mo": ("maureen", "moses"),
    "rose": ("rosie", "rosalina"),
    "rosa": ("rosalina",),
    "cass": ("cassey",),
    "cassie": ("cassey",),
    "casey": ("cassey",),
    "jonathon": ("jonathan",),
    "marge": ("margaret",),
    "bob": ("robert",),
    "rob": ("robert",),
    "bill": ("william",),
    "will": ("william",),
    "kate": ("katherine",),
    "chris": ("christopher", "christina"),
    "alex": ("alexander", "alexandra"),
    "sam": ("samuel", "samantha"),
    "joe": ("joseph",),
    "steve": ("steven", "stephen"),
    "dave": ("david",),
    "matt": ("matthew",),
    "nick": ("nicholas",),
    "tony": ("anthony",),
    "andy": ("andrew",),
    "drew": ("andrew",),
    "ed": ("edward",),
    "greg": ("gregory",),
    "jen": ("jennifer",),
    "kim": ("kimberly",),
    "pat": ("patricia", "patrick"),
    "rick": ("richard",),
    "sue": ("susan",),
    "tim": ("timothy",),
}
FIRST_NAMES = word_set(
    "aaron adam alan albert alex alexandra alice alicia amanda amy andrea andrew angela ann anna anne anthony "
    "antonio arthur ashley barbara becky ben benjamin beth betty bill bob bobby bonnie brad brandon brenda "
    "brian bruce bryan carl carlos carmen carol caroline catherine charles charlie charlotte cheryl chloe "
    "chris christina christine christopher cindy claire claudia craig crystal cynthia daniel danielle dave "
    "david deborah debra denise dennis diana diane diego donald donna dorothy doug douglas dylan edward eileen "
    "elena elizabeth ellen emily emma eric erica ethan eva evelyn fatima felix fernando fiona frank fred "
    "gabriel gary george gloria grace greg gregory hannah harold harry heather helen henry howard ian isabella "
    "ivan jack jackie jacob jamal james jane janet jason javier jay jean jeff jeffrey jennifer jenny jeremy "
    "jerry jesse jessica jill jim joan joe joel john johnny jon jonathan jordan jorge jose joseph joshua joyce "
    "juan judith judy julia julie justin karen kate katherine kathleen kathy katie keith kelly ken kenneth "
    "kevin kim kimberly kyle larry laura lauren lee leo leonard leslie liam lily linda lisa liz logan lori "
    "louis lucas lucy luis luke lynn maggie manuel marcia margaret maria marie marilyn mario martha martin "
    "marvin matt matthew megan melissa michael michelle miguel mike mohammed mohamed monica nancy natalie "
    "nathan nicholas nick nicole nina noah nora oliver olivia omar oscar pam pamela patricia patrick paul "
    "paula pedro peter phil philip rachel ralph ramon randy raymond rebecca ricardo richard rick rob robert "
    "roberto robin roger ron ronald rosa roy russell ruth ryan sally sam samantha samuel sandra sara sarah "
    "scott sean sergio shannon sharon shawn shirley simon sofia sophia sophie stanley stella stephanie stephen "
    "steve steven stuart sue susan tammy tara ted teresa terry theresa thomas tim timothy tina todd tom tony "
    "tracy travis tyler valerie vanessa veronica victor victoria vincent virginia walter wanda wayne wendy "
    "wesley william willie xavier yolanda zach zoe priya aisha marcus dana renee kenji lukas jess darcel "
    "cara celia cecily rocco melvin dustin vicki vickie rosalina corliss elease lajuana reed daniell niesha "
    "versie kary "
    "anita bianca camila carla clara dora erin farah gina greta hugo ines irene ivy jana joanna kara kurt lara lena "
    "lola lorenzo luca mara marco marta mateo maya mia mila mona nadia nora olga otto paolo petra raul rene rita "
    "rosa "
    "sasha selma silvia tanya tara thea ulrich uma vera viktor wendel yara yusuf zara "
    "stefan steffen stephan pavel pawel igor oleg dmitri sergei anton boris milan marek jakub tomas tomasz piotr "
    "krzysztof wojciech zoltan laszlo istvan gabor mihai andrei bogdan radu dragan goran zoran nikola nikolai "
    "giovanni giulia giuseppe matteo francesca chiara alessandro federico valentina enzo gianni fabio "
    "pierre jacques francois philippe laurent antoine camille chantal sylvie olivier guillaume thierry yves "
    "heinz jurgen klaus uwe horst gunther wolfgang helmut matthias tobias florian sebastian katrin anke "
    "heike ute birgit ingrid astrid sven lars nils henrik magnus bjorn erik mikael jens soren anders johan "
    "linnea freya sigrid pekka mikko aino juha wei ming xiao ling mei jing hiroshi takeshi yuki akira naoko "
    "haruki satoshi kenta sakura raj rajesh ravi sanjay vijay anil sunil deepak amit rohit rahul arjun vikram "
    "pooja neha anjali divya kavita lakshmi meera nisha shreya ahmed ali hassan hussein ibrahim mustafa khalid "
    "tariq layla leila noor amina zainab yasmin youssef karim rashid samir kwame kofi chidi ngozi amara tunde "
    "emeka zuri thabo sipho lindiwe joao paulo rodrigo thiago rafael gustavo leticia fernanda guilherme beatriz "
    "alejandro santiago guadalupe esteban cristina pilar lucia rocio gonzalo ignacio marisol xiomara desmond "
    "tyrone jerome malik keisha latoya aaliyah demetrius cedric reggie rodney dwayne darnell "
    "beverly bernice doris edna ethel gail geraldine gertrude jeanette joyce lois lorraine marlene mildred "
    "norma phyllis roberta rosemary thelma velma wilma alvin bernard calvin clarence clifford curtis edgar "
    "ernest eugene floyd glenn gordon herbert herman leroy lester lloyd lyle maurice melvin milton "
    "morris nelson norman oswald percy reginald roland rufus rupert seymour sidney stewart theodore vernon wallace "
    "warren wilbur wilbert aidan brayden caleb colton connor declan eli elijah finn gavin "
    "hudson isaac jaden jasper josiah kayden landon levi micah oscar owen quinn "
    "rowan silas tristan weston wyatt ava daisy ella eliza emilia harper imogen "
    "isla jasmine kayla kendra keira kylie lexi libby mackenzie madison naomi paige penelope phoebe "
    "sadie scarlett sienna skye tessa "
    "garret violet rosie markita hayden kami zane moses gladys"
)
"""Common first names, so that a person nobody here is called is named as unknown and not taken for a typing slip."""


HOW_BY_SCORE = {100: "name", 98: "name", 94: "start", 86: "part"}
"""How something was found that is called by exactly some words, by its score."""
PART = 86
OFFERED = 40
"""Names that a question back offers at most."""
MOST_BEGINNINGS = OFFERED + 1
"""Names with the same beginning that are looked up: one more than are offered, so that it is known there are more."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody deals can belong to."""

    id: str
    name: str
    role: str = "rep"
    team: str = ""
    manager: str = ""


@dataclass(frozen=True, slots=True)
class Named:
    """One nameable thing: `kind` is `person`, `account`, `product`, `region` …; `value` its canonical name."""

    kind: str
    value: str
    role: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One thing some words may mean, with a score of at most 100 and how it was found."""

    named: Named
    score: float
    how: str


class NameIndex(Protocol):
    """What the interpreter needs to know of names; a table-backed index may stand in for `Names`."""

    people: tuple[Person, ...]
    stages: tuple[tuple[str, str, int], ...]
    series: Mapping[str, tuple[str, ...]]

    def expect(self, words: Sequence[str]) -> None:
        """Told the words of a message before it is read, so that an index in tables looks them all up at once."""
        ...

    def exact(self, words: Sequence[str]) -> tuple[Candidate, ...]:
        """What is called by exactly these words: a full name, its stem, its first words, a first or last name."""
        ...

    def guess(self, word: str) -> tuple[Candidate, ...]:
        """What a word may stand for that nothing is called: the start of a name, or a typing slip of one."""
        ...

    def nearest(self, word: str, kind: str, n: int = 3) -> tuple[str, ...]:
        """The names of a kind that look most like a word."""
        ...

    def all_of(self, kind: str) -> tuple[str, ...]:
        """Every name of a kind, in its given order."""
        ...


def is_initialled(key: str, named: Named) -> bool:
    """Whether a key is an initial and a last name (“rito”): too short a form to be meant by a slip (“raito”)."""
    words = named.value.casefold().split() if named.kind == "person" else []
    return len(words) > 1 and key == words[0][0] + words[-1]


def begins_alike(word: str, key: str, distance: int) -> bool:
    """Whether a slip is likely by its beginning: few people mistype the first letter, and then nothing else."""
    swapped = len(word) > 1 and len(key) > 1 and word[:2] == key[1::-1]
    return word[0] == key[0] or swapped or word[1:] == key or key[1:] == word or (len(word) >= 6 and distance == 1)


@dataclass
class Names:
    """All names of one company, indexed once."""

    people: tuple[Person, ...] = ()
    stages: tuple[tuple[str, str, int], ...] = ()
    """(name, status, order); status is `open`, `won` or `lost`."""
    series: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    teams: tuple[tuple[str, str], ...] = ()
    _values: dict[str, tuple[str, ...]] = field(default_factory=dict, repr=False)
    _exact: dict[str, dict[Named, Candidate]] = field(default_factory=dict, repr=False)
    _sorted: list[str] = field(default_factory=list, repr=False)
    _starts: dict[str, tuple[Named, ...]] = field(default_factory=dict, repr=False)
    _plain: dict[str, list[str]] = field(default_factory=dict, repr=False)
    _by_initial: dict[str, list[str]] = field(default_factory=dict, repr=False)
    _ranked: dict[str, tuple[Candidate, ...]] = field(default_factory=dict, repr=False)
    longest: int = 1

    @classmethod
    def build(
        cls,
        *,
        people: Iterable[Person | tuple[str, str, str, str, str]] = (),
        accounts: Iterable[tuple[str, str]] = (),
        products: Iterable[str] = (),
        series: Mapping[str, Sequence[str]] | None = None,
        regions: Iterable[str] = (),
        teams: Iterable[tuple[str, str]] = (),
        stages: Iterable[tuple[str, str, int]] = (),
        sectors: Iterable[str] = (),
        countries: Iterable[str] = (),
        tags: Iterable[str] = (),
        lead_sources: Iterable[str] = (),
        activity_types: Iterable[str] = (),
        forecast_categories: Iterable[str] = (),
        channels: Iterable[str] = (),
        lost_reasons: Iterable[str] = (),
        sources: Iterable[str] = (),
    ) -> Names:
        """All names of a company from plain lists."""
        everyone = tuple(p if isinstance(p, Person) else Person(*p) for p in people)
        names = cls(
            people=everyone,
            stages=tuple(stages),
            series={name: tuple(of) for name, of in (series or {}).items()},
            teams=tuple(teams),
        )
        lists = {
            "account": [name for _, name in accounts],
            "product": list(products),
            "series": list(names.series),
            "region": list(regions),
            "team": [name for name, _ in names.teams],
            "stage": [name for name, _, _ in names.stages],
            "sector": list(sectors),
            "country": list(countries),
            "tag": list(tags),
            "lead_source": list(lead_sources),
            "activity_type": list(activity_types),
            "forecast_category": list(forecast_categories),
            "channel": list(channels),
            "lost_reason": list(lost_reasons),
            "source": list(sources),
        }
        names._index(everyone, {kind: [v for v in values if v] for kind, values in lists.items()})
        return names

    # Indexing

    def _index(self, everyone: tuple[Person, ...], lists: dict[str, list[str]]) -> None:
        self._values = {kind: tuple(dict.fromkeys(values)) for kind, values in lists.items()}
        self._values["person"] = tuple(dict.fromkeys(p.name for p in everyone))
        for person in everyone:
            self._add_person(Named("person", person.name, person.role))
        for kind, values in self._values.items():
            if kind != "person":
                for value in values:
                    self._add(Named(kind, value))
        starts: dict[str, list[Named]] = defaultdict(list)
        for key, found in self._exact.items():
            for named, candidate in found.items():
                if candidate.score >= 92 and named.kind in ("person", "account", "product", "team"):
                    starts[key].append(named)
        self._starts = {key: tuple(of) for key, of in starts.items()}
        self._sorted = sorted(self._starts)
        self._by_initial = defaultdict(list)
        for key in self._exact:
            if len(key) >= 4:
                self._by_initial[key[0]].append(key)

    def _put(self, key: str, named: Named, score: float, how: str) -> None:
        if key:
            found = self._exact.setdefault(key, {})
            if named not in found or found[named].score < score:
                found[named] = Candidate(named, score, how)

    def _add(self, named: Named) -> None:
        words = name_words(named.value)
        self.longest = max(self.longest, min(len(words), 6))
        for key, score in keys_of(words):
            self._put(key, named, score, HOW_BY_SCORE[score])
        stem = stem_of(words)
        for part in parts_of(words) if named.kind in ("account", "product") else ():
            self._put(part, named, PART, HOW_BY_SCORE[PART])
        for alias in ALIASES.get(" ".join(words), ()):
            self.longest = max(self.longest, alias.count(" ") + 1)
            self._put(alias.replace(" ", ""), named, 96, "alias")
        for plural in self._plurals(named, stem):
            self._put(plural, named, 96, "alias")

    def _plurals(self, named: Named, stem: list[str]) -> list[str]:
        """“proposals”, “webinars”: values that name a kind of record are used in the plural."""
        if named.kind in ("stage", "lead_source", "activity_type", "team", "product", "series"):
            return ["".join(stem) + "s"]
        return []

    def _add_person(self, named: Named) -> None:
        words = name_words(named.value)
        self.longest = max(self.longest, min(len(words), 5))
        self._put("".join(words), named, 100, "name")
        self._put("".join(reversed(words)), named, 99, "name")
        if len(words) < 2:
            return
        first, last = words[0], words[-1]
        self._put(first, named, 95, "first name")
        self._put(last, named, 93, "last name")
        self._put(first + last[0], named, 97, "first name and initial")
        self._put(first[0] + last, named, 96, "initial and last name")
        if len(words) == 3:
            self._put(words[0] + words[1], named, 95, "first name")
        for nick, full in NICKNAMES.items():
            if first in full:
                self._put(nick, named, 90, "nickname")
                self._put(nick + last, named, 97, "nickname")
                self._put(nick + last[0], named, 91, "nickname")

    # Looking up

    def expect(self, words: Sequence[str]) -> None:
        """Nothing to do: every name is at hand."""

    def exact(self, words: Sequence[str]) -> tuple[Candidate, ...]:
        """What is called by exactly these words, best first."""
        key = "".join(words)
        if key in self._ranked:
            return self._ranked[key]
        found = self._exact.get(key)
        if not found:
            return ()
        # A common word (“energy”) is part of many names, so its ranking is made once and kept.
        self._ranked[key] = tuple(sorted(found.values(), key=lambda c: (-c.score, c.named.kind, c.named.value)))
        return self._ranked[key]

    def guess(self, word: str) -> tuple[Candidate, ...]:
        """What a word may stand for that nothing is called: the start of a name, else a typing slip; best first."""
        return self.beginning(word) or likely_slips(self.slips(word))

    def beginning(self, word: str) -> tuple[Candidate, ...]:
        """The names that start with a word."""
        if len(word) < 3:
            return ()
        found: dict[Named, Candidate] = {}
        at = bisect_left(self._sorted, word)
        while at < len(self._sorted) and self._sorted[at].startswith(word) and len(found) < MOST_BEGINNINGS:
            for named in self._starts[self._sorted[at]]:
                found.setdefault(named, Candidate(named, 80, "beginning"))
            at += 1
        return tuple(found.values())

    def slips(self, word: str) -> tuple[Candidate, ...]:
        """The names a word may be a typing slip of."""
        if len(word) < 4:
            return ()
        most = slips_allowed(word)
        pool = self._by_initial.get(word[0], []) if len(self._exact) > 5_000 else list(self._exact)
        close = process.extract(word, pool, scorer=OSA.distance, score_cutoff=most, limit=12)
        return tuple(
            as_slip(candidate, key, word, int(distance))
            for key, distance, _ in close
            if len(key) >= 4 and distance <= slips_allowed(key) and begins_alike(word, key, int(distance))
            for candidate in self._exact[key].values()
            if not is_initialled(key, candidate.named)
        )

    def nearest(self, word: str, kind: str, n: int = 3) -> tuple[str, ...]:
        """The names of a kind that look most like a word, for “did you mean”."""
        values = self._values.get(kind, ())
        if kind not in self._plain:
            self._plain[kind] = [v.casefold() for v in values]
        # What begins alike counts most: it is a tenth of the time of looking for parts, and finds likelier names.
        close = process.extract(word.casefold(), self._plain[kind], scorer=JaroWinkler.normalized_similarity, limit=n)
        return tuple(values[index] for _, _, index in close)

    def all_of(self, kind: str) -> tuple[str, ...]:
        """Every name of a kind, in its given order."""
        return self._values.get(kind, ())


def name_words(name: str) -> list[str]:
    """A name as it is compared: lower case words without accents, hyphens or dots, `&` as the word it stands for."""
    plain = unaccented(name.replace("'", "").replace("&", " and ")).casefold()
    spaced = "".join(c if c.isalnum() else " " for c in plain)
    return spaced.split()


def stem_of(words: Sequence[str]) -> list[str]:
    """The words of a name without its legal form."""
    return [word for word in words if word not in LEGAL_SUFFIXES]


def keys_of(words: Sequence[str]) -> Iterator[tuple[str, int]]:
    """What a thing with these words for a name is called, with a score: its name, its stem, its first words."""
    stem = stem_of(words)
    yield "".join(words), 100
    if "and" in words:
        # “R&D Partners” is typed as “R&D”, and as “RD Partners”.
        yield "".join(word for word in words if word not in LEGAL_SUFFIXES or word == "and"), 98
        yield "".join(word for word in words if word != "and"), 98
    if len("".join(stem)) >= 3:
        yield "".join(stem), 98
    for n in range(1, len(stem)):
        if len("".join(stem[:n])) >= 2:
            yield "".join(stem[:n]), 94


def parts_of(words: Sequence[str]) -> Iterator[str]:
    """The later words of a name, by which it may be meant as well."""
    return (word for word in stem_of(words)[1:] if len(word) >= 3)


def as_slip(candidate: Candidate, key: str, word: str, distance: int) -> Candidate:
    """What a key stands for, as something that a word may be a slip of."""
    # Few people mistype the first letter.
    score = 78 - 10 * distance + (candidate.score - 90) / 10 - (6 if key[0] != word[0] else 0)
    return Candidate(candidate.named, score, "slip")


def likely_slips(slips: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """The likeliest of them, each thing once, best first."""
    found: dict[Named, Candidate] = {}
    for candidate in slips:
        if candidate.named not in found or found[candidate.named].score < candidate.score:
            found[candidate.named] = candidate
    best = max((c.score for c in found.values()), default=0.0)
    return tuple(sorted((c for c in found.values() if c.score >= best - 5), key=lambda c: -c.score))


def slips_allowed(word: str) -> int:
    """How many typing slips a word of this length may hold and still be itself."""
    return 1 if len(word) < 7 else 2


def tops(candidates: Sequence[Candidate], margin: float = 2.5) -> tuple[Candidate, ...]:
    """The candidates that score alike at the top: more than one is a question."""
    best = max((c.score for c in candidates), default=0.0)
    return tuple(c for c in candidates if c.score >= best - margin)
