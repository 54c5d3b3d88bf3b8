"""Bringing maps in: outlines on the right units, refusals that show why, names decided once."""

import json
from collections.abc import Callable
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.world import World

from himaya.cli.import_places import draw_refused, report_of
from himaya.cli.prepare import draw_maps
from himaya.engines.figures import pack, unpack
from himaya.gate.decisions import visible_to
from himaya.kernel.problems import Problem
from himaya.places.actions import (
    decide_name,
    import_crosswalk,
    import_map,
    import_units,
    take_back_name,
)
from himaya.places.boundaries import UnitRow
from himaya.places.matching import Asked, matches_of
from himaya.places.models import AdminUnit, MapPicture, PlaceAlias, Site, UnitSuccession
from himaya.places.pictures import drawing_of, levels_drawn
from himaya.places.queries import predecessors_of, successors, successors_of
from himaya.places.reading import read_areas
from himaya.places.successions import SuccessionRow

SignIn = Callable[[str], Client]
Properties = dict[str, object]


def square(x: float, y: float, size: float = 1.0) -> list[list[float]]:
    return [[x, y], [x + size, y], [x + size, y + size], [x, y + size], [x, y]]


def geojson(*areas: tuple[Properties, list[list[float]]]) -> bytes:
    features = [
        {
            "type": "Feature",
            "properties": properties,
            "geometry": {"type": "Polygon", "coordinates": [ring]},
        }
        for properties, ring in areas
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


CODED = geojson(
    ({"pcode": "MJ01", "name": "x"}, square(41, 17)), ({"pcode": "MJ02"}, square(42, 17))
)


def bring(client: Client, content: bytes, name: str = "areas.geojson", **more: object) -> str:
    given = {"edition": "2024", "table": SimpleUploadedFile(name, content), **more}
    return client.post(reverse("places-import"), given).content.decode()


def test_map_with_pcodes__outlines_kept_and_drawn(world: World, sign_in: SignIn) -> None:
    page = bring(sign_in("dawit"), CODED)

    assert "The outlines of 2 areas are kept." in page
    shape = AdminUnit.objects.get(pcode="MJ01").shape
    assert set(unpack(shape)[0]) == {(x, y) for x, y in square(41, 17)}
    drawn = levels_drawn(world.operation, "2024")
    assert set(drawn) == {1}
    assert set(drawing_of(drawn[1]).picture.paths) == {"MJ01", "MJ02"}


def test_outlines_from_before__drawn_when_the_installation_is_brought_up(
    world: World, sign_in: SignIn
) -> None:
    bring(sign_in("dawit"), CODED)
    MapPicture.objects.all().delete()
    said: list[str] = []
    draw_maps(said.append)
    draw_maps(said.append)
    assert said == ["Drawing areas: 1 levels."]
    assert set(levels_drawn(world.operation, "2024")) == {1}


def test_map_before_the_table_of_areas__one_line_says_what_comes_first(world: World) -> None:
    named = geojson(({"name": "Ash"}, square(41, 17)), ({"name": "Oak"}, square(42, 17)))

    for edition, codes in (("2040", ["no_areas_yet"]), ("2024", ["undecided_name"] * 2)):
        brought = read_areas(
            world.operation, edition=edition, content=named, file_name="areas.geojson"
        )
        report = report_of(world.operation, brought)
        assert [one["code"] for one in report["problems"]] == codes


def test_only_look__nothing_written(world: World, sign_in: SignIn) -> None:
    page = bring(sign_in("dawit"), CODED, dry_run="on")

    assert "The outlines of 2 areas were read; nothing is written." in page
    assert not MapPicture.objects.exists()


def test_cod_ab_map__brings_its_units_along(world: World, sign_in: SignIn) -> None:
    above = {"adm1_pcode": "MJ03", "adm1_name": "East", "lang": "en"}
    content = geojson(
        ({**above, "adm2_pcode": "MJ0301", "adm2_name": "Tarmeen"}, square(41, 17)),
        ({**above, "adm2_pcode": "MJ0302", "adm2_name": "Wadi"}, square(42, 17)),
    )

    bring(sign_in("dawit"), content, edition="2026", valid_from="2026-01-01")

    units = AdminUnit.objects.filter(edition="2026")
    assert {unit.pcode: bool(unit.shape) for unit in units} == {
        "MJ03": False,
        "MJ0301": True,
        "MJ0302": True,
    }


METRES = square(413_398, 2_342_772, 5_000)


@pytest.mark.parametrize(
    ("content", "code", "text"),
    [
        (geojson(({"pcode": "MJ01"}, METRES)), "metres", "no degrees"),
        (
            geojson(({"pcode": "MJ01"}, METRES), ({"pcode": "MJ02"}, square(42, 17))),
            "mixed",
            "some in other figures",
        ),
        (
            geojson(({"pcode": "MJ01"}, square(41, 17)), ({"pcode": "MJ01"}, square(42, 17))),
            "twice",
            "carry the code MJ01",
        ),
        (
            geojson(({"pcode": "MJ01"}, [[41, 17], [42, 17], [41, 17], [41, 17]])),
            "no_width",
            "without any area",
        ),
        (b"no map", "not_json", "not JSON at all"),
        (b'{"type": "FeatureCollection", "features": []}', "no_areas", "has no areas"),
    ],
)
def test_wrong_map__refused_with_its_reason(
    world: World, sign_in: SignIn, content: bytes, code: str, text: str
) -> None:
    page = bring(sign_in("dawit"), content)

    assert f'<span class="ref">{code}</span>' in page
    assert text in page
    assert "Nothing was written." in page
    assert ('class="map why"' in page) == (code not in {"not_json", "no_areas"})
    assert not MapPicture.objects.exists()


def test_refused_map__drawn_in_a_file_of_its_own(world: World, tmp_path: Path) -> None:
    content = geojson(({"pcode": "MJ01"}, METRES), ({"pcode": "MJ02"}, square(42, 17)))
    plan = read_areas(
        world.operation, edition="2024", content=content, file_name="areas.geojson"
    ).plan
    assert plan is not None
    draw_refused(tmp_path / "why.svg", plan)
    drawn = sorted(tmp_path.iterdir())
    assert [one.name for one in drawn] == ["why-2.svg", "why.svg"]
    for one in drawn:
        root = fromstring(one.read_bytes())  # noqa: S314 - our own drawing
        assert root.tag == "{http://www.w3.org/2000/svg}svg"


def test_names_of_one_level__that_level_is_meant_and_cut_headings_are_read(world: World) -> None:
    AdminUnit.objects.filter(pcode="MJ0101").update(names={"en": "Area MJ01"})
    content = geojson(
        ({"id": "X", "New_Area_N": "Area MJ01"}, square(41, 17)),
        ({"id": "X", "New_Area_N": "Area MJ02"}, square(42, 17)),
    )
    plan = read_areas(world.operation, edition="2024", content=content, file_name="a.json").plan
    assert plan is not None
    assert (set(plan.shapes), plan.findings, plan.undecided) == ({"MJ01", "MJ02"}, (), ())
    nameless = geojson(({"size": 3}, square(41, 17)))
    plan = read_areas(world.operation, edition="2024", content=nameless, file_name="a.json").plan
    assert plan is not None
    assert plan.nameless == (1,)


def test_area_moved_aside__shown_where_it_should_lie_and_taken_on_a_persons_word(
    world: World, sign_in: SignIn
) -> None:
    client = sign_in("dawit")
    bring(client, CODED)
    moved = geojson(({"pcode": "MJ01"}, square(49, 17)), ({"pcode": "MJ02"}, square(42, 17)))

    page = bring(client, moved)
    assert '<span class="ref">displaced</span>' in page
    assert 'class="me"' in page
    assert (41.0, 17.0) in unpack(AdminUnit.objects.get(pcode="MJ01").shape)[0]

    bring(client, moved, trusts="on")
    assert (49.0, 17.0) in unpack(AdminUnit.objects.get(pcode="MJ01").shape)[0]


def test_swapped_map__refused_by_what_is_known(world: World, sign_in: SignIn) -> None:
    client = sign_in("dawit")
    bring(client, CODED)

    page = bring(client, geojson(({"pcode": "MJ0101"}, square(17.2, 41.2, 0.2))))

    assert '<span class="ref">swapped</span>' in page


def test_map_with_names_only__near_ones_wait_and_are_remembered(
    world: World, sign_in: SignIn
) -> None:
    AdminUnit.objects.filter(pcode="MJ01").update(names={"en": "Benghazi"})
    AdminUnit.objects.filter(pcode="MJ02").update(names={"en": "Misrata"})
    content = geojson(({"name": "Misrata"}, square(41, 17)), ({"name": "بنغازي"}, square(42, 17)))
    client = sign_in("dawit")

    page = bring(client, content)
    assert "Names that wait for your decision" in page
    assert "The outline of one area is kept." in page

    unit = AdminUnit.objects.get(pcode="MJ01")
    client.post(reverse("place-names"), {"words": "بنغازي", "within": "", "unit": unit.ref})
    page = bring(client, content)
    assert "The outlines of 2 areas are kept." in page


def test_decision__holds_for_every_spelling_of_it_until_taken_back(world: World) -> None:
    seat = world.people["dawit"].acting
    unit = world.areas["MJ02"]
    alias = decide_name(seat=seat, words="  El-Wadí ", unit=unit)

    (match,) = matches_of(world.operation, [Asked("el-wadi")])
    assert (match.how, match.pcode, match.is_certain) == ("decided", "MJ02", True)

    take_back_name(seat=seat, alias=alias)
    (match,) = matches_of(world.operation, [Asked("el-wadi")])
    assert not match.is_certain
    with pytest.raises(Problem):
        take_back_name(seat=seat, alias=alias)


def test_decision_inside_one_area__means_nothing_elsewhere(world: World) -> None:
    seat = world.people["dawit"].acting
    decide_name(seat=seat, words="Centre", unit=world.areas["MJ0101"], within="MJ01")

    asked = [Asked("Centre", within="MJ01"), Asked("Centre", within="MJ02"), Asked("Centre")]
    assert [one.pcode for one in matches_of(world.operation, asked)] == ["MJ0101", "", ""]


def test_new_decision__takes_the_old_one_back(world: World) -> None:
    seat = world.people["dawit"].acting
    for pcode in ("MJ01", "MJ02"):
        decide_name(seat=seat, words="Sahl", unit=world.areas[pcode])

    assert PlaceAlias.objects.filter(taken_back_at__isnull=True).get().pcode == "MJ02"
    assert PlaceAlias.objects.count() == 2


def test_code_name_or_two_of_one_name(world: World) -> None:
    AdminUnit.objects.filter(level=1).update(names={"en": "Twin"})
    asked = [Asked("mj01"), Asked("Twin"), Asked("Area MJ0101"), Asked("", level=1)]

    found = matches_of(world.operation, asked)

    assert [(one.how, one.pcode) for one in found] == [
        ("code", "MJ01"),
        ("near", ""),
        ("name", "MJ0101"),
        ("none", ""),
    ]
    assert {one.key for one in found[1].proposals} == {"MJ01", "MJ02"}


@pytest.mark.parametrize("who", ["amina", "bakari", "celine"])
def test_names_and_maps__only_for_those_who_manage_places(
    world: World, sign_in: SignIn, who: str
) -> None:
    client = sign_in(who)
    assert client.get(reverse("place-names")).status_code == 403
    with pytest.raises(Problem):
        decide_name(seat=world.people[who].acting, words="x", unit=world.areas["MJ"])
    with pytest.raises(Problem):
        import_map(seat=world.people[who].acting, edition="2024", shapes={})


CROSSWALK = (
    b"old_pcode,new_pcode,share\nMJ01,MJ11,60%\nMJ01,MJ12,0.4\nMJ02,MJ13,\nMJ02,,1\nMJ01,MJ14,2\n"
)


def test_crosswalk__kept_with_its_doubts_named(world: World, sign_in: SignIn) -> None:
    seat = world.people["dawit"].acting
    units = [UnitRow(code, 1, {"en": code}, "") for code in ("MJ11", "MJ12", "MJ13")]
    import_units(seat=seat, edition="2026", units=units)
    client = sign_in("dawit")

    page = bring(client, CROSSWALK, "crosswalk.csv", edition="2026")
    assert "which edition the old p-codes belong to" in page

    given = {"edition": "2026", "closes": "2024", "valid_from": "2026-01-01"}
    page = bring(client, CROSSWALK, "crosswalk.csv", **given)
    assert "3 successors are kept." in page
    assert "2 rows were left out" in page
    assert successors(world.operation, ["MJ01", "MJ02"], "2026") == {
        "MJ01": [("MJ11", 0.6), ("MJ12", 0.4)],
        "MJ02": [("MJ13", None)],
    }
    new = AdminUnit.objects.get(pcode="MJ11")
    assert [(kin.pcode, kin.share) for kin in predecessors_of(new)] == [("MJ01", 0.6)]
    assert [kin.pcode for kin in successors_of(world.areas["MJ01"])] == ["MJ11", "MJ12"]
    shown = client.get(reverse("place", args=[new.ref])).content.decode()
    assert "Was before" in shown
    assert "share 0.60" in shown


def test_crosswalk_brought_again__replaces_the_first(world: World) -> None:
    seat = world.people["dawit"].acting
    for pairs in ([("MJ01", "A"), ("MJ02", "B")], [("MJ01", "C")]):
        import_crosswalk(
            seat=seat,
            old_edition="2024",
            new_edition="2026",
            pairs=[SuccessionRow(old, new, None) for old, new in pairs],
        )

    assert [str(one) for one in UnitSuccession.objects.all()] == ["MJ01 → C"]
    with pytest.raises(Problem):
        import_crosswalk(seat=seat, old_edition="2024", new_edition="2024", pairs=[])


def test_page_of_an_area__its_map_with_neighbours_and_sites_but_no_secret_one(
    world: World, sign_in: SignIn
) -> None:
    seat = world.people["dawit"].acting
    shapes = {"MJ01": [[(x, y) for x, y in square(41, 17)]]}
    shapes["MJ02"] = [[(x, y) for x, y in square(42, 17)]]
    import_map(seat=seat, edition="2024", shapes=shapes)
    for code, is_secret in (("S1", False), ("S2", True)):
        Site.objects.create(
            operation=world.operation,
            code=code,
            names={"en": f"Spot {code}"},
            kind="facility",
            unit=world.areas["MJ01"],
            latitude=17.5,
            longitude=41.5,
            level=4 if is_secret else 1,
            is_secret=is_secret,
        )

    page = sign_in("amina").get(reverse("place", args=[world.areas["MJ01"].ref])).content.decode()

    assert f'href="{reverse("place", args=[world.areas["MJ02"].ref])}"' in page
    assert page.count('<circle class="md"') == 1
    assert "Spot S1" in page
    assert "Spot S2" not in page
    assert visible_to(Site.objects.filter(is_secret=True), seat).count() == 0


def test_packed_outline__is_what_the_column_holds() -> None:
    assert pack([[(41.0, 17.0), (42.0, 17.0), (42.0, 18.0), (41.0, 17.0)]]).isascii()
