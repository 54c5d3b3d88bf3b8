"""What feeds what: drawn, told in words, and taken along."""

from collections.abc import Callable

from django.test import Client
from django.urls import reverse
from tests.world import World, table

from himaya.releases.models import Release
from himaya.systems.actions import amend_system, create_system
from himaya.systems.models import InformationSystem, SystemRelation

SignIn = Callable[[str], Client]

# system | state | outputs | feeds
SYSTEMS = table("""
| calls   | active | Notes   | board      |
| board   | active | A board | calls      |
| survey  | active |         | old        |
| old     | ended  |         |            |
| figures | paused | Figures | sheet      |
| sheet   | active |         |            |
""")


def stand(world: World) -> dict[str, InformationSystem]:
    seat, made = world.people["dawit"].acting, {}
    for code, state, outputs, _feeds in SYSTEMS:
        made[code] = create_system(
            seat=seat,
            agency=world.agencies["CCU"],
            code=code,
            names={"en": f"{code} \\"},  # a backslash would let a label in DOT go on
            state=state,
            outputs=outputs,
        )
    for code, _state, _outputs, feeds in SYSTEMS:
        if feeds:
            amend_system(seat=seat, system=made[code], changes={"feeds": [made[feeds]]})
    return made


def test_page__picture_circles_dead_ends_and_what_ended(world: World, sign_in: SignIn) -> None:
    made = stand(world)
    shown = sign_in("bakari").get(reverse("system-relations")).content.decode()
    assert shown.count("<rect") == 4
    assert shown.count("stroke-dasharray") == 1
    amiss = shown[shown.index("<ul>", shown.index("</figure>")) : shown.index("table-name")]
    circle, unused, ended, alone = amiss.split("<li>")[1:]
    assert [code for code, one in made.items() if one.ref in circle] == ["calls", "board"]
    assert [code for code, one in made.items() if one.ref in unused] == ["sheet"]
    assert [code for code, one in made.items() if one.ref in ended] == ["survey", "old"]
    assert world.workspace.ref in alone
    assert "(DOT)" not in shown  # a reader takes nothing along


def test_diagram__leaves_through_a_release_in_dot(world: World, sign_in: SignIn) -> None:
    stand(world)
    client = sign_in("amina")
    answer = client.post(reverse("system-relations-copy"))
    release = Release.objects.get()
    assert (release.format, release.rows, release.dataset) == ("dot", 3, None)
    text = client.get(answer["Location"]).content.decode()
    assert text.startswith("// Working copy made by ")
    assert 'label="calls \\\\"]' in text
    assert text.count("->") == 3
    assert text.count("style=dashed") == 1
    assert sign_in("celine").get(answer["Location"]).status_code == 404
    assert sign_in("bakari").post(reverse("system-relations-copy")).status_code == 403


def test_form__never_offers_the_system_itself_and_keeps_what_was_said(
    world: World, sign_in: SignIn
) -> None:
    made = stand(world)
    client, address = sign_in("dawit"), reverse("system-amend", args=[made["calls"].ref])
    offered = client.get(address).content.decode().partition('name="feeds"')[2]
    assert f'<option value="{made["board"].ref}" selected>' in offered
    assert made["calls"].ref not in offered.partition("</select>")[0]
    answers = {"name_en": "Calls", "level": 2, "state": "active", "retention_months": 60}
    client.post(address, answers | {"verifies": [made["sheet"].ref]})
    kept = SystemRelation.objects.filter(source=made["calls"]).values_list("kind", "target__code")
    assert list(kept) == [("verifies", "sheet")]
