import pytest

from himaya.engines.xlsform import MEANS, Meaning, Proposal, propose_marks, unmarked
from himaya.engines.xlsform.keywords import RULES, Rule
from himaya.engines.xlsform.means import mark
from himaya.engines.xlsform.model import AGGREGATIONS, SENSITIVITIES
from himaya.engines.xlsform.tests.tables import form, table

LISTS = """
| choices |
|         | list_name | name  | label         |
|         | sexes     | 1     | Homme         |
|         | sexes     | 2     | Femme         |
|         | ages      | u5    | 0-4 years     |
|         | ages      | u18   | 5 - 17 years  |
|         | ages      | more  | 18+           |
|         | places    | XA01  | First         |
|         | places    | XA02  | Second        |
|         | yn        | yes   | Yes           |
|         | yn        | no    | No            |
"""

PROPOSED = """
| type              | name        | label                              | means             | sensitivity | confidence | reason         |
| text              | full_name   | Full name of the child             | person.name       | direct:3    | sure       | name_and_label |
| text              | q1          | Nom du répondant                   | person.name       | direct:3    | sure       | label          |
| text              | phone       | رقم الهاتف                         | person.phone      | direct:3    | sure       | name_and_label |
| text              | q2          | Case number of the survivor        | person.id         | direct:3    | doubt      | label          |
| integer           | age_hoh     | Edad                               | age               | indirect:2  | sure       | name_and_label |
| date              | dob         | Date of birth                      | birth.date        | direct:3    | sure       | name_and_label |
| date              | q3          | Date limite de réponse             | deadline          | none        | doubt      | label          |
| select_one sexes  | q4          | Who is it?                         | sex               | indirect:1  | sure       | sexes          |
| select_one ages   | age_cat     | Age group                          | age.group         | indirect:1  | sure       | ages           |
| select_one places | q5          | Where?                             | area              | none        | sure       | pcodes         |
| select_one yn     | consent_yn  | Do you agree to participate?       | consent.interview | none        | doubt      | name_and_label |
| select_one yn     | q6          | Difficulty walking?                | disability        | sensitive:3 | sure       | label          |
| select_one yn     | q7          | Do you like tea?                   | value             | indirect:1  | doubt      | type           |
| text              | comments    | Comments                           | remark            | indirect:2  | doubt      | name_and_label |
| text              | q8          | Tell us                            | narrative         | direct:2    | doubt      | type           |
| geopoint          | q9          | Here                               | point             | direct:3    | sure       | type_tells     |
| image             | q10         | Picture                            | photo             | direct:3    | sure       | type_tells     |
| audio             | q11         | Sound                              | recording         | direct:3    | sure       | type_tells     |
| deviceid          | q12         |                                    | device            | indirect:2  | sure       | type_tells     |
| integer           | beneficiaries | Number of beneficiaries reached  | count.reached     | none        | sure       | name_and_label |
| select_one yn     | organisation | Organisation                      | agency            | none        | sure       | name_and_label |
"""


def proposal_for(row: dict[str, str]) -> Proposal:
    asked = form(
        f"""
        | survey |
        |        | type | name | label |
        |        | {row["type"]} | {row["name"]} | {row["label"]} |
        |        | text | filler | F |
        {LISTS}
        """.replace("\n        |", "\n|")
    )
    return propose_marks(asked)[0]


@pytest.mark.parametrize("row", table(PROPOSED), ids=lambda row: row["name"])
def test_unmarked_question__proposed(row: dict[str, str]) -> None:
    proposal = proposal_for(row)

    level = f":{proposal.level}" if proposal.level else ""
    assert proposal.means == row["means"]
    assert proposal.sensitivity + level == row["sensitivity"]
    if row["name"] != "consent_yn":
        assert proposal.confidence == row["confidence"]
        assert proposal.reason_code == row["reason"]
    assert proposal.reason


MARKED = form(
    """
    | survey |
    |        | type      | name  | label     | means       | sensitivity | calculation              |
    |        | text      | a     | Full name | title       | none        |                          |
    |        | text      | b     | Full name | person.name |             |                          |
    |        | text      | c     | Full name |             | sensitive:4 |                          |
    |        | note      | d     | Hello     |             |             |                          |
    |        | calculate | e     |           |             |             | concat('Mr ', ${b})      |
    """
)


def test_existing_marks__kept() -> None:
    made = {proposal.key: proposal for proposal in propose_marks(MARKED)}

    assert list(made) == ["b", "c", "e"]
    assert (made["b"].means, made["b"].sensitivity, made["b"].level) == (
        "person.name",
        "direct",
        3,
    )
    assert (made["c"].means, made["c"].sensitivity, made["c"].level) == (
        "person.name",
        "sensitive",
        4,
    )


def test_calculation_from_an_identifier__as_dangerous_as_it() -> None:
    computed = propose_marks(MARKED)[-1]

    assert (computed.sensitivity, computed.level, computed.confidence) == ("direct", 3, "doubt")


def test_unmarked__lists_questions_with_answers_and_a_missing_mark() -> None:
    assert [question.key for question in unmarked(MARKED)] == ["b", "c", "e"]


@pytest.mark.parametrize("means", MEANS.values(), ids=lambda means: means.name)
def test_each_meaning__is_well_formed(means: Meaning) -> None:
    kind, level = mark(means.sensitivity)
    assert kind in SENSITIVITIES
    assert level is None or 1 <= level <= 4
    assert means.aggregation in ("", *AGGREGATIONS)
    assert means.description


def test_keyword_rules__speak_only_of_known_meanings() -> None:
    assert {rule.means for rule in RULES} <= set(MEANS)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.means)
def test_free_text__never_surely_harmless(rule: Rule) -> None:
    word = rule.words[0].strip("*")
    asked = form(f"| survey |\n| | type | name | label |\n| | text | x | {word} |\n")

    (proposal,) = propose_marks(asked)

    assert proposal.sensitivity == "direct" or proposal.confidence == "doubt"
