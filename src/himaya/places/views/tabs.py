"""What the pages of this room share: tabs, crumbs, and whether a button is offered."""

from django.urls import reverse
from django.utils.translation import gettext as _

from himaya.gate.decisions import authorize, could_ever
from himaya.gate.pages import SeatRequest
from himaya.kernel.verbs import Verb

PAGE = 50


def tabs_of(request: SeatRequest) -> list[dict[str, object]]:
    """The parts of this room that the seat may look at."""
    entries = [
        ("places", _("Areas"), Verb.ADMIN_UNIT_VIEW, "admin_unit"),
        ("sites", _("Sites"), Verb.SITE_VIEW, "site"),
        (
            "population-groups",
            _("Population groups"),
            Verb.POPULATION_GROUP_VIEW,
            "population_group",
        ),
    ]
    return [
        {"label": label, "url": reverse(name), "current": request.path == reverse(name)}
        for name, label, verb, kind in entries
        if could_ever(request.seat, verb, kind)
    ]


def may(request: SeatRequest, verb: Verb) -> bool:
    """Whether the seat may do this in its operation."""
    return authorize(request.seat, verb, request.seat.operation).allowed


def crumbs(*labels: str) -> list[dict[str, str]]:
    """The way from the list of places to this page."""
    return [{"label": _("Places"), "url": reverse("places")}, *({"label": one} for one in labels)]
