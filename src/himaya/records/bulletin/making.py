"""The bulletin of a month as one seat may see it; the page and the copy both come from here."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from himaya.datasets.models import Dataset
from himaya.gate.decisions import require, visible_to
from himaya.gate.seats import ActingSeat
from himaya.kernel.verbs import Verb
from himaya.kernel.words import in_language
from himaya.records.bulletin.counting import Desk, by_status, entries, figures_of
from himaya.records.bulletin.declaring import ByStatus, Entries, Part, Table, parts
from himaya.records.bulletin.model import Bulletin, Grid, Month, Section
from himaya.records.bulletin.presence import presence
from himaya.records.registers.register import Register


@dataclass(frozen=True, slots=True)
class Told:
    """A section and the register it is about, which the rules are asked about."""

    register: Register
    section: Section


def told_of(seat: ActingSeat, month: Month, today: date) -> list[Told]:
    """A section for each register in sight that is declared to have one, in declared order."""
    declared = {part.profile: part for part in parts()}
    found = visible_to(Dataset.objects.filter(profile__in=declared, version__isnull=False), seat)
    whole = found.select_related("operation", "system", "agency", "version")
    several: dict[str, list[Dataset]] = {}
    for dataset in whole.prefetch_related("version__questions").order_by("pk"):
        several.setdefault(dataset.profile, []).append(dataset)
    return [
        _told(seat, part, dataset, month, today, is_one=len(several[code]) == 1)
        for code, part in declared.items()
        for dataset in several.get(code, [])
    ]


def _told(
    seat: ActingSeat, part: Part, dataset: Dataset, month: Month, today: date, *, is_one: bool
) -> Told:
    decision = require(seat, Verb.DATASET_VIEW, dataset)
    register = Register.of(dataset, seat)
    desk = Desk.of(register, month, today, decision)
    title = in_language(part.labels)
    if not is_one:  # several agencies may have a register of the same kind
        title = f"{title}: {dataset} ({dataset.agency})"
    grids = tuple(grid for grid in _grids(desk, part) if grid.rows)
    sentences = () if grids else (_("Nothing in this month."),)
    return Told(register, Section(title, grids, sentences))


def _grids(desk: Desk, part: Part) -> Iterator[Grid]:
    if part.figures:
        yield figures_of(desk, part.figures)
    for table in part.tables:
        yield _grid(desk, table)


def _grid(desk: Desk, table: Table) -> Grid:
    if isinstance(table, ByStatus):
        return by_status(desk, table)
    if isinstance(table, Entries):
        return entries(desk, table)
    return presence(desk, table)


def bulletin_of(seat: ActingSeat, month: Month, told: list[Told], today: date) -> Bulletin:
    """These sections as one bulletin, saying of what they are true."""
    sentences = [
        _("From %(first)s to %(last)s.")
        % {"first": date_format(month.first), "last": date_format(month.last)},
        _(
            "Counted on %(day)s from what the maker may see. What stands open, is overdue or in "
            "which state, is as it was that day."
        )
        % {"day": date_format(today)},
    ]
    return Bulletin(
        title=_("Monthly bulletin: %(operation)s, %(month)s")
        % {"operation": seat.operation, "month": date_format(month.first, "F Y")},
        month=month,
        sentences=tuple(sentences),
        sections=tuple(one.section for one in told),
    )
