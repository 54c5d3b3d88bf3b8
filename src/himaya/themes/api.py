"""API of the room: frameworks, their versions, and the themes of drafts."""

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from ninja import Field, Path, Query, Router, Status

from himaya.engines.narrative import NarrativeError
from himaya.gate.api_routes import FieldsRefused, Page, Ref, Slice, operation, page_of, sound
from himaya.gate.decisions import require, visible_to
from himaya.gate.pages import SeatRequest, visible_or_404
from himaya.kernel.verbs import Verb
from himaya.people.models import Agency
from himaya.releases.actions import hand_out_framework
from himaya.releases.serving import bytes_as_attachment
from himaya.themes.actions import (
    add_theme,
    amend_theme,
    create_framework,
    draft_version,
    move_theme,
    publish_framework,
    retire_theme,
)
from himaya.themes.comparing import Difference, differences
from himaya.themes.editing import EditRefusedError
from himaya.themes.fetching import version_or_404, whole_frameworks
from himaya.themes.forms import CODE, FrameworkFileForm, NewFrameworkForm
from himaya.themes.models import Framework, FrameworkVersion
from himaya.themes.queries import framework_of, matcher_of
from himaya.themes.schemas import (
    DifferenceOut,
    DraftIn,
    FrameworkOut,
    FrameworkVersionDetail,
    FrameworkVersionOut,
    NewFrameworkIn,
    ThemeCode,
    ThemeIn,
    ThemeMoveIn,
    TrialIn,
    TriedOut,
)
from himaya.themes.trying import Tried, tried

router = Router(tags=["themes"])
VIEW, MANAGE = Verb.FRAMEWORK_VIEW, Verb.FRAMEWORK_MANAGE
Number = Annotated[int, Field(ge=1, le=32767)]
Detail = FrameworkVersionDetail
_ONE = "/frameworks/{ref}"
_VERSION = f"{_ONE}/versions/{{number}}"


def _whole() -> QuerySet[Framework]:
    return whole_frameworks().prefetch_related("versions")


def _version(request: SeatRequest, ref: str, number: int) -> FrameworkVersion:
    return version_or_404(visible_or_404(request, whole_frameworks(), ref=ref), number)


@operation(router, "GET", "/frameworks", VIEW, "framework", out=Page[FrameworkOut])
def list_frameworks(request: SeatRequest, part: Query[Slice]) -> dict[str, Any]:
    """The frameworks of the operation."""
    return page_of(visible_to(_whole(), request.seat), part)


@operation(router, "GET", _ONE, VIEW, "framework", out=FrameworkOut)
def get_framework(request: SeatRequest, ref: Path[Ref]) -> Framework:
    """One framework."""
    return visible_or_404(request, _whole(), ref=ref)


@operation(router, "GET", _VERSION, VIEW, "framework", out=Detail)
def get_framework_version(
    request: SeatRequest, ref: Path[Ref], number: Path[Number]
) -> FrameworkVersion:
    """One version with its tree."""
    return _version(request, ref, number)


@operation(router, "GET", f"{_ONE}/differences", VIEW, "framework", out=list[DifferenceOut])
def get_framework_differences(
    request: SeatRequest, ref: Path[Ref], old: Number = 1, new: Number = 1
) -> list[Difference]:
    """What changed between two versions."""
    framework = visible_or_404(request, whole_frameworks(), ref=ref)
    before, after = (framework_of(version_or_404(framework, one)) for one in (old, new))
    return differences(before, after)


@operation(
    router,
    "GET",
    f"{_VERSION}/file",
    Verb.COPY_MAKE,
    "framework",
    out=None,
    media_type="application/octet-stream",
)
def get_framework_file(
    request: SeatRequest, ref: Path[Ref], number: Path[Number], form: str = "json"
) -> HttpResponse:
    """A version as a file: `form` is xlsx, json or qdc."""
    version = _version(request, ref, number)
    if form not in {"xlsx", "json", "qdc"}:
        raise Http404
    content, media_type = hand_out_framework(
        seat=request.seat, thing=version.framework, tree=framework_of(version), form=form
    )
    return bytes_as_attachment(content, f"{version.framework.code}-{number}.{form}", media_type)


@operation(router, "POST", "/frameworks", MANAGE, "operation", out=FrameworkVersionOut, status=201)
def post_framework(request: SeatRequest, body: NewFrameworkIn) -> Status[FrameworkVersion]:
    """A framework of one's own, as a draft."""
    require(request.seat, MANAGE, request.seat.operation)
    form = _read(NewFrameworkForm({"code": body.code}, _file(body.file_name, body.content)))
    assert form.brought is not None  # noqa: S101 - a sound form was read
    code = form.code_for(form.brought)
    return Status(201, create_framework(seat=request.seat, brought=form.brought, code=code))


@operation(
    router,
    "POST",
    f"{_ONE}/versions",
    MANAGE,
    "framework",
    out=FrameworkVersionOut,
    status=201,
)
def post_framework_version(
    request: SeatRequest, ref: Path[Ref], body: DraftIn
) -> Status[FrameworkVersion]:
    """Begin a draft, from a file or from what was published last."""
    framework = visible_or_404(request, whole_frameworks(), ref=ref)
    require(request.seat, MANAGE, framework)
    brought = None
    if body.content:
        brought = _read(FrameworkFileForm({}, _file(body.file_name, body.content))).brought
    version = draft_version(seat=request.seat, framework=framework, brought=brought)
    return Status(201, version)


def _file(name: str, content: str) -> dict[str, SimpleUploadedFile]:
    try:
        return {"file": SimpleUploadedFile(name, base64.b64decode(content, validate=True))}
    except ValueError as error:
        raise FieldsRefused([("content", "base64")]) from error


def _read(form: Any) -> Any:  # noqa: ANN401 - either form of a file
    """The form, if its file was read. Raises FieldsRefused with every fault by its place."""
    if not form.is_valid() and form.fields_at_fault:
        raise FieldsRefused(form.fields_at_fault)
    return sound(form)


@operation(
    router, "POST", f"{_VERSION}/themes", MANAGE, "framework", out=FrameworkVersionOut, status=201
)
def post_theme(
    request: SeatRequest, ref: Path[Ref], number: Path[Number], body: ThemeIn
) -> Status[FrameworkVersion]:
    """A new theme in a draft."""
    version = _version(request, ref, number)
    require(request.seat, MANAGE, version.framework)
    if not CODE.fullmatch(str(body.theme.get("code", ""))):
        raise FieldsRefused([("theme.code", "code_unfit")])
    fields = {name: value for name, value in body.theme.items() if name != "themes"}
    owner = _owner(request, body.owner)
    with _refusals():
        made = add_theme(
            seat=request.seat, version=version, theme=fields, parent=body.parent, owner=owner
        )
    return Status(201, made)


@operation(
    router, "POST", f"{_VERSION}/themes/{{code}}", MANAGE, "framework", out=FrameworkVersionOut
)
def post_theme_changes(
    request: SeatRequest,
    ref: Path[Ref],
    number: Path[Number],
    code: Path[ThemeCode],
    body: ThemeIn,
) -> FrameworkVersion:
    """Other words, terms and marks for a theme of a draft."""
    version = _version(request, ref, number)
    require(request.seat, MANAGE, version.framework)
    owner = _owner(request, body.owner)
    with _refusals():
        return amend_theme(
            seat=request.seat, version=version, code=code, fields=body.theme, owner=owner
        )


def _owner(request: SeatRequest, ref: str | None) -> Agency | None:
    if ref is None:
        return None
    found = visible_to(Agency.objects.filter(ref=ref), request.seat).first()
    if found is None:
        raise FieldsRefused([("owner", "invalid_choice")])
    return found


@operation(
    router,
    "POST",
    f"{_VERSION}/themes/{{code}}/place",
    MANAGE,
    "framework",
    out=FrameworkVersionOut,
)
def post_theme_place(
    request: SeatRequest,
    ref: Path[Ref],
    number: Path[Number],
    code: Path[ThemeCode],
    body: ThemeMoveIn,
) -> FrameworkVersion:
    """Another place in the tree."""
    version = _version(request, ref, number)
    with _refusals():
        return move_theme(
            seat=request.seat, version=version, code=code, parent=body.parent, place=body.place
        )


@operation(
    router,
    "POST",
    f"{_VERSION}/themes/{{code}}/retirement",
    MANAGE,
    "framework",
    out=FrameworkVersionOut,
)
def post_theme_retirement(
    request: SeatRequest, ref: Path[Ref], number: Path[Number], code: Path[ThemeCode]
) -> FrameworkVersion:
    """Leave a theme out from this version on."""
    version = _version(request, ref, number)
    with _refusals():
        return retire_theme(seat=request.seat, version=version, code=code)


@contextmanager
def _refusals() -> Iterator[None]:
    """What a draft cannot become, as refused fields."""
    try:
        yield
    except EditRefusedError as error:
        raise FieldsRefused([("theme", error.code)]) from error
    except NarrativeError as error:
        raise FieldsRefused((fault.where, fault.code) for fault in error.faults) from error


@operation(router, "POST", f"{_VERSION}/publication", MANAGE, "framework", out=FrameworkVersionOut)
def post_framework_publication(
    request: SeatRequest, ref: Path[Ref], number: Path[Number]
) -> FrameworkVersion:
    """Freeze a draft; texts are coded by it from then on."""
    return publish_framework(seat=request.seat, version=_version(request, ref, number))


@operation(router, "POST", f"{_VERSION}/trial", VIEW, "framework", out=TriedOut)
def post_framework_trial(
    request: SeatRequest, ref: Path[Ref], number: Path[Number], body: TrialIn
) -> Tried:
    """What the words of all themes find in a text; nothing of it is kept."""
    version = _version(request, ref, number)
    return tried(framework_of(version), body.text, body.language, matcher_of(version))
