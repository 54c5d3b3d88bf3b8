"""Publishing a version that marks questions less strictly than before: asked for, and reviewed."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from himaya.gate.lowering_pages import About, ask_page, review_page
from himaya.gate.pages import SeatRequest, visible_or_404
from himaya.gate.routes import route
from himaya.instruments.fetching import version_crumbs, version_or_404, whole_instruments
from himaya.instruments.models import Version
from himaya.instruments.queries import Lowered, lowered_questions
from himaya.instruments.wording import GROUPS, SENSITIVITIES
from himaya.kernel.verbs import Verb
from himaya.kernel.words import in_language
from himaya.systems.wording import LEVELS


@route(Verb.LEVEL_LOWER, "instrument")
@require_http_methods(["GET", "HEAD", "POST"])
def lower(request: SeatRequest, ref: str, n: int) -> HttpResponse:
    """Ask a reviewer, question by question as they stand in the draft."""
    instrument = visible_or_404(request, whole_instruments(), ref=ref)
    return ask_page(request, _about(version_or_404(instrument, n)))


@route(Verb.LEVEL_REVIEW, "instrument")
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: SeatRequest, ref: str, n: int) -> HttpResponse:
    """Grant or refuse it."""
    instrument = visible_or_404(request, whole_instruments(), ref=ref)
    return review_page(request, _about(version_or_404(instrument, n)))


def _about(version: Version) -> About:
    lowered = lowered_questions(version) if version.state == Version.State.DRAFT else []
    instrument = version.instrument
    return About(
        thing=instrument,
        scope=str(version.number),
        back=reverse("instrument-version", args=[instrument.ref, version.number]),
        breadcrumbs=version_crumbs(instrument, version),
        changes={one.question.path: one.comes_to for one in lowered},
        lines=[_in_words(one) for one in lowered],
    )


def _in_words(one: Lowered) -> str:
    now = one.question
    said = _("%(question)s: %(before)s before, %(now)s now") % {
        "question": in_language(now.labels) or now.key,
        "before": f"{SENSITIVITIES[one.sensitivity]} · {LEVELS[one.level]}",
        "now": f"{SENSITIVITIES[now.sensitivity]} · {LEVELS[now.level]}",
    }
    groups = ", ".join(str(GROUPS[group]) for group in one.groups)
    if not groups:
        return said
    return said + " · " + _("no longer closed as %(groups)s") % {"groups": groups}
