"""The language of a passage, told from its script, its commonest words and its letters.

The four languages of the platform are told apart and from their nearest neighbours; everything else
is `und` (ISO 639-2, undetermined), so that no lexicon is laid over a language it was not made for.
No file is downloaded and none is shipped: the words below are all there is.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from himaya.engines.narrative.words import Words, words_of

UNKNOWN = "und"
LANGUAGES = ("en", "fr", "es", "ar")
_ARABIC_LETTER = re.compile("[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff]")
_LATIN_LETTER = re.compile("[A-Za-z\u00c0-\u024f]")
# Letters that Arabic does not write: Farsi, Urdu, Pashto, Sindhi and Kurdish do.
_NOT_ARABIC = re.compile(
    "[\u067e\u0686\u0698\u06af\u0679\u0688\u0691\u06ba\u06be\u06d2\u067c\u0681\u06c1\u06d5]"
)
_FARSI_FORMS = re.compile("[\u06a9\u06cc]")  # also typed by keyboards of Arabic, so only a hint
_WITHIN = 40  # of foreign letters, one in so many says that the text is not Arabic
_LETTERS_OF_ONE_SCRIPT = re.compile(
    "[A-Za-z\u00c0-\u024f]+|[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff]+"
)
_LEAST_LETTERS, _LEAST_WORDS = 12, 4  # of another script, from which it is read for itself
_CERTAIN_WORDS = 3  # this many telling words without a rival make it certain

# Function words, folded. Those that several languages share count for each of them.
_TELLING = {
    "en": "the of and a to in is was were are that for with on as by from have has had been not be this"
    " they their there which or at an it who will would could should we our you your his her he she but"
    " these those all other more must any such into about after before no when where what how than out"
    " some do does did can may need needs people please i my",
    "fr": "le la les de des du un une et en est dans que qui pour par sur au aux avec ne pas ce cette ces"
    " il elle ils elles sont ont a ete etre plus ou mais nous vous leur leurs se son sa ses d l n qu s c"
    " j y comme sans entre apres avant fait tous tout toutes aussi afin selon lors chez dont",
    "es": "el la los las de del un una y en es que se por para con no su sus al lo como mas pero este"
    " esta estos estas fue fueron han ha son ser sin sobre entre tambien cuando donde muy ya o e les le"
    " desde hasta porque quien segun hay nos despues antes todo todos todas",
    "ar": "في من علي الي ان عن التي الذي هذا هذه ذلك كان كانت لم لا ما مع او قد بعد قبل كل بين حتي"
    " عند غير هو هي هم الذين تم كما لكن اذا اي ايضا حيث خلال لدي ليس وقد وفي ومن اما منذ",
    "pt": "o a os as de do da dos das um uma e em no na nos nas que nao para por com se foi mais como mas"
    " ao pelo pela sao seu sua ele ela eles tem ser pelos sobre tambem ja muito",
    "it": "il lo la i gli le di del della dei delle un una e in nel nella che non per con si da dal sono"
    " come piu ma al alla anche ha hanno essere questo questa",
    "de": "der die das und ist in den von zu mit nicht ein eine auf im dem des fur sich auch es als sind",
    "ht": "li yo nou mwen ou pa ap te pral ta ka gen genyen eske kisa kote kijan poukisa paske men oswa oubyen"
    " tankou menm le jodi kounye fe ale vin bay pran bezwen renmen konnen timoun moun fanm gason dlo manje kay"
    " travay lekol lopital mesi silvouple tanpri anpil yon sa chak tout okenn nan sou anba avek ak san depi jiska"
    " pou ki se la l n m nap map ye ankò anko si deja bonswa bonjou jwenn ti lan",
    "sw": "na ya wa kwa ni katika za la kuwa hii cha watu wao kama lakini au hao yao sana wote",
    "nl": "de het een en van in is te dat die voor met niet zijn aan er om ook als bij maar naar door over uit"
    " heeft werd worden nog geen wij zij hun deze dit",
    "ro": "si in la de cu pe din care nu este sunt au fost pentru mai ca sau dar ale lui unui unei acest aceasta",
    "ca": "el la els les i de del en que a amb per no es un una al dels als mes pero com ha han esta aquest aquesta",
    "id": "yang dan di ke dari untuk dengan ini itu tidak ada dalam pada adalah akan oleh kami mereka juga atau sudah",
    "tl": "ang ng sa na mga at ay ito hindi para may ko mo siya kami sila po lang din",
    "ha": "da na ta ya a ba ne ce su mu ku ina yana suka domin kuma ga daga cikin wannan",
    "rw": "mu ku na ni ko kandi abantu cyane uko iyo ariko kuri nta muri bya cya ntabwo",
    "ln": "na ya ba te mpe ezali bato biso bango oyo kasi mpo ndako mai",
    "pl": "i w na z do nie sie jest ze to o jak po dla od przez oraz",
    "da": "og i det er som at en til med af for ikke den har om var pa de vi",
    "sv": "och att det som en pa ar av for med den till inte har om var de vi",
    "so": "iyo waa in ka ku oo ay ee la si uu aan loo waxaa ah kale dadka",
    "tr": "ve bir bu icin ile da de olarak daha cok olan gibi ne var kadar sonra",
    "fa": "از به که را در با این ان است برای های می شد شده هم تا بر خود",
    "ur": "کے کی کا میں ہے سے کو اور نے پر ہیں یہ وہ کہ بھی تھا نہیں",
}
_LATIN = tuple(code for code in _TELLING if code not in ("ar", "fa", "ur"))


@lru_cache(maxsize=1)
def _weights() -> dict[str, dict[str, float]]:
    """By word the languages it speaks for; a word of several languages counts less for each."""
    owners: dict[str, list[str]] = {}
    for code, words in _TELLING.items():
        for word in dict.fromkeys(words_of(words).folded):
            owners.setdefault(word, []).append(code)
    return {word: dict.fromkeys(codes, 1.0 / len(codes) ** 0.5) for word, codes in owners.items()}


# Spellings that only one of the Latin four has, as written: (pattern, language, weight).
_SPELLINGS = (
    (re.compile(r"[ñ¿¡]|ci[oó]n\b|[áíóú]", re.IGNORECASE), "es", 0.5),
    (re.compile(r"[œçêèàùâîû]|\b[ldnsjcq](?:u)?['\u2019]", re.IGNORECASE), "fr", 0.5),
    (re.compile(r"mientos?\b|(?:ar|ier)on\b|idad(?:es)?\b|ciones\b|illos?\b|ll"), "es", 0.3),
    (re.compile(r"[ãõ]|ção\b|ções\b|mentos?\b|dades?\b", re.IGNORECASE), "pt", 0.5),
    (re.compile(r"ements?\b|eurs?\b|ives?\b|eaux\b"), "fr", 0.1),
    (re.compile(r"ing\b|\bwh|th|[a-z]['\u2019]s\b|tion[s]?\b|ness\b"), "en", 0.15),
    (re.compile(r"ght|ck|wn|sh|ee|oo|[flt]y\b"), "en", 0.15),
    (re.compile(r"[äöüß]"), "de", 0.5),
)


@dataclass(frozen=True)
class LanguageGuess:
    """An ISO 639-1 code, or `und`, and how sure that is, from 0 to 1."""

    language: str
    confidence: float


NOTHING = LanguageGuess(UNKNOWN, 0.0)


def language_of(text: str, words: Words | None = None) -> LanguageGuess:
    """Tell the language of a passage; `und` where too little speaks for any.

    `words` are those of the text where the caller has them. Costs about 20 µs for 25 words.
    """
    arabic = len(_ARABIC_LETTER.findall(text))
    latin = len(_LATIN_LETTER.findall(text))
    if arabic > latin:
        return _in_arabic_script(text, arabic, words)
    # Scripts nobody here reads (Bengali, Burmese, Cyrillic) leave few Latin letters over.
    letters = sum(char.isalpha() for char in text)
    if not letters or latin < letters / 2:
        return NOTHING
    return _best(_scores(text, words, _LATIN))


def also_spoken(text: str, language: str) -> str | None:
    """The language of what a text holds in the other script, Arabic or Latin; None without it."""
    if language == "ar":
        held = _LATIN_LETTER.findall(text)
        if len(held) < _LEAST_LETTERS:
            return None
        # What is not Latin would count as letters nobody reads.
        found = language_of(_ARABIC_LETTER.sub(" ", text)).language
        return found if found != UNKNOWN else None
    if text.isascii():
        return None
    return "ar" if len(_ARABIC_LETTER.findall(text)) >= _LEAST_LETTERS else None


def is_in_script_of(text: str, language: str) -> bool:
    """Whether most letters of a text are of the script that the language is written in."""
    arabic, latin = len(_ARABIC_LETTER.findall(text)), len(_LATIN_LETTER.findall(text))
    return arabic >= latin if language == "ar" else latin >= arabic


def script_spans(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Parts [start, end) of a text in one script each; single foreign words cut nothing."""
    runs: list[tuple[bool, int, int]] = []  # is Arabic, where it begins, words
    for word in _LETTERS_OF_ONE_SCRIPT.finditer(text, start, end):
        is_arabic = bool(_ARABIC_LETTER.match(word[0]))
        if runs and runs[-1][0] == is_arabic:
            runs[-1] = (is_arabic, runs[-1][1], runs[-1][2] + 1)
        else:
            runs.append((is_arabic, word.start(), 1))
    kept: list[tuple[bool, int]] = []
    for is_arabic, begin, count in runs:
        if count >= _LEAST_WORDS and (not kept or kept[-1][0] != is_arabic):
            kept.append((is_arabic, begin))
    cuts = [start, *(begin for _, begin in kept[1:]), end]
    return list(pairwise(cuts))


def _in_arabic_script(text: str, letters: int, words: Words | None) -> LanguageGuess:
    foreign = len(_NOT_ARABIC.findall(text))
    if foreign * _WITHIN > letters:
        return LanguageGuess(UNKNOWN, min(1.0, foreign * _WITHIN / letters / 4))
    farsi_forms = len(_FARSI_FORMS.findall(text))
    scores = _scores(text, words, ("ar", "fa", "ur"))
    scores["ar"] = scores.get("ar", 0.0) + (0.0 if farsi_forms * _WITHIN > letters * 4 else 1.0)
    return _best(scores)


def _scores(text: str, words: Words | None, among: tuple[str, ...]) -> dict[str, float]:
    weights = _weights()
    scores: dict[str, float] = {}
    for word in (words or words_of(text)).folded:
        for code, weight in weights.get(word, {}).items():
            if code in among:
                scores[code] = scores.get(code, 0.0) + weight
    for pattern, code, weight in _SPELLINGS:
        if code in among:
            found = len(pattern.findall(text))
            if found:
                scores[code] = scores.get(code, 0.0) + weight * found
    return scores


def _best(scores: dict[str, float]) -> LanguageGuess:
    """The leader by its lead. Not one of ours: undetermined; a tie goes to the only one of ours."""
    if not scores:
        return NOTHING
    order = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
    (code, first), second = order[0], order[1][1] if len(order) > 1 else 0.0
    if first == second:
        tied = [one for one, score in order if score == first and one in LANGUAGES]
        return LanguageGuess(tied[0], 0.0) if len(tied) == 1 else NOTHING
    confidence = (first - second) / first * min(1.0, first / _CERTAIN_WORDS)
    return LanguageGuess(code if code in LANGUAGES else UNKNOWN, round(confidence, 3))
