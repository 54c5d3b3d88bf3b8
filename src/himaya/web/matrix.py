"""The PIM Matrix of an operation: which systems run where, and when each last reported.

That a system runs is known to all who may see systems; counts and dates speak only of records in
the reader's sight. Six things are kept apart: reported, nothing reported yet, out of sight,
planned or paused, said to run without naming an area, and nothing runs here.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Max
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from himaya.datasets.models import Dataset
from himaya.engines.adding import ROOT, hidden_parts
from himaya.gate.decisions import authorize, visible_to
from himaya.gate.seats import ActingSeat
from himaya.kernel.verbs import Verb
from himaya.places.models import AdminUnit
from himaya.profiles.categories.texts import ROWS, CategoryText, category_texts
from himaya.records.models import Record
from himaya.records.registers.register import Register
from himaya.systems.models import InformationSystem
from himaya.systems.wording import CATEGORIES, METHODS, STATES

ROW_LABELS: Mapping[str, Promise] = {
    "definition": _("Definition and purpose"),
    "sub_categories": _("Sub-categories"),
    "methods": _("Methods"),
    "tools": _("Tools"),
    "outputs": _("Outputs"),
    "shared": _("Shared data"),
}
AGREED: Mapping[str, Promise] = {
    "agreed": _("Definition agreed"),
    "spirit": _("Agreed in its sense only"),
    "open": _("No definition was agreed"),
}
# In the order in which one of them speaks for a place where several systems run.
REPORTED, SILENT, HIDDEN, RESTING = "reported", "silent", "hidden", "resting"
CLAIMED, NOTHING = "claimed", "nothing"
_ORDER = (REPORTED, SILENT, HIDDEN, RESTING, CLAIMED, NOTHING)
_PROVINCE = 1


@dataclass(slots=True)
class Running:
    """One system as the matrix shows it; `count` and `last` are of records in sight.

    `least`: a count below it is not said, where registers of the system count people or cases.
    """

    system: InformationSystem
    count: int = 0
    last: datetime | None = None
    least: int = 0
    is_in_sight: bool = False
    by_area: dict[str, tuple[int, datetime]] = field(default_factory=dict)  # province -> in sight

    @property
    def is_hidden(self) -> bool:
        """Whether the count is too small to be said."""
        return 0 < self.count < self.least

    @property
    def is_active(self) -> bool:
        """Whether it collects today."""
        return self.system.state == InformationSystem.State.ACTIVE

    @property
    def rests(self) -> bool:
        """Whether it is planned or paused: neither running nor ended."""
        states = InformationSystem.State
        return self.system.state in {states.PLANNED, states.PAUSED}

    @property
    def state_label(self) -> Promise:
        """Planned, active, paused or ended, in words."""
        return STATES[InformationSystem.State(self.system.state)]

    @property
    def methods(self) -> list[str]:
        """How it collects, in words."""
        return [str(METHODS.get(code, code)) for code in self.system.methods]


@dataclass(frozen=True, slots=True)
class Cell:
    """One row of one category."""

    row: str
    label: Promise
    texts: Sequence[str]


@dataclass(frozen=True, slots=True)
class ColumnOf:
    """One category: its words, its systems."""

    code: str
    label: Promise
    text: CategoryText
    cells: Sequence[Cell]
    systems: Sequence[Running]

    @property
    def active(self) -> list[Running]:
        """The systems that collect today."""
        return [one for one in self.systems if one.is_active]

    @property
    def last(self) -> datetime | None:
        """The latest change of a record in sight."""
        return max((one.last for one in self.systems if one.last), default=None)

    @property
    def count(self) -> int:
        """Records in sight."""
        return sum(one.count for one in self.systems)

    @property
    def agreed(self) -> Promise:
        """How far the field agreed on what the category is."""
        return AGREED[self.text.agreed]


@dataclass(frozen=True, slots=True)
class Spot:
    """One province and one category of the coverage table."""

    state: str
    systems: Sequence[tuple[Running, str]]  # each with its own state there
    count: int
    last: datetime | None
    is_hidden: bool = False  # the count is not said


def columns_of(systems: Iterable[Running], rows: Sequence[str] = ROWS) -> list[ColumnOf]:
    """The eight columns in their order, with the rows asked for."""
    language = (get_language() or "en").split("-")[0]
    known = list(systems)
    return [
        ColumnOf(
            code=code,
            label=CATEGORIES[code],
            text=text,
            cells=[Cell(row, ROW_LABELS[row], text.row(row, language)) for row in rows],
            systems=[one for one in known if code in one.system.categories],
        )
        for code, text in category_texts().items()
    ]


def running_systems(seat: ActingSeat) -> list[Running]:
    """The systems the seat knows of, with what it sees of them. Two queries; for the home page."""
    found = {
        system.pk: Running(system)
        for system in visible_to(InformationSystem.objects.select_related("agency"), seat)
        if system.categories
    }
    seen = (
        visible_to(Record.objects.all(), seat)
        .filter(dataset__system__in=list(found))
        .values_list("dataset__system")
        .annotate(n=Count("pk"), last=Max("changed_at"))
        .order_by()
    )
    for key, count, last in seen:
        found[key].count, found[key].last = count, last
    return list(found.values())


def running_by_area(seat: ActingSeat) -> tuple[list[Running], list[AdminUnit]]:
    """The systems, each with what is seen of it by province, and the provinces. Five queries."""
    known = visible_to(
        InformationSystem.objects.select_related("agency").prefetch_related("areas"), seat
    )
    found = {system.pk: Running(system) for system in known if system.categories}
    places = _Places(list(visible_to(AdminUnit.objects.order_by("level", "pcode"), seat)))
    seen = (
        visible_to(Record.objects.all(), seat)
        .filter(dataset__system__in=list(found))
        .values_list("dataset__system", "area")
        .annotate(n=Count("pk"), last=Max("changed_at"))
        .order_by()
    )
    for key, area, count, last in seen:
        _add(found[key], places.province_of(area), count, last)
    return list(found.values()), places.provinces


def _add(one: Running, province: str, count: int, last: datetime) -> None:
    one.count += count
    one.last = max(one.last, last) if one.last else last
    if province:
        before, day = one.by_area.get(province, (0, last))
        one.by_area[province] = (before + count, max(day, last))


class _Places:
    """The newest edition's provinces, and which of them a p-code lies in."""

    def __init__(self, units: Sequence[AdminUnit]) -> None:
        by_key = {unit.pk: unit for unit in units}
        self.provinces = [unit for unit in units if unit.level == _PROVINCE]
        self._province: dict[str, str] = {}
        for unit in units:
            above: AdminUnit | None = unit
            while above is not None and above.level > _PROVINCE:
                above = by_key.get(above.parent_id or 0)
            if above is not None and above.level == _PROVINCE:
                self._province[unit.pcode] = above.pcode

    def province_of(self, pcode: str) -> str:
        """The province's p-code, or "" for what is wider or unknown."""
        return self._province.get(pcode, "")


def coverage(
    seat: ActingSeat, columns: Sequence[ColumnOf], provinces: Sequence[AdminUnit]
) -> list[tuple[AdminUnit, list[tuple[ColumnOf, Spot]]]]:
    """Province by category: what runs there and whether it was heard of. Two queries."""
    registers: dict[int, list[Dataset]] = {}
    whole = Dataset.objects.select_related("system", "agency", "operation", "version")
    for dataset in visible_to(whole.prefetch_related("version__questions"), seat):
        registers.setdefault(dataset.system_id, []).append(dataset)
    for one in {one.system.pk: one for column in columns for one in column.systems}.values():
        one.least = _least(seat, registers.get(one.system.pk, ()))
    unsaid = {column.code: _unsaid(column) for column in columns}
    return [
        (
            unit,
            [
                (column, _spot(seat, column, unit, registers, unsaid[column.code]))
                for column in columns
            ],
        )
        for unit in provinces
    ]


def _least(seat: ActingSeat, registers: Sequence[Dataset]) -> int:
    """The strictest smallest cell of the registers that count people or cases."""
    return max(
        (
            authorize(seat, Verb.DATASET_VIEW, dataset).min_cell
            for dataset in registers
            if dataset.version is not None and Register.of(dataset, seat).counts_people
        ),
        default=0,
    )


def _unsaid(column: ColumnOf) -> frozenset[str]:
    """The provinces whose count is not said, since it is small or would tell a small one."""
    counts: dict[str, float] = {}
    for one in column.systems:
        for province, (count, _last) in one.by_area.items():
            counts[province] = counts.get(province, 0) + count
    nowhere = column.count - sum(counts.values())
    least = max((one.least for one in column.systems), default=0)
    return hidden_parts(counts, least, own={ROOT: nowhere})


def _spot(
    seat: ActingSeat,
    column: ColumnOf,
    unit: AdminUnit,
    registers: Mapping[int, Sequence[Dataset]],
    unsaid: frozenset[str],
) -> Spot:
    here = [
        (one, state)
        for one in column.systems
        if (one.is_active or one.rests)
        and (state := _state(seat, one, unit, registers.get(one.system.pk, ()))) != NOTHING
    ]
    seen = [one.by_area[unit.pcode] for one, _state_here in here if unit.pcode in one.by_area]
    states = {state for _one, state in here} or {NOTHING}
    return Spot(
        state=next(state for state in _ORDER if state in states),
        systems=here,
        count=sum(count for count, _last in seen),
        last=max((last for _count, last in seen), default=None),
        is_hidden=unit.pcode in unsaid,
    )


def _state(seat: ActingSeat, one: Running, unit: AdminUnit, registers: Sequence[Dataset]) -> str:
    """How a system stands in a province: it works in it, in part of it, or does not say where."""
    areas = [area.pcode for area in one.system.areas.all()]
    runs = any(area.startswith(unit.pcode) or unit.pcode.startswith(area) for area in areas)
    if areas and not runs:
        return NOTHING
    if one.is_active and unit.pcode in one.by_area:
        return REPORTED
    if not areas:  # whoever names no area covers none, but where something came from
        return CLAIMED
    if not one.is_active:
        return RESTING
    return SILENT if any(_would_see(seat, each, unit) for each in registers) else HIDDEN


def _would_see(seat: ActingSeat, dataset: Dataset, unit: AdminUnit) -> bool:
    """Whether the seat would see a record of that register and place, were there one."""
    record = Record(
        operation=dataset.operation,
        dataset=dataset,
        agency=dataset.agency,
        level=dataset.level,
        lane=dataset.lane,
        audience=dataset.audience,
        area=unit.pcode,
        status="",
        author="",
    )
    return authorize(seat, Verb.RECORD_VIEW, record).allowed
