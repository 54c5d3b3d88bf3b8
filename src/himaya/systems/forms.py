"""The form of an information system."""

from typing import Any

from django import forms
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from himaya.engines.directions import bare
from himaya.gate.decisions import visible_to
from himaya.gate.seats import ActingSeat
from himaya.kernel.words import LANGUAGES
from himaya.people.models import Agency
from himaya.places.models import AdminUnit
from himaya.systems.models import InformationSystem
from himaya.systems.wording import CATEGORIES, LEVELS, METHODS, RELATIONS, STATES


class NamesMixin(forms.Form):
    """A name in each of the four languages; at least one of them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's form arguments
        super().__init__(*args, **kwargs)
        fields = {
            f"name_{code}": forms.CharField(
                label=_("Name (%(language)s)")
                % {"language": get_language_info(code)["name_local"]},
                max_length=160,
                required=False,
            )
            for code in LANGUAGES
        }
        self.fields = {**fields, **self.fields}

    def names(self) -> dict[str, str]:
        """The names that were given, by language code."""
        given = {code: bare(self.cleaned_data.get(f"name_{code}", "")) for code in LANGUAGES}
        return {code: text for code, text in given.items() if text}

    def clean(self) -> dict[str, Any]:
        """Refuse a thing without any name."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not any(cleaned.get(f"name_{code}") for code in LANGUAGES):
            self.add_error(f"name_{LANGUAGES[0]}", _("Give a name in at least one language."))
        return cleaned


class SystemForm(NamesMixin):
    """An information system: what it is for, who takes part, where, how, what comes out."""

    code = forms.SlugField(
        label=_("Short code"), max_length=60, help_text=_("Used in names of files.")
    )
    purpose = forms.CharField(
        label=_("Purpose"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    categories = forms.MultipleChoiceField(
        label=_("Categories of the PIM Matrix"),
        choices=[*CATEGORIES.items()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("None for a workspace of coordination."),
    )
    agency = forms.ModelChoiceField(
        label=_("Owner"), queryset=Agency.objects.none(), to_field_name="ref"
    )
    members = forms.ModelMultipleChoiceField(
        label=_("Members"),
        queryset=Agency.objects.none(),
        to_field_name="ref",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Agencies that work in it and see what it shares."),
    )
    areas = forms.ModelMultipleChoiceField(
        label=_("Where"),
        queryset=AdminUnit.objects.none(),
        to_field_name="ref",
        required=False,
        help_text=_(
            "Name each area where it works: without any it counts only where entries came from."
            " Hold Ctrl to choose several."
        ),
    )
    tool = forms.CharField(label=_("Tool"), max_length=80, required=False)
    methods = forms.MultipleChoiceField(
        label=_("Methods"),
        choices=[*METHODS.items()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    outputs = forms.CharField(
        label=_("Outputs"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    state = forms.ChoiceField(label=_("State"), choices=[*STATES.items()], initial="active")
    level = forms.TypedChoiceField(
        label=_("Sensitivity"), choices=[*LEVELS.items()], coerce=int, initial=2
    )
    starts_on = forms.DateField(label=_("Starts on"), required=False)
    ends_on = forms.DateField(label=_("Ends on"), required=False)
    risk_reviewed_on = forms.DateField(
        label=_("Risk analysis reviewed on"),
        required=False,
        help_text=_("What could go wrong for people if these data were misused or lost."),
    )
    retention_months = forms.IntegerField(
        label=_("Months that data are kept"), min_value=1, max_value=600, initial=60
    )

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - as above
        seat: ActingSeat,
        system: InformationSystem | None = None,
        **kwargs: Any,  # noqa: ANN401 - as above
    ) -> None:
        super().__init__(*args, **kwargs)
        others = visible_to(InformationSystem.objects.all(), seat)
        if system is not None:
            others = others.exclude(pk=system.pk)
        for kind, label in RELATIONS.items():
            self.fields[kind] = forms.ModelMultipleChoiceField(
                label=label, queryset=others, to_field_name="ref", required=False
            )
        agencies = visible_to(Agency.objects.filter(operation=seat.operation), seat)
        self.choose("agency", agencies)
        self.choose("members", agencies.filter(is_member=True))
        self.choose("areas", visible_to(AdminUnit.objects.filter(level__lte=2), seat))
        for name in ("starts_on", "ends_on", "risk_reviewed_on"):
            self.fields[name].widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})

    def choose(self, name: str, rows: Any) -> None:  # noqa: ANN401 - a QuerySet of either model
        """What may be chosen is what the seat may see."""
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
        field.queryset = rows

    def clean(self) -> dict[str, Any]:
        """The end is not before the start."""
        cleaned = super().clean()
        start, end = cleaned.get("starts_on"), cleaned.get("ends_on")
        if start and end and end < start:
            self.add_error("ends_on", _("The end is before the start."))
        return cleaned

    def columns(self) -> dict[str, Any]:
        """What the actions take, without code and agency."""
        left_out = {"code", "agency"}
        kept = {
            name: value
            for name, value in self.cleaned_data.items()
            if not name.startswith("name_") and name not in left_out
        }
        return kept | {"names": self.names()}

    @staticmethod
    def initial_of(system: InformationSystem) -> dict[str, Any]:
        """What the form of an existing system starts with."""
        plain = (
            "code", "purpose", "categories", "tool", "methods", "outputs", "state", "level",
            "starts_on", "ends_on", "risk_reviewed_on", "retention_months",
        )  # fmt: skip
        return {
            **{name: getattr(system, name) for name in plain},
            **{f"name_{code}": text for code, text in system.names.items()},
            "agency": system.agency.ref,
            "members": [agency.ref for agency in system.members.all()],
            "areas": [area.ref for area in system.areas.all()],
            **{
                kind: [one.target.ref for one in system.related.all() if one.kind == kind]
                for kind in RELATIONS
            },
        }
