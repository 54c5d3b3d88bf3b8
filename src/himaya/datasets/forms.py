"""Forms of this room: opening a register with a form, or with a declared profile."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from himaya.datasets.declarations import Profile, profiles
from himaya.datasets.grouping import grouped_profiles
from himaya.datasets.models import Audience, Lane
from himaya.datasets.wording import AUDIENCES, LANES
from himaya.gate.decisions import visible_to
from himaya.gate.seats import ActingSeat
from himaya.instruments.models import Instrument, Version
from himaya.kernel.verbs import Verb
from himaya.kernel.words import in_language
from himaya.systems.forms import NamesMixin
from himaya.systems.models import InformationSystem
from himaya.systems.wording import LEVELS


class RegisterForm(NamesMixin):
    """A register that uses a published version of a form."""

    version = forms.ModelChoiceField(
        label=_("Version"), queryset=Version.objects.none(), to_field_name="number"
    )
    code = forms.SlugField(
        label=_("Short code"), max_length=60, help_text=_("Used in names of files.")
    )
    audience = forms.ChoiceField(
        label=_("Who it is meant for"),
        choices=[*AUDIENCES.items()],
        initial=Audience.AGENCY,
        help_text=_("Rules and sensitivity narrow this further; they never widen it."),
    )
    lane = forms.ChoiceField(
        label=_("What it holds"), choices=[*LANES.items()], initial=Lane.INFORMATION
    )
    level = forms.TypedChoiceField(
        label=_("Sensitivity"), choices=[*LEVELS.items()], coerce=int, initial=2
    )
    retention_months = forms.IntegerField(
        label=_("Months that data are kept"), min_value=1, max_value=600, initial=60
    )

    def __init__(self, *args: Any, instrument: Instrument, **kwargs: Any) -> None:  # noqa: ANN401 - Django's form arguments
        super().__init__(*args, **kwargs)
        field = self.fields["version"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
        field.queryset = instrument.versions.filter(state=Version.State.PUBLISHED)

    def columns(self) -> dict[str, Any]:
        """What `create_dataset` takes."""
        wanted = ("version", "code", "audience", "lane", "level", "retention_months")
        return {name: self.cleaned_data[name] for name in wanted} | {"names": self.names()}


def _profile_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    return [
        (label, [(profile.code, in_language(profile.names)) for profile in several])
        for label, several in grouped_profiles()
    ]


class ProfileForm(forms.Form):
    """A register as himaya declares it, with its template form."""

    system = forms.ModelChoiceField(
        label=_("Information system"),
        queryset=InformationSystem.objects.none(),
        to_field_name="ref",
    )
    profile = forms.ChoiceField(label=_("Register"), choices=_profile_choices)
    code = forms.SlugField(
        label=_("Short code"),
        max_length=60,
        required=False,
        help_text=_("Left empty, the register's own code is taken."),
    )

    def __init__(self, *args: Any, seat: ActingSeat, **kwargs: Any) -> None:  # noqa: ANN401 - as above
        super().__init__(*args, **kwargs)
        field = self.fields["system"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
        rows = visible_to(InformationSystem.objects.select_related("agency"), seat)
        field.queryset = visible_to(rows, seat, Verb.DATASET_CREATE)

    def chosen(self) -> Profile:
        """The declared register."""
        return next(one for one in profiles() if one.code == self.cleaned_data["profile"])


class VersionForm(forms.Form):
    """Which published version new records are written against."""

    version = forms.ModelChoiceField(
        label=_("Version"), queryset=Version.objects.none(), to_field_name="number"
    )

    def __init__(self, *args: Any, instrument: Instrument, **kwargs: Any) -> None:  # noqa: ANN401 - as above
        super().__init__(*args, **kwargs)
        field = self.fields["version"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
        field.queryset = instrument.versions.filter(state=Version.State.PUBLISHED)
