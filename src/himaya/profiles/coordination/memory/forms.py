"""The span of days that a tracker looks at."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

_YEAR = timedelta(days=365)
_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class SpanForm(forms.Form):
    """From and until; the year up to today where nothing is asked or what is asked is no span."""

    since = forms.DateField(label=_("From"), widget=_DAY)
    until = forms.DateField(label=_("Until"), widget=_DAY)

    def __init__(self, data: Any, *, today: date) -> None:  # noqa: ANN401 - Django's own
        first = {"since": today - _YEAR, "until": today}
        asked = data if "since" in data or "until" in data else None
        super().__init__(asked, initial=first)

    def clean(self) -> dict[str, Any]:
        """A span ends after it begins."""
        given = super().clean() or {}
        since, until = given.get("since"), given.get("until")
        if since and until and since > until:
            self.add_error("until", _("The end is before the start."))
        return given

    @property
    def span(self) -> tuple[date, date]:
        """First and last day."""
        given = self.cleaned_data if self.is_bound and self.is_valid() else {}
        first, last = (given.get(key, self.initial[key]) for key in ("since", "until"))
        return first, last
