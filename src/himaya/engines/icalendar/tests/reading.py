"""A small reader of iCalendar text for tests, written from RFC 5545 and not from the writer."""

import re

_ESCAPE = re.compile(r"\\(.)", re.DOTALL)


def unfold(text: str) -> str:
    """Lines put together again (§3.1)."""
    return text.replace("\r\n ", "").replace("\r\n\t", "")


def lines_of(text: str) -> list[str]:
    """The content lines; every one must end with CR LF."""
    assert text.endswith("\r\n")
    return unfold(text).split("\r\n")[:-1]


def properties_of(text: str) -> dict[str, str]:
    """The properties of the calendar itself."""
    return _read(text)[0]


def events_of(text: str) -> list[dict[str, str]]:
    """The events, each property under its name with parameters, its value unescaped."""
    return _read(text)[1]


def _read(text: str) -> tuple[dict[str, str], list[dict[str, str]]]:
    calendar: dict[str, str] = {}
    events: list[dict[str, str]] = []
    open_parts: list[str] = []
    for line in lines_of(text):
        name, colon, value = line.partition(":")
        assert colon, line
        if name == "BEGIN":
            open_parts.append(value)
            if value == "VEVENT":
                events.append({})
        elif name == "END":
            assert open_parts.pop() == value
        else:
            assert open_parts, line
            within = events[-1] if open_parts[-1] == "VEVENT" else calendar
            assert name not in within, name
            within[name] = _ESCAPE.sub(lambda one: "\n" if one[1] in "nN" else one[1], value)
    assert open_parts == []
    return calendar, events
