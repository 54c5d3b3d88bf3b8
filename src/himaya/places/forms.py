"""Shape checks of what people type about places."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from himaya.kernel.naming import NamesForm
from himaya.places.models import AdminUnit, PopulationGroup, Site
from himaya.places.words import SITE_KINDS, SITE_LEVELS


class SiteForm(NamesForm):
    """A site; the place is given by its p-code, since lists of thousands help nobody."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        help_text=_("From High up six letters are added, so that nobody can guess it."),
    )
    kind = forms.ChoiceField(label=_("Type of site"), choices=SITE_KINDS)
    pcode = forms.CharField(
        label=_("P-code of the smallest area it lies in"),
        max_length=40,
        widget=forms.TextInput(attrs={"dir": "ltr"}),
    )
    latitude = forms.FloatField(label=_("Latitude"), required=False, min_value=-90, max_value=90)
    longitude = forms.FloatField(
        label=_("Longitude"), required=False, min_value=-180, max_value=180
    )
    level = forms.TypedChoiceField(
        label=_("Sensitivity"), choices=SITE_LEVELS, coerce=int, initial=1
    )
    is_secret = forms.BooleanField(
        label=_("The place itself is secret, such as a safe house"),
        required=False,
        help_text=_("Then it is Severe, on no map, and found by those cleared for it only."),
    )

    def __init__(self, *args: Any, units: QuerySet[AdminUnit], **kwargs: Any) -> None:  # noqa: ANN401 - Django's signature
        super().__init__(*args, **kwargs)
        self.units = units

    @classmethod
    def of(cls, site: Site, units: QuerySet[AdminUnit], bound: Any = None) -> "SiteForm":  # noqa: ANN401 - request.POST
        """The form as the site stands."""
        initial = {name: getattr(site, name) for name in cls.base_fields if name != "pcode"}
        return cls(
            bound,
            units=units,
            names=site.names,
            initial={**initial, "pcode": site.unit.pcode},
        )

    def clean_pcode(self) -> str:
        """The p-code must be one of the edition in force; `unit` is what it names."""
        pcode: str = self.cleaned_data["pcode"].strip()
        unit = self.units.filter(pcode=pcode).first()
        if unit is None:
            raise forms.ValidationError(_("There is no area with this p-code here."))
        self.unit = unit
        return pcode

    @property
    def given(self) -> dict[str, Any]:
        """What an action takes, besides the names."""
        fields = ("code", "kind", "latitude", "longitude", "level", "is_secret")
        return {"unit": self.unit, **{name: self.cleaned_data[name] for name in fields}}


class PopulationGroupForm(NamesForm):
    """A group that figures are about; its code is given once."""

    code = forms.SlugField(label=_("Code"), max_length=40)
    definition = forms.CharField(
        label=_("Definition"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    @classmethod
    def of(cls, group: PopulationGroup, bound: Any = None) -> "PopulationGroupForm":  # noqa: ANN401 - request.POST
        """The form as the group stands, without its code."""
        form = cls(bound, names=group.names, initial={"definition": group.definition})
        del form.fields["code"]
        return form


class BoundariesForm(forms.Form):
    """A table or map of admin units, or a table of successors, and the edition it belongs to."""

    table = forms.FileField(
        label=_("Table or map of areas (xlsx, csv, GeoJSON or TopoJSON)"),
        help_text=_(
            "Columns as ADM1_PCODE, ADM1_EN, ADM2_PCODE, ADM2_EN and so on; a map in WGS 84. A "
            "table with old_pcode, new_pcode and share says what areas became."
        ),
    )
    edition = forms.CharField(
        label=_("Edition"), max_length=20, help_text=_("As its source names it, such as 2024-03.")
    )
    valid_from = forms.DateField(
        label=_("In force from"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    closes = forms.ChoiceField(label=_("It replaces the edition"), required=False)
    trusts = forms.BooleanField(
        label=_("The positions in this map are right, also where areas lay elsewhere before"),
        required=False,
    )
    dry_run = forms.BooleanField(label=_("Only look, write nothing yet"), required=False)

    def __init__(self, *args: Any, editions: list[str], **kwargs: Any) -> None:  # noqa: ANN401 - Django's signature
        super().__init__(*args, **kwargs)
        self.fields["closes"].choices = [("", _("none")), *((name, name) for name in editions)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """An edition that replaces another begins on a day, and is not the one it replaces."""
        cleaned = super().clean() or {}
        if cleaned.get("closes") and not cleaned.get("valid_from"):
            self.add_error("valid_from", _("Say from which day the new edition is in force."))
        if cleaned.get("closes") and cleaned["closes"] == cleaned.get("edition"):
            self.add_error("closes", _("An edition cannot replace itself."))
        return cleaned
