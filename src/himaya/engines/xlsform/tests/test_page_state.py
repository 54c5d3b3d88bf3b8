from himaya.engines.xlsform import (
    GroupState,
    QuestionState,
    RepeatState,
    initial_answers,
    state,
)
from himaya.engines.xlsform.tests.tables import NOW, form

PAGE = form(
    """
    | survey |
    |        | type              | name   | label::English (en)       | label::Arabic (ar) | hint::English (en) | relevant       | required | default    | choice_filter | read_only | repeat_count | calculation |
    |        | today             | today  |                           |                    |                    |                |          |            |               |           |              |             |
    |        | text              | who    | Your name                 | اسمك               | As on paper        |                | yes      |            |               |           |              |             |
    |        | select_one adm1   | a1     | Province                  | المحافظة           |                    |                |          | N          |               |           |              |             |
    |        | select_one adm2   | a2     | District                  | المديرية           |                    | ${a1} != ''    | ${who} = 'Amina' |    | adm1 = ${a1}  |           |              |             |
    |        | date              | day    | Day                       | اليوم              |                    |                |          | today()    |               | yes       |              |             |
    |        | begin group       | g      | Household of ${who}       | أسرة ${who}        |                    |                |          |            |               |           |              |             |
    |        | begin repeat      | m      | Member                    | فرد                |                    |                |          |            |               |           | 2            |             |
    |        | integer           | age    | Age                       | العمر              |                    |                |          |            |               |           |              |             |
    |        | note              | said   | Aged ${age}, from ${a1}   | العمر ${age}       |                    | ${age} > 0     |          |            |               |           |              |             |
    |        | end repeat        |        |                           |                    |                    |                |          |            |               |           |              |             |
    |        | end group         |        |                           |                    |                    |                |          |            |               |           |              |             |
    |        | begin group       | empty  | Empty                     | فارغ               |                    |                |          |            |               |           |              |             |
    |        | text              | never  | Never                     | أبدا               |                    | false()        |          |            |               |           |              |             |
    |        | end group         |        |                           |                    |                    |                |          |            |               |           |              |             |
    |        | begin repeat      | v      | Visit                     | زيارة              |                    |                |          |            |               |           |              |             |
    |        | text              | what   | What                      | ماذا               |                    |                |          |            |               |           |              |             |
    |        | end repeat        |        |                           |                    |                    |                |          |            |               |           |              |             |
    | choices |
    |         | list_name | name | label::English (en) | label::Arabic (ar) | adm1 |
    |         | adm1      | N    | North               | الشمال             |      |
    |         | adm1      | S    | South               | الجنوب             |      |
    |         | adm2      | N1   | North one           | الشمال الأول       | N    |
    |         | adm2      | S1   | South one           | الجنوب الأول       | S    |
    | settings |
    |          | form_title | default_language |
    |          | Visit      | English (en)     |
    """
)
ANSWERS = {"who": "Amina", "a1": "N", "m": [{"age": 30}, {"age": "old"}]}


def shown(language: str = "en") -> dict[str, QuestionState | GroupState | RepeatState]:
    page = state(PAGE, ANSWERS, now=NOW, language=language)
    found: dict[str, QuestionState | GroupState | RepeatState] = {}

    def walk(items: tuple[QuestionState | GroupState | RepeatState, ...]) -> None:
        for item in items:
            found[item.path] = item
            if isinstance(item, GroupState):
                walk(item.items)
            if isinstance(item, RepeatState):
                for turn in item.instances:
                    walk(turn.items)

    walk(page.items)
    return found


def question(path: str, language: str = "en") -> QuestionState:
    item = shown(language)[path]
    assert isinstance(item, QuestionState)
    return item


def repeat(path: str) -> RepeatState:
    item = shown()[path]
    assert isinstance(item, RepeatState)
    return item


def test_page__shows_what_is_relevant_in_order() -> None:
    paths = ["who", "a1", "a2", "day", "g", "m", "m[0].age", "m[0].said", "m[1].age", "v"]

    assert list(shown()) == paths


def test_choices__filtered_and_in_the_page_language() -> None:
    offered = question("a2", "ar").choices

    assert [(choice.name, choice.label) for choice in offered] == [("N1", "الشمال الأول")]
    assert [choice.is_chosen for choice in question("a1").choices] == [True, False]


def test_texts__filled_in_with_labels_of_choices() -> None:
    assert question("m[0].said").label == "Aged 30, from North"
    assert shown("ar")["g"].label == "أسرة Amina"
    assert question("who").hint == "As on paper"


def test_required_and_read_only__worked_out() -> None:
    assert question("a2").is_required
    assert not question("a1").is_required
    assert question("day").is_read_only
    assert question("m[0].said").is_read_only


def test_answer_that_cannot_be_kept__shown_as_typed() -> None:
    assert question("m[1].age").value == "old"


def test_repeats__fixed_or_open() -> None:
    counted, free = repeat("m"), repeat("v")

    assert (counted.count, counted.can_add, len(counted.instances)) == (2, False, 2)
    assert (free.count, free.can_add, len(free.instances)) == (None, True, 0)


def test_new_record__starts_with_defaults() -> None:
    assert initial_answers(PAGE, now=NOW) == {"a1": "N", "day": "2026-03-14"}


def test_language_the_form_lacks__falls_back_to_its_default() -> None:
    page = state(PAGE, {}, now=NOW, language="fr")

    assert page.title == "Visit"
    assert page.items[0].label == "Your name"


def test_choices_from_a_repeat__are_its_answers() -> None:
    asked = form(
        """
        | survey |
        |        | type               | name | label |
        |        | begin repeat       | m    | M     |
        |        | text               | name | N     |
        |        | end repeat         |      |       |
        |        | select_one ${name} | head | Head  |
        """
    )
    page = state(asked, {"m": [{"name": "A"}, {}, {"name": "B"}]}, now=NOW, language="en")
    head = page.items[1]

    assert isinstance(head, QuestionState)
    assert [choice.name for choice in head.choices] == ["A", "B"]
