"""Pages of forms (instruments): list, bringing one, versions, publishing, differences."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Max, Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from himaya.engines.xlsform import differences
from himaya.gate.decisions import authorize, could_ever, require, visible_to
from himaya.gate.lowering_pages import lowering_state
from himaya.gate.pages import SeatRequest, visible_or_404
from himaya.gate.routes import route
from himaya.instruments.actions import add_version, create_instrument, publish_version
from himaya.instruments.fetching import (
    crumbs,
    version_crumbs,
    version_or_404,
    whole_instruments,
)
from himaya.instruments.forms import NewInstrumentForm, UploadForm
from himaya.instruments.models import Version
from himaya.instruments.queries import form_of, is_pending, lowered_questions
from himaya.instruments.storing import store_form
from himaya.instruments.wording import CHANGES, SENSITIVITIES, STATES, problem_in_words
from himaya.kernel.problems import Problem
from himaya.kernel.verbs import Verb
from himaya.kernel.words import in_language
from himaya.systems.models import InformationSystem
from himaya.systems.sections import sections_of

_PAGE = 50


@route(Verb.INSTRUMENT_VIEW, "instrument")
@require_GET
def instruments(request: SeatRequest) -> HttpResponse:
    """The forms in sight, with their newest version."""
    rows = visible_to(whole_instruments(), request.seat).annotate(
        newest=Max("versions__number"),
        published=Max("versions__number", filter=Q(versions__state=Version.State.PUBLISHED)),
        several=Count("versions"),
    )
    page = Paginator(rows.order_by("code"), _PAGE).get_page(request.GET.get("page"))
    can_create = could_ever(request.seat, Verb.INSTRUMENT_CREATE, "system")
    context = {"page": page, "can_create": can_create}
    return render(request, "instruments/instruments.html", context)


@route(Verb.INSTRUMENT_CREATE, "system")
@require_http_methods(["GET", "HEAD", "POST"])
def instrument_new(request: SeatRequest) -> HttpResponse:
    """Bring a form into a system, as a draft."""
    wanted = request.GET.get("system", "")
    system = visible_to(InformationSystem.objects.filter(ref=wanted), request.seat).first()
    form = NewInstrumentForm(
        request.POST or None, request.FILES or None, seat=request.seat, initial={"system": system}
    )
    if request.method == "POST" and form.is_valid() and form.read is not None:
        try:
            version = create_instrument(
                seat=request.seat,
                system=form.cleaned_data["system"],
                code=form.code_for(form.read),
                form=form.read,
                source=store_form(request.seat, form.file_name, form.content),
            )
        except Problem as problem:
            form.add_error("code", f"{problem.title} {problem.todo}")
        else:
            return _to_marks(request, version)
    return _upload_page(request, form, _("Bring a form"), reverse("instruments"))


@route(Verb.INSTRUMENT_CREATE, "instrument")
@require_http_methods(["GET", "HEAD", "POST"])
def instrument_version_new(request: SeatRequest, ref: str) -> HttpResponse:
    """Bring a further version of a form; the published ones stay as they are."""
    instrument = visible_or_404(request, whole_instruments(), ref=ref)
    require(request.seat, Verb.INSTRUMENT_CREATE, instrument)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and form.read is not None:
        version = add_version(
            seat=request.seat,
            instrument=instrument,
            form=form.read,
            source=store_form(request.seat, form.file_name, form.content),
        )
        return _to_marks(request, version)
    heading = _("New version of %(name)s") % {"name": instrument}
    return _upload_page(request, form, heading, reverse("instrument", args=[ref]))


def _to_marks(request: SeatRequest, version: Version) -> HttpResponse:
    messages.success(request, _("The form was read. Now look at the proposed marks."))
    return redirect("instrument-marks", ref=version.instrument.ref, n=version.number)


def _upload_page(
    request: SeatRequest, form: UploadForm, heading: str, cancel_url: str
) -> HttpResponse:
    context = {
        "form": form,
        "heading": heading,
        "file_name": form.file_name,
        "problems": [problem_in_words(problem) for problem in form.problems],
        "cancel_url": cancel_url,
        "breadcrumbs": crumbs((heading, "")),
    }
    return render(request, "instruments/upload.html", context, status=422 if form.errors else 200)


@route(Verb.INSTRUMENT_VIEW, "instrument")
@require_GET
def instrument_detail(request: SeatRequest, ref: str) -> HttpResponse:
    """One form with its versions and the registers that use it."""
    instrument = visible_or_404(request, whole_instruments(), ref=ref)
    versions = instrument.versions.defer("definition").annotate(asked=Count("questions"))
    context = {
        "instrument": instrument,
        "versions": [{"version": one, "state": STATES[one.state]} for one in versions],
        "sections": sections_of("instrument", request.seat, instrument),
        "can_create": authorize(request.seat, Verb.INSTRUMENT_CREATE, instrument).allowed,
        "breadcrumbs": crumbs((str(instrument), "")),
    }
    return render(request, "instruments/instrument.html", context)


@route(Verb.INSTRUMENT_VIEW, "instrument")
@require_GET
def instrument_version(request: SeatRequest, ref: str, n: int) -> HttpResponse:
    """One version: every question with its marks; what is open before publishing."""
    instrument = visible_or_404(request, whole_instruments(), ref=ref)
    version = version_or_404(instrument, n)
    questions = list(version.questions.all())
    is_draft = version.state == Version.State.DRAFT
    seat = request.seat
    context = {
        "instrument": instrument,
        "form_version": version,
        "state": STATES[version.state],
        "is_draft": is_draft,
        "questions": [
            {
                "question": one,
                "label": in_language(one.labels) or one.key,
                "sensitivity": SENSITIVITIES[one.sensitivity],
                "is_pending": is_pending(one),
            }
            for one in questions
        ],
        "pending": sum(is_pending(one) for one in questions),
        "unlinked": [in_language(one.labels) or one.key for one in questions if not one.need],
        "can_mark": is_draft and authorize(seat, Verb.INSTRUMENT_MARK, instrument).allowed,
        "can_publish": is_draft and authorize(seat, Verb.INSTRUMENT_PUBLISH, instrument).allowed,
        "lowered": lowered_questions(version) if is_draft else [],
        "lowering": lowering_state(request, instrument, str(n)) if is_draft else {},
        "checks": sections_of("version", seat, version),
        # After publishing the way leads on: to the registers that use the form.
        "sections": [] if is_draft else sections_of("instrument", seat, instrument),
        "breadcrumbs": version_crumbs(instrument, version),
    }
    return render(request, "instruments/version.html", context)


@route(Verb.INSTRUMENT_PUBLISH, "instrument")
@require_POST
def instrument_publish(request: SeatRequest, ref: str, n: int) -> HttpResponse:
    """Freeze a draft."""
    instrument = visible_or_404(request, whole_instruments(), ref=ref)
    publish_version(seat=request.seat, version=version_or_404(instrument, n))
    messages.success(request, _("Published. From now on this version cannot be changed."))
    return redirect("instrument-version", ref=ref, n=n)


@route(Verb.INSTRUMENT_VIEW, "instrument")
@require_GET
def instrument_differences(request: SeatRequest, ref: str) -> HttpResponse:
    """What changed between any two versions, and what of it breaks comparison."""
    instrument = visible_or_404(request, whole_instruments(), ref=ref)
    numbers = list(instrument.versions.order_by("number").values_list("number", flat=True))
    old = _number(request.GET.get("old", ""), numbers, numbers[-2:-1] or numbers)
    new = _number(request.GET.get("new", ""), numbers, numbers[-1:])
    before, after = version_or_404(instrument, old), version_or_404(instrument, new)
    language = (get_language() or "en").split("-")[0]
    context = {
        "instrument": instrument,
        "numbers": numbers,
        "old": old,
        "new": new,
        "changes": [
            {
                "what": CHANGES.get(change.kind, change.kind),
                "key": change.key,
                "field": change.field,
                "before": _plain(change.before, language),
                "after": _plain(change.after, language),
                "breaks": change.breaks,
            }
            for change in differences(form_of(before), form_of(after))
        ],
        "breadcrumbs": crumbs(
            (str(instrument), reverse("instrument", args=[ref])), (_("Differences"), "")
        ),
    }
    return render(request, "instruments/differences.html", context)


def _number(text: str, numbers: list[int], otherwise: list[int]) -> int:
    if not text:
        return otherwise[0]
    if not text.isdecimal() or int(text[:6]) not in numbers:
        raise Http404
    return int(text)


def _plain(value: Any, language: str) -> str:  # noqa: ANN401 - a column of the form, of any type
    if value in (None, "", {}, ()):
        return ""
    if isinstance(value, dict):
        return in_language(value, language)
    if isinstance(value, list | tuple):
        return ", ".join(str(one) for one in value)
    return str(value)
