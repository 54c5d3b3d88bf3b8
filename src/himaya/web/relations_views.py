"""The page of what feeds what, and its diagram to take along."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, get_language_bidi, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from himaya.engines.figures import draw_flows
from himaya.gate.decisions import authorize
from himaya.gate.pages import SeatRequest
from himaya.gate.routes import route
from himaya.kernel.verbs import Verb
from himaya.releases.actions import make_frame_copy
from himaya.releases.content import Arrow, Diagram, Document
from himaya.systems.models import InformationSystem
from himaya.systems.wording import RELATIONS
from himaya.web.relations import Line, relations_of


@route(Verb.SYSTEM_VIEW, "system")
@require_GET
def relations(request: SeatRequest) -> HttpResponse:
    """Which system feeds, verifies, replaces which; the table says the same as the picture."""
    found = relations_of(request.seat)
    told = ngettext("One relation", "%(n)s relations", len(found.lines)) % {"n": len(found.lines)}
    picture = draw_flows(
        found.flows(),
        title=_("What feeds what"),
        description=told,
        names=found.names(),
        from_right=get_language_bidi(),
    )
    context = {
        "it": found,
        "lines": _in_words(found.lines),
        "to_ended": _in_words(found.to_ended),
        "picture": mark_safe(picture),
        "may_copy": authorize(request.seat, Verb.COPY_MAKE, request.seat.operation).allowed,
        "breadcrumbs": [
            {"label": _("Information systems"), "url": reverse("systems")},
            {"label": _("What feeds what")},
        ],
    }
    return render(request, "web/relations.html", context)


def _in_words(
    lines: Sequence[Line],
) -> list[tuple[InformationSystem, Promise, InformationSystem]]:
    return [(one, RELATIONS[kind], other) for one, kind, other in lines]


@route(Verb.COPY_MAKE, "operation")
@require_POST
def relations_copy(request: SeatRequest) -> HttpResponse:
    """The diagram as DOT, for programs that draw."""
    found = relations_of(request.seat)
    arrows = [Arrow(one.source, one.target, one.words, one.runs) for one in found.flows()]
    release = make_frame_copy(
        seat=request.seat,
        document=Document(
            title=_("What feeds what"),
            language=(get_language() or "en").split("-")[0],
            diagram=Diagram(found.names(), arrows),
        ),
        form="dot",
        name="systems",
        columns=("names", "related"),
        inputs=[f"{one.ref}:{kind}:{other.ref}" for one, kind, other in found.lines],
        maker=str(request.user),
    )
    messages.success(request, _("The working copy is made. It can be fetched for 30 days."))
    return redirect("copy", ref=release.ref)
