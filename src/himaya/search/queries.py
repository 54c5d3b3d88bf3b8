"""Finding within one's sight: rows first, then words; never by a field that is withheld."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from himaya.engines.tabular import fold
from himaya.gate.decisions import visible_to
from himaya.gate.seats import ActingSeat
from himaya.search import fulltext
from himaya.search.fulltext import tokens
from himaya.search.models import Entry

MOST_WORDS = 10  # of a question; the rest narrows nothing that matters
_AROUND = 90  # characters of a snippet on either side of the word


def found(seat: ActingSeat, question: str) -> QuerySet[Entry]:
    """The open entries of all things in sight that hold every word, the best first.

    A word may stand in open text, or in text of a field group that is open to the seat in that
    very record.
    """
    words = tokens(question)[:MOST_WORDS]
    if not words:
        return Entry.objects.none()
    things = visible_to(Entry.objects.filter(group=""), seat)
    for word in words:
        things = things.filter(_holding(word, seat))
    return things.annotate(rank=fulltext.rank(words)).order_by("-rank", "pk")


def _holding(word: str, seat: ActingSeat) -> Q:
    hits = Entry.objects.filter(fulltext.matching(word))
    q = Q(pk__in=hits.filter(group="").values("pk"))
    for group in _groups():
        inside = visible_to(hits.filter(group=group), seat, group=group)
        q |= Q(thing__in=inside.values("thing"))
    return q


def _groups() -> list[str]:
    """The field groups that have entries at all: a handful."""
    named = Entry.objects.exclude(group="").order_by().values_list("group", flat=True)
    return sorted(set(named.distinct()))


def snippets(seat: ActingSeat, hits: Sequence[Entry], question: str) -> dict[str, str]:
    """Thing -> a few words around the first match, out of text that is open to the seat."""
    words = tokens(question)[:MOST_WORDS]
    open_texts = {hit.thing: [hit.text] for hit in hits}
    for group in _groups():
        entries = Entry.objects.filter(group=group, thing__in=open_texts)
        for entry in visible_to(entries, seat, group=group):
            open_texts[entry.thing].append(entry.text)
    return {thing: _snippet(texts, words) for thing, texts in open_texts.items()}


def _snippet(texts: Sequence[str], words: Sequence[str]) -> str:
    for text in texts:
        position = 0
        for part in text.split():
            start = text.index(part, position)
            position = start + len(part)
            if any(folded.startswith(tuple(words)) for folded in tokens(part)):
                return _cut(text, start, position)
    return ""


def _cut(text: str, start: int, end: int) -> str:
    first, last = max(start - _AROUND, 0), min(end + _AROUND, len(text))
    if first:
        first = text.find(" ", first) + 1  # at the beginning of a word; 0 where there is none
    if last < len(text):
        last = max(text.rfind(" ", end, last), end)
    return f"{'… ' if first else ''}{text[first:last]}{' …' if last < len(text) else ''}"


def folded_has_all(text: str, question: str) -> bool:
    """Whether a short text holds all the words: for lists too small for an index."""
    within = fold(text)
    return all(word in within for word in tokens(question)[:MOST_WORDS])
