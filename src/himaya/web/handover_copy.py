"""The hand-over as a file to take along: what the page lists, of registers that allow a copy.

Headings, states and days only, and no heading that is more than a dull word: notes and answers of
persons stay where they are encrypted.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from himaya.datasets.models import Dataset
from himaya.gate.decisions import authorize
from himaya.gate.seats import ActingSeat
from himaya.instruments.models import Question
from himaya.kernel.verbs import Verb
from himaya.records.history import status_label
from himaya.records.models import Record
from himaya.records.titles import heading_key
from himaya.releases.actions import PartOfCopy, at_level, make_copy_of_several
from himaya.releases.content import Cell, Document, Table
from himaya.releases.models import Release
from himaya.web.handover import Handover
from himaya.web.home import Line

FORMS = ("docx", "xlsx")
_WIDTHS = (44, 24, 18, 14, 12)


@dataclass(frozen=True, slots=True)
class Leaving:
    """What may go along, by register, and the names of registers that stay."""

    parts: Sequence[PartOfCopy]
    stays: Sequence[str]

    @property
    def datasets(self) -> frozenset[int]:
        """The registers that go along."""
        return frozenset(part.dataset.pk for part in self.parts)


def leaving_of(seat: ActingSeat, it: Handover) -> Leaving:
    """Decided for each register, at the level of the most sensitive entry on the page."""
    records = [line.record for line in it.lines]
    by_register: dict[int, list[Record]] = {}
    for record in records:
        by_register.setdefault(record.dataset_id, []).append(record)
    whole = Dataset.objects.filter(pk__in=by_register).select_related(
        "system", "agency", "operation"
    )
    parts, stays = [], []
    for dataset in whole.order_by("pk"):
        mine = by_register[dataset.pk]
        level = max(dataset.level, *(one.level for one in mine))
        if not authorize(seat, Verb.COPY_MAKE, at_level(dataset, level)).allowed:
            stays.append(str(dataset))
            continue
        columns = sorted({key for one in mine if (key := _open_heading(one))})
        inputs = tuple(f"{one.ref}:{one.lock}" for one in mine)
        parts.append(PartOfCopy(dataset, level, tuple(columns), inputs))
    return Leaving(parts, stays)


def make_handover_copy(
    *,
    seat: ActingSeat,
    it: Handover,
    leaving: Leaving,
    form: str,
    maker: str,
    absolute: Callable[[str], str],
) -> Release:
    """A working copy of the page. Raises Problem(NOT_FOUND) where nothing of it may leave."""
    return make_copy_of_several(
        seat=seat,
        parts=leaving.parts,
        document=_document(it, leaving, absolute),
        form=form,
        name="hand-over",
        maker=maker,
    )


def _document(it: Handover, leaving: Leaving, absolute: Callable[[str], str]) -> Document:
    sections = [
        (_("Due from us"), it.due),
        (_("Meetings"), it.meetings),
        (_("Left unfinished"), it.unfinished),
        *((one.title, one.lines) for one in it.readings),
    ]
    tables = [
        _table(title, mine, absolute)
        for title, lines in sections
        if (mine := [line for line in lines if line.record.dataset_id in leaving.datasets])
    ]
    names = [str(one) for one in it.systems]
    counts = (
        (_("Overdue from us"), it.late),
        (_("Due within two weeks"), it.soon),
        (_("Left unfinished"), it.open),
    )
    lines = ["; ".join(f"{label}: {number}" for label, number in counts)]
    if names:
        lines.append(_("Information systems: %(names)s") % {"names": ", ".join(names)})
    if leaving.stays:
        lines.append(
            _("Not in this file, to be read on the page: %(names)s")
            % {"names": ", ".join(leaving.stays)}
        )
    return Document(
        title=_("Hand-over"),
        language=(get_language() or "en").split("-")[0],
        lines=lines,
        tables=tuple(tables),
    )


def _table(title: str, lines: Iterable[Line], absolute: Callable[[str], str]) -> Table:
    shown = list(lines)
    return Table(
        headers=[_("What"), _("Register"), _("State"), _("Day"), _("Agency")],
        rows=[_row(line) for line in shown],
        title=title,
        widths=_WIDTHS,
        links={
            (number, 0): absolute(reverse("record", args=[line.record.ref]))
            for number, line in enumerate(shown)
        },
    )


def _row(line: Line) -> list[Cell]:
    record = line.record
    day = record.deadline or record.period_start
    return [
        line.title if _open_heading(record) else record.ref,
        str(record.dataset),
        status_label(record, record.status),
        date_format(day, "SHORT_DATE_FORMAT") if day else "",
        str(record.agency),
    ]


def _open_heading(record: Record) -> str:
    """The key of the answer that heads it, where that may be read by anybody who sees the entry."""
    key = heading_key(record.version)
    asked = next((one for one in record.version.questions.all() if one.path == key), None)
    is_open = asked and asked.is_confirmed and asked.sensitivity == Question.Sensitivity.NONE
    return key if is_open else ""
