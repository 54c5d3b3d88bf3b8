"""Recommendations made on findings, and how far they were answered."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import get_language

from himaya.gate.decisions import visible_to
from himaya.gate.seats import ActingSeat
from himaya.instruments.queries import form_of
from himaya.records.history import status_label
from himaya.records.models import Link, Record
from himaya.records.queries import shown_answers
from himaya.records.titles import title_of
from himaya.records.words import key_words
from himaya.themes.board.fetching import whole_records
from himaya.themes.board.named import RECOMMENDED

_OPEN, _WITHDRAWN = "open", "withdrawn"


@dataclass(frozen=True, slots=True)
class Advice:
    """One recommendation: to whom, what was answered and what was done."""

    record: Record
    title: str
    addressee: str
    used: str
    answer: str
    action: str
    status: str
    is_answered: bool


def advice_on(seat: ActingSeat, findings: Collection[Record]) -> dict[int, list[Advice]]:
    """Those in sight, less withdrawn ones, by key of the finding. Three queries."""
    rows = whole_records().filter(links_out__relation=RECOMMENDED, is_withdrawn=False)
    keys = [one.pk for one in findings]
    links = Link.objects.filter(relation=RECOMMENDED, target__in=keys)
    pairs = list(links.order_by("pk").values_list("source", "target"))
    if not pairs:
        return {}
    seen = visible_to(rows.filter(pk__in={source for source, _ in pairs}), seat).distinct()
    known = {one.pk: _advice(seat, one) for one in seen.exclude(status=_WITHDRAWN)}
    found: dict[int, list[Advice]] = defaultdict(list)
    for source, target in pairs:
        if source in known:
            found[target].append(known[source])
    return found


def _advice(seat: ActingSeat, record: Record) -> Advice:
    assert record.head is not None  # noqa: S101 - every record has a revision
    answers, _withheld = shown_answers(record, record.head, seat)
    form, language = form_of(record.version), (get_language() or "en").split("-")[0]

    def told(key: str) -> str:
        return key_words(form, key, answers.get(key), language)

    return Advice(
        record,
        title_of(record),
        ", ".join(one for one in (told("addressee"), told("addressee_body")) if one),
        told("used"),
        told("answer"),
        told("action"),
        status_label(record, record.status),
        record.status != _OPEN,
    )
