"""Registers with a form of the operation's own, filled from a table as declared ones are.

The kind of such a file names the register, since nothing else does: `register:REF`.
"""

from functools import cached_property

from django.db.models import Q

from himaya.collect.importers import Importer, importer_of
from himaya.collect.spreadsheets import SpreadsheetImporter
from himaya.datasets.declarations import profile_named
from himaya.datasets.models import Dataset
from himaya.engines.xlsform import Form
from himaya.gate.decisions import visible_to
from himaya.gate.seats import ActingSeat
from himaya.instruments.queries import form_of
from himaya.kernel.verbs import Verb
from himaya.records.derive import INVOLVEMENTS

RECORDS = "records"  # what programs and the command call it, beside the register
_PREFIX = "register:"


def kind_of_register(dataset: Dataset) -> str:
    """The kind of a table in the columns of this register's form."""
    return f"{_PREFIX}{dataset.ref}"


def names_register(kind: str) -> bool:
    """Whether the kind is that of one register."""
    return kind.startswith(_PREFIX)


def importer_of_register(kind: str) -> Importer | None:
    """The importer of such a kind, or None. One query; whose register it is, its caller asks."""
    if not names_register(kind):
        return None
    found = Dataset.objects.filter(ref=kind.removeprefix(_PREFIX), version__isnull=False)
    dataset = found.select_related("version").first()
    return RegisterImporter(dataset) if dataset is not None else None


def importer_for(dataset: Dataset, kind: str) -> Importer | None:
    """The importer of a kind that fills this register, or None. RECORDS: by the form it has."""
    importer = importer_of(kind_of_register(dataset) if kind == RECORDS else kind)
    if importer is None:
        return None
    if names_register(kind):
        return importer if kind == kind_of_register(dataset) else None
    return importer if importer.profile == dataset.profile else None


def own_registers(seat: ActingSeat) -> list[Dataset]:
    """The open registers that the seat may fill from a file and no declared kind reads.

    Their form was made here, or changed since the register was opened.
    """
    found = visible_to(
        Dataset.objects.filter(operation=seat.operation, is_open=True, version__isnull=False),
        seat,
        Verb.DATASET_IMPORT,
    )
    return [
        one for one in found.select_related("version").order_by("code", "pk") if _has_own_form(one)
    ]


def _has_own_form(dataset: Dataset) -> bool:
    version = dataset.version
    return version is not None and (profile_named(dataset.profile) is None or version.number > 1)


def kind_that_fills(seat: ActingSeat, ref: str) -> str:
    """The kind of file that a page offers first for a register; "" where it is none in sight."""
    found = visible_to(Dataset.objects.filter(ref=ref), seat, Verb.DATASET_IMPORT)
    dataset = found.select_related("version").first()
    if dataset is None:
        return ""
    return kind_of_register(dataset) if _has_own_form(dataset) else dataset.profile


def registers_named(seat: ActingSeat, name: str) -> list[Dataset]:
    """The open registers of that code, form or reference that the seat may fill."""
    named = Q(ref=name) | Q(code=name) | Q(instrument__code=name)
    found = Dataset.objects.filter(named, operation=seat.operation, is_open=True)
    return list(visible_to(found, seat, Verb.DATASET_IMPORT).order_by("pk").distinct())


def register_of_kind(seat: ActingSeat, kind: str) -> Dataset | None:
    """The register that a kind of one register names, where the seat may fill it."""
    found = Dataset.objects.filter(ref=kind.removeprefix(_PREFIX), is_open=True)
    return (
        visible_to(found, seat, Verb.DATASET_IMPORT)
        .select_related("operation", "system", "version")
        .first()
    )


class RegisterImporter(SpreadsheetImporter):
    """Reads a table into one register, by the frozen form that its new records are written to."""

    def __init__(self, dataset: Dataset) -> None:
        self.kind = kind_of_register(dataset)
        self.profile = dataset.profile
        self.labels = dataset.names or {"en": dataset.code}
        self._dataset = dataset

    @cached_property
    def form(self) -> Form:
        """The form of the register."""
        assert self._dataset.version is not None  # noqa: S101 - found with one
        return form_of(self._dataset.version)

    @cached_property
    def _asks(self) -> tuple[str, ...]:
        """Every answer outside repeats that names a location or an agency."""
        return tuple(
            path
            for path, asked in self._read.questions.items()
            if not asked.repeat and asked.means in {"area", *INVOLVEMENTS}
        )
