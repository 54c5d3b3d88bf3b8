"""Working copies of a register: what of it may leave, laid out as a neutral document.

Only `releases` writes files; this room fills the document. Encrypted answers never leave, nor do
answers of a field group or of a question whose marks nobody has confirmed.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from himaya.datasets.declarations import Profile
from himaya.gate.decisions import visible_to
from himaya.gate.seats import ActingSeat
from himaya.kernel import clock
from himaya.records.copies_as_maps import spots_of
from himaya.records.copies_for_hapi import hapi_columns, hapi_table
from himaya.records.copies_with_tags import tags_of
from himaya.records.models import Link, Record
from himaya.records.registers.cells import cell_of, lines_of
from himaya.records.registers.columns import Column
from himaya.records.registers.register import Register
from himaya.records.registers.rows import attach
from himaya.records.returning import REVISION
from himaya.records.words import in_words
from himaya.releases.actions import make_working_copy
from himaya.releases.content import Cell, Document, Table
from himaya.releases.models import Release

HXL = "hxl"  # layout: a row of hashtags below the headings
HAPI = "hapi"  # layout: the columns of HDX HAPI, for programs
MOST_ROWS = 20_000
_FOR_PROGRAMS = {"csv", "geojson"}
_FOR_READING = {"docx", "pptx"}
_WIDE, _NARROW = 40, 16  # characters


def leaving_columns(register: Register) -> tuple[Column, ...]:
    """The columns that may go along."""
    return tuple(column for column in register.columns if not column.group and column.is_confirmed)


def staying_columns(register: Register) -> list[str]:
    """Labels of the questions whose answers stay here, for the page that explains it."""
    leaving = {column.key for column in leaving_columns(register)}
    return [column.label for column in register.columns if column.key not in leaving]


def make_copy(
    *,
    seat: ActingSeat,
    register: Register,
    records: QuerySet[Record],
    form: str,
    layout: str = "",
    maker: str,
) -> Release:
    """A working copy of these records. Raises Problem(NOT_ALLOWED) when the rules refuse.

    The rules are asked about the register; a record more sensitive than it stays here.
    """
    within = records.filter(level__lte=register.dataset.level)
    found = attach(register, within.order_by("pk")[:MOST_ROWS])
    columns = leaving_columns(register)
    profile = register.profile
    # Programs want one column for each question, always.
    if layout == HAPI:
        document = _for_hapi(register, found, columns)
        columns = hapi_columns(register, columns)
    elif profile is not None and layout in profile.layouts and form not in _FOR_PROGRAMS:
        document = _laid_out(profile, layout, register, found, form)
    else:
        document = _plain(
            register, found, columns, form, is_tagged=layout == HXL and form != "geojson"
        )
    return make_working_copy(
        seat=seat,
        dataset=register.dataset,
        document=document,
        form=form,
        rows=len(found),
        columns=[column.key for column in columns if not column.is_own],
        inputs=[f"{record.ref}:{record.lock}" for record in found],
        maker=maker,
    )


def _seen_heading(form: str) -> tuple[str, ...]:
    """Of the column by which a copy that comes back says what it was made from; none on paper."""
    return () if form in _FOR_READING else (REVISION,)


def _revision(record: Record) -> int:
    return record.head.n if record.head else 0


def _plain(
    register: Register,
    records: Sequence[Record],
    columns: Sequence[Column],
    form: str,
    *,
    is_tagged: bool = False,
) -> Document:
    """One table with every column; figures and dates stay figures and dates."""
    table = Table(
        headers=_headings(columns, form),
        rows=[
            *([tags_of(columns, _seen_heading(form))] if is_tagged else []),
            *_plain_rows(register, records, columns, form),
        ],
        title=str(register.dataset),
        widths=[_NARROW, *(_NARROW if _is_short(column) else _WIDE for column in columns)],
        points=spots_of(register, records, columns) if form == "geojson" else (),
    )
    return Document(
        title=str(register.dataset), language=register.language, lines=(_as_of(),), tables=(table,)
    )


def _for_hapi(register: Register, records: Sequence[Record], columns: Sequence[Column]) -> Document:
    title = str(register.dataset)
    table = hapi_table(register, records, columns, title)
    return Document(title=title, language=register.language, lines=(_as_of(),), tables=(table,))


def _as_of() -> str:
    return _("As of %(day)s") % {"day": date_format(clock.today())}


def _headings(columns: Sequence[Column], form: str) -> list[str]:
    """In words for people; keys for a map program, which joins and styles by them."""
    if form == "geojson":
        return ["himaya_id", *(column.key for column in columns), *_seen_heading(form)]
    return [_("Reference"), *(column.label for column in columns), *_seen_heading(form)]


def _plain_rows(
    register: Register, records: Sequence[Record], columns: Sequence[Column], form: str
) -> Iterator[list[Cell]]:
    stays = {column.key: register.stays_in(column) for column in columns}
    for record in records:
        cells = [
            None if record.version_id in stays[column.key] else _value(column, record, register)
            for column in columns
        ]
        yield [record.ref, *cells, *(str(_revision(record)) for _heading in _seen_heading(form))]


def _is_short(column: Column) -> bool:
    return column.is_own or column.is_number or bool(column.asked and column.asked.type == "date")


def _value(column: Column, record: Record, register: Register) -> Cell:
    answers = record.head.answers if record.head else {}
    value = answers.get(column.key)
    if column.asked is not None and value is not None and column.means != "status":
        if column.is_number and isinstance(value, int | float):
            return value
        if column.asked.type == "date":
            return date.fromisoformat(str(value)[:10])
    if column.asked is not None and column.asked.list_name and isinstance(value, list):
        # Labels may hold commas; a semicolon parts them when the copy comes back.
        one = (in_words(register.form, column.asked, each, register.language) for each in value)
        return "; ".join(one)
    if column.parts:
        return "\n".join(lines_of(column, value or [], register.form, register.language))
    return cell_of(column, record, frozenset(), register, {}).text


def _laid_out(
    profile: Profile, layout: str, register: Register, records: Sequence[Record], form: str
) -> Document:
    """The document as the profile lays it out, from the answers that may leave."""
    keys = {column.key for column in leaving_columns(register)} | _silent_keys(register)
    stays = _staying_keys(register)
    related = _related(register, records)
    rows = [
        {
            "ref": record.ref,
            "stable_id": record.stable_id,
            "revision": _revision(record),
            "status": record.status,
            "answers": dict(_leaving(record, keys - stays.get(record.version_id, set()), register)),
            "related": related.get(record.pk, {}),
        }
        for record in records
    ]
    document: Document = profile.layouts[layout](rows, register.language, form)
    return document


def _staying_keys(register: Register) -> dict[int, set[str]]:
    """By other version of the form: keys that it, marked more strictly, keeps here."""
    staying: dict[int, set[str]] = {}
    for column in register.columns:
        for version in register.stays_in(column):
            staying.setdefault(version, set()).add(column.key)
    silent = _silent_keys(register)
    for mark in register.older_marks:
        if mark.path in silent and (mark.sensitivity != "none" or not mark.is_confirmed):
            staying.setdefault(mark.version_id, set()).add(mark.key)
    return staying


def _silent_keys(register: Register) -> set[str]:
    """Open, confirmed questions that no page shows (computed or hidden), which layouts may need."""
    return {
        question.key
        for question in register.version.questions.all()
        if question.sensitivity == "none" and question.is_confirmed and not question.repeat
    }


def _leaving(record: Record, keys: set[str], register: Register) -> Iterator[tuple[str, Any]]:
    """Open answers; of a repeat only the parts that may be listed."""
    answers = record.head.answers if record.head else {}
    parts = {
        column.key: {part.key for part in column.parts}
        for column in register.columns
        if column.parts
    }
    for key, value in answers.items():
        if key not in keys:
            continue
        if key in parts and isinstance(value, list):
            open_parts = parts[key]
            yield (
                key,
                [
                    {name: text for name, text in row.items() if name in open_parts}
                    for row in value
                    if isinstance(row, dict)
                ],
            )
        else:
            yield key, value


def _related(
    register: Register, records: Sequence[Record]
) -> dict[int, dict[str, Mapping[str, Any]]]:
    """By record and relation: what it belongs to, as far as the seat may see. Open answers only."""
    standing = Record.objects.filter(is_withdrawn=False, level__lte=register.dataset.level)
    targets = visible_to(standing, register.seat)
    links = (
        Link.objects.filter(source__in=[record.pk for record in records])
        .filter(target__in=targets.values("pk"))
        .select_related("target__head", "target__version")
        .prefetch_related("target__version__questions")
        .order_by("order")
    )
    related: dict[int, dict[str, Mapping[str, Any]]] = {}
    for link in links:
        target = link.target
        open_paths = {
            question.path
            for question in target.version.questions.all()
            if question.sensitivity == "none" and question.is_confirmed
        }
        answers = target.head.answers if target.head else {}
        related.setdefault(link.source_id, {})[link.relation] = {
            "ref": target.ref,
            "stable_id": target.stable_id,
            "status": target.status,
            "order": link.order,
            "answers": _only(answers, open_paths),
        }
    return related


def _only(answers: Mapping[str, Any], paths: set[str], prefix: str = "") -> dict[str, Any]:
    """The answers at these paths, in repeats too."""
    kept: dict[str, Any] = {}
    for key, value in answers.items():
        path = f"{prefix}{key}"
        if isinstance(value, list) and value and all(isinstance(row, dict) for row in value):
            rows = [_only(row, paths, f"{path}.") for row in value]
            if any(rows):
                kept[key] = rows
        elif path in paths:
            kept[key] = value
    return kept
