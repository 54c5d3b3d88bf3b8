"""Evidence of findings as one seat may see it: of closed words there is none, and no count.

Requirements:
1. A passage whose document is out of sight, or whose words are closed to the seat, is not shown,
   cited nor counted.
2. Copies of one text are one independent source (engines.narrative.evidence).
3. Evidence is what the seat that puts it may read itself, and no report that was made here.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import F

from himaya.engines.narrative.evidence import Mention, Read
from himaya.gate.decisions import visible_to
from himaya.gate.seats import ActingSeat
from himaya.library.models import DocumentVersion
from himaya.records.models import Link, Record
from himaya.themes.board.named import RESTS_ON
from himaya.themes.coding.seeing import HELD, readable_records, readable_versions
from himaya.themes.models import Decision, Evidence, FrameworkVersion, Passage
from himaya.themes.report.gathering import country_of, dated, reads_of
from himaya.themes.report.independence import with_origins

Stance = Evidence.Stance
_LEAST_SOURCES = 2  # for a high confidence that nobody asks about


@dataclass(frozen=True, slots=True)
class Piece:
    """A passage put to a finding, and who says it in the end: in it, or first where it quotes."""

    evidence: Evidence
    read: Read
    mention: Mention

    @property
    def passage(self) -> Passage:
        """With its version and record."""
        return self.evidence.passage

    @property
    def voice(self) -> str:
        """What makes it one independent source."""
        return self.mention.origin or self.read.voice


@dataclass(frozen=True, slots=True)
class Weight:
    """What of a finding's evidence is in sight: passages by stance, and sources that support it."""

    stances: Mapping[str, int] = field(default_factory=dict)
    documents: int = 0
    voices: int = 0  # independent sources of what supports it
    first_hand: int = 0  # supporting passages of who saw or heard it
    records: int = 0  # entries of other registers that it rests on
    level: int = 0  # of the most sensitive document among them

    @property
    def is_thin(self) -> bool:
        """Whether a high confidence needs a reason: one source, or nobody who saw it."""
        return self.voices < _LEAST_SOURCES or not self.first_hand


def pieces_of(seat: ActingSeat, findings: Collection[Record]) -> dict[int, list[Piece]]:
    """By key of the finding, in the order they were put. Three queries."""
    rows = list(
        Evidence.objects.filter(
            finding__in=[one.pk for one in findings],
            taken_back_at=None,
            passage__version__record__in=readable_records(seat).values("pk"),
        )
        .select_related("passage__version__record__head", "passage__version__text")
        .order_by("pk")
    )
    if not rows:
        return {}
    versions = {one.passage.version_id for one in rows}
    reads = reads_of(DocumentVersion.objects.filter(pk__in=versions))
    marks = {one.passage_id: bytes(one.passage.runs or b"") for one in rows}
    mentions = with_origins(
        list(reads.values()), [_mention(one.passage) for one in rows], marks, list(reads)
    )
    found: dict[int, list[Piece]] = defaultdict(list)
    for one, mention in zip(rows, mentions, strict=True):
        found[one.finding_id].append(Piece(one, reads[mention.document], mention))
    return found


def _mention(passage: Passage) -> Mention:
    return Mention("", passage.version.ref, str(passage.pk), passage.specific, passage.first_hand)


def rests_on(seat: ActingSeat, findings: Collection[Record]) -> dict[int, list[Record]]:
    """Entries in sight that findings rest on, such as an incident, by key of the finding."""
    seen = visible_to(Record.objects.filter(is_withdrawn=False), seat).values("pk")
    links = Link.objects.filter(
        relation__startswith=RESTS_ON, source__in=[one.pk for one in findings], target__in=seen
    ).select_related("target")
    found: dict[int, list[Record]] = defaultdict(list)
    for link in links:
        found[link.source_id].append(link.target)
    return found


def weight_of(pieces: Sequence[Piece], records: int = 0) -> Weight:
    """What these amount to."""
    stances = {stance.value: 0 for stance in Stance}
    for one in pieces:
        stances[one.evidence.stance] += 1
    supporting = [one for one in pieces if one.evidence.stance == Stance.SUPPORTS]
    return Weight(
        stances,
        len({one.read.document for one in pieces}),
        len({one.voice for one in supporting}),
        sum(one.passage.first_hand is True for one in supporting),
        records,
        max([one.passage.version.record.level for one in pieces], default=0),
    )


def within(seat: ActingSeat, area: str) -> set[str]:
    """The area and all that lie in it; the area alone where no edition has it."""
    return {area, *(one.pcode for one in country_of(seat).chains if area in one.above)}


def proposals_for(
    seat: ActingSeat, finding: Record, analysis: Record, version: FrameworkVersion, most: int
) -> tuple[list[Mention], dict[str, Read]]:
    """Passages coded with the finding's theme, in its area and time, not yet put to it.

    Those of who saw it and the specific ones first. With the documents they stand in.
    """
    area = finding.area or analysis.area
    documents = readable_versions(seat)
    if area:
        documents = documents.filter(record__area__in=within(seat, area))
    if analysis.period_start and analysis.period_end:
        documents = dated(documents).filter(
            day__gte=analysis.period_start, day__lte=analysis.period_end
        )
    put = Evidence.objects.filter(finding=finding, taken_back_at=None)
    theme = str((finding.head.answers if finding.head else {}).get("theme", ""))
    coded = Decision.objects.filter(
        passage__version__in=documents.values("pk"),
        passage__is_current=True,
        framework_version__framework=version.framework_id,
        round=None,
        is_standing=True,
        verdict__in=HELD,
        theme=theme,
    ).exclude(passage__in=put.values("passage"))
    seen_first = F("passage__first_hand").desc(nulls_last=True)
    rows = coded.order_by(seen_first, "-passage__specific", "-pk").values_list(
        "passage", "passage__version__ref", "passage__specific", "passage__first_hand"
    )
    mentions = [
        Mention(theme, document, str(passage), specific, first_hand)
        for passage, document, specific, first_hand in rows[:most]
    ]
    refs = {one.document for one in mentions}
    return mentions, reads_of(DocumentVersion.objects.filter(ref__in=refs)) if refs else {}
