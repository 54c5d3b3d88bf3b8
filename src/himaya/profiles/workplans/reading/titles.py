"""What stands above a plan's table: title, version, endorsement, year, overall goal."""

import re
from collections.abc import Sequence
from datetime import date

from himaya.engines.tabular import Row, fold, fold_words, one_line
from himaya.profiles.workplans.reading.dates import find_dates
from himaya.profiles.workplans.reading.model import KeptRow, Plan
from himaya.profiles.workplans.reading.problem_log import ProblemLog
from himaya.profiles.workplans.reading.problems import ProblemCode

_VERSION = re.compile(
    r"\b(?:version|versión|الإصدار|النسخة)\s*[:n°.]*\s*(?P<version>\w[\w.\-/]*)", re.IGNORECASE
)
_ENDORSED = re.compile(r"\b(?:endorsed|approved|approuvé|validé|aprobado)\b|معتمد", re.IGNORECASE)
_NOT = re.compile(
    r"\b(?:not|to be|non|no|until|pending|yet)\s+(?:yet\s+)?(?:endorsed|approved|approuvé|validé"
    r"|aprobado)\b|غير معتمد|\b(?:draft|borrador|brouillon)\b",
    re.IGNORECASE,
)
_GOAL = re.compile(
    r"^(?:overall |general )?(?:goal|but|objectif général|meta|الهدف العام)\s*:", re.IGNORECASE
)
_FIGURE_DATE = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-]((?:19|20)\d\d)")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
# Words of plan titles that a cell border is known to cut.
_TITLE_WORDS = {
    "plan",
    "workplan",
    "protection",
    "cluster",
    "action",
    "group",
    "working",
    "sector",
}
_SHORTEST = 5  # letters of a page number or stray sign that is not part of a title


def read_preamble(plan: Plan, rows: Sequence[Row], log: ProblemLog) -> None:
    """Fill title, version, endorsement, year and overall goal from the rows above the table."""
    titles = []
    for row in rows:
        text = one_line(" ".join(row.texts))
        plan.kept.append(KeptRow(row.origin.row, text, "preamble"))
        if match := _GOAL.match(text):
            plan.overall_goal = text[match.end() :].strip()
        elif title := _title(row, log):
            titles.append(title)
        read_version(plan, text)
    plan.title = " – ".join(titles)  # noqa: RUF001  # how titles of two lines are set
    read_year(plan)


def read_year(plan: Plan) -> None:
    """Take the plan's year from its title, else from the date of its version."""
    years = _YEAR.findall(plan.title)
    if years:
        plan.year = int(years[-1])
    elif plan.version_date:
        plan.year = plan.version_date.year


def read_version(plan: Plan, text: str) -> None:
    """Take version and endorsement from a line, if it states them."""
    if match := _VERSION.search(text):
        plan.version = match.group("version").rstrip(".,")
        plan.version_date = _date(plan.version, text[match.start("version") :])
    if _ENDORSED.search(text) and not _NOT.search(text):
        plan.endorsed = True


def _date(version: str, text: str) -> date | None:
    if match := _FIGURE_DATE.match(version):
        day, month, year = map(int, match.groups())
        try:
            return date(year, month, day)
        except ValueError:
            return None  # a version number that only looks like a date
    found = find_dates(text, year=None)
    return found[0].end if found and found[0].at[0] == 0 else None


def _title(row: Row, log: ProblemLog) -> str:
    """The words on the left of a row, up to the version; cut words are put together."""
    cells = [one_line(text) for text in row.texts]
    title, used = "", 0
    for index, cell in enumerate(cells):
        if not cell or _VERSION.match(cell) or (title and used < index - 1):
            if title:
                break
            continue
        if title and _is_cut(title, cell):
            log.add(row.origin, ProblemCode.TITLE_WORDS_JOINED)
            title += cell
        else:
            title = f"{title} {cell}".strip()
        used = index
    title = _VERSION.split(title)[0].strip(" ,;:-–")  # noqa: RUF001
    return title if _is_title(title, row) else ""


def _is_title(title: str, row: Row) -> bool:
    """Words far to the right are the page's head, not the plan's title."""
    first = next((i for i, text in enumerate(row.texts) if one_line(text)), 0)
    near = first <= len(row.texts) // 2
    return near and len(title) >= _SHORTEST


def _is_cut(left: str, right: str) -> bool:
    before, after = fold_words(left)[-1:], fold_words(right)[:1]
    if not before or not after or not right[0].isalpha():
        return False
    whole = before[0] + after[0]
    return right[0].islower() or whole in _TITLE_WORDS


def overlap(row: Row, words: set[str]) -> float:
    """Share of a row's words that are among `words`, 0 to 1."""
    mine = [fold(word) for text in row.texts for word in fold_words(one_line(text))]
    return sum(word in words for word in mine) / len(mine) if mine else 0.0
