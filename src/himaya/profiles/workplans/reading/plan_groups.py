"""Files we gave back: one section, many plans, told apart by columns.

They carry the plan's title, version and identity. Versions of a plan bear one title, so the
identity goes before it.
"""

from collections.abc import Iterator
from dataclasses import replace

from himaya.engines.tabular import Row, fold, one_line
from himaya.profiles.workplans.reading.identity import given_id
from himaya.profiles.workplans.reading.model import Plan
from himaya.profiles.workplans.reading.sections import Section
from himaya.profiles.workplans.reading.titles import read_version, read_year


def split_by_plan(section: Section) -> Iterator[tuple[Plan, Section]]:
    """Yield an empty plan for the section, or one for each identity or title in its columns."""
    layout = section.header.layout.value
    if "plan" not in section.header.columns:
        yield Plan("", layout), section
        return
    groups: dict[tuple[str | None, str], list[Row]] = {}
    titles: dict[tuple[str | None, str], str] = {}
    last: tuple[str | None, str] = (None, "")
    for row in section.body:
        title = _cell(section, row, "plan")
        identity = given_id(_cell(section, row, "himaya_plan"))
        # A row written below by hand need not repeat them.
        if identity or (title and fold(title) != last[1]):
            last = (identity, fold(title) or last[1])
        titles.setdefault(last, title)
        groups.setdefault(last, []).append(row)
    for key, rows in groups.items():
        plan = Plan(titles[key], layout, himaya_id=key[0])
        _read_version(plan, section, rows)
        read_year(plan)
        yield plan, replace(section, body=rows)


def _read_version(plan: Plan, section: Section, rows: list[Row]) -> None:
    for row in rows:
        if words := _cell(section, row, "version"):
            # As we write it: the version, the word, or both.
            read_version(plan, words if words == "ENDORSED" else f"version {words}")
            return


def _cell(section: Section, row: Row, name: str) -> str:
    column = section.header.columns.get(name)
    return one_line(row.texts[column]) if column is not None and column < len(row.cells) else ""
