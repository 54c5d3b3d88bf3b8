"""Every door answers as the reviewed table says: role x route x relation to the thing, over HTTP.

Data-driven from the URL map: a new page or operation of the API is held to the table as soon as it
is routed. What is compared is the class of the answer:

| the table says                                  | the door answers                         |
|---|---|
| the role may do this to nothing of the kind     | 403                                      |
| the role does not see the thing                 | 404, or 405                              |
| it sees it, and may not do this                 | 403, 404, 405, 422; nothing was changed  |
| it may                                          | anything but 401, 403, 404 and a crash   |

Requests carry what their shape asks for where that is looked at before the thing; most other changes
end as an incomplete form (422). Each is undone.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TypeVar
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.db.models import Model
from django.test import Client
from pytest_django import DjangoDbBlocker

from himaya.audit.models import Event
from himaya.gate.api_routes import offered
from himaya.gate.routes import Access
from himaya.gate.things import kind_named
from himaya.kernel import clock
from himaya.kernel.crypto import fingerprint
from himaya.people.models import Account, Seat, Token
from tests.access.cases import ROLES
from tests.access.reviewed import may, may_anything
from tests.access.universe import Universe, seat_for, universe_of
from tests.trials import figures
from tests.urlmap import Route, routes
from tests.world import make_world

# What the reference in an address is of, by the noun before it.
KINDS = {
    "admin-units": "admin_unit",
    "agencies": "agency",
    "datasets": "dataset",
    "coding": "record",
    "analyses": "record",
    "frameworks": "framework",
    "attendance": "dataset",
    "flows": "dataset",
    "documents": "dataset",
    "shelf": "dataset",
    "overlaps": "dataset",
    "theme-calendar": "dataset",
    "recommendation-tracker": "dataset",
    "gaps": "dataset",
    "groups": "dataset",
    "indicators": "record",
    "meeting-series": "record",
    "instruments": "instrument",
    "places": "admin_unit",
    "plans": "record",
    "population-figures": "record",
    "population-groups": "population_group",
    "rankings": "record",
    "records": "record",
    "reporting-schedules": "record",
    "seats": "seat",
    "sites": "site",
    "subjects": "subject",
    "systems": "system",
    "tokens": "token",
}
# Things that no relation of the table makes, most of them of one person (404 otherwise).
PERSONAL = {"copies", "imports", "late", "report-schedules", "schedules"}
# Addresses whose parameter names a text and no thing.
TEXTS = {"help"}
# Of these addresses only some records can be meant: open to the role does not say that it answers.
PARTIAL = {
    "/plans/",
    "/gaps/",
    "/groups/",
    "/meeting-series/",
    "/rankings/",
    "/reporting-schedules/",
    "/attendance/",
    "/documents",
    "/shelf/",
    "/document/",
    "/flows/",
    "/overlaps/",
    "/theme-calendar/",
    "/recommendation-tracker/",
    "/links",
    "/indicators/",
    "/figures",
    "/population-figures/",
    "/sources",
    "/frameworks/{ref}/differences",
    "/coding",
    "/passages",
    "/analyses/",
    "/evidence",
    "/signatures",
    "/board",
    "/grades",
}
# What to send where the shape is looked at first.
FIELDS = {"note": "word", "to": "closed", "status": "closed", "seen": "1"}
BODIES: dict[str, dict[str, object]] = {
    "records": {"answers": {}},
    "revisions": {"answers": {}, "seen": 1},
    "moves": {"to": "closed", "seen": 1},
    "assign": {"caseworker": "0absent0"},
    "links": {"relation": "part", "target": "0absent0"},
    "end": {"reason": "word"},
    "erasure": {"reason": "word"},
    "imports": {"kind": "word"},
    "registers": {"profile": "word"},
    "version": {"version": 1},
    "themes": {"theme": {"code": "new", "title": "New"}},
    "0absent0": {"theme": {}},  # the changes of a theme
    "trial": {"text": "words"},
    "coding": {
        "framework": "0absent0",
        "version": 1,
        "decisions": [{"client": "0absent0", "passage": 1, "verdict": "done"}],
    },
    "evidence": {"document": "0absent0", "passage": 1, "stance": "supports"},
    "signatures": {"position": "agrees", "seen": "0" * 64},
    "grades": {"version": 1},
    "frameworks": {"file_name": "ours.json", "content": "e30="},
    "documents": {"content": "eA=="},
    "files": {"content": "eA=="},
}
# A second reference in an address, by its name.
INNER = {"record": "record"}
RELATIONS = (
    "agency",
    "workspace",
    "co-led",
    "co-away",
    "operation",
    "open",
    "other",
    "foreign",
    "elsewhere",
)
ABSENT = "0absent0"
_One = TypeVar("_One")
pytestmark = pytest.mark.django_db
GUARDED = [
    (route, method)
    for route in routes()
    for method in route.methods
    if (found := route.declaration(method)) and found.access is Access.SEAT
]


@dataclass(frozen=True)
class Visitor:
    """One role at HRA with its two ways in."""

    role: str
    client: Client
    secret: str

    def ask(self, route: Route, method: str, values: dict[str, str]) -> tuple[int, bool]:
        """The status that the door answers with, and whether it changed anything; undone."""
        path, api = route.path(values), route.pattern.startswith("api/")
        headers = {"authorization": f"Bearer {self.secret}"} if api else {}
        body = json.dumps(BODIES.get(path.rpartition("/")[2], {})) if api else urlencode(FIELDS)
        kind = "application/json" if api else "application/x-www-form-urlencoded"
        query = "?q=words" if path.endswith("/search") else ""
        with transaction.atomic():
            answer = self.client.generic(method, path + query, body, kind, headers=headers)
            changed = Event.objects.filter(scope="change").exclude(verb__endswith=".view").exists()
            transaction.set_rollback(True)
        return int(answer.status_code), changed


@dataclass(frozen=True)
class House:
    """The universe and the nine roles that look at it."""

    universe: Universe
    visitors: list[Visitor]

    def thing(self, kind: str, relation: str) -> Model | None:
        return self.universe.things[relation].get(kind)


@pytest.fixture(scope="module")
def house(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[House]:
    """One world for all the routes; undone as a whole."""
    with django_db_blocker.unblock(), transaction.atomic():
        universe = universe_of(make_world())
        Event.objects.all().delete()
        yield House(universe, [_visitor(universe, role) for role in ROLES])
        transaction.set_rollback(True)


def _visitor(universe: Universe, role: str) -> Visitor:
    world = universe.world
    seat = Seat.objects.get(ref=seat_for(world, world.agencies["HRA"], role).ref)
    client = Client()
    client.force_login(Account.objects.get(pk=seat.account_id))
    session = client.session
    session["account_authentication_methods"] = [{"method": "password"}, {"method": "mfa"}]
    session["account_authentication_methods_user"] = str(seat.account_id)
    session.save()
    Token.objects.create(
        operation=world.operation,
        seat=seat,
        label="test",
        secret_hash=fingerprint(f"secret-{role}"),
        verbs=sorted(offered),
        level_cap=3,
        expires_at=clock.now() + timedelta(days=1),
    )
    return Visitor(role, client, f"secret-{role}")


def expected(role: str, route: Route, method: str, relation: str, *, exists: bool) -> str:
    """shut, hidden, refused or open: what the table says of this door."""
    declaration = route.declaration(method)
    assert declaration is not None
    assert declaration.verb is not None
    verb, kind = str(declaration.verb), declaration.kind
    if not may_anything(role, verb, kind):
        return "shut"
    if not route.parameters or route.noun in TEXTS:
        return "any" if route.parameters else "open" if kind == "operation" else "any"
    if route.noun in PERSONAL or not exists:
        return "hidden"
    subject = KINDS[route.noun]
    if not may(role, str(kind_named(subject).view), subject, relation):
        return "hidden"
    inner = [one for one in [subject, *map(INNER.get, route.parameters)] if one == kind]
    if inner and not may(role, verb, kind, relation):
        return "refused"
    if inner and kind != subject and not may(role, "record.view", "record", relation):
        return "refused"
    whole = set(route.parameters) <= {"ref", "n", "number"} and not any(
        part in str(route) for part in PARTIAL
    )
    return "open" if whole else "any"


FITS: dict[str, Callable[[int], bool]] = {
    "shut": lambda status: status == 403,
    "hidden": lambda status: status in {404, 405},
    "refused": lambda status: status in {403, 404, 405, 422},
    "open": lambda status: status < 500 and status not in {401, 403, 404},
    "any": lambda status: status < 500 and status != 401,
}


def questions(house: House, route: Route) -> Iterator[tuple[str, dict[str, str], bool]]:
    """(relation, parameters, whether there is such a thing); one question without parameters."""
    if not route.parameters:
        yield "operation", {}, True
        return
    kind = KINDS.get(route.noun, "")
    for relation in RELATIONS:
        thing = house.thing(kind, relation)
        if thing is None and relation != "foreign":
            continue
        record = house.thing("record", relation)
        values = {
            **dict.fromkeys(route.parameters, ABSENT),
            **{name: "1" for name in route.parameters if name in {"n", "number"}},
            "ref": getattr(thing, "ref", ABSENT),
        }
        if "record" in route.parameters:
            values["record"] = getattr(record, "ref", ABSENT)
        yield relation, values, thing is not None


def visits(
    house: House, route: Route, method: str
) -> Iterator[tuple[Visitor, str, dict[str, str], str]]:
    """(who asks, relation, parameters, what the table says).

    Two of the roles that are to be answered alike, whatever the relation, and one of the relations
    that they are answered alike for; others at the next door, and all in a long run.
    """
    turn, every = GUARDED.index((route, method)), figures.is_long()
    asked = list(questions(house, route))
    alike: dict[tuple[str, ...], list[Visitor]] = {}
    for one in house.visitors:
        said = (expected(one.role, route, method, rel, exists=there) for rel, _, there in asked)
        alike.setdefault(tuple(said), []).append(one)
    for told, visitors in alike.items():
        cases = list(zip(asked, told, strict=True))
        for visitor in _turned(visitors, turn)[: None if every else 2]:
            turn += 1
            some = {word: (case, word) for case, word in _turned(cases, turn)}
            for (relation, values, _), word in cases if every else some.values():
                yield visitor, relation, values, word


def _turned(things: list[_One], turn: int) -> list[_One]:
    at = turn % len(things)
    return things[at:] + things[:at]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("route", "method"), GUARDED, ids=[f"{method} {route}" for route, method in GUARDED]
)
def test_door__answers_each_role_as_reviewed(house: House, route: Route, method: str) -> None:
    """Slow: nine roles by up to seven relations."""
    wrong = []
    for visitor, relation, values, said in visits(house, route, method):
        status, changed = visitor.ask(route, method, values)
        if not FITS[said](status) or (changed and said not in {"open", "any"}):
            wrong.append((visitor.role, relation, said, status, changed))
    assert wrong == []


def test_every_reference_in_an_address__has_a_kind() -> None:
    nouns = {route.noun for route, _ in GUARDED if route.parameters}
    assert nouns <= set(KINDS) | PERSONAL | TEXTS


def test_doors_and_roles__thousands_of_cases(house: House) -> None:
    asked = sum(len(list(questions(house, route))) for route, _ in GUARDED)
    assert asked * len(house.visitors) > 2000


def test_expectations__are_of_all_kinds() -> None:
    """A table that says the same of every door would prove nothing."""
    said = {
        expected(role, route, method, relation, exists=True)
        for route, method in GUARDED
        for role in ROLES
        for relation in RELATIONS
    }
    assert said == {"shut", "hidden", "refused", "open", "any"}


def test_own_token__only_for_who_made_it(house: House) -> None:
    """The relation "own" needs a thing per seat; tokens have it."""
    revoke = next(route for route in routes() if route.name == "token-revoke")
    for visitor in house.visitors:
        tokens = {
            "own": Token.objects.get(secret_hash=fingerprint(visitor.secret)),
            "agency": Token.objects.exclude(secret_hash=fingerprint(visitor.secret)).first(),
        }
        for relation, token in tokens.items():
            assert token is not None
            status, _ = visitor.ask(revoke, "POST", {"ref": token.ref})
            hidden = not may(visitor.role, "token.manage", "token", relation)
            shut = not may_anything(visitor.role, "token.manage", "token")
            assert (status in {403, 404}) is (hidden or shut), (visitor.role, relation, status)


def test_without_second_factor__nothing_of_a_seat_opens(house: House) -> None:
    """Seats of level High ask for one: every door leads there first."""
    visitor = replace(house.visitors[0], client=Client())
    visitor.client.force_login(
        Account.objects.get(
            seats__ref=Token.objects.get(secret_hash=fingerprint(visitor.secret)).seat.ref
        )
    )
    for route, method in GUARDED:
        if not route.parameters and not route.pattern.startswith("api/"):
            assert visitor.ask(route, method, {})[0] in {302, 403}, route
