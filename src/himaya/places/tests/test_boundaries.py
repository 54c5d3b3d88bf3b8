"""Reading tables of admin units."""

from io import BytesIO

import pytest
from openpyxl import Workbook

from himaya.engines.tabular import read_document
from himaya.places.boundaries import Boundaries, Doubt, orphans, read_boundaries


def read(csv: str, language: str = "en") -> Boundaries:
    return read_boundaries(read_document(csv.encode(), file_name="adm.csv"), language=language)


CHAIN = """\
ADM2_EN,ADM2_AR,ADM2_PCODE,ADM1_EN,ADM1_PCODE,ADM0_EN,ADM0_PCODE,date
Tarmeen,ترمين,MJ0101,North,MJ01,Marjana,MJ,2024-03-01
 Wadi ,وادي,MJ0102,North,MJ01,Marjana,MJ,2024-03-01
Sahl,سهل,MJ0201,South,MJ02,Marjana,MJ,2024-03-01
"""


def test_chain_in_each_row__every_unit_once_under_its_parent() -> None:
    found = {unit.pcode: (unit.level, unit.parent, dict(unit.names)) for unit in read(CHAIN).units}
    assert found == {
        "MJ": (0, "", {"en": "Marjana"}),
        "MJ01": (1, "MJ", {"en": "North"}),
        "MJ02": (1, "MJ", {"en": "South"}),
        "MJ0101": (2, "MJ01", {"en": "Tarmeen", "ar": "ترمين"}),
        "MJ0102": (2, "MJ01", {"en": "Wadi", "ar": "وادي"}),
        "MJ0201": (2, "MJ02", {"en": "Sahl", "ar": "سهل"}),
    }
    assert read(CHAIN).problems == []


def test_newer_headings__languages_from_their_columns() -> None:
    table = "adm1_name,adm1_name1,adm1_pcode,lang,lang1\nNord,شمال,MJ01,fr,ar\n"
    assert dict(read(table).units[0].names) == {"fr": "Nord", "ar": "شمال"}


def test_newer_headings_without_languages__the_first_of_the_operation() -> None:
    assert dict(read("adm1_name,adm1_pcode\nNorte,MJ01\n", "es").units[0].names) == {"es": "Norte"}


LIST = """\
Location,Admin Level,P-Code,Name,Parent P-Code,Valid from date
MJA,1,MJ01,North,MJA,2024-03-01
MJA,2,MJ0101,Tarmeen,MJ01,2024-03-01
"""


def test_list_of_p_codes__one_unit_a_row_and_the_country_above_nothing() -> None:
    found = {unit.pcode: (unit.level, unit.parent, dict(unit.names)) for unit in read(LIST).units}
    assert found == {
        "MJ01": (1, "", {"en": "North"}),
        "MJ0101": (2, "MJ01", {"en": "Tarmeen"}),
    }


@pytest.mark.parametrize(
    ("row", "doubt", "line"),
    [
        ("MJA,first,MJ02,South,MJA,", Doubt.NO_LEVEL, 4),
        ("MJA,1,,South,MJA,", Doubt.NO_CODE, 4),
        ("MJA,1,MJ02,,MJA,", Doubt.NO_NAME, 4),
        ("MJA,2,MJ0101,Tarmeen,MJ02,", Doubt.TWO_PARENTS, 4),
        ("OTH,1,OT01,North,OTH,", Doubt.SEVERAL_COUNTRIES, 1),
    ],
)
def test_row_of_a_list_that_cannot_be_taken__named(row: str, doubt: Doubt, line: int) -> None:
    found = read(LIST + row + "\n")
    assert [(problem.code, problem.row) for problem in found.problems] == [(doubt, line)]


@pytest.mark.parametrize(
    ("row", "doubt", "line"),
    [
        ("X,,MJ0999,,MJ03,Marjana,MJ,", Doubt.NO_NAME, 5),
        ("X,,,North,MJ01,Marjana,MJ,", Doubt.NO_CODE, 5),
        ("Tarmeen,,MJ0101,South,MJ02,Marjana,MJ,", Doubt.TWO_PARENTS, 5),
        ("North,,MJ01,North,MJ01,Marjana,MJ,", Doubt.TWO_LEVELS, 5),
    ],
)
def test_row_that_contradicts__left_out_and_named(row: str, doubt: Doubt, line: int) -> None:
    found = read(CHAIN + row + "\n")
    assert [(problem.code, problem.row) for problem in found.problems] == [(doubt, line)]
    assert len(found.units) == 6


def test_workbook_with_a_sheet_per_level__read_together() -> None:
    book = Workbook()
    book.active.append(["Boundaries of Marjana"])  # type: ignore[union-attr]
    for title, rows in {
        "ADM2": [["ADM2_EN", "ADM2_PCODE", "ADM1_PCODE"], ["Tarmeen", "MJ0101", "MJ01"]],
        "ADM1": [["ADM1_EN", "ADM1_PCODE", "ADM0_PCODE"], ["North", "MJ01", "MJ"]],
        "ADM0": [["ADM0_EN", "ADM0_PCODE"], ["Marjana", "MJ"]],
    }.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    stream = BytesIO()
    book.save(stream)
    found = read_boundaries(read_document(stream.getvalue(), file_name="adm.xlsx"))
    assert [(unit.pcode, unit.parent) for unit in found.units] == [
        ("MJ", ""),
        ("MJ01", "MJ"),
        ("MJ0101", "MJ01"),
    ]


def test_table_without_codes__said() -> None:
    assert [one.code for one in read("name,number\nNorth,1\nSouth,2\n").problems] == [
        Doubt.NO_COLUMNS
    ]


def test_parent_missing__orphan_unless_known() -> None:
    units = read("ADM2_PCODE,ADM2_EN\nMJ0101,Tarmeen\n").units
    assert orphans(units, []) == []
    chain = read(CHAIN).units
    without = [unit for unit in chain if unit.pcode != "MJ01"]
    assert [unit.pcode for unit in orphans(without, [])] == ["MJ0101", "MJ0102"]
    assert orphans(without, ["MJ01"]) == []
