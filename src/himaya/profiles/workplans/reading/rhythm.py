"""Words for what recurs, goes on, waits for a request, or lasts for so long."""

import re


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


NOTHING = _words(r"\s*(?:[-–—.]|n\s*/?\s*a|none|tbd|tbc)?\s*")  # noqa: RUF001
ON_REQUEST = _words(
    r"\b(?:up)?on request|\bas (?:requested|needed|required)|\bwhen (?:needed|requested)"
    r"|\bsur demande|\ba la demande|\bà la demande|\ba solicitud|\bprevia solicitud|عند الطلب"
)
OPEN_ENDED = _words(
    r"\bcontinuous(?:ly)?|\bcontinu(?:e|o|a)?\b|\bon-?\s?going|\bpermanent|\bthroughout"
    r"|\buntil further notice|\ben cours\b|\ben curso\b|مستمر|متواصل"
)
ASAP = _words(
    r"\bas\.?a\.?p\b|\bas soon as possible|\bimmediate(?:ly)?\b|\bdès que possible"
    r"|\blo antes posible|في أقرب وقت|فور[اًا]"
)
UNTIL = _words(r"\b(?:until|till|up to|jusqu|hasta)|حتى")
PILOT = _words(r"\bpilot|\btrial\b|\bessai\b|\bprueba\b|تجريب")

_NUMBERS = {
    word: number
    for number, words in enumerate(
        (
            "one un une uno una",
            "two deux dos",
            "three trois tres",
            "four quatre cuatro",
            "five cinq cinco",
            "six seis",
            "seven sept siete",
            "eight huit ocho",
            "nine neuf nueve",
            "ten dix diez",
            "eleven onze once",
            "twelve douze doce",
        ),
        1,
    )
    for word in words.split()
}
_NUMBER = rf"(?P<number>\d{{1,2}}|{'|'.join(_NUMBERS)})"
_UNITS = {
    "day": r"days?|jours?|d[ií]as?|يوم|[اأ]يام",
    "week": r"weeks?|semaines?|semanas?|[اأ]سبوع|[اأ]سابيع",
    "month": r"months?|mois|mes(?:es)?|شهر|[اأ]شهر|شهور",
    "quarter": r"quarters?|trimestres?",
    "year": r"years?|an(?:s|n[ée]es?)?|a[ñn]os?|سنة|سنوات",
}
_UNIT = "(?P<unit>" + "|".join(_UNITS.values()) + ")"
DURATION = _words(rf"\b{_NUMBER}\s*-?\s*{_UNIT}(?!\w)")
_EVERY = _words(
    rf"(?:\b(?:every|each|tous les|toutes les|chaque|cada)|كل)\s+(?:{_NUMBER}\s+)?{_UNIT}(?!\w)"
)
_TIMES = _words(rf"\b(?P<times>once|twice)\s+(?:a|per|every|each)\s+{_UNIT}(?!\w)")
_ADVERBS = [
    (
        _words(r"\b(?:bi-?\s?weekly|fortnightly|every other week|every second week)\b"),
        "two_weekly",
    ),
    (_words(r"\b(?:daily|quotidien\w*|diari\w+)\b|يوميا"), "daily"),
    (_words(r"\b(?:weekly|hebdomadaire\w*|semanal\w*)\b|[اأ]سبوعيا"), "weekly"),
    (_words(r"\b(?:bi-?\s?monthly)\b"), "other"),
    (_words(r"\b(?:monthly|mensuel\w*|mensual\w*)\b|شهريا"), "monthly"),
    (_words(r"\b(?:quarterly|trimestriel\w*|trimestral\w*)\b|ربع سنوي"), "quarterly"),
    (
        _words(r"\b(?:half-?\s?yearly|bi-?\s?annual\w*|six-?monthly|semestriel\w*|semestral\w*)\b"),
        "half_yearly",
    ),
    (_words(r"\b(?:yearly|annual\w*|annuel\w*|anual\w*)\b|سنويا"), "yearly"),
]
_EVERY_CODES = {
    ("day", 1): "daily",
    ("week", 1): "weekly",
    ("week", 2): "two_weekly",
    ("week", 3): "three_weekly",
    ("month", 1): "monthly",
    ("month", 3): "quarterly",
    ("quarter", 1): "quarterly",
    ("month", 6): "half_yearly",
    ("month", 12): "yearly",
    ("year", 1): "yearly",
}


def read_recurrence(text: str) -> str | None:
    """Return a code of the vocabulary's reporting frequencies, "other", or None."""
    if match := _TIMES.search(text):
        unit = _unit(match)
        if match.group("times").lower() == "once":
            return _EVERY_CODES.get((unit, 1), "other")
        return "half_yearly" if unit == "year" else "other"
    if match := _EVERY.search(text):
        return _EVERY_CODES.get((_unit(match), _number(match.group("number"))), "other")
    return next((code for pattern, code in _ADVERBS if pattern.search(text)), None)


def read_duration(text: str) -> tuple[int, str]:
    """Return number and unit (day, week, month, year) of a text that DURATION matches."""
    match = DURATION.search(text)
    if match is None:
        raise ValueError(text)
    number, unit = _number(match.group("number")), _unit(match)
    return (number * 3, "month") if unit == "quarter" else (number, unit)


def _number(text: str | None) -> int:
    if not text:
        return 1
    return int(text) if text.isdecimal() else _NUMBERS[text.lower()]


def _unit(match: re.Match[str]) -> str:
    return next(
        name
        for name, pattern in _UNITS.items()
        if re.fullmatch(pattern, match.group("unit"), re.IGNORECASE)
    )
