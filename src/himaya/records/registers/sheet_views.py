"""The page of an area's profile sheet, and the same as a document."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from himaya.gate.pages import SeatRequest, visible_or_404
from himaya.gate.routes import route
from himaya.kernel import clock
from himaya.kernel.problems import Problem
from himaya.kernel.verbs import Verb
from himaya.kernel.words import in_language
from himaya.places.models import AdminUnit
from himaya.records.registers.sheet import make_sheet_copy, sheet_of

FORMS = ("docx", "xlsx")


@route(Verb.ADMIN_UNIT_VIEW, "admin_unit")
@require_http_methods(["GET", "HEAD", "POST"])
def place_sheet(request: SeatRequest, ref: str) -> HttpResponse:
    """Population, activities, services, assessments, risks, access and gaps of one area."""
    units = AdminUnit.objects.select_related("operation")
    unit = visible_or_404(request, units, ref=ref)
    parts = sheet_of(request.seat, unit, clock.today())
    problem: Problem | None = None
    form = request.POST.get("form", "")
    if request.method == "POST" and form in FORMS:
        try:
            release = make_sheet_copy(
                seat=request.seat,
                unit=unit,
                parts=parts,
                form=form,
                maker=str(request.user),
                language=(get_language() or "en").split("-")[0],
            )
        except Problem as refused:
            problem = refused
        else:
            messages.success(request, _("The working copy is made. It can be fetched for 30 days."))
            return redirect("copy", ref=release.ref)
    name = in_language(unit.names) or unit.pcode
    context = {
        "unit": unit,
        "name": name,
        "parts": parts,
        "problem": problem,
        "forms": FORMS if any(part.may_leave for part in parts) else (),
        "staying": [
            f"{part.title} ({part.register.dataset})" for part in parts if not part.may_leave
        ],
        "breadcrumbs": [
            {"label": _("Places"), "url": reverse("places")},
            {"label": unit.pcode, "url": reverse("place", args=[ref])},
            {"label": _("Profile")},
        ],
    }
    status = problem.status if problem else 200
    return render(request, "records/registers/sheet.html", context, status=status)
