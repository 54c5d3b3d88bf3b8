"""Which rows are headings, and what each column means."""

import pytest

from himaya.engines.tabular.intake import (
    find_head,
    guess_heading,
    guess_hxl,
    hapi_of,
    hxl_of,
    known_means,
    propose_means,
    sheet_of,
)
from himaya.engines.tabular.intake.reading import read_sheets
from himaya.engines.tabular.intake.tests.builders import invented, records, table, xlsx_bytes

MEANINGS = """
| heading                                       | means            | facet   | level |
| Admin 1 P-Code                                | area             | code    | 1     |
| ADM2_PCODE                                    | area             | code    | 2     |
| adm2_name                                     | area             | name    | 2     |
| admin2_code                                   | area             | code    | 2     |
| WoredaPcod                                    | area             | code    |       |
| Code Terrtoire                                | area             | code    |       |
| Zone de santé                                 | area             | name    |       |
| Departamento                                  | area             | name    |       |
| رمز المحافظة                                  | area             | code    |       |
| المديرية                                      | area             | name    |       |
| #adm1 +name                                   | area             | name    | 1     |
| Country                                       | area             | name    | 0     |
| Implementing Partner Acronym                  | agency           | acronym |       |
| Nom organization                              | agency           | name    |       |
| Nombre de la organización                     | agency           | name    |       |
| نوع المنظمة                                   | agency           | type    |       |
| org_type_description                          | agency           | type    |       |
| Sigle                                         | agency           | acronym |       |
| Program Partner Name                          | agency.partner   | name    |       |
| CLUSTER\\n(Choisir dans la liste déroulante)  | sector           | name    |       |
| Grupo sectorial                               | sector           | name    |       |
| القطاع                                        | sector           | name    |       |
| #sector+cluster+name                          | sector           | name    |       |
| DATE DEBUT                                    | period.start     |         |       |
| Fecha fin                                     | period.end       |         |       |
| تاريخ الانتهاء                                | period.end       |         |       |
| #date+occurred                                | date             |         |       |
| NOMBRE BENEFICIAIRES DIRECTS                  | count.reached    |         |       |
| Number of people reached (women)              | count.reached    |         |       |
| ETAT PROJET                                   | status           |         |       |
| الحالة                                        | status           |         |       |
| #geo+lon                                      | point            | lon     |       |
| Mobile/Tel                                    | person.phone     |         |       |
"""


@pytest.mark.parametrize("row", records(MEANINGS), ids=lambda row: row["heading"][:20])
def test_heading__means(row: dict[str, str]) -> None:
    best = guess_heading(row["heading"].replace("\\n", "\n"))[0]

    level = "" if best.level is None else str(best.level)
    assert (best.means, best.facet, level) == (row["means"], row["facet"], row["level"])
    assert best.confidence >= 0.7


@pytest.mark.parametrize("heading", ["Icônes", "Donor Name", "Bailleur", "Path", ""])
def test_other_heading__nothing_sure(heading: str) -> None:
    assert all(guess.confidence < 0.5 for guess in guess_heading(heading))


BOTH_WAYS = [
    ("area", "code", 2, "#adm2+code", "admin2_code"),
    ("area", "code", 0, "#country+code", "location_code"),
    ("agency", "acronym", None, "#org+acronym", "org_acronym"),
    ("agency", "type", None, "#org+type", "org_type_description"),
    ("sector", "code", None, "#sector+code", "sector_code"),
    ("period.start", "", None, "#date+start", "reference_period_start"),
    ("count.reached", "f", None, "#reached+f", "reached_f"),
]


@pytest.mark.parametrize(("means", "facet", "level", "tag", "name"), BOTH_WAYS)
def test_one_table__read_both_ways(
    means: str, facet: str, level: int | None, tag: str, name: str
) -> None:
    assert (hxl_of(means, facet, level), hapi_of(means, facet, level)) == (tag, name)
    read = guess_hxl(tag)
    assert read is not None
    assert (read.means, read.facet, read.level) == (means, facet, level)


ONE_WAY = {"count.in_need"}  # a file's #inneed may be any count


@pytest.mark.parametrize("means", [one for one in known_means() if one not in ONE_WAY])
def test_tag_written__read_as_the_same_meaning(means: str) -> None:
    read = guess_hxl(hxl_of(means))

    assert read is not None
    assert read.means == means


def test_day_it_is_due__no_plain_date() -> None:
    due, plain = guess_hxl("#date+due"), guess_hxl("#date+planned")

    assert (due and due.means, plain and plain.means) == ("deadline", "date")


def test_title_and_notes_above__headings_found_below() -> None:
    rows = [
        ["3W – March 2025"],
        [],
        ["Contact: the IM unit"],
        [],
        [],
        [],
        [],
        *table(
            """\n        | Province  | Organisation | Cluster    |\n        | Northland | RWN          | Protection |\n        | Northland | VH           | Health     |\n        """
        ),
    ]

    head = find_head(sheet_of(rows))

    assert (head.rows, head.first_row, head.known) == ((8,), 9, 3)


def test_two_rows_of_headings__group_and_column_read_together() -> None:
    rows = [
        ["Who", "", "Where", "", "Report", ""],
        ["Name", "Acronym", "Admin 1", "Admin 2", "Availability", "URL"],
        ["Relief Without Name", "RWN", "Northland", "Hillside", "Public", "https://example.org"],
        ["Village Hands", "VH", "Northland", "Old Port", "Public", ""],
    ]
    merges = ["A1:B1", "C1:D1", "E1:F1"]

    head = find_head(read_sheets(xlsx_bytes({"s": rows}, merges), file_name="x")[0])

    assert head.rows == (1, 2)
    assert [column.labels for column in head.columns][3:5] == [
        ("Where", "Admin 2"),
        ("Report", "Availability"),
    ]


def test_second_row_in_another_language__both_are_headings() -> None:
    rows = table(
        """
        | Province  | Organisation | Sector     | Status  |
        | المحافظة  | المنظمة      | القطاع     | الحالة  |
        | Northland | RWN          | Protection | Ongoing |
        """
    )

    head = find_head(sheet_of(rows))

    assert (head.rows, head.first_row) == ((1, 2), 3)


def test_hxl_row_on_some_columns__found_and_not_data() -> None:
    rows = table(
        """
        | Title | Where      | What    | Who           | Icon |
        |       | #adm1+name | #sector | #org +acronym |      |
        | XR01  | Northland  | Health  | RWN           | x    |
        """
    )

    head = find_head(sheet_of(rows))

    assert (head.rows, head.hxl_row, head.first_row) == ((1,), 2, 3)


def test_row_that_explains_how_to_fill__not_data() -> None:
    rows = [
        ["Province", "Start date", "Cluster"],
        ["(choose)", "DD/MM/YYYY", "(choose)"],
        ["Northland", "1/2/2025", "Health"],
    ]
    assert find_head(sheet_of(rows)).first_row == 3


def test_columns__meaning_with_reason_and_confidence() -> None:
    rows = table(
        """
        | Title  | Wilaya     | Volet      | Structure           | Jour       |
        | XR01   | Northland  | Santé      | Secours Sans Nom    | 25/02/2025 |
        | XR02   | Sant Elia  | Protection | Secours Sans Nom    | 26/02/2025 |
        | XR10   | Grand lac  | WASH       | Mains du Village    | 27/02/2025 |
        """
    )
    sheet = sheet_of(rows)

    found = propose_means(sheet, find_head(sheet), invented())

    shown = [(one.means, one.facet, one.level, one.reason) for one in found]
    assert shown == [
        ("area", "code", 1, "content"),
        ("area", "name", 1, "words"),
        ("sector", "name", None, "content"),
        ("agency", "name", None, "words"),
        ("date", "", None, "words"),
    ]
    assert all(one.confidence >= 0.6 for one in found)


def test_table_without_headings__all_of_it_is_data() -> None:
    rows = [["1", "XR01", "12"], ["2", "XR02", "14"], ["3", "XR10", "9"]]
    assert find_head(sheet_of(rows)).rows == ()
