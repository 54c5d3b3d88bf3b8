"""The gate at the door: one route decision per request, and one shape for every refusal."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from himaya.audit.log import write_event
from himaya.gate.decisions import could_ever, refuse_kind
from himaya.gate.limits import Excess, excess_of, is_nobody
from himaya.gate.routes import Access, Declaration, declaration_of
from himaya.gate.seats import ActingSeat
from himaya.kernel.ids import new_ref
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb

API = "/api/"
# What is recorded where a route names no verb of its own.
_VERBS_OF_ACCESS = {Access.PUBLIC: Verb.ENTRANCE_VIEW, Access.ACCOUNT: Verb.ACCOUNT_MANAGE}
_UNDECLARED = Declaration(Access.PUBLIC)


class decide_route:  # noqa: N801 - named like the function it stands for in MIDDLEWARE
    """Decides each request before its view runs; a view without declaration is refused."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and request.path.startswith(API):
            # Ninja and Django answer this one before any view of ours.
            allowed = response.get("Allow", "")
            response = refusal(request, Problem(Code.METHOD_UNKNOWN, status=405))
            response["Allow"] = allowed
        if not response.has_header("Cache-Control"):
            # Pages hold one person's sight: never in a shared or a back-button cache.
            response["Cache-Control"] = "no-store"
        return response

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., Any],
        _args: list[Any],
        _kwargs: dict[str, Any],
    ) -> HttpResponse | None:
        """Return a refusal, or None to go on to the view."""
        declaration = declaration_of(view, request.method or "GET")
        if is_nobody(request) and (excess := excess_of(request)) is not None:
            return _too_many(request, declaration or _UNDECLARED, excess)
        if declaration is None:
            _record(request, _UNDECLARED, None, allowed=False, note="undeclared")
            raise Http404
        if declaration.access is Access.PUBLIC:
            _record(request, declaration, None, allowed=True)
            return None
        seat: ActingSeat | None = getattr(request, "seat", None)
        if declaration.access is Access.SEAT:
            return _decide_for_seat(request, declaration, seat)
        return _decide_for_account(request, declaration)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Turn a refusal into its page, fragment or JSON; anything else is a bug and crashes."""
        return refusal(request, error) if isinstance(error, Problem) else None


def _too_many(request: HttpRequest, declaration: Declaration, excess: Excess) -> HttpResponse:
    """429; in the log once for each address and window, under the fingerprint of the address."""
    if excess.is_first:
        _record(request, declaration, None, allowed=False, note="limited", thing=excess.source)
    response = refusal(request, Problem(Code.TOO_MANY_REQUESTS, status=429))
    response["Retry-After"] = str(excess.wait)
    return response


def _decide_for_account(request: HttpRequest, declaration: Declaration) -> HttpResponse | None:
    may = request.user.is_authenticated
    if declaration.access is Access.INSTALLER:
        may = may and bool(getattr(request.user, "is_installer", False))
    _record(request, declaration, None, allowed=may)
    if not request.user.is_authenticated:
        return _sign_in_first(request)
    if not may:
        raise Http404  # that there is an installer's page is nobody else's business
    return None


def _decide_for_seat(
    request: HttpRequest, declaration: Declaration, seat: ActingSeat | None
) -> HttpResponse | None:
    if seat is None:
        _record(request, declaration, None, allowed=False, note="no_seat")
        if request.user.is_authenticated and not request.path.startswith(API):
            return refusal(request, Problem(Code.SEAT_NEEDED, status=403))
        return _sign_in_first(request)
    assert declaration.verb is not None  # noqa: S101 - routes of seats carry a verb
    allowed = could_ever(seat, declaration.verb, declaration.kind)
    _record(request, declaration, seat, allowed=allowed)
    if not allowed:
        return refusal(request, refuse_kind(seat, declaration.verb, declaration.kind))
    return None


def _sign_in_first(request: HttpRequest) -> HttpResponse:
    if request.path.startswith(API):
        return refusal(request, Problem(Code.TOKEN_REFUSED, status=401))
    return redirect_to_login(request.get_full_path())


def _record(
    request: HttpRequest,
    declaration: Declaration,
    seat: ActingSeat | None,
    *,
    allowed: bool,
    note: str = "",
    thing: str = "",
) -> None:
    """The one route decision of a request; what is decided later carries the same request id."""
    write_event(
        operation=seat.operation if seat else None,
        request=seat.request if seat else new_ref(),
        door=seat.door if seat else "api" if request.path.startswith(API) else "page",
        account=str(getattr(request.user, "ref", "")),
        seat=seat.ref if seat else "",
        verb=declaration.verb or _VERBS_OF_ACCESS[declaration.access],
        scope="route",
        thing_kind=declaration.kind,
        thing=thing,
        allowed=allowed,
        note=note or ("" if declaration.access is Access.SEAT else str(declaration.access)),
    )


def refusal(request: HttpRequest, problem: Problem) -> HttpResponse:
    """A Problem as this door speaks: problem+json, an htmx fragment, or a page."""
    if request.path.startswith(API):
        return JsonResponse(
            problem_json(problem), status=problem.status, content_type="application/problem+json"
        )
    template = "web/_problem.html" if getattr(request, "htmx", False) else "web/problem.html"
    return render(request, template, {"problem": problem}, status=problem.status)


def problem_json(problem: Problem) -> dict[str, object]:
    """RFC 9457 members plus our stable code and what to do next."""
    return {
        "type": f"urn:himaya:problem:{problem.code}",
        "title": problem.title,
        "status": problem.status,
        "code": str(problem.code),
        "detail": problem.todo,
        "reasons": list(problem.reasons),
    }
