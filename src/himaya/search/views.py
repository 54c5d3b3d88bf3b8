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
from himaya.search.facets import facets_of
from himaya.search.finders import named
from himaya.search.forms import SearchForm
from himaya.search.fulltext import parts_of
from himaya.search.pacing import on_the_beat
from himaya.search.queries import MOST, Asked, Sight, answer, entries_of, snippets

PAGE = 20


@route(Verb.SEARCH_USE)
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: SeatRequest) -> HttpResponse:
    """Ask, and what was found. The words travel in the body: addresses are logged and shared."""
    form = SearchForm(request.POST) if request.method == "POST" else SearchForm()
    context: dict[str, object] = {"form": form, "asked": False}
    if form.is_bound and form.is_valid():
        with on_the_beat():
            context |= _found(request, form.asked(), form.cleaned_data["page"])
    return render(request, "search/search.html", context, status=422 if form.errors else 200)


def _found(request: SeatRequest, asked: Asked, number: int) -> dict[str, object]:
    sight = Sight.of(request.seat)
    whole = answer(sight, asked)
    page = Paginator(whole.things, PAGE).get_page(number)
    hits = entries_of(list(page.object_list))
    said = snippets(sight, hits, asked.words)
    is_start = page.number == 1 and not asked.narrowed and bool(parts_of(asked.words))
    return {
        "asked": True,
        "question": asked.words,
        "narrowed": asked.narrowed,
        "page": page,
        "most": MOST if whole.is_more else 0,
        "facets": facets_of(request.seat, whole.counts, asked.narrowed),
        "hits": [
            {
                "title": hit.title,
                "url": reverse(hit.kind, args=[hit.thing]),
                "register": in_language(hit.register),
                "snippet": said[hit.thing],
                "level": hit.level,
            }
            for hit in hits
        ],
        "named": named(request.seat, asked.words) if is_start else [],
        "answers": answers_to(request.seat, asked.words) if is_start else [],
    }
