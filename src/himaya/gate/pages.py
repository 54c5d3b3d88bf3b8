"""Helpers for doors: fetch through one's sight, absent and hidden alike."""

from typing import TypeVar

from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest
from django_htmx.middleware import HtmxDetails

from himaya.gate.decisions import observe, visible_to
from himaya.gate.seats import ActingSeat
from himaya.kernel.verbs import Verb

M = TypeVar("M", bound=Model)


class SeatRequest(HttpRequest):
    """A request that passed the gate: it has a seat. For types only; Django makes the request."""

    seat: ActingSeat
    htmx: HtmxDetails


def visible_or_404(
    request: SeatRequest, queryset: QuerySet[M], *, verb: Verb | None = None, **lookup: object
) -> M:
    """The one row the seat may see; absent and hidden both raise Http404.

    From High up the reading is recorded before the row is handed out.
    """
    found = visible_to(queryset, request.seat, verb).filter(**lookup).first()
    if found is None or not observe(request.seat, found, verb).allowed:
        raise Http404
    return found
