"""Pages about one's API tokens."""

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext, pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from himaya.gate.pages import SeatRequest, visible_or_404
from himaya.gate.routes import route
from himaya.gate.seats import ActingSeat
from himaya.kernel import clock
from himaya.kernel.verbs import Verb
from himaya.people.models import Token
from himaya.people.token_forms import TokenForm
from himaya.people.tokens import (
    LOW,
    highest_cap,
    make_token,
    revoke_token,
    tokens_in_sight,
    who_raises,
)


def _levels(seat: ActingSeat) -> list[tuple[int, str]]:
    """The levels a new token of this seat may be given, in words."""
    names = [
        (1, pgettext("sensitivity", "Low/No")),
        (2, pgettext("sensitivity", "Moderate")),
        (3, pgettext("sensitivity", "High")),
        (4, pgettext("sensitivity", "Severe")),
    ]
    return names[: highest_cap(seat)]


def _form(seat: ActingSeat, sent: QueryDict | None = None) -> TokenForm:
    """The form with what this seat may give; where that is Low only, with who may give more."""
    others = [] if highest_cap(seat) > LOW else [str(role.label) for role in who_raises(seat)]
    return TokenForm(sent, levels=_levels(seat), others=others)


@route(Verb.TOKEN_MANAGE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: SeatRequest) -> HttpResponse:
    """One's tokens, and a form for a new one. The secret is in the answer to the POST, once."""
    form = _form(request.seat, request.POST or None)
    secret = ""
    if request.method == "POST" and form.is_valid():
        _, secret = make_token(
            seat=request.seat,
            label=form.cleaned_data["label"],
            verbs=form.chosen_verbs(),
            days=form.cleaned_data["days"],
            level_cap=form.cleaned_data["level_cap"],
        )
        form = _form(request.seat)
    context = {
        "form": form,
        "secret": secret,
        "tokens": tokens_in_sight(request.seat),
        "now": clock.now(),
        "breadcrumbs": [{"label": gettext("API tokens")}],
    }
    return render(request, "people/tokens.html", context, status=422 if form.errors else 200)


@route(Verb.TOKEN_MANAGE, "token")
@require_POST
def revoke(request: SeatRequest, ref: str) -> HttpResponse:
    """End a token."""
    token = visible_or_404(request, Token.objects.select_related("seat"), ref=ref)
    revoke_token(seat=request.seat, token=token)
    return redirect("tokens")
