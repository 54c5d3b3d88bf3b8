"""The whole URL map: every route declares its verb, and nothing is open that is not meant to be.

Requirements (protocol.md, Tests; house.md, walls 1 and 6):
1. Every view declares what it does, or a library's view is named as shut.
2. Anonymous gets no 200 on a protected route, and each request leaves one route decision.
3. Public routes stand in a reviewed list, with reasons.
4. Each verb is used by a door or an action, and some rule speaks about it.
5. Every model is a thing the rules know, or is internal for a reason.
"""

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.test import Client

import himaya
from himaya.audit.models import Event
from himaya.gate.policies import default_policy
from himaya.gate.routes import Access
from himaya.gate.things import kinds
from himaya.kernel.verbs import Verb
from tests.urlmap import Route, routes
from tests.world import World, table

SOURCE = Path(himaya.__file__).parent
ROUTES = list(routes())
VALUES = {"n": "1", "number": "1", "pk": "1", "uidb36": "1", "key": "set-password"}

# Library pages that stay shut: they are routed by the library and answer 404 here.
SHUT = {
    "/account/signup/",
    "/account/email/",
    "/account/confirm-email/",
    "/account/confirm-email/<str:key>/",
    "/account/login/code/confirm/",
    "/account/password/set/",
    "/account/2fa/recovery-codes/download/",
}
PUBLIC = table("""
| /account/login/                     | signing in                                               |
| /account/logout/                    | signing out, also between the two steps                  |
| /account/inactive/                  | says that an account is closed                           |
| /account/2fa/authenticate/          | the second step of signing in                            |
| /account/password/reset/            | asking for a new password                                |
| /account/password/reset/done/       | says that mail is on its way                             |
| /account/password/reset/key/<str:uidb36>-<str:key>/ | the link in that mail                    |
| /account/password/reset/key/done/   | says that the password is set                            |
| /api/v1/openapi.json                | the description of the API holds no data                 |
| /calendars/<str:secret>.ics         | a calendar program holds the address; decided at each fetch |
| /invitations/accept/                | whoever holds the link has been invited                  |
| /invitations/accept/<str:secret>/   | the link, which puts its secret into the session         |
| /language/                          | choosing a language                                      |
| /reset/                             | whoever holds the link was given it by a coordinator     |
| /reset/<str:secret>/                | the link, which puts its secret into the session         |
""")


def undeclared() -> set[str]:
    return {str(r) for r in ROUTES if any(r.declaration(method) is None for method in r.methods)}


def test_every_route__declares_what_it_does() -> None:
    assert undeclared() == SHUT


def test_route_without_declaration__is_found_and_answers_404(client: Client, db: None) -> None:
    def bare(_request: object) -> None:
        """Nobody declared this one."""

    assert Route("bare/", "bare", bare).declaration("GET") is None
    assert client.get("/account/signup/").status_code == 404


def test_public_routes__are_the_reviewed_ones() -> None:
    public = {
        str(r)
        for r in ROUTES
        for method in r.methods
        if (d := r.declaration(method)) and d.access is Access.PUBLIC
    }
    assert public == {path for path, _ in PUBLIC}
    assert all(reason for _, reason in PUBLIC)


GUARDED = [
    (r, method)
    for r in ROUTES
    for method in r.methods
    if (d := r.declaration(method)) is None or d.access is not Access.PUBLIC
]


@pytest.mark.parametrize(("route", "method"), GUARDED, ids=[f"{m} {r}" for r, m in GUARDED])
def test_anonymous_on_a_protected_route__no_answer_and_one_decision(
    client: Client, db: None, route: Route, method: str
) -> None:
    path = route.path({name: VALUES.get(name, "0absent0") for name in route.parameters})
    answer = client.generic(method, path)
    assert answer.status_code in {302, 401, 404}
    if answer.status_code == 302:
        assert answer["Location"].startswith("/account/login/")
    event = Event.objects.get()
    assert (event.scope, event.effect, event.seat) == ("route", "deny", "")


@pytest.mark.parametrize("who", ["amina", "bakari", "celine", "dawit"])
def test_each_page_without_parameters__one_route_decision(
    world: World, sign_in: object, who: str
) -> None:
    client: Client = sign_in(who)  # type: ignore[operator]
    for route in ROUTES:
        if route.parameters or route.pattern.startswith(("api/", "account/")):
            continue
        before = Event.objects.filter(scope="route").count()
        client.get(str(route))
        assert Event.objects.filter(scope="route").count() == before + 1, route


def _uses_of_verbs() -> set[str]:
    """Names of `Verb.X` in the code, outside tests and the enum itself."""
    return {
        node.attr
        for path in SOURCE.rglob("*.py")
        if "tests" not in path.parts and path.name != "verbs.py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "Verb"
    }


def test_each_verb__is_used_and_ruled() -> None:
    assert {verb.name for verb in Verb} == _uses_of_verbs()
    policy = default_policy()
    # What the gate decides without rules: the installation, and the doors open to all.
    without_rules = {Verb.ENTRANCE_VIEW, Verb.INSTALLATION_MANAGE, Verb.OPERATION_OPEN}
    ruled = {
        verb
        for verb in Verb
        for rule in policy.rules
        if rule.effect == "permit" and any(rule.covers(verb, kind) for kind in rule.kinds)
    }
    assert set(Verb) - ruled == without_rules


# Models the rules do not decide about, and through what they are reached instead.
INTERNAL = dict(
    table("""
| audit.Batch              | seals of the log; no page reads them                              |
| audit.Event              | read under audit.view of the operation                            |
| datasets.ImportBatch     | reached through its register, dataset.import                      |
| datasets.ImportMapping   | reached through the file it was learnt from                       |
| datasets.ImportRow       | reached through its import                                        |
| files.StoredFile         | reached through what it belongs to; encrypted, named by reference |
| themes.CodingRound       | reached through its framework, or by its coders                   |
| themes.Decision          | reached through its document, record.code                         |
| themes.Grade             | reached through its document, for whom its words are open         |
| themes.ModelVersion      | reached through its framework                                     |
| themes.Passage           | reached through its document, record.code                         |
| themes.Suggestion        | reached through its document, record.code                         |
| search.EntryText         | reached through its entry, words in the sight of a seat only       |
| search.Shelf             | where entries stand; no page reads it                             |
| themes.FrameworkVersion  | reached through its framework                                     |
| themes.ReportSchedule    | reached through the register that it keeps reports in             |
| themes.Evidence          | reached through its finding and the words of its document         |
| themes.SignOff           | reached through its record                                        |
| themes.KeptReport        | reached through its document                                      |
| gate.LateForm            | encrypted, by reference, to the account that wrote it             |
| gate.Lowering            | reached through its thing, level.lower and level.review           |
| gate.PolicyVersion       | the rules themselves, read under protocol.view                    |
| gate.Sending             | one-time keys: references only, looked up by the seat that sent   |
| instruments.Question     | reached through its form                                          |
| instruments.Version      | reached through its form                                          |
| jobs.Job                 | the queue: references only, no page reads it                      |
| library.Classification   | reached through its record                                        |
| library.CopyKey          | numbers, looked up by the reading job                             |
| library.DocumentVersion  | reached through its record; words by the field group of narratives |
| library.LinkCheck        | reached through its record                                        |
| people.Account           | one's own; others by their accesses                               |
| people.AgencyAlias       | reached through its agency                                        |
| people.EndRequest        | reached through its seat, seat.end and access.review              |
| people.FactorReset       | reached through its seat, seat.end and access.review              |
| datasets.ImportEffect    | reached through its import, by the agency that brought it         |
| people.Invitation        | reached through its agency, seat.invite                           |
| people.ResetLink         | by its secret only                                                |
| records.BulkChange       | reached through its register, by the seat that made it            |
| records.BulkRow          | names records, which are read within sight                        |
| places.MapPicture        | outlines of areas without figures, read under admin_unit.view     |
| places.PlaceAlias        | names of areas, read and decided under admin_unit.manage          |
| places.UnitSuccession    | reached through its areas, admin_unit.view                        |
| records.EndedLink        | reached through its records, as the links it remembers            |
| systems.SystemRelation   | reached through its systems, both of them in sight                |
| records.Involvement      | reached through its record                                        |
| records.Twin             | numbers of what a record says openly, reached through it          |
| records.Link             | reached through its records, both of them in sight                |
| records.Revision         | reached through its record                                        |
| records.SavedView        | reached through its register, dataset.view; shared or one's own   |
| records.Snapshot         | rows filtered by gate.frames                                      |
| releases.Release         | one's own, and copy.make of its register                          |
""")
)


def test_each_model__is_a_thing_or_internal_for_a_reason() -> None:
    ours = {
        f"{model._meta.app_label}.{model.__name__}": model
        for model in apps.get_models()
        if model.__module__.startswith("himaya.")
    }
    things = {kind.model for kind in kinds()}
    assert {name for name, model in ours.items() if model not in things} == set(INTERNAL)
    assert all(INTERNAL.values())
