"""P-codes repaired, places and agencies matched, against an invented gazetteer."""

import pytest

from himaya.engines.tabular.intake import PlaceWords
from himaya.engines.tabular.intake.agencies import Agencies
from himaya.engines.tabular.intake.gazetteer import gazetteer_of
from himaya.engines.tabular.intake.tests.builders import AGENCIES, invented, records

CODES = """
| written    | level | code   | how      | doubt          |
| XR0101     | 2     | XR0101 | exact    |                |
| xr-01 01   | 2     | XR0101 | case     |                |
| ХR0101     | 2     | XR0101 | case     |                |
| XRL0101    | 2     | XR0101 | prefix   | code_prefix    |
| 0101       | 2     | XR0101 | prefix   | code_prefix    |
| XR1        | 1     | XR01   | padding  | code_padding   |
| XR202      | 2     | XR0202 | padding  | code_padding   |
| XR101      | 2     |        |          | code_unclear   |
| XR0101ZS05 | 3     | XR0101 | deeper   |                |
| XR0199     | 2     | XR01   | deeper   | code_unknown   |
| XR020      | 2     | XR02   | deeper   | code_unknown   |
| QQ01       | 1     |        |          | code_unknown   |
"""


@pytest.mark.parametrize("row", records(CODES), ids=lambda row: row["written"])
def test_code__repaired_or_doubted(row: dict[str, str]) -> None:
    found = invented().gazetteer.find_code(row["written"], int(row["level"]))
    assert (found.code, found.how, found.doubt) == (row["code"], row["how"], row["doubt"])


NAMES = """
| written              | within | code   | how               | doubt              |
| Hillside             |        | XR0101 | name              |                    |
| HILLSIDE district    |        | XR0101 | name              |                    |
| التل                 |        | XR0101 | name              |                    |
| سانت ايليا           |        | XR02   | name              |                    |
| Sant Elia            |        | XR02   | name              |                    |
| Hilside              |        | XR0101 | name_near         | place_name_near    |
| Old Port             | XR02   | XR0201 | name              |                    |
| Old Port             |        |        |                   | place_name_unclear |
| Hillside             | XR02   |        |                   | place_not_in_parent |
| Karima               |        | XR0202 | name_near         | place_name_near    |
| ماردان               |        | XR1001 | name_other_script | place_name_near    |
| Nowhere at all       |        |        |                   | place_unknown      |
"""


@pytest.mark.parametrize("row", records(NAMES), ids=lambda row: row["written"] + row["within"])
def test_name__matched_across_spellings_and_scripts(row: dict[str, str]) -> None:
    found = invented().gazetteer.find_name(row["written"], None, row["within"])
    assert (found.code, found.doubt) == (row["code"], row["doubt"])
    if row["how"] == "name":
        assert found.confidence > 0.9


def test_old_scheme__brought_over_and_a_split_asked_about() -> None:
    places = gazetteer_of(
        [{"code": f"XR{n:02}", "level": 1, "name": f"P{n}", "country": "XRL"} for n in (1, 2, 3)],
        crosswalk={"OLD9": "XR03", "OLD8": ["XR01", "XR02"]},
    )
    assert places.find_code("OLD9").code == "XR03"
    split = places.find_code("OLD8")
    assert (split.code, split.doubt, split.candidates) == ("", "code_split", ("XR01", "XR02"))


def test_row__codes_and_names_together() -> None:
    places = invented().gazetteer

    unknown_code = places.resolve(
        PlaceWords(((1, "XR02"), (2, "XR0299")), ((1, "Sant-Elia"), (2, "Kareema")))
    )
    assert unknown_code.unit is not None
    assert (unknown_code.unit.code, unknown_code.doubts) == ("XR0202", ("code_by_name",))

    other_place = places.resolve(PlaceWords(((2, "XR0101"),), ((2, "Kareema"),)))
    assert other_place.unit is not None
    assert (other_place.unit.code, other_place.doubts) == ("XR0101", ("place_name_differs",))

    parent_only = places.resolve(PlaceWords((), ((1, "Northland"), (2, "Kareema"))))
    assert parent_only.unit is not None
    assert (parent_only.unit.code, parent_only.doubts) == ("XR01", ("place_not_in_parent",))


def test_decision_of_a_person__goes_before_everything() -> None:
    places = invented(decisions={"area": {"Hilside": "XR1001"}}).gazetteer
    assert places.find_name("Hilside").how == "decision"
    assert places.find_name("Hilside").code == "XR1001"


FOUND = """
| name                          | acronym | agency | doubt            |
| Relief Without Name           |         | RWN    |                  |
| secours sans nom              |         | RWN    |                  |
| إغاثه بلا اسم                 |         | RWN    |                  |
| Relief Without Name (RWN)     |         | RWN    |                  |
| RWN - Relief Without Name     |         | RWN    |                  |
| Relief Witout Name            |         | RWN    | agency_name_near |
| Hands of the Village          | VH      | VH     |                  |
|                               | VH      | VH     |                  |
| Organisation Internationale pour les Migrations | OIM | IOM |      |
| المجلس النرويجي للاجئين       |         | NRC    |                  |
| PAM                           |         | WFP    |                  |
| Some Local Group              | SLG     | SLG    | agency_unknown   |
"""


@pytest.mark.parametrize("row", records(FOUND), ids=lambda row: row["name"] or row["acronym"])
def test_agency__by_name_alias_acronym_or_other_script(row: dict[str, str]) -> None:
    found = Agencies(records(AGENCIES), country="XRL").find(row["name"], row["acronym"])
    if row["name"] == "Hands of the Village":
        assert found.agency.name in ("Village Hands", row["name"])
        return
    assert (found.agency.acronym, found.doubt) == (row["agency"], row["doubt"])


def test_acronym_shared_by_others__name_decides() -> None:
    agencies = Agencies(records(AGENCIES), country="XRL")
    found = agencies.find("Quite Another Body", "RWN")
    assert (found.agency.name, found.doubt) == ("Quite Another Body", "agency_unknown")


def test_several_agencies_in_a_cell__each_counted() -> None:
    found = Agencies(records(AGENCIES), country="XRL").find_all("Secours Sans Nom / UNICEF")
    assert [(one.agency.acronym, one.doubt) for one in found] == [
        ("RWN", "agency_several"),
        ("UNICEF", "agency_several"),
    ]
