"""Figures over the API: of an indicator by its rules, and of sources with their differences."""

from tests.world import World

from himaya.config.tests.doors import Caller, token_of
from himaya.kernel.verbs import Verb
from himaya.profiles.categories.tests.test_population_adding import figures
from himaya.profiles.categories.tests.test_population_sources import SOURCES
from himaya.profiles.coordination.tests.test_indicator_page import REPORTS, indicator, report
from himaya.records.models import Record


def test_figures_of_an_indicator__as_its_page_has_them(world: World) -> None:
    record = indicator(world)
    report(world, REPORTS)
    caller = Caller(token_of(world, "dawit", [Verb.RECORD_VIEW], cap=2))

    told = caller.get(f"/records/{record.ref}/figures").json()

    assert told["total"] == {"state": "figure", "value": 60.0, "why": ""}
    assert told["order"] == ["place", "partner", "period"]
    assert [one["total"]["value"] for one in told["periods"]] == [10, 50]
    assert told["periods"][0]["partners"][1] == {
        "partner": "WCI",
        "figure": {"state": "", "value": None, "why": ""},
        "asked": True,
        "not_reported": 0,
        "not_assessed": 0,
        "due": 1,
        "sent_back": 1,
    }
    assert told["progress"]["of_way"] == 40
    assert told["notes"]["partners_overlap"] == 2
    other = Record.objects.filter(dataset__profile="indicator_report")[0]
    assert caller.get(f"/records/{other.ref}/figures").status_code == 404


def test_sources_of_a_population_figure__as_its_page_has_them(world: World) -> None:
    _dataset, made = figures(world, SOURCES)
    caller = Caller(token_of(world, "amina", [Verb.RECORD_VIEW]))
    told = caller.get(f"/records/{made[0].ref}/sources").json()
    found = {one["source_organisation"]: one for one in told["sources"]}
    assert (found["WCI"]["difference"], found["WCI"]["percent"], found["WCI"]["days"]) == (
        30,
        15,
        10,
    )
    assert found["GOV"]["not_compared"] == ["definition"]
    assert caller.get("/records/0absent0/sources").status_code == 404
    assert told["part"] == {"sex": "t", "from_age": 0, "to_age": None}
