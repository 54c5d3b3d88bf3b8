"""The PIM Matrix and the page of one category."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from himaya.gate.decisions import authorize
from himaya.gate.pages import SeatRequest
from himaya.gate.routes import route
from himaya.kernel.verbs import Verb
from himaya.profiles.categories.texts import ROWS
from himaya.web.matrix import ROW_LABELS, columns_of, coverage, running_by_area


@route(Verb.MATRIX_VIEW)
@require_GET
def matrix(request: SeatRequest) -> HttpResponse:
    """Eight columns by six rows, entered from any row; `?category=` opens one column."""
    row = request.GET.get("row", "")
    systems, provinces = running_by_area(request.seat)
    columns = columns_of(systems, (row,) if row in ROWS else ROWS)
    wanted = request.GET.get("category", "")
    opened = next((column for column in columns if column.code == wanted), None)
    shown = [opened] if opened else columns
    context = {
        "columns": columns,
        "opened": opened,
        "row": row if row in ROWS else "",
        "rows": [{"code": code, "label": ROW_LABELS[code]} for code in ROWS],
        "labels": [ROW_LABELS[code] for code in ((row,) if row in ROWS else ROWS)],
        "coverage": coverage(request.seat, shown, provinces),
        "shown": shown,
        "can_create": authorize(request.seat, Verb.SYSTEM_CREATE, request.seat.operation).allowed,
        "breadcrumbs": [
            {"label": _("PIM Matrix"), "url": reverse("matrix")},
            {"label": opened.label, "url": ""},
        ]
        if opened
        else [],
    }
    return render(request, "web/category.html" if opened else "web/matrix.html", context)
