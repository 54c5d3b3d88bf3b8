"""What the page of a plan takes in."""

from django import forms
from django.utils.translation import gettext_lazy as _


class NextVersionForm(forms.Form):
    """What the next version is called."""

    next_version = forms.CharField(
        label=_("What the next version is called"),
        max_length=60,
        help_text=_("A number or a date, such as 2 or 2026-06."),
    )
