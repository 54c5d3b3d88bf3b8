"""Training and using models, and letting suggestions of a theme stand without a person."""

from django.db import transaction

from himaya.gate.decisions import log, require
from himaya.gate.seats import ActingSeat
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.themes.coding.tasks import suggest_anew
from himaya.themes.learning.examples import count_examples
from himaya.themes.learning.proving import is_proved
from himaya.themes.learning.tasks import prove_model, train_model
from himaya.themes.models import Framework, ModelVersion, ThemeOwner
from himaya.themes.queries import framework_of, newest_published

LEAST = 50  # coded passages; with fewer a model is the lexicon (docs/reference/narrative.md)
State = ModelVersion.State


def ask_training(*, seat: ActingSeat, framework: Framework) -> None:
    """Let a job learn from all that was decided. Raises Problem(EXAMPLES_FEW)."""
    require(seat, Verb.FRAMEWORK_MANAGE, framework)
    version = newest_published(framework)
    if version is None or count_examples(framework) < LEAST:
        raise Problem(Code.EXAMPLES_FEW)
    with transaction.atomic():
        train_model.enqueue(version.ref, seat.ref)
        log(seat, Verb.FRAMEWORK_MANAGE, framework, note="training")


def ask_proof(*, seat: ActingSeat, model: ModelVersion) -> None:
    """Let a job hold a model against what was decided since it was made."""
    framework = model.framework_version.framework
    require(seat, Verb.FRAMEWORK_MANAGE, framework)
    with transaction.atomic():
        prove_model.enqueue(model.ref)
        log(seat, Verb.FRAMEWORK_MANAGE, framework, note=f"proof_{model.number}")


def use_model(*, seat: ActingSeat, model: ModelVersion) -> ModelVersion:
    """Go back to a model that was in use. Raises Problem(MODEL_WORSE) for one that never was.

    What was accepted without a person by another model stands no longer.
    """
    framework = model.framework_version.framework
    require(seat, Verb.FRAMEWORK_MANAGE, framework)
    with transaction.atomic():
        siblings = ModelVersion.objects.select_for_update().filter(
            framework_version=model.framework_version_id
        )
        locked = next(one for one in siblings if one.pk == model.pk)
        if locked.state == State.CANDIDATE:
            raise Problem(Code.MODEL_WORSE)
        siblings.filter(state=State.IN_USE).update(state=State.RETIRED)
        locked.state = State.IN_USE
        locked.save(update_fields=["state"])
        suggest_anew(locked.framework_version)
        log(seat, Verb.FRAMEWORK_MANAGE, framework, note=f"model_{locked.number}")
    return locked


def accept_theme(*, seat: ActingSeat, owner: ThemeOwner, model: ModelVersion | None) -> None:
    """Let suggestions of a theme stand while that model is in use; None takes it back.

    Only by the theme's owner, after proof on fresh decisions, and never for a sensitive theme.
    Raises Problem: NOT_ALLOWED, PROOF_MISSING.
    """
    require(seat, Verb.THEME_ACCEPT, owner)
    with transaction.atomic():
        if model is not None:
            theme = framework_of(model.framework_version).by_code.get(owner.theme)
            is_fit = theme is not None and not theme.sensitive
            if not is_fit or model.state != State.IN_USE or not is_proved(model, owner.theme):
                raise Problem(Code.PROOF_MISSING)
        ThemeOwner.objects.filter(pk=owner.pk).update(accepts=model)
        version = newest_published(owner.framework)
        if version is not None:
            suggest_anew(version)
        note = "accepts" if model else "accepts_no_more"
        log(seat, Verb.THEME_ACCEPT, owner, fields=(owner.theme,), note=note)
