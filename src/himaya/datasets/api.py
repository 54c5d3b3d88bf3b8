"""API of the room: datasets, and what records in them look like."""

from typing import Any

from ninja import Path, Query, Router, Status

from himaya.datasets.actions import create_dataset, open_register, switch_version
from himaya.datasets.forms import ProfileForm, RegisterForm, VersionForm
from himaya.datasets.models import Dataset
from himaya.datasets.schemas import DatasetIn, DatasetOut, RegisterIn, VersionChoiceIn
from himaya.engines.xlsform import export_schema
from himaya.gate.api_routes import (
    FieldsRefused,
    Page,
    Ref,
    Slice,
    as_posted,
    operation,
    page_of,
    sound,
)
from himaya.gate.decisions import require, visible_to
from himaya.gate.pages import SeatRequest, visible_or_404
from himaya.instruments.fetching import whole_instruments
from himaya.instruments.queries import form_of
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.systems.models import InformationSystem

router = Router(tags=["datasets"])
_whole = Dataset.objects.select_related("system", "instrument", "version", "agency")
VIEW = Verb.DATASET_VIEW


@operation(router, "GET", "/datasets", VIEW, "dataset", out=Page[DatasetOut])
def list_datasets(request: SeatRequest, part: Query[Slice]) -> dict[str, Any]:
    """The datasets within sight."""
    return page_of(visible_to(_whole.all(), request.seat), part)


@operation(router, "GET", "/datasets/{ref}", VIEW, "dataset", out=DatasetOut)
def get_dataset(request: SeatRequest, ref: Path[Ref]) -> Dataset:
    """One dataset."""
    return visible_or_404(request, _whole.all(), ref=ref)


@operation(router, "GET", "/datasets/{ref}/schema", VIEW, "dataset", out=dict[str, Any])
def get_dataset_schema(request: SeatRequest, ref: Path[Ref]) -> dict[str, Any]:
    """JSON Schema (2020-12) of the answers of a record, from the version in use."""
    dataset = visible_or_404(request, _whole.all(), ref=ref)
    if dataset.version is None:
        raise Problem(Code.NOT_FOUND, status=404)
    return export_schema(form_of(dataset.version))


@operation(router, "POST", "/datasets", Verb.DATASET_CREATE, "system", out=DatasetOut, status=201)
def post_dataset(request: SeatRequest, body: DatasetIn) -> Status[Dataset]:
    """Open a register with a published form."""
    instruments = whole_instruments().select_related("system__operation", "system__agency")
    instrument = visible_to(instruments, request.seat).filter(ref=body.instrument).first()
    if instrument is None:
        raise FieldsRefused([("instrument", "invalid_choice")])
    require(request.seat, Verb.DATASET_CREATE, instrument.system)
    form = sound(RegisterForm(as_posted(body.dict()), instrument=instrument))
    dataset = create_dataset(seat=request.seat, instrument=instrument, **form.columns())
    return Status(201, dataset)


@operation(
    router,
    "POST",
    "/systems/{ref}/registers",
    Verb.DATASET_CREATE,
    "system",
    out=DatasetOut,
    status=201,
)
def post_register(request: SeatRequest, ref: Path[Ref], body: RegisterIn) -> Status[Dataset]:
    """Open a register that himaya declares, with its template form."""
    systems = InformationSystem.objects.select_related("agency", "operation")
    system = visible_or_404(request, systems, ref=ref)
    require(request.seat, Verb.DATASET_CREATE, system)
    form = sound(ProfileForm(body.dict() | {"system": system.ref}, seat=request.seat))
    dataset = open_register(
        seat=request.seat,
        system=form.cleaned_data["system"],
        profile=form.chosen(),
        code=form.cleaned_data["code"],
    )
    return Status(201, dataset)


@operation(
    router, "POST", "/datasets/{ref}/version", Verb.DATASET_MANAGE, "dataset", out=DatasetOut
)
def post_dataset_version(request: SeatRequest, ref: Path[Ref], body: VersionChoiceIn) -> Dataset:
    """Write new records against another published version; existing ones keep theirs."""
    dataset = visible_or_404(request, _whole.all(), ref=ref)
    require(request.seat, Verb.DATASET_MANAGE, dataset)
    form = sound(VersionForm(body.dict(), instrument=dataset.instrument))
    return switch_version(seat=request.seat, dataset=dataset, version=form.cleaned_data["version"])
