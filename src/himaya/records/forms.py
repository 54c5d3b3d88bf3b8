"""Forms of the room that are not made from an instrument."""

from typing import TYPE_CHECKING, cast

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import QueryDict

    from himaya.records.assigning import Caseworker


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


class AssignForm(forms.Form):
    """Whose case it is to be."""

    caseworker = forms.ChoiceField(label=_("Caseworker"))

    def __init__(
        self,
        posted: "QueryDict | None" = None,
        *,
        caseworkers: "Sequence[Caseworker]",
        now: str,
    ) -> None:
        super().__init__(posted, initial={"caseworker": now})
        cast("forms.ChoiceField", self.fields["caseworker"]).choices = [
            (one.seat.ref, self._said(one)) for one in caseworkers
        ]

    @staticmethod
    def _said(one: "Caseworker") -> str:
        held = ngettext("%(n)s case", "%(n)s cases", one.cases) % {"n": one.cases}
        return f"{one.seat.account.name} · {one.seat.get_role_display()} · {held}"


class UnlinkForm(forms.Form):
    """Why a relation is taken away."""

    reason = forms.CharField(label=_("Reason"), max_length=300)
