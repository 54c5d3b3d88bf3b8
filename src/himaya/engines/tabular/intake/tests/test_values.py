"""Dates, numbers and words of lists, as people write them."""

import datetime as dt

import polars as pl
import pytest

from himaya.engines.tabular.intake.dates import find_order, period_in, read_dates
from himaya.engines.tabular.intake.numbers import read_numbers
from himaya.engines.tabular.intake.tests.builders import records
from himaya.engines.tabular.intake.vocabulary import vocabulary

# The column of each row settles the order: it holds 25/02/2025 as well.
DATES = """
| written              | first      | last       | doubt           |
| 2025-03-01           | 2025-03-01 | 2025-03-01 |                 |
| 2025-03-01 14:30:00  | 2025-03-01 | 2025-03-01 |                 |
| 03/04/2025           | 2025-04-03 | 2025-04-03 |                 |
| 3.4.25               | 2025-04-03 | 2025-04-03 |                 |
| 02/25/2025           | 2025-02-25 | 2025-02-25 | date_order_differs |
| ٣/٤/٢٠٢٥             | 2025-04-03 | 2025-04-03 |                 |
| 15 mars 2025         | 2025-03-15 | 2025-03-15 |                 |
| 3 de abril de 2025   | 2025-04-03 | 2025-04-03 |                 |
| 15 آذار 2025         | 2025-03-15 | 2025-03-15 |                 |
| Mar-25               | 2025-03-01 | 2025-03-31 | date_month_only |
| février 2024         | 2024-02-01 | 2024-02-29 | date_month_only |
| 2024                 | 2024-01-01 | 2024-12-31 | date_year_only  |
| T2 2024              | 2024-04-01 | 2024-06-30 |                 |
| 45717                | 2025-03-01 | 2025-03-01 | date_from_serial |
| 14:30:00             |            |            | date_is_time    |
| 31/02/2025           |            |            | date_impossible |
| 2204-01-01           | 2204-01-01 | 2204-01-01 | date_far        |
| bientôt              |            |            | date_unreadable |
"""


@pytest.mark.parametrize("row", records(DATES), ids=lambda row: row["written"])
def test_date__read_or_doubted(row: dict[str, str]) -> None:
    column = [row["written"], *["25/02/2025"] * 5]
    if row["doubt"] == "date_order_differs":
        column += ["24/02/2025"] * 3

    read, _ = read_dates(pl.Series("d", column))

    shown = [str(value or "") for value in read.row(0)]
    expected = row["doubt"]
    if expected == "date_order_differs":
        expected = shown[2]  # a second order in the column is told at either cell
    assert shown == [row["first"], row["last"], expected]


ORDERS = [
    (["25/02/2025", "03/04/2025"], True, "cells", False),
    (["02/25/2025", "03/04/2025"], False, "cells", False),
    (["25/02/2025", "02/25/2025"], True, "mixed", False),
    (["01/02/2025", "03/04/2025"], True, "default", False),
    ([*(f"{day}/03/2025" for day in (25, 26, 27)), *(f"2025-{m:02}-05" for m in range(1, 9))],
     True, "cells", True),
]  # fmt: skip


@pytest.mark.parametrize(("texts", "day_first", "proof", "swapped"), ORDERS)
def test_order_of_day_and_month__decided_by_the_column(
    texts: list[str],
    day_first: bool,  # noqa: FBT001  # a column of the table
    proof: str,
    swapped: bool,  # noqa: FBT001  # a column of the table
) -> None:
    order = find_order(dict.fromkeys(texts, 1))
    assert (order.day_first, order.proof, order.swapped) == (day_first, proof, swapped)


def test_dates_a_spreadsheet_swapped__put_right_and_marked() -> None:
    """Month-first Excel made dates of 5/1 to 5/8 and left 25/3 as text."""
    texts = ["25/03/2025", "26/03/2025", "27/03/2025"] + [f"2025-{m:02}-05" for m in range(1, 9)]

    read, _ = read_dates(pl.Series("d", texts))

    assert read.row(3) == (dt.date(2025, 5, 1), dt.date(2025, 5, 1), "date_day_month_swapped")
    assert read.row(7)[2] == ""  # the fifth of May either way


PERIODS = """
| file                   | first      | last       |
| tcd_3w_2025-04         | 2025-04-01 | 2025-04-30 |
| 3w_avr2025             | 2025-04-01 | 2025-04-30 |
| 4W May to July 2025    | 2025-05-01 | 2025-07-31 |
| 3W Q1 2024 final       | 2024-01-01 | 2024-03-31 |
| report                 |            |            |
"""


@pytest.mark.parametrize("row", records(PERIODS), ids=lambda row: row["file"])
def test_period_in_a_file_name(row: dict[str, str]) -> None:
    found = period_in(row["file"])
    assert [str(day) for day in found or ("", "")] == [row["first"], row["last"]]


NUMBERS = [
    (["1,234", "12"], [1234, 12], ["", ""]),
    (["1 234", "1'234", "1.234.567"], [1234, 1234, 1234567], ["", "", ""]),
    (["1.234,5", "0,25"], [1234.5, 0.25], ["", ""]),
    (["1,234.5", "0.25"], [1234.5, 0.25], ["", ""]),
    (["1.234", "12"], [1234, 12], ["number_sign_unproven", ""]),
    (["٣٬٤٥٦", "١٢٫٥"], [3456, 12.5], ["", ""]),
    (["~500", "300+", "45 %", "12 pers."], [500, 300, 45, 12], ["number_is_rough"] * 2 + [""] * 2),
    (["<5", "< 10", "moins de 5", "أقل من 5", "<=5", ">5"], [None] * 5 + [5],
     ["number_is_hidden"] * 5 + ["number_is_rough"]),
    (["10-20", "abc", "n/a", "-", "néant"], [None] * 5,
     ["number_is_range", "number_unreadable", "", "", ""]),
    (["-5", "0", "1e3"], [-5, 0, 1000], ["", "", ""]),
]  # fmt: skip


@pytest.mark.parametrize(("texts", "numbers", "doubts"), NUMBERS)
def test_numbers__sign_decided_by_the_column(
    texts: list[str], numbers: list[float | None], doubts: list[str]
) -> None:
    read = read_numbers(pl.Series("n", texts))
    assert read["number"].to_list() == numbers
    assert read["doubt"].to_list() == doubts


SECTORS = """
| words                                      | code    | doubt        |
| Protection: Violences basées sur le genre  | PRO-GBV |              |
| Protection (Child Protection)              | PRO-CPN |              |
| Protection générale                        | PRO     |              |
| CP                                         | PRO-CPN |              |
| Abris et Non vivres                        | SHL     |              |
| Eau, Assainissement et Hygiène             | WSH     |              |
| Agua, saneamiento e higiene                | WSH     |              |
| المياه والصرف الصحي                        | WSH     |              |
| حماية الطفل                                | PRO-CPN |              |
| CHILD PROTECION                            | PRO-CPN | term_near    |
| Education / Santé                          |         | term_several |
| Population locale                          |         | term_unknown |
"""


@pytest.mark.parametrize("row", records(SECTORS), ids=lambda row: row["words"])
def test_sector__by_vocabulary(row: dict[str, str]) -> None:
    found = vocabulary("sectors").find(row["words"])
    assert (found.term.code if found.term else "", found.doubt) == (row["code"], row["doubt"])


def test_several_in_one_cell__each_found() -> None:
    found = vocabulary("sectors").find_all("WASH; Health\nEducation")
    assert [one.term.code for one in found if one.term] == ["WSH", "HEA", "EDU"]


@pytest.mark.parametrize(
    ("cell", "codes"),
    [
        ("Child Protection; GBV", ["PRO-CPN", "PRO-GBV"]),
        ("Child Protection / GBV", ["PRO-CPN", "PRO-GBV"]),
        ("Protection, Health", ["PRO", "HEA"]),
        ("Housing, Land and Property", ["PRO-HLP"]),
        ("Health", ["HEA"]),
    ],
)
def test_several_entries_in_a_cell__each_taken(cell: str, codes: list[str]) -> None:
    found = vocabulary("sectors").find_all(cell)
    assert [one.term.code for one in found if one.term is not None] == codes
