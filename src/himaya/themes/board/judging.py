"""Findings as the board shows them, and whether the severity of each is anybody's judgement."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from himaya.engines.narrative import Framework as Tree
from himaya.gate.seats import ActingSeat
from himaya.instruments.queries import form_of
from himaya.records.history import status_label
from himaya.records.models import Record
from himaya.records.queries import shown_answers
from himaya.records.titles import title_of
from himaya.records.words import key_words
from himaya.themes.board.advice import Advice, advice_on
from himaya.themes.board.fetching import said
from himaya.themes.board.gates import supported_among
from himaya.themes.board.named import AGREED, DRAFT, NOT_ASSESSED, SEVERITIES, STATED
from himaya.themes.board.sight import Piece, Weight, pieces_of, rests_on, weight_of
from himaya.themes.board.signing import Taking, Tally, tallies_of
from himaya.themes.board.wording import doubts_of
from himaya.themes.report.gathering import Evidence


@dataclass(frozen=True, slots=True)
class Judgement:
    """A finding as the board shows it. `words`: its answers in the reader's language, by key."""

    record: Record
    title: str
    theme: str
    area: str  # p-code, "" for all that the analysis covers
    place: str
    severity: str  # code; NOT_ASSESSED wherever it does not count
    words: Mapping[str, str]
    status: str
    weight: Weight
    doubts: Sequence[Promise]
    tally: Tally
    advice: Sequence[Advice]
    pieces: Sequence[Piece]
    is_sensitive: bool
    why_not: str  # why a severity that is stated does not count, "" where none is or it does

    @property
    def is_assessed(self) -> bool:
        """Whether its severity is anybody's judgement."""
        return self.severity != NOT_ASSESSED

    @property
    def is_counted(self) -> bool:
        """Whether counts of its evidence are told: of a sensitive theme in one area they are not.

        Few passages there could point to a person.
        """
        return is_told(self.record, is_sensitive=self.is_sensitive)

    @property
    def answered(self) -> int:
        """How many of its recommendations were answered."""
        return sum(one.is_answered for one in self.advice)


def is_told(finding: Record, *, is_sensitive: bool) -> bool:
    """Whether counts of a finding's evidence are told, on the board and on its page."""
    return not (is_sensitive and finding.area)


@dataclass(frozen=True, slots=True)
class Taken:
    """What of a board may leave: documents by ref of their version, and keys of records."""

    evidence: Evidence
    documents: frozenset[str]
    records: frozenset[int]


def judgements_of(
    seat: ActingSeat,
    findings: Sequence[Record],
    taking: Taking,
    names: Mapping[str, str],
    taken: Taken | None,
    tree: Tree | None,
) -> Iterator[Judgement]:
    """As the seat may see them; `names` of areas by p-code, `taken`: only what may leave."""
    if taken:
        findings = [one for one in findings if one.pk in taken.records]
    pieces, entries = pieces_of(seat, findings), rests_on(seat, findings)
    tallies, advice = tallies_of(findings, taking), advice_on(seat, findings)
    supported = supported_among(findings)
    sensitive = {one.code for one in tree.themes if one.sensitive} if tree else set()
    for one in findings:
        put = [
            piece
            for piece in pieces.get(one.pk, ())
            if taken is None or piece.read.document in taken.documents
        ]
        weight = weight_of(put, len(entries.get(one.pk, ())))
        why_not = _why_not(one, is_supported=one.pk in supported)
        counts = not why_not and said(one, "severity") in SEVERITIES
        yield Judgement(
            one,
            title_of(one),
            said(one, "theme"),
            one.area,
            names.get(one.area, one.area) if one.area else str(_("all that it covers")),
            said(one, "severity") if counts else NOT_ASSESSED,
            words_in(seat, one),
            status_label(one, one.status),
            weight,
            doubts_of(one, weight),
            tallies[one.pk],
            [
                each
                for each in advice.get(one.pk, ())
                if taken is None or {each.advised.pk, each.record.pk} <= taken.records
            ],
            put,
            said(one, "theme") in sensitive,
            why_not,
        )


def worst_of(judgements: Iterable[Judgement]) -> Judgement | None:
    """The worst that is judged, of equal ones what is agreed; None where nothing is assessed."""
    return min(
        (one for one in judgements if one.is_assessed),
        key=lambda one: (SEVERITIES.index(one.severity), one.record.status != AGREED),
        default=None,
    )


def _why_not(finding: Record, *, is_supported: bool) -> str:
    if said(finding, "severity") == NOT_ASSESSED:
        return ""
    if finding.status == DRAFT:
        return str(_("a draft: its severity is nobody's judgement yet"))
    if finding.status in STATED and not is_supported:
        return str(_("a severity without evidence: it does not count"))
    return ""


def words_in(seat: ActingSeat, record: Record) -> Mapping[str, str]:
    """Answers in the reader's language, by key; from High up the reading is recorded first."""
    assert record.head is not None  # noqa: S101 - every record has a revision
    answers, _withheld = shown_answers(record, record.head, seat)
    form, language = form_of(record.version), (get_language() or "en").split("-")[0]
    return {key: key_words(form, key, value, language) for key, value in answers.items()}
