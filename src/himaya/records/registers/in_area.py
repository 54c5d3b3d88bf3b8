"""What is known of a place that somebody searches for: who does what there, what was assessed.

Requirement (issue of the coordination desk): "Who does what in X, was it assessed, when, who says
so?" is answered in one search. A register tells about places where its declaration has a question
for it (`Profile.tells`). Records of High and above are found by their own pages only, and drafts
tell nothing: neither a report that nobody handed in nor what stands in a draft version.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Q, QuerySet, Value, When
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from himaya.datasets.declarations import profiles
from himaya.datasets.models import Dataset
from himaya.engines.tabular import fold_words
from himaya.gate.decisions import authorize, visible_to
from himaya.gate.seats import ActingSeat
from himaya.kernel import clock
from himaya.kernel.verbs import Verb
from himaya.kernel.words import in_language
from himaya.places.models import AdminUnit
from himaya.places.queries import current_units
from himaya.records.models import Record
from himaya.records.registers.asking import Ask
from himaya.records.registers.cells import cell_of
from himaya.records.registers.columns import Column
from himaya.records.registers.filtering import answer_text, in_sight, narrow, shut, standing
from himaya.records.registers.register import Register
from himaya.records.registers.rows import attach
from himaya.records.titles import title_of
from himaya.search.answers import Answer, Section, Told

MOST_PLACES = 3
MOST_TOLD = 8
_MODERATE = 2


def answers_about_places(seat: ActingSeat, question: str) -> Iterator[Answer]:
    """One answer for each place that the words name, the most exactly named first."""
    places = Places.of(seat)
    units = _named(places, question)
    registers = _registers(seat) if units else []
    for unit in units:
        around = places.around(unit)
        sections = [_section(register, asked, around) for register, asked in registers]
        if sections:
            title = _("In %(place)s") % {"place": places.told_apart(unit, units)}
            yield Answer(title, reverse("place", args=[unit.ref]), sections)


@dataclass(frozen=True, slots=True)
class Places:
    """The areas in sight, and their names by p-code. One query."""

    units: Mapping[int, AdminUnit]
    names: Mapping[str, str]

    @classmethod
    def of(cls, seat: ActingSeat) -> "Places":
        """Of the edition in force."""
        # Outlines are heavy, and every search asks.
        units = list(visible_to(current_units(seat.operation).defer("shape"), seat))
        names = {unit.pcode: in_language(unit.names) or unit.pcode for unit in units}
        return cls({unit.pk: unit for unit in units}, names)

    def around(self, unit: AdminUnit) -> "Around":
        """The area with what lies in it and what it lies in."""
        return Around(unit, self.inside(unit), self.above(unit), self.names)

    def inside(self, unit: AdminUnit) -> frozenset[str]:
        """The p-codes of an area and of all in it."""
        found, frontier = {unit.pcode}, {unit.pk}
        while frontier:
            below = [one for one in self.units.values() if one.parent_id in frontier]
            frontier = {one.pk for one in below}
            found |= {one.pcode for one in below}
        return frozenset(found)

    def above(self, unit: AdminUnit) -> frozenset[str]:
        """The p-codes of the areas in sight that it lies in."""
        found: set[str] = set()
        step = self.units.get(unit.parent_id or 0)
        while step is not None:
            found.add(step.pcode)
            step = self.units.get(step.parent_id or 0)
        return frozenset(found)

    def told_apart(self, unit: AdminUnit, among: Sequence[AdminUnit]) -> str:
        """Its name; where another one is called the same, with the area that it lies in."""
        name = self.names[unit.pcode]
        alike = [one for one in among if self.names[one.pcode] == name]
        above = self.units.get(unit.parent_id or 0)
        if len(alike) < 2:  # noqa: PLR2004 - it and another
            return name
        return f"{name} ({self.names[above.pcode] if above else unit.pcode})"


@dataclass(frozen=True, slots=True)
class Around:
    """The area that is spoken of, the p-codes of it and all in it, of all it lies in, and names."""

    unit: AdminUnit
    inside: frozenset[str]
    above: frozenset[str]
    names: Mapping[str, str]


def _named(places: Places, question: str) -> list[AdminUnit]:
    """Areas in sight all of whose words stand in the question, longer names first."""
    words = set(fold_words(question))
    found: dict[int, tuple[int, AdminUnit]] = {}
    for unit in places.units.values():
        for name in (unit.pcode, *map(str, unit.names.values())):
            parts = set(fold_words(name))
            if parts and parts <= words:
                best = max(len(parts), found.get(unit.pk, (0, unit))[0])
                found[unit.pk] = (best, unit)
    ordered = sorted(found.values(), key=lambda one: (-one[0], one[1].level, one[1].pcode))
    return [unit for _best, unit in ordered[:MOST_PLACES]]


def _registers(seat: ActingSeat) -> list[tuple[Register, str]]:
    """Registers in sight that tell about places, those that answer one question together."""
    asked = {profile.code: in_language(profile.tells) for profile in profiles() if profile.tells}
    found = visible_to(
        Dataset.objects.filter(profile__in=asked, is_open=True, version__isnull=False), seat
    )
    whole = found.select_related("operation", "system", "agency", "version", "instrument")
    questions = list(asked.values())
    order = {code: (questions.index(asked[code]), place) for place, code in enumerate(asked)}
    several = sorted(
        whole.prefetch_related("version__questions"), key=lambda one: order[one.profile]
    )
    return [(Register.of(dataset, seat), asked[dataset.profile]) for dataset in several]


def _section(register: Register, question: str, around: Around) -> Section:
    alike = register.profile.alike if register.profile else None
    # Of figures those of all people, not of each sex and age.
    ask = Ask(area=around.unit.pcode, picks=alike.wholes if alike else {})
    told: Sequence[Record] = ()
    others: Mapping[int, list[str]] = {}
    area = register.column_open("area")
    if area is not None:
        records, others = found_in(register, area, ask, around)
        drafts = register.profile.lifecycle.drafts if register.profile else ()
        said = records.filter(level__lte=_MODERATE).exclude(status__in=drafts)
        whole = said.select_related("version").prefetch_related("version__questions")
        told = attach(register, whole[: MOST_TOLD + 1])
    address = reverse("dataset", args=[register.dataset.ref])
    return Section(
        question=question,
        register=str(register.dataset),
        told=[
            told_about(register, record, others.get(record.pk, ()), around)
            for record in told[:MOST_TOLD]
        ],
        more=f"{address}?{ask.query()}" if len(told) > MOST_TOLD else "",
    )


def found_in(
    register: Register, area: Column, ask: Ask, around: Around
) -> tuple[QuerySet[Record], Mapping[int, list[str]]]:
    """Records of the place, and after them those of what it lies in where they hold for it.

    Besides, by record, the areas around that it names beside its first. At most one query.
    """
    looks_above = register.profile is not None and register.profile.tells_from_above
    above = around.above if looks_above else frozenset[str]()
    others = _naming(register, around.inside | above)
    records = narrow(in_sight(register), register, ask, clock.today())
    if not others and not above:
        return records.order_by("-period_start", "-changed_at"), others
    named = [pk for pk, codes in others.items() if not around.inside.isdisjoint(codes)]
    near = Q(pk__in=records.order_by().values("pk")) | Q(pk__in=named)
    wider = Q(pk__in=others) | (Q(area__in=above) & ~shut(area, register))
    standing_ones = standing(in_sight(register), register, ask).filter(near | wider)
    place_first = Case(When(near, then=Value(0)), default=Value(1))
    return standing_ones.order_by(place_first, "-period_start", "-changed_at"), others


def _naming(register: Register, inside: frozenset[str]) -> dict[int, list[str]]:
    """Records in sight that name one of these areas beside their first, and which. One query."""
    column = register.column_meaning("area.other")
    if column is None or column.group:
        return {}
    open_ones = in_sight(register).exclude(shut(column, register)).order_by()
    texts = open_ones.annotate(others=answer_text(column)).filter(others__isnull=False)
    named = {
        pk: [code for code in str(text).replace(",", " ").split() if code in inside]
        for pk, text in texts.values_list("pk", "others")
    }
    return {pk: codes for pk, codes in named.items() if codes}


def told_about(register: Register, record: Record, others: Sequence[str], around: Around) -> Told:
    """What the register tells of a record in or for the place."""
    days = [record.period_start, record.period_end]
    if not any(days):
        days = [_as_of(register, record)]
    shown = list(dict.fromkeys(date_format(day, "SHORT_DATE_FORMAT") for day in days if day))
    return Told(
        title=title_of(record),
        url=reverse("record", args=[record.ref]),
        who=_who(register, record),
        where=_where(register, record, others, around),
        when=" – ".join(shown),  # noqa: RUF001 - a dash between two days
        status=register.stage(record.status).label,
        source=record.agency.acronym,
        beside=_beside(register, record, around.names),
    )


def _where(register: Register, record: Record, others: Sequence[str], around: Around) -> str:
    """The areas by which it was found: those in the place, else those that the place lies in."""
    names, column = around.names, register.column_open("area")
    is_open = column is not None and record.version_id not in register.closed_in(column)
    own = record.area if is_open else ""
    within = [code for code in others if code in around.inside]
    if within:
        return ", ".join(names.get(code, code) for code in within)
    wider = [code for code in dict.fromkeys((own, *others)) if code in around.above]
    if own in around.inside or not wider:
        return names.get(own, own)
    area = ", ".join(names.get(code, code) for code in wider)
    return _("for %(area)s, which it is part of") % {"area": area}


def _beside(register: Register, record: Record, names: Mapping[str, str]) -> str:
    """What the declaration tells besides, as far as it is open; small counts of people are not."""
    keys = register.profile.tells_with if register.profile else ()
    texts = []
    for key in keys:
        column = register.column(key)
        if column is None or column.group or record.version_id in register.stays_in(column):
            continue
        value = record.head.answers.get(key) if record.head else None
        least = authorize(register.seat, Verb.RECORD_VIEW, record).min_cell
        if column.counts_people and isinstance(value, int) and 0 < value < least:
            texts.append(_("hidden"))
        elif column.is_number and isinstance(value, int | float):
            texts.append(number_format(value, use_l10n=True, force_grouping=True))
        else:
            texts.append(cell_of(column, record, frozenset(), register, names).text)
    return ", ".join(filter(None, texts))


def _as_of(register: Register, record: Record) -> date | None:
    """The day that a figure speaks of, where its own version of the form lets that be listed."""
    column = register.column_open("as_of")
    if column is None or record.version_id in register.stays_in(column) or record.head is None:
        return None
    return parse_date(str(record.head.answers.get(column.key) or ""))


def _who(register: Register, record: Record) -> str:
    """The agency that the record names, where its own version of the form lets that be listed."""
    column = register.column_open("agency")
    if column is None or record.version_id in register.stays_in(column) or record.head is None:
        return ""
    return str(record.head.answers.get(column.key) or "")
