"""What is asked of the rows of a table besides what the form asks.

Names that nobody knows (as the entry form asks, `records.known`), and answers that were changed in
the file and here since the file was made: those stay as they are here unless somebody chooses.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from himaya.collect.cells import SheetRow
from himaya.collect.importers import Bench, BenchField, RowProblem
from himaya.collect.tables import Columns
from himaya.gate.decisions import authorize
from himaya.kernel.verbs import Verb
from himaya.records.derive import INVOLVEMENTS, acronyms_in
from himaya.records.known import AGENCY, AREA, names_known
from himaya.records.models import Record, Revision
from himaya.records.queries import withheld_paths
from himaya.records.returning import answers_of_copy, changed_in_both, copied_revisions
from himaya.records.sealing import whole_answers
from himaya.records.standing import standing_for_many

BOTH = "both:"  # before the path, the key of the field that chooses between two answers
HERE, FILE = "here", "file"
_AT_ONCE = 250
_BOTH_CHANGED = gettext_noop(
    "%(question)s: changed in the file and here too. It stays as it is here, unless you choose."
)
_UNSOLVED = gettext_noop(
    "%(question)s: this cell is a formula without a result. Open the file in a spreadsheet program "
    "and save it, or type the value."
)
_NOBODY_KNOWS = {
    AREA: gettext_noop("%(question)s: no place of the operation has this p-code. Correct it, or "
                       "take the row as it is."),
    AGENCY: gettext_noop("%(question)s: an agency is named that is not in the list. Correct it, "
                         "or take the row as it is."),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Conflict:
    """One question of a row that both sides answered anew."""

    path: str
    here: str
    file: str


@dataclass(slots=True)
class Asking:
    """What is asked of the rows of one file, looked up together."""

    asks: tuple[str, ...]  # keys of answers that name a location or agency
    columns: Columns
    conflicts: Mapping[str, Sequence[Conflict]] = field(default_factory=dict)  # by stable id
    places: frozenset[str] = frozenset()
    agencies: frozenset[str] = frozenset()
    asks_names: bool = False
    told: Mapping[int, Collection[str]] = field(default_factory=dict)  # by row: said already

    @classmethod
    def of(
        cls,
        asks: tuple[str, ...],
        columns: Columns,
        rows: Sequence[SheetRow],
        bench: Bench,
        told: Mapping[int, Collection[str]],
    ) -> "Asking":
        """Two queries for names, and two for each few hundred rows that say their revision."""
        asking = cls(asks, columns, told=told)
        if asks and bench.operation is not None:
            asking.places, asking.agencies = names_known(bench.operation)
            asking.asks_names = True
        if bench.seat is not None and bench.dataset is not None:
            revised = [
                row
                for row in rows
                if row.revision and (bench.only is None or row.stable_id in bench.only)
            ]
            asking.conflicts = dict(_conflicts(revised, bench))
        return asking

    def problems(self, row: SheetRow, labels: Mapping[str, str]) -> Iterator[RowProblem]:
        """Doubts about names, and notices of what both changed. `labels`: questions by path."""
        for path in row.unsolved:
            if path not in row.cells:
                yield RowProblem(
                    "formula.unsolved", _UNSOLVED, {"question": labels.get(path, path)}
                )
        for path, code in self._unknown(row):
            yield RowProblem(code, _NOBODY_KNOWS[code], {"question": labels[path]})
        for one in self.conflicts.get(row.stable_id, ()):
            about = {"question": labels.get(one.path, one.path)}
            yield RowProblem("changed.both", _BOTH_CHANGED, about, "notice")

    def paths(self, row: SheetRow) -> list[str]:
        """Questions whose names, or values that a formula leaves open, may be corrected."""
        return [*row.unsolved, *(path for path, _code in self._unknown(row))]

    def choices(self, row: SheetRow, labels: Mapping[str, str]) -> Iterator[BenchField]:
        """The choice between both answers, for each question that both sides changed."""
        for one in self.conflicts.get(row.stable_id, ()):
            yield BenchField(
                f"{BOTH}{one.path}",
                labels.get(one.path, one.path),
                HERE,
                "choice",
                (
                    (HERE, _("as here: %(answer)s") % {"answer": one.here or "-"}),
                    (FILE, _("as in the file: %(answer)s") % {"answer": one.file or "-"}),
                ),
            )

    def _unknown(self, row: SheetRow) -> Iterator[tuple[str, str]]:
        for path in self.asks if self.asks_names else ():
            asked, text = self.columns.asked(path), row.cells.get(path, "")
            if asked is None or not text or asked.repeat or path in self.told.get(row.number, ()):
                continue
            if asked.means == "area" and text not in self.places:
                yield path, AREA
            elif asked.means in INVOLVEMENTS and acronyms_in(text) - self.agencies:
                yield path, AGENCY


def as_asked(field: BenchField) -> dict[str, Any]:
    """What is asked once for all rows, for programs: `question`, `label`, `choices`."""
    choices = [{"code": code, "label": label} for code, label in field.choices]
    return {"question": field.key, "label": field.label, "choices": choices}


def _conflicts(rows: Sequence[SheetRow], bench: Bench) -> Iterator[tuple[str, list[Conflict]]]:
    assert bench.seat is not None  # noqa: S101 - looked at by the caller
    assert bench.dataset is not None  # noqa: S101 - as above
    for start in range(0, len(rows), _AT_ONCE):
        some = rows[start : start + _AT_ONCE]
        idents = [row.stable_id for row in some]
        standing = standing_for_many(bench.seat, bench.dataset, idents)
        copied = copied_revisions((standing[row.stable_id][0], row.revision) for row in some)
        for row in some:
            record = standing[row.stable_id][0]
            if record is None or record.head is None or record.is_erased:
                continue
            if row.revision != str(record.head.n) and (
                found := _of_row(record, row, bench, copied)
            ):
                yield row.stable_id, found


def _of_row(
    record: Record, row: SheetRow, bench: Bench, copied: Mapping[tuple[int, int], Revision]
) -> list[Conflict]:
    assert bench.seat is not None  # noqa: S101 - looked at above
    base = answers_of_copy(record, row.revision, copied)
    if base is None or record.head is None:
        return []
    here = whole_answers(record, record.head)
    withheld = withheld_paths(record.version, authorize(bench.seat, Verb.RECORD_VIEW, record))
    both = changed_in_both(row.answers, base, here, withheld)
    moved = {one.key for one in record.version.questions.all() if one.means == "status"}
    return [
        Conflict(path, _text(here.get(path)), _text(row.answers[path]))
        for path in sorted(both - moved)
    ]


def _text(answer: Any) -> str:  # noqa: ANN401 - an answer
    """An answer in one line; of a repeat how many turns it has."""
    if isinstance(answer, list):
        if any(isinstance(one, dict) for one in answer):
            return str(len(answer))
        return ", ".join(map(str, answer))
    return "" if answer is None else str(answer)
