"""The bulletin as a working copy: of the registers of which the maker may take one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Max

from himaya.engines.figures import size_of, stand_alone
from himaya.gate.decisions import authorize
from himaya.gate.seats import ActingSeat
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.records.bulletin.making import Told, bulletin_of
from himaya.records.bulletin.model import Bulletin, Drawn, Grid, Month
from himaya.records.copies import leaving_columns
from himaya.records.registers.filtering import in_sight
from himaya.releases.actions import PartOfCopy, at_level, make_copy_of_several
from himaya.releases.content import Document, Picture, Table
from himaya.releases.models import Release

FORMS = ("docx", "pptx", "pdf", "png")
_WIDE, _NARROW = 40, 16  # characters


@dataclass(frozen=True, slots=True)
class Leaving:
    """A section, the level at which the rules are asked, and whether a copy of it may be taken."""

    told: Told
    level: int
    may_leave: bool


def leaving_of(seat: ActingSeat, told: Sequence[Told]) -> list[Leaving]:
    """Each section with its decision, at the level of the most sensitive record in sight.

    One query for each register.
    """
    found = []
    for one in told:
        dataset = one.register.dataset
        sight = in_sight(one.register).order_by()
        level = max(dataset.level, sight.aggregate(most=Max("level"))["most"] or 0)
        decision = authorize(seat, Verb.COPY_MAKE, at_level(dataset, level))
        found.append(Leaving(one, level, decision.allowed))
    return found


def _part(one: Leaving) -> PartOfCopy:
    register = one.told.register
    sight = in_sight(register).order_by().values_list("ref", "lock")
    return PartOfCopy(
        dataset=register.dataset,
        level=one.level,
        columns=tuple(column.key for column in leaving_columns(register) if not column.is_own),
        inputs=tuple(f"{ref}:{lock}" for ref, lock in sight),
    )


def make_bulletin_copy(
    *,
    seat: ActingSeat,
    month: Month,
    leaving: Sequence[Leaving],
    form: str,
    today: date,
    maker: str,
    absolute: Callable[[str], str],
) -> Release:
    """A working copy of the sections that may leave.

    Raises Problem(NOT_ALLOWED) where none may or there is none, Problem(FORM_MISSING) where this
    installation writes no such file. `absolute` makes an address of a path.
    """
    if not leaving:
        raise Problem(Code.NOT_ALLOWED, status=403)
    may = [one for one in leaving if one.may_leave] or list(leaving)
    bulletin = bulletin_of(seat, month, [one.told for one in may], today)
    language = may[0].told.register.language
    return make_copy_of_several(
        seat=seat,
        parts=[_part(one) for one in may],
        document=document_of(bulletin, language, absolute),
        form=form,
        name=f"bulletin-{month.code}",
        maker=maker,
    )


def document_of(bulletin: Bulletin, language: str, absolute: Callable[[str], str]) -> Document:
    """The bulletin as the renderers take it: a table for each grid, figures as links."""
    tables: list[Table] = []
    for section in bulletin.sections:
        if not section.grids:
            tables.append(Table(headers=(), rows=(), title=section.title, notes=section.sentences))
        for number, grid in enumerate(section.grids):
            title = section.title if number == 0 else f"{section.title}: {grid.title}"
            pictures = [picture_of(one, from_right=language == "ar") for one in grid.drawn]
            tables.append(replace(table_of(grid, title, absolute), pictures=pictures))
    return Document(
        title=bulletin.title,
        language=language,
        lines=bulletin.sentences,
        tables=tuple(tables),
        landscape=False,
    )


def picture_of(one: Drawn, *, from_right: bool) -> Picture:
    """A drawn figure as renderers take it."""
    keys = [(mark, words) for mark, words, _fill in one.keys]
    svg = stand_alone(one.svg, keys, from_right=from_right)
    return Picture(svg, *size_of(svg), says=one.says, caption=one.caption)


def table_of(grid: Grid, title: str, absolute: Callable[[str], str]) -> Table:
    """A grid as renderers take it, its figures as links."""
    return Table(
        headers=grid.heads,
        rows=[[value.text for value in row] for row in grid.rows],
        title=title,
        widths=[_WIDE if grid.is_numbers else _NARROW]
        + [_NARROW if grid.is_numbers else _WIDE for _head in grid.heads[1:]],
        notes=grid.notes,
        links={
            (number, place): absolute(value.address)
            for number, row in enumerate(grid.rows)
            for place, value in enumerate(row)
            if value.address
        },
    )
