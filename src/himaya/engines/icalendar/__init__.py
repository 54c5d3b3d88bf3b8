"""Calendars as calendar programs read them: iCalendar (RFC 5545), whole days and hours."""

from himaya.engines.icalendar.writing import Calendar, Entry, escaped, folded, write_calendar

__all__ = ["Calendar", "Entry", "escaped", "folded", "write_calendar"]
