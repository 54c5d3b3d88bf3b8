"""Showing a one-time link, once, to the person who hands it over."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _


def site_of(request: HttpRequest) -> str:
    """Where this installation answers, as the browser sees it (checked by ALLOWED_HOSTS)."""
    return request.build_absolute_uri("/").rstrip("/")


def show_link(
    request: HttpRequest, name: str, secret: str, *, for_whom: str, days: int = 7
) -> HttpResponse:
    """The answer to the POST that made the link; a reload makes no second one visible."""
    context = {
        "link": site_of(request) + reverse(name, args=[secret]),
        "for_whom": for_whom,
        "days": days,
        "breadcrumbs": [{"label": _("One-time link")}],
    }
    return render(request, "people/link.html", context)
