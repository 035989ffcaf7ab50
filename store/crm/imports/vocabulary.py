"""Words that CRMs have in common: stages and how they end, roles, countries, sectors. To recognise, never to change."""

from __future__ import annotations

import re

WON = frozenset([
    "won", "closed won", "closedwon", "win", "deal won", "success", "signed", "gewonnen", "abgeschlossen gewonnen",
    "gagné", "gagnée", "fermée gagnée", "ganado", "ganada", "cerrada ganada", "vinto", "vinta", "ganho",
])  # fmt: skip
LOST = frozenset([
    "lost", "closed lost", "closedlost", "loss", "deal lost", "abandoned", "disqualified", "dead", "verloren",
    "abgeschlossen verloren", "perdu", "perdue", "fermée perdue", "perdido", "perdida", "cerrada perdida", "perso",
    "persa",
])  # fmt: skip
NOT_YET = frozenset(["not", "almost", "nearly", "if", "to", "be", "verbal", "verbally", "vs", "or"])
"""Words beside “won” that leave a deal open."""
OPEN_STAGES = (
    "new", "lead", "lead generation", "lead in", "incoming", "prospecting", "prospect", "appointment scheduled",
    "contact made", "contacted", "qualification", "qualified", "qualified lead", "qualified to buy", "discovery",
    "needs analysis", "needs assessment", "engaging", "engaged", "demo", "demo scheduled", "presentation",
    "presentation scheduled", "evaluation", "value proposition", "id. decision makers", "perception analysis",
    "decision maker bought in", "solution", "proposal", "proposal made", "proposal/price quote",
    "proposal/quote preparation", "quote", "negotiation", "negotiations started", "negotiation/review",
    "contract sent", "contract", "verbal commit", "closing",
)  # fmt: skip
"""From first to last."""

ROLES = {
    "rep": "rep", "sales rep": "rep", "sales representative": "rep", "representative": "rep", "agent": "rep",
    "sales agent": "rep", "account executive": "rep", "ae": "rep", "account manager": "rep", "sdr": "rep",
    "bdr": "rep", "sales": "rep", "seller": "rep", "manager": "manager", "sales manager": "manager",
    "regional manager": "manager", "team lead": "manager", "director": "manager", "sales director": "manager",
    "regional director": "manager", "executive": "executive", "vp": "executive", "vp sales": "executive",
    "vp of sales": "executive", "cro": "executive", "ceo": "executive", "chief revenue officer": "executive",
    "chief executive officer": "executive", "operator": "operator", "sales ops": "operator",
    "sales operations": "operator", "revenue operations": "operator", "revops": "operator",
}  # fmt: skip
CATEGORIES = {
    "pipeline": "pipeline", "best case": "best_case", "bestcase": "best_case", "upside": "best_case",
    "commit": "commit", "most likely": "commit", "closed": "closed", "omitted": "omitted", "omit": "omitted",
}  # fmt: skip
YES = frozenset(["true", "yes", "y", "1", "t", "wahr", "ja", "vrai", "oui", "verdadero", "sí", "vero", "waar"])
NO = frozenset(["false", "no", "n", "0", "f", "falsch", "nein", "faux", "non", "falso", "onwaar", "nee"])
SYMBOLS = {
    "€": "EUR", "£": "GBP", "US$": "USD", "AU$": "AUD", "A$": "AUD", "CA$": "CAD", "C$": "CAD", "NZ$": "NZD",
    "HK$": "HKD", "S$": "SGD", "R$": "BRL", "MX$": "MXN", "₹": "INR", "₩": "KRW", "₪": "ILS", "₺": "TRY", "zł": "PLN",
}  # fmt: skip
"""Longer ones first where one ends in another. The yen sign is written for two currencies, so it names none."""
SCALES = {
    "k": 1_000, "tsd": 1_000, "m": 1_000_000, "mm": 1_000_000, "mn": 1_000_000, "mio": 1_000_000, "mln": 1_000_000,
    "million": 1_000_000, "b": 1_000_000_000, "bn": 1_000_000_000, "mrd": 1_000_000_000, "billion": 1_000_000_000,
}  # fmt: skip
EMPTY_WORDS = frozenset([
    "NULL", "null", "Null", "<null>", "<NULL>", "(null)", "\\N", "N/A", "n/a", "#N/A", "NaN", "nan", "NaT", "-", "--",
    "–", "—", "(blank)", "(empty)", "0000-00-00", "0000-00-00 00:00:00",
])  # fmt: skip
"""Cells that say that they hold nothing. In a free text they stay as they are."""
FAILED_FORMULAS = frozenset(
    [
        "#REF!",
        "#VALUE!",
        "#NAME?",
        "#DIV/0!",
        "#NULL!",
        "#NUM!",
        "#ERROR!",
        "#SPILL!",
        "#CALC!",
        "#FORMULA WITHOUT RESULT",
    ]
)
MONTH_NAMES = {
    word: number
    for number, words in enumerate(
        ("jan january januar janvier enero gennaio januari", "feb february februar février fevrier febrero febbraio",
         "mar march mär märz mrz mars marzo maart", "apr april avril abril aprile", "may mai mayo maggio mei",
         "jun june juni juin junio giugno", "jul july juli juillet julio luglio", "aug august août aout agosto",
         "sep sept september septembre septiembre settembre", "oct october okt oktober octobre octubre ottobre",
         "nov november novembre noviembre", "dec december dez dezember décembre decembre diciembre dicembre"), 1,
    )
    for word in words.split()
}  # fmt: skip

COUNTRIES = (
    "Afghanistan", "Albania", "Algeria", "Andorra", "Angola", "Argentina", "Armenia", "Australia", "Austria",
    "Azerbaijan", "Bahamas", "Bahrain", "Bangladesh", "Barbados", "Belarus", "Belgium", "Belize", "Benin",
    "Bermuda", "Bhutan", "Bolivia", "Bosnia and Herzegovina", "Botswana", "Brazil", "Brunei", "Bulgaria",
    "Burkina Faso", "Burundi", "Cambodia", "Cameroon", "Canada", "Cape Verde", "Central African Republic", "Chad",
    "Chile", "China", "Colombia", "Comoros", "Congo", "Costa Rica", "Croatia", "Cuba", "Cyprus", "Czech Republic",
    "Czechia", "Denmark", "Djibouti", "Dominica", "Dominican Republic", "Ecuador", "Egypt", "El Salvador",
    "Equatorial Guinea", "Eritrea", "Estonia", "Eswatini", "Ethiopia", "Fiji", "Finland", "France", "Gabon",
    "Gambia", "Georgia", "Germany", "Ghana", "Great Britain", "Greece", "Greenland", "Grenada", "Guatemala",
    "Guinea", "Guinea-Bissau", "Guyana", "Haiti", "Honduras", "Hong Kong", "Hungary", "Iceland", "India",
    "Indonesia", "Iran", "Iraq", "Ireland", "Israel", "Italy", "Ivory Coast", "Jamaica", "Japan", "Jordan",
    "Kazakhstan", "Kenya", "Kiribati", "Korea", "Kosovo", "Kuwait", "Kyrgyzstan", "Laos", "Latvia", "Lebanon",
    "Lesotho", "Liberia", "Libya", "Liechtenstein", "Lithuania", "Luxembourg", "Macau", "Madagascar", "Malawi",
    "Malaysia", "Maldives", "Mali", "Malta", "Marshall Islands", "Mauritania", "Mauritius", "Mexico", "Micronesia",
    "Moldova", "Monaco", "Mongolia", "Montenegro", "Morocco", "Mozambique", "Myanmar", "Namibia", "Nauru", "Nepal",
    "Netherlands", "New Zealand", "Nicaragua", "Niger", "Nigeria", "North Korea", "North Macedonia", "Norway",
    "Oman", "Pakistan", "Palau", "Palestine", "Panama", "Papua New Guinea", "Paraguay", "Peru", "Philippines",
    "Poland", "Portugal", "Puerto Rico", "Qatar", "Romania", "Russia", "Rwanda", "Samoa", "San Marino",
    "Saudi Arabia", "Senegal", "Serbia", "Seychelles", "Sierra Leone", "Singapore", "Slovakia", "Slovenia",
    "Solomon Islands", "Somalia", "South Africa", "South Korea", "South Sudan", "Spain", "Sri Lanka", "Sudan",
    "Suriname", "Sweden", "Switzerland", "Syria", "Taiwan", "Tajikistan", "Tanzania", "Thailand", "Togo", "Tonga",
    "Trinidad and Tobago", "Tunisia", "Turkey", "Turkmenistan", "Tuvalu", "Uganda", "Ukraine",
    "United Arab Emirates", "United Kingdom", "United States", "United States of America", "Uruguay", "Uzbekistan",
    "Vanuatu", "Venezuela", "Vietnam", "Yemen", "Zambia", "Zimbabwe",
)  # fmt: skip
SECTORS = (
    "accounting", "advertising", "aerospace", "agriculture", "airlines", "apparel", "architecture", "automotive",
    "aviation", "banking", "biotechnology", "broadcasting", "chemicals", "communications", "computer hardware",
    "computer software", "construction", "consulting", "consumer goods", "cosmetics", "defense", "design",
    "education", "electronics", "employment", "energy", "engineering", "entertainment", "environmental", "events",
    "fashion", "finance", "financial services", "fisheries", "food", "food and beverage", "forestry", "furniture",
    "gaming", "government", "healthcare", "higher education", "hospitality", "hospitals", "human resources",
    "information technology", "insurance", "internet", "investment", "journalism", "legal", "leisure", "logistics",
    "machinery", "manufacturing", "marketing", "media", "medical", "medical devices", "mining", "music",
    "non-profit", "nonprofit", "oil and gas", "packaging", "paper", "pharmaceuticals", "photography", "plastics",
    "printing", "professional services", "public sector", "publishing", "railroad", "real estate", "recreation",
    "recruiting", "research", "restaurants", "retail", "robotics", "security", "semiconductors", "services",
    "shipping", "software", "sports", "staffing", "telecommunications", "telecom", "textiles", "tobacco", "tourism",
    "trading", "training", "transportation", "travel", "utilities", "venture capital", "veterinary", "wholesale",
    "wine and spirits", "technology",
)  # fmt: skip


def plain(word: str) -> str:
    """A stage or role as these lists write it."""
    return " ".join(word.replace("_", " ").casefold().split())


def outcome(stage: str) -> str:
    """`won`, `lost` or `open`, by the stage's name: “07. Closed/Won - Renewal” and “Lost to Acme” have ended."""
    words = bare(stage).split()
    joined = " ".join(words)
    if joined in WON or joined in LOST:
        return "won" if joined in WON else "lost"
    if NOT_YET & set(words) and not joined.startswith(("closed won", "closed lost", "lost to")):
        return "open"
    for word in ("won", "lost"):
        if word in words and (words[0] == word or words[-1] == word or f"closed {word}" in joined):
            return word
    return "open"


def bare(word: str) -> str:
    """A stage in plain words, without the number in front and the signs between."""
    inside = re.sub(r"\([^)]*\)|\[[^]]*\]", " ", plain(word))
    return re.sub(r"[^\w'’]+", " ", re.sub(r"^\W*\d+(?:\.\d+)*\W*", "", inside)).strip()


def looks_ended(stage: str) -> bool:
    """Whether the name of an open stage speaks of an end, so that a person should say whether it is one."""
    return outcome(stage) == "open" and bool(
        set(bare(stage).split()) & {"won", "win", "lost", "closed", "close", "abandoned", "cancelled", "canceled"}
    )


def normal(header: str) -> str:
    """A header as the lists of names write it: words in small letters."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", header)
    without_unit = re.sub(r"\([^)]*\)|\[[^]]*\]", " ", spaced)
    words = re.sub(r"[^a-z0-9]+", " ", without_unit.casefold()).split()
    return " ".join(words[:-1] if len(words) > 1 and words[-1] in ("c", "usd", "eur", "gbp") else words)
