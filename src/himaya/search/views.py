"""The search page: what one may see, found by its words."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from himaya.gate.pages import SeatRequest
from himaya.gate.routes import route
from himaya.kernel.verbs import Verb
from himaya.kernel.words import in_language
from himaya.search.answers import answers_to
from himaya.search.finders import named
from himaya.search.forms import SearchForm
from himaya.search.queries import found, snippets

PAGE = 20


@route(Verb.SEARCH_USE)
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: SeatRequest) -> HttpResponse:
    """Ask, and what was found. The words travel in the body: addresses are logged and shared."""
    form = SearchForm(request.POST) if request.method == "POST" else SearchForm()
    context: dict[str, object] = {"form": form, "asked": False}
    if form.is_bound and form.is_valid():
        question = form.cleaned_data["q"]
        page = Paginator(found(request.seat, question), PAGE).get_page(form.cleaned_data["page"])
        said = snippets(request.seat, list(page), question)
        context |= {
            "asked": True,
            "question": question,
            "page": page,
            "hits": [
                {
                    "title": hit.title,
                    "url": reverse(hit.kind, args=[hit.thing]),
                    "register": in_language(hit.register),
                    "snippet": said[hit.thing],
                    "level": hit.level,
                }
                for hit in page
            ],
            "named": named(request.seat, question) if page.number == 1 else [],
            "answers": answers_to(request.seat, question) if page.number == 1 else [],
        }
    return render(request, "search/search.html", context, status=422 if form.errors else 200)
