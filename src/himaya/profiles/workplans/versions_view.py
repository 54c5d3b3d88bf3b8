"""The page of two versions side by side, and the same to take along."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from himaya.gate.decisions import authorize, require, visible_to
from himaya.gate.pages import SeatRequest, visible_or_404
from himaya.gate.routes import route
from himaya.kernel import clock
from himaya.kernel.problems import Problem
from himaya.kernel.verbs import Verb
from himaya.profiles.workplans.actions import REPLACES
from himaya.profiles.workplans.queries import activities_register, goals_of, plans
from himaya.profiles.workplans.versions import (
    ADDED,
    AMENDED,
    DROPPED,
    FINISHED,
    MOVED,
    STATUS,
    Difference,
    Placed,
    differences,
    placed,
)
from himaya.records.copies import leaving_columns
from himaya.records.models import Record
from himaya.records.registers.register import Register
from himaya.records.titles import title_of
from himaya.releases.actions import make_working_copy
from himaya.releases.content import Document, Table

FORMS = ("docx", "xlsx")
KINDS: Mapping[str, Promise] = {
    ADDED: gettext_lazy("Added"),
    DROPPED: gettext_lazy("Dropped, not finished"),
    FINISHED: gettext_lazy("Finished, not taken over"),
    MOVED: gettext_lazy("Moved"),
    STATUS: gettext_lazy("Status changed"),
    AMENDED: gettext_lazy("Amended"),
}
_MOST = 30  # plans to choose from


@route(Verb.RECORD_VIEW, "record")
@require_http_methods(["GET", "HEAD", "POST"])
def versions_page(request: SeatRequest, ref: str) -> HttpResponse:
    """A version of a plan beside the one it replaces, or the one named by `?with=`."""
    plan = visible_or_404(request, plans(), ref=ref)
    require(request.seat, Verb.RECORD_VIEW, plan)
    others = _others(request, plan)
    named = request.GET.get("with", "")
    old = next((one for one in others if one.ref == named), others[0] if others else None)
    register = Register.of(activities_register(request.seat, plan), request.seat)
    before = _placed(request, old, register) if old else []
    found = differences(before, _placed(request, plan, register), register) if old else []
    problem: Problem | None = None
    form = request.POST.get("form", "")
    if request.method == "POST" and form in FORMS and old:
        try:
            return _taken(request, plan, old, register, found, form)
        except Problem as refused:
            problem = refused
    title = title_of(plan)
    context = {
        "plan": plan,
        "title": title,
        "old": old,
        "old_name": _name(old) if old else "",
        "name": _name(plan),
        "others": [(one.ref, _name(one)) for one in others],
        "rows": [_row(one, register) for one in found],
        "problem": problem,
        "forms": FORMS if authorize(request.seat, Verb.COPY_MAKE, register.dataset).allowed else (),
        "breadcrumbs": [
            {"label": str(plan.dataset), "url": reverse("dataset", args=[plan.dataset.ref])},
            {"label": title, "url": reverse("plan", args=[ref])},
            {"label": _("Versions side by side"), "url": ""},
        ],
    }
    status = problem.status if problem else 200
    return render(request, "profiles/workplans/versions.html", context, status=status)


def _others(request: SeatRequest, plan: Record) -> list[Record]:
    """Plans of the same register in sight, what it replaces first, then the newest."""
    rows = visible_to(plans().filter(dataset=plan.dataset).exclude(pk=plan.pk), request.seat)
    replaced = set(plan.links_out.filter(relation=REPLACES).values_list("target_id", flat=True))
    found = list(rows.order_by("-made_at", "-pk")[:_MOST])
    return sorted(found, key=lambda one: one.pk not in replaced)


def _placed(request: SeatRequest, plan: Record, register: Register) -> list[Placed]:
    return placed(goals_of(plan, register.dataset, request.seat, clock.today()))


def _name(plan: Record) -> str:
    version = str(plan.head.answers.get("version") or "") if plan.head else ""
    return ", ".join(part for part in (title_of(plan), version) if part)


def _row(one: Difference, register: Register) -> dict[str, Any]:
    labels = {column.key: column.label for column in register.columns}
    return {
        "kind": KINDS[one.kind],
        "code": one.activity.code,
        "title": one.activity.row.title,
        "url": one.activity.row.url,
        "what": labels.get(one.key, "") if one.key else "",
        "before": one.before,
        "now": one.now,
    }


def _taken(
    request: SeatRequest,
    plan: Record,
    old: Record,
    register: Register,
    found: Sequence[Difference],
    form: str,
) -> HttpResponse:
    """A working copy of the differences, of what may leave. Raises Problem(NOT_ALLOWED)."""
    leaving = {column.key for column in leaving_columns(register)}
    level = register.dataset.level
    rows = [
        _row(one, register)
        for one in found
        if (one.key or "title") in leaving and one.activity.row.record.level <= level
    ]
    table = Table(
        headers=[_("What changed"), _("Code"), _("Activity"), _("What"), _("Before"), _("Now")],
        rows=[
            [str(row["kind"]), row["code"], row["title"], row["what"], row["before"], row["now"]]
            for row in rows
        ],
        widths=(18, 8, 40, 16, 30, 30),
    )
    told = _("%(old)s, beside %(new)s") % {"old": _name(old), "new": _name(plan)}
    release = make_working_copy(
        seat=request.seat,
        dataset=register.dataset,
        document=Document(
            title=_("Versions side by side"),
            language=register.language,
            lines=(told,),
            tables=(table,),
        ),
        form=form,
        rows=len(rows),
        columns=sorted({one.key or "title" for one in found} & leaving),
        inputs=[f"{one.activity.row.record.ref}:{one.activity.row.record.lock}" for one in found],
        maker=str(request.user),
    )
    messages.success(request, _("The working copy is made. It can be fetched for 30 days."))
    return redirect("copy", ref=release.ref)
