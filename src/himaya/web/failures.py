"""When a form comes back too late: our own page, and nothing typed is lost."""

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from himaya.gate.late import FROM, typed_in, writer_of


def token_expired(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Offer to send the same answers again with a fresh token, if they came from our own page.

    What came from elsewhere gets no such button: it may be somebody else's form. Nor does anybody
    see here what was written in another person's page; without a session it is kept for them.
    """
    ours = request.headers.get("Origin", "") == f"{request.scheme}://{request.get_host()}"
    writer = writer_of(request.POST.get(FROM, ""))
    if ours and writer is not None and not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())  # gate.late_forms keeps it on the way
    theirs = writer is not None and writer.account != getattr(request.user, "ref", "")
    context = {
        "kept": typed_in(request) if ours and not theirs else [],
        "has_files": bool(request.FILES),
        "here": request.get_full_path(),
    }
    return render(request, "web/expired.html", context, status=403)
