"""How files of a provider are read, remembered from what a person decided about one of them.

Nothing personal is kept: headings, the sheet, the order of dates, and words of places, agencies
and choices. It says what a file said, so it lies sealed under that file's key, and whoever may not
see the file neither sees nor uses it.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from himaya.collect.importers import Bench, Importer
from himaya.collect.layouts import FOR_FILE, Layout, same_shape
from himaya.collect.queries import batches_of
from himaya.datasets.models import ImportBatch, ImportMapping
from himaya.engines.tabular import ReadError
from himaya.files.actions import file_key
from himaya.gate.seats import ActingSeat
from himaya.kernel.crypto import seal, unseal
from himaya.people.models import Agency

_TRIED = 5  # mappings of one provider and kind, the newest first


def known_layout(
    importer: Importer,
    reading: Any,  # noqa: ANN401 - the importer's own shape
    bench: Bench,
    provider: Agency,
) -> dict[str, Any]:
    """The decisions to read a new file by, with "from": what the seat remembers of that provider.

    Empty where nothing is known of files of this shape.
    """
    if bench.seat is None:
        return {}
    for mapping in _remembered(bench.seat, importer.kind, provider):
        known = _opened(mapping)
        layout = _read_by(importer, reading, bench, known["decisions"])
        if layout is not None and same_shape(layout.headings, known["headings"]):
            return {**known["decisions"], "from": mapping.ref}
    return {}


def remembered(seat: ActingSeat, batch: ImportBatch, layout: Layout) -> ImportMapping | None:
    """What the seat remembers of files like this one."""
    return next(_like(seat, batch, layout), None)


def _like(seat: ActingSeat, batch: ImportBatch, layout: Layout) -> Iterator[ImportMapping]:
    for mapping in _remembered(seat, batch.kind, provider_of(batch)):
        if mapping.learnt_from == batch or same_shape(
            layout.headings, _opened(mapping)["headings"]
        ):
            yield mapping


def _read_by(
    importer: Importer,
    reading: Any,  # noqa: ANN401 - as above
    bench: Bench,
    decisions: Mapping[str, Any],
) -> Layout | None:
    try:
        return importer.layout(reading, replace(bench, corrections={FOR_FILE: decisions}))
    except ReadError:  # of a file with other sheets nothing can be read so
        return None


def _remembered(seat: ActingSeat, kind: str, provider: Agency) -> Iterator[ImportMapping]:
    seen = batches_of(seat).order_by().values("pk")
    found = ImportMapping.objects.filter(kind=kind, provider=provider, learnt_from__in=seen)
    return iter(found.select_related("learnt_from__file").order_by("-made_at")[:_TRIED])


def _opened(mapping: ImportMapping) -> dict[str, Any]:
    plain = unseal(
        bytes(mapping.sealed),
        file_key(mapping.learnt_from.file),
        model="import_mapping",
        field="decisions",
        ref=mapping.ref,
    )
    known: dict[str, Any] = json.loads(plain)
    return known


def remember(
    *, seat: ActingSeat, batch: ImportBatch, layout: Layout, decisions: Mapping[str, Any]
) -> ImportMapping:
    """Keep the decisions for the next file of that provider and shape; the older ones go."""
    forget(seat=seat, batch=batch, layout=layout)
    mapping = ImportMapping(
        operation=batch.operation,
        kind=batch.kind,
        provider=provider_of(batch),
        learnt_from=batch,
        made_by=seat.ref,
    )
    kept = {name: said for name, said in decisions.items() if name != "from"}
    mapping.sealed = seal(
        json.dumps({"headings": layout.headings, "decisions": kept}, ensure_ascii=False).encode(),
        file_key(batch.file),
        model="import_mapping",
        field="decisions",
        ref=mapping.ref,
    )
    mapping.save()
    return mapping


def forget(*, seat: ActingSeat, batch: ImportBatch, layout: Layout) -> int:
    """Forget what the seat remembers of such files of that provider; returns how many."""
    gone = [mapping.pk for mapping in _like(seat, batch, layout)]
    ImportMapping.objects.filter(pk__in=gone).delete()
    return len(gone)


def provider_of(batch: ImportBatch) -> Agency:
    """Whose file it is: as was said when it was brought, else the agency that brought it."""
    return batch.provider or batch.agency
