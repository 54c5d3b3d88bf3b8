"""A thematic report as a working copy: only of documents of which the maker may take one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from himaya.datasets.models import Dataset
from himaya.gate.decisions import authorize
from himaya.gate.seats import ActingSeat
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.records.bulletin.copying import picture_of, table_of
from himaya.records.bulletin.model import Drawn, Grid
from himaya.releases.actions import PartOfCopy, at_level, make_copy_of_several
from himaya.releases.content import Document, Table
from himaya.releases.models import Release
from himaya.themes.report.gathering import Evidence
from himaya.themes.report.making import Report
from himaya.themes.report.quoting import Quote

FORMS = ("docx", "pdf")


def leaving(seat: ActingSeat, evidence: Evidence) -> tuple[list[PartOfCopy], Evidence]:
    """The parts that may leave, each at the level of its most sensitive document; their evidence.

    What may not leave is taken out of the figures, so that a copy tells nothing of it.
    """
    parts, kept = [], set()
    for dataset in Dataset.objects.filter(pk__in=evidence.datasets).order_by("pk"):
        inside = [ref for ref, kept_in in evidence.kept_in.items() if kept_in == dataset.pk]
        level = max([dataset.level, *(evidence.levels[ref] for ref in inside)])
        if authorize(seat, Verb.COPY_MAKE, at_level(dataset, level)).allowed:
            kept |= set(inside)
            parts.append(PartOfCopy(dataset, level, ("themes",), tuple(inside)))
    return parts, replace(
        evidence,
        read=[one for one in evidence.read if one.document in kept],
        confirmed=[one for one in evidence.confirmed if one.document in kept],
        unreviewed=[one for one in evidence.unreviewed if one.document in kept],
        waiting=[one for one in evidence.waiting if one.document in kept],
    )


def make_report_copy(
    *,
    seat: ActingSeat,
    parts: Sequence[PartOfCopy],
    document: Document,
    form: str,
    name: str,
    maker: str,
) -> Release:
    """A working copy of a report. Raises Problem(NOT_ALLOWED) where nothing may leave."""
    if not parts:
        raise Problem(Code.NOT_ALLOWED, status=403)
    return make_copy_of_several(
        seat=seat, parts=parts, document=document, form=form, name=name, maker=maker
    )


def document_of(
    report: Report,
    drawn: Sequence[Drawn],
    quoted: Mapping[str, Sequence[Quote]],
    absolute: Callable[[str], str] | None,
    graded: Grid | None = None,
) -> Document:
    """The report as the renderers take it. `quoted`: quotations by the theme's name.

    `absolute` makes an address of a path; without it, figures lead nowhere.
    """
    language = (get_language() or "en").split("-")[0]
    is_rtl = language == "ar"
    pictures = [picture_of(one, from_right=is_rtl) for one in drawn]
    grids = [one for one in (report.themes, report.places, graded) if one is not None]
    tables = [_table(grid, absolute) for grid in grids]
    tables[0] = replace(tables[0], pictures=pictures)
    if quoted:
        tables.append(_quotations(quoted))
    tables.append(Table(headers=(), rows=(), title=_("How to read this"), notes=report.notes))
    return Document(
        title=report.title,
        language=language,
        lines=["".join(piece.text for piece in line) for line in report.lines],
        tables=tuple(tables),
        landscape=True,
    )


def _table(grid: Grid, absolute: Callable[[str], str] | None) -> Table:
    table = table_of(grid, grid.title, absolute or str)
    return table if absolute else replace(table, links={})


def with_suggested(document: Document, suggested: Mapping[str, Sequence[Quote]]) -> Document:
    """The same with quotations of what nobody reviewed, before how to read it."""
    table = replace(_quotations(suggested), title=_("Suggested, not reviewed by anybody"))
    *tables, notes = document.tables
    return replace(document, tables=(*tables, table, notes))


def _quotations(quoted: Mapping[str, Sequence[Quote]]) -> Table:
    rows = [
        (name, f"“{one.text}”", f"{one.title}, {one.cited}")
        for name, several in quoted.items()
        for one in several
    ]
    heads = (_("Theme"), _("What was written"), _("Source"))
    return Table(headers=heads, rows=rows, title=_("Quotations"), widths=(20, 60, 24))
