"""A lower sensitivity of a site: asked for, and reviewed."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from himaya.gate.lowering_pages import About, ask_page, review_page
from himaya.gate.pages import SeatRequest, visible_or_404
from himaya.gate.routes import route
from himaya.kernel.verbs import Verb
from himaya.places.models import Site
from himaya.places.words import SITE_LEVELS

_whole = Site.objects.select_related("unit", "operation")


@route(Verb.LEVEL_LOWER, "site")
@require_http_methods(["GET", "HEAD", "POST"])
def lower(request: SeatRequest, ref: str) -> HttpResponse:
    """Ask a reviewer."""
    return ask_page(request, _about(visible_or_404(request, _whole.all(), ref=ref)))


@route(Verb.LEVEL_REVIEW, "site")
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: SeatRequest, ref: str) -> HttpResponse:
    """Grant or refuse it."""
    return review_page(request, _about(visible_or_404(request, _whole.all(), ref=ref)))


def _about(site: Site) -> About:
    url = reverse("site", args=[site.ref])
    return About(
        thing=site,
        back=url,
        breadcrumbs=[
            {"label": _("Sites"), "url": reverse("sites")},
            {"label": site.code, "url": url},
        ],
        level=site.level,
        all_levels=SITE_LEVELS,
    )
