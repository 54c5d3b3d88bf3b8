"""Rooms above put their part on the page of a system, a form or a record, unknown here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from himaya.gate.seats import ActingSeat


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a page: a template and what it shows of the thing, within the seat's sight."""

    page: str  # "system", "instrument", "version" (of an instrument) or "record"
    template: str
    context: Callable[[ActingSeat, Any], Mapping[str, Any]]


_sections: list[Section] = []


def register_section(section: Section) -> None:
    """Add a part to a page; called from AppConfig.ready(), in the order of the rooms."""
    if section not in _sections:
        _sections.append(section)


def sections_of(page: str, seat: ActingSeat, thing: Model) -> list[dict[str, Any]]:
    """What the page includes: each with its `template` and its own context."""
    return [
        {"template": section.template, **section.context(seat, thing)}
        for section in _sections
        if section.page == page
    ]
