"""Forms of the room that are not made from an instrument."""

from typing import TYPE_CHECKING, cast

from django import forms
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import QueryDict


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


class RelateForm(forms.Form):
    """Which relation, and words of the other record; `target` once one was chosen."""

    relation = forms.ChoiceField(label=_("Relation"))
    words = forms.CharField(
        label=_("Find the other record"),
        max_length=200,
        help_text=_("Words of its heading, or its reference."),
    )
    target = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)

    def __init__(
        self, posted: "QueryDict | None" = None, *, choices: "Sequence[tuple[str, str]]"
    ) -> None:
        super().__init__(posted)
        cast("forms.ChoiceField", self.fields["relation"]).choices = list(choices)


class UnlinkForm(forms.Form):
    """Why a relation is taken away."""

    reason = forms.CharField(label=_("Reason"), max_length=300)
