"""Files we gave back carry the plan's title and version in columns: one section, many plans."""

from collections.abc import Iterator
from dataclasses import replace

from himaya.engines.tabular import Row, fold, one_line
from himaya.profiles.workplans.reading.model import Plan
from himaya.profiles.workplans.reading.sections import Section
from himaya.profiles.workplans.reading.titles import read_version, read_year


def split_by_plan(section: Section) -> Iterator[tuple[Plan, Section]]:
    """Yield an empty plan for the section, or one with its title for each title in the column."""
    layout = section.header.layout.value
    column = section.header.columns.get("plan")
    if column is None:
        yield Plan("", layout), section
        return
    groups: dict[str, list[Row]] = {}
    titles: dict[str, str] = {}
    last = ""
    for row in section.body:
        title = one_line(row.texts[column]) if column < len(row.cells) else ""
        last = fold(title) or last
        titles.setdefault(last, title)
        groups.setdefault(last, []).append(row)
    for key, rows in groups.items():
        plan = Plan(titles[key], layout)
        _read_version(plan, section, rows)
        read_year(plan)
        yield plan, replace(section, body=rows)


def _read_version(plan: Plan, section: Section, rows: list[Row]) -> None:
    column = section.header.columns.get("version")
    for row in rows:
        if column is not None and column < len(row.cells) and one_line(row.texts[column]):
            read_version(plan, f"version {one_line(row.texts[column])}")
            return
