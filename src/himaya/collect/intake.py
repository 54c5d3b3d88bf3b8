"""Tables as agencies keep them, read against the operation's places and agencies, into a register.

The engine finds headings, dates, places and agencies in a messy sheet (`engines.tabular.intake`);
what it resolved becomes the cells of the register's own form, checked like any other table. The
provider's words stay beside what they were taken for, and each doubt stands in its row.
"""

import json
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_noop, override

from himaya.collect.cells import CHOSEN, Cells, SheetRow, is_personal
from himaya.collect.importers import BARE, Bench, BenchField, BenchRow, RowProblem, Written
from himaya.collect.intake_layout import layout_of
from himaya.collect.intake_rows import Country, sums_of
from himaya.collect.layouts import Layout, LayoutWord
from himaya.collect.places_known import known_to
from himaya.collect.questions_said import reader_language
from himaya.collect.sheets import Sheet
from himaya.collect.spreadsheets import SpreadsheetImporter
from himaya.collect.tables import IDENTITY
from himaya.datasets.declarations import Profile
from himaya.datasets.models import Dataset
from himaya.engines.tabular import ReadError
from himaya.gate.seats import ActingSeat
from himaya.kernel.types import Json
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
_ABOUT_WORDS = frozenset(
    {"term_near", "term_part", "term_several", "term_unknown", "term_unlisted"}
)
# Of fields in parts: the columns of the value, the first that has one, and that of the words.
_VALUES: Mapping[str, tuple[tuple[str, ...], str]] = {
    "area": (("area_code",), "area_words"),
    "agency": (("agency_acronym", "agency_name"), "agency_words"),
}
_HEAD = 30  # rows in which the headings may stand


@dataclass(frozen=True, slots=True)
class Intake:
    """How a kind of file fills a register: engine field -> question key, and words for codes.

    `instead`: of a question that the row leaves empty, whose words are taken for it.
    """

    kind: str
    labels: Mapping[str, str]
    questions: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # by question key
    instead: Mapping[str, str] = field(default_factory=dict)  # by question key
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
    resolved: dict[tuple[int, str], "Resolved"] = field(default_factory=dict)


@dataclass(slots=True)
class Resolved:
    """The rows of the register, and by number of the row the engine's doubts: (path, code)."""

    sheet: Sheet
    doubts: dict[int, list[tuple[str, str]]]
    words: dict[str, dict[str, str]]  # by stable id the provider's own, where they differ
    notes: list[tuple[str, str, int]]
    found: "Reading | None" = None


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
        # A file given back has our ids, and one column more: what is wrong. Good headings alone
        # are no sign: p-codes and dates would then stay as they are.
        has_ids = any(
            IDENTITY in row for one in sheets for row in one.cells.head(_HEAD).iter_rows()
        )
        if not has_ids or len(content) > _LARGEST_OWN:
            return None
        try:
            sheet: Sheet = super().read(content, file_name)
        except ReadError:
            return None
        return sheet if len(sheet.unknown) <= 1 else None

    # Each of these is what the table does, over the rows as the operation's lists resolve them.

    def rows(self, reading: Any, bench: Bench = BARE) -> Iterator[BenchRow]:  # noqa: ANN401
        """As of any table, with the provider's words and the doubts about them."""
        resolved = self._resolved(reading, bench)
        for read, row in self.rows_with_cells(resolved.sheet, bench):
            yield self._with_doubts(row, read, resolved, bench)

    def notes(self, reading: Any, bench: Bench = BARE) -> list[RowProblem]:  # noqa: ANN401
        """Also what the engine says of the file and its columns."""
        resolved = self._resolved(reading, bench)
        told = [
            RowProblem(code, _SAYS, {"question": about or str(count or ""), "says": _says(code)})
            for code, about, count in resolved.notes
        ]
        return super().notes(resolved.sheet, bench) + told

    def layout(self, reading: Any, bench: Bench = BARE) -> Layout | None:  # noqa: ANN401
        """The sheet, its headings and columns, the order of dates, and words nobody knows."""
        if isinstance(reading, Brought) and reading.own is not None:
            return super().layout(reading.own, bench)
        resolved = self._resolved(reading, bench)
        if resolved.found is None:
            return None
        names = [one.name for one in reading.sheets if one.name]
        labels = {key: self._said.label(path) for key, path in self._intake.questions.items()}
        return layout_of(
            resolved.found,
            labels,
            names,
            bench.of_file,
            self._unlisted(resolved, bench.of_file.get("choices", {})),
        )

    def _unlisted(
        self, resolved: Resolved, said: Mapping[str, Mapping[str, str]]
    ) -> list[LayoutWord]:
        """Words that are no choice of their question, or in doubt, or decided; the most first."""
        seen: Counter[tuple[str, str]] = Counter()
        for row in resolved.sheet.rows:
            words = resolved.words[row.stable_id]
            asked = {
                path for path, code in resolved.doubts.get(row.number, ()) if code in _ABOUT_WORDS
            }
            for path in asked | {path for path in said if words.get(path) in said[path]}:
                text = words.get(path) or row.cells.get(path, "")
                if text and self._has_choices(path):
                    seen[path, text] += 1
        return [
            self._said.word(path, text, rows, said) for (path, text), rows in seen.most_common()
        ]

    def _has_choices(self, path: str) -> bool:
        asked = self._read.asked(path)
        return asked is not None and asked.type in CHOSEN and not is_personal(asked)

    def asked(self, reading: Any, bench: Bench = BARE) -> list[dict[str, Any]]:  # noqa: ANN401
        """As of any table."""
        return super().asked(self._resolved(reading, bench).sheet, bench)

    def to_json(self, reading: Any, bench: Bench = BARE) -> Json:  # noqa: ANN401
        """As of any table, with the doubts."""
        resolved = self._resolved(reading, bench)
        states = Counter(row.state for row in self.rows(reading, bench))
        with override("en"):
            doubts = [
                {"row": number, "question": path, "code": code, "message": _says(code)}
                for number, told in sorted(resolved.doubts.items())
                for path, code in told
            ]
        report: dict[str, Any] = dict(super().to_json(resolved.sheet, bench))
        return report | {
            "problems": [*report["problems"], *doubts],
            **{state: states[state] for state in ("accepted", "doubtful", "refused")},
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
        sheet = self._resolved(reading, Bench(corrections, dataset.operation)).sheet
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
        besides: Mapping[str, Sequence[RowProblem]] | None = None,
    ) -> Table:
        """The rest in the columns of the register; the same kind reads it again."""
        resolved = self._resolved(reading, bench)
        doubts = {
            row.stable_id: [
                *(besides or {}).get(row.stable_id, ()),
                *self._open_doubts(row, resolved),
            ]
            for row in resolved.sheet.rows
            if row.stable_id in stable_ids
        }
        return self.annotated_with(doubts, resolved.sheet, stable_ids, bench)

    def _open_doubts(self, row: SheetRow, resolved: Resolved) -> list[RowProblem]:
        """What a person should decide about a row, without what is only told."""
        told = resolved.doubts.get(row.number, ())
        return [one for path, code in told if (one := self._problem(path, code)).level != "notice"]

    def _with_doubts(
        self, found: BenchRow, read: SheetRow, resolved: Resolved, bench: Bench
    ) -> BenchRow:
        changed = bench.corrections.get(found.stable_id, {})
        told = resolved.doubts.get(read.number, [])
        if bench.is_brief and not told:
            return found
        open_doubts = [(path, code) for path, code in told if path not in changed]
        problems = [self._problem(path, code) for path, code in open_doubts]
        levels = {one.level for one in problems}
        state = "doubtful" if found.state == "accepted" and "doubt" in levels else found.state
        state = "refused" if "refused" in levels else state
        if bench.is_brief:
            return replace(found, state=state, problems=[*found.problems, *problems])
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
            self._said.field(path, read.cells.get(path, ""))
            for path in paths
            if path not in offered and self._read.asked(path) is not None
        ]

    def _problem(self, path: str, code: str) -> RowProblem:
        params = {"question": self._said.label(path), "says": _says(code)}
        return RowProblem(code, _SAYS, params, _level(code))

    def _resolved(self, reading: Brought | Sheet, bench: Bench) -> Resolved:
        if isinstance(reading, Sheet):  # resolved already, and asked about by the table's own ways
            return Resolved(reading, {}, {}, [])
        if reading.own is not None:
            return Resolved(self._as_decided(reading.own, bench), {}, {}, [])
        operation = bench.operation
        decided = {name: said for name, said in bench.of_file.items() if name != "from"}
        key = (operation.pk if operation else 0, json.dumps(decided, sort_keys=True))
        if key not in reading.resolved:
            reading.resolved[key] = self._resolve(reading, operation, decided)
        return reading.resolved[key]

    def _resolve(
        self, reading: Brought, operation: Operation | None, decided: Mapping[str, Any]
    ) -> Resolved:
        from himaya.engines.tabular.intake import doubts as known_doubts
        from himaya.engines.tabular.intake import read_as

        found = read_as(
            reading.sheets,
            self._intake.kind,
            known_to(operation),
            file_name=reading.name,
            profile=decided or None,
        )
        row_cells = Cells(self.form, self._read, decided)
        said = decided.get("choices", {})
        doubts: dict[int, list[tuple[str, str]]] = {}
        for number, key, code in found.doubts.select("row", "field", "code").iter_rows():
            path = self._intake.questions.get(key)
            if path and code not in _LEFT_TO_THE_FORM:
                doubts.setdefault(number, []).append((path, code))
        intake = self._intake
        sums = sums_of(found, list(intake.questions), intake.adds_over, intake.country)
        rows, words = self._rows(found, row_cells, doubts, said, sums, Country.of(operation))
        filled = {path for row in rows for path in row.cells}
        sheet = Sheet(
            rows=rows,
            unknown=[one.column.name for one in found.proposals if not one.field],
            missing=[path for path in self._required if path not in filled],
            cells=row_cells,
            told={number: {path for path, _code in found} for number, found in doubts.items()},
            untaken=[
                one.column.name
                for one in found.proposals
                if one.field and one.field not in {*self._intake.questions, self._intake.country}
            ],
        )
        notes = [
            (one.code, one.about, one.count)
            for one in found.notes
            if one.code in known_doubts() and one.code not in _OUTSIDE_ROWS | {"column_missing"}
        ]
        if sums is not None and len(sums) < found.rows.height:
            notes.append(("figures_added", "", found.rows.height - len(sums)))
        return Resolved(sheet, doubts, words, notes, found)

    def _rows(
        self,
        found: "Reading",
        row_cells: Cells,
        doubts: dict[int, list[tuple[str, str]]],
        said: Mapping[str, Mapping[str, str]],
        sums: Mapping[int, float | None] | None,
        country: Country,
    ) -> tuple[list[SheetRow], dict[str, dict[str, str]]]:
        """(the register's rows, the provider's words by stable id); `doubts` of each row grow."""
        columns = [
            (path, self._column(found, key, said.get(path, {}), row_cells))
            for key, path in self._intake.questions.items()
        ]
        named = self._named_countries(found)
        rows, words = [], {}
        numbers, ids = found.rows["row"].to_list(), found.stable_ids().to_list()
        for n, (number, ident) in enumerate(zip(numbers, ids, strict=True)):
            if sums is not None and n not in sums:
                continue
            made = {path: column[n] for path, column in columns}
            cells = {path: one.text for path, one in made.items() if one.text}
            own = {path: one.words for path, one in made.items() if one.words}
            self._fill(cells, own, None if sums is None else sums[n])
            told = [*doubts.get(number, []), *country.take(named[n], cells)]
            told += [(path, "term_unknown") for path, one in made.items() if one.is_unlisted]
            if told:
                doubts[number] = list(dict.fromkeys(_undecided(told, own, said)))
            rows.append(row_cells.row(number, f"row-{ident}", cells))
            words[rows[-1].stable_id] = own
        return rows, words

    def _named_countries(self, found: "Reading") -> list[object]:
        name = self._intake.country
        if name and name in found.rows.columns:
            return list(found.rows[name].to_list())
        return [None] * found.rows.height

    def _fill(self, cells: dict[str, str], words: dict[str, str], total: float | None) -> None:
        """What a row says in other words of its own, and the sum of rows that were alike."""
        for path, other in self._intake.instead.items():
            if path not in cells and other in cells:
                cells[path] = words.get(other, cells[other])
        if total is not None:
            cells[self._intake.questions[self._intake.adds_over]] = _listed(float(total))[0]

    def _column(
        self, found: "Reading", key: str, said: Mapping[str, str], known: Cells
    ) -> list["_Cell"]:
        """The cells of one question, row by row; what is the same is made once."""
        path, kind = self._intake.questions[key], found.kind.fields[key].value
        names, words_name = _VALUES.get(kind, ((key,), f"{key}_words"))
        have = found.rows.columns
        nothing = [None] * found.rows.height
        values = [found.rows[name].to_list() if name in have else nothing for name in names]
        words = found.rows[words_name].to_list() if words_name in have else nothing
        made: dict[tuple[object, str], _Cell] = {}
        column = []
        for own, *some in zip(words, *values, strict=True):
            value = _listed(next((one for one in some if one), None) or some[-1])
            at = (tuple(value), own or "")
            if at not in made:
                made[at] = self._cell(path, value, own or "", said, known)
            column.append(made[at])
        return column

    def _cell(
        self, path: str, value: Sequence[str], own: str, said: Mapping[str, str], known: Cells
    ) -> "_Cell":
        """A cell with the provider's words, where they say it otherwise.

        An unlisted word of a question that may stay empty is a doubt, no reason to refuse.
        """
        codes = self._intake.values.get(path, {})
        if own in said:
            value = [said[own]]
        text = "; ".join(codes.get(one, one) for one in value)
        words = own if own and text and own.casefold() != text.casefold() else ""
        asked, whole = self._read.asked(path), text or own
        may_stay = asked is not None and asked.list_name and path not in self._required
        if asked is None or not whole or not may_stay or known.is_listed(path, asked, whole):
            return _Cell(whole, words)
        names = {one.name for one in self.form.choices.get(asked.list_name, ())}
        meant = known.choice(path, asked, whole)
        parts = meant if isinstance(meant, list) else [meant]
        return _Cell("; ".join(part for part in parts if part in names), words or whole, True)


@dataclass(frozen=True, slots=True)
class _Cell:
    """What stands in a cell of the register's table, and the provider's words where they differ."""

    text: str
    words: str
    is_unlisted: bool = False


def _undecided(
    told: list[tuple[str, str]],
    words: Mapping[str, str],
    said: Mapping[str, Mapping[str, str]],
) -> list[tuple[str, str]]:
    """The doubts without those about words that a person told the meaning of."""
    return [
        (path, code)
        for path, code in told
        if not (code.startswith("term_") and words.get(path) in said.get(path, {}))
    ]


def _listed(value: Any) -> list[str]:  # noqa: ANN401 - a cell of the engine
    if value is None or value == "":
        return []
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]


def _says(code: str) -> str:
    from himaya.engines.tabular.intake import doubts

    texts = doubts()[code].texts
    return texts.get(reader_language(), texts["en"])


def _level(code: str) -> str:
    from himaya.engines.tabular.intake import doubts

    return doubts()[code].level
