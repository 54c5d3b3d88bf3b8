"""API of models: what was learned, its card, training, going back."""

from datetime import datetime
from typing import Any

from django.http import Http404
from ninja import Path, Query, Router, Schema, Status

from himaya.gate.api_routes import Page, Ref, Slice, operation, page_of
from himaya.gate.pages import SeatRequest, visible_or_404
from himaya.kernel.verbs import Verb
from himaya.themes.fetching import whole_frameworks
from himaya.themes.learning.actions import ask_training, use_model
from himaya.themes.learning.examples import count_examples
from himaya.themes.models import ModelVersion

router = Router(tags=["themes"])
_ONE = "/frameworks/{ref}/models"


class ModelOut(Schema):
    """A model with its card: data, date, figures by theme and language, known failures."""

    ref: str
    number: int
    framework_version: int
    state: str
    card: dict[str, Any]
    worse: dict[str, Any]
    proof: dict[str, Any]
    made_at: datetime

    @staticmethod
    def resolve_framework_version(model: ModelVersion) -> int:
        """The number of the framework version that it suggests by."""
        return model.framework_version.number


class TrainingOut(Schema):
    """That a job will learn, and from how many coded passages."""

    examples: int


@operation(router, "GET", _ONE, Verb.FRAMEWORK_VIEW, "framework", out=Page[ModelOut])
def list_models(request: SeatRequest, ref: Path[Ref], part: Query[Slice]) -> dict[str, Any]:
    """The models of a framework, oldest first."""
    framework = visible_or_404(request, whole_frameworks(), ref=ref)
    found = ModelVersion.objects.filter(framework_version__framework=framework)
    return page_of(found.select_related("framework_version"), part)


@operation(
    router,
    "POST",
    f"{_ONE}/training",
    Verb.FRAMEWORK_MANAGE,
    "framework",
    out=TrainingOut,
    status=202,
)
def post_training(request: SeatRequest, ref: Path[Ref]) -> Status[dict[str, int]]:
    """Let a job learn from all that was decided; a worse model does not replace a better one."""
    framework = visible_or_404(request, whole_frameworks(), ref=ref)
    ask_training(seat=request.seat, framework=framework)
    return Status(202, {"examples": count_examples(framework)})


@operation(
    router, "POST", f"{_ONE}/{{model}}/use", Verb.FRAMEWORK_MANAGE, "framework", out=ModelOut
)
def post_model_use(request: SeatRequest, ref: Path[Ref], model: Path[Ref]) -> ModelVersion:
    """Go back to a model that was in use."""
    framework = visible_or_404(request, whole_frameworks(), ref=ref)
    found = ModelVersion.objects.filter(framework_version__framework=framework, ref=model)
    kept = found.select_related("framework_version__framework__operation").first()
    if kept is None:
        raise Http404
    return use_model(seat=request.seat, model=kept)
