"""Doors of calendars for programs, a register's or all: making an address, what stands at it.

The address is a credential. It is shown once and kept as a hash; request logs leave it out
(config/log_paths.py), no page links to it, and whatever is wrong with it looks like nothing there.
"""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from himaya.gate.decisions import COORDINATION, authorize, could_ever, visible_to
from himaya.gate.pages import SeatRequest, visible_or_404
from himaya.gate.reasons import reasons_for_thing
from himaya.gate.routes import public_route, route
from himaya.gate.seats import ActingSeat
from himaya.kernel import clock
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.people.models import Token
from himaya.people.tokens import (
    LOW,
    highest_cap,
    seat_of_token,
    tokens_in_sight,
    tokens_in_use,
    who_raises,
)
from himaya.records.agenda import AGENDA, make_agenda, write_agenda
from himaya.records.feeds import HIGHEST, make_feed, write_feed
from himaya.records.registers.register import Register
from himaya.records.registers.subscribe_form import SubscribeForm
from himaya.records.registers.views import whole_datasets


@route(Verb.DATASET_VIEW, "dataset")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def subscribe(request: SeatRequest, ref: str) -> HttpResponse:
    """Say what a calendar address gives away and make one; it is in the answer to the POST, once.

    A refusal says why, and who can decide more.
    """
    dataset = visible_or_404(request, whole_datasets(), ref=ref)
    levels = _levels(request.seat, dataset.level)
    form = SubscribeForm(request.POST or None, levels=levels)
    address = ""
    if request.method == "POST" and form.is_valid():
        secret = make_feed(seat=request.seat, dataset=dataset, **form.cleaned_data)
        address = request.build_absolute_uri(reverse("calendar-feed", args=[secret]))
        form = SubscribeForm(None, levels=levels)
    url = reverse("dataset", args=[dataset.ref])
    context = {
        "dataset": dataset,
        "form": form,
        "address": address,
        "why": _why_not(request.seat, Register.of(dataset, request.seat)),
        "tokens": _addresses(request.seat, dataset.ref),
        "has_agenda": could_ever(request.seat, Verb.COPY_MAKE, "dataset"),
        "breadcrumbs": [
            {"label": _("Registers"), "url": reverse("datasets")},
            {"label": str(dataset), "url": f"{url}?view=calendar"},
            {"label": _("Subscribe"), "url": ""},
        ],
    }
    status = 422 if form.errors else 200
    return render(request, "records/registers/subscribe.html", context, status=status)


@route(Verb.COPY_MAKE, "dataset")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def subscribe_agenda(request: SeatRequest) -> HttpResponse:
    """The same for one address of all registers, as far as a copy of each may be taken."""
    levels = _levels(request.seat, LOW)
    form = SubscribeForm(request.POST or None, levels=levels)
    address = ""
    if request.method == "POST" and form.is_valid():
        secret = make_agenda(seat=request.seat, **form.cleaned_data)
        address = request.build_absolute_uri(reverse("calendar-feed", args=[secret]))
        form = SubscribeForm(None, levels=levels)
    context = {
        "form": form,
        "address": address,
        "tokens": _addresses(request.seat, AGENDA),
        "breadcrumbs": [
            {"label": _("Registers"), "url": reverse("datasets")},
            {"label": _("Subscribe"), "url": ""},
        ],
    }
    status = 422 if form.errors else 200
    return render(request, "records/registers/subscribe.html", context, status=status)


def _levels(seat: ActingSeat, least: int) -> list[tuple[int, str]]:
    """The levels an address may be given, in words: from the least of use up to Moderate."""
    names = [
        (LOW, pgettext("sensitivity", "Low/No")),
        (HIGHEST, pgettext("sensitivity", "Moderate")),
    ]
    highest = highest_cap(seat)
    return [one for one in names if least <= one[0] <= highest] or names[:1]


def _why_not(seat: ActingSeat, register: Register) -> Sequence[str]:
    """Why the seat gets no address of this calendar, in sentences; nothing where it does."""
    dataset = register.dataset
    if "calendar" not in register.views:
        return [_("This register has no days that a calendar could show.")]
    for verb, thing in (
        (Verb.COPY_MAKE, dataset),
        (Verb.TOKEN_MANAGE, dataset.operation),
    ):
        if not authorize(seat, verb, thing).allowed:
            return reasons_for_thing(seat, verb, thing, COORDINATION)
    if dataset.level <= highest_cap(seat):
        return []
    roles = pgettext("between the items of a list", ", ").join(
        str(role.label) for role in who_raises(seat)
    )
    return [
        _(
            "This register is above Low. Addresses that see more are made for their own access "
            "by: %(roles)s."
        )
        % {"roles": roles}
    ]


def _addresses(seat: ActingSeat, calendar: str) -> list[Token]:
    """The seat's own addresses of this calendar that still work."""
    return list(
        tokens_in_sight(seat).filter(
            calendar_of=calendar,
            seat__ref=seat.ref,
            revoked_at__isnull=True,
            expires_at__gt=clock.now(),
        )
    )


@public_route("a calendar program holds the address; what it opens is decided at each fetch")
@never_cache
@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar for a program. Absent, ended and refused look alike."""
    token = tokens_in_use(secret).exclude(calendar_of="").first()
    seat = seat_of_token(token, door="feed") if token is not None else None
    if token is None or seat is None:
        return _nothing()
    with translation.override(token.seat.account.language):
        try:
            name, content = _written(request, token, seat)
        except Problem:  # the rules refuse the copy; that is in the log, and nobody else's business
            return _nothing()
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    response["Referrer-Policy"] = "no-referrer"
    return response


def _written(request: HttpRequest, token: Token, seat: ActingSeat) -> tuple[str, bytes]:
    """The name of the file and what is in it. Raises Problem where there is nothing to give."""
    absolute, today = request.build_absolute_uri, clock.today()
    maker = token.seat.agency.acronym
    if token.calendar_of == AGENDA:
        return AGENDA, write_agenda(seat=seat, absolute=absolute, today=today, maker=maker)
    dataset = visible_to(whole_datasets(), seat).filter(ref=token.calendar_of).first()
    if dataset is None:
        raise Problem(Code.NOT_FOUND, status=404)
    register = Register.of(dataset, seat)
    return dataset.code, write_feed(
        seat=seat, register=register, absolute=absolute, today=today, maker=maker
    )


def _nothing() -> HttpResponse:
    """A bare 404: a page would set a cookie, and its links would carry the address on."""
    return HttpResponseNotFound("", content_type="text/plain")
