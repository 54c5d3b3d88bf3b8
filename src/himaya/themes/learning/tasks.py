"""Jobs: learning a model from what was decided, and proving one on what was decided since."""

from django.db import transaction
from django.db.models import Max
from django_tasks import task

from himaya.audit.log import write_event
from himaya.engines.narrative import Row, is_worse, model_bytes, model_from, train
from himaya.engines.narrative.model import Model
from himaya.files.actions import read_file, store_file
from himaya.files.models import StoredFile
from himaya.kernel import clock
from himaya.kernel.verbs import Verb
from himaya.themes.coding.tasks import suggest_anew
from himaya.themes.learning.examples import examples_of
from himaya.themes.learning.proving import is_proved, proof_of
from himaya.themes.models import FrameworkVersion, ModelVersion, ThemeOwner
from himaya.themes.queries import framework_of

State = ModelVersion.State
_NEWEST = 1_000  # passages of a proof: an old record must not hide that a model has grown worse
_LEVEL = 2  # Moderate, as the texts it is learned from at most


@task()
def train_model(framework_version: str, seat: str) -> int:
    """Learn, and put the model in use unless it is worse; returns its number."""
    version = FrameworkVersion.objects.select_related("framework", "operation").get(
        ref=framework_version
    )
    rows = examples_of(version.framework)
    model = train(framework_of(version), rows, clock.today().isoformat())
    return _kept(version, model, rows, seat).number


def _kept(version: FrameworkVersion, model: Model, rows: list[Row], seat: str) -> ModelVersion:
    others = ModelVersion.objects.filter(framework_version=version)
    old = others.filter(state=State.IN_USE).select_related("file").first()
    worse = is_worse(model, model_from(read_file(old.file)), rows) if old else None
    with transaction.atomic():
        # One after the other: two jobs must not give the same number.
        FrameworkVersion.objects.select_for_update().get(pk=version.pk)
        stored = store_file(
            operation=version.operation,
            made_by=seat,
            kind=StoredFile.Kind.MODEL,
            name="",
            content=model_bytes(model),
            media_type="application/octet-stream",
            level=_LEVEL,
        )
        if worse is None:
            others.filter(state=State.IN_USE).update(state=State.RETIRED)
        made = ModelVersion.objects.create(
            operation=version.operation,
            framework_version=version,
            number=(others.aggregate(last=Max("number"))["last"] or 0) + 1,
            file=stored,
            state=State.CANDIDATE if worse else State.IN_USE,
            card=model.card,
            worse=worse or {},
            made_by=seat,
        )
        if worse is None:
            suggest_anew(version)
    return made


@task()
def prove_model(ref: str) -> int:
    """Hold a model against decisions made since; returns how many passages that were."""
    kept = ModelVersion.objects.select_related(
        "file", "framework_version__framework__operation"
    ).get(ref=ref)
    rows = examples_of(kept.framework_version.framework, since=kept.made_at)
    proof = proof_of(model_from(read_file(kept.file)), rows[-_NEWEST:])
    with transaction.atomic():
        kept.proof = proof
        kept.save(update_fields=["proof"])
        _stop_unproved(kept)
    return int(proof["texts"])


def _stop_unproved(model: ModelVersion) -> None:
    """What an owner let stand stands no longer where the newest decisions speak against it."""
    accepted = ThemeOwner.objects.filter(accepts=model).select_related("framework")
    fallen = [one for one in accepted if not is_proved(model, one.theme)]
    if not fallen:
        return
    ThemeOwner.objects.filter(pk__in=[one.pk for one in fallen]).update(accepts=None)
    write_event(
        operation=model.framework_version.framework.operation,
        request="",
        door="job",
        verb=Verb.THEME_ACCEPT,
        scope="change",
        allowed=True,
        thing_kind="framework",
        thing=model.framework_version.framework.ref,
        fields=[one.theme for one in fallen],
        note="proof_fell",
    )
    suggest_anew(model.framework_version)


@task()
def prove_accepting() -> int:
    """Hold each model by which suggestions stand against the newest decisions; how many."""
    standing = ModelVersion.objects.filter(
        state=State.IN_USE,
        pk__in=ThemeOwner.objects.filter(accepts__isnull=False).values("accepts"),
    )
    refs = list(standing.order_by("pk").values_list("ref", flat=True))
    for ref in refs:
        prove_model.enqueue(ref)
    return len(refs)
