"""Every page of the platform once on a desk in light and once on a phone, in Arabic, in the dark.

Numbered requirements, besides those of `chromium.py`:

1  a first view weighs at most 60 KB on the wire, 110 KB with the Arabic font
2  the style sheets of a page weigh at most 15 KB
3  no page of the URL map is left out
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from himaya.collect.actions import register_for
from himaya.gate.routes import Access
from himaya.kernel import clock
from himaya.people.models import Account, Seat
from himaya.profiles.categories.tests.test_population_adding import figures
from himaya.profiles.categories.tests.test_population_sources import SOURCES
from himaya.profiles.coordination.tests.test_indicator_page import REPORTS, indicator, report
from himaya.records.models import BulkChange, BulkRow, Record
from himaya.records.registers.columns import STATUS
from himaya.themes.models import CodingRound, ReportSchedule
from tests.journeys.chromium import Window, signed_in, stranger, weight_of, window_of
from tests.journeys.crawl import NOT_PAGES, Walk
from tests.journeys.stage import Stage, equip, set_stage
from tests.trials.figures import is_long
from tests.urlmap import routes
from tests.world import Persona, World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
KB = 1024
LIMITS = {"en": 60 * KB, "ar": 110 * KB}
LOOKS = {"light": ("en", 1440, "light"), "dark": ("ar", 360, "dark")}
# Pages that no person of the stage comes to, each with where it is looked at instead.
ELSEWHERE = {
    "first-coordinator": "test_people",
    "late-form": "web/tests/test_lost_session.py",
    "mfa_authenticate": "test_keyboard",
}


def _changed_together(world: World, stage: Stage) -> BulkChange:
    """A bulk change of Amina's, as its page shows it; made once for both looks."""
    made, is_new = BulkChange.objects.get_or_create(
        operation=world.operation,
        dataset=stage.calls,
        key=STATUS,
        reason="Agreed",
        made_by=world.people["amina"].seat.ref,
        defaults={"made_at": clock.now()},
    )
    if is_new:
        BulkRow.objects.create(change=made, record=stage.record, before=1, after=1)
    return made


def _finding_of(stage: Stage) -> list[str]:
    """The page of the finding that waits for signatures."""
    links = stage.analysis.links_in.filter(relation="finding_of")
    return [f"/records/{link.source.ref}/" for link in links.select_related("source")]


def walks(
    browser: Browser, world: World, stage: Stage, root: str, look: tuple[str, int, str]
) -> Iterator[Walk]:
    """Coordinator, owner of a register, keeper of the installation, and somebody outside."""
    language, width, theme = look
    people = {**world.people, "gibril": stage.guardian, "salma": stage.supervisor}
    keeper = Persona(Account.objects.get(email="ines@example.org"), Seat())
    assert stage.calls.version is not None
    form = f"/instruments/{stage.calls.version.instrument.ref}/"
    plan = Record.objects.get(dataset__profile="plan")
    measured = indicator(world)
    report(world, REPORTS)
    counted = figures(world, SOURCES)[1][0]
    celine = f"/seats/{world.people['celine'].seat.ref}/"
    changed = _changed_together(world, stage)
    shelf = register_for(seat=world.people["dawit"].acting, profile_code="reference_item")
    meetings = register_for(seat=world.people["dawit"].acting, profile_code="meeting")
    followed = register_for(seat=world.people["dawit"].acting, profile_code="recommendation")
    watched = register_for(seat=world.people["dawit"].acting, profile_code="protection_monitoring")
    begin = {
        "dawit": [
            celine,
            f"{celine}second-factor/",
            f"/seats/{stage.guardian.seat.ref}/end/confirm/",
            "/",
            f"/datasets/{stage.plan.ref}/",
            f"/datasets/{stage.plan.ref}/?view=calendar",
            f"/datasets/{stage.plan.ref}/views/?view=board",
            f"/plans/{plan.ref}/",
            f"/plans/{plan.ref}/versions/",
            f"/reporting-schedules/{stage.schedule.ref}/",
            f"/groups/{stage.group.dataset.ref}/",
            f"/places/{world.areas['MJ01'].ref}/sheet/",
            f"/rankings/{stage.ranking.ref}/",
            f"/meeting-series/{stage.series.ref}/",
            f"/flows/{stage.flow.dataset.ref}/",
            "/system-relations/",
            f"/overlaps/{stage.themed[0].dataset.ref}/",
            f"/theme-calendar/{stage.themed[1].dataset.ref}/",
            f"/recommendation-tracker/{followed.ref}/",
            f"/attendance/{meetings.ref}/",
            f"/gaps/{watched.ref}/",
            f"/documents/{stage.document.dataset.ref}/",
            f"/records/{stage.document.ref}/document/1/",
            f"/records/{stage.document.ref}/document/new/",
            f"/records/{stage.document.ref}/document/1/copy/",
            f"/records/{stage.document.ref}/document/level/",
            f"/records/{stage.document.ref}/document/remove/",
            f"/records/{stage.lowered.ref}/document/lower/review/",
            f"/shelf/{shelf.ref}/",
            "/thematic-report/passages/?theme=PR01",
            f"/thematic-report/schedules/{ReportSchedule.objects.get().ref}/",
            f"/analyses/{stage.analysis.ref}/",
            f"/analyses/{stage.analysis.ref}/?view=matrix",
            *_finding_of(stage),
            "/thematic-report/graded/?grade=none",
            "/thematic-report/missing/",
            f"/records/{stage.document.ref}/document/1/names/",
            f"/indicators/{measured.ref}/",
            f"/population-figures/{counted.ref}/",
            f"/frameworks/{stage.framework.ref}/versions/new/",
            f"/frameworks/{stage.framework.ref}/models/",
            f"/frameworks/{stage.framework.ref}/rounds/",
            f"/frameworks/{stage.framework.ref}/rounds/{CodingRound.objects.get().ref}/settle/",
            f"/frameworks/{stage.framework.ref}/versions/2/",
            f"/frameworks/{stage.framework.ref}/versions/2/themes/PR01/",
            "/account/2fa/reauthenticate/",
        ],
        "amina": [
            f"{form}differences/",
            f"/records/{stage.record.ref}/",
            stage.minutes,
            f"/datasets/{stage.calls.ref}/version/",
            f"/datasets/{stage.calls.ref}/bulk/{changed.ref}/",
            f"{form}versions/2/",
            f"{form}versions/2/marks/",
            f"{form}versions/3/lower/",
            f"/systems/{stage.calls.system.ref}/lower/",
            f"/sites/{stage.site.ref}/",
            "/seats/switch/",
        ],
        "gibril": [
            "/audit/",
            "/subjects/",
            f"/subjects/{stage.subject.ref}/",
            f"{celine}second-factor/confirm/",
            f"{form}versions/3/lower/review/",
            f"/systems/{stage.calls.system.ref}/lower/review/",
            f"/sites/{stage.site.ref}/lower/review/",
        ],
        "salma": [f"/records/{stage.case.ref}/assign/"],
        "bakari": [
            "/account/reauthenticate/",
            "/account/2fa/totp/activate/",
            "/account/2fa/webauthn/add/",
        ],
    }
    for who, addresses in begin.items():
        window = window_of(browser, people[who], root, language, width, color_scheme=theme)
        if who == "dawit":
            equip(people[who])
            add_security_key(window)
        yield Walk(window, addresses)
    window = window_of(browser, keeper, root, language, width, color_scheme=theme)
    yield Walk(window, ["/installation/"])
    window = stranger(browser, root, (language, width), color_scheme=theme)
    yield Walk(
        window,
        [
            stage.invitation,
            stage.reset,
            stage.mailed_reset,
            "/invitations/accept/",
            "/reset/",
            "/account/password/reset/",
            "/account/password/reset/done/",
            "/account/password/reset/key/done/",
            "/account/inactive/",
            "/account/logout/",
        ],
    )


def add_security_key(window: Window) -> None:
    """One that Chromium plays, given to the person at the window."""
    devices = window.page.context.new_cdp_session(window.page)
    devices.send("WebAuthn.enable")
    key = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": key})
    window.open("mfa_add_webauthn")
    window.page.fill("[name=name]", "Key ring")
    with window.page.expect_navigation():
        window.page.click("main form button.primary")


def faults_of(window: Window, language: str) -> list[str]:
    """What is wrong with the page the window stands on; in Arabic, what English cannot tell."""
    faults = []
    try:
        window.look(again=language == "ar" and not is_long())
    except AssertionError as fault:
        faults.append(str(fault).partition("\n")[0])
    window.complaints.clear()
    document, others = weight_of(window)
    styles = sum(size for url, size in others.items() if url.endswith(".css"))
    if document + sum(others.values()) > LIMITS[language]:
        faults.append(f"weighs {document} and {others}")
    if styles > 15 * KB:
        faults.append(f"styles weigh {styles}")
    return faults


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS.keys())
def test_every_page__light_enough_and_usable(
    world: World, live_server: object, chromium: Browser, look: tuple[str, int, str]
) -> None:
    stage = set_stage(world)
    faults: dict[str, list[str]] = {}
    seen: set[str] = set()
    for walk in walks(chromium, world, stage, str(live_server), look):
        walk.seen.update(dict.fromkeys(seen, ""))  # what another has looked at is looked at
        for kind in walk.pages():
            if found := faults_of(walk.window, look[0]):
                faults[kind] = found
        seen |= set(walk.seen)
        walk.window.close()
    assert not faults, "\n".join(f"{kind}: {found}" for kind, found in faults.items())
    left_out = pages(world, stage.guardian) - {kind.partition(":")[0] for kind in seen}
    assert not left_out, " ".join(sorted(left_out))


def pages(world: World, guardian: Persona) -> set[str]:
    """Names of the routes that answer reading with a page."""
    clients = [signed_in(one) for one in (world.people["dawit"], guardian)]
    found = set()
    for route in routes():
        declared = route.declaration("GET")
        if declared is None or route.pattern.startswith("api/"):
            continue
        address = route.path(dict.fromkeys(route.parameters, "1"))
        only_posted = any(client.get(address).status_code == 405 for client in clients)
        is_pointer = declared.access is Access.PUBLIC and "secret" in route.parameters
        if not only_posted and not is_pointer:
            found.add(route.name)
    return found - NOT_PAGES - set(ELSEWHERE)
