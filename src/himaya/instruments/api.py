"""API of the room: instruments, their versions, and what answers must look like."""

from typing import Annotated, Any

from django.core.files.uploadedfile import SimpleUploadedFile
from ninja import Field, Path, Query, Router, Status

from himaya.engines.xlsform import Form
from himaya.gate.api_routes import (
    FieldsRefused,
    Page,
    Ref,
    Slice,
    file_or_text,
    operation,
    page_of,
    sound,
)
from himaya.gate.decisions import require, visible_to
from himaya.gate.pages import SeatRequest, visible_or_404
from himaya.instruments.actions import (
    accept_sure_marks,
    add_version,
    confirm_marks,
    create_instrument,
    publish_version,
)
from himaya.instruments.fetching import version_or_404, whole_instruments
from himaya.instruments.forms import MarkForm, NewInstrumentForm, UploadForm
from himaya.instruments.models import Instrument, Version
from himaya.instruments.schemas import (
    FormIn,
    InstrumentIn,
    InstrumentOut,
    MarksIn,
    VersionDetail,
    VersionOut,
)
from himaya.instruments.storing import store_form
from himaya.kernel.verbs import Verb

router = Router(tags=["instruments"])
_whole = Instrument.objects.select_related("system", "agency").prefetch_related("versions")
VIEW = Verb.INSTRUMENT_VIEW
Number = Annotated[int, Field(ge=1, le=32767)]


@operation(router, "GET", "/instruments", VIEW, "instrument", out=Page[InstrumentOut])
def list_instruments(request: SeatRequest, part: Query[Slice]) -> dict[str, Any]:
    """The instruments within sight."""
    return page_of(visible_to(_whole.all(), request.seat), part)


@operation(router, "GET", "/instruments/{ref}", VIEW, "instrument", out=InstrumentOut)
def get_instrument(request: SeatRequest, ref: Path[Ref]) -> Instrument:
    """One instrument."""
    return visible_or_404(request, _whole.all(), ref=ref)


@operation(router, "GET", "/instruments/{ref}/versions", VIEW, "instrument", out=Page[VersionOut])
def list_versions(request: SeatRequest, ref: Path[Ref], part: Query[Slice]) -> dict[str, Any]:
    """The versions of an instrument, oldest first."""
    instrument = visible_or_404(request, Instrument.objects.all(), ref=ref)
    return page_of(Version.objects.filter(instrument=instrument), part)


@operation(
    router, "GET", "/instruments/{ref}/versions/{number}", VIEW, "instrument", out=VersionDetail
)
def get_version(request: SeatRequest, ref: Path[Ref], number: Path[Number]) -> Version:
    """One version with its definition and the JSON Schema that answers follow."""
    instrument = visible_or_404(request, Instrument.objects.all(), ref=ref)
    return version_or_404(instrument, number)


@operation(
    router,
    "POST",
    "/instruments",
    Verb.INSTRUMENT_CREATE,
    "system",
    out=VersionDetail,
    status=201,
)
def post_instrument(request: SeatRequest, body: InstrumentIn) -> Status[Version]:
    """A new form, as a draft with proposed marks."""
    typed, files = _brought(body)
    named = {"system": body.system, "code": body.code}
    form = NewInstrumentForm(typed | named, files, seat=request.seat)
    read = _read(form)
    version = create_instrument(
        seat=request.seat,
        system=form.cleaned_data["system"],
        code=form.code_for(read),
        form=read,
        source=store_form(request.seat, form.file_name, form.content),
    )
    return Status(201, version)


@operation(
    router,
    "POST",
    "/instruments/{ref}/versions",
    Verb.INSTRUMENT_CREATE,
    "instrument",
    out=VersionDetail,
    status=201,
)
def post_version(request: SeatRequest, ref: Path[Ref], body: FormIn) -> Status[Version]:
    """A further version of a form, as a draft; the published ones stay as they are."""
    instrument = visible_or_404(request, whole_instruments(), ref=ref)
    require(request.seat, Verb.INSTRUMENT_CREATE, instrument)
    form = UploadForm(*_brought(body))
    version = add_version(
        seat=request.seat,
        instrument=instrument,
        form=_read(form),
        source=store_form(request.seat, form.file_name, form.content),
    )
    return Status(201, version)


def _brought(body: FormIn) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the page's form takes: (typed, files)."""
    content = file_or_text(body.content, body.markdown)
    if content is None:
        return {"pasted": body.markdown}, {}
    return {}, {"file": SimpleUploadedFile(body.file_name or "form.xlsx", content)}


def _read(form: UploadForm) -> Form:
    """The form that was read. Raises FieldsRefused with every problem by sheet and row."""
    if not form.is_valid() and form.problems:
        raise FieldsRefused((f"{one.sheet}.{one.row or 0}", one.code) for one in form.problems)
    sound(form)
    assert form.read is not None  # noqa: S101 - a sound upload was read
    return form.read


@operation(
    router,
    "POST",
    "/instruments/{ref}/versions/{number}/marks",
    Verb.INSTRUMENT_MARK,
    "instrument",
    out=VersionDetail,
)
def post_marks(
    request: SeatRequest, ref: Path[Ref], number: Path[Number], body: MarksIn
) -> Version:
    """Confirm or correct marks of a draft; a published version refuses."""
    instrument = visible_or_404(request, whole_instruments(), ref=ref)
    require(request.seat, Verb.INSTRUMENT_MARK, instrument)
    version = version_or_404(instrument, number)
    if not body.marks and not body.accept_sure:
        raise FieldsRefused([("marks", "required")])
    known = {question.path for question in version.questions.all()}
    if strangers := sorted(set(body.marks) - known):
        raise FieldsRefused((f"marks.{n}", "unknown") for n, _ in enumerate(strangers))
    marks = {path: sound(MarkForm(one.dict())).marks() for path, one in body.marks.items()}
    if body.accept_sure:
        accept_sure_marks(seat=request.seat, version=version)
    if marks:
        confirm_marks(seat=request.seat, version=version, marks=marks)
    return version_or_404(instrument, number)


@operation(
    router,
    "POST",
    "/instruments/{ref}/versions/{number}/publication",
    Verb.INSTRUMENT_PUBLISH,
    "instrument",
    out=VersionOut,
)
def post_publication(request: SeatRequest, ref: Path[Ref], number: Path[Number]) -> Version:
    """Freeze a draft; from then on nothing in it changes."""
    instrument = visible_or_404(request, whole_instruments(), ref=ref)
    return publish_version(seat=request.seat, version=version_or_404(instrument, number))
