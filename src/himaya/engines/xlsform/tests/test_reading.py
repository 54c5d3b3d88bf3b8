import io
import zipfile

import openpyxl
import pytest

from himaya.engines.xlsform import Form, FormErrors, read_form
from himaya.engines.xlsform.kinds import read_type
from himaya.engines.xlsform.languages import code_of
from himaya.engines.xlsform.tests.tables import form, problems, table

VISIT = """
| survey |
|        | type              | name    | label::English (en)  | label::Arabic (ar) | hint::English (en) | relevant         | constraint  | constraint_message::English (en) | required | choice_filter | appearance | means  | sensitivity | need | aggregation | repeat_count |
|        | start             | start   |                      |                    |                    |                  |             |                                  |          |               |            |        |             |      |             |              |
|        | begin group       | g       | About                | حول                |                    |                  |             |                                  |          |               |            |        |             |      |             |              |
|        | select one adm1   | adm1    | Province             | المحافظة           | Where              |                  |             |                                  | yes      |               | minimal    | area   | none        | N1   |             |              |
|        | select_one adm2   | adm2    | District             | المديرية           |                    | ${adm1} != ''    |             |                                  |          | adm1=${adm1}  |            | area   | none        | N1   |             |              |
|        | begin repeat      | member  | Member               | فرد                |                    |                  |             |                                  |          |               |            |        |             |      |             | ${size}      |
|        | integer           | age     | Age                  | العمر              |                    |                  | . >= 0      | Not below nought                 | true()   |               |            | age    | indirect:2  |      | average     |              |
|        | begin repeat      | visit   | Visit                | زيارة              |                    |                  |             |                                  |          |               |            |        |             |      |             |              |
|        | date              | day     | Day                  | اليوم              |                    |                  |             |                                  |          |               |            |        |             |      |             |              |
|        | end repeat        |         |                      |                    |                    |                  |             |                                  |          |               |            |        |             |      |             |              |
|        | end repeat        |         |                      |                    |                    |                  |             |                                  |          |               |            |        |             |      |             |              |
|        | end group         |         |                      |                    |                    |                  |             |                                  |          |               |            |        |             |      |             |              |
|        | integer           | size    | Size                 | العدد              |                    |                  |             |                                  | no       |               |            |        |             |      |             |              |
| choices |
|         | list_name | name | label::English (en) | label::Arabic (ar) | adm1 |
|         | adm1      | N    | North               | الشمال             |      |
|         | adm2      | N1   | North one           | الشمال الأول       | N    |
| settings |
|          | form_title | form_title::Arabic (ar) | form_id | version | default_language |
|          | A visit    | زيارة                   | visit   | 3       | English (en)     |
"""


@pytest.fixture(scope="module")
def visit() -> Form:
    return form(VISIT)


def test_settings__kept_with_titles_in_both_languages(visit: Form) -> None:
    assert (visit.form_id, visit.version, visit.default_language) == ("visit", "3", "en")
    assert visit.title == {"en": "A visit", "ar": "زيارة"}
    assert visit.languages == ("en", "ar")


def test_question__keeps_all_it_says(visit: Form) -> None:
    age = visit.by_name["age"]

    assert (age.type, age.group, age.repeat) == ("integer", ("g", "member"), ("member",))
    assert age.constraint_message == {"en": "Not below nought"}
    assert (age.means, age.sensitivity, age.level) == ("age", "indirect", 2)
    assert (age.required, age.aggregation, age.row) == ("true()", "average", 7)
    assert visit.by_name["adm1"].need == "N1"
    assert visit.by_name["adm1"].hints == {"en": "Where"}
    assert visit.by_name["size"].required == ""


def test_nested_repeats__have_their_paths(visit: Form) -> None:
    assert visit.by_name["day"].repeat == ("member", "visit")
    assert visit.repeats["member"].repeat_count == "${size}"
    assert [group.path for group in visit.groups] == [
        ("g",),
        ("g", "member"),
        ("g", "member", "visit"),
    ]


def test_choices__keep_translations_and_filter_columns(visit: Form) -> None:
    (district,) = visit.choices["adm2"]

    assert district.labels == {"en": "North one", "ar": "الشمال الأول"}
    assert district.extra == {"adm1": "N"}


TYPES = """
| written                              | role        | type            | list | other |
| select_one yn                        | question    | select_one      | yn   |       |
| select one from yn                   | question    | select_one      | yn   |       |
| Select_Multiple  yn or_other         | question    | select_multiple | yn   | yes   |
| select all that apply from yn        | question    | select_multiple | yn   |       |
| select_one_from_file camps.csv       | question    | select_one      | camps.csv |  |
| rank yn                              | question    | rank            | yn   |       |
| q string                             | question    | text            |      |       |
| photo                                | question    | image           |      |       |
| trigger                              | question    | acknowledge     |      |       |
| datetime                             | question    | dateTime        |      |       |
| imei                                 | question    | deviceid        |      |       |
| begin_group                          | begin       | group           |      |       |
| begin lgroup                         | begin       | repeat          |      |       |
| end repeat                           | end         | repeat          |      |       |
| begin loop over yn                   | unsupported | loop            |      |       |
| osm tags                             | unsupported | osm tags        |      |       |
| horoscope                            | unknown     | horoscope       |      |       |
"""


@pytest.mark.parametrize("row", table(TYPES), ids=lambda row: row["written"])
def test_type_cell__read_as(row: dict[str, str]) -> None:
    cell = read_type(row["written"])

    assert (cell.role, cell.type, cell.list_name) == (row["role"], row["type"], row["list"])
    assert cell.or_other is (row["other"] == "yes")


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Arabic (ar)", "ar"),
        ("English", "en"),
        ("Tigirigna", "ti"),
        ("fr", "fr"),
        ("Portuguese (pt-BR)", "pt-br"),
        ("Klingonese", "Klingonese"),
    ],
)
def test_language_header__has_code(written: str, code: str) -> None:
    assert code_of(written) == code


BROKEN = """
| survey |
|        | type             | name | label | relevant          | calculation      | constraint            | means    | sensitivity | aggregation |
|        | text             | a    | A     | ${a} = (          |                  |                       | horscope | secret      | sideways    |
|        | text             | b    | B     | vlookup(1)        |                  |                       |          | direct:9    |             |
|        | calculate        | c    |       |                   | pulldata('f', 1) |                       |          |             |             |
|        | text             | d    | D     | selected(${b})    |                  | regex(., '(a+)+')     |          |             |             |
|        | text             | d    | D     | ${zz} = 1         |                  | b = 1                 |          |             |             |
|        | select_one nolist | e   | E     |                   |                  |                       |          |             |             |
|        | horoscope        | f    | F     |                   |                  |                       |          |             |             |
|        | text             |      | G     |                   |                  |                       |          |             |             |
|        | begin group      | h    | H     |                   |                  |                       |          |             |             |
|        | end repeat       |      |       |                   |                  |                       |          |             |             |
| choices |
|         | list_name | name | label |
|         | c         | x    | X     |
|         | c         | x    | Y     |
|         | c         |      | Z     |
"""


def test_broken_form__everything_said_at_once_by_row() -> None:
    assert problems(BROKEN) == [
        ("choices", 3, "name", "choice.duplicate"),
        ("choices", 4, "name", "choice.nameless"),
        ("survey", 2, "aggregation", "aggregation.unknown"),
        ("survey", 2, "means", "means.unknown"),
        ("survey", 2, "relevant", "expression.syntax"),
        ("survey", 2, "sensitivity", "sensitivity.unknown"),
        ("survey", 3, "relevant", "expression.function"),
        ("survey", 3, "sensitivity", "sensitivity.level"),
        ("survey", 4, "calculation", "expression.pulldata"),
        ("survey", 5, "constraint", "expression.regex"),
        ("survey", 5, "relevant", "expression.arguments"),
        ("survey", 6, "constraint", "expression.name"),
        ("survey", 6, "name", "name.duplicate"),
        ("survey", 6, "relevant", "expression.reference"),
        ("survey", 7, "type", "list.missing"),
        ("survey", 8, "type", "type.unknown"),
        ("survey", 9, "name", "name.missing"),
        ("survey", 10, "type", "group.unclosed"),
        ("survey", 11, "type", "group.unopened"),
    ]


def test_every_problem__has_an_english_message() -> None:
    with pytest.raises(FormErrors) as caught:
        form(BROKEN)

    for problem in caught.value.problems:
        assert problem.message
        assert all("{" + name not in problem.message for name in problem.params)


@pytest.mark.parametrize("other", ["a", "b"])
def test_question_that_depends_on_itself__refused(other: str) -> None:
    circle = f"""
    | survey |
    |        | type | name | label | relevant           |
    |        | text | a    | A     | ${{{other}}} = '1' |
    |        | text | b    | B     | ${{a}} = '1'       |
    """

    assert [problem[3] for problem in problems(circle)] == ["expression.cycle"]


def test_same_name_in_two_groups__key_carries_the_group() -> None:
    twice = form(
        """
        | survey |
        |        | type        | name | label |
        |        | begin group | one  | One   |
        |        | text        | note | N     |
        |        | end group   |      |       |
        |        | begin group | two  | Two   |
        |        | text        | note | N     |
        |        | text        | solo | S     |
        |        | end group   |      |       |
        """
    )

    assert [question.key for question in twice.questions] == ["one.note", "two.note", "solo"]


def test_or_other__adds_choice_and_question() -> None:
    asked = form(
        """
        | survey |
        |        | type                  | name | label::English (en) | label::French (fr) |
        |        | select_one c or_other | what | What                | Quoi               |
        | choices |
        |         | list_name | name | label::English (en) | label::French (fr) |
        |         | c         | a    | A                   | A                  |
        """
    )

    assert [choice.name for choice in asked.choices["c"]] == ["a", "other"]
    assert asked.choices["c"][1].labels == {"en": "Other", "fr": "Autre"}
    assert asked.questions[1].key == "what_other"
    assert asked.questions[1].relevant == "selected(${what}, 'other')"


def test_title__falls_back_to_file_name() -> None:
    asked = read_form(
        "| survey |\n| | type | name | label |\n| | text | a | A |\n",
        kind="md",
        file_name="folder/home visit.md",
    )

    assert asked.title == {"und": "home visit"}
    assert asked.languages == ("und",)


@pytest.mark.parametrize("kind", ["xlsx", "xls", "md", "csv"])
def test_file_of_another_kind__refused(kind: str) -> None:
    with pytest.raises(FormErrors) as caught:
        read_form(b"\x00\x01 not a form \xff", kind=kind)  # type: ignore[arg-type]

    assert caught.value.problems[0].code == "file.unreadable"


def test_workbook_without_survey__says_so() -> None:
    book = openpyxl.Workbook()
    book.create_sheet("choices")
    stream = io.BytesIO()
    book.save(stream)

    with pytest.raises(FormErrors) as caught:
        read_form(stream.getvalue(), kind="xlsx")

    assert caught.value.problems[0].code == "sheet.missing"


def test_csv__reads_as_well() -> None:
    asked = read_form('"survey"\n,"type","name","label"\n,"text","a","A"\n', kind="csv")

    assert asked.questions[0].labels == {"und": "A"}


def test_workbook_that_unpacks_to_too_much__refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for number in range(31):
            packed.writestr(f"xl/{number}.xml", bytes(10_000_000))

    with pytest.raises(FormErrors) as caught:
        read_form(stream.getvalue(), kind="xlsx")

    assert caught.value.problems[0].code == "file.too_large"
