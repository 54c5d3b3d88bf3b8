"""The invented plans as spreadsheets, Word documents and pasted text, and their words counted."""

import io
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import docx
from openpyxl import Workbook

from himaya.engines.tabular import (
    Document,
    Paragraph,
    Row,
    Table,
    fold_words,
    one_line,
    plain,
    read_document,
)
from himaya.profiles.workplans.reading import Plan, Reading, read_plans, to_json

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

FILES = Path(__file__).parent / "files"
NAMES = ("pim_action_plan", "cluster_work_plan", "objective_plan")


def invented(name: str) -> Document:
    path = FILES / f"{name}.txt"
    return read_document(path.read_bytes(), file_name=path.name)


def read_invented(
    name: str, *, plan_start: date | None = None, plan_year: int | None = None
) -> Reading:
    return read_plans(invented(name), plan_start=plan_start, plan_year=plan_year)


def as_xlsx(document: Document) -> bytes:
    """All rows on one sheet, markup turned into lines, a blank row where a blank line was."""
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    at = 0
    for row in document.rows():
        at += 1 + min(row.gap, 1)
        for column, text in enumerate(row.texts, 1):
            if text.strip():
                sheet.cell(at, column, plain(text))
        if _is_goal(row):
            sheet.merge_cells(start_row=at, start_column=9, end_row=at, end_column=12)
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def as_docx(document: Document) -> bytes:
    """Tables as tables, list items as real lists, empty cells of goal rows merged."""
    word = docx.Document()
    for block in document.blocks:
        if isinstance(block, Paragraph):
            word.add_paragraph(plain(block.text))
        else:
            _add_table(word, block)
    stream = io.BytesIO()
    word.save(stream)
    return stream.getvalue()


def _add_table(word: "WordDocument", table: Table) -> None:
    width = max(len(row.cells) for row in table.rows)
    made = word.add_table(len(table.rows), width)
    for at, row in enumerate(table.rows):
        for column, text in enumerate(row.texts):
            cell = made.cell(at, column)
            for number, line in enumerate(plain(text).splitlines()):
                listed = line.startswith("· ")
                words = line.removeprefix("· ")
                paragraph = cell.paragraphs[0] if not number else cell.add_paragraph()
                paragraph.text = words
                if listed:
                    paragraph.style = word.styles["List Bullet"]
        if _is_goal(row):
            made.cell(at, 8).merge(made.cell(at, 11))
    word.add_paragraph("")


def as_pasted(document: Document) -> str:
    """As copied from a spreadsheet: broken cells in quotes, Windows line ends."""
    lines = []
    for row in document.rows():
        lines += [""] * min(row.gap, 1)
        lines.append("\t".join(_quoted(plain(text)) for text in row.texts))
    return "\r\n".join(lines)


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if "\n" in text else text


def _is_goal(row: Row) -> bool:
    return len(row.cells) == 12 and row.texts[1].startswith("GOAL")


def comparable(reading: Reading) -> dict[str, Any]:
    """The reading without what may differ between formats: row numbers and places."""
    made = to_json(reading, include_persons=True)
    for problem in made["problems"]:
        del problem["row"], problem["where"]
    for plan in made["plans"]:
        for goal in plan["goals"]:
            for activity in goal["activities"]:
                del activity["row"]
    return made


def words_of(document: Document) -> Counter[str]:
    """Every word of every cell and paragraph."""
    return Counter(
        word for row in document.rows() for text in row.texts for word in fold_words(one_line(text))
    )


def words_kept(reading: Reading) -> Counter[str]:
    """Every word that arrived in a field of the reading or was put aside and named."""
    texts = [text for plan in reading.plans for text in _plan_texts(plan)]
    return Counter(word for text in texts for word in fold_words(text))


def _plan_texts(plan: Plan) -> Iterator[str]:
    yield from (row.text for row in plan.kept)
    for goal in plan.goals:
        yield from (goal.code_text, goal.title)
        yield from goal.unpaired_results
        yield from goal.unpaired_responsible
        yield from (timeline.text for timeline in goal.unpaired_timelines)
        yield from (note.text for note in goal.unpaired_statuses)
        for activity in goal.activities:
            yield from (activity.code_text, activity.title, activity.remarks)
            yield from [activity.challenge] if activity.challenge != activity.title else []
            yield from (activity.deadline.text, *activity.partners, *activity.results)
            yield from activity.quarter_marks.values()
            yield from (note.text for note in activity.status_notes)
            yield from _owner_texts(plan, activity.responsible, activity.responsible_text)
            # A step told only by its owner repeats the owner's words.
            own = (step for step in activity.sub_actions if step.text != step.responsible_text)
            yield from (step.text for step in own)


def _owner_texts(plan: Plan, owners: list[str], text: str) -> list[str]:
    return [text] if plan.layout == "pim_action_plan" else owners
