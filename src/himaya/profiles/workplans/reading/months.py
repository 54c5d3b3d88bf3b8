"""Month names as written in English, French, Spanish and Arabic plans."""

import re

_NAMES = {
    1: ["january", "jan", "janvier", "janv", "enero", "ene", "يناير", "كانون الثاني", "جانفي"],
    2: ["february", "feb", "février", "fevrier", "févr", "febrero", "فبراير", "شباط", "فيفري"],
    3: ["march", "mar", "mars", "marzo", "مارس", "[آاأ]ذار"],
    4: ["april", "apr", "avril", "avr", "abril", "abr", "[اأإ]بريل", "نيسان", "[اأ]فريل"],
    5: ["may", "mai", "mayo", "مايو", "[اأ]يار", "ماي"],
    6: ["june", "jun", "juin", "junio", "يونيو", "حزيران", "جوان"],
    7: ["july", "jul", "juillet", "juil", "julio", "يوليو", "تموز", "جويلية"],
    8: ["august", "aug", "août", "aout", "agosto", "[اأ]غسطس", "[آا]ب", "[اأ]وت"],
    9: ["september", "sept", "sep", "septembre", "septiembre", "setiembre", "سبتمبر", "[اأ]يلول"],
    10: ["october", "oct", "octobre", "octubre", "[اأ]كتوبر", "تشرين الأول", "تشرين الاول"],
    11: ["november", "nov", "novembre", "noviembre", "نوفمبر", "تشرين الثاني"],
    12: [
        "december",
        "dec",
        "décembre",
        "decembre",
        "déc",
        "diciembre",
        "dic",
        "ديسمبر",
        "كانون الأول",
    ],
}
_ORDERED = sorted(
    ((name, number) for number, names in _NAMES.items() for name in names),
    key=lambda pair: -len(pair[0]),
)
# One alternative for every name, longest first, so that "sept" does not win over "september".
MONTH = "(?:" + "|".join(name for name, _ in _ORDERED) + ")"
_READ = [(re.compile(name, re.IGNORECASE), number) for name, number in _ORDERED]


def month_number(name: str) -> int:
    """The number of a month whose name MONTH matched."""
    return next(number for pattern, number in _READ if pattern.fullmatch(name))
