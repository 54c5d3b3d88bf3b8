"""Tables as agencies keep them, read against the operation's places and agencies, into a register.

The engine finds headings, dates, places and agencies in a messy sheet (`engines.tabular.intake`);
what it resolved becomes the cells of the register's own form, checked like any other table. The
provider's words stay beside what they were taken for, and each doubt stands in its row.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language, gettext_noop, override

from himaya.collect.importers import BARE, Bench, BenchField, BenchRow, RowProblem, Written
from himaya.collect.places_known import known_to
from himaya.collect.spreadsheets import Sheet, SheetRow, SpreadsheetImporter
from himaya.collect.tables import IDENTITY
from himaya.datasets.declarations import Profile
from himaya.datasets.models import Dataset
from himaya.engines.tabular import ReadError, iso3_of
from himaya.gate.seats import ActingSeat
from himaya.kernel.types import Json
from himaya.places.queries import current_units
from himaya.releases.content import Table
from himaya.tenancy.models import Operation

if TYPE_CHECKING:
    from himaya.engines.tabular.intake import Reading
    from himaya.engines.tabular.intake import Sheet as EngineSheet

_SAYS = gettext_noop("%(question)s: %(says)s")
# What the form itself says of a row, in its own words.
_LEFT_TO_THE_FORM = {"required_missing", "place_missing"}
_OUTSIDE_ROWS = {"places_not_given"}
_LARGEST_OWN = 5 << 20  # bytes; larger tables are looked at by the engine alone
_HEAD = 30  # rows in which the headings may stand


@dataclass(frozen=True, slots=True)
class Intake:
    """How a kind of file fills a register: engine field -> question key, and words for codes."""

    kind: str
    labels: Mapping[str, str]
    questions: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # by question key
    # Engine fields: the country that a row is of, which is the place of rows that name no other;
    # and the figure of rows that differ only in what the register does not ask about.
    country: str = ""
    adds_over: str = ""


@dataclass(slots=True)
class Brought:
    """A file as brought: its sheets, or rows in the register's own layout."""

    name: str
    sheets: "Sequence[EngineSheet]" = ()
    own: Sheet | None = None
    resolved: dict[int, "Resolved"] = field(default_factory=dict)  # by operation's pk


@dataclass(slots=True)
class Resolved:
    """The rows of the register, and by number of the row the engine's doubts: (path, code)."""

    sheet: Sheet
    doubts: dict[int, list[tuple[str, str]]]
    words: dict[str, dict[str, str]]  # by stable id the provider's own, where they differ
    notes: list[tuple[str, str, int]]


class IntakeImporter(SpreadsheetImporter):
    """Reads one kind of file that the field keeps into the register of a profile."""

    accepts = ".xlsx,.xls,.ods,.csv,.tsv,.txt,.docx"

    def __init__(self, intake: Intake, profile: Profile) -> None:
        super().__init__(profile)
        self.kind = intake.kind
        self.labels = intake.labels
        self._intake = intake

    def read(self, content: bytes, file_name: str) -> Any:  # noqa: ANN401 - the protocol's
        """The sheets of the file. Raises ReadError, also where no column is of this kind."""
        from himaya.engines.tabular.intake import read_as, read_sheets, reference_of

        sheets = read_sheets(content, file_name=file_name)
        if (own := self._own_layout(sheets, content, file_name)) is not None:
            return Brought(file_name, own=own)
        read_as(sheets, self._intake.kind, reference_of(), file_name=file_name)
        return Brought(file_name, sheets)

    def _own_layout(
        self, sheets: "Sequence[EngineSheet]", content: bytes, file_name: str
    ) -> Sheet | None:
        """The rows of a table in the form's own columns, such as a file that we gave back."""
        if len(content) > _LARGEST_OWN:
            return None
        try:
            sheet: Sheet = super().read(content, file_name)
        except ReadError:
            return None
        # A file given back has our ids, and one column more: what is wrong. Good headings alone
        # are no sign: p-codes and dates would then stay as they are.
        is_ours = len(sheet.unknown) <= 1 and any(
            IDENTITY in row for one in sheets for row in one.cells.head(_HEAD).iter_rows()
        )
        return sheet if is_ours else None

    # Each of these is what the table does, over the rows as the operation's lists resolve them.

    def rows(self, reading: Any, bench: Bench = BARE) -> list[BenchRow]:  # noqa: ANN401
        """As of any table, with the provider's words and the doubts about them."""
        resolved = self._resolved(reading, bench.operation)
        return [
            self._with_doubts(found, read, resolved, bench)
            for found, read in zip(
                super().rows(resolved.sheet, bench), resolved.sheet.rows, strict=True
            )
        ]

    def notes(self, reading: Any, bench: Bench = BARE) -> list[RowProblem]:  # noqa: ANN401
        """Also what the engine says of the file and its columns."""
        resolved = self._resolved(reading, bench.operation)
        told = [
            RowProblem(code, _SAYS, {"question": about or str(count or ""), "says": _says(code)})
            for code, about, count in resolved.notes
        ]
        return super().notes(resolved.sheet, bench) + told

    def to_json(self, reading: Any, bench: Bench = BARE) -> Json:  # noqa: ANN401
        """As of any table, with the doubts."""
        resolved = self._resolved(reading, bench.operation)
        states = [row.state for row in self.rows(reading, bench)]
        with override("en"):
            doubts = [
                {"row": number, "question": path, "code": code, "message": _says(code)}
                for number, told in sorted(resolved.doubts.items())
                for path, code in told
            ]
        report: dict[str, Any] = dict(super().to_json(resolved.sheet, bench))
        return report | {
            "problems": [*report["problems"], *doubts],
            **{state: states.count(state) for state in ("accepted", "doubtful", "refused")},
        }

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
        """As of any table."""
        sheet = self._resolved(reading, dataset.operation).sheet
        return super().write(
            seat=seat,
            dataset=dataset,
            reading=sheet,
            taken=taken,
            corrections=corrections,
            reason=reason,
        )

    def annotated(
        self,
        reading: Any,  # noqa: ANN401
        stable_ids: frozenset[str],
        bench: Bench = BARE,
    ) -> Table:
        """The rest in the columns of the register; the same kind reads it again."""
        sheet = self._resolved(reading, bench.operation).sheet
        return super().annotated(sheet, stable_ids, bench)

    def _with_doubts(
        self, found: BenchRow, read: SheetRow, resolved: Resolved, bench: Bench
    ) -> BenchRow:
        changed = bench.corrections.get(found.stable_id, {})
        told = resolved.doubts.get(read.number, [])
        open_doubts = [(path, code) for path, code in told if path not in changed]
        problems = [self._problem(path, code) for path, code in open_doubts]
        is_doubtful = any(one.level == "doubt" for one in problems)
        state = "doubtful" if found.state == "accepted" and is_doubtful else found.state
        words = resolved.words.get(found.stable_id, {})
        cells = {
            path: f"{words[path]} → {text}" if path in words and path not in changed else text
            for path, text in found.cells.items()
        }
        fields = [*found.fields, *self._doubtful_fields(found, read, told)]
        return BenchRow(
            order=found.order,
            stable_id=found.stable_id,
            state=state,
            cells=cells,
            problems=[*found.problems, *problems],
            beside=found.beside,
            fields=fields,
        )

    def _doubtful_fields(
        self, found: BenchRow, read: SheetRow, told: Collection[tuple[str, str]]
    ) -> list[BenchField]:
        offered = {one.key for one in found.fields}
        paths = dict.fromkeys(path for path, code in told if _level(code) == "doubt")
        return [
            self._field(path, read.cells.get(path, ""), _language())
            for path in paths
            if path not in offered and self._read.asked(path) is not None
        ]

    def _problem(self, path: str, code: str) -> RowProblem:
        params = {"question": self._label(path, _language()), "says": _says(code)}
        return RowProblem(code, _SAYS, params, _level(code))

    def _resolved(self, reading: Brought | Sheet, operation: Operation | None) -> Resolved:
        if isinstance(reading, Sheet):  # resolved already, and asked about by the table's own ways
            return Resolved(reading, {}, {}, [])
        if reading.own is not None:
            return Resolved(reading.own, {}, {}, [])
        key = operation.pk if operation else 0
        if key not in reading.resolved:
            reading.resolved[key] = self._resolve(reading, operation)
        return reading.resolved[key]

    def _resolve(self, reading: Brought, operation: Operation | None) -> Resolved:
        from himaya.engines.tabular.intake import doubts as known_doubts
        from himaya.engines.tabular.intake import read_as

        found = read_as(
            reading.sheets, self._intake.kind, known_to(operation), file_name=reading.name
        )
        added = self._added(found)
        doubts: dict[int, list[tuple[str, str]]] = {}
        for number, key, code in found.doubts.select("row", "field", "code").iter_rows():
            path = self._intake.questions.get(key)
            if path and code not in _LEFT_TO_THE_FORM:
                doubts.setdefault(number, []).append((path, code))
        rows, words = [], {}
        ids = found.stable_ids().to_list()
        country = _Country.of(operation)
        for place, (ident, row) in enumerate(
            zip(ids, found.rows.iter_rows(named=True), strict=True)
        ):
            if added is not None and place not in added:
                continue
            if added is not None:
                row[self._intake.adds_over] = added[place]
            cells, own = self._cells(found, row)
            other = self._intake.country and country.take(row.get(self._intake.country), cells)
            if other and other not in doubts.get(row["row"], []):
                doubts.setdefault(row["row"], []).append(other)
            self._loosen(cells, own, doubts.setdefault(row["row"], []))
            rows.append(self._checked(row["row"], f"row-{ident}", cells))
            words[rows[-1].stable_id] = own
        filled = {path for row in rows for path in row.cells}
        sheet = Sheet(
            rows=rows,
            unknown=[one.column.name for one in found.proposals if not one.field],
            missing=[path for path in self._required if path not in filled],
        )
        notes = [
            (one.code, one.about, one.count)
            for one in found.notes
            if one.code in known_doubts() and one.code not in _OUTSIDE_ROWS | {"column_missing"}
        ]
        if added is not None and len(added) < found.rows.height:
            notes.append(("figures_added", "", found.rows.height - len(added)))
        return Resolved(sheet, doubts, words, notes)

    def _added(self, found: "Reading") -> dict[int, float | None] | None:
        """Place of the first of rows alike -> the sum of their figures; None where none are alike.

        Rows alike answer every question of the register the same, and are of one country.
        """
        if not self._intake.adds_over:
            return None
        keys = [key for key in self._intake.questions if key != self._intake.adds_over]
        told = [key for key in (*keys, self._intake.country) if key in found.rows.columns]
        told += [name for name in ("area_code", "area_words") if name in found.rows.columns]
        first: dict[tuple[object, ...], int] = {}
        sums: dict[int, float | None] = {}
        for place, row in enumerate(found.rows.iter_rows(named=True)):
            at = first.setdefault(tuple(str(row[name]) for name in told), place)
            figure = row.get(self._intake.adds_over)
            if figure is not None:
                sums[at] = (sums.get(at) or 0) + figure
            else:
                sums.setdefault(at, None)
        return sums

    def _cells(
        self, found: "Reading", row: Mapping[str, Any]
    ) -> tuple[dict[str, str], dict[str, str]]:
        """(cells by question, the provider's words where they say it otherwise)."""
        cells: dict[str, str] = {}
        words: dict[str, str] = {}
        for key, path in self._intake.questions.items():
            engine_field = found.kind.fields[key]
            value, own = _value_of(engine_field.value, key, row)
            codes = self._intake.values.get(path, {})
            text = "; ".join(codes.get(one, one) for one in value)
            if text or own:
                cells[path] = text or own
            if own and text and own.casefold() != text.casefold():
                words[path] = own
        return cells, words

    def _loosen(
        self, cells: dict[str, str], words: dict[str, str], told: list[tuple[str, str]]
    ) -> None:
        """An unlisted word of a question that may stay empty is a doubt, no reason to refuse."""
        for path in list(cells):
            asked = self._read.asked(path)
            if asked is None or not asked.list_name or path in self._required:
                continue
            names = {one.name for one in self.form.choices.get(asked.list_name, ())}
            said = self._choice(asked, cells[path])
            parts = said if isinstance(said, list) else [said]
            if any(part not in names for part in parts):
                words[path] = cells[path]
                kept = [part for part in parts if part in names]
                cells.pop(path)
                if kept:
                    cells[path] = "; ".join(kept)
                told.append((path, "term_unknown"))


@dataclass(frozen=True, slots=True)
class _Country:
    """The country of the operation, where it has one: its p-code and its three letters."""

    pcode: str = ""
    iso3: str = ""

    @classmethod
    def of(cls, operation: Operation | None) -> "_Country":
        """One query."""
        if operation is None:
            return cls()
        found = list(current_units(operation).filter(level=0).values_list("pcode", flat=True)[:2])
        return cls(found[0], iso3_of(found[0])) if len(found) == 1 else cls()

    def take(self, said: object, cells: dict[str, str]) -> tuple[str, str] | None:
        """Put a row without a place into the country it names; a doubt where it is another one."""
        named = iso3_of(str(said or ""))
        if not named or not self.iso3:
            return None
        if named != self.iso3:
            return "area", "country_other"
        cells.setdefault("area", self.pcode)
        return None


def _value_of(kind: str, key: str, row: Mapping[str, Any]) -> tuple[list[str], str]:
    """(what the engine made of it, the provider's words) of one field."""
    if kind == "area":
        return _listed(row.get("area_code")), str(row.get("area_words") or "")
    if kind == "agency":
        known = row.get("agency_acronym") or row.get("agency_name")
        return _listed(known), str(row.get("agency_words") or "")
    value = row.get(key)
    words = row.get(f"{key}_words")
    if kind == "number" and isinstance(value, float) and value.is_integer():
        value = int(value)
    return _listed(value), str(words or "")


def _listed(value: Any) -> list[str]:  # noqa: ANN401 - a cell of the engine
    if value is None or value == "":
        return []
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]


def _language() -> str:
    return (get_language() or "en").split("-")[0]


def _says(code: str) -> str:
    from himaya.engines.tabular.intake import doubts

    texts = doubts()[code].texts
    return texts.get(_language(), texts["en"])


def _level(code: str) -> str:
    from himaya.engines.tabular.intake import doubts

    return doubts()[code].level
