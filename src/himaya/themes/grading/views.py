"""The door of the document's page and the coding screen."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from himaya.engines.narrative.grading import proposed
from himaya.gate.pages import SeatRequest
from himaya.gate.routes import route
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.themes.coding.fetching import document_or_404, version_of
from himaya.themes.grading.actions import grade
from himaya.themes.grading.queries import signals_of


class GradeForm(forms.Form):
    """What a person says of a document; both empty takes it back. The action knows the codes."""

    version = forms.IntegerField(min_value=1, max_value=2_147_483_647)
    reliability = forms.CharField(max_length=1, required=False)
    credibility = forms.CharField(max_length=1, required=False)


@route(Verb.RECORD_CODE, "record")
@require_POST
def document_grade(request: SeatRequest, ref: str) -> HttpResponse:
    """Grade a document, or take one's grade back."""
    record = document_or_404(request, ref)
    form = GradeForm(request.POST)
    if not form.is_valid():
        raise Problem(Code.SHAPE_REFUSED, status=422)
    given = form.cleaned_data
    version = version_of(record, given["version"])
    letter, digit = given["reliability"], given["credibility"]
    if bool(letter) != bool(digit):
        messages.error(
            request, _("Grade both: the source by a letter, the information by a number.")
        )
    else:
        grade(
            seat=request.seat,
            version=version,
            reliability=letter,
            credibility=digit,
            proposed=proposed(signals_of(request.seat, version)).grade,
        )
        said = _("Your grade stands.") if letter else _("Your grade is taken back.")
        messages.success(request, said)
    if request.GET.get("back") == "coding":
        return redirect(reverse("coding-document", args=[ref]))
    return redirect("record", ref=ref)
