"""Terms as they are written, and what is found of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from himaya.engines.narrative import NarrativeError, Suggester, default_framework, framework_from
from himaya.engines.narrative.lexicon import LexiconMatcher
from himaya.engines.narrative.tests.worlds import small, theme, tree
from himaya.engines.narrative.verbs import forms_of

DEFAULT = Suggester(default_framework())

# language, term, text, what is found of it (empty: nothing)
FOUND = [
    ("en", "refugee", "Two refugees arrived", "refugees"),
    ("en", "kidnap*", "Kidnappings rose", "Kidnappings"),
    ("en", "kidnap*", "He was napping", ""),
    ("en", "=aids", "HIV and AIDS", "AIDS"),
    ("en", "=aids", "hearing aid", ""),
    ("en", "early|forced marriage", "forced marriages of girls", "forced marriages"),
    ("en", "violence against women", "violence against the women of", "violence against the women"),
    ("en", "violence against women", "violence in camps, women", ""),
    ("en", "women + parliament", "parliament has no women", "parliament"),
    ("en", "women + parliament", "women met", ""),
    ("en", "women's group", "a women's group", "women's group"),
    ("en", "co-operation", "co-operation and", "co-operation"),
    ("fr", "travail des enfants", "le travail d'enfants", "travail d'enfants"),
    ("fr", "enlèvement", "des ENLEVEMENTS", "ENLEVEMENTS"),
    ("fr", "acte de naissance", "actes de naissance", "actes de naissance"),
    ("es", "desplazamiento forzado", "Desplazamientos forzados", "Desplazamientos forzados"),
    ("es", "niño soldado", "niños soldados", "niños soldados"),
    ("ar", "اعتقال تعسفي", "الإعتقالات التعسّفية", "الإعتقالات التعسّفية"),
    ("ar", "اختطف*", "واختطفوا", "واختطفوا"),
    ("ar", "لغم", "بلغم", ""),
    ("ar", "أطفال", "وللأطفال والأطفـال", "والأطفـال"),
    ("ar", "وفيات", "في المخيم", ""),
    ("ar", "اختطاف", "واختطفوا رجلين", "واختطفوا"),
    ("ar", "اختطاف", "رجل يُختطف", "يُختطف"),
    ("ar", "اختطاف", "المختطفون", "المختطفون"),
    ("ar", "استغلال", "من يستغل الفتيات", "يستغل"),
    ("ar", "انفجار", "انفجرت عبوة", "انفجرت"),
    ("ar", "انفجار", "فجر اليوم", ""),
    ("ar", "احتجاز تعسفي", "يحتجزون تعسفيا", "يحتجزون تعسفيا"),
    ("ar", "اعتقال|احتجاز تعسفي", "اعتقل تعسفيا", "اعتقل تعسفيا"),
    ("ar", "اسعار", "السعر", ""),
]


@pytest.mark.parametrize(("language", "term", "text", "found"), FOUND)
def test_term__found(language: str, term: str, text: str, found: str) -> None:
    one = {"code": "t", "title": {language: "T"}, "lexicon": {language: [term]}}
    hits = LexiconMatcher(framework_from(tree(one))).hits(text, language)
    places = [text[a:b] for hit in hits for seen in hit.found for a, b in seen.places]

    assert (places or [""])[-1] == found or found in places


@pytest.mark.parametrize("term", ["", "***", "ki*", "a b c d e f g h i j", "one-two|three", "of"])
def test_term_that_means_nothing__refused(term: str) -> None:
    with pytest.raises(NarrativeError, match=r"fault"):
        framework_from(tree(theme("t", [term])))


def test_strong_and_weak_terms__add_up_as_witnesses() -> None:
    matcher = LexiconMatcher(small())

    def score(text: str) -> float:
        return {hit.theme: round(hit.score, 4) for hit in matcher.hits(text, "en")}.get("school", 0)

    assert score("the school") == 0.75
    assert score("a teacher") == 0.2
    assert score("a teacher and a pupil") == 0.36
    assert score("an old school joke") == 0
    assert score("an old school joke told at school") == 0.75


def test_language_without_terms__says_nothing() -> None:
    matcher = LexiconMatcher(small())

    assert matcher.hits("school", "fr") == []
    assert matcher.hits("school", "sw") == []
    assert matcher.languages == ("en",)


# language, text, is the theme denied?
DENIED = [
    ("en", "No cases of abduction were reported.", True),
    ("en", "There were neither killings nor any abduction.", True),
    ("en", "Abductions were not reported this week.", True),
    ("en", "There was no food, but abductions continued.", False),
    ("en", "No clinic works. Abductions continue.", False),
    ("en", "Not only abductions but also killings.", False),
    ("en", "No doubt abductions will go on.", False),
    ("en", "Residents denied that abductions took place.", True),
    ("en", "The area is free of abductions.", True),
    ("en", "They could not escape abduction.", False),
    ("en", "Without lights, abductions go on.", False),
    ("en", "A week without abductions.", True),
    ("es", "No pueden evitar los secuestros.", False),
    ("ar", "المنطقة خالية من حالات الاختطاف.", True),
    ("fr", "Aucun cas d'enlèvement n'a été signalé.", True),
    ("fr", "Les enlèvements n'ont pas été signalés.", True),
    ("fr", "Sans doute des enlèvements ont eu lieu.", False),
    ("fr", "Il n'y a pas d'école mais des enlèvements.", False),
    ("es", "No hubo secuestros en el mes.", True),
    ("es", "Secuestros: no se registraron.", False),
    ("es", "Los secuestros no se registraron.", True),
    ("es", "No solo secuestros, también robos.", False),
    ("ar", "لم ترد تقارير عن حالات اختطاف.", True),
    ("ar", "لا توجد حالات اختطاف في المخيم.", True),
    ("ar", "لا توجد مياه لكن حالات الاختطاف مستمرة.", False),
    ("ar", "ليس فقط الاختطاف بل القتل أيضا.", False),
    ("en", "Not a week goes by without an abduction.", False),
    ("en", "A month passed without abductions, but not of peace.", True),
    ("fr", "Pas une semaine ne passe sans enlèvement.", False),
    ("es", "No pasa un día sin secuestros.", False),
    ("ar", "لا يمر يوم دون اختطاف.", False),
]


@pytest.mark.parametrize(("language", "text", "denied"), DENIED)
def test_denial__takes_the_theme_back(language: str, text: str, denied: bool) -> None:  # noqa: FBT001
    terms = {"en": ["abduct*"], "fr": ["enlèvement"], "es": ["secuestro"], "ar": ["اختطاف"]}
    one = {"code": "t", "title": {"en": "T"}, "lexicon": terms}
    matcher = LexiconMatcher(framework_from(tree(one)))
    about = LexiconMatcher(framework_from(tree({**one, "stays_when_denied": True})))

    assert [hit.score > 0 for hit in matcher.hits(text, language)] == [not denied]
    assert [hit.score > 0 for hit in about.hits(text, language)] == [True]


def test_theme_denied_once_and_told_once__told() -> None:
    text = "No arrests in the north. Ten arrests in the south."
    hit = LexiconMatcher(small()).hits(text, "en")[0]

    assert hit.score == 0.75
    assert [text[a:b] for a, b in hit.found[0].places] == ["arrests"]
    assert hit.found[0].places[0][0] > 20


KILLED = [
    ("en", "Two men were killed on the road.", True),
    ("en", "Three killed near the river", True),
    ("en", "Two men were killed by floods.", False),
    ("fr", "Deux hommes ont été tués sur la route.", True),
    ("es", "Dos hombres muertos en la carretera.", True),
    ("ar", "قُتل رجلان على الطريق.", True),
]


@pytest.mark.parametrize(("language", "text", "is_told"), KILLED)
def test_people_killed__told_without_a_weapon_or_a_civilian_named(
    language: str,
    text: str,
    is_told: bool,  # noqa: FBT001
) -> None:
    assert ("PR02" in DEFAULT.suggest(text, language).themes()) is is_told


VERBS = [
    ("en", "flee", "flees fled fleeing"),
    ("en", "grab", "grabbed grabbing"),
    ("en", "carry", "carried carries"),
    ("fr", "menacer", "menace menaçait menacées menaçant"),
    ("fr", "envahir", "envahi envahissent envahies"),
    ("fr", "vendre", "vend vendent vendues vendait"),
    ("fr", "employer", "emploient emploie"),
    ("es", "secuestrar", "secuestraron secuestre secuestrarlos secuestró"),
    ("es", "perseguir", "persiguen persiguió persiga"),
    ("es", "mover", "mueven movieron"),
    ("ar", "خطف", "خطفوهم يخطفون خُطفت مخطوفين وسيخطفونه ليخطفوها"),
    ("ar", "باع", "باعوها بيعت يبيعون يُباعون"),
    ("ar", "رمى", "رموا رماهم يرمون رمت"),
    ("ar", "رد", "ردوهم يردون رُدت"),
    ("ar", "وصل", "وصلت يصل يصلون"),
    ("ar", "هاجم", "هوجمت يهاجمون المهاجمين"),
    ("ar", "أصاب", "أصيبت يصيب المصابين"),
    ("ar", "اختفى", "اختفوا يختفي المختفين"),
    ("ar", "تعرض", "تعرضوا يتعرضن"),
    ("ar", "انفجر", "انفجرت ينفجر"),
    ("ar", "اقتاد", "اقتيدوا اقتادوه يقتادونهم"),
]


@pytest.mark.parametrize(("language", "verb", "forms"), VERBS, ids=[verb for _, verb, _ in VERBS])
def test_verb_of_a_term__found_in_any_form(language: str, verb: str, forms: str) -> None:
    one = {"code": "t", "title": {language: "T"}, "lexicon": {language: [f"~{verb}"]}}
    matcher = LexiconMatcher(framework_from(tree(one)))
    for form in forms.split():
        assert matcher.hits(form, language), form
    assert not matcher.hits("table maison casa بيت", language)


@given(word=st.text("abeirs\u0627\u0648\u064a\u0631\u062f\u062a", min_size=1, max_size=6))
def test_any_word_as_a_verb__has_itself_among_its_forms(word: str) -> None:
    for language in ("en", "fr", "es", "ar"):
        assert word in forms_of(word, language)
