"""The two pages of a lowering, for every room that keeps something with a sensitivity.

A room has a route of its own for each (`<kind>-lower`, `<kind>-lower-review`), since a route
declares the verb and the kind of thing it is about.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from himaya.gate.decisions import authorize, require
from himaya.gate.lowering import ask_lowering, lowering_of, review_lowering
from himaya.gate.models import Lowering
from himaya.gate.pages import SeatRequest
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.tenancy.models import OfOperation


@dataclass(frozen=True, slots=True)
class About:
    """What a lowering is about, as its room says it."""

    thing: OfOperation
    back: str  # address of the thing's page
    breadcrumbs: Sequence[Mapping[str, str]]
    scope: str = ""
    # What comes to hold, and the same in words; of a thing with one level it is chosen.
    changes: Mapping[str, str] = field(default_factory=dict)
    lines: Sequence[str] = ()
    level: int = 0  # the present one, of a thing with one level
    all_levels: Sequence[tuple[int, str | Promise]] = ()

    @property
    def levels(self) -> list[tuple[int, str | Promise]]:
        """Those below the present one."""
        return [(level, word) for level, word in self.all_levels if level < self.level]


class LoweringForm(forms.Form):
    """Why it is less dangerous than was thought, and where it is chosen, the new level."""

    level = forms.TypedChoiceField(label=gettext_lazy("Sensitivity"), coerce=int)
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        help_text=gettext_lazy("It stays with the request: name nobody."),
    )

    def __init__(self, *args: Any, levels: Sequence[tuple[int, object]], **kwargs: Any) -> None:  # noqa: ANN401 - Django's form arguments
        super().__init__(*args, **kwargs)
        level = self.fields["level"]
        assert isinstance(level, forms.TypedChoiceField)  # noqa: S101 - declared above
        level.choices = list(levels)
        if not levels:
            del self.fields["level"]


class ReviewForm(forms.Form):
    """What the reviewer says to it."""

    remark = forms.CharField(label=gettext_lazy("Remark"), max_length=300, required=False)


def ask_page(request: SeatRequest, about: About) -> HttpResponse:
    """Ask a reviewer for a lower sensitivity."""
    require(request.seat, Verb.LEVEL_LOWER, about.thing)
    if not about.levels and not about.changes:
        raise Problem(Code.ALREADY_DONE)
    posted = request.POST if request.method == "POST" else None
    form = LoweringForm(posted, levels=about.levels)
    if form.is_valid():
        level = form.cleaned_data.get("level")
        ask_lowering(
            seat=request.seat,
            thing=about.thing,
            scope=about.scope,
            changes=about.changes if level is None else {"level": f"{about.level}:{level}"},
            reason=form.cleaned_data["reason"],
        )
        messages.success(request, _("It is asked. A reviewer finds it in the access review."))
        return redirect(about.back)
    context = {
        "form": form,
        "title": _("Ask for a lower sensitivity"),
        "about": about,
        "lines": about.lines,
        "submit": _("Ask a reviewer"),
    }
    return _page(request, about, context)


def review_page(request: SeatRequest, about: About) -> HttpResponse:
    """Grant or refuse what waits."""
    require(request.seat, Verb.LEVEL_REVIEW, about.thing)
    waiting = lowering_of(about.thing, about.scope)
    if waiting is None or waiting.reviewed_at is not None:
        raise Problem(Code.ALREADY_DONE)
    if not about.levels and dict(about.changes) != waiting.changes:
        # What stands now is shown; what was asked would be granted: they must be the same.
        raise Problem(Code.ASKED_OTHERWISE, status=409)
    form = ReviewForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        grant = request.POST.get("do") == "grant"
        review_lowering(
            seat=request.seat,
            thing=about.thing,
            scope=about.scope,
            grant=grant,
            remark=form.cleaned_data["remark"],
        )
        messages.success(request, _("Granted.") if grant else _("Refused."))
        return redirect("access-review")
    context = {
        "form": form,
        "title": _("Review a lower sensitivity"),
        "about": about,
        "lines": _levels(about, waiting) or about.lines,
        "reason": waiting.reason,
    }
    return _page(request, about, context)


def _levels(about: About, waiting: Lowering) -> list[str]:
    """The present level and the one that is asked for; none of a form's questions."""
    said = waiting.changes.get("level", "")
    if not about.levels or ":" not in said:
        return []
    words = {str(code): str(word) for code, word in about.all_levels}
    before, now = said.split(":")
    return [
        _("%(before)s before, %(now)s now")
        % {"before": words.get(before, before), "now": words.get(now, now)}
    ]


def _page(request: SeatRequest, about: About, context: dict[str, Any]) -> HttpResponse:
    last = {"label": context["title"]}
    context = {**context, "breadcrumbs": [*about.breadcrumbs, last], "back": about.back}
    form = context["form"]
    return render(request, "web/lowering.html", context, status=422 if form.errors else 200)


def lowering_state(request: SeatRequest, thing: OfOperation, scope: str = "") -> dict[str, object]:
    """For the thing's own page: whether one may ask, and where a request stands. One query."""
    may_ask = authorize(request.seat, Verb.LEVEL_LOWER, thing).allowed
    may_review = authorize(request.seat, Verb.LEVEL_REVIEW, thing).allowed
    if not (may_ask or may_review):
        return {}
    stands = lowering_of(thing, scope)
    mine = stands is not None and stands.asked_by_account == request.seat.account
    waits = stands is not None and stands.reviewed_at is None
    return {
        "stands": stands,
        "waits": waits,
        "may_ask": may_ask,
        "may_review": may_review and waits and not mine,
    }
