"""Pages of models: what there is, the card of one, training, proving, going back, acceptance."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from himaya.gate.decisions import authorize
from himaya.gate.pages import SeatRequest, visible_or_404
from himaya.gate.routes import route
from himaya.kernel.verbs import Verb
from himaya.kernel.words import in_language
from himaya.themes.fetching import crumbs, whole_frameworks
from himaya.themes.learning.actions import (
    LEAST,
    accept_theme,
    ask_proof,
    ask_training,
    use_model,
)
from himaya.themes.learning.examples import count_examples
from himaya.themes.learning.proving import is_proved
from himaya.themes.models import Framework, ModelVersion, ThemeOwner
from himaya.themes.queries import framework_of
from himaya.themes.wording import FAILURES, MODEL_STATES, language_name


def models_of(framework: Framework) -> list[ModelVersion]:
    """All models of a framework, the newest first."""
    found = ModelVersion.objects.filter(framework_version__framework=framework)
    return list(found.select_related("framework_version__framework__operation"))


@route(Verb.FRAMEWORK_VIEW, "framework")
@require_GET
def models_page(request: SeatRequest, ref: str) -> HttpResponse:
    """What was learned so far, what each is worth, and how much there is to learn from."""
    framework = visible_or_404(request, whole_frameworks(), ref=ref)
    examples = count_examples(framework)
    can_manage = authorize(request.seat, Verb.FRAMEWORK_MANAGE, framework).allowed
    context = {
        "framework": framework,
        "models": [
            {
                "model": one,
                "state": MODEL_STATES[one.state],
                "f1": _percent(one.card["figures"]["micro_f1"]),
                "alone": _percent(one.card["lexicon_alone"]["micro_f1"]),
                "texts": one.card["data"]["texts"],
            }
            for one in models_of(framework)
        ],
        "examples": examples,
        "least": LEAST,
        "can_train": can_manage and examples >= LEAST,
        "breadcrumbs": crumbs(
            (str(framework), reverse("framework", args=[ref])), (_("Models"), "")
        ),
    }
    return render(request, "themes/models/models.html", context)


@route(Verb.FRAMEWORK_VIEW, "framework")
@require_GET
def model_card(request: SeatRequest, ref: str, model: str) -> HttpResponse:
    """The card of a model: data, date, figures by theme and language, known failures."""
    framework = visible_or_404(request, whole_frameworks(), ref=ref)
    kept = _model_or_404(framework, model)
    seat, card = request.seat, kept.card
    can_manage = authorize(seat, Verb.FRAMEWORK_MANAGE, framework).allowed
    in_use = kept.state == ModelVersion.State.IN_USE
    context = {
        "framework": framework,
        "model": kept,
        "state": MODEL_STATES[kept.state],
        "card": card,
        "overall": _overall(card),
        "worse": {name: _percent(value) for name, value in kept.worse.items() if "f1" in name},
        "themes": _themes(request, kept),
        "languages": [
            {"name": language_name(code), **_figures(one, "micro_f1"), "texts": one["texts"]}
            for code, one in card["figures"]["languages"].items()
        ],
        "failures": [_failure(one, kept) for one in card["known_failures"]],
        "can_use": can_manage and kept.state == ModelVersion.State.RETIRED,
        "can_prove": can_manage and in_use,
        "proved_on": kept.proof.get("texts", 0),
        "breadcrumbs": crumbs(
            (str(framework), reverse("framework", args=[ref])),
            (_("Models"), reverse("framework-models", args=[ref])),
            (_("Model %(n)s") % {"n": kept.number}, ""),
        ),
    }
    return render(request, "themes/models/card.html", context)


def _model_or_404(framework: Framework, ref: str) -> ModelVersion:
    found = next((one for one in models_of(framework) if one.ref == ref), None)
    if found is None:
        raise Http404
    return found


def _percent(value: float) -> str:
    return f"{value * 100:.1f} %"


def _figures(one: dict[str, Any], f1: str) -> dict[str, str]:
    return {
        "precision": _percent(one["precision"]),
        "recall": _percent(one["recall"]),
        "f1": _percent(one[f1]),
    }


def _overall(card: dict[str, Any]) -> list[tuple[str, str]]:
    figures, alone = card["figures"], card["lexicon_alone"]
    return [
        (_("All decisions together (micro-F1)"), _percent(figures["micro_f1"])),
        (_("Mean of the themes (macro-F1)"), _percent(figures["macro_f1"])),
        (_("The words alone (micro-F1)"), _percent(alone["micro_f1"])),
        (_("Error of the confidences shown"), _percent(figures["calibration_error"])),
        (_("Coded passages it learned from"), str(card["data"]["texts"])),
        (_("Trained on"), card["date"]),
    ]


def _themes(request: SeatRequest, model: ModelVersion) -> list[dict[str, Any]]:
    """Figures of each theme, and whether its suggestions may or do stand without a person."""
    framework = model.framework_version.framework
    tree = framework_of(model.framework_version)
    owners = {
        one.theme: one
        for one in ThemeOwner.objects.filter(framework=framework).select_related(
            "agency", "framework__operation"
        )
    }
    in_use = model.state == ModelVersion.State.IN_USE
    rows = []
    for code, one in model.card["figures"]["themes"].items():
        if code not in tree.by_code:
            continue
        owner = owners.get(code)
        may = owner is not None and authorize(request.seat, Verb.THEME_ACCEPT, owner).allowed
        rows.append(
            {
                "code": code,
                "title": in_language(tree.by_code[code].title),
                "labels": one["labels"],
                **_figures(one, "f1"),
                "is_sensitive": tree.by_code[code].sensitive,
                "proof": model.proof.get("themes", {}).get(code),
                "accepts": owner is not None and owner.accepts_id == model.pk,
                "may_accept": may and in_use and is_proved(model, code),
                "may_stop": may and owner is not None and owner.accepts_id == model.pk,
                "owner": owner.agency if owner else None,
            }
        )
    return rows


def _failure(one: dict[str, Any], model: ModelVersion) -> str:
    tree = framework_of(model.framework_version)
    code = one.get("theme", "")
    named = in_language(tree.by_code[code].title) if code in tree.by_code else code
    language = language_name(one["language"]) if "language" in one else ""
    return str(FAILURES[one["kind"]]) % {"theme": named, "language": language}


@route(Verb.FRAMEWORK_MANAGE, "framework")
@require_POST
def model_train(request: SeatRequest, ref: str) -> HttpResponse:
    """Let a job learn."""
    framework = visible_or_404(request, whole_frameworks(), ref=ref)
    ask_training(seat=request.seat, framework=framework)
    messages.success(request, _("A job learns from what was decided. The model comes here."))
    return redirect("framework-models", ref=ref)


@route(Verb.FRAMEWORK_MANAGE, "framework")
@require_POST
def model_use(request: SeatRequest, ref: str, model: str) -> HttpResponse:
    """Go back to a model that was in use."""
    framework = visible_or_404(request, whole_frameworks(), ref=ref)
    use_model(seat=request.seat, model=_model_or_404(framework, model))
    messages.success(request, _("This model is in use. Suggestions are made anew."))
    return redirect("framework-model", ref=ref, model=model)


@route(Verb.FRAMEWORK_MANAGE, "framework")
@require_POST
def model_prove(request: SeatRequest, ref: str, model: str) -> HttpResponse:
    """Let a job hold the model against fresh decisions."""
    framework = visible_or_404(request, whole_frameworks(), ref=ref)
    ask_proof(seat=request.seat, model=_model_or_404(framework, model))
    messages.success(request, _("A job holds the model against what was decided since."))
    return redirect("framework-model", ref=ref, model=model)


@route(Verb.THEME_ACCEPT, "theme")
@require_POST
def model_accept(request: SeatRequest, ref: str, model: str) -> HttpResponse:
    """The owner of a theme lets its suggestions stand, or no more."""
    framework = visible_or_404(request, whole_frameworks(), ref=ref)
    kept = _model_or_404(framework, model)
    owners = ThemeOwner.objects.filter(framework=framework).select_related(
        "agency", "framework__operation"
    )
    owner = owners.filter(theme=request.POST.get("theme", "")).first()
    if owner is None:
        raise Http404
    accepts = request.POST.get("do") == "accept"
    accept_theme(seat=request.seat, owner=owner, model=kept if accepts else None)
    messages.success(request, _("Done. Suggestions are made anew."))
    return redirect("framework-model", ref=ref, model=model)
