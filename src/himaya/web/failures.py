"""When a form comes back too late: our own page, and nothing typed is lost."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

_TOKEN = "csrfmiddlewaretoken"  # noqa: S105 - the name of a field


def token_expired(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Offer to send the same answers again with a fresh token, if they came from our own page.

    What came from elsewhere gets no such button: it may be somebody else's form.
    """
    ours = request.headers.get("Origin", "") == f"{request.scheme}://{request.get_host()}"
    kept = [
        (name, value) for name, values in request.POST.lists() if name != _TOKEN for value in values
    ]
    context = {
        "kept": kept if ours else [],
        "has_files": bool(request.FILES),
        "here": request.get_full_path(),
    }
    return render(request, "web/expired.html", context, status=403)
