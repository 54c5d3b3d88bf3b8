"""The form for a new token."""

from collections.abc import Sequence

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from himaya.gate.api_routes import offered
from himaya.kernel.verbs import Verb
from himaya.people.tokens import MAX_DAYS


class TokenForm(forms.Form):
    """What the token is for, what it may do, and until when."""

    label = forms.CharField(
        label=_("What it is for"),
        max_length=80,
        help_text=_("For example: monthly table in Excel. It appears in the list below."),
    )
    verbs = forms.MultipleChoiceField(
        label=_("What it may do"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Give it only what the program needs."),
    )
    days = forms.IntegerField(
        label=_("Valid for days"), min_value=1, max_value=MAX_DAYS, initial=90
    )
    level_cap = forms.TypedChoiceField(
        label=_("Highest sensitivity it sees"), coerce=int, choices=[], initial=1
    )

    def __init__(
        self,
        sent: QueryDict | None,
        *,
        levels: list[tuple[int, str]],
        others: Sequence[str] = (),
    ) -> None:
        """`others`: the roles that may give more than `levels`, in words; none: nobody does."""
        super().__init__(sent)
        verbs = self.fields["verbs"]
        level = self.fields["level_cap"]
        assert isinstance(verbs, forms.MultipleChoiceField)  # noqa: S101 - for the type checker
        assert isinstance(level, forms.TypedChoiceField)  # noqa: S101 - for the type checker
        verbs.choices = [(str(verb), str(verb)) for verb in sorted(offered)]
        level.choices = levels
        if others:
            level.help_text = gettext(
                "Tokens above Low are made for their own access by: %(roles)s. Ask one of them if "
                "a program has to see more."
            ) % {"roles": pgettext("between the items of a list", ", ").join(others)}

    def chosen_verbs(self) -> list[Verb]:
        """The verbs as verbs."""
        return [Verb(verb) for verb in self.cleaned_data["verbs"]]
