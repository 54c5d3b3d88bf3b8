"""What the forms of a joint analysis and of its findings refuse."""

from typing import Any

import pytest
from tests.world import table

from himaya.datasets.templates import template_form
from himaya.engines.xlsform import check_answers
from himaya.kernel import clock
from himaya.profiles.analysis.declaration import PROFILES

SOUND: dict[str, dict[str, Any]] = {
    "joint_analysis": {
        "title": "Third quarter",
        "agency": "CCU",
        "partner": "HRA WCI",
        "framework": "protection",
        "left_out": "TOPICS IM",
        "start": "2026-07-01",
        "end": "2026-09-30",
        "scale": "jiaf",
        "method": "workshop",
        "next_update": "2026-12-31",
    },
    "finding": {
        "title": "Papers are taken at the checkpoint",
        "agency": "HRA",
        "theme": "PR09",
        "area": "MJ01",
        "statement": "People lose papers and cannot go on",
        "severity": "s3",
        "trend": "increasing",
        "groups": ["idp"],
        "confidence": "high",
        "confidence_why": "Three agencies saw it",
    },
}
# register | what is said otherwise | where it is refused
REFUSED = table("""
| joint_analysis | end=2026-06-30                     | end            |
| joint_analysis | next_update=2026-09-01             | next_update    |
| joint_analysis | framework=../etc                   | framework      |
| joint_analysis | scale=own status=in_analysis       | status         |
| joint_analysis | scale=out_of_ten                   | scale          |
| finding        | severity=not_assessed              | severity       |
| finding        | severity=s6                        | severity       |
| finding        | severity=2.5                       | severity       |
| finding        | confidence=                        | confidence     |
| finding        | confidence_why=                    | confidence_why |
| finding        | theme=                             | theme          |
| finding        | theme=PR09,PR08                    | theme          |
| finding        | statement=                         | statement      |
| finding        | title=TOO_LONG                     | title          |
""")


def refused(code: str, answers: dict[str, Any]) -> set[str]:
    (profile,) = (one for one in PROFILES if one.code == code)
    return set(check_answers(template_form(profile.template), answers, now=clock.now()).errors)


@pytest.mark.parametrize("row", REFUSED, ids="-".join)
def test_bad_entry__refused_at_its_question(row: list[str]) -> None:
    code, changes, where = row
    answers = SOUND[code] | dict(
        change.split("=", 1) for change in changes.replace("TOO_LONG", "x" * 201).split()
    )
    assert refused(code, SOUND[code]) == set()
    assert refused(code, answers) == {where}


def test_finding_of_which_nothing_is_known__not_assessed_with_the_gap_in_words() -> None:
    told = ("title", "agency", "theme", "statement", "trend")
    known = {key: SOUND["finding"][key] for key in told} | {"severity": "not_assessed"}
    assert refused("finding", known) == {"severity"}
    assert refused("finding", known | {"gaps": "Nobody went there"}) == set()
