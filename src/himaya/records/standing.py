"""Which record a row of a file stands for: only ever one that the writer may see.

An id in a file is a claim. Were it looked up among all records, whoever guesses the id of a hidden
one would learn that it is there, and by bringing answers, what stands in it.
"""

import hashlib
from collections.abc import Sequence

from django.db.models import Q, QuerySet

from himaya.datasets.models import Dataset
from himaya.gate.decisions import visible_to
from himaya.gate.seats import ActingSeat
from himaya.records.many_changed import SHARED
from himaya.records.models import Record


def standing_for(seat: ActingSeat, dataset: Dataset, ident: str) -> tuple[Record | None, str]:
    """(the record in sight with that reference or stable id, the id to keep a new one under).

    Where somebody else's hidden record has the id, a new one gets an id of the agency's own, by
    which the same file finds it again.
    """
    return standing_for_many(seat, dataset, [ident])[ident]


def standing_for_many(
    seat: ActingSeat, dataset: Dataset, idents: Sequence[str]
) -> dict[str, tuple[Record | None, str]]:
    """As `standing_for`, for up to a few hundred ids at once. Two queries where all are new."""
    own = {ident: _own_id(seat, ident) for ident in idents}
    # Asked one after the other, each by its own index: together SQLite reads the whole register.
    # That of stable ids holds no blank one, and is used where the question says so too.
    by_ref = Record.objects.filter(ref__in=idents)
    by_id = Record.objects.filter(dataset=dataset, stable_id__in=[*own, *own.values()])
    keys = [
        *by_ref.values_list("pk", flat=True),
        *by_id.exclude(stable_id="").values_list("pk", flat=True),
    ]
    if not keys:
        return {ident: (None, ident) for ident in own}
    rows = _standing(dataset, Q(pk__in=keys))
    seen = list(visible_to(rows, seat))
    found = {record.stable_id: record for record in seen} | {record.ref: record for record in seen}
    taken = set(by_id.exclude(stable_id="").values_list("stable_id", flat=True))
    return {
        ident: (record, ident)
        if (record := found.get(ident) or found.get(mine)) is not None
        else (None, next((one for one in (ident, mine) if one not in taken), ""))
        for ident, mine in own.items()
    }


def _standing(dataset: Dataset, named: Q) -> QuerySet[Record]:
    found = Record.objects.filter(named, dataset=dataset, is_withdrawn=False, head__isnull=False)
    return found.select_related("head__sealed_for__agency", "subject").prefetch_related(*SHARED)


def _own_id(seat: ActingSeat, ident: str) -> str:
    return "own-" + hashlib.sha256(f"{seat.agency}\x1f{ident}".encode()).hexdigest()[:20]
