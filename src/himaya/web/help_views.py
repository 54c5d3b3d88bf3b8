"""Help: one short page for each main page."""

from collections.abc import Mapping

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from himaya.gate.pages import SeatRequest
from himaya.gate.routes import route
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb

# topic -> what it is called and the page it belongs to
TOPICS: Mapping[str, tuple[Promise, str]] = {
    "home": (gettext_lazy("Home"), "home"),
    "matrix": (gettext_lazy("PIM Matrix"), "matrix"),
    "registers": (gettext_lazy("Registers"), "datasets"),
    "imports": (gettext_lazy("Bring in a file"), "imports"),
    "forms": (gettext_lazy("Forms"), "instruments"),
    "systems": (gettext_lazy("Information systems"), "systems"),
    "people": (gettext_lazy("People and agencies"), "agencies"),
    "places": (gettext_lazy("Places"), "places"),
    "protocol": (gettext_lazy("Who may see what"), "protocol"),
}


@route(Verb.HELP_VIEW)
@require_GET
def help_index(request: SeatRequest) -> HttpResponse:
    """What himaya is, and the help of each page."""
    return render(request, "web/help/index.html", {"topics": _topics("")})


@route(Verb.HELP_VIEW)
@require_GET
def help_page(request: SeatRequest, topic: str) -> HttpResponse:
    """The help of one main page."""
    if topic not in TOPICS:
        raise Problem(Code.NOT_FOUND, status=404)
    label, page = TOPICS[topic]
    context = {
        "topics": _topics(topic),
        "about_label": label,
        "about_url": _url(page),
        "breadcrumbs": [
            {"label": _("Help"), "url": reverse("help")},
            {"label": label, "url": ""},
        ],
    }
    return render(request, f"web/help/{topic}.html", context)


def _topics(current: str) -> list[dict[str, object]]:
    return [
        {"label": label, "url": reverse("help-page", args=[topic]), "current": topic == current}
        for topic, (label, _page) in TOPICS.items()
    ]


def _url(page: str) -> str:
    """The address of a page; "" while its room has none."""
    try:
        return reverse(page)
    except NoReverseMatch:
        return ""
