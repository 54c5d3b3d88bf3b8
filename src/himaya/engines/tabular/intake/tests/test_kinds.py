"""Assessments, population, places, incidents, indicators and contacts."""

import csv
import datetime as dt
import json
from pathlib import Path

import pytest

from himaya.engines.tabular.intake import (
    find_head,
    kind_of,
    kinds,
    mapping_of,
    profile_of,
    propose_fields,
    read_as,
    read_sheets,
    reference_of,
    sheet_of,
)
from himaya.engines.tabular.intake.doubts import doubts, level_of
from himaya.engines.tabular.intake.places import read_crosswalk, read_units
from himaya.engines.tabular.intake.tests.builders import (
    REAL,
    csv_bytes,
    invented,
    needs_real,
    table,
    xlsx_bytes,
)
from himaya.engines.tabular.intake.vocabulary import vocabulary


def test_every_declaration__names_a_list_that_is_there() -> None:
    for kind in kinds().values():
        for field in kind.fields.values():
            if field.list_name:
                assert vocabulary(field.list_name).terms


def test_every_doubt__in_four_languages_with_a_level() -> None:
    for doubt in doubts().values():
        assert set(doubt.texts) == {"en", "fr", "es", "ar"}
        assert level_of(doubt.code) in ("notice", "doubt", "refused")


def test_every_doubt__in_the_reference_as_it_is() -> None:
    page = Path(__file__).parents[6] / "docs" / "reference" / "tabular.md"
    rows = page.read_text(encoding="utf-8").splitlines()
    for doubt in doubts().values():
        assert f"| `{doubt.code}` | {doubt.level} | {doubt.texts['en']} |" in rows


def test_assessments__grouped_headings_documents_and_contact() -> None:
    rows: list[list[object]] = [
        ["Assessment Registry (mandatory fields are marked with *)"],
        ["Title", "Agency/NGO*", "", "Location*", "", "Status", "Starting", "Access*", "", "", "", "Contact"],
        ["Title*", "Leading Organization(s)*", "Participating Organization(s)", "Region *", "Zone *",
         "Status*", "DD/MM/YYYY", "Report availability*", "", "Data*", "", "Contact name"],
        ["Title", "Agency", "Partners", "Admin 1", "Admin 2", "Status", "Start",
         "Report Availability", "Report URL", "Data Availability", "Data URL", "Name"],
        ["Needs after the flood", "RWN", "VH, UNICEF", "Northland", "Hillside", "Report completed",
         dt.date(2025, 3, 1), "Publicly Available", "https://example.org/r", "Available on Request", "", "A. Person"],
    ]  # fmt: skip

    reading = read_as(xlsx_bytes({"Assessments": rows}), "assessments", invented())

    found = reading.rows.row(0, named=True)
    assert reading.head.rows == (2, 3, 4)
    assert (found["title"], found["agency_acronym"], found["partners"]) == (
        "Needs after the flood",
        "RWN",
        "VH, UNICEF",
    )
    assert (found["area_code"], found["status"], found["start"]) == (
        "XR0101",
        "report_completed",
        dt.date(2025, 3, 1),
    )
    assert (found["report_availability"], found["data_availability"]) == ("public", "on_request")
    assert kind_of("assessments").fields["contact_name"].is_personal
    assert found["state"] == "accepted"


@needs_real
def test_registry_template_of_ocha__each_of_its_24_columns_placed() -> None:
    content = (REAL / "templates/ocha_assessment_registry_bulk_template.xlsx").read_bytes()
    reading = read_as(content, "assessments", reference_of())
    placed = [one.field for one in reading.proposals]
    assert len(placed) == 24
    assert all(placed)
    assert len(set(placed)) == 22  # three admin levels make one place


def test_population__wide_columns_become_one_figure_a_row() -> None:
    content = csv_bytes(
        """
        | year   | coo_iso | coa_iso | refugees | asylum_seekers | idps |
        | 2024.0 | AAA     | XRL     | 1200.0   | 0.0            |      |
        """
    )

    rows = read_as(content, "population", invented(), file_name="x.csv").rows

    assert rows.select("as_of", "origin", "country", "population_group", "figure").rows() == [
        (dt.date(2024, 12, 31), "AAA", "XRL", "refugees", 1200.0),
        (dt.date(2024, 12, 31), "AAA", "XRL", "asylum_seekers", 0.0),
    ], "zero was reported, the blank was not"


def test_population_by_sex_and_age__read_from_the_headings() -> None:
    content = csv_bytes(
        """
        | District | Pop type | f_0_4 | f_60 | f_total | Men 18-59 | total |
        | Hillside | IDPs     | 3     | 1    | 4       | 7         | 11    |
        """
    )
    rows = read_as(content, "population", invented(), file_name="x.csv").rows
    assert rows.select("area_code", "population_group", "sex", "age", "figure").rows() == [
        ("XR0101", "idps", "f", "0-4", 3.0),
        ("XR0101", "idps", "f", "60+", 1.0),
        ("XR0101", "idps", "f", "all", 4.0),
        ("XR0101", "idps", "m", "18-59", 7.0),
        ("XR0101", "idps", "all", "all", 11.0),
    ]


def test_population__long_hapi_columns() -> None:
    content = csv_bytes(
        """
        | location_code | admin2_code | population_group | population_status | gender | age_range | population | reference_period_end |
        | XRL           | XR0101      | IDP              | INN               | f      | 0-17      | 40         | 2024-12-31           |
        """
    )
    found = read_as(content, "population", invented(), file_name="x.csv").rows.row(0, named=True)
    assert (found["area_code"], found["population_group"], found["status"]) == (
        "XR0101",
        "idps",
        "INN",
    )
    assert (found["sex"], found["figure"], found["as_of"]) == ("f", 40.0, dt.date(2024, 12, 31))


@needs_real
def test_real_population_files__totals_kept() -> None:
    path = REAL / "population/unhcr_population_dev.csv"
    with path.open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    groups = [name for name in rows[0] if name != "year" and not name.startswith("co")]
    total = sum(float(row[name]) for row in rows for name in groups if row[name])

    reading = read_as(path.read_bytes(), "population", reference_of(), file_name=path.name)

    assert reading.rows["figure"].sum() == total
    assert reading.counts()["accepted"] == reading.rows.height


OLD = """
| ADM0_PCODE | ADM1_EN | ADM1_AR | ADM1_PCODE | ADM2_EN | ADM2_AR | ADM2_PCODE | validOn    |
| XR         | North   | الشمال  | XR01       | Hill    | التل    | XR0101     | 2020-01-01 |
| XR         | North   | الشمال  | XR01       | Lake    |         | XR0102     | 2020-01-01 |
| XR         | South   |         | XR02       | Hill    |         | XR0101     | 2020-01-01 |
"""
NEW = """
| adm2_name | adm2_name1 | adm2_pcode | adm1_name | adm1_name1 | adm1_pcode | adm0_pcode | lang | lang1 | valid_on   | valid_to | version |
| Hill      | التل       | XR0101     | North     | الشمال     | XR01       | XR         | en   | ar    | 2024-01-01 |          | v03     |
"""
LISTED = """
| Location | Admin Level | P-Code | Name  | Parent P-Code | Valid from date |
| XRL      | 1           | XR01   | North | XRL           | 2020-01-01      |
| XRL      | 2           | XR0101 | Hill  | XR01          | 2020-01-01      |
"""


@pytest.mark.parametrize("text", [OLD, NEW, LISTED], ids=["old", "new", "listed"])
def test_admin_units__in_every_scheme(text: str) -> None:
    read = read_units(read_sheets(csv_bytes(text), file_name="x.csv"))
    hill = next(unit for unit in read.units if unit.code == "XR0101")
    assert (hill.level, hill.parent) == (2, "XR01")
    assert "Hill" in hill.names.values()
    assert hill.valid_on is not None
    if text == NEW:
        assert (hill.names["ar"], hill.version) == ("التل", "v03")
    if text == OLD:
        assert [(one.row, one.code) for one in read.doubts] == [(4, "two_parents")]
    assert reference_of(places=read.rows()).gazetteer.find_name("Hill").code == "XR0101"


def test_crosswalk__splits_kept_together() -> None:
    rows = table(
        """
        | Ancien code | Nouveau code | Nom  |
        | XR0101      | XR0201       | Hill |
        | XR0101      | XR0202       | Hill |
        | XR0102      | XR0102       | Lake |
        """
    )
    assert read_crosswalk([sheet_of(rows)]) == {"XR0101": ["XR0201", "XR0202"]}


def test_incidents__every_count_under_its_heading_and_odd_points_marked() -> None:
    content = csv_bytes(
        """
        | Date       | Event Description | Admin 1   | Latitude | Longitude | Actor Type | Aid Workers Killed | SiND ID |
        | #date      |                   | #adm1     | #geo+lat | #geo+lon  |            | #affected+killed   |         |
        | 2023-08-22 | Something         | Northland | 5.4      | 26.49     | NSA        | 2                  | 40794   |
        | 2023-08-23 | Something else    | Northland | 126.4    | 5.4       | NSA        |                    | 40795   |
        """
    )
    reading = read_as(content, "incidents", invented(), file_name="x.csv")
    assert reading.rows["count: Aid Workers Killed"].to_list() == [2.0, None]
    assert reading.rows["latitude"].to_list() == [5.4, 126.4]
    assert reading.doubts.rows() == [(4, "point", "point_swapped")]


@needs_real
@pytest.mark.parametrize(
    ("name", "rows"), [("protection_in_danger", 624), ("explosive_weapons", 2083)]
)
def test_real_incident_files__read_whole(name: str, rows: int) -> None:
    path = REAL / f"incidents/insecurity_insight_{name}_2020_2023.xlsx"
    reading = read_as(path.read_bytes(), "incidents", reference_of(), file_name=path.name)
    assert reading.counts()["accepted"] == rows
    assert reading.rows["date"].null_count() == 0


def test_indicators__needs_by_sector_null_is_not_zero() -> None:
    content = csv_bytes(
        """
        | Country ISO3 | Admin 2 PCode | Admin 2 Name | Description | Cluster | Category | Population | In Need | Targeted | Reached |
        | XRL          |               |              | Education   | EDU     |          |            | 8030    | 1350     | 0       |
        | XRL          | XR0101        | Hillside     | GBV         | PRO-GBV | Girls    | 900        | 12      |          |         |
        """
    )
    rows = read_as(content, "indicators", invented(), file_name="x.csv").rows
    shown = rows.select("area_code", "sector", "population", "in_need", "targeted", "reached")
    assert shown.rows() == [
        (None, "EDU", None, 8030.0, 1350.0, 0.0),
        ("XR0101", "PRO-GBV", 900.0, 12.0, None, None),
    ]


def test_contacts__persons_stay_marked_as_personal() -> None:
    content = csv_bytes(
        """
        | Nom et prénom | Organisation     | Fonction | Courriel        | Téléphone   | Province  |
        | X. Invented   | Secours Sans Nom | IMO      | x@example.org   | +00 11 2233 | Northland |
        """
    )
    reading = read_as(content, "contacts", invented(), file_name="x.csv")
    found = reading.rows.row(0, named=True)
    assert (found["name"], found["agency_acronym"], found["email"]) == (
        "X. Invented",
        "RWN",
        "x@example.org",
    )
    personal = {key for key, field in reading.kind.fields.items() if field.is_personal}
    assert personal == {"name", "first_name", "last_name", "email", "phone"}


def test_mapping_profile__fits_the_next_file_though_columns_moved() -> None:
    first = sheet_of([["A", "Zz", "Qq"], ["XR0101", "RWN", "Health"], ["XR0202", "VH", "WASH"]])
    decided = {"columns": {"A": {"field": "area", "facet": "code", "level": 2}, "Zz": "agency"}}
    kind, reference = kind_of("3w"), invented()

    proposals = propose_fields(first, find_head(first), kind, reference, mapping_of(decided))
    profile = json.loads(json.dumps(profile_of("3w", "", proposals)))
    moved = sheet_of([["Qq", "A", "Zz"], ["Health", "XR0101", "RWN"], ["WASH", "XR0202", "VH"]])
    again = propose_fields(moved, find_head(moved), kind, reference, mapping_of(profile))

    assert [one.field for one in again] == ["sector", "area", "agency"]
    assert {one.reason for one in again} == {"decision"}


@pytest.mark.parametrize("profile", [{"columns": []}, {"decisions": "x"}])
def test_broken_profile__said(profile: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="mapping profile"):
        mapping_of(profile)


FROM_TO = table("""
| from       | to              | read as dates |
| 2025-03-01 | 2025-04-30      | yes           |
| 1/3/2025   | 30/4/2025       | yes           |
| March 2025 | April 2025      | yes           |
| Hillside   | Kareema         | no            |
| a donor    | a partner       | no            |
""")[1:]


@pytest.mark.parametrize(("start", "end", "as_dates"), FROM_TO)
def test_from_and_to_of_a_three_w__dates_only_where_the_cells_are(
    start: str, end: str, as_dates: str
) -> None:
    text = f"Organisation;Cluster;Admin2;From;To\nVH;Protection;Hillside;{start};{end}\n"
    reading = read_as(text.encode(), "3w", reference_of(), file_name="3w.csv")
    fields = {one.column.name: one.field for one in reading.proposals}

    assert ((fields["From"], fields["To"]) == ("start", "end")) == (as_dates == "yes")
    if as_dates == "yes":
        assert reading.rows["start"][0] == dt.date(2025, 3, 1)
        assert reading.rows["end"][0] == dt.date(2025, 4, 30)


def test_row_of_headings_and_order_told__go_before_what_is_found() -> None:
    text = "Organisation;Cluster;Admin2;Start\nOrg;Area of work;Where;Begin\nVH;Protection;Hillside;03/04/2025\n"
    told = {
        "head_row": 2,
        "day_first": False,
        "columns": {"Org": "agency", "Area of work": "sector", "Where": "area", "Begin": "start"},
    }
    reading = read_as(text.encode(), "3w", reference_of(), file_name="3w.csv", profile=told)

    assert reading.head.rows == (2,)
    assert reading.rows["start"].to_list() == [dt.date(2025, 3, 4)]
    assert "date_order_unproven" not in reading.doubts["code"].to_list()
