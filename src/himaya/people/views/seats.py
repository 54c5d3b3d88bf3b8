"""Access: list, page, ending, handing over, covering, and the quarterly review."""

from datetime import timedelta

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from himaya.gate.decisions import authorize, require, visible_to
from himaya.gate.lowering import to_review
from himaya.gate.pages import SeatRequest, visible_or_404
from himaya.gate.routes import route
from himaya.kernel import clock
from himaya.kernel.verbs import Verb
from himaya.people import actions
from himaya.people.forms import AmendSeatForm, CoverForm, HandOverForm
from himaya.people.models import Seat
from himaya.people.queries import (
    IDLE_DAYS,
    REVIEW_DAYS,
    area_doubts,
    open_end_requests,
    open_factor_resets,
    unended_seats,
)
from himaya.people.views.agencies import people_tabs
from himaya.people.views.invitations import areas_to_choose
from himaya.people.views.links import show_link, site_of
from himaya.people.words import CLUSTERS

PAGE = 50
_WITH = ("account", "agency", "operation", "stands_in_for__account")


@route(Verb.SEAT_VIEW, "seat")
@require_safe
def seats(request: SeatRequest) -> HttpResponse:
    """Who has access, as far as the seat manages or reviews it."""
    found = visible_to(Seat.objects.filter(ended_at__isnull=True), request.seat)
    if words := request.GET.get("words", "").strip():
        found = found.filter(
            Q(account__name__icontains=words) | Q(agency__acronym__icontains=words)
        )
    ordered = found.select_related(*_WITH).order_by("agency__acronym", "account__name", "pk")
    context = {
        "page": Paginator(ordered, PAGE).get_page(request.GET.get("page")),
        "words": words,
        "idle_since": clock.today() - timedelta(days=IDLE_DAYS),
        "tabs": people_tabs(request),
        "breadcrumbs": [
            {"label": _("People and agencies"), "url": reverse("agencies")},
            {"label": _("Access")},
        ],
    }
    return render(request, "people/seats.html", context)


def _one(request: SeatRequest, ref: str) -> Seat:
    return visible_or_404(request, Seat.objects.select_related(*_WITH), ref=ref)


@route(Verb.SEAT_VIEW, "seat")
@require_safe
def seat(request: SeatRequest, ref: str) -> HttpResponse:
    """One access and what may be done with it."""
    target = _one(request, ref)
    is_own = target.account.ref == request.seat.account
    may_end = authorize(request.seat, Verb.SEAT_END, target).allowed
    context = {
        "target": target,
        "areas": target.areas.all(),
        "clusters": [word for code, word in CLUSTERS if code in target.clusters],
        "covers": target.covers.filter(ended_at__isnull=True).select_related("account"),
        "may_end": may_end and target.ended_at is None,
        "may_invite": authorize(request.seat, Verb.SEAT_INVITE, target.agency).allowed,
        "may_amend": not is_own and authorize(request.seat, Verb.SEAT_INVITE, target).allowed,
        "may_reset": may_end and not is_own,
        "factor_reset": _factor_reset(request, target) if may_end else None,
        "ending": _ending(request, target, may_end=may_end),
        "breadcrumbs": _crumbs(target),
    }
    return render(request, "people/seat.html", context)


def _factor_reset(request: SeatRequest, target: Seat) -> dict[str, object]:
    """Where the reset of a lost second factor stands, and whether one may be asked for."""
    waiting = open_factor_resets().filter(seat__account=target.account_id).first()
    lost = is_mfa_enabled(target.account) or target.account.must_set_up_by is not None
    mine = waiting is not None and waiting.asked_by_account == request.seat.account
    second = authorize(request.seat, Verb.ACCESS_REVIEW, target).allowed and not mine
    return {
        "waiting": waiting,
        "may_ask": waiting is None and lost and target.ended_at is None,
        "may_confirm": waiting is not None and waiting.seat_id == target.pk and second,
    }


def _ending(request: SeatRequest, target: Seat, *, may_end: bool) -> dict[str, object]:
    """Where a request to end the access of who oversees stands, for who may take part or is it."""
    if not target.oversees:
        return {}
    waiting = open_end_requests().filter(seat=target).first()
    if waiting is None:
        return {}
    is_own = target.account.ref == request.seat.account
    mine = waiting.asked_by_account == request.seat.account
    second = authorize(request.seat, Verb.ACCESS_REVIEW, target).allowed
    return {
        "until": waiting.expires_at,
        "may_confirm": second and not mine and not is_own,
        "may_withdraw": may_end and not is_own,
    }


def _crumbs(target: Seat) -> list[dict[str, str]]:
    return [
        {"label": _("People and agencies"), "url": reverse("agencies")},
        {"label": target.agency.acronym, "url": reverse("agency", args=[target.agency.ref])},
        {"label": target.account.name},
    ]


@route(Verb.SEAT_END, "seat")
@require_http_methods(["GET", "HEAD", "POST"])
def seat_end(request: SeatRequest, ref: str) -> HttpResponse:
    """Ask, then end an access: an ended one only comes back by a new invitation."""
    target = _one(request, ref)
    in_review = "review" in (request.POST.get("from"), request.GET.get("from"))
    back = reverse("access-review") if in_review else reverse("seat", args=[ref])
    if request.method == "POST":
        if target.oversees:
            actions.ask_end(seat=request.seat, target=target)
            messages.success(request, _("It is asked. A second person has seven days to confirm."))
        else:
            actions.end_seat(seat=request.seat, target=target)
            messages.success(request, _("The access has ended."))
        return redirect(back)
    require(request.seat, Verb.SEAT_END, target)
    context = {
        "target": target,
        "covers": target.covers.filter(ended_at__isnull=True).count(),
        "from_review": in_review,
        "back": back,
        "breadcrumbs": _crumbs(target),
    }
    return render(request, "people/seat_end.html", context)


@route(Verb.SEAT_INVITE, "seat")
@require_http_methods(["GET", "HEAD", "POST"])
def seat_amend(request: SeatRequest, ref: str) -> HttpResponse:
    """Change role, level, reach or end of an open access."""
    target = _one(request, ref)
    require(request.seat, Verb.SEAT_INVITE, target)
    form = AmendSeatForm.of(
        target,
        request.POST or None,
        areas=areas_to_choose(request.seat),
        roles=actions.grantable_roles(request.seat),
        highest=actions.highest_grantable(request.seat, target.agency),
    )
    if request.method == "POST" and form.is_valid():
        actions.amend_seat(seat=request.seat, target=target, **form.cleaned_data)
        messages.success(request, _("Saved. It holds from the person's next step on."))
        return redirect("seat", ref=ref)
    title = _("Amend the access of %(name)s") % {"name": target.account.name}
    hint = _(
        "Leave covers follow. Tokens that reach further than the amended access are revoked, and "
        "a hand-over that waits has to be made again."
    )
    return _seat_form(request, target, form, title, _("Save"), hint)


@route(Verb.SEAT_INVITE, "seat")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def seat_hand_over(request: SeatRequest, ref: str) -> HttpResponse:
    """Invite the successor; the old access ends when the new one begins."""
    target = _one(request, ref)
    require(request.seat, Verb.SEAT_INVITE, target.agency)
    form = HandOverForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        invitation, secret = actions.hand_over(
            seat=request.seat, old=target, site=site_of(request), **form.cleaned_data
        )
        return show_link(request, "invitation-accept", secret, for_whom=invitation.name)
    title = _("Hand over the access of %(name)s") % {"name": target.account.name}
    return _seat_form(request, target, form, title, _("Invite the successor"))


@route(Verb.SEAT_INVITE, "seat")
@require_http_methods(["GET", "HEAD", "POST"])
def seat_cover(request: SeatRequest, ref: str) -> HttpResponse:
    """Let a colleague stand in for some days."""
    target = _one(request, ref)
    require(request.seat, Verb.SEAT_INVITE, target.agency)
    colleagues = visible_to(unended_seats().filter(agency=target.agency), request.seat)
    deputies = colleagues.exclude(account=target.account).select_related("account", "agency")
    form = CoverForm(request.POST or None, deputies=deputies)
    if request.method == "POST" and form.is_valid():
        actions.stand_in(seat=request.seat, absent=target, **form.cleaned_data)
        messages.success(request, _("The deputy can switch to this access on those days."))
        return redirect("seat", ref=ref)
    title = _("Leave cover for %(name)s") % {"name": target.account.name}
    return _seat_form(request, target, form, title, _("Set the cover"))


def _seat_form(
    request: SeatRequest,
    target: Seat,
    form: AmendSeatForm | HandOverForm | CoverForm,
    title: str,
    submit: str,
    hint: str = "",
) -> HttpResponse:
    context = {
        "form": form,
        "hint": hint,
        "title": title,
        "submit": submit,
        "back": reverse("seat", args=[target.ref]),
        "breadcrumbs": _crumbs(target),
    }
    return render(request, "people/form.html", context, status=422 if form.errors else 200)


@route(Verb.SEAT_END, "seat")
@never_cache
@require_POST
def seat_reset_link(request: SeatRequest, ref: str) -> HttpResponse:
    """Make a one-time link to a new password, shown once."""
    target = _one(request, ref)
    _link, secret = actions.make_reset_link(seat=request.seat, target=target)
    return show_link(request, "reset-link", secret, for_whom=target.account.name, days=1)


@route(Verb.ACCESS_REVIEW, "operation")
@require_safe
def access_review(request: SeatRequest) -> HttpResponse:
    """Every access with its last use: confirm it or end it, once a quarter."""
    today = clock.today()
    due_before = today - timedelta(days=REVIEW_DAYS)
    found = visible_to(Seat.objects.filter(ended_at__isnull=True), request.seat, Verb.ACCESS_REVIEW)
    endable = visible_to(found, request.seat, Verb.SEAT_END).values_list("pk", flat=True)
    is_due = Q(reviewed_on__isnull=True) | Q(reviewed_on__lt=due_before)
    ordered = found.select_related(*_WITH).order_by("agency__acronym", "account__name", "pk")
    context = {
        "page": Paginator(ordered, PAGE).get_page(request.GET.get("page")),
        "due": found.filter(is_due).count(),
        "due_before": due_before,
        "idle_since": today - timedelta(days=IDLE_DAYS),
        "endable": set(endable),
        "doubts": _doubts(request, found),
        "factor_resets": open_factor_resets()
        .filter(seat__in=found)
        .exclude(asked_by_account=request.seat.account)
        .exclude(seat__account__ref=request.seat.account)
        .select_related("seat__account", "seat__agency")
        .order_by("expires_at"),
        "lowerings": [
            (reverse(f"{one.kind}-lower-review", args=[one.thing, *one.scope.split()]), thing)
            for one, thing in to_review(request.seat)
        ],
        "end_requests": open_end_requests()
        .filter(seat__in=found)
        .select_related("seat__account", "seat__agency")
        .order_by("expires_at"),
        "tabs": people_tabs(request),
        "breadcrumbs": [
            {"label": _("People and agencies"), "url": reverse("agencies")},
            {"label": _("Access review")},
        ],
    }
    return render(request, "people/access_review.html", context)


def _doubts(request: SeatRequest, found: QuerySet[Seat]) -> list[dict[str, object]]:
    """Accesses that a new edition of the boundaries left in doubt, and who may amend them here."""
    rows = found.filter(areas_in_doubt=True, everywhere=False).select_related(*_WITH)
    ordered = rows.order_by("agency__acronym", "account__name", "pk")[:PAGE]
    doubts = area_doubts(request.seat.operation, ordered)
    if not doubts:
        return []
    amendable = visible_to(rows, request.seat, Verb.SEAT_INVITE).values_list("pk", flat=True)
    mine, may = request.seat.account, set(amendable)
    return [
        {
            "seat": doubt.seat,
            "ended": doubt.ended,
            "beside": doubt.beside,
            "is_own": doubt.seat.account.ref == mine,
            "may_amend": doubt.seat.pk in may and doubt.seat.account.ref != mine,
        }
        for doubt in doubts
    ]


@route(Verb.ACCESS_REVIEW, "seat")
@require_POST
def seat_confirm(request: SeatRequest, ref: str) -> HttpResponse:
    """Confirm in the review that an access is still needed."""
    target = visible_or_404(
        request, Seat.objects.select_related(*_WITH), verb=Verb.ACCESS_REVIEW, ref=ref
    )
    actions.confirm_seat(seat=request.seat, target=target)
    return redirect("access-review")
