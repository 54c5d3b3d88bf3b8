"""Population figures that are not alike refuse to be added, and the refusal says why."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.world import World, table

from himaya.collect.actions import register_for
from himaya.datasets.models import Dataset
from himaya.records.models import Record
from himaya.records.registers.crosstab.table import Shown
from himaya.records.snapshots.tests.registers import add_rows

SignIn = Callable[[str], Client]
PLAIN = {
    "title": "Count",
    "as_of": "2026-01-01",
    "population_group": "idp",
    "population_status": "total",
    "sex": "t",
    "age_scheme": "unhcr5",
    "age_bracket": "all_ages",
    "figure_kind": "count",
    "population_method": "registration",
    "source_organisation": "HRA",
    "definition_used": "As the working group has it",
}


def figures(world: World, rows: str) -> tuple[Dataset, list[Record]]:
    """area | persons | further answers as key=value."""
    dataset = register_for(seat=world.people["dawit"].acting, profile_code="population_figure")
    made = []
    for area, persons, changes in table(rows):
        told: dict[str, Any] = dict(one.split("=") for one in changes.split())
        answers = {**PLAIN, "area": area, "persons": int(persons), **told}
        made.append({"area": area, "status": "verified", "answers": answers})
    return dataset, add_rows(dataset, made)


def said(cell: Shown) -> str:
    return cell.state if cell.state != "figure" else f"{cell.value:g}"


def crosstab(client: Client, dataset: Dataset) -> tuple[list[list[str]], list[str]]:
    query = "?view=crosstab&down=~area1&across=sex&figure=persons"
    page = client.get(reverse("dataset", args=[dataset.ref]) + query)
    shown = page.context["crosstab"]
    rows = [[line.label, *map(said, line.cells), said(line.total)] for line in shown.lines]
    return [*rows, ["total", *map(said, shown.totals), said(shown.whole)]], page.context["why_not"]


def mapped(client: Client, dataset: Dataset) -> str:
    page = client.get(reverse("dataset", args=[dataset.ref]) + "?view=map&figure=persons")
    return page.content.decode()


def test_alike__added_up(world: World, sign_in: SignIn) -> None:
    rows = "| MJ01 | 40 | sex=f |\n| MJ01 | 30 | sex=m |\n| MJ02 | 50 | sex=f |"
    dataset, _made = figures(world, rows)
    client = sign_in("dawit")

    assert crosstab(client, dataset) == (
        table("""
        | Area MJ01 | unreported | 40 | 30 | unreported | 70  |
        | Area MJ02 | unreported | 50 | unreported | unreported | 50 |
        | total     | unreported | 90 | 30 | unreported | 120 |
        """),
        [],
    )
    assert "Persons by area, added up" in mapped(client, dataset)


UNLIKE = table("""
| definition_used=Other                  | Definition used |
| population_group=host                  | Population group |
| population_status=in_need              | Which people  |
| as_of=2026-02-01                       | As of         |
| definition_code=D7                     | Definition used |
""")


@pytest.mark.parametrize(("changes", "reason"), UNLIKE)
def test_unlike__no_total_and_the_reason(
    changes: str, reason: str, world: World, sign_in: SignIn
) -> None:
    dataset, _made = figures(world, f"| MJ01 | 40 | |\n| MJ02 | 30 | {changes} |")
    client = sign_in("dawit")

    cells, why = crosstab(client, dataset)

    assert [row[1] for row in cells] == ["40", "30", "unlike"]
    assert cells[-1][-1] == "unlike"
    assert len(why) == 1
    assert reason in why[0]
    page = mapped(client, dataset)
    assert "is not added up, and the map shows the number of records instead" in page
    assert "differs: such figures do not add up" in page


def test_whole_beside_parts_two_sources_and_levels__no_total(world: World, sign_in: SignIn) -> None:
    dataset, made = figures(world, "| MJ01 | 70 | |\n| MJ01 | 40 | sex=f |\n| MJ02 | 9 | |")
    client = sign_in("dawit")
    cells, why = crosstab(client, dataset)
    assert cells[0] == ["Area MJ01", "70", "40", "unreported", "unreported", "unlike"]
    assert "a figure of all stands beside figures of parts" in why[0]

    made[1].is_withdrawn = True
    made[1].save(update_fields=["is_withdrawn"])
    _dataset, _made = figures(world, "| MJ01 | 75 | source_organisation=WCI |")
    assert "several figures of the very same" in mapped(client, dataset)
    _dataset, _made = figures(world, "| MJ0101 | 5 | |")
    assert "of several admin levels" in mapped(client, dataset)


def test_schemes_that_cut_differently__no_total(world: World, sign_in: SignIn) -> None:
    rows = """
    | MJ01 | 7 | sex=f age_bracket=a0_4 |
    | MJ01 | 9 | sex=f age_bracket=a0_5 age_scheme=child3 |
    """
    dataset, _made = figures(world, rows)
    cells, why = crosstab(sign_in("dawit"), dataset)
    assert cells[0][2] == "unlike"
    assert "schemes that cut differently" in why[0]
