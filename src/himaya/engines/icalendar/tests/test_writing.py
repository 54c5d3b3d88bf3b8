"""iCalendar text, read again by a reader that shares nothing with the writer."""

from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from himaya.engines.icalendar import Calendar, Entry, escaped, folded, write_calendar
from himaya.engines.icalendar.tests.reading import events_of, properties_of, unfold

ARABIC = "اجتماع تنسيق مجموعة الحماية، الفصل الثاني: مراجعة خطة العمل والإحالات في الجنوب"
CHANGED = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
LINE = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n"))
DAYS = st.dates(date(1990, 1, 1), date(2100, 1, 1))


def entry(**changed: object) -> Entry:
    known: dict[str, object] = {
        "uid": "4t9k-due@himaya",
        "first": date(2026, 5, 15),
        "last": date(2026, 5, 15),
        "summary": "Plan is due",
        "changed_at": CHANGED,
    }
    return Entry(**(known | changed))  # type: ignore[arg-type]


def written(*entries: Entry, name: str = "Meetings", description: str = "") -> str:
    return write_calendar(Calendar(name, description, entries)).decode()


@given(LINE)
def test_folded_line__unfolds_to_itself(line: str) -> None:
    assert unfold(folded(line)) == line


@given(LINE)
def test_folded_line__no_piece_over_75_octets_and_each_is_whole_text(line: str) -> None:
    pieces = folded(line).encode().split(b"\r\n")
    assert all(len(piece) <= 75 for piece in pieces)
    assert "".join(piece.decode()[number > 0 :] for number, piece in enumerate(pieces)) == line


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"])))
def test_any_title__comes_back_as_it_was(title: str) -> None:
    (found,) = events_of(written(entry(summary=title)))
    assert found["SUMMARY"] == title


@given(st.lists(st.builds(entry, summary=st.text(), first=DAYS, last=DAYS), max_size=4))
def test_any_entries__one_calendar_with_as_many_events(entries: list[Entry]) -> None:
    """Whatever stands in a title begins no line of its own."""
    text = written(*entries)
    assert "\n" not in text.replace("\r\n", "")
    assert len(events_of(text)) == len(entries)


@pytest.mark.parametrize(
    ("begins", "ends", "start", "end"),
    [
        (time(9, 30), time(11), "20260515T093000", "20260515T110000"),
        (time(9, 30), None, "20260515T093000", None),
        (time(9, 30), time(9), "20260515T093000", None),
    ],
)
def test_hours__of_the_clock_where_it_is(
    begins: time, ends: time | None, start: str, end: str | None
) -> None:
    (found,) = events_of(written(entry(begins=begins, ends=ends)))
    assert (found["DTSTART"], found.get("DTEND")) == (start, end)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("rice, oil; salt", r"rice\, oil\; salt"),
        ("a\\b", r"a\\b"),
        ("one\r\ntwo\rthree\nfour", r"one\ntwo\nthree\nfour"),
        ("one\u2028two", r"one\ntwo"),
        ("bell\x07 and\x00 zero", "bell and zero"),
        ("tab\tstays", "tab\tstays"),
        (r"\n", r"\\n"),
    ],
)
def test_escaped(given: str, kept: str) -> None:
    assert escaped(given) == kept


def test_arabic_title__intact_over_several_lines() -> None:
    text = written(entry(summary=ARABIC))
    assert len(f"SUMMARY:{ARABIC}".encode()) > 150
    assert ARABIC not in text
    assert events_of(text)[0]["SUMMARY"] == ARABIC


@pytest.mark.parametrize(
    ("first", "last", "end"),
    [
        (date(2026, 5, 15), date(2026, 5, 15), "20260516"),
        (date(2026, 12, 30), date(2026, 12, 31), "20270101"),
        (date(2026, 5, 15), date(2026, 5, 1), "20260516"),
        (date.max, date.max, "99991231"),
    ],
)
def test_whole_days__the_end_is_the_day_after(first: date, last: date, end: str) -> None:
    (found,) = events_of(written(entry(first=first, last=last)))
    assert found["DTSTART;VALUE=DATE"] == f"{first:%Y%m%d}"
    assert found["DTEND;VALUE=DATE"] == end


def test_event__has_what_programs_ask_for() -> None:
    east = CHANGED.astimezone(timezone(timedelta(hours=3)))
    cancelled = entry(
        changed_at=east, is_cancelled=True, category="Due", description="Open", url="https://h/a,b"
    )
    (found,) = events_of(written(cancelled))
    assert found["UID"] == "4t9k-due@himaya"
    assert found["DTSTAMP"] == found["LAST-MODIFIED"] == "20260504T093000Z"
    assert found["STATUS"] == "CANCELLED"
    assert found["CATEGORIES"] == "Due"
    assert found["DESCRIPTION"] == "Open"
    assert found["URL"] == "https://h/a,b"


def test_event_without_more__no_empty_lines() -> None:
    (found,) = events_of(written(entry()))
    assert not {"DESCRIPTION", "CATEGORIES", "URL"} & set(found)
    assert found["STATUS"] == "CONFIRMED"


def test_calendar__says_what_it_is() -> None:
    found = properties_of(written(name="Réunions, HRA", description="At most 2,000 entries"))
    assert found["VERSION"] == "2.0"
    assert found["PRODID"]
    assert found["X-WR-CALNAME"] == "Réunions, HRA"
    assert found["X-WR-CALDESC"] == "At most 2,000 entries"
