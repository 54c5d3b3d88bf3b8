"""The rows of a file as the bench keeps them: positions, states and codes, never content."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from himaya.collect.importers import BenchRow, Progress, RowProblem
from himaya.datasets.models import ImportBatch, ImportRow
from himaya.files.actions import file_key
from himaya.kernel.crypto import seal
from himaya.kernel.rows import insert_values

_BATCH = 2000  # rows of one INSERT
_COLUMNS = ("batch_id", "order", "stable_id", "state", "problems", "decision", "decided_by")


def keep_rows(
    batch: ImportBatch, rows: Iterable[BenchRow], progress: Progress | None = None
) -> None:
    """Write the rows of a file, in place of earlier ones; decisions about those that stay remain.

    Sets `batch.counts`; the caller saves the batch.
    """
    decided = {
        ident: (decision, by)
        for ident, decision, by in batch.rows.exclude(decision=ImportRow.Decision.OPEN).values_list(
            "stable_id", "decision", "decided_by"
        )
    }
    batch.rows.all().delete()
    states: Counter[str] = Counter()
    waiting: list[tuple[object, ...]] = []
    for row in rows:
        states[row.state] += 1
        decision, by = decided.get(row.stable_id, (ImportRow.Decision.OPEN, ""))
        waiting.append(
            (
                batch.pk,
                row.order,
                row.stable_id,
                row.state,
                [problem_json(problem) for problem in row.problems],
                decision,
                by,
            )
        )
        if len(waiting) >= _BATCH:
            insert_values(ImportRow, _COLUMNS, waiting)
            waiting.clear()
            if progress:
                progress("read", states.total(), 0)
    insert_values(ImportRow, _COLUMNS, waiting)
    batch.counts = {state: states[state] for state in ImportRow.State.values}


def problem_json(problem: RowProblem) -> dict[str, Any]:
    """A problem as it is stored: its template and what fills it."""
    return {
        "code": problem.code,
        "message": problem.message,
        "params": dict(problem.params),
        "level": problem.level,
    }


def seal_corrections(batch: ImportBatch, corrections: Mapping[str, Any]) -> bytes:
    """The corrections of a batch under the key of its file."""
    return seal(
        json.dumps(corrections, ensure_ascii=False).encode(),
        file_key(batch.file),
        model="import_batch",
        field="corrections",
        ref=batch.ref,
    )
