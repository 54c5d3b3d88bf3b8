"""Passages behind a figure: masked, and cited by source, date, document and page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from himaya.engines.narrative.evidence import Mention, Read
from himaya.library.texts import ReadText, text_of
from himaya.records.titles import title_of
from himaya.themes.coding.showing import Shown, shown
from himaya.themes.models import Passage
from himaya.themes.report.gathering import NOW, Evidence, source_in_words

QUOTED = 2  # of one theme in a report
_ELSE = 5  # other passages of the document, and of the source's others, that are looked at
KEPT = CONFIRMED, UNREVIEWED, WAITING = "confirmed", "unreviewed", "waiting"


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a passage without what points to persons, and where they stand."""

    parts: Sequence[Shown]
    language: str
    source: str
    title: str
    record: str  # ref of the document's record
    number: int  # of the passage in its version
    day: date | None
    page: int | None

    @property
    def text(self) -> str:
        """The same in one piece."""
        return "".join(part.text for part in self.parts)

    @property
    def cited(self) -> str:
        """Source, day and page, in words."""
        said = [self.source]
        if self.day:
            said.append(date_format(self.day, "DATE_FORMAT"))
        if self.page:
            said.append(_("page %(n)s") % {"n": self.page})
        return " · ".join(said)


def passages_behind(
    evidence: Evidence, theme: str, *, area: str = "", kept: str = CONFIRMED
) -> list[Mention]:
    """What a figure of the span counts: mentions kept as one of KEPT."""
    inside = {
        one.document
        for one in evidence.read
        if one.period == NOW and (not area or one.area == area)
    }
    mentions = {
        CONFIRMED: evidence.confirmed,
        UNREVIEWED: evidence.unreviewed,
        WAITING: evidence.waiting,
    }
    return [one for one in mentions[kept] if one.theme == theme and one.document in inside]


def best_of(evidence: Evidence, theme: str, kept: str = CONFIRMED) -> list[Mention]:
    """A few to quote: first-hand and specific ones first, each of another source."""
    said = sorted(
        passages_behind(evidence, theme, kept=kept),
        key=lambda one: (one.is_first_hand is True, one.specific),
        reverse=True,
    )
    voices = {one.document: one.voice for one in evidence.read}
    chosen: dict[str, Mention] = {}
    for one in said:
        chosen.setdefault(voices[one.document], one)
    return list(chosen.values())[:QUOTED]


def best_quotes(evidence: Evidence, theme: str, kept: str = CONFIRMED) -> list[Quote]:
    """Words of the best of them; a row of a table only where its source has nothing better."""
    behind = passages_behind(evidence, theme, kept=kept)
    voices = {one.document: one.voice for one in evidence.read}
    found = []
    for best in best_of(evidence, theme, kept):
        alike = [
            one
            for one in behind
            if voices[one.document] == voices[best.document] and one is not best
        ]
        same = [one for one in alike if one.document == best.document]
        others = [one for one in alike if one.document != best.document]
        told = quotes(evidence, [best, *same[:_ELSE], *others[:_ELSE]])
        found.append(next((one for one in told if "\t" not in one.text), told[0]))
    return found


def quotes(evidence: Evidence, mentions: Sequence[Mention]) -> list[Quote]:
    """In the order given; each text is opened once. Their words are open to whoever asks."""
    return quoted({one.document: one for one in evidence.read}, mentions)


def quoted(reads: Mapping[str, Read], mentions: Sequence[Mention]) -> list[Quote]:
    """The same of documents by the refs of their versions."""
    keys = [int(one.passage) for one in mentions]
    passages = Passage.objects.filter(pk__in=keys).select_related(
        "version__text", "version__record__head", "version__record__version"
    )
    known = {
        one.pk: one for one in passages.prefetch_related("version__record__version__questions")
    }
    texts: dict[int, ReadText] = {}
    found = []
    for one in mentions:
        passage = known[int(one.passage)]
        if passage.version_id not in texts:
            texts[passage.version_id] = text_of(passage.version)
        found.append(_quote(passage, texts[passage.version_id], reads, one))
    return found


def _quote(passage: Passage, read: ReadText, reads: Mapping[str, Read], mention: Mention) -> Quote:
    record = passage.version.record
    return Quote(
        parts=shown(read, passage),
        language=passage.language,
        source=source_in_words(reads[mention.document].source),
        title=title_of(record),
        record=record.ref,
        number=passage.number,
        day=record.period_end or record.period_start,
        page=passage.page,
    )
