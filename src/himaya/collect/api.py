"""API of the room: bringing a file, deciding on its rows, importing them."""

from typing import Any

from ninja import Path, Query, Router, Status

from himaya.collect.actions import bring_file, decide_rows, import_batch
from himaya.collect.corrections import CorrectionsRefused
from himaya.collect.going_on import undo_now_or_later
from himaya.collect.layouts import Layout
from himaya.collect.own_forms import importer_for
from himaya.collect.queries import batches_of, imported_before, known_agencies
from himaya.collect.schemas import (
    DecisionsIn,
    ImportIn,
    ImportOut,
    ImportRowOut,
    LayoutIn,
    LayoutOut,
    RowSlice,
)
from himaya.collect.whole_file import decide_file, layout_of, read_afresh
from himaya.datasets.models import Dataset, ImportBatch
from himaya.gate.api_routes import FieldsRefused, Page, Ref, Slice, file_or_text, operation, page_of
from himaya.gate.pages import SeatRequest, visible_or_404
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.people.models import Agency

router = Router(tags=["imports"])
IMPORT = Verb.DATASET_IMPORT


@operation(router, "POST", "/datasets/{ref}/imports", IMPORT, "dataset", out=ImportOut, status=201)
def post_import(request: SeatRequest, ref: Path[Ref], body: ImportIn) -> Status[ImportBatch]:
    """Read a file onto the bench; nothing is imported yet. Larger files: the page or command.

    Of the kind `records` is a table in the columns of the register's own form.
    """
    dataset = visible_or_404(request, Dataset.objects.select_related("system"), ref=ref)
    if (importer := importer_for(dataset, body.kind)) is None:
        raise FieldsRefused([("kind", "invalid_choice")])
    content = file_or_text(body.content, body.text)
    name = "pasted.txt" if content is None else body.file_name or "file"
    batch = bring_file(
        seat=request.seat,
        dataset=dataset,
        kind=importer.kind,
        name=name,
        content=content or body.text.encode(),
        provider=_provider(request, body.provider),
    )
    return Status(201, _told(request, batch))


@operation(router, "GET", "/imports", IMPORT, "dataset", out=Page[ImportOut])
def list_imports(request: SeatRequest, part: Query[Slice]) -> dict[str, Any]:
    """The files that one's agency brought."""
    return page_of(batches_of(request.seat), part)


@operation(router, "GET", "/imports/{ref}", IMPORT, "dataset", out=ImportOut)
def get_import(request: SeatRequest, ref: Path[Ref]) -> ImportBatch:
    """How a file stands: its state, and how many rows are sound, doubtful, refused, written."""
    return _told(request, _batch(request, ref))


@operation(router, "GET", "/imports/{ref}/rows", IMPORT, "dataset", out=Page[ImportRowOut])
def list_import_rows(request: SeatRequest, ref: Path[Ref], part: Query[RowSlice]) -> dict[str, Any]:
    """The rows in the order of the file; `cursor` is the stable id of the last one shown."""
    rows = _batch(request, ref).rows.all()
    if part.state:
        rows = rows.filter(state=part.state)
    if part.cursor:
        last = rows.filter(stable_id=part.cursor).values_list("order", flat=True).first()
        if last is None:
            raise Problem(Code.SHAPE_REFUSED, status=422, field="cursor")
        rows = rows.filter(order__gt=last)
    found = list(rows.order_by("order")[: part.limit + 1])
    shown = found[: part.limit]
    more = len(found) > part.limit
    return {"items": shown, "next": shown[-1].stable_id if more else None}


@operation(router, "GET", "/imports/{ref}/layout", IMPORT, "dataset", out=LayoutOut)
def get_layout(request: SeatRequest, ref: Path[Ref]) -> Layout:
    """How the file was read: sheet, headings, columns, and words that no list knows for sure."""
    layout = layout_of(_batch(request, ref), request.seat)
    if layout is None:
        raise Problem(Code.NOT_FOUND, status=404)
    return layout


@operation(router, "POST", "/imports/{ref}/layout", IMPORT, "dataset", out=ImportOut)
def post_layout(request: SeatRequest, ref: Path[Ref], body: LayoutIn) -> ImportBatch:
    """Decide about the whole file: it is read again. With `remember`, so are the provider's next.

    Of an agency: an acronym, `+ACRONYM` to add it, `!` to take none of its rows; of a place: its
    p-code; "" takes a decision back.
    """
    batch = _batch(request, ref)
    decide_file(seat=request.seat, batch=batch, choices=body.choices(), keep=body.remember)
    return _batch(request, ref)


@operation(router, "POST", "/imports/{ref}/layout/forgetting", IMPORT, "dataset", out=ImportOut)
def post_forgetting(request: SeatRequest, ref: Path[Ref]) -> ImportBatch:
    """Forget what is remembered of such files, and read this one afresh."""
    read_afresh(seat=request.seat, batch=_batch(request, ref), forget=True)
    return _batch(request, ref)


@operation(router, "POST", "/imports/{ref}/decisions", IMPORT, "dataset", out=ImportOut)
def post_decisions(request: SeatRequest, ref: Path[Ref], body: DecisionsIn) -> ImportBatch:
    """Take or leave rows, with corrections; nothing is kept where one does not fit the form."""
    batch = _batch(request, ref)
    try:
        decide_rows(
            seat=request.seat,
            batch=batch,
            decisions=dict(body.decisions),
            corrections=body.corrections,
        )
    except CorrectionsRefused as refused:
        raise FieldsRefused(
            (f"corrections.{key}", error.code)
            for found in refused.errors.values()
            for key, error in found.items()
        ) from refused
    return _batch(request, ref)


@operation(router, "POST", "/imports/{ref}/completion", IMPORT, "dataset", out=ImportOut)
def post_completion(request: SeatRequest, ref: Path[Ref]) -> ImportBatch:
    """Import what is sound and what was taken; everything or nothing of it."""
    import_batch(seat=request.seat, batch=_batch(request, ref))
    return _batch(request, ref)


@operation(router, "POST", "/imports/{ref}/undoing", IMPORT, "dataset", out=ImportOut)
def post_undoing(request: SeatRequest, ref: Path[Ref]) -> ImportBatch:
    """Take a whole import back; `counts.left` says how many somebody changed since."""
    undo_now_or_later(request.seat, _batch(request, ref))
    return _batch(request, ref)


def _told(request: SeatRequest, batch: ImportBatch) -> ImportBatch:
    """With what is told of one file alone."""
    before = imported_before(request.seat, batch)
    batch.imported_before = before.ref if before else ""  # type: ignore[attr-defined]
    return batch


def _provider(request: SeatRequest, acronym: str) -> Agency | None:
    found = {one.acronym: one for one in known_agencies(request.seat)}
    if acronym and acronym not in found:
        raise FieldsRefused([("provider", "invalid_choice")])
    return found.get(acronym)


def _batch(request: SeatRequest, ref: str) -> ImportBatch:
    batch = batches_of(request.seat).filter(ref=ref).first()
    if batch is None:
        raise Problem(Code.NOT_FOUND, status=404)
    return batch
