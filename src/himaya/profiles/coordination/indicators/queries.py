"""Finding an indicator, those with the same objective, and where they stand, for one seat."""

from collections.abc import Sequence
from dataclasses import replace

from django.db.models import QuerySet

from himaya.engines.adding import Total, across_sectors
from himaya.gate.decisions import authorize, visible_to
from himaya.gate.seats import ActingSeat
from himaya.kernel.verbs import Verb
from himaya.places.queries import editions, successors, unit_chains
from himaya.profiles.coordination.indicators.declaration import INDICATOR
from himaya.profiles.coordination.indicators.model import Declared, Frame, Shown
from himaya.profiles.coordination.indicators.reports import Report, reports_of
from himaya.profiles.coordination.indicators.standing import Standing, standing_of
from himaya.records.models import Record
from himaya.records.queries import withheld_paths, without
from himaya.records.registers.maps.counting import common_area

_MOST_ALIKE = 20


def indicators() -> QuerySet[Record]:
    """Indicators with all that their page needs."""
    return (
        Record.objects.filter(dataset__profile=INDICATOR.code, is_withdrawn=False)
        .select_related(
            "operation", "head__version", "agency", "version", "dataset__system", "dataset__agency"
        )
        .prefetch_related("version__questions", "head__version__questions")
    )


def declared_by(record: Record, seat: ActingSeat) -> Declared:
    """What an indicator says of itself, without what is closed to the seat; opens no seal."""
    if record.head is None:
        return Declared.read({})
    decision = authorize(seat, Verb.RECORD_VIEW, record)
    withheld = withheld_paths(record.head.version, decision)
    return Declared.read(without(record.head.answers, withheld))


def standing(record: Record, seat: ActingSeat) -> tuple[Standing, list[tuple[Record, Standing]]]:
    """Where the indicator stands, and others with its objective and unit in other sectors."""
    declared = declared_by(record, seat)
    others = _alike(record, declared, seat)
    reports = reports_of([record, *(other for other, _ in others)], seat)
    places = {one.place for held in reports.by_indicator.values() for one in held}
    frame = _frame(record, places)

    def one(held: Record, said: Declared) -> Standing:
        found = reports.by_indicator[held.pk]
        return standing_of(said, found, reports.least, frame, reports.closed)

    own = one(record, declared)
    before = _before_change(record, reports.by_indicator[record.pk])
    if before:
        own = replace(own, notes=own.notes | {"changed_since": before})
    return own, [(other, one(other, said)) for other, said in others]


def _before_change(record: Record, reports: Sequence[Report]) -> int:
    """How many figures are of periods that ended before the indicator was last changed."""
    changed, before = None, None
    for made_at, answers in record.revisions.order_by("n").values_list("made_at", "answers"):
        said = {key: value for key, value in answers.items() if key != "status"}
        if before is not None and said != before:
            changed = made_at.date()
        before = said
    if changed is None:
        return 0
    return sum(one.figure is not None and one.span[1] < changed for one in reports)


def together(one: Standing, others: Sequence[Standing]) -> Shown:
    """All of them in one figure: refused for people of several areas of responsibility."""
    several = (one, *others)
    parts: list[tuple[str, Total]] = [(each.declared.sector, each.total) for each in several]
    total = across_sectors(parts, counts_people=one.declared.counts_people)
    is_hidden = total.why is None and any(each.whole.state == "hidden" for each in several)
    return Shown.of(total, is_hidden=is_hidden)


def _alike(record: Record, declared: Declared, seat: ActingSeat) -> list[tuple[Record, Declared]]:
    """Other indicators in sight that measure the same objective in the same unit."""
    if not declared.objective or not declared.unit:
        return []
    same = (
        indicators()
        .exclude(pk=record.pk)
        .filter(
            operation=record.operation,
            head__answers__objective=declared.objective,
            head__answers__unit=declared.unit,
        )
    )
    found = [(other, declared_by(other, seat)) for other in visible_to(same, seat).order_by("pk")]
    kept = [
        (other, said)
        for other, said in found
        if said.sector != declared.sector
        and (said.objective, said.unit) == (declared.objective, declared.unit)
    ]
    return kept[:_MOST_ALIKE]


def _frame(record: Record, places: set[str]) -> Frame:
    """The newest edition, and what the places of older ones became in it. Up to three queries."""
    names = editions(record.operation)
    chains = unit_chains(record.operation, names[0]) if names else []
    known = {chain.pcode: chain for chain in chains}
    old = sorted(place for place in places if place and place not in known)
    became = successors(record.operation, old, names[0]) if old and names else {}
    held = {code: common_area((new for new, _ in news), known) for code, news in became.items()}
    return Frame(
        above={chain.pcode: chain.above for chain in chains},
        became={code: place for code, place in held.items() if place},
    )
