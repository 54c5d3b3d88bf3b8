"""Pages of double coding: rounds, how far coders agree, and settling where they do not."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from himaya.engines.narrative import Framework as Tree
from himaya.engines.narrative.agreement import Agreement
from himaya.gate.decisions import require
from himaya.gate.pages import SeatRequest, visible_or_404
from himaya.gate.routes import route
from himaya.kernel.ids import new_ref
from himaya.kernel.verbs import Verb
from himaya.kernel.words import in_language
from himaya.library.texts import text_of
from himaya.themes.coding.seeing import codable_records
from himaya.themes.coding.showing import shown
from himaya.themes.fetching import crumbs, whole_frameworks
from himaya.themes.models import CodingRound, Framework
from himaya.themes.queries import framework_of, newest_published
from himaya.themes.rounds.actions import close_round, open_round
from himaya.themes.rounds.agreeing import agreement_of, coders_of, open_disputes, pairs_of
from himaya.themes.rounds.forms import RoundForm
from himaya.themes.wording import ROUND_STATES

_MOST = 12  # disputed passages of one page


@route(Verb.FRAMEWORK_MANAGE, "framework")
@require_http_methods(["GET", "HEAD", "POST"])
def rounds_page(request: SeatRequest, ref: str) -> HttpResponse:
    """The rounds of a framework, and opening one."""
    framework = visible_or_404(request, whole_frameworks(), ref=ref)
    require(request.seat, Verb.FRAMEWORK_MANAGE, framework)
    version = newest_published(framework)
    if version is None:
        raise Http404
    form = RoundForm(request.POST or None, seat=request.seat)
    if request.method == "POST" and form.is_valid():
        held = open_round(seat=request.seat, framework_version=version, **form.cleaned_data)
        messages.success(request, _("The round is open. Its coders find it under Coding."))
        return redirect("framework-round", ref=ref, held=held.ref)
    found = CodingRound.objects.filter(framework_version__framework=framework)
    context = {
        "framework": framework,
        "rounds": [{"round": one, "state": ROUND_STATES[one.state]} for one in found],
        "form": form,
        "breadcrumbs": _crumbs(framework, (_("Rounds of double coding"), "")),
    }
    return render(request, "themes/rounds/rounds.html", context, status=422 if form.errors else 200)


def _crumbs(framework: Framework, *last: tuple[str, str]) -> list[dict[str, str]]:
    return crumbs((str(framework), reverse("framework", args=[framework.ref])), *last)


def _round(request: SeatRequest, ref: str, held: str) -> CodingRound:
    framework = visible_or_404(request, whole_frameworks(), ref=ref)
    require(request.seat, Verb.FRAMEWORK_MANAGE, framework)
    found = CodingRound.objects.filter(framework_version__framework=framework, ref=held)
    one = found.select_related("framework_version__framework__operation").first()
    if one is None:
        raise Http404
    return one


@route(Verb.FRAMEWORK_MANAGE, "framework")
@require_GET
def round_page(request: SeatRequest, ref: str, held: str) -> HttpResponse:
    """How far each coder is; once it is closed, how far they agree."""
    one = _round(request, ref, held)
    is_closed = one.state == CodingRound.State.CLOSED
    done = coders_of(one)
    coders = list(one.coders.select_related("account", "agency").order_by("pk"))
    names = {seat.ref: seat.account.name for seat in coders}
    context = {
        "framework": one.framework_version.framework,
        "round": one,
        "state": ROUND_STATES[one.state],
        "is_closed": is_closed,
        "coders": [
            (seat.account.name, seat.agency.acronym, len(done[seat.ref])) for seat in coders
        ],
        "agreement": _agreement(one) if is_closed else None,
        "pairs": [
            (names[first], names[second], _said(found)) for first, second, found in pairs_of(one)
        ]
        if is_closed
        else [],
        "disputes": len(open_disputes(one)) if is_closed else 0,
        "breadcrumbs": _crumbs(
            one.framework_version.framework,
            (_("Rounds of double coding"), reverse("framework-rounds", args=[ref])),
            (one.label, ""),
        ),
    }
    return render(request, "themes/rounds/round.html", context)


def _agreement(held: CodingRound) -> dict[str, Any]:
    tree = framework_of(held.framework_version)
    themes, overall = agreement_of(held)
    return {
        "overall": _said(overall),
        "themes": [
            {
                "code": one.theme,
                "title": _title(tree, one.theme),
                "given": one.given,
                "alpha": _said(one.alpha),
                "kappa": _said(one.kappa),
            }
            for one in themes
        ],
    }


def _title(tree: Tree, code: str) -> str:
    return in_language(tree.by_code[code].title) if code in tree.by_code else code


def _said(found: Agreement | None) -> str:
    """The coefficient with its interval; a dash where chance alone explains all."""
    if found is None:
        return "\N{EN DASH}"
    return f"{found.value:.2f} [{found.low:.2f}; {found.high:.2f}]"


@route(Verb.FRAMEWORK_MANAGE, "framework")
@require_POST
def round_close(request: SeatRequest, ref: str, held: str) -> HttpResponse:
    """End the round."""
    close_round(seat=request.seat, held=_round(request, ref, held))
    messages.success(request, _("The round is closed. What all agree on is coded."))
    return redirect("framework-round", ref=ref, held=held)


@route(Verb.FRAMEWORK_MANAGE, "framework")
@require_GET
def round_settle(request: SeatRequest, ref: str, held: str) -> HttpResponse:
    """Passages that coders gave different themes: a third person decides, in sight of the words."""
    one = _round(request, ref, held)
    if one.state != CodingRound.State.CLOSED:
        raise Http404
    tree = framework_of(one.framework_version)
    readable = set(codable_records(request.seat).values_list("pk", flat=True))
    disputed = [each for each in open_disputes(one) if each.passage.version.record_id in readable]
    context = {
        "framework": one.framework_version.framework,
        "round": one,
        "left": len(disputed),
        "rows": [
            {
                "passage": each.passage,
                "document": each.passage.version,
                "parts": shown(text_of(each.passage.version), each.passage),
                "coders": each.coders,
                "themes": [
                    {"code": code, "title": _title(tree, code), "given": count}
                    for code, count in each.given.items()
                ],
                "client": new_ref(),
            }
            for each in disputed[:_MOST]
        ],
        "breadcrumbs": _crumbs(
            one.framework_version.framework,
            (one.label, reverse("framework-round", args=[ref, held])),
            (_("Settle"), ""),
        ),
    }
    return render(request, "themes/rounds/settle.html", context)
