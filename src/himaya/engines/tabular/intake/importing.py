"""From a file to rows of a kind in one call, with a choice of the sheet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from himaya.engines.tabular.errors import ReadError, ReadErrorCode
from himaya.engines.tabular.intake.dates import period_in
from himaya.engines.tabular.intake.heads import Head, find_head
from himaya.engines.tabular.intake.kinds import Kind, kind_of
from himaya.engines.tabular.intake.mapping import MappingProfile, mapping_of
from himaya.engines.tabular.intake.proposals import Proposal, propose_fields
from himaya.engines.tabular.intake.reading import read_sheets
from himaya.engines.tabular.intake.reference import Reference
from himaya.engines.tabular.intake.rows import Reading, read_rows
from himaya.engines.tabular.intake.sheet import Progress, Sheet
from himaya.engines.tabular.intake.unpivot import gather_figures, gather_marks

_REQUIRED, _HIDDEN = 3.0, 2.0


@dataclass(frozen=True, slots=True)
class SheetChoice:
    """A sheet with its headings and proposals; `score` says how well it fits the kind."""

    sheet: Sheet
    head: Head
    proposals: list[Proposal]
    score: float


def choose_sheet(
    sheets: Sequence[Sheet],
    kind: Kind,
    reference: Reference,
    *,
    profile: Mapping[str, Any] | None = None,
    name: str = "",
) -> list[SheetChoice]:
    """Every sheet that could be of this kind, the best first; `name` or the profile's choice leads.

    A sheet is judged by the fields it can fill, required ones above all, then by its rows.
    """
    mapping = mapping_of(profile)
    wanted = name or (mapping.sheet if mapping else "")
    choices = []
    for sheet in sheets:
        sheet, head, proposals = _laid_out(sheet, kind, reference, mapping)  # noqa: PLW2901
        fields = {one.field: one.confidence for one in proposals if one.field}
        required = [key for key, one in kind.fields.items() if one.is_required]
        score = sum(fields.values()) + _REQUIRED * sum(fields.get(key, 0.0) for key in required)
        body = max(sheet.cells.height - len(head.rows), 0)
        score += min(body, 100_000) / 1_000_000 - (_HIDDEN if sheet.hidden else 0.0)
        if body == 0:
            score -= 1.0
        if wanted and sheet.name == wanted:
            score += 1_000
        choices.append(SheetChoice(sheet, head, proposals, score))
    return sorted(choices, key=lambda one: -one.score)


def _laid_out(
    sheet: Sheet, kind: Kind, reference: Reference, mapping: MappingProfile | None
) -> tuple[Sheet, Head, list[Proposal]]:
    """Headings and proposals, with tables that are spread sideways brought together first."""
    head = find_head(sheet, mapping.head_row if mapping else None)
    if "figure" in kind.fields and (gathered := gather_figures(sheet, head, reference)):
        sheet, head = gathered
    proposals = propose_fields(sheet, head, kind, reference, mapping)
    if marked := gather_marks(sheet, head, proposals, kind, reference):
        sheet, head = marked
        proposals = propose_fields(sheet, head, kind, reference, mapping)
    return sheet, head, proposals


def read_as(
    source: bytes | str | Sequence[Sheet],
    kind: str | Kind,
    reference: Reference,
    *,
    file_name: str = "",
    sheet: str = "",
    profile: Mapping[str, Any] | None = None,
    progress: Progress | None = None,
) -> Reading:
    """Read a file, pasted text or sheets already read as rows of a kind.

    `profile` is a mapping profile (see `mapping`): its columns, sheet and decisions are honoured.
    Raises ReadError, also `NO_TABLE` when no sheet has any column of the kind.
    """
    kind = kind_of(kind) if isinstance(kind, str) else kind
    if isinstance(source, bytes | str):
        sheets = read_sheets(source, file_name=file_name, progress=progress)
    else:
        sheets = list(source)
    mapping = mapping_of(profile)
    if mapping is not None and (mapping.decisions or mapping.day_first is not None):
        reference = reference.decided(mapping.decisions, day_first=mapping.day_first)
    if reference.period is None and (found := _period(file_name, sheets)):
        reference = replace(reference, period=found)
    choices = choose_sheet(sheets, kind, reference, profile=profile, name=sheet)
    best = choices[0] if choices else None
    if best is None or not any(one.field for one in best.proposals):
        raise ReadError(ReadErrorCode.NO_TABLE, kind=kind.code)
    return read_rows(best.sheet, best.head, best.proposals, kind, reference, progress)


def _period(file_name: str, sheets: Sequence[Sheet]) -> Any:  # noqa: ANN401  # a pair of days or None
    stem = file_name.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    for words in (stem, *(sheet.name for sheet in sheets)):
        if found := period_in(words):
            return found
    return None
