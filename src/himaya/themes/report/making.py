"""From evidence to a report: tables, what changed, and a draft text whose figures lead to passages.

Counts of documents and passages are counts of texts, not of people. Of sensitive themes they may
all the same point to a person where few were written about one place: there counts by place
follow the smallest cell of the registers, with what would give them away (engines.adding.parts).
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache

from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from himaya.engines.adding import hidden_parts
from himaya.engines.narrative import Theme
from himaya.engines.narrative.change import Change, Compared, compared_by_place, settled
from himaya.engines.narrative.evidence import Cell, Key, Known, Mention, Read, counted
from himaya.kernel.words import in_language
from himaya.records.bulletin.model import Grid, Value
from himaya.themes.queries import framework_of
from himaya.themes.report.asking import Ask
from himaya.themes.report.gathering import BEFORE, NOW, Evidence, is_unnamed
from himaya.themes.report.spans import moved

ALL = ""  # of areas
NONE = "\N{EN DASH}"
_NAMED = 6  # themes that the draft text speaks of
_PIECES = re.compile(r"(%\(\w+\)s)")
Pieces = tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """One report in one language. `lines`: the draft text, each figure with its passages."""

    title: str
    lines: tuple[Pieces, ...]
    themes: Grid
    places: Grid | None
    notes: tuple[str, ...]
    order: tuple[str, ...]  # themes, the most told of first
    suggested: tuple[str, ...] = ()  # where it is asked: those that nobody reviewed
    by_place: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)  # theme, area


@dataclass(frozen=True)
class _Desk:
    """What all parts of a report need."""

    ask: Ask
    evidence: Evidence
    names: Mapping[str, str]  # of areas
    least: int
    themes: Mapping[str, Theme]
    cells: Mapping[tuple[str, Key], Cell]
    unreviewed: Mapping[str, int]  # passages by theme, of the span
    waiting: Mapping[str, int]
    suggested: Mapping[str, tuple[int, int]]  # documents and passages; empty unless asked for
    changes: Mapping[tuple[str, str], Compared]

    def cell(self, theme: str, area: str = ALL) -> Cell | None:
        return self.cells.get((theme, (NOW, area)))

    def linked(self, number: int, **asked: str) -> Value:
        """A figure that leads to its passages."""
        address = f"{reverse('thematic-report-passages')}?{self.ask.also(**asked)}"
        return Value(number_format(number), address if number else "", number)


def report_of(ask: Ask, evidence: Evidence, names: Mapping[str, str], least: int) -> Report:
    """`names` of areas by p-code; `least`: the smallest count by place of a sensitive theme."""
    tree = framework_of(ask.version)
    codes = tree.codes
    whole, changes = _told(evidence, tuple(codes))
    desk = _Desk(
        ask,
        evidence,
        names,
        least,
        {code: tree.by_code[code] for code in codes},
        whole,
        _passages(evidence, evidence.unreviewed),
        _passages(evidence, evidence.waiting),
        _suggested(evidence) if ask.suggested else {},
        changes,
    )
    order = _order(desk)
    by_place = {code: _by_place(desk, code) for code in order}
    return Report(
        title=_("Thematic report, %(span)s") % {"span": _span_and_area(ask, names)},
        lines=tuple(_lines(desk, order)),
        themes=_themes(desk, order),
        places=_table(desk, order, by_place),
        notes=tuple(_notes(desk)),
        order=tuple(order),
        suggested=tuple(_most_suggested(desk)),
        by_place=by_place,
    )


@lru_cache(maxsize=3)  # as the evidence itself (gathering)
def _told(
    evidence: Evidence, codes: tuple[str, ...]
) -> tuple[Mapping[tuple[str, Key], Cell], Mapping[tuple[str, str], Compared]]:
    whole = counted(evidence.read, evidence.confirmed, _places, codes)
    return whole, _changes(evidence, whole, codes)


def span_of(ask: Ask) -> str:
    """The months in words."""
    return span_in_words(ask.first.first, ask.months)


def _span_and_area(ask: Ask, names: Mapping[str, str]) -> str:
    """Reports of one span about different areas are told apart by their titles."""
    area = names.get(ask.area, ask.area)
    return f"{span_of(ask)}, {area}" if area else span_of(ask)


def span_in_words(first: date, months: int) -> str:
    """The months from the first day of one on."""
    begins, ends = (date_format(day, "F Y") for day in (first, moved(first, months - 1)))
    return begins if months == 1 else f"{begins} {NONE} {ends}"


def _passages(evidence: Evidence, mentions: Sequence[Mention]) -> Mapping[str, int]:
    now = {one.document for one in evidence.read if one.period == NOW}
    said = {(one.theme, one.passage) for one in mentions if one.document in now}
    return Counter(theme for theme, _ in said)


def _places(one: Read) -> Iterator[Key]:
    yield (one.period, ALL)
    if one.area:
        yield (one.period, one.area)


def _changes(
    evidence: Evidence, whole: Mapping[tuple[str, Key], Cell], codes: Sequence[str]
) -> Mapping[tuple[str, str], Compared]:
    told = {code: _documents(whole, code) for code in codes}
    return settled(compared_by_place(evidence.read, told, (BEFORE, NOW), ALL))


def _documents(whole: Mapping[tuple[str, Key], Cell], code: str) -> list[str]:
    """Those of both spans that tell of a theme."""
    cells = (whole.get((code, (span, ALL))) for span in (BEFORE, NOW))
    return [document for cell in cells if cell for document in cell.documents]


def _order(desk: _Desk) -> list[str]:
    """Themes that something is said or suggested of, in the order of independent sources."""

    def amount(code: str) -> tuple[int, int, int]:
        cell = desk.cell(code)
        said = (cell.voices, len(cell.documents)) if cell else (0, 0)
        return (*said, desk.unreviewed.get(code, 0) + desk.waiting.get(code, 0))

    return sorted((code for code in desk.themes if any(amount(code))), key=amount, reverse=True)


def _themes(desk: _Desk, order: Sequence[str]) -> Grid:
    heads = (
        _("Theme"), _("Passages"), _("Documents"), _("Sources"), _("Independent sources"),
        _("First-hand"), _("Specific (0 to 4)"), _("Before"), _("Change"), _("Unreviewed"),
        _("Not looked at yet"),
    )  # fmt: skip
    rows = []
    for code in order:
        cell = desk.cell(code)
        assert cell is not None  # noqa: S101 - something was read: `order` is empty otherwise
        was = desk.cells.get((code, (BEFORE, ALL)))
        specific = NONE if cell.specific is None else number_format(cell.specific, 1)
        rows.append(
            (
                Value(in_language(desk.themes[code].title)),
                desk.linked(len(cell.passages), theme=code),
                Value(number_format(len(cell.documents)), "", len(cell.documents)),
                Value(number_format(len(cell.sources))),
                Value(number_format(cell.voices)),
                Value(number_format(cell.first_hand)),
                Value(specific),
                Value(_not_read() if was is None else number_format(len(was.documents))),
                Value(change_in_words(desk.changes.get((code, ALL)))),
                desk.linked(desk.unreviewed.get(code, 0), theme=code, kept="unreviewed"),
                desk.linked(desk.waiting.get(code, 0), theme=code, kept="waiting"),
            )
        )
    return Grid(_("Themes"), heads, tuple(rows))


def _by_place(desk: _Desk, code: str) -> dict[str, Value]:
    """Documents that tell of a theme, by area; counts that might point to a person stay hidden."""
    cells = {area: desk.cell(code, area) for area in sorted(_areas(desk))}
    hidden, hidden_before = (_hidden(desk, code, span) for span in (NOW, BEFORE))
    return {
        area: Value("…")
        if area in hidden
        else _not_read_value()
        if cell is None or cell.known == Known.NOT_READ
        else _with_change(desk, code, area, is_told=area not in hidden_before)
        for area, cell in cells.items()
    }


def _hidden(desk: _Desk, code: str, span: str) -> frozenset[str]:
    """Areas whose count of a sensitive theme could point to a person, in one of the spans."""
    if not desk.themes[code].sensitive:
        return frozenset()
    cells = {area: desk.cells.get((code, (span, area))) for area in _areas(desk)}
    counts = {area: len(cell.documents) for area, cell in cells.items() if cell}
    whole = desk.cells.get((code, (span, ALL)))
    elsewhere = (len(whole.documents) if whole else 0) - sum(counts.values())
    return hidden_parts(counts, desk.least, own={ALL: max(elsewhere, 0)})


def _with_change(desk: _Desk, code: str, area: str, *, is_told: bool) -> Value:
    """The documents of an area, and whether it is told of more or less often there than before."""
    cell = desk.cell(code, area)
    figure = desk.linked(len(cell.documents) if cell else 0, theme=code, area=area)
    change = desk.changes.get((code, area))
    if not is_told or change is None or change.change not in (Change.MORE, Change.LESS):
        return figure
    return replace(figure, text=f"{figure.text} ({change_in_words(change)})")


def _areas(desk: _Desk) -> set[str]:
    return {one.area for one in desk.evidence.read if one.area}


def _table(
    desk: _Desk, order: Sequence[str], by_place: Mapping[str, Mapping[str, Value]]
) -> Grid | None:
    areas = sorted(_areas(desk), key=lambda code: desk.names.get(code, code))
    if not areas:
        return None
    heads = (_("Theme"), *(desk.names.get(code, code) for code in areas))
    rows = tuple(
        (
            Value(in_language(desk.themes[code].title)),
            *(by_place[code][area] for area in areas),
        )
        for code in order
    )
    read = [
        sum(one.area == area and one.period == NOW for one in desk.evidence.read) for area in areas
    ]
    first = (Value(_("Documents read")), *(Value(number_format(many)) for many in read))
    notes = (
        _(
            "Documents that tell of the theme. “not read”: no document of the span is about"
            " the area."
        ),
        _(
            "“more often”, “less often”: than in the same time before, more than chance explains"
            " over the sources that were read there both times."
        ),
        _("“…”: hidden, since few documents on a sensitive theme could point to a person."),
    )
    return Grid(_("Themes by area"), heads, (first, *rows), notes)


def _lines(desk: _Desk, order: Sequence[str]) -> Iterator[Pieces]:
    now = [one for one in desk.evidence.read if one.period == NOW]
    before = len(desk.evidence.read) - len(now)
    yield _said(
        _(
            "Documents read: %(read)s (sources: %(sources)s; areas: %(areas)s); in the same time"
            " before: %(before)s."
        ),
        read=_plain(len(now)),
        sources=_plain(len({one.source for one in now})),
        areas=_plain(len({one.area for one in now if one.area})),
        before=_plain(before),
    )
    if not now:
        yield _said(_("Nothing of this time was read: what is not told of is not known."))
    told = [code for code in order if (cell := desk.cell(code)) and cell.documents]
    for code in told[:_NAMED]:
        cell = desk.cell(code)
        assert cell is not None  # noqa: S101 - just looked
        yield _said(
            _(
                "%(theme)s: told of in %(documents)s of the %(read)s documents (passages:"
                " %(passages)s; independent sources: %(voices)s)."
            ),
            theme=Value(in_language(desk.themes[code].title)),
            documents=desk.linked(len(cell.documents), theme=code),
            read=_plain(cell.read),
            passages=desk.linked(len(cell.passages), theme=code),
            voices=_plain(cell.voices),
        )
        yield from _change_line(desk, code)
    if desk.ask.suggested:
        yield from _suggested_lines(desk)
    documents = {one.document for one in now}
    stands, waits = (
        sum(one.document in documents for one in kept)
        for kept in (desk.evidence.unreviewed, desk.evidence.waiting)
    )
    if stands:
        yield _said(
            _("Suggestions that stand without a person, in none of these figures: %(stands)s."),
            stands=_plain(stands),
        )
    if waits:
        yield _said(
            _("Suggestions that wait for a person and are in none of these figures: %(waiting)s."),
            waiting=_plain(waits),
        )


def _suggested(evidence: Evidence) -> Mapping[str, tuple[int, int]]:
    """By theme: documents of the span in which it waits for a person, and their passages."""
    now = {one.document for one in evidence.read if one.period == NOW}
    documents, passages = defaultdict(set), defaultdict(set)
    for one in evidence.waiting:
        if one.document in now:
            documents[one.theme].add(one.document)
            passages[one.theme].add(one.passage)
    return {theme: (len(found), len(passages[theme])) for theme, found in documents.items()}


def _most_suggested(desk: _Desk) -> list[str]:
    return sorted(desk.suggested, key=lambda code: desk.suggested[code], reverse=True)


def _suggested_lines(desk: _Desk) -> Iterator[Pieces]:
    order = _most_suggested(desk)
    if not order:
        return
    read = sum(one.period == NOW for one in desk.evidence.read)
    yield _said(
        _("Suggested by the machine and reviewed by nobody (in no other figure, and not compared):")
    )
    for code in order[:_NAMED]:
        documents, passages = desk.suggested[code]
        yield _said(
            _(
                "%(theme)s: suggested in %(documents)s of the %(read)s documents (passages:"
                " %(passages)s), not reviewed."
            ),
            theme=Value(in_language(desk.themes[code].title)),
            documents=desk.linked(documents, theme=code, kept="waiting"),
            read=_plain(read),
            passages=desk.linked(passages, theme=code, kept="waiting"),
        )


def _change_line(desk: _Desk, code: str) -> Iterator[Pieces]:
    change = desk.changes.get((code, ALL))
    if change is None or change.change not in (Change.MORE, Change.LESS):
        return
    pattern = _(
        "Of the sources read both times %(now)s of %(read)s documents, before %(was)s of"
        " %(read_before)s: %(change)s than chance explains (p = %(p)s)."
    )
    p = change.p or 0.0
    yield _said(
        pattern,
        now=desk.linked(change.told_now, theme=code),
        read=_plain(change.read_now),
        was=Value(number_format(change.told_before)),
        read_before=_plain(change.read_before),
        change=Value(change_in_words(change)),
        p=Value(number_format(p, 3) if p >= 0.001 else _("below 0.001")),  # noqa: PLR2004 - digits
    )


def change_in_words(change: Compared | None) -> str:
    """What may be said of two spans."""
    said = {
        Change.MORE: _("more often"),
        Change.LESS: _("less often"),
        Change.NO_DIFFERENCE: _("no difference beyond chance"),
        Change.TOO_LITTLE_READ: _("too little read"),
        Change.OTHER_SOURCES: _("other sources than before"),
    }
    return str(said[change.change]) if change else NONE


def _notes(desk: _Desk) -> Iterator[str]:
    named = {code for code in desk.names if code}
    silent = sorted(desk.names[code] for code in named - _areas(desk))
    if silent and not desk.ask.area:
        yield _("Nothing was read about: %(areas)s.") % {"areas": ", ".join(silent)}
    if desk.evidence.by_machine:
        yield ngettext(
            "%(count)s document was dated by the machine, and nobody has looked yet.",
            "%(count)s documents were dated by the machine, and nobody has looked yet.",
            desk.evidence.by_machine,
        ) % {"count": number_format(desk.evidence.by_machine)}
    if desk.evidence.undated:
        yield ngettext(
            "%(count)s document says no period and is left out.",
            "%(count)s documents say no period and are left out.",
            desk.evidence.undated,
        ) % {"count": number_format(desk.evidence.undated)}
    now = [one for one in desk.evidence.read if one.period == NOW]
    if unnamed := sum(is_unnamed(one.source) for one in now):
        yield ngettext(
            "%(count)s document names no author and counts as a source of its own.",
            "%(count)s documents name no author; each counts as a source of its own.",
            unnamed,
        ) % {"count": number_format(unnamed)}
    yield _(
        "Copies are one independent source. Changes compare the sources that were read both times"
        " (Fisher's exact test; of the changes named at most five in a hundred are chance)."
    )
    yield _("What is not told of here is not known to be fine.")
    yield _("Themes are those of %(framework)s.") % {"framework": desk.ask.version}


def _plain(number: int) -> Value:
    return Value(number_format(number), "", number)


def _not_read() -> str:
    return str(_("not read"))


def _not_read_value() -> Value:
    return Value(_not_read())


def _said(pattern: str, **values: Value) -> Pieces:
    """A sentence in pieces: its words, and values where the pattern names them."""
    return tuple(
        values[piece[2:-2]] if _PIECES.fullmatch(piece) else Value(piece)
        for piece in _PIECES.split(pattern)
        if piece
    )
