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
from himaya.themes.board.named import ANSWER_TO, RECOMMENDED

_OPEN, _WITHDRAWN = "open", "withdrawn"
_LEFT_OUT = ("draft", _WITHDRAWN)
_ANSWERED = frozenset({"answered", "acted_on", "not_used"})


@dataclass(frozen=True, slots=True)
class Advice:
    """A recommendation as one addressee has it: what it answered and what was done.

    One from before each addressee answered for itself stands once, for all of them.
    """

    record: Record  # whose words these are: the answer's, or the recommendation itself
    advised: Record  # the recommendation
    title: str
    addressee: str
    used: str
    answer: str
    action: str
    status: str
    is_answered: bool


def advice_on(seat: ActingSeat, findings: Collection[Record]) -> dict[int, list[Advice]]:
    """Those in sight, less drafts and withdrawn ones, by key of the finding. Five queries."""
    rows = whole_records().filter(links_out__relation=RECOMMENDED, is_withdrawn=False)
    keys = [one.pk for one in findings]
    links = Link.objects.filter(relation=RECOMMENDED, target__in=keys)
    pairs = list(links.order_by("pk").values_list("source", "target"))
    if not pairs:
        return {}
    seen = visible_to(rows.filter(pk__in={source for source, _ in pairs}), seat).distinct()
    known = {one.pk: one for one in seen.exclude(status__in=_LEFT_OUT)}
    asked = _asked(seat, known) if known else {}
    found: dict[int, list[Advice]] = defaultdict(list)
    for source, target in pairs:
        if source in known:
            one = known[source]
            found[target] += [
                _advice(seat, answer, one, is_answered=answer.status in _ANSWERED)
                for answer in asked.get(source, ())
            ] or [_advice(seat, one, one, is_answered=one.status != _OPEN)]
    return found


def _asked(seat: ActingSeat, keys: Collection[int]) -> dict[int, list[Record]]:
    """What is asked of each addressee, by key of the recommendation, as far as in sight."""
    links = Link.objects.filter(relation=ANSWER_TO, target__in=keys).order_by("pk")
    pairs = list(links.values_list("source", "target"))
    rows = whole_records().filter(pk__in=[source for source, _ in pairs], is_withdrawn=False)
    seen = {one.pk: one for one in visible_to(rows.exclude(status=_WITHDRAWN), seat)}
    found: dict[int, list[Record]] = defaultdict(list)
    for source, target in pairs:
        if source in seen:
            found[target].append(seen[source])
    return found


def _advice(seat: ActingSeat, record: Record, advised: Record, *, is_answered: bool) -> Advice:
    assert record.head is not None  # noqa: S101 - every record has a revision
    answers, _withheld = shown_answers(record, record.head, seat)
    form, language = form_of(record.version), (get_language() or "en").split("-")[0]

    def told(key: str) -> str:
        return key_words(form, key, answers.get(key), language)

    named = ("addressee", "addressee_body") if record is advised else ("agency", "body")
    return Advice(
        record,
        advised,
        title_of(advised),
        ", ".join(one for one in map(told, named) if one),
        told("used"),
        told("answer"),
        told("action"),
        status_label(record, record.status),
        is_answered,
    )
