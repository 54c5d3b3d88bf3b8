"""Rows of a file put into a register: made, or what they change of the record they stand for."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

from himaya.collect.cells import SheetRow
from himaya.collect.importers import Written
from himaya.datasets.models import Dataset
from himaya.gate.decisions import authorize
from himaya.gate.seats import ActingSeat
from himaya.kernel.verbs import Verb
from himaya.records.keeping import keep_withheld
from himaya.records.lifecycle import is_locked
from himaya.records.many import ManyRecords, NewRow
from himaya.records.many_changed import ManyChanges
from himaya.records.models import Record
from himaya.records.queries import withheld_paths
from himaya.records.returning import answers_of_copy, changed_in_both, copied_revisions
from himaya.records.sealing import whole_answers
from himaya.records.standing import standing_for_many

AT_ONCE = 250  # rows looked for and written together; SQLite takes a limited number of parameters


def put_rows(
    *,
    seat: ActingSeat,
    dataset: Dataset,
    rows: Iterable[SheetRow],
    answers_of: Callable[[Mapping[str, str]], dict[str, Any]],
    chosen_of: Callable[[str], set[str]],
    reason: str,
) -> Written:
    """Create or update, in pieces: what is new is written together.

    `answers_of` gives the answers of a row's cells, not checked yet; `chosen_of` the questions of
    a row whose answer in the file goes before the one here, where both sides changed it.
    """
    done: dict[str, dict[str, str]] = {"created": {}, "updated": {}, "unchanged": {}}
    kept: dict[str, str] = {}
    waiting = iter(rows)
    many = ManyRecords(seat=seat, dataset=dataset, reason=reason)
    while some := list(islice(waiting, AT_ONCE)):
        standing = standing_for_many(seat, dataset, [row.stable_id for row in some])
        new: dict[str, NewRow] = {}
        known = [(row, found) for row in some if (found := standing[row.stable_id][0])]
        putting = _Putting(seat, known, reason)
        for row in some:
            found, ident = standing[row.stable_id]
            if found is None:
                new[row.stable_id] = NewRow(answers_of(row.cells), ident)
            elif not row.faults:
                what, is_kept = putting.put(found, row, chosen_of(row.stable_id))
                done[what][row.stable_id] = found.ref
                kept |= {row.stable_id: found.ref} if is_kept else {}
        putting.changes.write()
        made = many.create(list(new.values()))
        done["created"] |= {
            ident: made[row.stable_id] for ident, row in new.items() if row.stable_id in made
        }
    return Written(**done, kept=kept)


class _Putting:
    """The rows of one piece that stand for records already, written together."""

    def __init__(
        self, seat: ActingSeat, known: Sequence[tuple[SheetRow, Record]], reason: str
    ) -> None:
        self.seat = seat
        self._copied = copied_revisions((found, row.revision) for row, found in known)
        self.changes = ManyChanges(seat=seat, records=[one for _row, one in known], reason=reason)

    def put(self, found: Record, row: SheetRow, chosen: set[str]) -> tuple[str, bool]:
        """(what is done, whether something stays that both sides changed)."""
        assert found.head is not None  # noqa: S101 - looked for with a head
        if found.is_erased:
            return "unchanged", False  # a file does not bring back who asked to be erased
        before = whole_answers(found, found.head)
        # A status is moved, not imported: what people decided here is not the file's to take
        # back. What the writer may not read is not compared: "unchanged" would tell that a guess
        # was right.
        withheld = withheld_paths(found.version, authorize(self.seat, Verb.RECORD_VIEW, found))
        answers, kept = dict(row.answers), set[str]()
        base = answers_of_copy(found, row.revision, self._copied)
        if base is not None:
            both = changed_in_both(answers, base, before, withheld)
            kept = both - chosen - _status_of(found, before).keys()
            answers = {
                key: value
                for key, value in answers.items()
                if value != base.get(key) and key not in kept
            }
        after = keep_withheld({**before, **answers}, before, withheld) | _status_of(found, before)
        if after == before:
            return "unchanged", bool(kept)
        if is_locked(found):
            return "unchanged", True  # told, as what was changed on both sides
        self.changes.amend(found, after, found.lock)
        return "updated", bool(kept)


def _status_of(record: Record, before: Mapping[str, Any]) -> dict[str, Any]:
    return {
        question.key: before[question.key]
        for question in record.version.questions.all()
        if question.means == "status" and not question.repeat and question.key in before
    }
