"""The one place that asks what time it is, so that tests and trials can set it."""

from datetime import date, datetime

from django.utils import timezone


def now() -> datetime:
    """The present moment, aware, UTC inside."""
    return timezone.now()


def today() -> date:
    """The present day in the active time zone."""
    return timezone.localdate()
