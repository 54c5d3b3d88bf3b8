"""Languages as forms write them ("Arabic (ar)", "English", "fr") and their codes."""

import re
from collections.abc import Mapping

_CODE_IN_BRACKETS = re.compile(r"\(([A-Za-z]{2,3}(?:-[A-Za-z0-9]+)*)\)\s*$")

# Names met in instruments, also as they misspell them. ISO 639 codes.
_NAMES: Mapping[str, str] = {
    "english": "en",
    "anglais": "en",
    "french": "fr",
    "francais": "fr",
    "français": "fr",
    "spanish": "es",
    "espanol": "es",
    "español": "es",
    "arabic": "ar",
    "arabe": "ar",
    "العربية": "ar",
    "portuguese": "pt",
    "ukrainian": "uk",
    "russian": "ru",
    "turkish": "tr",
    "farsi": "fa",
    "persian": "fa",
    "dari": "prs",
    "pashto": "ps",
    "urdu": "ur",
    "hindi": "hi",
    "bengali": "bn",
    "bangla": "bn",
    "rohingya": "rhg",
    "burmese": "my",
    "swahili": "sw",
    "kiswahili": "sw",
    "somali": "so",
    "amharic": "am",
    "tigrinya": "ti",
    "tigirigna": "ti",
    "oromo": "om",
    "oromiffa": "om",
    "hausa": "ha",
    "kanuri": "kr",
    "kurdish": "ku",
    "sorani": "ckb",
    "kurmanji": "kmr",
    "lingala": "ln",
    "kirundi": "rn",
    "kinyarwanda": "rw",
    "haitian creole": "ht",
    "german": "de",
    "italian": "it",
    "greek": "el",
    "polish": "pl",
    "romanian": "ro",
    "nepali": "ne",
    "tamil": "ta",
    "sinhala": "si",
    "thai": "th",
    "vietnamese": "vi",
    "indonesian": "id",
    "tagalog": "tl",
    "chinese": "zh",
}
RIGHT_TO_LEFT = frozenset({"ar", "fa", "ur", "ps", "prs", "ckb", "he", "sd", "ug", "yi", "dv"})


def code_of(written: str) -> str:
    """The code of a language as written in a header; what we cannot place stays as written."""
    bracketed = _CODE_IN_BRACKETS.search(written)
    if bracketed:
        return bracketed.group(1).lower()
    plain = written.strip().casefold()
    if plain in _NAMES:
        return _NAMES[plain]
    return plain if re.fullmatch(r"[a-z]{2,3}(-[a-z0-9]{2,4})?", plain) else written.strip()


# What pyxform writes for `or_other`, in the languages of the product.
OTHER: Mapping[str, str] = {"en": "Other", "fr": "Autre", "es": "Otro", "ar": "أخرى"}
SPECIFY: Mapping[str, str] = {
    "en": "Please specify",
    "fr": "Veuillez préciser",
    "es": "Especifique",
    "ar": "يرجى التحديد",
}
