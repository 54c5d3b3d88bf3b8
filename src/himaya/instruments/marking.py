"""The page where a person confirms what questions mean and how dangerous their answers are."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from himaya.gate.decisions import require
from himaya.gate.pages import SeatRequest, visible_or_404
from himaya.gate.routes import route
from himaya.instruments.actions import accept_sure_marks, confirm_marks
from himaya.instruments.fetching import version_crumbs, version_or_404, whole_instruments
from himaya.instruments.forms import MarkForm
from himaya.instruments.models import Question, Version
from himaya.instruments.queries import is_pending, proposed_marks
from himaya.instruments.wording import reason_in_words
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.kernel.words import in_language

# Each question offers the whole list of meanings: more of them would be a heavy page.
_PAGE = 12
_TABS = ("doubts", "sure", "confirmed")


def _tab_of(question: Question) -> str:
    if not is_pending(question):
        return "confirmed"
    return "sure" if question.proposal.get("confidence") == "sure" else "doubts"


@route(Verb.INSTRUMENT_MARK, "instrument")
@require_http_methods(["GET", "HEAD", "POST"])
def instrument_marks(request: SeatRequest, ref: str, n: int) -> HttpResponse:
    """Confident proposals together, doubts one by one, each with its reason."""
    instrument = visible_or_404(request, whole_instruments(), ref=ref)
    require(request.seat, Verb.INSTRUMENT_MARK, instrument)
    version = version_or_404(instrument, n)
    if version.state != Version.State.DRAFT:
        raise Problem(Code.INSTRUMENT_FROZEN)
    if request.method == "POST":
        return _take(request, version)
    return _page(request, version, {})


def _take(request: SeatRequest, version: Version) -> HttpResponse:
    if request.POST.get("do") == "accept":
        changed = accept_sure_marks(seat=request.seat, version=version)
        return _done(request, len(changed))
    forms = {
        question.path: MarkForm(request.POST, prefix=question.path)
        for question in version.questions.all()
        if f"{question.path}-sensitivity" in request.POST
    }
    if not all([form.is_valid() for form in forms.values()]):  # noqa: C419 - all of them are checked
        return _page(request, version, forms)
    marks = {path: form.marks() for path, form in forms.items() if form.cleaned_data["confirm"]}
    changed = confirm_marks(seat=request.seat, version=version, marks=marks) if marks else []
    return _done(request, len(changed))


def _done(request: SeatRequest, several: int) -> HttpResponse:
    text = ngettext("%(n)s question confirmed.", "%(n)s questions confirmed.", several)
    messages.success(request, text % {"n": several})
    return redirect(request.get_full_path())


def _page(request: SeatRequest, version: Version, forms: dict[str, MarkForm]) -> HttpResponse:
    questions = list(version.questions.all())
    by_tab: dict[str, list[Question]] = {name: [] for name in _TABS}
    for question in questions:
        by_tab[_tab_of(question)].append(question)
    wanted = request.GET.get("show", "")
    current = (
        wanted
        if wanted in _TABS
        else next((name for name in ("doubts", "sure") if by_tab[name]), "confirmed")
    )
    page = Paginator(by_tab[current], _PAGE).get_page(request.GET.get("page"))
    context = {
        "form_version": version,
        "instrument": version.instrument,
        "tabs": _tabs(by_tab, current),
        "current": current,
        "sure": len(by_tab["sure"]),
        "page": page,
        "query": f"show={current}",
        "rows": [_row(question, current, forms) for question in page],
        "breadcrumbs": version_crumbs(version.instrument, version, _("Marks")),
    }
    return render(request, "instruments/marks.html", context, status=422 if forms else 200)


def _tabs(by_tab: dict[str, list[Question]], current: str) -> list[dict[str, Any]]:
    labels = {
        "doubts": _("To judge (%(n)s)"),
        "sure": _("Confident (%(n)s)"),
        "confirmed": _("Confirmed (%(n)s)"),
    }
    return [
        {
            "label": labels[name] % {"n": len(by_tab[name])},
            "url": f"?show={name}",
            "current": name == current,
        }
        for name in _TABS
    ]


def _row(question: Question, current: str, forms: dict[str, MarkForm]) -> dict[str, Any]:
    standing = {name: getattr(question, name) for name in ("means", "sensitivity", "level", "need")}
    initial = standing if current == "confirmed" else proposed_marks(question)
    form = forms.get(question.path) or MarkForm(
        prefix=question.path, initial=initial | {"confirm": current == "sure"}
    )
    return {
        "question": question,
        "label": in_language(question.labels) or question.key,
        "reason": reason_in_words(question.proposal) if current != "confirmed" else "",
        "form": form,
    }
