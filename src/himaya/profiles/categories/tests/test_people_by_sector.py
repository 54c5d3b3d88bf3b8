"""People that several areas of responsibility reached are never added up; money spent is."""

from collections.abc import Callable
from typing import Any

from django.test import Client
from django.urls import reverse
from tests.world import World, table

from himaya.collect.actions import register_for
from himaya.records.snapshots.tests.registers import add_rows

SignIn = Callable[[str], Client]
# sector | area | women | cash
ROWS = """
| PRO-CPN | MJ01   | 40 | 100 |
| PRO-CPN | MJ0101 | 30 | 200 |
| PRO-GBV | MJ01   | 50 | 300 |
"""


def test_women_of_two_sectors__no_total_and_cash_adds(world: World, sign_in: SignIn) -> None:
    seat = world.people["dawit"].acting
    dataset = register_for(seat=seat, profile_code="response_5w")
    made: list[dict[str, Any]] = []
    for sector, area, women, cash in table(ROWS):
        told = {"sector": sector, "area": area, "women": int(women), "cash_value": float(cash)}
        made.append({"area": area, "status": "verified", "answers": told})
    add_rows(dataset, made * 5)  # enough for the smallest cell
    client = sign_in("dawit")
    address = reverse("dataset", args=[dataset.ref])

    def look(figure: str) -> tuple[dict[str, str], str, list[str]]:
        page = client.get(f"{address}?view=crosstab&down=~area1&across=sector&figure={figure}")
        shown = page.context["crosstab"]
        cells = zip(shown.heads, shown.totals, strict=True)
        found = {head: f"{one.value:g}" for head, one in cells if one.state == "figure"}
        whole = shown.whole
        return found, f"{whole.value:g}" if whole.value else whole.state, page.context["why_not"]

    by_sector, whole, why = look("women")
    assert sorted(by_sector.values()) == ["250", "350"]
    assert whole == "unlike"
    assert why == ["“Sector” differs: such figures do not add up."]
    assert look("cash_value")[1:] == ("3000", [])
    page = client.get(f"{address}?view=map&figure=women").content.decode()
    assert "is not added up, and the map shows the number of records instead" in page
