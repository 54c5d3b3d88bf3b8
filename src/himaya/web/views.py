"""Home, and the pages that belong to no room."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from himaya.gate.decisions import could_ever
from himaya.gate.pages import SeatRequest
from himaya.gate.routes import public_route, route
from himaya.kernel import clock
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.people.models import Account
from himaya.records.due import (
    agenda_registers,
    changed_records,
    due_records,
    next_appointments,
)
from himaya.records.passing_on import pass_on
from himaya.web.handover import handover, predecessors
from himaya.web.handover_copy import FORMS, leaving_of, make_handover_copy
from himaya.web.home import late_forms, listed
from himaya.web.matrix import columns_of, running_systems

SHOWN = 8  # of each list; the rest is behind its link
MEETINGS = 3


@route(Verb.HOME_VIEW)
@require_GET
def home(request: SeatRequest) -> HttpResponse:
    """What must I do: not yet sent, due, overdue, changed since I was here, next meeting."""
    account = Account.objects.get(ref=request.seat.account)
    today = clock.today()
    since = account.last_seen_home
    context = {
        "late": late_forms(account, request.seat),
        "due": listed(due_records(request.seat, today)[:SHOWN], today),
        "changed": listed(changed_records(request.seat, since)[:SHOWN], today),
        "since": since,
        "meetings": listed(next_appointments(request.seat, today)[:MEETINGS], today),
        "agenda": agenda_registers(request.seat).first(),
        "took_over": bool(request.seat.in_place_of),
        "columns": columns_of(running_systems(request.seat), ()),
    }
    response = render(request, "web/home.html", context)
    Account.objects.filter(pk=account.pk).update(last_seen_home=clock.now())
    return response


@route(Verb.HOME_VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def handover_page(request: SeatRequest) -> HttpResponse:
    """What somebody who takes over an access has to read, and as a file to take along."""
    it = handover(request.seat)
    leaving = leaving_of(request.seat, it)
    problem: Problem | None = None
    wanted = request.POST.get("form", "")
    if request.method == "POST" and wanted not in FORMS:
        problem = Problem(Code.SHAPE_REFUSED, status=422)
    elif request.method == "POST":
        try:
            release = make_handover_copy(
                seat=request.seat,
                it=it,
                leaving=leaving,
                form=wanted,
                maker=str(request.user),
                absolute=request.build_absolute_uri,
            )
        except Problem as refused:
            problem = refused
        else:
            messages.success(request, _("The working copy is made. It can be fetched for 30 days."))
            return redirect("copy", ref=release.ref)
    context = {
        "it": it,
        "forms": FORMS if leaving.parts else (),
        "staying": leaving.stays,
        "problem": problem,
        "may_pass_on": bool(it.gone) and could_ever(request.seat, Verb.RECORD_AMEND, "record"),
        "breadcrumbs": [{"label": _("Home"), "url": reverse("home")}, {"label": _("Hand-over")}],
    }
    return render(request, "web/handover.html", context, status=problem.status if problem else 200)


@route(Verb.RECORD_AMEND, "record")
@require_POST
def handover_names(request: SeatRequest) -> HttpResponse:
    """Write the successor's name where open entries name who left."""
    gone = [one.account.name for one in predecessors(request.seat) if one.ended_at is not None]
    own = Account.objects.get(ref=request.seat.account).name
    passed = pass_on(seat=request.seat, names=gone, to=own, reason=_("Taken over"))
    said = ngettext("One entry names you now.", "%(n)s entries name you now.", passed.changed)
    if passed.changed:
        messages.success(request, said % {"n": passed.changed})
    elif not passed.left:
        messages.info(request, _("No open entry that you may amend names who left."))
    if passed.left:
        left = ngettext(
            "One entry could not be changed: somebody else changed it meanwhile, or it no longer "
            "fits its form.",
            "%(n)s entries could not be changed: somebody else changed them meanwhile, or they no "
            "longer fit their forms.",
            passed.left,
        )
        messages.warning(request, left % {"n": passed.left})
    return redirect("handover")


@public_route("components with invented words, routed in development only")
@require_GET
def style_guide(request: HttpRequest) -> HttpResponse:
    """Every component of the design."""
    return render(request, "web/style_guide.html")
