"""Kinds of files that can be brought in. Profiles register theirs in `AppConfig.ready()`."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Protocol

from himaya.collect.layouts import FOR_FILE, Layout
from himaya.datasets.models import Dataset
from himaya.gate.seats import ActingSeat
from himaya.kernel.types import Json
from himaya.releases.content import Table
from himaya.tenancy.models import Operation


@dataclass(frozen=True, slots=True)
class RowProblem:
    """One doubt or refusal: `message` is an English template, translated and filled by the door."""

    code: str
    message: str
    params: Mapping[str, Any] = field(default_factory=dict)  # names and counts, never content
    level: str = "doubt"  # notice, doubt, refused


FOR_ALL = "*"  # corrections that hold for every row of the file


@dataclass(frozen=True, slots=True)
class BenchField:
    """Something a person may correct or decide in a row: `value` is what the file says.

    With `choices` (code, label) one of them, else text; `is_shared`: the answer holds for every
    row of the file. Names stand in the label and the value, and are never stored open.
    """

    key: str
    label: str
    value: str = ""
    kind: str = "text"  # text, day (a date written as text), date, choice (buttons), list
    choices: Sequence[tuple[str, str]] = ()
    is_shared: bool = False


@dataclass(frozen=True, slots=True)
class Bench:
    """What rows are looked at with: corrections by stable id (or FOR_ALL), whose bodies, by whom.

    With a seat and `dataset`, what is said may be about the register too, as far as the seat sees
    it.
    """

    corrections: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    operation: Operation | None = None
    seat: ActingSeat | None = None
    dataset: Dataset | None = None
    only: frozenset[str] | None = None  # rows that are looked at; of tables the others are left out
    is_brief: bool = False  # only states and problems count; tables leave cells and fields out

    @property
    def of_file(self) -> Mapping[str, Any]:
        """What was decided about the file as a whole (`collect.layouts`)."""
        return self.corrections.get(FOR_FILE, {})


BARE = Bench()


@dataclass(frozen=True, slots=True)
class BenchRow:
    """One thing that the file would become. `cells` are shown on the bench only, never stored."""

    order: int
    stable_id: str
    state: str  # accepted, doubtful, refused
    cells: Mapping[str, str]  # column code -> text
    problems: Sequence[RowProblem] = ()
    beside: Mapping[str, Any] = field(default_factory=dict)  # answers a correction must fit
    fields: Sequence[BenchField] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """What an import did, by stable id."""

    created: Mapping[str, str]  # stable id -> record ref
    updated: Mapping[str, str]
    unchanged: Mapping[str, str]
    # Records that are no row of the bench but were made or changed for it (a plan): the same.
    besides_created: Mapping[str, str] = field(default_factory=dict)
    besides_updated: Mapping[str, str] = field(default_factory=dict)
    # Records of which file and register changed the same answers: those stay as they are here.
    kept: Mapping[str, str] = field(default_factory=dict)

    def with_more(self, more: "Written") -> "Written":
        """What this import and a further piece of it did."""
        return Written(
            **{
                one.name: {**getattr(self, one.name), **getattr(more, one.name)}
                for one in fields(self)
            }
        )


Progress = Callable[[str, int, int], None]  # step (read, import), rows so far, of how many (0: ?)


class Importer(Protocol):
    """Reads one kind of file. Reading is pure: the same bytes give the same rows."""

    kind: str
    labels: Mapping[str, str]  # by language code
    profile: str  # the register it fills
    accepts: str  # file name endings for the file chooser
    groups: tuple[str, ...]  # column codes said once, above the rows that share them
    rechecks: bool  # a corrected row is read again; else the form is asked about each correction

    @property
    def columns(self) -> Mapping[str, Mapping[str, str]]:
        """Column code -> label by language code."""

    def read(self, content: bytes, file_name: str) -> Any:  # noqa: ANN401 - the importer's own shape
        """Raises engines.tabular.ReadError when the file cannot be read at all."""

    def rows(self, reading: Any, bench: Bench = BARE) -> Iterable[BenchRow]:  # noqa: ANN401
        """The rows of the bench as corrected so far, in the order of the file."""

    def notes(self, reading: Any, bench: Bench = BARE) -> list[RowProblem]:  # noqa: ANN401
        """Problems of the file as a whole."""

    def layout(self, reading: Any, bench: Bench = BARE) -> Layout | None:  # noqa: ANN401
        """How the file was read, for decisions about all of it; None where there are none."""

    def to_json(self, reading: Any, bench: Bench = BARE) -> Json:  # noqa: ANN401
        """The reading for programs, without persons, as it stands on the bench."""

    def write(
        self,
        *,
        seat: ActingSeat,
        dataset: Dataset,
        reading: Any,  # noqa: ANN401
        taken: frozenset[str],
        corrections: Mapping[str, Mapping[str, Any]],
        reason: str,
    ) -> Written:
        """Create or update the taken rows by stable id, through the records' actions."""

    def annotated(
        self,
        reading: Any,  # noqa: ANN401
        stable_ids: frozenset[str],
        bench: Bench = BARE,
    ) -> Table:
        """The rest, in the layout it came in, with ids and what to do; persons stay here."""


_importers: dict[str, Importer] = {}
_sources: list[Callable[[], Iterable[Importer]]] = []
_finders: list[Callable[[str], Importer | None]] = []


def register_importer(importer: Importer) -> None:
    """Offer a kind of file on the import page and in `himaya import`."""
    _importers[importer.kind] = importer


def register_source(source: Callable[[], Iterable[Importer]]) -> None:
    """Offer kinds that follow from something else, such as one for every declared register."""
    _sources.append(source)


def importers() -> tuple[Importer, ...]:
    """All kinds of files that can be brought in; a registered one goes before a derived one."""
    found = dict(_importers)
    for source in _sources:
        for importer in source():
            found.setdefault(importer.kind, importer)
    return tuple(found.values())


def register_finder(find: Callable[[str], Importer | None]) -> None:
    """Offer kinds that are looked up by their name and stand in no list (`own_forms`)."""
    _finders.append(find)


def importer_of(kind: str) -> Importer | None:
    """The importer of that kind, or None."""
    if (found := next((one for one in importers() if one.kind == kind), None)) is not None:
        return found
    return next((found for find in _finders if (found := find(kind)) is not None), None)
