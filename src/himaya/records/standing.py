"""Which record a row of a file stands for: only ever one that the writer may see.

An id in a file is a claim. Were it looked up among all records, whoever guesses the id of a hidden
one would learn that it is there, and by bringing answers, what stands in it.
"""

import hashlib

from django.db.models import Q

from himaya.datasets.models import Dataset
from himaya.gate.decisions import visible_to
from himaya.gate.seats import ActingSeat
from himaya.records.models import Record


def standing_for(seat: ActingSeat, dataset: Dataset, ident: str) -> tuple[Record | None, str]:
    """(the record in sight with that reference or stable id, the id to keep a new one under).

    Where somebody else's hidden record has the id, a new one gets an id of the agency's own, by
    which the same file finds it again.
    """
    own = _own_id(seat, ident)
    rows = Record.objects.filter(
        Q(ref=ident) | Q(stable_id__in=[ident, own]),
        dataset=dataset,
        is_withdrawn=False,
        head__isnull=False,
    ).select_related(
        "operation", "head__sealed_for__agency", "subject", "agency", "version", "dataset__system"
    )
    seen = list(visible_to(rows, seat))
    found = {record.stable_id: record for record in seen} | {record.ref: record for record in seen}
    record = found.get(ident) or found.get(own)
    return record, ident if record else _free_id(dataset, ident, own)


def _own_id(seat: ActingSeat, ident: str) -> str:
    return "own-" + hashlib.sha256(f"{seat.agency}\x1f{ident}".encode()).hexdigest()[:20]


def _free_id(dataset: Dataset, *wanted: str) -> str:
    taken = set(
        Record.objects.filter(dataset=dataset, stable_id__in=wanted).values_list(
            "stable_id", flat=True
        )
    )
    return next((ident for ident in wanted if ident not in taken), "")
