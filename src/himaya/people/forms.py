"""Shape checks of what people type about accounts, agencies and access."""

from collections.abc import Sequence
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from himaya.kernel import clock
from himaya.kernel.naming import NamesForm
from himaya.people.models import Account, Agency, FactorReset, Role, Seat
from himaya.people.words import AGENCY_KINDS, CLUSTERS, LEVELS
from himaya.places.models import AdminUnit
from himaya.tenancy.models import Operation

_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
_PASSWORD_HINT = _(
    "At least 12 characters. Several unrelated words are easy to keep in mind and hard to guess."
)


class AgencyForm(NamesForm):
    """An agency's own data."""

    acronym = forms.CharField(label=_("Acronym"), max_length=40)
    kind = forms.ChoiceField(label=_("Type of organisation"), choices=AGENCY_KINDS)
    is_member = forms.BooleanField(
        label=_("May hold access (others are only named in records)"), required=False, initial=True
    )

    @classmethod
    def of(cls, agency: Agency, bound: Any = None) -> "AgencyForm":  # noqa: ANN401 - request.POST
        """The form as the agency stands."""
        initial = {
            "acronym": agency.acronym,
            "kind": agency.kind,
            "is_member": agency.is_member,
        }
        return cls(bound, initial=initial, names=agency.names)


class AliasForm(forms.Form):
    """Another spelling of an agency."""

    text = forms.CharField(label=_("Another spelling met in files"), max_length=200)


class AreasField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # no generic at run time
    """Areas by reference; one of an edition that has ended says so."""

    def label_from_instance(self, obj: AdminUnit) -> str:
        """The name with its p-code, and an edition no longer in force."""
        ended = obj.valid_to is not None and obj.valid_to < clock.today()
        return f"{obj} · {obj.edition}" if ended else str(obj)


class AccessForm(forms.Form):
    """As what, for where and how long a person gets access."""

    role = forms.ChoiceField(label=_("Role"))
    access_level = forms.TypedChoiceField(
        label=_("Highest sensitivity"),
        coerce=int,
        help_text=_(
            "From Moderate up the access counts towards the agency's limit. "
            "Readers read Low only, co-leads also Moderate that is shared with them."
        ),
    )
    everywhere = forms.BooleanField(
        label=_("In the whole operation"), required=False, help_text=_("Otherwise choose areas.")
    )
    areas = AreasField(
        label=_("Areas, with all below them"),
        queryset=AdminUnit.objects.none(),
        to_field_name="ref",
        required=False,
    )
    clusters = forms.MultipleChoiceField(
        label=_("Clusters and areas of responsibility"),
        choices=CLUSTERS,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    valid_until = forms.DateField(label=_("Until"), required=False, widget=_DAY)

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - Django's signature
        areas: QuerySet[AdminUnit],
        roles: Sequence[Role],
        highest: int,
        **kwargs: Any,  # noqa: ANN401 - Django's signature
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["areas"].queryset = areas  # type: ignore[attr-defined]
        self.fields["role"].choices = [(role.value, role.label) for role in roles]  # type: ignore[attr-defined]
        levels = [(level, word) for level, word in LEVELS if level <= highest]
        self.fields["access_level"].choices = levels  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Somewhere is needed, and a day that is still to come."""
        cleaned = super().clean() or {}
        if not cleaned.get("everywhere") and not cleaned.get("areas"):
            self.add_error("areas", _("Choose areas, or the whole operation."))
        until = cleaned.get("valid_until")
        if until and until < clock.today():
            self.add_error("valid_until", _("Give a day that is still to come."))
        return cleaned


class InvitationForm(AccessForm):
    """Whom to invite, and to what access."""

    name = forms.CharField(label=_("Name"), max_length=120)
    email = forms.EmailField(label=_("Work address (email)"))

    field_order = ("name", "email")


class AmendSeatForm(AccessForm):
    """An open access as it stands, to be changed in place."""

    @classmethod
    def of(
        cls,
        target: Seat,
        bound: Any = None,  # noqa: ANN401 - request.POST
        *,
        areas: QuerySet[AdminUnit],
        roles: Sequence[Role],
        highest: int,
    ) -> "AmendSeatForm":
        """What stands is always among the choices, so that saving changes nothing unseen."""
        held = AdminUnit.objects.filter(pk__in=target.areas.values("pk"))
        return cls(
            bound,
            areas=areas | held,
            roles=list(dict.fromkeys([*roles, Role(target.role)])),
            highest=max(highest, target.access_level),
            initial={
                "role": target.role,
                "access_level": target.access_level,
                "everywhere": target.everywhere,
                "areas": list(held),
                "clusters": target.clusters,
                "valid_until": target.valid_until,
            },
        )


class HandOverForm(forms.Form):
    """Who takes an access over."""

    name = forms.CharField(label=_("Name of the successor"), max_length=120)
    email = forms.EmailField(label=_("Work address (email)"))


class CoverForm(forms.Form):
    """Who stands in, from when to when."""

    deputy = forms.ModelChoiceField(
        label=_("Deputy"), queryset=Seat.objects.none(), to_field_name="ref"
    )
    valid_from = forms.DateField(label=_("From"), widget=_DAY)
    valid_until = forms.DateField(label=_("Until"), widget=_DAY)

    def __init__(self, *args: Any, deputies: QuerySet[Seat], **kwargs: Any) -> None:  # noqa: ANN401 - Django's signature
        super().__init__(*args, **kwargs)
        self.fields["deputy"].queryset = deputies  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The end is not before the start, nor gone."""
        cleaned = super().clean() or {}
        start, end = cleaned.get("valid_from"), cleaned.get("valid_until")
        if start and end and (end < start or end < clock.today()):
            self.add_error("valid_until", _("Give a day that is still to come, after the first."))
        return cleaned


class RecognisedForm(forms.Form):
    """How one knows that somebody is the person they say."""

    recognised = forms.ChoiceField(
        label=_("How you know that it is this person"),
        choices=FactorReset.Recognised.choices,
        widget=forms.RadioSelect,
    )


class NewPasswordForm(forms.Form):
    """A new password, typed once and shown on wish by the browser."""

    password = forms.CharField(
        label=_("Password"),
        help_text=_PASSWORD_HINT,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:  # noqa: ANN401 - Django's signature
        super().__init__(*args, **kwargs)
        self.account = account

    def clean_password(self) -> str:
        """Django's validators, with the person's name and address in mind."""
        password: str = self.cleaned_data["password"]
        self.account.name = str(self.data.get("name", self.account.name))
        validate_password(password, self.account)
        return password


class OwnAccountForm(forms.Form):
    """Name and language of the person."""

    name = forms.CharField(label=_("Your name"), max_length=120)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)


class AmendAccountForm(OwnAccountForm):
    """The same, and whether himaya writes."""

    wants_reminders = forms.BooleanField(
        label=_("Mail me when something is due"),
        required=False,
        help_text=_("How many things, never which; only where this himaya can send mail."),
    )
    wants_digests = forms.BooleanField(
        label=_("Mail me what became of my agency's documents"),
        required=False,
        help_text=_("Each month, and where a report used one: how many, never which."),
    )


class NewAccountForm(OwnAccountForm, NewPasswordForm):
    """What an invited person without an account gives."""

    field_order = ("name", "language", "password")


class OperationForm(NamesForm):
    """Settings of the operation."""

    coordination_label = forms.ChoiceField(
        label=_("What coordination is called here"),
        choices=(
            (Operation.Labels.CLUSTER, _("Cluster")),
            (Operation.Labels.SECTOR, _("Sector")),
            (Operation.Labels.WORKING_GROUP, _("Working group")),
        ),
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages of the response"),
        choices=settings.LANGUAGES,
        widget=forms.CheckboxSelectMultiple,
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"), choices=[(zone, zone) for zone in sorted(available_timezones())]
    )
    seat_cap = forms.IntegerField(
        label=_("Accesses per agency, from Moderate up"), min_value=1, max_value=200
    )
    second_factor_required = forms.BooleanField(
        label=_("Everybody signs in with a second factor"),
        required=False,
        help_text=_("From High up it is always needed."),
    )

    @classmethod
    def of(cls, operation: Operation, bound: Any = None) -> "OperationForm":  # noqa: ANN401 - request.POST
        """The form as the operation stands."""
        return cls(
            bound,
            initial={name: getattr(operation, name) for name in cls.base_fields},
            names=operation.names,
        )


class OpenOperationForm(NamesForm):
    """What an installer gives to open an operation; no data, and never the own address."""

    slug = forms.SlugField(label=_("Short name in addresses"), max_length=40)
    languages = forms.MultipleChoiceField(
        label=_("Languages of the response"),
        choices=settings.LANGUAGES,
        widget=forms.CheckboxSelectMultiple,
        initial=["en"],
    )
    agency_acronym = forms.CharField(label=_("Acronym of the coordinating agency"), max_length=40)
    agency_name = forms.CharField(label=_("Its name"), max_length=200)
    agency_kind = forms.ChoiceField(label=_("Type of organisation"), choices=AGENCY_KINDS)
    coordinator_name = forms.CharField(label=_("Name of the first coordinator"), max_length=120)
    coordinator_email = forms.EmailField(label=_("The coordinator's work address (email)"))


class FirstCoordinatorForm(forms.Form):
    """Whom to invite again as the first coordinator."""

    name = forms.CharField(label=_("Name of the first coordinator"), max_length=120)
    email = forms.EmailField(label=_("The coordinator's work address (email)"))
