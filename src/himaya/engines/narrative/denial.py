"""Whether what a term names is denied: "no cases of abduction", "aucun cas", "لم ترد".

After NegEx (Chapman et al., "A simple algorithm for identifying negated findings and diseases in
discharge summaries", J. Biomed. Inform. 34, 2001): a cue reaches forward over a few words, but not
over the end of a clause or a word that turns the sentence. Cues are whole folded words.
"""

from himaya.engines.narrative.words import Words, folded_text

_REACH = 7  # words that a cue reaches over
_AFTER = 5  # words after a term in which "was not reported" may stand
_STOPS = frozenset(".;:!?؛؟\n•")
_NEAR = 3  # words that "without" reaches over, and never over a comma
_COMMAS = frozenset(",،")
_WITHOUT = frozenset({"without", "sans", "sin", "دون", "بدون"})

# Spans of time that pass "not without".
_SPANS = frozenset(
    folded_text(
        "day week month night hour jour journee semaine mois nuit heure dia semana mes noche hora"
        " يوم أسبوع شهر ليلة ساعة"
    ).split()
)

_CUES = {
    "en": "no not never without neither nor none nobody absence zero",
    "fr": "pas aucun aucune jamais sans ni absence personne nul nulle",
    "es": "no ningun ninguna ninguno nunca jamas sin ni ausencia tampoco nadie",
    "ar": "لم لا ليس ليست لن دون بدون عدم انعدام غياب",
}
# What looks like a cue and denies nothing.
_NOT_CUES = {
    "en": "not only|no doubt|no less|no longer|no matter|not least|without delay|not just|no fewer"
    "|without exception|not yet|cannot|no access|without access|no one is safe",
    "fr": "pas seulement|sans doute|sans delai|pas moins|ni plus|sans acces|pas encore|pas acces"
    "|sans exception|pas uniquement",
    "es": "no solo|no solamente|sin duda|no obstante|sin demora|no menos|sin embargo|sin acceso"
    "|no unicamente|no sea|sin excepcion",
    "ar": "ليس فقط|لا سيما|لا يزال|لا تزال|لا يزالون|لا شك|لا بد|لا يمكن الوصول|دون تاخير",
}
# Two words that deny together.
_CUE_PAIRS = {
    "en": "free of|free from|denied that|deny that|denies that|absent from",
    "fr": "exempt de|exempte de|libre de|dementi que|nie que",
    "es": "libre de|libres de|exento de|nego que|negaron que|descarto que",
    "ar": "خاليه من|خال من|خالي من|نفي السكان|نفت السلطات|خلو المنطقه",
}
# "They could not flee" does not deny that they wanted to, nor what kept them.
_ABLE = {
    "en": "could not|can not|did not dare|would not dare",
    "fr": "peuvent pas|peut pas|pouvaient pas|pouvait pas|pu pas",
    "es": "no pueden|no puede|no pudieron|no pudo|no podian",
    "ar": "لا يستطيع|لا يستطيعون|لا تستطيع|لم يتمكن|لم يتمكنوا|لم تتمكن|لا يمكن|لا يمكنهم",
}
_TURNS = {
    "en": "but however although though yet except because due causing caused while whereas despite",
    "fr": "mais cependant toutefois pourtant sauf car parce tandis malgre",
    "es": "pero sino aunque salvo excepto porque mientras debido",
    "ar": "لكن ولكن الا غير بسبب رغم بينما",
}
# A term is denied as well when it "was not reported", "n'ont pas été signalés".
_REPORTED = {
    "en": (
        "report",
        "observ",
        "record",
        "document",
        "confirm",
        "identif",
        "occur",
        "mention",
        "found",
    ),
    "fr": ("signal", "observ", "rapport", "enregistr", "confirm", "constat", "identifi"),
    "es": ("report", "observ", "registr", "confirm", "document", "identific", "inform"),
    "ar": ("يبلغ", "تسجل", "يسجل", "ترصد", "يرصد", "تسجيل", "رصد", "توثيق"),
}


def _word_sets(table: dict[str, str]) -> dict[str, frozenset[str]]:
    return {language: frozenset(folded_text(words).split()) for language, words in table.items()}


_CUE_WORDS = _word_sets(_CUES)
_TURN_WORDS = _word_sets(_TURNS)


def _pairs(table: dict[str, str]) -> dict[str, frozenset[tuple[str, ...]]]:
    return {
        language: frozenset(tuple(folded_text(pair).split()[:2]) for pair in pairs.split("|"))
        for language, pairs in table.items()
    }


_NO_CUE_PAIRS = _pairs(_NOT_CUES)


_PAIRS, _ABLE_PAIRS = _pairs(_CUE_PAIRS), _pairs(_ABLE)
_FIRST_WORDS = {
    language: cues | {first for first, _ in _PAIRS[language]}
    for language, cues in _CUE_WORDS.items()
}


def cue_places(words: Words, language: str) -> list[int]:
    """Places of the words that deny, in order; most passages have none."""
    firsts = _FIRST_WORDS.get(language)
    if firsts is None or firsts.isdisjoint(words.folded):
        return []
    places = [
        place
        for place, word in enumerate(words.folded)
        if word in firsts and _denies(words.folded, place, language)
    ]
    return [place for place in places if place not in _doubled(words.folded, places)]


def _doubled(folded: tuple[str, ...], places: list[int]) -> set[int]:
    """Cues that undo one another: "not a week goes by without" an attack is one every week."""
    made: set[int] = set()
    for place in places:
        if folded[place] in _WITHOUT:
            before = [one for one in places if place - _REACH <= one < place]
            for one in before:
                if not _SPANS.isdisjoint(folded[one + 1 : one + 1 + _NEAR]):
                    made |= {one, place}
    return made


def _denies(folded: tuple[str, ...], place: int, language: str) -> bool:
    before = (folded[place - 1] if place else "", folded[place])
    after = (folded[place], folded[place + 1] if place + 1 < len(folded) else "")
    if after in _PAIRS[language]:
        return True
    able = _ABLE_PAIRS[language]
    return (
        folded[place] in _CUE_WORDS[language]
        and after not in _NO_CUE_PAIRS[language]
        and before not in able
        and after not in able
    )


def is_denied(
    words: Words, text: str, span: tuple[int, int], cues: list[int], language: str
) -> bool:
    """Whether the words from span[0] to before span[1] are denied by one of the `cues`."""
    first, after = span
    return any(
        _reaches(words, text, cue, first, language)
        if cue < first
        else _says_unreported(words, text, cue, after, language)
        for cue in cues
        if not first <= cue < after
    )


def _reaches(words: Words, text: str, cue: int, first: int, language: str) -> bool:
    is_near = words.folded[cue] in _WITHOUT
    if first - cue > (_NEAR if is_near else _REACH) or not _TURN_WORDS[language].isdisjoint(
        words.folded[cue + 1 : first]
    ):
        return False
    between = text[words.ends[cue] : words.starts[first]]
    return not (_STOPS | _COMMAS if is_near else _STOPS).intersection(between)


def _says_unreported(words: Words, text: str, cue: int, after: int, language: str) -> bool:
    if cue - after >= _AFTER or _STOPS.intersection(
        text[words.ends[after - 1] : words.starts[cue]]
    ):
        return False
    if not _TURN_WORDS[language].isdisjoint(words.folded[after:cue]):
        return False
    following = words.folded[cue + 1 : cue + 4]
    return any(word.startswith(_REPORTED[language]) for word in following)
