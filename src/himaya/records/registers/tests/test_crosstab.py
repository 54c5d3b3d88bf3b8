"""The two-way table: counted in sight, small counts hidden for good, gaps told apart."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.world import World, table

from himaya.datasets.models import Dataset
from himaya.records.registers.crosstab.table import Crosstab, Shown
from himaya.records.snapshots.tests.registers import add_rows, register

SignIn = Callable[[str], Client]

FORM = """
| survey |                       |         |         |                  |             |             |
|        | type                  | name    | label   | means            | sensitivity | aggregation |
|        | text                  | what    | What    | title            | none:1      |             |
|        | text                  | where   | Where   | area             | none:1      |             |
|        | date                  | day     | Day     | date             | none:1      |             |
|        | select_one kinds      | kind    | Kind    | service          | none:1      |             |
|        | select_multiple needs | needs   | Needs   | need.reported    | none:1      |             |
|        | integer               | kits    | Kits    | amount           | none:1      | sum         |
|        | select_one states     | state   | State   | status           | none:1      |             |
| choices |           |         |         |
|         | list_name | name    | label   |
|         | kinds     | legal   | Legal   |
|         | kinds     | shelter | Shelter |
|         | kinds     | cash    | Cash    |
|         | needs     | food    | Food    |
|         | needs     | water   | Water   |
|         | states    | open    | Open    |
"""
# The same with a question about people, so that counts are counts of people.
PEOPLE = FORM.replace(
    "|        | select_one states ",
    "|        | select_one sexes      | sex     | Sex     | sex              | indirect:1  |             |\n"
    "|        | select_one states ",
).replace(
    "|         | states    | open    | Open    |",
    "|         | states    | open    | Open    |\n"
    "|         | sexes     | f       | Female  |\n"
    "|         | sexes     | m       | Male    |",
)


def fill(dataset: Dataset, rows: str) -> None:
    """where | kind | needs | kits | times."""
    made: list[Mapping[str, Any]] = []
    for where, kind, needs, kits, times in table(rows):
        answers: dict[str, Any] = {"what": "x", "where": where, "kind": kind, "day": "2026-05-15"}
        answers |= {"needs": needs.split()} if needs else {}
        answers |= {"kits": int(kits)} if kits else {}
        made += [{"area": where, "answers": answers} for _ in range(int(times))]
    add_rows(dataset, made)


def look(client: Client, dataset: Dataset, query: str = "") -> Crosstab:
    page = client.get(reverse("dataset", args=[dataset.ref]) + f"?view=crosstab&{query}")
    assert page.status_code == 200
    found: Crosstab = page.context["crosstab"]
    return found


def said(cell: Shown) -> str:
    return cell.state if cell.state != "figure" else f"{cell.value:g}"


def drawn(shown: Crosstab) -> list[list[str]]:
    """The table as text: heads, lines with totals, totals."""
    rows = [["", *shown.heads, "total"]]
    rows += [[line.label, *map(said, line.cells), said(line.total)] for line in shown.lines]
    return [*rows, ["total", *map(said, shown.totals), said(shown.whole)]]


ROWS = """
| MJ01   | legal   | food water |   | 3 |
| MJ0101 | shelter | food       | 4 | 2 |
| MJ02   | legal   |            | 0 | 1 |
| MJ02   |         | water      | 7 | 1 |
"""


def test_areas_by_kind__counted_with_what_lies_in_them(world: World, sign_in: SignIn) -> None:
    dataset = register(world, FORM, level=1)
    fill(dataset, ROWS)

    assert drawn(look(sign_in("amina"), dataset)) == table(
        """
    |           | Legal | Shelter | Cash | x | total |
    | Area MJ01 | 3     | 2       | zero | zero | 5  |
    | Area MJ02 | 1     | zero    | zero | 1 | 2     |
    | total     | 4     | 2       | zero | 1 | 7     |
    """.replace("| x |", "|  |")
    )


def test_figure__put_together_and_missing_is_not_zero(world: World, sign_in: SignIn) -> None:
    dataset = register(world, FORM, level=1)
    fill(dataset, ROWS)

    shown = look(sign_in("amina"), dataset, "figure=kits")

    assert drawn(shown)[1:] == table("""
    | Area MJ01 | unreported | 8          | unreported | unreported | 8  |
    | Area MJ02 | 0          | unreported | unreported | 7          | 7  |
    | total     | 0          | 8          | unreported | 7          | 15 |
    """)


@pytest.mark.parametrize(
    ("aggregation", "content", "end"),
    [
        ("sum", "Kits, added up", "Total"),
        ("max", "Kits, the highest", "Highest"),
        ("average", "Kits, on average", "Average"),
    ],
)
def test_figure__says_how_it_is_put_together(
    world: World, sign_in: SignIn, aggregation: str, content: str, end: str
) -> None:
    dataset = register(world, FORM.replace("| sum         |", f"| {aggregation} |"), level=1)
    fill(dataset, ROWS)
    address = reverse("dataset", args=[dataset.ref]) + "?view=crosstab&figure=kits"
    page = sign_in("amina").get(address).content.decode()
    assert f"{content}</caption>" in page
    assert f'<th scope="row">{end}</th>' in page
    assert page.count(">Total<") == (2 if end == "Total" else 0)


def test_several_choices__lines_add_up_to_more_and_the_total_does_not(
    world: World, sign_in: SignIn
) -> None:
    dataset = register(world, FORM, level=1)
    fill(dataset, ROWS)

    shown = look(sign_in("amina"), dataset, "down=needs&across=kind")

    assert shown.is_multiple
    assert [said(line.total) for line in shown.lines] == ["5", "4", "1"]  # food, water, no answer
    assert said(shown.whole) == "7"


def test_counts_of_people__small_ones_hidden_and_not_to_be_worked_out(
    world: World, sign_in: SignIn
) -> None:
    dataset = register(world, PEOPLE, level=2)
    fill(
        dataset,
        """
        | MJ01 | legal   | | | 20 |
        | MJ01 | shelter | | | 2  |
        | MJ02 | legal   | | | 9  |
        | MJ02 | cash    | | | 3  |
        | MJ02 | shelter | | | 6  |
        """,
    )

    client = sign_in("amina")

    assert drawn(look(client, dataset)) == table("""
    |           | Legal  | Shelter | Cash   | total |
    | Area MJ01 | hidden | hidden  | zero   | 22    |
    | Area MJ02 | hidden | hidden  | hidden | 18    |
    | total     | 29     | hidden  | hidden | 40    |
    """)
    for other in ("figure=kits", "down=kind&across=~status"):
        page = look(client, dataset, other)
        assert all(
            cell.value is None or cell.value >= 5 or cell.value == 0
            for line in page.lines
            for cell in (*line.cells, line.total)
        )


def test_total_of_a_line__hidden_the_same_under_every_layout_and_level(
    world: World, sign_in: SignIn
) -> None:
    dataset = register(world, PEOPLE, level=2)
    fill(
        dataset,
        """
        | MJ0101 | legal   | | | 18 |
        | MJ01   | legal   | | | 7  |
        | MJ02   | shelter | | | 3  |
        | MJ02   | legal   | | | 9  |
        |        | legal   | | | 30 |
        """,
    )
    client = sign_in("amina")
    totals = {
        query: [said(line.total) for line in look(client, dataset, query).lines]
        for query in ("down=~area1&across=kind", "down=~area1&across=~status", "down=~area2")
    }
    assert list(totals.values()) == [["25", "12", "30"], ["25", "12", "30"], ["18", "49"]]


def test_filter__what_it_leaves_out_is_not_to_be_had_by_subtraction(
    world: World, sign_in: SignIn
) -> None:
    dataset = register(world, PEOPLE, level=2)
    fill(
        dataset,
        """
        | MJ01 | legal   | food  | | 16 |
        | MJ01 | legal   | water | | 2  |
        | MJ02 | legal   | food  | | 9  |
        | MJ01 | shelter | food  | | 12 |
        | MJ02 | shelter | food  | | 8  |
        """,
    )
    client = sign_in("amina")
    whole = look(client, dataset)
    narrowed = look(client, dataset, "pick.needs=food")
    assert [said(cell) for cell in whole.lines[0].cells] == ["18", "12", "zero"]
    assert [said(cell) for cell in narrowed.lines[0].cells] == ["hidden", "hidden", "zero"]
    assert said(narrowed.lines[0].total) == "hidden"
    assert said(narrowed.whole) == "hidden"


def test_figure_of_people__small_ones_hidden_in_a_register_of_activities(
    world: World, sign_in: SignIn
) -> None:
    reached = FORM.replace("Kits    | amount           ", "Reached | count.reached    ")
    dataset = register(world, reached, level=2)
    fill(
        dataset,
        """
        | MJ01 | legal   | | 40 | 1 |
        | MJ01 | shelter | | 3  | 1 |
        | MJ02 | legal   | | 30 | 1 |
        | MJ02 | shelter | | 20 | 1 |
        """,
    )
    client = sign_in("amina")
    assert said(look(client, dataset).lines[0].cells[1]) == "1"  # activities are counted openly
    assert drawn(look(client, dataset, "figure=kits"))[1:] == table("""
    | Area MJ01 | hidden | hidden | unreported | 43 |
    | Area MJ02 | hidden | hidden | unreported | 50 |
    | total     | 70     | 23     | unreported | 93 |
    """)


def test_cell__leads_to_its_records(world: World, sign_in: SignIn) -> None:
    dataset = register(world, FORM, level=1)
    fill(dataset, ROWS)
    client = sign_in("amina")
    cell = look(client, dataset).lines[0].cells[0]

    page = client.get(reverse("dataset", args=[dataset.ref]) + f"?{cell.query}")

    assert page.context["table"].page.paginator.count == cell.value == 3


def test_filtered_register__the_table_counts_what_is_left(world: World, sign_in: SignIn) -> None:
    dataset = register(world, FORM, level=1)
    fill(dataset, ROWS)
    shown = look(sign_in("amina"), dataset, "pick.kind=legal&down=~area1&across=~year")
    assert drawn(shown)[1:] == [
        ["Area MJ01", "3", "3"],
        ["Area MJ02", "1", "1"],
        ["total", "4", "4"],
    ]


@pytest.mark.parametrize(
    "layout", ["down=nowhere", "across=~area1", "figure=what", "down=kind&across=kind", "down=%00"]
)
def test_layout_that_cannot_be_meant__another_one_is_shown(
    world: World, sign_in: SignIn, layout: str
) -> None:
    dataset = register(world, FORM, level=1)
    fill(dataset, ROWS)
    shown = look(sign_in("amina"), dataset, layout)
    assert shown.down.key != shown.across.key


def test_wrong_agency__404(world: World, sign_in: SignIn) -> None:
    dataset = register(world, FORM, level=1)
    url = reverse("dataset", args=[dataset.ref]) + "?view=crosstab"
    assert sign_in("celine").get(url).status_code == 404


def test_more_records__no_more_queries(
    world: World,
    sign_in: SignIn,
    django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]],
) -> None:
    dataset = register(world, FORM, level=1)
    fill(dataset, ROWS)
    client = sign_in("amina")
    look(client, dataset)  # brings the snapshot up
    with django_assert_max_num_queries(30):
        look(client, dataset)


def test_third_way__a_table_for_each_value_beside_that_of_all(
    world: World, sign_in: SignIn
) -> None:
    dataset = register(world, FORM, level=1)
    fill(dataset, ROWS)
    client = sign_in("amina")
    url = reverse("dataset", args=[dataset.ref]) + "?view=crosstab"

    page = client.get(f"{url}&down=~area1&across=kind&each=needs").context

    tables = page["tables"]
    assert [(value, said(one.whole)) for value, one in tables] == [
        ("Food", "5"),
        ("Water", "4"),
        ("", "1"),
    ]
    assert said(page["crosstab"].whole) == "7"
    food = tables[0][1].lines[0]
    assert [said(cell) for cell in food.cells] == ["3", "2", "zero"]
    behind = client.get(f"{reverse('dataset', args=[dataset.ref])}?{food.cells[0].query}")
    assert behind.context["table"].page.paginator.count == 3


def test_third_way_of_people__not_made_and_said_so(world: World, sign_in: SignIn) -> None:
    dataset = register(world, PEOPLE, level=2)
    fill(dataset, "| MJ01 | legal | food | | 20 |")
    url = reverse("dataset", args=[dataset.ref]) + "?view=crosstab&each=needs"
    page = sign_in("amina").get(url)
    assert page.context["tables"] == []
    assert page.context["not_each"]
