"""What every operation of the API shares: its verb, its refusals and its pages.

Rooms declare operations with `operation`; the gate finds the verb by HTTP method (`resolve`), so
that an operation without one cannot exist and a method without operation reaches no data.
"""

import base64
from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, Any, Generic, Literal, TypeVar

from django import forms
from django.db.models import Model, QuerySet
from ninja import Field, Router, Schema
from ninja.operation import PathView
from pydantic import ConfigDict, field_validator

from himaya.engines.directions import calm
from himaya.gate.routes import Access, Declaration, declared, route
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb

T = TypeVar("T")
V = TypeVar("V", bound=Callable[..., Any])
M = TypeVar("M", bound=Model)
F = TypeVar("F", bound=forms.Form)

PAGE_SIZE = 50
PAGE_LIMIT = 200
_READ_REFUSALS = (401, 403, 422, 429)
_WRITE_REFUSALS = (400, 401, 403, 409, 413, 422, 429)
# Verbs of all operations: what a token can be given.
offered: set[Verb] = set()
_OTHER_METHOD = Declaration(Access.PUBLIC, reason="answers 405, and nothing else")

# References as kernel.ids makes them; anything else names nothing.
Ref = Annotated[str, Field(min_length=1, max_length=16, pattern=r"^[0-9a-z]+$")]


# One line of text, as both databases and a page can hold it.
LINE = r"^[^\x00-\x1f\x7f]*$"
TEXT = r"^[^\x00]*$"
Code40 = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[-a-zA-Z0-9_]+$")]
Code60 = Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[-a-zA-Z0-9_]+$")]
Level = Annotated[int, Field(ge=1, le=4, description="1 Low/No, 2 Moderate, 3 High, 4 Severe")]
Names = Annotated[
    dict[Literal["en", "fr", "es", "ar"], Annotated[str, Field(max_length=160, pattern=LINE)]],
    Field(description="text by language code"),
]


class FieldProblem(Schema):
    """One field that is not accepted, and why, as codes; values are never repeated."""

    path: str
    code: str
    params: dict[str, str] = {}


class ProblemOut(Schema):
    """A refusal (RFC 9457), with a stable code and what to do next in `detail`."""

    type: str
    title: str
    status: int
    code: str = Field(description="Stable; the list grows, so expect codes you do not know")
    detail: str
    reasons: list[str] = []
    errors: list[FieldProblem] = []
    record: str | None = None
    current_lock: int | None = None
    seen_lock: int | None = None


class In(Schema):
    """Base of request bodies: a field we do not know is refused, not dropped."""

    model_config = ConfigDict(extra="forbid")

    @field_validator("*", mode="before")
    @classmethod
    def calm_directions(cls, value: object) -> object:
        """Text without characters that turn the direction of what stands beside it."""
        return calm(value) if isinstance(value, str) else value


class FieldsRefused(Problem):
    """A body of the right shape with values that do not hold; `fields` are (path, code)."""

    def __init__(self, fields: Iterable[tuple[str, str]]) -> None:
        super().__init__(Code.SHAPE_REFUSED, status=422)
        self.fields = tuple(fields)


def sound(form: F) -> F:
    """The page's own form, filled from a body, so that both doors ask for the same.

    Raises `FieldsRefused` naming each field and what is wrong with it, never its value.
    """
    if form.is_valid():
        return form
    raise FieldsRefused(
        (field.replace("name_", "names.", 1), error.code or "invalid")
        for field, errors in form.errors.as_data().items()
        for error in errors
    )


def as_posted(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values of a body as a form takes them: names by language become a field each."""
    kept = {name: value for name, value in values.items() if name != "names"}
    return kept | {f"name_{code}": text for code, text in (values.get("names") or {}).items()}


def file_or_text(content: str, text: str) -> bytes | None:
    """The bytes of a file sent as base64; None where its text was given instead.

    Raises `FieldsRefused` unless it is exactly one of the two, and for what is no base64.
    """
    if bool(content) == bool(text.strip()):
        raise FieldsRefused([("content", "one_of_two")])
    try:
        return base64.b64decode(content, validate=True) if content else None
    except ValueError as error:
        raise FieldsRefused([("content", "base64")]) from error


class Slice(Schema):
    """Which part of a list: at most 200 entries, going on after the entry named by `cursor`."""

    limit: int = Field(PAGE_SIZE, ge=1, le=PAGE_LIMIT)
    cursor: str = Field("", max_length=60, pattern=r"^[0-9a-zA-Z_-]*$")


class Page(Schema, Generic[T]):
    """One page of a list. `next` is the cursor of the following page, or null at the end."""

    items: list[T]
    next: str | None


def operation(
    router: Router,
    method: str,
    path: str,
    verb: Verb,
    kind: str = "operation",
    *,
    out: Any,  # noqa: ANN401 - a Schema class, or a generic one with its argument
    status: int = 200,
    media_type: str = "",
) -> Callable[[V], V]:
    """Declare an operation of the API: what it does, on which kind of thing, and its answers.

    With `media_type` it answers with the bytes of a file, and `out` is None.
    """

    def mark(view: V) -> V:
        route(verb, kind)(view)
        offered.add(verb)
        refusals = _READ_REFUSALS if method == "GET" else _WRITE_REFUSALS
        if media_type:
            refusals = tuple({*refusals, 409})
        if "{" in path:
            refusals = (*refusals, 404)
        router.add_api_operation(
            path,
            [method],
            view,
            response={status: out, **dict.fromkeys(sorted(refusals), ProblemOut)},
            operation_id=view.__name__,
            openapi_extra={"x-himaya-verb": str(verb), **_bytes(status, media_type)},
        )
        return view

    return mark


def _bytes(status: int, media_type: str) -> dict[str, Any]:
    """How the description says that the answer is a file."""
    if not media_type:
        return {}
    content = {media_type: {"schema": {"type": "string", "format": "binary"}}}
    return {"responses": {status: {"content": content}}}


def resolve(view: Callable[..., Any], method: str) -> Declaration | None:
    """The declaration of the API operation behind a view, for `gate.routes`."""
    path_view = _path_view(view)
    if path_view is None:
        return None
    for one in path_view.operations:
        if method in one.methods:
            return declared(one.view_func)
    return _OTHER_METHOD


def _path_view(view: Callable[..., Any]) -> PathView | None:
    """Ninja hides the PathView in the closure of the view that Django calls."""
    for cell in getattr(view, "__closure__", None) or ():
        if isinstance(cell.cell_contents, PathView):
            return cell.cell_contents
    return None


def page_of(queryset: QuerySet[M], part: Slice) -> dict[str, Any]:
    """One page in order of making. The cursor is the reference of the last entry shown.

    Raises `Problem(SHAPE_REFUSED)` for a cursor that names nothing in the seat's sight.
    """
    rows = queryset.order_by("pk")
    if part.cursor:
        last = queryset.filter(ref=part.cursor).values_list("pk", flat=True).first()
        if last is None:
            raise Problem(Code.SHAPE_REFUSED, status=422, field="cursor")
        rows = rows.filter(pk__gt=last)
    items = list(rows[: part.limit + 1])
    more = len(items) > part.limit
    items = items[: part.limit]
    return {"items": items, "next": str(getattr(items[-1], "ref", "")) if more else None}
