"""Beside the gate's door: a form sent with an ended session waits for who wrote it."""

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.urls import reverse

from himaya.gate.late import forget_late, keep_late
from himaya.gate.middleware import API

LATE = "~late"  # the reference, in the form that sends it again


def keep_late_forms(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Where the gate leads a sender to sign in, keep what was sent and lead back to it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.method != "POST" or request.path.startswith(API):
            return response
        if request.user.is_authenticated:
            _forget_sent(request, response)
            return response
        if not _leads_to_sign_in(response):
            return response
        ref = keep_late(request)
        return lead_to_sign_in(request, ref) if ref else response

    return middleware


def lead_to_sign_in(request: HttpRequest, ref: str) -> HttpResponse:
    """To sign in, and on to what was kept; the whole page, also for a part that a script asked."""
    response: HttpResponse = redirect_to_login(reverse("late-form", args=[ref]))
    if getattr(request, "htmx", False):
        part = HttpResponse(status=HTTPStatus.NO_CONTENT)
        part["HX-Redirect"] = response["Location"]
        return part
    return response


def _leads_to_sign_in(response: HttpResponse) -> bool:
    where = response.get("Location", "")
    return response.status_code == HTTPStatus.FOUND and where.startswith(
        resolve_url(settings.LOGIN_URL)
    )


def _forget_sent(request: HttpRequest, response: HttpResponse) -> None:
    ref = request.POST.get(LATE, "")
    if ref and response.status_code < HTTPStatus.BAD_REQUEST:
        forget_late(str(getattr(request.user, "ref", "")), ref)
