"""The page of a ranking: handing in while it is open, what came out once it is closed."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from himaya.datasets.templates import template_form
from himaya.engines.xlsform.model import text_in
from himaya.gate.decisions import require
from himaya.gate.pages import SeatRequest, visible_or_404
from himaya.gate.routes import route
from himaya.kernel import clock
from himaya.kernel.problems import Problem
from himaya.kernel.verbs import Verb
from himaya.profiles.coordination.landscape.declaration import RANKING_ANSWER, RANKING_EXERCISE
from himaya.profiles.coordination.landscape.ranking import (
    FEWEST,
    NEEDED,
    TOP,
    Result,
    hand_in,
    is_over,
    needs_to_rank,
    own_choices,
    result_of,
)
from himaya.records.history import status_label
from himaya.records.models import Record
from himaya.records.titles import title_of
from himaya.systems.wording import CATEGORIES

_OWN_WORDS = 3  # needs that stand in no register


def _exercises() -> QuerySet[Record]:
    return (
        Record.objects.filter(dataset__profile=RANKING_EXERCISE.code, is_withdrawn=False)
        .select_related("operation", "head", "agency", "version", "dataset__system")
        .prefetch_related("version__questions")
    )


@route(Verb.RECORD_VIEW, "record")
@require_http_methods(["GET", "HEAD", "POST"])
def ranking_page(request: SeatRequest, ref: str) -> HttpResponse:
    """What must be known, ranked: one answer for each agency, hidden until it is closed."""
    exercise = visible_or_404(request, _exercises(), ref=ref)
    require(request.seat, Verb.RECORD_VIEW, exercise)
    needs = needs_to_rank(request.seat)
    problem: Problem | None = None
    if request.method == "POST":
        try:
            hand_in(seat=request.seat, exercise=exercise, choices=_posted(request.POST, needs))
        except Problem as refused:
            problem = refused
        else:
            messages.success(
                request, _("Your agency's answer is kept; it may be changed until the last day.")
            )
            return redirect("ranking", ref=ref)
    today = clock.today()
    over = is_over(exercise, today)
    result = result_of(request.seat, exercise, today)
    labels = _labels(request.LANGUAGE_CODE)
    title = title_of(exercise)
    assert exercise.head is not None  # noqa: S101 - written in the record's own transaction
    context = {
        "exercise": exercise,
        "title": title,
        "scenario": labels["scenario"].get(exercise.head.answers.get("scenario"), ""),
        "status": status_label(exercise, exercise.status),
        "is_over": over,
        "result": result,
        "fewest": FEWEST,
        "top": _lines(result)[:TOP],
        "rest": _lines(result)[TOP:],
        "problem": problem,
        "rows": [] if over else _rows(request, exercise, needs),
        "ranks": [(code, labels["need_rank"][code]) for code in ("must_have", "nice_to_have")],
        "categories": list(CATEGORIES.items()),
        "breadcrumbs": [
            {"label": _("Registers"), "url": reverse("datasets")},
            {
                "label": str(exercise.dataset),
                "url": reverse("dataset", args=[exercise.dataset.ref]),
            },
            {"label": title},
        ],
    }
    status = problem.status if problem else 200
    return render(request, "profiles/coordination/ranking.html", context, status=status)


def _labels(language: str) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for profile in (RANKING_EXERCISE, RANKING_ANSWER):
        form = template_form(profile.template)
        for name, choices in form.choices.items():
            found[name] = {
                one.name: text_in(one.labels, language, form.default_language) for one in choices
            }
    return found


def _lines(result: Result) -> list[dict[str, Any]]:
    return [
        {
            "title": one.title,
            "category": CATEGORIES.get(one.category, one.category),
            "votes": one.votes,
            "musts": one.musts,
            "percent": one.votes * 100 // result.answered,
        }
        for one in result.ranked
    ]


def _rows(
    request: SeatRequest, exercise: Record, needs: Mapping[str, tuple[str, str]]
) -> list[dict[str, Any]]:
    """The needs to choose from, with what the agency chose before; then its own words."""
    chosen = {str(one["need"]): one for one in own_choices(request.seat, exercise)}
    rows = [
        {
            "name": f"need-{code}",
            "code": code,
            "title": title,
            "category": CATEGORIES.get(category, category),
            "rank": chosen.pop(code, {}).get("rank", ""),
        }
        for code, (title, category) in needs.items()
        if category
    ]
    own_words = [*chosen.values(), *({} for _spare in range(_OWN_WORDS))][:_OWN_WORDS]
    rows += [
        {
            "number": number,
            "words": one.get("need", ""),
            "chosen": one.get("category", ""),
            "rank": one.get("rank", ""),
        }
        for number, one in enumerate(own_words, start=1)
    ]
    return rows


def _posted(post: QueryDict, needs: Mapping[str, tuple[str, str]]) -> list[dict[str, str]]:
    """The choices that say how needed something is."""
    choices = [
        {"need": code, "category": category, "rank": str(post[f"need-{code}"])}
        for code, (_title, category) in needs.items()
        if post.get(f"need-{code}") in NEEDED
    ]
    for number in range(1, _OWN_WORDS + 1):
        words = str(post.get(f"words-{number}", "")).strip()
        if words:
            category = str(post.get(f"category-{number}", ""))
            rank = str(post.get(f"rank-{number}", "")) or "nice_to_have"
            choices.append({"need": words, "category": category, "rank": rank})
    return choices
