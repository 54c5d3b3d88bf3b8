"""The form for the address of a register's calendar."""

from collections.abc import Sequence

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from himaya.people.tokens import MAX_DAYS


class SubscribeForm(forms.Form):
    """What the address is called in the list of tokens, until when, and how much it sees."""

    label = forms.CharField(
        label=_("What it is for"),
        max_length=80,
        help_text=_("For example: calendar on my phone. It appears in the list of tokens."),
    )
    days = forms.IntegerField(
        label=_("Valid for days"), min_value=1, max_value=MAX_DAYS, initial=90
    )
    level_cap = forms.TypedChoiceField(
        label=_("Highest sensitivity it sees"), coerce=int, choices=[]
    )

    def __init__(self, sent: QueryDict | None, *, levels: Sequence[tuple[int, str]]) -> None:
        """`levels`: what the address may be given, in words; the first is chosen."""
        super().__init__(sent)
        level = self.fields["level_cap"]
        assert isinstance(level, forms.TypedChoiceField)  # noqa: S101 - for the type checker
        level.choices = list(levels)
