"""Pages of the way back in: asking to reset a second factor, and confirming it as second person."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from himaya.gate.decisions import require
from himaya.gate.pages import SeatRequest, visible_or_404
from himaya.gate.routes import route
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.people import actions
from himaya.people.forms import RecognisedForm
from himaya.people.models import FactorReset, Seat
from himaya.people.queries import open_factor_resets

_WITH = ("account", "agency", "operation")


@route(Verb.SEAT_END, "seat")
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: SeatRequest, ref: str) -> HttpResponse:
    """Say that a person lost the second factor, and how one knows that it is this person."""
    target = visible_or_404(request, Seat.objects.select_related(*_WITH), ref=ref)
    require(request.seat, Verb.SEAT_END, target)
    form = RecognisedForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        actions.ask_factor_reset(seat=request.seat, target=target, **form.cleaned_data)
        messages.success(
            request,
            _("A coordinator or data protection focal point has to confirm it within 24 hours."),
        )
        return redirect("seat", ref=ref)
    hint = _(
        "For a person who has neither the phone or key nor a recovery code any more. When a second "
        "person has confirmed it, the person is signed out everywhere and sets up a new second "
        "factor with the next sign-in. The password stays."
    )
    title = _("Reset the second factor of %(name)s") % {"name": target.account.name}
    return _page(request, form, title, _("Ask for the reset"), hint, reverse("seat", args=[ref]))


@route(Verb.ACCESS_REVIEW, "seat")
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: SeatRequest, ref: str) -> HttpResponse:
    """As second person, look at who asks and confirm, having recognised the person oneself."""
    everybody = Seat.objects.select_related(*_WITH)
    target = visible_or_404(request, everybody, verb=Verb.ACCESS_REVIEW, ref=ref)
    waiting = open_factor_resets().filter(seat=target).first()
    if waiting is None:
        raise Problem(Code.ALREADY_DONE)
    form = RecognisedForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        actions.confirm_factor_reset(seat=request.seat, target=target, **form.cleaned_data)
        messages.success(
            request, _("The second factor is reset. The person has 24 hours to set up a new one.")
        )
        return redirect("access-review")
    title = _("Confirm the reset for %(name)s") % {"name": target.account.name}
    back = reverse("access-review")
    return _page(request, form, title, _("Confirm the reset"), _said(waiting), back)


def _said(waiting: FactorReset) -> str:
    asker = Seat.objects.filter(ref=waiting.asked_by).select_related("account", "agency").first()
    return _(
        "%(asker)s says that this person lost the second factor, recognised by: %(how)s. Make sure "
        "of it yourself, by another way than a message from an address you do not know."
    ) % {"asker": asker, "how": waiting.get_recognised_display()}


@route(Verb.SEAT_END, "seat")
@require_POST
def withdraw(request: SeatRequest, ref: str) -> HttpResponse:
    """Take a request back, for example when the phone was found."""
    target = visible_or_404(request, Seat.objects.select_related(*_WITH), ref=ref)
    actions.withdraw_factor_reset(seat=request.seat, target=target)
    messages.success(request, _("The request is withdrawn."))
    return redirect("seat", ref=ref)


def _page(
    request: SeatRequest, form: RecognisedForm, title: str, submit: str, hint: str, back: str
) -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "submit": submit,
        "hint": hint,
        "back": back,
        "breadcrumbs": [
            {"label": _("People and agencies"), "url": reverse("agencies")},
            {"label": title},
        ],
    }
    return render(request, "people/form.html", context, status=422 if form.errors else 200)
