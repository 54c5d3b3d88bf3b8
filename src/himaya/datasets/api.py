"""API of the room: datasets, and what records in them look like."""

from typing import Any

from ninja import Path, Query, Router

from himaya.datasets.models import Dataset
from himaya.datasets.schemas import DatasetOut
from himaya.engines.xlsform import export_schema
from himaya.gate.api_routes import Page, Ref, Slice, operation, page_of
from himaya.gate.decisions import visible_to
from himaya.gate.pages import SeatRequest, visible_or_404
from himaya.instruments.queries import form_of
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb

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
