"""Forms of the room that are not made from an instrument."""

from django import forms
from django.utils.translation import gettext_lazy as _


class CodeForm(forms.Form):
    """The agency's own code for what records are about."""

    code = forms.CharField(label=_("Code"), max_length=200)


class ErasureForm(forms.Form):
    """Why a subject is erased, and that it is meant."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        help_text=_("It stays in the history of the entries: name nobody."),
    )
    is_sure = forms.BooleanField(label=_("I know that this cannot be undone"))


class UnlinkForm(forms.Form):
    """Why a relation is taken away."""

    reason = forms.CharField(label=_("Reason"), max_length=300)
