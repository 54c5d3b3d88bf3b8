"""People: accounts, agencies and seats."""

from datetime import date
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from himaya.kernel.ids import new_ref
from himaya.kernel.words import in_language
from himaya.places.models import AdminUnit
from himaya.tenancy.models import OfOperation, Operation


class AccountManager(BaseUserManager["Account"]):
    """Makes accounts; there are no superusers."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Account":  # noqa: ANN401 - model fields
        """An account that may sign in, and nothing else until it gets a seat."""
        account = self.model(email=self.normalize_email(email).lower(), **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser):
    """A person who may sign in. What they may see comes from the seat they take."""

    ref = models.CharField(max_length=16, unique=True, default=new_ref, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    language = models.CharField(max_length=5, default="en")
    is_active = models.BooleanField(default=True)
    # Keeps the installation running; holds no seat and reads no data (protocol.md, Seats).
    is_installer = models.BooleanField(default=False)
    # Raised to sign out everywhere: each session carries the value it was opened with.
    session_epoch = models.PositiveIntegerField(default=0)
    # Set when two persons took the second factor away: until then a new one may be set up.
    must_set_up_by = models.DateTimeField(null=True, blank=True)
    last_seen_home = models.DateTimeField(null=True, blank=True)  # for "changed since I was here"
    wants_reminders = models.BooleanField(default=True)  # mail that says that something is due
    reminded_on = models.DateField(null=True, blank=True)
    # Mail on what became of the documents of one's agency: each month, and where one was used.
    wants_digests = models.BooleanField(default=True)
    digested_on = models.DateField(null=True, blank=True)
    told_of_use_at = models.DateTimeField(null=True, blank=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[AccountManager] = AccountManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(email=Lower("email")), name="account_email_lower")
        ]

    def __str__(self) -> str:
        return self.name

    def get_session_auth_hash(self) -> str:
        """What a session is bound to: the password, and the last "sign out everywhere"."""
        return f"{super().get_session_auth_hash()}{self.session_epoch}"


class Agency(OfOperation):
    """An organisation taking part in an operation."""

    acronym = models.CharField(max_length=40)
    names = models.JSONField(default=dict)  # text by language code
    kind = models.CharField(max_length=40)  # code of the vocabulary organisation_types
    is_member = models.BooleanField(
        default=True
    )  # may hold seats; others are only named in records
    # The agency's own key under the master key; replaced by appending a version.
    key_version = models.PositiveSmallIntegerField(default=1)
    sealed_key = models.BinaryField(default=bytes)

    objects: ClassVar[models.Manager["Agency"]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["operation", "acronym"], name="agency_acronym_once")
        ]
        ordering = ["acronym"]
        verbose_name_plural = "agencies"

    def __str__(self) -> str:
        return self.acronym


class AgencyAlias(models.Model):
    """Another spelling an agency is met under in files; decided by a person, remembered."""

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="aliases")
    operation = models.ForeignKey(Operation, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=200)
    folded = models.CharField(max_length=200)  # engines.tabular fold(): what is matched on

    objects: ClassVar[models.Manager["AgencyAlias"]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["operation", "folded"], name="agency_alias_once")
        ]

    def __str__(self) -> str:
        return self.text


class Role(models.TextChoices):
    """Who uses himaya (product.md). What each may do is in the rules, not here."""

    COORDINATOR = "coordinator", _("Coordinator")
    IM_OFFICER = "im_officer", _("Information management officer")
    FOCAL_POINT = "focal_point", _("Agency focal point")
    FIELD_FOCAL_POINT = "field_focal_point", _("Field focal point")
    CASEWORKER = "caseworker", _("Caseworker")
    SUPERVISOR = "supervisor", _("Case supervisor")
    DATA_PROTECTION = "data_protection", _("Data protection focal point")
    READER = "reader", _("Reader")
    GOVERNMENT = "government", _("Government counterpart")


# As the rule readers-up-to-low says; tests/access/test_rules.py holds the two together.
HIGHEST = {Role.READER: 1, Role.GOVERNMENT: 2}


def _reads_up_to(role: str, access_level: int) -> int:
    return min(access_level, HIGHEST.get(Role(role), access_level))


class Seat(OfOperation):
    """Person x agency x operation: the one answer to "who is asking?"."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="seats")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="seats")
    role = models.CharField(max_length=20, choices=Role.choices)
    access_level = models.PositiveSmallIntegerField(default=1)  # highest sensitivity, 1-4
    everywhere = models.BooleanField(default=False)  # else only the areas below
    areas = models.ManyToManyField(AdminUnit, blank=True, related_name="+")
    clusters = models.JSONField(default=list)  # codes of people.words CLUSTERS
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    stands_in_for = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="covers"
    )
    took_over_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="taken_over_by"
    )
    last_used_on = models.DateField(null=True, blank=True)  # idle expiry and quarterly review
    reviewed_on = models.DateField(null=True, blank=True)
    # A new edition of the boundaries dropped an area or may have split it: a person decides.
    areas_in_doubt = models.BooleanField(default=False)

    objects: ClassVar[models.Manager["Seat"]] = models.Manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(access_level__gte=1, access_level__lte=4), name="seat_level_1_to_4"
            ),
            models.UniqueConstraint(
                fields=["account", "agency", "operation"],
                # Leave cover is apart: a deputy keeps the own seat beside it.
                condition=Q(ended_at__isnull=True, stands_in_for__isnull=True),
                name="seat_once_while_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account} / {self.agency}"

    @property
    def reads_up_to(self) -> int:
        """The highest sensitivity that the rules let the role read, whatever was granted."""
        return _reads_up_to(self.role, self.access_level)

    @property
    def oversees(self) -> bool:
        """Whether it is the own access of a data protection focal point (actions.oversight)."""
        return self.role == Role.DATA_PROTECTION and self.stands_in_for_id is None

    def is_open(self, on: date) -> bool:
        """Whether the seat may be taken on that day."""
        until = self.valid_until or date.max
        return self.ended_at is None and self.valid_from <= on <= until

    @property
    def agency_name(self) -> str:
        """The agency's name in the active language."""
        return in_language(self.agency.names) or self.agency.acronym


class Invitation(OfOperation):
    """A way in for one named address; the link's secret is stored as its hash only."""

    email = models.EmailField()
    name = models.CharField(max_length=120)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=Role.choices)
    access_level = models.PositiveSmallIntegerField(default=1)
    everywhere = models.BooleanField(default=False)
    areas = models.ManyToManyField(AdminUnit, blank=True, related_name="+")
    clusters = models.JSONField(default=list)  # as of a seat
    valid_until = models.DateField(null=True, blank=True)
    # Hand-over: accepting ends this seat in the same step.
    replaces = models.ForeignKey(
        Seat, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    secret_hash = models.CharField(max_length=64, unique=True)
    made_by = models.CharField(max_length=16)  # seat ref, or installer account ref for the first
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    seat = models.ForeignKey(
        Seat, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects: ClassVar[models.Manager["Invitation"]] = models.Manager()

    def __str__(self) -> str:
        return self.ref

    @property
    def reads_up_to(self) -> int:
        """The highest sensitivity that the rules let the role read, whatever was granted."""
        return _reads_up_to(self.role, self.access_level)


class ResetLink(models.Model):
    """A one-time way to a new password, handed over where there is no mail."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    secret_hash = models.CharField(max_length=64, unique=True)
    made_by = models.CharField(max_length=16)  # seat ref
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["ResetLink"]] = models.Manager()

    def __str__(self) -> str:
        return f"reset link {self.pk}"


class ByTwoPersons(OfOperation):
    """Fields only: what one person asks about an access and another confirms."""

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    asked_by = models.CharField(max_length=16)  # seat ref
    asked_by_account = models.CharField(max_length=16)  # ref; one person may hold several seats
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.CharField(max_length=16, blank=True)  # seat ref
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.ref


class FactorReset(ByTwoPersons):
    """A request to take a lost second factor away: asked by one person, confirmed by another."""

    class Recognised(models.TextChoices):
        """How one knows that it is this person."""

        IN_PERSON = "in_person", _("Face to face")
        KNOWN_NUMBER = "known_number", _("A call to a number known before")
        VIDEO = "video", _("A video call")

    recognised = models.CharField(max_length=20, choices=Recognised.choices)

    objects: ClassVar[models.Manager["FactorReset"]] = models.Manager()


class EndRequest(ByTwoPersons):
    """A request to end the access of who oversees: asked by one person, confirmed by another."""

    objects: ClassVar[models.Manager["EndRequest"]] = models.Manager()


class Token(OfOperation):
    """A token of one seat; carries verbs, capped at Low unless granted higher."""

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="tokens")
    label = models.CharField(max_length=80)
    # What calendar it is the address of, and opens nothing else: the ref of a register, or a word
    # for all of them; "": the API.
    calendar_of = models.CharField(max_length=16, blank=True, default="")
    secret_hash = models.CharField(max_length=64, unique=True)
    verbs = models.JSONField(default=list)  # Verb values
    level_cap = models.PositiveSmallIntegerField(default=1)
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_on = models.DateField(null=True, blank=True)

    objects: ClassVar[models.Manager["Token"]] = models.Manager()

    def __str__(self) -> str:
        return self.label
