"""The board of an analysis: each theme with what was read of it and what was judged.

Requirements:
1. A theme is assessed where a finding states a severity, is past its draft and has evidence. All
   else is not assessed: a state of its own, in words, in no average and never sorted as low.
2. Severities are never averaged: of several findings of a theme the worst names the row.
3. What nobody read about is told apart from what was read and says nothing (evidence.Known).
4. Few documents on a sensitive theme of one area are hidden, as in thematic reports.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from himaya.engines.adding import hidden_parts
from himaya.engines.narrative import Framework as Tree
from himaya.engines.narrative.evidence import Cell, Key, Known, Read, counted
from himaya.gate.seats import ActingSeat
from himaya.kernel.words import in_language
from himaya.records.models import Record
from himaya.themes.board.fetching import findings_of, framework_version_of, judged_in
from himaya.themes.board.judging import Judgement, Taken, judgements_of, worst_of
from himaya.themes.board.named import NOT_ASSESSED
from himaya.themes.board.signing import Taking, taking_part
from himaya.themes.models import FrameworkVersion
from himaya.themes.queries import framework_of
from himaya.themes.report.gathering import (
    NOW,
    Country,
    Evidence,
    Span,
    country_of,
    evidence_in,
    least_of,
)

ALL = ""  # of areas
HIDDEN = "…"


@dataclass(frozen=True, slots=True)
class Row:
    """A theme, what was read of it and judged. `counts`: passages, documents, sources."""

    code: str
    title: str
    group: str
    is_sensitive: bool
    known: Known
    counts: tuple[str, str, str] | None
    judgements: Sequence[Judgement]
    is_judged: bool = True  # else a theme left out, or one that the framework does not have

    @property
    def worst(self) -> Judgement | None:
        """The finding that names the row."""
        return worst_of(self.judgements)

    @property
    def severity(self) -> str:
        """The worst that is judged; NOT_ASSESSED where nothing is."""
        return self.worst.severity if self.worst else NOT_ASSESSED

    @property
    def is_assessed(self) -> bool:
        """Whether anything is judged."""
        return self.severity != NOT_ASSESSED


@dataclass(frozen=True)
class Board:
    """All themes that are judged, in the order of the framework, for one area or all."""

    analysis: Record
    version: FrameworkVersion | None
    area: str
    areas: Sequence[tuple[str, str]]  # p-code and name of what may be chosen
    rows: Sequence[Row]
    read: Mapping[str, int]  # documents read, by area and for ALL
    taking: Taking
    names: Mapping[str, str]
    above: Mapping[str, tuple[str, ...]]
    evidence: Evidence

    @property
    def judgements(self) -> list[Judgement]:
        """All findings shown."""
        return [one for row in self.rows for one in row.judgements]

    @property
    def assessed(self) -> int:
        """How many of the themes that are judged are assessed."""
        return sum(row.is_assessed for row in self.rows if row.is_judged)

    @property
    def total(self) -> int:
        """How many themes are judged."""
        return sum(row.is_judged for row in self.rows)


@dataclass(frozen=True)
class _Desk:
    """What all rows need."""

    tree: Tree | None
    cells: Mapping[tuple[str, Key], Cell]
    areas: frozenset[str]
    area: str
    is_part: bool  # of the operation, so that counts of sensitive themes may point to a person
    least: int


def board_of(
    seat: ActingSeat, analysis: Record, area: str = ALL, taken: Taken | None = None
) -> Board:
    """What the seat may see of it; `taken`: only that, for a copy."""
    version = framework_version_of(analysis)
    tree = framework_of(version) if version else None
    country = country_of(seat)
    areas = {one.pcode for one in country.first_level(analysis.area)}
    area = area if area in areas else ALL  # of another one nothing could be said
    evidence = taken.evidence if taken else _gathered(seat, analysis, version, country)
    read = [one for one in evidence.read if one.period == NOW]
    codes = judged_in(tree, analysis) if tree else []
    names = {one.pcode: in_language(one.names) or one.pcode for one in country.chains}
    desk = _Desk(
        tree,
        counted(read, evidence.confirmed, _places, codes),
        frozenset(one.area for one in read if one.area),
        area,
        bool(area or analysis.area),
        least_of(seat, evidence),
    )
    taking = taking_part(analysis)
    above = {one.pcode: one.above for one in country.chains}
    found = list(judgements_of(seat, findings_of(seat, analysis), taking, names, taken, tree))
    shown = [one for one in found if not area or not one.area or _inside(one.area, area, above)]
    return Board(
        analysis,
        version,
        area,
        [(one.pcode, names[one.pcode]) for one in country.first_level(analysis.area)],
        list(_rows(desk, codes, shown)),
        {place: sum(place in (ALL, one.area) for one in read) for place in {ALL, *desk.areas}},
        taking,
        names,
        above,
        evidence,
    )


def _gathered(
    seat: ActingSeat, analysis: Record, version: FrameworkVersion | None, country: Country
) -> Evidence:
    """Nothing without a framework and a period."""
    first, last = analysis.period_start, analysis.period_end
    if version is None or first is None or last is None:
        return Evidence((), (), (), (), {}, {}, 0)
    return evidence_in(seat, Span(version, first, first, last, analysis.area), country)


def _places(one: Read) -> Iterator[Key]:
    yield (ALL,)
    if one.area:
        yield (one.area,)


def _inside(area: str, wider: str, above: Mapping[str, tuple[str, ...]]) -> bool:
    return area == wider or wider in above.get(area, ())


def _rows(desk: _Desk, codes: Sequence[str], judgements: Sequence[Judgement]) -> Iterator[Row]:
    """Judged themes, then themes of findings that are not among them: none is lost."""
    others = dict.fromkeys(one.theme for one in judgements if one.theme not in codes)
    for code in (*codes, *others):
        theme = desk.tree.by_code.get(code) if desk.tree else None
        group = desk.tree.by_code[desk.tree.path(code)[0]] if desk.tree and theme else None
        cell = desk.cells.get((code, (desk.area,)))
        yield Row(
            code,
            in_language(theme.title) if theme else code,
            in_language(group.title) if group and code in codes else str(_("Other themes")),
            theme is not None and theme.sensitive,
            cell.known if cell else Known.NOT_READ,
            _counts(desk, code, cell) if cell and cell.passages else None,
            [one for one in judgements if one.theme == code],
            code in codes,
        )


def _counts(desk: _Desk, code: str, cell: Cell) -> tuple[str, str, str]:
    """Passages, documents, independent sources; hidden where they might point to a person."""
    assert desk.tree is not None  # noqa: S101 - cells are of its themes
    if desk.tree.by_code[code].sensitive and desk.is_part and _is_small(desk, code, cell):
        return (HIDDEN, HIDDEN, HIDDEN)
    return (
        number_format(len(cell.passages)),
        number_format(len(cell.documents)),
        number_format(cell.voices),
    )


def _is_small(desk: _Desk, code: str, cell: Cell) -> bool:
    if not desk.area:
        return len(cell.documents) < desk.least
    parts = {
        area: len(one.documents)
        for area in desk.areas
        if (one := desk.cells.get((code, (area,)))) is not None
    }
    whole = desk.cells[code, (ALL,)]
    elsewhere = len(whole.documents) - sum(parts.values())
    return desk.area in hidden_parts(parts, desk.least, own={ALL: max(elsewhere, 0)})
