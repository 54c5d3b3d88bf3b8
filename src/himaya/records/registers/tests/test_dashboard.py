"""The dashboard: panels by marks, one pass, every line leading to its rows, small counts hidden."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.test import Client
from django.urls import reverse
from tests.world import World

from himaya.datasets.models import Dataset
from himaya.records.registers import dashboard
from himaya.records.registers.dashboard import Dashboard
from himaya.records.registers.tests.test_crosstab import FORM, PEOPLE, ROWS, fill, said
from himaya.records.snapshots.tests.registers import register

SignIn = Callable[[str], Client]


def look(client: Client, dataset: Dataset, query: str = "") -> Dashboard:
    page = client.get(reverse("dataset", args=[dataset.ref]) + f"?view=dashboard&{query}")
    assert page.status_code == 200
    found: Dashboard = page.context["dashboard"]
    return found


def bars(shown: Dashboard, key: str) -> list[tuple[str, str]]:
    panel = next(one for one in shown.panels if one.dimension.key == key)
    return [(bar.label, said(bar.shown)) for bar in panel.bars]


def test_panels__what_the_marks_allow_and_every_line_leads_to_its_rows(
    world: World, sign_in: SignIn
) -> None:
    dataset = register(world, FORM, level=1)
    fill(dataset, ROWS)
    client = sign_in("amina")

    shown = look(client, dataset)

    keys = [panel.dimension.key for panel in shown.panels]
    assert keys == ["~status", "~area1", "~agency", "~month", "kind", "needs"]
    assert bars(shown, "~area1") == [("Area MJ01", "5"), ("Area MJ02", "2")]
    assert bars(shown, "kind") == [("Legal", "4"), ("Shelter", "2"), ("Cash", "zero"), ("", "1")]
    assert bars(shown, "needs") == [("Food", "5"), ("Water", "4"), ("", "1")]
    assert bars(shown, "~month") == [("2026-05", "7")]
    assert [(one.column.key, said(one.shown)) for one in shown.figures] == [("kits", "15")]
    for panel in shown.panels:
        for bar in panel.bars:
            if bar.shown.query:
                page = client.get(f"{reverse('dataset', args=[dataset.ref])}?{bar.shown.query}")
                assert page.context["table"].page.paginator.count == bar.shown.value


def test_more_values_than_lines__put_together_with_those_that_no_record_has(
    world: World, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dashboard, "_MOST_LINES", 1)
    dataset = register(world, FORM, level=1)
    fill(dataset, ROWS)
    (kinds,) = (
        one for one in look(sign_in("amina"), dataset).panels if one.dimension.key == "kind"
    )
    assert kinds.others is not None
    assert (len(kinds.bars), kinds.others.value) == (1, 3)


def test_filtered__the_same_panels_of_what_is_left(world: World, sign_in: SignIn) -> None:
    dataset = register(world, FORM, level=1)
    fill(dataset, ROWS)
    shown = look(sign_in("amina"), dataset, "pick.kind=legal&area=MJ02")
    assert bars(shown, "~area1") == [("Area MJ02", "1")]
    assert bars(shown, "needs")[-1] == ("", "1")


def test_counts_of_people__hidden_as_the_lines_of_two_way_tables(
    world: World, sign_in: SignIn
) -> None:
    dataset = register(world, PEOPLE, level=2)
    fill(
        dataset,
        """
        | MJ01 | legal   | food  | | 16 |
        | MJ01 | legal   | water | | 2  |
        | MJ01 | shelter | food  | | 2  |
        | MJ02 | cash    | food  | | 9  |
        """,
    )
    client = sign_in("amina")
    shown = look(client, dataset)
    assert bars(shown, "kind") == [("Legal", "18"), ("Shelter", "hidden"), ("Cash", "hidden")]
    assert bars(shown, "~area1") == [("Area MJ01", "20"), ("Area MJ02", "9")]
    assert shown.hides
    # Of 29 records 27 need food: the two others would follow.
    narrowed = look(client, dataset, "pick.needs=food")
    said_of = {said(bar.shown) for panel in narrowed.panels for bar in panel.bars}
    assert said_of == {"hidden"}


def test_dashboard__one_reading_whatever_the_panels(
    world: World,
    sign_in: SignIn,
    django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]],
) -> None:
    dataset = register(world, FORM, level=1)
    fill(dataset, ROWS)
    client = sign_in("amina")
    look(client, dataset)
    with django_assert_max_num_queries(30):
        look(client, dataset)
