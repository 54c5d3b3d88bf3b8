"""A thematic report as a whole: its text and tables, what is drawn, and what is quoted."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from himaya.gate.seats import ActingSeat
from himaya.kernel.words import in_language
from himaya.places.queries import Chain
from himaya.records.bulletin.drawing import Ground, bars_of, map_of
from himaya.records.bulletin.model import Drawn, Grid, Value
from himaya.releases.content import Document
from himaya.themes.grading.queries import grades_by_document
from himaya.themes.queries import framework_of
from himaya.themes.report.asking import Ask
from himaya.themes.report.copying import document_of, with_suggested
from himaya.themes.report.gathering import Country, Evidence, least_of
from himaya.themes.report.grades import grade_grid, grades_of
from himaya.themes.report.making import Report, report_of
from himaya.themes.report.quoting import (
    CONFIRMED,
    WAITING,
    Quote,
    best_quotes,
    closed_passages,
    weaker_themes,
)

_QUOTED_THEMES = 6


@dataclass(frozen=True, slots=True)
class Composed:
    """A report with its figures and quotations (by the theme's name), in one language."""

    report: Report
    drawn: Sequence[Drawn]
    quoted: Mapping[str, Sequence[Quote]]
    graded: Grid | None
    suggested: Mapping[str, Sequence[Quote]] = field(default_factory=dict)  # reviewed by nobody

    def document(self, absolute: Callable[[str], str] | None) -> Document:
        """As the renderers take it; `absolute` makes an address of a path, None leaves them out."""
        told = document_of(self.report, self.drawn, self.quoted, absolute, self.graded)
        return with_suggested(told, self.suggested) if self.suggested else told


def composed(seat: ActingSeat, ask: Ask, evidence: Evidence, country: Country) -> Composed:
    """In the language that is active."""
    provinces = country.first_level(ask.area)
    names = {one.pcode: in_language(one.names) or one.pcode for one in provinces}
    report = report_of(ask, evidence, names, least_of(seat, evidence))
    drawn = _drawn(seat, report, provinces, country)
    graded = grade_grid(ask, grades_of(evidence, grades_by_document(seat.operation.pk)))
    quoted = _quoted(report.order, evidence, ask)
    suggested = _quoted(report.suggested, evidence, ask, WAITING)
    return Composed(report, drawn, quoted, graded, suggested)


def _drawn(
    seat: ActingSeat, report: Report, provinces: list[Chain], country: Country
) -> list[Drawn]:
    """Documents by theme as bars, and by area those of the theme that is told of most."""
    told = [row for row in report.themes.rows if row[2].number]
    lines = sorted(((row[0].text, row[2]) for row in told), key=_length, reverse=True)
    drawn = list(bars_of(lines, _("Documents by theme"), "themes"))
    if told and report.by_place:
        title = _("Documents by area: %(theme)s") % {"theme": told[0][0].text}
        ground = Ground(seat.operation, country.edition, "themes")
        drawn_codes = {one.pcode for one in provinces}  # what is of the country is on no area
        values = report.by_place[report.order[0]].items()
        shown = {code: value for code, value in values if code in drawn_codes}
        drawn += map_of(ground, title, provinces, shown)
    return drawn


def _length(line: tuple[str, Value]) -> float:
    """Of a bar: they stand in the order of what they draw, whatever that of the table."""
    return line[1].number or 0


def _quoted(
    order: Sequence[str], evidence: Evidence, ask: Ask, kept: str = CONFIRMED
) -> Mapping[str, list[Quote]]:
    """Quotations by the theme's name, of the themes told of most; sensitive ones are not quoted.

    A passage is quoted once, under its strongest theme; with a sensitive one beside it, nowhere.
    """
    tree = framework_of(ask.version)
    sensitive = {code for code in tree.codes if tree.by_code[code].sensitive}
    codes = [code for code in order[:_QUOTED_THEMES] if code not in sensitive]
    weaker = weaker_themes(evidence, codes, kept)
    chosen: dict[str, list[Quote]] = {}
    quoted = closed_passages(evidence, sensitive)
    for code in codes:
        best = best_quotes(evidence, code, kept, quoted | weaker.get(code, set()))
        if best:
            chosen[in_language(tree.by_code[code].title)] = best
            quoted |= {one.passage for one in best}
    return chosen
