"""Evidence by grade: six by six, and what is graded differently or not at all."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from himaya.engines.narrative.quality import Credibility, Reliability
from himaya.gate.seats import ActingSeat
from himaya.library.models import DocumentVersion
from himaya.records.bulletin.model import Grid, Value
from himaya.records.titles import title_of
from himaya.themes.grading.queries import DIFFER, NONE, grades_by_document
from himaya.themes.grading.wording import CREDIBILITIES, RELIABILITIES, WANTED
from himaya.themes.report.asking import Ask
from himaya.themes.report.gathering import NOW, Evidence, source_in_words

COUNTED_AS = {
    *(f"{letter}{digit}" for letter in Reliability for digit in Credibility),
    DIFFER,
    NONE,
}


@dataclass(frozen=True, slots=True)
class Listed:
    """A document of the span with what persons gave it."""

    ref: str
    title: str
    source: str
    grades: Sequence[str]


def grade_of(given: frozenset[str]) -> str:
    """What a document counts as: the grade on which all agree, DIFFER, or NONE."""
    if not given:
        return NONE
    return next(iter(given)) if len(given) == 1 else DIFFER


def grades_of(evidence: Evidence, grades: Mapping[str, frozenset[str]]) -> dict[str, str]:
    """Document of the span -> what it counts as. `grades`: what persons gave, by document."""
    nothing: frozenset[str] = frozenset()
    return {
        one.document: grade_of(grades.get(one.document, nothing))
        for one in evidence.read
        if one.period == NOW
    }


def grade_grid(ask: Ask, found: Mapping[str, str]) -> Grid | None:
    """Documents by source and information, each count leading to its list; None without any."""
    if not found:
        return None
    counts = Counter(found.values())
    heads = (_("Source"), *(f"{code}: {said}" for code, said in CREDIBILITIES.items()))
    rows = [
        (
            Value(f"{letter}: {RELIABILITIES[letter]}"),
            *(_linked(ask, f"{letter}{digit}", counts) for digit in Credibility),
        )
        for letter in Reliability
    ]
    apart = [
        (Value(str(WANTED[one])), _linked(ask, one, counts), *(Value("") for _digit in range(5)))
        for one in (DIFFER, NONE)
    ]
    notes = (
        _("Documents by source (A to F) and information (1 to 6), as persons graded them."),
        _("F, 6 and “not graded” say that nothing is known; that is not bad."),
    )
    return Grid(_("Evidence by grade"), heads, (*rows, *apart), notes)


def _linked(ask: Ask, grade: str, counts: Mapping[str, int]) -> Value:
    number = counts.get(grade, 0)
    address = f"{reverse('thematic-report-graded')}?{ask.also(grade=grade)}"
    return Value(number_format(number), address if number else "", number)


def documents_graded(found: Mapping[str, str], wanted: str) -> Iterator[str]:
    """Those that count as that."""
    return (document for document, grade in found.items() if grade == wanted)


def listed_documents(
    seat: ActingSeat, evidence: Evidence, documents: Sequence[str]
) -> list[Listed]:
    """In the order given; they are of the evidence, and so in the seat's sight."""
    given = grades_by_document(seat.operation.pk)
    sources = {one.document: source_in_words(one.source) for one in evidence.read}
    rows = DocumentVersion.objects.filter(ref__in=documents).select_related(
        "record__head", "record__version"
    )
    known = {one.ref: one for one in rows.prefetch_related("record__version__questions")}
    return [
        Listed(
            known[one].record.ref,
            title_of(known[one].record),
            sources[one],
            sorted(given.get(one, ())),
        )
        for one in documents
    ]
