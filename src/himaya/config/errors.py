"""What is answered where no view answers: API addresses speak problem+json, pages their page."""

from django.http import HttpRequest, HttpResponse
from django.views import defaults

from himaya.gate.middleware import API, refusal
from himaya.kernel.problems import Code, Problem


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: what Django's own checks refuse (a host we do not serve, a body beyond bounds)."""
    if request.path.startswith(API):
        return refusal(request, Problem(Code.SHAPE_REFUSED, status=400))
    return defaults.bad_request(request, exception)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: absent and hidden alike."""
    if request.path.startswith(API):
        return refusal(request, Problem(Code.NOT_FOUND, status=404))
    return defaults.page_not_found(request, exception)
