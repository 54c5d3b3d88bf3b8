"""Passages behind a figure: masked, and cited by source, date, document and page.

Of a long passage, as a chunk of a table is, what stands around the words that caused its theme.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from himaya.engines.narrative.evidence import Mention, Read
from himaya.library.texts import ReadText, text_of
from himaya.records.titles import title_of
from himaya.themes.coding.showing import Shown, places_of
from himaya.themes.models import Passage, Suggestion
from himaya.themes.report.excerpts import LONGEST, Span, around
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
    first: date | None  # of the period that it speaks of
    day: date | None  # the last one
    page: int | None
    passage: str = ""  # key of the mention

    @property
    def text(self) -> str:
        """The same in one piece."""
        return "".join(part.text for part in self.parts)

    @property
    def cited_parts(self) -> list[str]:
        """Source, day or year, and page, in words: each has a direction of its own."""
        said = [self.source]
        if self.day:
            said.append(self._when(self.day))
        if self.page:
            said.append(_("page %(n)s") % {"n": self.page})
        return said

    @property
    def cited(self) -> str:
        """The same in one piece."""
        return " · ".join(self.cited_parts)

    def _when(self, day: date) -> str:
        """A whole year is told as that, not as its last day."""
        is_year = (self.first, day) == (date(day.year, 1, 1), date(day.year, 12, 31))
        return str(day.year) if is_year else date_format(day, "DATE_FORMAT")


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


def closed_passages(evidence: Evidence, sensitive: Collection[str]) -> set[str]:
    """Keys of passages in which a sensitive theme (codes) stands, by a person or without one.

    They are not quoted under another theme either.
    """
    said = chain(evidence.confirmed, evidence.unreviewed)
    return {one.passage for one in said if one.theme in sensitive}


def best_of(
    evidence: Evidence, theme: str, kept: str = CONFIRMED, without: Collection[str] = ()
) -> list[Mention]:
    """A few to quote: first-hand and specific ones first, each of another source.

    `without`: keys of passages that are quoted under another theme.
    """
    said = sorted(
        [one for one in passages_behind(evidence, theme, kept=kept) if one.passage not in without],
        key=lambda one: (one.is_first_hand is True, one.specific),
        reverse=True,
    )
    voices = {one.document: one.voice for one in evidence.read}
    chosen: dict[str, Mention] = {}
    for one in said:
        chosen.setdefault(voices[one.document], one)
    return list(chosen.values())[:QUOTED]


def best_quotes(
    evidence: Evidence, theme: str, kept: str = CONFIRMED, without: Collection[str] = ()
) -> list[Quote]:
    """Words of the best of them; a row of a table only where its source has nothing better."""
    behind = [
        one for one in passages_behind(evidence, theme, kept=kept) if one.passage not in without
    ]
    voices = {one.document: one.voice for one in evidence.read}
    found = []
    for best in best_of(evidence, theme, kept, without):
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


def weaker_themes(
    evidence: Evidence, themes: Sequence[str], kept: str = CONFIRMED
) -> dict[str, set[str]]:
    """Theme -> keys of passages among its best that are better quoted under another of these.

    The strongest is the theme suggested with most confidence; of equal ones the first in order.
    """
    told: dict[str, list[str]] = {}
    for theme in themes:
        for one in best_of(evidence, theme, kept):
            told.setdefault(one.passage, []).append(theme)
    shared = {passage: several for passage, several in told.items() if len(several) > 1}
    rows = Suggestion.objects.filter(passage__in=map(int, shared), theme__in=themes)
    scores = {
        (str(passage), theme): score
        for passage, theme, score in rows.order_by("pk").values_list("passage", "theme", "score")
    }
    weaker: dict[str, set[str]] = {}
    for passage, several in shared.items():
        strongest = max(several, key=lambda theme: scores.get((passage, theme), 0))
        for theme in several:
            if theme != strongest:
                weaker.setdefault(theme, set()).add(passage)
    return weaker


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
    causes = _causes_of([one for one in known.values() if one.end - one.start > LONGEST], mentions)
    found = []
    for one in mentions:
        passage = known[int(one.passage)]
        if passage.version_id not in texts:
            texts[passage.version_id] = text_of(passage.version)
        read = texts[passage.version_id]
        parts = around(read, passage, causes.get((passage.pk, one.theme), ()))
        found.append(_quote(passage, parts, reads, one))
    return found


def _causes_of(
    passages: Sequence[Passage], mentions: Sequence[Mention]
) -> dict[tuple[int, str], Sequence[Span]]:
    """Where the words stand that caused a theme, by passage and theme; no query for none."""
    if not passages:
        return {}
    themes = {one.theme for one in mentions}
    rows = Suggestion.objects.filter(passage__in=passages, theme__in=themes).order_by("pk")
    return {(one.passage_id, one.theme): places_of([one]) for one in rows}


def _quote(
    passage: Passage, parts: Sequence[Shown], reads: Mapping[str, Read], mention: Mention
) -> Quote:
    record = passage.version.record
    return Quote(
        parts=parts,
        language=passage.language,
        source=source_in_words(reads[mention.document].source),
        title=title_of(record),
        record=record.ref,
        number=passage.number,
        first=record.period_start,
        day=record.period_end or record.period_start,
        page=passage.page,
        passage=mention.passage,
    )
