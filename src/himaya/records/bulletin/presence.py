"""Who is where: how many agencies the records name, by area below the country and by sector.

Agencies are counted, not people; where a record is a person's case, small cells are hidden too.
Drafts do not count: nobody handed them in.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from django.db.models import Case, CharField, F, QuerySet, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from himaya.datasets.models import Lane
from himaya.engines.xlsform.model import LIST_TYPES
from himaya.kernel.words import in_language
from himaya.places.queries import Chain, successors, unit_chains
from himaya.records.bulletin import model
from himaya.records.bulletin.counting import Desk
from himaya.records.bulletin.declaring import Presence
from himaya.records.bulletin.drawing import Ground, bars_of, map_of
from himaya.records.models import Record
from himaya.records.registers.asking import Ask
from himaya.records.registers.columns import Column
from himaya.records.registers.filtering import answer_text, shut, values_of
from himaya.records.registers.register import Register

_PROVINCE = 1  # the level of the rows
_ALL = ""  # of the total line and the total column; also "no area named"
MOST_AREAS = 60


@dataclass(slots=True)
class _Cell:
    """Who is named, in which records."""

    agencies: set[int] = field(default_factory=set)
    records: set[int] = field(default_factory=set)


_Cells = dict[tuple[str, str], _Cell]


def presence(desk: Desk, declared: Presence) -> model.Grid:
    """Areas down, categories across, the number of agencies in the cells. Four queries."""
    register = desk.register
    column = register.column_meaning(declared.across)
    column = column if column is not None and column.can_pick else None
    ask = desk.ask(declared.days)
    records = desk.records(ask).exclude(status__in=_drafts(register))
    chains = {
        one.pcode: one for one in unit_chains(register.dataset.operation, register.places_edition)
    }
    cells = _counted(records, register, column, chains)
    labels = dict(values_of(records, column, register)) if column is not None else {}
    across = [code for code in labels if (_ALL, code) in cells]
    areas = sorted(
        {area for area, _code in cells if area}, key=lambda code: in_language(chains[code].names)
    )
    least = desk.least if register.dataset.lane == Lane.PERSON else 0
    counted = replace(desk, least=0)

    def line(area: str) -> tuple[model.Value, ...]:
        return tuple(
            _shown(
                counted, cells.get((area, code), _Cell()), _narrowed(ask, area, column, code), least
            )
            for code in (*across, _ALL)
        )

    rows = [
        (model.Value(in_language(chains[area].names)), *line(area)) for area in areas[:MOST_AREAS]
    ]
    title = in_language(declared.labels)
    drawn: tuple[model.Drawn, ...] = ()
    if cells:
        rows.append((model.Value(_("All areas")), *line(_ALL)))
        by_area = {area: row[-1] for area, row in zip(areas, rows, strict=False)}
        known = [chain for chain in chains.values() if chain.level == _PROVINCE]
        ground = Ground(register.dataset.operation, register.places_edition, register.dataset.ref)
        drawn = map_of(ground, title, known, by_area)
        by_code = [(labels[code], one) for code, one in zip(across, rows[-1][1:], strict=False)]
        drawn += bars_of(by_code, title, desk.key("across"))
    return model.Grid(
        title,
        (_("Location"), *(labels[code] for code in across), _("All")),
        tuple(rows),
        notes=tuple(_notes(len(areas) - MOST_AREAS)),
        drawn=drawn,
    )


def _notes(left_out: int) -> Iterator[str]:
    yield _(
        "Each agency is counted once in a cell, so that cells do not add up. Drafts do not count."
    )
    if left_out > 0:
        yield ngettext(
            "%(n)d more is in the register.", "%(n)d more are in the register.", left_out
        ) % {"n": left_out}


def _drafts(register: Register) -> list[str]:
    return register.profile.lifecycle.drafts if register.profile is not None else []


def _counted(
    records: QuerySet[Record],
    register: Register,
    column: Column | None,
    chains: Mapping[str, Chain],
) -> _Cells:
    """Cells by area and code, those of totals too. What a record's version closes is not read."""
    text = CharField()
    area = register.column_open("area")
    named = records.order_by().filter(involvements__means="agency")
    closed_area = shut(area, register) if area is not None else None
    named = named.annotate(
        place=Value("", output_field=text)
        if closed_area is None
        else Case(When(closed_area, then=Value("")), default=F("area"), output_field=text),
        answer=Value("", output_field=text)
        if column is None
        else Case(
            When(shut(column, register), then=Value("")),
            default=answer_text(column),
            output_field=text,
        ),
    )
    rows = list(named.values_list("pk", "place", "answer", "involvements__agency"))
    provinces = _provinces(register, {place for _pk, place, _answer, _agency in rows}, chains)
    cells: _Cells = defaultdict(_Cell)
    for pk, place, answer, agency in rows:
        for code in {*_codes(column, answer), _ALL}:
            for where in {provinces.get(place, _ALL), _ALL}:
                cell = cells[where, code]
                cell.agencies.add(agency)
                cell.records.add(pk)
    return dict(cells)


def _codes(column: Column | None, answer: str | None) -> list[str]:
    if column is None or not answer:
        return []
    if column.asked is not None and column.asked.type in LIST_TYPES:
        found = json.loads(answer)
        return [str(one) for one in found]
    return [answer]


def _provinces(register: Register, places: set[str], chains: Mapping[str, Chain]) -> dict[str, str]:
    """By area the one of the first level it lies in, or lies in now. At most one query."""
    old = [code for code in places if code and code not in chains]
    edition = register.places_edition
    became = successors(register.dataset.operation, old, edition) if old and edition else {}
    found = {}
    for code in places:
        news = [code] if code in chains else [new for new, _share in became.get(code, [])]
        above = {_province(chains[new], chains) for new in news if new in chains}
        if len(above) == 1:
            found[code] = above.pop()
    return found


def _province(chain: Chain, chains: Mapping[str, Chain]) -> str:
    line = (chain.pcode, *chain.above)
    return next((code for code in line if chains[code].level == _PROVINCE), _ALL)


def _narrowed(ask: Ask, area: str, column: Column | None, code: str) -> Ask:
    picks = {column.key: code} if column is not None and code else {}
    return replace(ask, area=area, picks=picks)


def _shown(desk: Desk, cell: _Cell, ask: Ask, least: int) -> model.Value:
    if not cell.agencies:
        return model.Value("0", desk.address(ask), 0)
    if len(cell.records) < least:
        return model.Value(_("fewer than %(least)d") % {"least": least}, desk.address(ask))
    return model.Value(str(len(cell.agencies)), desk.address(ask), len(cell.agencies))
