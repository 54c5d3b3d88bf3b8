"""Who does what where, from files of other countries, languages and layouts."""

import csv
import datetime as dt
import json

import polars as pl
import pytest

from himaya.engines.tabular import ReadError
from himaya.engines.tabular.intake import (
    Reference,
    annotated,
    explain,
    presence_of,
    read_as,
    reference_of,
    resolutions_of,
)
from himaya.engines.tabular.intake.tests.builders import (
    REAL,
    csv_bytes,
    invented,
    needs_real,
    table,
    xlsx_bytes,
)

SHOWN = ("admin1_code", "admin2_code", "org_acronym", "sector_code")


def shown(content: bytes | str, name: str = "x.csv", **said: object) -> list[tuple[object, ...]]:
    """Places, agencies and sectors found, sorted."""
    reference = invented()
    rows = presence_of(read_as(content, "3w", reference, file_name=name, **said), reference).rows  # type: ignore[arg-type]
    return sorted(rows.select(SHOWN).rows(), key=str)


EXPECTED = [
    ("XR01", "XR0101", "RWN", "PRO-CPN"),
    ("XR02", "XR0202", "UNICEF", "WSH"),
    ("XR10", "XR1001", "VH", "HEA"),
]

ENGLISH = """
| Region    | District | District P-Code | Implementing Partner Name | Implementing Partner Acronym | Cluster          | Activity status |
| Northland | Hillside | XR0101          | Relief Without Name       | RWN                          | Child Protection | Ongoing         |
| Sant Elia | Kareema  | XR0202          | UNICEF                    | UNICEF                       | WASH             | Completed       |
| Grand lac | Mardane  | XR1001          | Village Hands             | VH                           | Health           | Planned         |
"""
FRENCH_TRUNCATED = """
| Province  | Territoire | Code territoire | Nom de l'organisation | Cluster                          | Date début | Date fin   |
| Northland | Hillside   | XRL0101         | Secours Sans Nom      | Protection: Protection de l'enfant | 01/02/2025 | 31/12/2025 |
| Sant-Élia | Kareema    | XR202           | Unicef                | Eau, Hygiène et Assainissement   | 15/02/2025 | 30/11/2025 |
| Grand-Lac | Mardane    | XR1001          | Mains du Village      | Santé                            | 16/02/2025 | 01/01/2025 |
"""
SPANISH = """
| Estado    | Municipio | Organización implementadora | Grupo sectorial                        | Beneficiarios |
| Northland | Hillside  | Relief Without Name (RWN)   | Protección de la niñez                 | 1.200         |
| Sant Elia | Kareema   | UNICEF                      | Agua, saneamiento e higiene            | 350           |
| Grand Lac | Mardane   | Village Hands               | Salud                                  | 2.000         |
"""
ARABIC = """
| المحافظة        | المديرية | اسم المنظمة        | القطاع                     | تاريخ البدء |
| الشمال          | التل     | إغاثة بلا اسم      | حماية الطفل                | ٠١/٠٢/٢٠٢٥  |
| سانت إيليا      | كريمة    | اليونيسف           | المياه والإصحاح البيئي     | ١٥/٠٢/٢٠٢٥  |
| البحيرة الكبرى  | مردان    | Village Hands      | الصحة                      | ١٦/٠٢/٢٠٢٥  |
"""
WESTERN = str.maketrans("٠١٢٣٤٥٦٧٨٩", "0123456789")  # the code page has no Arabic digits
HXL = """
| Dónde    | x         | Quién | Qué              | y |
| #adm2+code | #adm1+name | #org+acronym | #sector+name |   |
| XR0101   | Northland | RWN   | Child Protection | 1 |
| XR0202   | Sant-Elia | UNICEF | WASH            | 2 |
| XR1001   | Grand Lac | VH    | Health           | 3 |
"""
DEEPER = """
| Woreda | WoredaPcod | Org | Sector |
| a      | XR010103   | RWN | CP     |
| b      | XR020211   | UNICEF | WASH |
| c      | XR100107   | VH  | HEA    |
"""


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (csv_bytes(ENGLISH), "4w.csv"),
        (csv_bytes(FRENCH_TRUNCATED, "cp1252", ";"), "3w.csv"),
        (csv_bytes(SPANISH, "utf-16", ";"), "3w.csv"),
        (csv_bytes(ARABIC, "utf-8-sig"), "3w.csv"),
        (csv_bytes(ARABIC.translate(WESTERN), "cp1256", "\t"), "3w.tsv"),
        (xlsx_bytes({"Notes": [["Read me"]], "3W": [["Matrix"], [], *table(HXL)]}), "3w.xlsx"),
        (csv_bytes(DEEPER), "woreda.csv"),
        (csv_bytes(ENGLISH, delimiter="\t").decode(), ""),
    ],
    ids=["en", "fr", "es", "ar", "ar-1256", "hxl", "deeper", "pasted"],
)
def test_file_of_any_country__same_presence(content: bytes | str, name: str) -> None:
    assert shown(content, name) == EXPECTED


def test_table_without_any_heading__told_by_its_cells() -> None:
    content = csv_bytes(
        """
        | XR0101 | Hillside | RWN    | Child Protection | 2025-02-01 |
        | XR0202 | Kareema  | UNICEF | WASH             | 2025-02-15 |
        | XR1001 | Mardane  | VH     | Health           | 2025-02-16 |
        """
    )
    assert shown(content) == EXPECTED


def test_a_mark_in_a_column_for_each_sector__gathered() -> None:
    content = csv_bytes(
        """
        | District code | Agency | Child Protection | WASH | Health | Nutrition |
        | XR0101        | RWN    | x                |      |        |           |
        | XR0202        | UNICEF |                  | X    | x      |           |
        """
    )
    assert shown(content) == [
        ("XR01", "XR0101", "RWN", "PRO-CPN"),
        ("XR02", "XR0202", "UNICEF", "HEA"),
        ("XR02", "XR0202", "UNICEF", "WSH"),
    ]


def test_doubts__in_their_rows_with_the_words_kept() -> None:
    content = csv_bytes(
        """
        | Province  | District  | Organisation        | Sector     | Start      | End        | Reached |
        | Northland | Hilside   | Relief Witout Name  | Protecton  | 2025-02-01 | 2025-01-01 | 10-20   |
        | Northland | Kareema   |                     | Magic      | soon       | 2025-03-01 | 12      |
        |           |           | Village Hands       | Health     | 2025-02-01 | 2025-03-01 | n/a     |
        | Northland | Hillside  | Village Hands       | Health     | 2025-02-01 | 2025-03-01 | 7       |
        | Total     |           |                     |            |            |            | 19      |
        """
    )

    reading = read_as(content, "3w", invented(), file_name="x.csv")

    assert sorted(reading.doubts.rows()) == [
        (2, "agency", "agency_name_near"),
        (2, "area", "place_name_near"),
        (2, "end", "end_before_start"),
        (2, "reached", "number_is_range"),
        (2, "sector", "term_near"),
        (3, "agency", "required_missing"),
        (3, "area", "place_not_in_parent"),
        (3, "sector", "term_unknown"),
        (3, "start", "date_unreadable"),
        (4, "area", "place_missing"),
    ]
    assert reading.rows["state"].to_list() == ["doubtful", "refused", "doubtful", "accepted"]
    assert reading.rows["agency_words"][0] == "Relief Witout Name"
    assert reading.rows["agency_name"][0] == "Relief Without Name"
    assert reading.counts() == {"in": 5, "read": 4, "accepted": 1, "doubtful": 2, "refused": 1}
    assert "rows_total" in [note.code for note in reading.notes]


def test_target__how_many_were_planned_for_where_numbers_stand_under_it() -> None:
    content = csv_bytes(
        """
        | District | Organisation  | Sector | Target |
        | Hillside | Village Hands | Health | 200    |
        | Kareema  | Village Hands | Health | <5     |
        """
    )
    reading = read_as(content, "3w", invented(), file_name="x.csv")
    assert reading.rows["planned"].to_list() == [200, None]
    assert reading.doubts.rows() == [(3, "planned", "number_is_hidden")]


def test_normalised_columns__warning_and_error_in_the_row() -> None:
    content = csv_bytes(
        """
        | Code province | Organisation  | Cluster        |
        | XRL01         | Village Hands | Food Security  |
        | XRL02         | Village Hands | Magic          |
        | XRL10         | Village Hands | Refugee response |
        """
    )
    reference = invented(period=(dt.date(2025, 4, 1), dt.date(2025, 4, 30)))

    presence = presence_of(read_as(content, "3w", reference, file_name="x.csv"), reference)

    first, unknown, refugees = presence.rows.rows(named=True)
    assert first["warning"] == "PCode length XRL01->XR01"
    assert (first["admin_level"], first["org_type_description"]) == (1, "National NGO")
    assert (first["reference_period_start"], first["sector_name"]) == (
        dt.date(2025, 4, 1),
        "Food Security",
    )
    assert (unknown["sector_code"], unknown["error"]) == (None, "Unknown sector Magic")
    assert refugees["sector_code"] == "CCM"
    assert presence.sources.to_list() == [[2], [3], [4]]


def test_decisions_of_a_person__honoured() -> None:
    content = csv_bytes(
        """
        | Where    | Who        | What   | Cluster |
        | Hilltown | The Others | Health | Magic   |
        """
    )
    profile = {
        "columns": {
            "Where": {"field": "area", "facet": "name", "level": 2},
            "Who": "agency",
            "What": "",
        },
        "decisions": {
            "area": {"Hilltown": "XR0101"},
            "agency": {"The Others": "RWN"},
            "sectors": {"Magic": "PRO-GBV"},
        },
    }
    reference = invented()

    reading = read_as(content, "3w", reference, file_name="x.csv", profile=profile)

    rows = presence_of(reading, reference).rows
    assert rows.select(SHOWN).rows() == [("XR01", "XR0101", "RWN", "PRO-GBV")]
    assert rows["warning"].to_list() == [None]


def test_what_was_made_of_each_wording__least_sure_first_without_persons() -> None:
    content = csv_bytes(
        """
        | District | Agency             | Sector    | Focal point |
        | Hilside  | Relief Witout Name | Protecton | A. Person   |
        | Hilside  | RWN                | Health    | B. Person   |
        """
    )
    reading = read_as(content, "3w", invented(), file_name="x.csv")

    found = resolutions_of(reading)
    told = json.dumps(explain(reading))

    shown = found.select("field", "words", "resolved", "how", "doubts", "rows").rows()
    assert sorted(shown, key=str) == [
        ("agency", "RWN", "Relief Without Name", "acronym", [], 1),
        (
            "agency",
            "Relief Witout Name",
            "Relief Without Name",
            "name_near",
            ["agency_name_near"],
            1,
        ),
        ("area", "Hilside", "XR0101", "name_near", ["place_name_near"], 2),
        ("sector", "Health", "HEA", None, [], 1),
        ("sector", "Protecton", "PRO", None, ["term_near"], 1),
    ]
    assert found["confidence"].is_sorted()
    assert "Person" not in told
    assert '"reason": "words"' in told


def test_corrected_file__same_ids_for_the_same_rows() -> None:
    rows = [
        ["District code", "Agency", "Sector"],
        ["XR0101", "RWN", "WASH"],
        ["XR0101", "RWN", "WASH"],
        ["XR0202", "VH", "Health"],
    ]
    before = read_as(xlsx_bytes({"s": rows}), "3w", invented()).stable_ids().to_list()
    moved = read_as(xlsx_bytes({"s": [rows[0], *rows[:0:-1]]}), "3w", invented())

    assert len(set(before)) == 3
    assert set(moved.stable_ids().to_list()) == set(before)


def test_rows_given_back__corrected_and_known_again() -> None:
    rows = [
        ["District", "Agency", "Sector"],
        ["Hilside", "RWN", "WASH"],
        ["Kareema", "VH", "Health"],
    ]
    before = read_as(xlsx_bytes({"s": rows}), "3w", invented())

    given_back = annotated(before, language="fr")
    assert given_back[0] == ["District", "Agency", "Sector", "himaya_id", "problème"]
    assert len(given_back) == 2
    assert given_back[1][4].startswith("District: Le lieu est écrit autrement")

    given_back[1][0] = "Hillside"
    after = read_as(xlsx_bytes({"s": given_back}), "3w", invented())
    assert after.rows["state"].to_list() == ["accepted"]
    assert after.stable_ids()[0] == before.stable_ids()[0]


def test_without_a_list_of_places__codes_kept_as_written() -> None:
    content = csv_bytes(
        """
        | Admin 1 code | Admin 2 code | Admin 2 name | Agency | Sector |
        | XR01         | XR0101       | Hillside     | RWN    | WASH   |
        """
    )
    reference = reference_of(country="XRL")
    reading = read_as(content, "3w", reference, file_name="x.csv")
    assert presence_of(reading, reference).rows.select(SHOWN).rows() == [
        ("XR01", "XR0101", None, "WSH")
    ]
    assert "places_not_given" in [note.code for note in reading.notes]


def test_file_about_something_else__said() -> None:
    with pytest.raises(ReadError) as refused:
        read_as(b"alpha,beta\n1,2\n3,4\n", "3w", invented(), file_name="x.csv")
    assert refused.value.code == "file_without_table"


def real_reference(country: str) -> Reference:
    with (REAL / "pcodes/pcodes_adm1_adm2_dev.csv").open(encoding="utf-8-sig") as stream:
        places = [
            {
                "country": row["Location"],
                "level": row["Admin Level"],
                "code": row["P-Code"],
                "name": row["Name"],
                "parent": row["Parent P-Code"],
            }
            for row in csv.DictReader(stream)
        ]
    with (REAL / "reference/org_alias_map.csv").open(encoding="utf-8") as stream:
        agencies = [
            {
                "country": row["Country Code"],
                "alias": row["Lookup"],
                "name": row["Canonical Name"],
                "acronym": row["Acronym"],
                "type": row["Type Code"],
            }
            for row in csv.DictReader(stream)
        ]
    return reference_of(places=places, agencies=agencies, country=country)


@pytest.mark.slow
@needs_real
def test_two_real_country_files__agree_with_the_published_presence() -> None:
    """Reads 5,900 rows of two workbooks, about a second. The eleven rows that differ are known."""
    published = pl.read_csv(
        REAL / "3w/hapi_operational_presence_cod_tcd.csv", infer_schema=False
    ).fill_null("")
    key = ["location_code", "admin1_code", "admin2_code", "org_acronym", "sector_code"]
    found = []
    for country, name in (("COD", "cod_3w_2025-05.xlsx"), ("TCD", "tcd_3w_2025-04.xlsx")):
        reference = real_reference(country)
        reading = read_as((REAL / "3w" / name).read_bytes(), "3w", reference, file_name=name)
        found.append(presence_of(reading, reference).rows.select(key).fill_null(""))

    differs = published.join(pl.concat(found), on=key, how="anti")

    assert 1 - differs.height / published.height > 0.995
    # The published file does not know this French name of the shelter cluster.
    assert differs["error"].unique().to_list() == ["Unknown sector Abris et Non vivres"]
