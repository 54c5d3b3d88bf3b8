"""Writing a calendar of days and hours as iCalendar text.

Requirements (RFC 5545, https://www.rfc-editor.org/rfc/rfc5545):
1. UTF-8, each line ends with CR LF and has at most 75 octets; longer ones are folded between
   characters, never inside one (§3.1).
2. In text comma, semicolon, backslash and line breaks are escaped; control characters have no
   place (§3.3.11).
3. Whole days: DTSTART and DTEND are dates, and DTEND is the first day after (§3.6.1).
4. Hours are the clock's where the appointment is, whatever zone the reader is in: DATE-TIME form 1,
   "floating" (§3.3.5). Without an end there is no DTEND: it ends when it begins (§3.6.1).
5. Nothing is read from the clock: the same entries make the same text, so that programs that poll
   see no change where there is none. DTSTAMP is the last change, as §3.8.7.2 has it without METHOD.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

MOST_OCTETS = 75
PRODUCT = "-//himaya//calendar//EN"
_BREAKS = re.compile("\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class Entry:
    """Something on a day, or on all days from `first` to `last`, both included.

    With `begins` it is an appointment on the first day; an end that is not after that is left out.
    """

    uid: str  # the same each time for the same thing
    first: date
    last: date
    summary: str
    changed_at: datetime  # aware
    description: str = ""
    category: str = ""
    url: str = ""
    is_cancelled: bool = False
    begins: time | None = None
    ends: time | None = None


@dataclass(frozen=True, slots=True)
class Calendar:
    """What a program subscribes to; `hours`: how often it is asked to look again."""

    name: str
    description: str
    entries: Sequence[Entry]
    hours: int = 6


def write_calendar(calendar: Calendar) -> bytes:
    """The calendar as a file."""
    return "".join(f"{folded(line)}\r\n" for line in _lines(calendar)).encode()


def escaped(text: str) -> str:
    """Text as the value of a property."""
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return _CONTROLS.sub("", _BREAKS.sub("\\\\n", text))


def folded(line: str) -> str:
    """The line in pieces of at most 75 octets; each after the first begins with a space."""
    pieces, piece, octets = [], "", 0
    for sign in line:
        size = len(sign.encode())
        if octets + size > MOST_OCTETS:
            pieces.append(piece)
            piece, octets = "", 1  # the space that begins the next piece
        piece += sign
        octets += size
    return "\r\n ".join([*pieces, piece])


def _lines(calendar: Calendar) -> Iterator[str]:
    yield "BEGIN:VCALENDAR"
    yield "VERSION:2.0"
    yield f"PRODID:{PRODUCT}"
    yield "CALSCALE:GREGORIAN"
    # Not in the standard, and read by Outlook, Google and Apple alike.
    yield f"X-WR-CALNAME:{escaped(calendar.name)}"
    yield f"X-WR-CALDESC:{escaped(calendar.description)}"
    yield f"REFRESH-INTERVAL;VALUE=DURATION:PT{calendar.hours}H"  # RFC 7986 §5.7
    yield f"X-PUBLISHED-TTL:PT{calendar.hours}H"
    for entry in calendar.entries:
        yield from _entry_lines(entry)
    yield "END:VCALENDAR"


def _entry_lines(entry: Entry) -> Iterator[str]:
    changed = entry.changed_at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    yield "BEGIN:VEVENT"
    yield f"UID:{escaped(entry.uid)}"
    yield f"DTSTAMP:{changed}"
    yield f"LAST-MODIFIED:{changed}"
    yield from _when(entry)
    yield f"SUMMARY:{escaped(entry.summary)}"
    if entry.description:
        yield f"DESCRIPTION:{escaped(entry.description)}"
    if entry.category:
        yield f"CATEGORIES:{escaped(entry.category)}"
    if entry.url:
        yield f"URL:{_CONTROLS.sub('', entry.url)}"
    yield f"STATUS:{'CANCELLED' if entry.is_cancelled else 'CONFIRMED'}"
    yield "CLASS:CONFIDENTIAL"  # a program that shares calendars on leaves these out
    yield "TRANSP:TRANSPARENT"  # a due day makes nobody busy
    yield "END:VEVENT"


def _when(entry: Entry) -> Iterator[str]:
    if entry.begins is None:
        yield f"DTSTART;VALUE=DATE:{entry.first:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{_after(entry):%Y%m%d}"
        return
    yield f"DTSTART:{entry.first:%Y%m%d}T{entry.begins:%H%M%S}"
    if entry.ends is not None and entry.ends > entry.begins:
        yield f"DTEND:{entry.first:%Y%m%d}T{entry.ends:%H%M%S}"


def _after(entry: Entry) -> date:
    """The first day after the entry; what ends before it begins takes one day."""
    last = max(entry.first, entry.last)
    return last if last == date.max else last + timedelta(days=1)
