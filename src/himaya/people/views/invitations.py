"""Inviting, and the two doors for links that work once.

The secret stands in the address of the mailed link only: opening it moves its fingerprint into
the session and leads on to an address without it, so that it is in no history entry, no
referrer and no "next" of a sign-in page.
"""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from himaya.gate.decisions import require, visible_to
from himaya.gate.pages import SeatRequest, visible_or_404
from himaya.gate.routes import public_route, route
from himaya.gate.seats import ActingSeat
from himaya.kernel.crypto import fingerprint
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.people import actions
from himaya.people.choosing import remember_language
from himaya.people.forms import InvitationForm, NewAccountForm, NewPasswordForm
from himaya.people.middleware import SESSION_SEAT
from himaya.people.models import Account, Agency, Invitation
from himaya.people.queries import pending_invitations, usable_invitation, usable_reset_link
from himaya.people.views.links import show_link, site_of
from himaya.places.models import AdminUnit
from himaya.places.queries import current_units

_INVITATION = "invitation"
_RESET = "reset_link"
LISTED_LEVELS = 2  # deeper areas come with the one above them; lists of thousands help nobody


def areas_to_choose(seat: ActingSeat) -> QuerySet[AdminUnit]:
    """The areas that an access may be bound to, of the edition in force."""
    areas = current_units(seat.operation).filter(level__lte=LISTED_LEVELS)
    return visible_to(areas, seat)


@route(Verb.SEAT_INVITE, "agency")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: SeatRequest, ref: str) -> HttpResponse:
    """Invite a person for an agency; the answer shows the link, once."""
    agency = visible_or_404(request, Agency.objects.select_related("operation"), ref=ref)
    require(request.seat, Verb.SEAT_INVITE, agency)
    form = InvitationForm(
        request.POST or None,
        areas=areas_to_choose(request.seat),
        roles=actions.grantable_roles(request.seat),
        highest=actions.highest_grantable(request.seat, agency),
    )
    if request.method == "POST" and form.is_valid():
        invitation, secret = actions.invite(
            seat=request.seat, agency=agency, site=site_of(request), **form.cleaned_data
        )
        return show_link(request, "invitation-accept", secret, for_whom=invitation.name)
    context = {
        "form": form,
        "title": _("Invite a person for %(agency)s") % {"agency": agency.acronym},
        "submit": _("Make the invitation"),
        "back": reverse("agency", args=[ref]),
        "breadcrumbs": [
            {"label": _("People and agencies"), "url": reverse("agencies")},
            {"label": agency.acronym, "url": reverse("agency", args=[ref])},
            {"label": _("Invite")},
        ],
    }
    return render(request, "people/form.html", context, status=422 if form.errors else 200)


@route(Verb.SEAT_INVITE, "agency")
@require_POST
def withdraw(request: SeatRequest, ref: str, invitation: str) -> HttpResponse:
    """Make an unanswered invitation useless."""
    agency = visible_or_404(request, Agency.objects.all(), verb=Verb.SEAT_INVITE, ref=ref)
    for found in pending_invitations().filter(agency=agency, ref=invitation):
        actions.withdraw_invitation(seat=request.seat, invitation=found)
        messages.success(request, _("The invitation is withdrawn."))
    return redirect("agency", ref=ref)


@public_route("an invitation is answered before there is an account")
@never_cache
@require_safe
def open_invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """Take the secret out of the address."""
    return _carry(request, _INVITATION, secret, "invitation")


@public_route("a new password is set before signing in")
@never_cache
@require_safe
def open_reset_link(request: HttpRequest, secret: str) -> HttpResponse:
    """Take the secret out of the address."""
    return _carry(request, _RESET, secret, "reset")


def _carry(request: HttpRequest, key: str, secret: str, target: str) -> HttpResponse:
    request.session[key] = fingerprint(secret)
    response = redirect(target)
    # Here only: on a page with a form it would make browsers send "Origin: null", which the
    # protection against forged requests refuses.
    response["Referrer-Policy"] = "no-referrer"
    return response


@public_route("an invitation is answered before there is an account")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest) -> HttpResponse:
    """Say what is offered; a new person gives name and password, a known one signs in."""
    carried = request.session.get(_INVITATION, "")
    found = usable_invitation(carried)
    owner = Account.objects.filter(email=found.email).first()
    if owner is not None:
        return _answer_as_known(request, found, owner, carried)
    if request.user.is_authenticated:
        return _offer(request, found, wrong_account=True)
    form = NewAccountForm(
        request.POST or None,
        account=Account(email=found.email),
        initial={"name": found.name, "language": get_language() or "en"},
    )
    if request.method != "POST" or not form.is_valid():
        return _offer(request, found, form=form)
    actions.accept_invitation(secret_hash=carried, **form.cleaned_data)
    del request.session[_INVITATION]
    messages.success(request, _("Your account is ready. Sign in with your address and password."))
    return remember_language(request, redirect("account_login"), form.cleaned_data["language"])


def _answer_as_known(
    request: HttpRequest, found: Invitation, owner: Account, carried: str
) -> HttpResponse:
    if request.user != owner:
        return _offer(request, found, wrong_account=request.user.is_authenticated, known=True)
    if request.method != "POST":
        return _offer(request, found, known=True, may_accept=True)
    seat = actions.accept_invitation(secret_hash=carried, account=owner)
    del request.session[_INVITATION]
    request.session[SESSION_SEAT] = seat.ref
    messages.success(request, _("You have the new access, and it is switched on."))
    return redirect("home")


def _offer(request: HttpRequest, found: Invitation, **context: object) -> HttpResponse:
    form = context.get("form")
    status = 422 if isinstance(form, NewAccountForm) and form.errors else 200
    shown = {"invitation": found, "here": reverse("invitation"), **context}
    return render(request, "people/invitation.html", shown, status=status)


@public_route("a new password is set before signing in")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reset(request: HttpRequest) -> HttpResponse:
    """Set a new password with a link handed over by a person."""
    carried = request.session.get(_RESET, "")
    if not carried:
        raise Problem(Code.LINK_SPENT, status=410)
    form = NewPasswordForm(request.POST or None, account=usable_reset_link(carried).account)
    if request.method != "POST" or not form.is_valid():
        status = 422 if form.errors else 200
        return render(request, "people/reset.html", {"form": form}, status=status)
    actions.set_password_by_link(secret_hash=carried, password=form.cleaned_data["password"])
    del request.session[_RESET]
    messages.success(request, _("Your password is changed. Sign in with it."))
    return redirect("account_login")
