"""The form that opens a round."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from himaya.gate.seats import ActingSeat
from himaya.library.models import DocumentVersion
from himaya.people.models import Role, Seat
from himaya.people.queries import usable_seats
from himaya.records.titles import title_of
from himaya.themes.coding.seeing import codable_versions

_CODERS = (Role.COORDINATOR, Role.IM_OFFICER, Role.FOCAL_POINT, Role.FIELD_FOCAL_POINT)
_LEAST = 2


def possible_coders(seat: ActingSeat) -> QuerySet[Seat]:
    """Who may be asked to code in the seat's operation, by name and agency only.

    Not by `visible_to`: whoever keeps a framework chooses coders of all agencies, whose accesses
    they otherwise do not see.
    """
    found = usable_seats().filter(
        operation=seat.operation, role__in=_CODERS, stands_in_for__isnull=True
    )
    return found.select_related("account", "agency").order_by("agency__acronym", "account__name")


class _Documents(forms.ModelMultipleChoiceField["DocumentVersion"]):
    def label_from_instance(self, obj: DocumentVersion) -> str:
        return title_of(obj.record)


class _Coders(forms.ModelMultipleChoiceField["Seat"]):
    def label_from_instance(self, obj: Seat) -> str:
        return f"{obj.account.name}, {obj.agency.acronym}"


class RoundForm(forms.Form):
    """Which documents are coded twice, by whom."""

    label = forms.CharField(label=_("Name of the round"), max_length=120)
    documents = _Documents(
        label=_("Documents"),
        queryset=DocumentVersion.objects.none(),
        to_field_name="ref",
        widget=forms.CheckboxSelectMultiple,
    )
    coders = _Coders(
        label=_("Coders"),
        queryset=Seat.objects.none(),
        to_field_name="ref",
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Two at least. Each codes what their own access opens."),
    )
    shows_suggestions = forms.BooleanField(
        label=_("Show what is suggested"),
        help_text=_("It leads coders to agree with the machine, and so with one another."),
        required=False,
    )

    def __init__(self, *args: Any, seat: ActingSeat, **kwargs: Any) -> None:  # noqa: ANN401 - Django's form arguments
        super().__init__(*args, **kwargs)
        documents = codable_versions(seat).select_related("record__head", "record__version")
        self._choose(
            "documents", documents.prefetch_related("record__version__questions").order_by("-pk")
        )
        self._choose("coders", possible_coders(seat))

    def _choose(self, name: str, rows: Any) -> None:  # noqa: ANN401 - a QuerySet of either model
        field = self.fields[name]
        assert isinstance(field, forms.ModelMultipleChoiceField)  # noqa: S101 - declared above
        field.queryset = rows

    def clean_coders(self) -> Any:  # noqa: ANN401 - a QuerySet
        """One coder agrees with nobody."""
        coders = self.cleaned_data["coders"]
        if len(coders) < _LEAST:
            raise forms.ValidationError(_("Choose two coders at least."), code="too_few")
        return coders
