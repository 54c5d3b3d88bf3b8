"""The language a person chose, kept where Django looks for it."""

from typing import TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse

R = TypeVar("R", bound=HttpResponse)
_YEAR = 365 * 24 * 60 * 60


def remember_language(request: HttpRequest, response: R, language: str) -> R:
    """Set the language cookie; it says nothing else about the person."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=_YEAR,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )
    return response
