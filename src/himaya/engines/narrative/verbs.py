"""All forms of a verb, from the form that dictionaries list, folded (`words.folded_word`).

English and French: the infinitive; Spanish: the infinitive; Arabic: the past, third person singular
masculine. Regular patterns with their changes of spelling and stem; English verbs that are not
regular are listed. Forms that no text holds do no harm, so that rules here are wide: Spanish stems
change wherever they could. Arabic after Wright, "A Grammar of the Arabic Language", 3rd ed. 1896,
I §§ 35-182, as it is written without vowels: sound, hollow, defective, doubled and hamzated verbs
of forms I to X, active and passive, with the pronouns that are written to them.
"""

from functools import lru_cache
from itertools import product

_VOWELS = frozenset("aeiouy")

_IRREGULAR_WORDS = (
    "be is are was were been|beat beaten|become became|bear bore borne|begin began begun|bind bound"
    "|bite bit bitten|bleed bled|blow blew blown|break broke broken|bring brought|build built"
    "|buy bought|catch caught|choose chose chosen|come came|creep crept|cut|dig dug|do does did done"
    "|draw drew drawn|drive drove driven|eat ate eaten|fall fell fallen|feed fed|feel felt|fight fought"
    "|find found|flee fled|fly flew flown|forbid forbade forbidden|forget forgot forgotten|freeze"
    " froze frozen|get got gotten|give gave given|go goes went gone|grow grew grown|hang hung|have has"
    " had|hear heard|hide hid hidden|hit|hold held|hurt|keep kept|know knew known|lay laid|lead led"
    "|leave left|lend lent|let|lie lay lain lying|light lit|lose lost|make made|mean meant|meet met|pay"
    " paid|put|ride rode ridden|ring rang rung|rise rose risen|run ran|say said|see saw seen|seek"
    " sought|sell sold|send sent|set|shake shook shaken|shoot shot|shut|sing sang sung|sink sank sunk"
    "|sit sat|sleep slept|slit|speak spoke spoken|spend spent|spread|stand stood|steal stole stolen"
    "|strike struck|swear swore sworn|sweep swept|swim swam|take took taken|teach taught|tear tore"
    " torn|tell told|think thought|throw threw thrown|wake woke woken|wear wore worn|weep wept|win won"
    "|wed wedded|write wrote written"
)
_IRREGULAR = {one.split()[0]: tuple(one.split()[1:]) for one in _IRREGULAR_WORDS.split("|")}
_FRENCH = {
    "er": "er e es ent ons ez ais ait aient ions iez ant ee ees a erent ai era eront erait eraient",
    "ir": "ir is it issent issons issez issait issaient issant i ie ies irent ira iront irait",
    "re": "re s  ent ons ez ait aient ant u ue us ues it irent ra ront rait",
}
_SPANISH = {
    "ar": "ar o as a amos an aba aban aron aste e es en emos ara aran aria arian ado ada ados adas ando"
    " ase asen",
    "er": "er o es e emos en ia ian i io ieron a as an amos era eran eria erian ido ida idos idas iendo"
    " iera ieran yo yeron yendo",
    "ir": "ir o es e imos en ia ian i io ieron a as an amos ira iran iria irian ido ida idos idas iendo"
    " iera ieran yo yeron yendo",
}
_SPANISH_PRONOUNS = ("", "se", "lo", "la", "los", "las", "le", "les", "selo", "sela")
_SPANISH_CHANGES = {"e": ("ie", "i"), "o": ("ue", "u")}
_SPANISH_SOFTER = {"c": "qu", "g": "gu", "z": "c"}  # before e: "sacar, saque"
_ARABIC_OBJECTS = ("هما", "هم", "هن", "ها", "نا", "ني", "ه")  # longest first
_ARABIC_FIRST = ("وال", "بال", "فال", "ال", "لل", "و", "ف", "س", "ل")
_ARABIC_PERSONS = ("ي", "ت", "ن", "ا")
_ARABIC_NOUN_ENDINGS = ("", "ه", "ون", "ين", "ات", "ا", "ان", "و", "ي")
_ROOT = 3  # letters of a verb of the first form


@lru_cache(maxsize=5_000)
def forms_of(verb: str, language: str) -> frozenset[str]:
    """Every form of a folded verb; the word alone where it is too short or has no pattern."""
    if len(verb) < 2:  # noqa: PLR2004 - "go", "رد"
        return frozenset({verb})
    if language == "ar":
        return _arabic(verb)
    if language == "en":
        return _english(verb)
    endings = {"fr": _FRENCH, "es": _SPANISH}.get(language, {}).get(verb[-2:])
    stem = verb[:-2]
    if endings is None or not stem:
        return frozenset({verb})
    made = {stem + ending for ending in endings.split(" ")}
    if language == "fr":
        return frozenset(made | _french_changes(verb, stem))
    return frozenset(made | _spanish_changes(verb, stem, endings.split(" ")))


def _english(verb: str) -> frozenset[str]:
    """With irregular forms, and a last letter that doubles or falls away."""
    made = {verb, verb + ("es" if verb.endswith(("s", "x", "z", "ch", "sh", "o")) else "s")}
    bare = verb[:-1] if verb.endswith("e") and not verb.endswith("ee") else verb
    stems = {bare}
    if verb.endswith("y") and verb[-2] not in _VOWELS:
        made |= {verb[:-1] + "ies", verb[:-1] + "ied"}
    elif verb[-1] not in _VOWELS | {"w", "x"} and verb[-2] in _VOWELS:
        stems.add(verb + verb[-1])
    for stem in stems:
        made |= {stem + "ing", stem + "ed"}
    return frozenset(made | set(_IRREGULAR.get(verb, ())))


def _french_changes(verb: str, stem: str) -> set[str]:
    if stem.endswith("g") and verb.endswith("er"):  # "mangeait"
        return {f"{stem}e{ending}" for ending in ("a", "ait", "aient", "ant", "ons")}
    if stem.endswith("y"):  # "emploient"
        return {f"{stem[:-1]}i{ending}" for ending in ("e", "es", "ent", "era", "eront")}
    if stem.endswith(("el", "et")) and verb.endswith("er"):  # "appelle"
        return {f"{stem}{stem[-1]}{ending}" for ending in ("e", "ent", "era", "eront")}
    return set()


def _spanish_changes(verb: str, stem: str, endings: list[str]) -> set[str]:
    """Pronouns at the infinitive and the gerund; changed stems; softer letters before e."""
    gerund = stem + ("ando" if verb.endswith("ar") else "iendo")
    made = {one + pronoun for one in (verb, gerund) for pronoun in _SPANISH_PRONOUNS}
    stems = {stem}
    at = max(stem.rfind("e"), stem.rfind("o"))
    if at > 0:
        stems |= {f"{stem[:at]}{put}{stem[at + 1 :]}" for put in _SPANISH_CHANGES[stem[at]]}
    for one in stems:
        made |= {one + ending for ending in endings}
        if verb.endswith("ar") and one[-1] in _SPANISH_SOFTER:
            soft = one[:-1] + _SPANISH_SOFTER[one[-1]]
            made |= {soft + ending for ending in ("e", "es", "en", "emos")}
        if verb.endswith(("er", "ir")) and one.endswith(("g", "gu")):  # "recoja", "siga"
            hard = one.removesuffix("u") if one.endswith("gu") else f"{one[:-1]}j"
            made |= {hard + ending for ending in ("o", "a", "an", "amos")}
    return made


def without_clitics(word: str) -> list[str]:
    """A folded Arabic word without what is written to it: and, will, the, them; each and both.

    What is left of a plural ends in its و, as `forms_of` has it.
    """
    fronts = [word]
    fronts += [
        word[len(front) :]
        for front in _ARABIC_FIRST
        if word.startswith(front) and len(word) - len(front) >= _ROOT
    ]
    if word[0] in "وف" and word[1:2] == "س":  # "وسيخطفون"
        fronts.append(word[2:])
    made = fronts[1:]
    for front in fronts:
        ending = next((one for one in _ARABIC_OBJECTS if front.endswith(one)), "")
        if ending and len(front) - len(ending) >= _ROOT:
            made.append(front[: -len(ending)])
    return made


def _arabic(verb: str) -> frozenset[str]:
    """Without the clitics that `without_clitics` takes off."""
    made: set[str] = set()
    for past, present in _arabic_stems(verb):
        made |= _arabic_past(past)
        for person in _ARABIC_PERSONS:
            made |= _arabic_present(person + present)
    made |= {f"{form}ا" for form in made if form.endswith("و")}
    nouns = _arabic_participles(verb)
    return frozenset(made | {noun + end for noun, end in product(nouns, _ARABIC_NOUN_ENDINGS)})


def _arabic_stems(verb: str) -> set[tuple[str, str]]:
    """Pairs of what the past and the present are made of, active and passive."""
    present = verb[1:] if len(verb) > _ROOT and verb[0] == "ا" else verb
    made = {(verb, present)}
    if len(verb) == _ROOT and verb[0] == "و":  # "وصل, يصل"
        made.add((verb, verb[1:]))
    if len(verb) > _ROOT - 1 and verb[-2] == "ا":  # hollow: "قال, يقول, قيل"
        letters = "ويا" if len(verb) == _ROOT else "يا"
        made |= {(f"{verb[:-2]}ي{verb[-1]}", f"{present[:-2]}{one}{verb[-1]}") for one in letters}
        made.add((verb[:-2] + verb[-1], present[:-2] + verb[-1]))  # "لم يقل"
    if len(verb) == _ROOT + 1 and verb[1] == "ا":  # third form, passive: "هوجم"
        made.add((f"{verb[0]}و{verb[2:]}", present))
    if len(verb) == _ROOT - 1:  # doubled: "رد, رددنا"
        made.add((verb + verb[-1], verb))
    return {(past, one) for past, one in made if len(one) > 1}


def _arabic_past(stem: str) -> set[str]:
    """Persons of the past; what objects are written to ends without the mute alef of وا."""
    if stem[-1] in "يا" and len(stem) >= _ROOT:  # defective: "رمى, رمت, رموا"
        bare = stem[:-1]
        return {f"{bare}{one}" for one in ("ي", "ا", "ت", "و", "ينا", "يت", "ين")}
    if len(stem) < _ROOT:
        return {f"{stem}{one}" for one in ("", "ت", "و", "تا")}
    return {f"{stem}{one}" for one in ("", "ت", "و", "نا", "ن", "تم", "تا", "ا")}


def _arabic_present(stem: str) -> set[str]:
    if stem[-1] in "يا" and len(stem) > _ROOT:
        return {f"{stem[:-1]}{one}" for one in ("ي", "ا", "و", "ون", "ين", "ان", "")}
    return {f"{stem}{one}" for one in ("", "ون", "و", "ان", "ين", "ن")}


def _arabic_participles(verb: str) -> set[str]:
    """Active and passive; verbal nouns are words of their own and are listed as such."""
    if len(verb) == _ROOT and verb[1] not in "اي":
        first, second, third = verb[0], verb[1], verb[2]
        if third in "يا":
            return {f"{first}ا{second}ي", f"م{first}{second}ي"}
        return {f"{first}ا{second}{third}", f"م{first}{second}و{third}", f"م{verb}"}
    if len(verb) == _ROOT - 1:
        return {f"م{verb}و{verb[-1]}"}
    if len(verb) == _ROOT:
        return {f"{verb[0]}اي{verb[2]}", f"م{verb[0]}ي{verb[2]}"}
    bare = verb[1:] if verb[0] == "ا" else verb
    made = {f"م{bare.rstrip('يا')}"}
    if bare[-2] == "ا":
        made.add(f"م{bare[:-2]}ي{bare[-1]}")
    return made
