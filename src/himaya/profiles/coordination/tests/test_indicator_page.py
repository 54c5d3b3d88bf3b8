"""The page of an indicator: figures by its rules, gaps named, overlap said, small counts hidden."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.world import World, table

from himaya.collect.actions import register_for
from himaya.instruments.models import Question
from himaya.places.models import UnitSuccession
from himaya.profiles.coordination.tests.keeping import fresh, keep, move
from himaya.records.actions import amend_record, link_records
from himaya.records.models import Record
from himaya.records.snapshots.tests.registers import add_rows

pytestmark = pytest.mark.slow  # pages over many reports

SignIn = Callable[[str], Client]
KEYS = ("whole", "splits", "lines", "against", "across", "notes", "least", "others", "together")
MONTHS = {"jan": ("2026-01-01", "2026-01-31"), "feb": ("2026-02-01", "2026-02-28")}
INDICATOR = {
    "code": "PRO.1",
    "title": "People helped",
    "definition": "Persons who received individual help",
    "kind": "output",
    "sector": "PRO",
    "objective": "Help reaches people",
    "agency": "CCU",
    "unit": "person",
    "baseline": 20,
    "target": 120,
    "in_need": 240,
    "start": "2026-01-01",
    "across_places": "sum",
    "across_partners": "sum",
    "across_periods": "sum",
    "deduplication": "none",
    "deduplication_note": "Overlap is not known",
    "frequency": "monthly",
}
# month | agency | area | status | reported | value | overlap
REPORTS = """
| jan | HRA | MJ01 | locked    | reported     | 30 | none    |
| jan | HRA | MJ02 | locked    | zero         |    |         |
| jan | WCI | MJ01 | locked    | reported     | 20 | unknown |
| feb | HRA | MJ01 | accepted  | reported     | 10 | none    |
| feb | HRA | MJ02 | submitted | not_assessed |    |         |
| feb | WCI | MJ01 | sent_back | reported     | 99 | none    |
| feb | WCI | MJ02 | due       | reported     | 88 | none    |
"""


def indicator(world: World, **changes: Any) -> Record:  # noqa: ANN401 - answers
    return keep(world, "indicator", {**INDICATOR, **changes})


def report(world: World, rows: str, code: str = "PRO.1", **answers: Any) -> list[Record]:  # noqa: ANN401 - answers
    dataset = register_for(seat=world.people["dawit"].acting, profile_code="indicator_report")
    made = []
    for month, agency, area, status, reported, value, overlap in table(rows):
        start, end = MONTHS[month]
        told: dict[str, Any] = {
            "indicator_code": code,
            "agency": agency,
            "area": area,
            "start": start,
        }
        told |= {"end": end, "due": end, "reported": reported, "overlap": overlap} | answers
        told |= {"value": float(value), "value_kind": "period"} | answers if value else {}
        made.append({"area": area, "status": status, "answers": told})
    return add_rows(dataset, made)


def look(client: Client, record: Record) -> dict[str, Any]:
    page = client.get(reverse("indicator", args=[record.ref]))
    assert page.status_code == 200
    return {key: page.context[key] for key in KEYS} | {"text": page.content.decode()}


def said(one: dict[str, str]) -> str:
    return one["text"] if one["state"] == "figure" else one["state"]


def test_figures__by_period_and_in_all_against_what_they_are_held(
    world: World, sign_in: SignIn
) -> None:
    record = indicator(world)
    report(world, REPORTS)

    page = look(sign_in("amina"), record)

    assert said(page["whole"]) == "60"  # what was sent back or is due is not counted
    assert [said(line["total"]) for line in page["lines"]] == ["10", "50"]
    assert [line["locked"] for line in page["lines"]] == ["", "all"]
    foot = page["text"].split("<tfoot>")[1].split("</tfoot>")[0]
    assert re.findall(r">\s*(\d+)\s*</td>", foot) == ["50", "10"]
    assert [(fact["text"], fact["share"]) for fact in page["against"]] == [
        ("20", ""),
        ("120", "50 %"),
        ("240", "25 %"),
        ("40 %", ""),
    ]
    assert "(added up), then over partners (added up), then over periods" in page["text"]
    assert "None: overlap is possible" in page["text"]


def test_who_gave_no_figure__named_and_apart_from_zero(world: World, sign_in: SignIn) -> None:
    record = indicator(world)
    report(world, REPORTS + "| feb | OTH | MJ01 | accepted | not_reported | | |")

    page = look(sign_in("amina"), record)

    february, january = page["lines"]
    assert dict(february["open"]) == {
        "Not reported": ["OTH"],
        "Not assessed": ["HRA"],
        "Due": ["WCI"],
        "Sent back": ["WCI"],
    }
    assert dict(january["open"]) == {"No report asked for": ["OTH"]}
    cells = {name: [cell["state"] for cell in row] for name, row in page["across"]["partners"]}
    assert cells == {"HRA": ["figure", "figure"], "OTH": ["", ""], "WCI": ["figure", ""]}
    assert february["reporting"] == 1


def test_splits__put_together_and_held_against_the_total(world: World, sign_in: SignIn) -> None:
    record = indicator(world)
    report(world, "| jan | HRA | MJ01 | locked | reported | 30 | none |", girls=12, boys=8)
    report(world, "| jan | WCI | MJ01 | locked | reported | 20 | none |", girls=15, women=10)

    page = look(sign_in("amina"), record)

    told = [(name, said(one)) for name, one in page["splits"]]
    assert told == [("Girls", "27"), ("Boys", "8"), ("Women", "10"), ("Not split", "5")]
    assert any("more than their figure, or all given and less: 1" in one for one in page["notes"])


def test_small_split__hidden_with_the_next(world: World, sign_in: SignIn) -> None:
    record = indicator(world)
    rows = "| jan | HRA | MJ01 | locked | reported | 50 | none |"
    report(world, rows, girls=2, boys=8, women=20, men=20)
    Record.objects.filter(dataset__profile="indicator_report").update(level=3)

    page = look(sign_in("dawit"), record)

    states = [one["state"] for _name, one in page["splits"]]
    assert states == ["hidden", "hidden", "figure", "figure"]


def test_area_that_was_merged__its_reports_count_in_the_one_of_today(
    world: World, sign_in: SignIn
) -> None:
    record = indicator(world, across_partners="max", deduplication="highest")
    edition = world.areas["MJ01"].edition
    for old in ("MJ91", "MJ92"):
        UnitSuccession.objects.create(
            operation=world.operation,
            old_edition="2019",
            old_pcode=old,
            new_edition=edition,
            new_pcode="MJ01",
        )
    rows = """
    | jan | HRA | MJ91 | locked | reported | 30 | none |
    | jan | HRA | MJ92 | locked | reported | 10 | none |
    | jan | WCI | MJ01 | locked | reported | 35 | none |
    """
    report(world, rows)

    page = look(sign_in("amina"), record)

    assert said(page["whole"]) == "40"  # of one area: 30 and 10 of one partner, 35 of the other
    assert (
        "Reports of p-codes that are no more, counted where those areas lie today: 2."
        in (page["notes"])
    )


def test_indicator_changed_after_reports__said(world: World, sign_in: SignIn) -> None:
    record = indicator(world)
    report(world, REPORTS)
    before = look(sign_in("amina"), record)["notes"]
    move(world, record, "validated", "in_use")
    moved = look(sign_in("amina"), record)["notes"]
    changed = {**INDICATOR, "target": 90, "status": "in_use"}
    fresh_one = fresh(record)
    dawit = world.people["dawit"].acting
    amend_record(seat=dawit, record=fresh_one, answers=changed, seen=fresh_one.lock)

    assert before == moved
    notes = look(sign_in("amina"), record)["notes"]
    assert any("before the indicator was last changed: 4" in note for note in notes)


def test_nothing_reported__no_zero(world: World, sign_in: SignIn) -> None:
    page = look(sign_in("amina"), indicator(world))
    assert page["whole"]["state"] == ""
    assert "Nothing reported is no zero" in page["text"]


def test_zero__is_a_figure(world: World, sign_in: SignIn) -> None:
    record = indicator(world)
    report(world, "| jan | HRA | MJ01 | accepted | zero | | |")
    page = look(sign_in("amina"), record)
    assert said(page["whole"]) == said(page["lines"][0]["total"]) == "zero"


def test_overlap__said_beside_the_figure(world: World, sign_in: SignIn) -> None:
    added = indicator(world)
    highest = indicator(world, code="PRO.2", across_partners="max", deduplication="highest")
    sessions = indicator(world, code="PRO.3", unit="session", deduplication="not_needed")
    for code in ("PRO.1", "PRO.2", "PRO.3"):
        report(world, REPORTS, code)
    client = sign_in("amina")

    by_sum, by_max, plain = (look(client, one) for one in (added, highest, sessions))

    assert any("all partners (2) are added up" in note for note in by_sum["notes"])
    assert any("or where that is not known: 1" in note for note in by_sum["notes"])
    assert said(by_max["whole"]) == "40"
    assert any("the highest of all partners (2) stands" in note for note in by_max["notes"])
    assert "First over partners in one location" in by_max["text"]
    assert plain["notes"] == []


def test_small_counts_of_people__hidden_with_what_would_tell_them(
    world: World, sign_in: SignIn
) -> None:
    record = indicator(world)
    visits = indicator(world, code="PRO.3", unit="session")
    rows = REPORTS.replace("| 20 | unknown", "| 3 | none   ")
    report(world, rows)
    report(world, rows, "PRO.3")
    client = sign_in("amina")

    page = look(client, record)

    assert said(page["whole"]) == "hidden"
    assert [said(line["total"]) for line in page["lines"]] == ["10", "hidden"]
    assert page["least"] == 5
    assert page["against"][1]["share"] == ""
    assert [said(line["total"]) for line in look(client, visits)["lines"]] == ["10", "33"]


def test_two_sectors__people_never_added_up_and_sessions_are(world: World, sign_in: SignIn) -> None:
    client = sign_in("amina")
    for unit, together in (("person", "refused"), ("session", "120")):
        first = indicator(world, code=f"A.{unit}".upper(), unit=unit)
        indicator(world, code=f"B.{unit}".upper(), unit=unit, sector="PRO-GBV")
        for letter in "AB":
            report(world, REPORTS, f"{letter}.{unit}".upper())
        page = look(client, first)
        assert [said(other["whole"]) for other in page["others"]] == ["60"]
        assert said(page["together"]) == together
    assert page["together"]["why"] == ""


def test_related_report__counts_whatever_code_it_names(world: World, sign_in: SignIn) -> None:
    record, other = indicator(world), indicator(world, code="PRO.2")
    rows = "| jan | HRA | MJ01 | accepted | reported | 30 | none |"
    (own,) = report(world, rows, code="OLD.7")
    report(world, rows.replace("MJ01", "MJ02"), code="PRO.2")
    link_records(seat=world.people["dawit"].acting, relation="report_of", source=own, target=record)
    client = sign_in("amina")
    assert said(look(client, record)["whole"]) == "30"
    assert said(look(client, other)["whole"]) == "30"


def test_reports_out_of_sight__not_read(world: World, sign_in: SignIn) -> None:
    record = indicator(world)
    made = report(world, REPORTS)
    Record.objects.filter(pk=made[0].pk).update(
        audience="agency", agency=world.agencies["OTH"], author="z" * 16
    )
    assert said(look(sign_in("celine"), record)["whole"]) == "30"


ACCESS = table("""
| amina  | 200 |
| celine | 200 |
| dawit  | 200 |
| nobody | 302 |
""")


@pytest.mark.parametrize(("who", "sees"), ACCESS)
def test_who_sees_it(who: str, sees: str, world: World, sign_in: SignIn) -> None:
    record = indicator(world)
    client = sign_in(who)
    assert client.get(reverse("indicator", args=[record.ref])).status_code == int(sees)


def test_hidden_withdrawn_or_of_another_register__404(world: World, sign_in: SignIn) -> None:
    record = indicator(world)
    (told,) = report(world, "| jan | HRA | MJ01 | accepted | zero | | |")
    client = sign_in("celine")
    assert client.get(reverse("indicator", args=[told.ref])).status_code == 404
    Record.objects.filter(pk=record.pk).update(audience="agency", agency=world.agencies["OTH"])
    assert client.get(reverse("indicator", args=[record.ref])).status_code == 404


def test_more_reports__no_more_queries(
    world: World,
    sign_in: SignIn,
    django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]],
) -> None:
    record = indicator(world)
    report(world, REPORTS)
    client = sign_in("amina")
    look(client, record)
    report(
        world,
        "\n".join(f"| jan | A{n} | MJ01 | accepted | reported | 9 | none |" for n in range(40)),
    )
    with django_assert_max_num_queries(40):
        look(client, record)


def test_figures_closed_to_lists__not_counted_and_said(world: World, sign_in: SignIn) -> None:
    record = indicator(world)
    (told, *_others) = report(world, REPORTS)
    Question.objects.filter(version=told.version, key="value").update(level=3)

    page = look(sign_in("amina"), record)

    assert page["whole"]["state"] == ""
    assert any("are not counted: 7" in note for note in page["notes"])


def test_ratio_in_percent__of_sums_and_rounded(world: World, sign_in: SignIn) -> None:
    rules = dict.fromkeys(("across_places", "across_partners", "across_periods"), "ratio")
    asked = {"numerator": "Visits with an action", "denominator": "Visits"}
    record = indicator(world, unit="percent", **rules, **asked)
    row = "| jan | HRA | MJ01 | accepted | reported | 66 | none |"
    report(world, row, numerator=20, denominator=30)
    report(world, row.replace("MJ01", "MJ02"), numerator=10, denominator=15)

    page = look(sign_in("amina"), record)

    assert said(page["whole"]) == "66.7 %"
    assert "sum of numerators by sum of denominators" in page["text"]
