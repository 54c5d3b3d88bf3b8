"""A file of areas as it is read for one edition, whichever door brings it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from himaya.engines.figures import read_map
from himaya.engines.tabular import read_document
from himaya.places.boundaries import Boundaries, UnitRow, orphans, read_boundaries
from himaya.places.bringing import MapPlan, plan_map
from himaya.places.models import AdminUnit
from himaya.places.successions import Crosswalk, read_crosswalk
from himaya.tenancy.models import Operation

_MAPS = (".geojson", ".json", ".topojson")


@dataclass(frozen=True)
class Brought:
    """What a file holds. A map has a `plan`, a table of successors a `crosswalk`."""

    edition: str
    read: Boundaries = field(default_factory=Boundaries)
    hanging: Sequence[UnitRow] = ()  # units without the area above them; they are left out
    plan: MapPlan | None = None
    crosswalk: Crosswalk | None = None

    @property
    def taken(self) -> list[UnitRow]:
        """The units that can be brought in."""
        out = {unit.pcode for unit in self.hanging}
        return [unit for unit in self.read.units if unit.pcode not in out]

    @property
    def is_refused(self) -> bool:
        """Whether nothing of it may be taken."""
        return self.plan is not None and bool(self.plan.findings)


def read_areas(
    operation: Operation, *, edition: str, content: bytes, file_name: str, trusts: bool = False
) -> Brought:
    """Read a table of areas, a map, or a table of successors; nothing is written.

    `trusts`: a person vouches for the positions of a map. Raises `engines.tabular.ReadError` and
    `engines.figures.MapError`.
    """
    language = str((operation.languages or ["en"])[0])
    if file_name.lower().endswith(_MAPS):
        plan = plan_map(operation, edition, read_map(content), language, trusts=trusts)
        return Brought(edition, plan.units, _hanging(operation, edition, plan.units), plan=plan)
    document = read_document(content, file_name=file_name)
    crosswalk = read_crosswalk(document)
    if crosswalk is not None:
        return Brought(edition, crosswalk=crosswalk)
    read = read_boundaries(document, language=language)
    return Brought(edition, read, _hanging(operation, edition, read))


def _hanging(operation: Operation, edition: str, read: Boundaries) -> list[UnitRow]:
    known = AdminUnit.objects.filter(operation=operation, edition=edition)
    return orphans(read.units, known.values_list("pcode", flat=True)) if read.units else []
