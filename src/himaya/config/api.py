"""The API under /api/v1: the rooms' operations, one error shape, strict bodies.

Requirements:
1. A Bearer token is the only way in; the gate decides each operation by its verb first.
2. Every refusal is application/problem+json with a stable code; values are never repeated.
3. Bodies are JSON of at most 1 MiB that both databases can hold; lists give 200 entries at most.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, URLResolver
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.parser import Parser
from ninja.security import HttpBearer

from himaya.collect.api import router as collect
from himaya.datasets.api import router as datasets
from himaya.gate.api_routes import FieldsRefused, resolve
from himaya.gate.middleware import problem_json
from himaya.gate.routes import public_route, register_resolver
from himaya.gate.seats import ActingSeat
from himaya.instruments.api import router as instruments
from himaya.kernel.problems import Code, Problem
from himaya.library.api import router as library
from himaya.people.api import router as people
from himaya.places.api import router as places
from himaya.profiles.categories.population.api import router as population
from himaya.profiles.coordination.indicators.api import router as indicators
from himaya.records.actions import AnswersRefused, ChangedMeanwhile
from himaya.records.api import router as records
from himaya.records.bulletin.api import router as bulletin
from himaya.records.saved_api import router as saved_views
from himaya.records.subject_api import router as subjects
from himaya.search.api import router as search
from himaya.systems.api import router as systems
from himaya.themes.api import router as themes
from himaya.themes.board.api import router as board
from himaya.themes.coding.api import router as coding
from himaya.themes.grading.api import router as grading
from himaya.themes.learning.api import router as learning
from himaya.themes.report.api import router as reports

PREFIX = "api/v1/"
BODY_LIMIT = 1024 * 1024
PROBLEM = "application/problem+json"
_DESCRIPTION = (
    "Reading and writing under one access. A token belongs to one person's access at one agency,"
    " carries the verbs it was given, and sees Low data only unless granted more."
    " What is not there and what is hidden answer alike: 404."
)


class SeatToken(HttpBearer):
    """Makes the token known to the API description; the gate has decided on it already."""

    def authenticate(self, request: HttpRequest, token: str) -> ActingSeat | None:  # noqa: ARG002 - ninja's signature
        """The seat that the middleware took from the token."""
        seat: ActingSeat | None = getattr(request, "seat", None)
        return seat


class StrictParser(Parser):
    """JSON bodies within bounds, and text that both databases can hold."""

    def parse_body(self, request: HttpRequest) -> Any:  # noqa: ANN401 - any JSON
        """The body as JSON. Raises Problem 413 (size), and ValueError, which ninja makes a 400."""
        if int(request.META.get("CONTENT_LENGTH") or 0) > BODY_LIMIT:
            raise Problem(Code.REQUEST_TOO_LARGE, status=413)
        body = json.loads(request.body, parse_constant=_no_constant)
        text = json.dumps(body, ensure_ascii=False)
        text.encode()  # half a character cannot be stored as UTF-8: UnicodeEncodeError
        if "\\u0000" in text:
            raise ValueError("PostgreSQL holds no NUL in text")
        return body


def _no_constant(name: str) -> float:
    raise ValueError(name)  # NaN and Infinity are not JSON


def _problem(problem: Problem, **more: object) -> HttpResponse:
    return JsonResponse(
        {**problem_json(problem), **more}, status=problem.status, content_type=PROBLEM
    )


def _on_problem(_request: HttpRequest, error: Problem) -> HttpResponse:
    if field := error.context.get("field"):
        return _problem(error, errors=[{"path": field, "code": "invalid", "params": {}}])
    return _problem(error)


def _on_answers(_request: HttpRequest, error: AnswersRefused) -> HttpResponse:
    errors = [
        {"path": path, "code": one.code, "params": dict(one.params)}
        for path, found in error.checked.errors.items()
        for one in found
    ]
    errors += [{"path": path, "code": "unknown", "params": {}} for path in error.checked.unknown]
    return _problem(error, errors=errors)


def _on_fields(_request: HttpRequest, error: FieldsRefused) -> HttpResponse:
    errors = [{"path": path, "code": code, "params": {}} for path, code in error.fields]
    return _problem(error, errors=errors)


def _on_conflict(_request: HttpRequest, error: ChangedMeanwhile) -> HttpResponse:
    return _problem(error, record=error.record.ref, current_lock=error.record.lock)


def _on_shape(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    errors = [
        {"path": ".".join(str(part) for part in one["loc"]), "code": one["type"], "params": {}}
        for one in error.errors
    ]
    return _problem(Problem(Code.SHAPE_REFUSED, status=422), errors=errors)


def _on_http(request: HttpRequest, error: HttpError) -> HttpResponse:
    if isinstance(error.__cause__, Problem):  # from our parser, wrapped by ninja
        return _on_problem(request, error.__cause__)
    code = Code.TOKEN_REFUSED if error.status_code == 401 else Code.SHAPE_REFUSED  # noqa: PLR2004
    return _problem(Problem(code, status=error.status_code))


def _on_missing(_request: HttpRequest, _error: Http404) -> HttpResponse:
    return _problem(Problem(Code.NOT_FOUND, status=404))


def _on_bug(_request: HttpRequest, error: Exception) -> HttpResponse:
    raise error  # a bug crashes and rolls back, also where ninja would print a traceback


_HANDLERS: Mapping[type[Exception], Callable[..., HttpResponse]] = {
    Exception: _on_bug,
    Problem: _on_problem,
    AnswersRefused: _on_answers,
    FieldsRefused: _on_fields,
    ChangedMeanwhile: _on_conflict,
    ValidationError: _on_shape,
    HttpError: _on_http,
    Http404: _on_missing,
}


def _build() -> NinjaAPI:
    api = NinjaAPI(
        title="himaya",
        version="1",
        description=_DESCRIPTION,
        openapi_url=None,
        docs_url=None,
        auth=SeatToken(),
        parser=StrictParser(),
        urls_namespace="api",
    )
    rooms = (people, places, systems, instruments, datasets, collect, records, subjects, search)
    of_themes = (themes, coding, grading, learning, reports, board)
    for router in (*rooms, *of_themes, saved_views, bulletin, indicators, population, library):
        api.add_router("", router)
    for kind, handler in _HANDLERS.items():
        api.add_exception_handler(kind, handler)
    return api


api = _build()
register_resolver(resolve)


def openapi_document() -> dict[str, Any]:
    """The API description (OpenAPI 3.1), with refusals under their own media type."""
    document: dict[str, Any] = json.loads(
        json.dumps(api.get_openapi_schema(path_prefix=PREFIX), default=str)
    )
    for methods in document["paths"].values():
        for one in methods.values():
            for status, answer in one["responses"].items():
                if int(status) >= 400:  # noqa: PLR2004 - HTTP's own line between answer and error
                    answer["content"] = {PROBLEM: answer["content"]["application/json"]}
    return document


@public_route("the description of the API holds no data")
def openapi(_request: HttpRequest) -> HttpResponse:
    """The description that programs read."""
    return JsonResponse(openapi_document())


def api_urls() -> list[URLPattern | URLResolver]:
    """Ninja's addresses, without its root page."""
    return [url for url in api.urls[0] if getattr(url, "name", "") != "api-root"]
