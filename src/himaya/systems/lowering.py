"""A lower sensitivity of an information system: asked for, and reviewed."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from himaya.gate.lowering_pages import About, ask_page, review_page
from himaya.gate.pages import SeatRequest, visible_or_404
from himaya.gate.routes import route
from himaya.kernel.verbs import Verb
from himaya.systems.models import InformationSystem
from himaya.systems.wording import LEVELS

_whole = InformationSystem.objects.select_related("operation", "agency")


@route(Verb.LEVEL_LOWER, "system")
@require_http_methods(["GET", "HEAD", "POST"])
def lower(request: SeatRequest, ref: str) -> HttpResponse:
    """Ask a reviewer."""
    return ask_page(request, _about(visible_or_404(request, _whole.all(), ref=ref)))


@route(Verb.LEVEL_REVIEW, "system")
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: SeatRequest, ref: str) -> HttpResponse:
    """Grant or refuse it."""
    return review_page(request, _about(visible_or_404(request, _whole.all(), ref=ref)))


def _about(system: InformationSystem) -> About:
    url = reverse("system", args=[system.ref])
    return About(
        thing=system,
        back=url,
        breadcrumbs=[
            {"label": _("Information systems"), "url": reverse("systems")},
            {"label": str(system), "url": url},
        ],
        level=system.level,
        all_levels=[*LEVELS.items()],
    )
