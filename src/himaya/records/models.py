"""Records: rows of a register with append-only revisions, relations and a lifecycle."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from himaya.datasets.models import Audience, Dataset, Lane
from himaya.instruments.models import Version
from himaya.people.models import Agency
from himaya.tenancy.models import OfOperation


class Subject(OfOperation):
    """What several records are about: a household, a case, a site, a plan."""

    kind = models.CharField(max_length=24)  # declared by the profile
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    # Keyed fingerprint of the agency's own code for it, never the code; "" is known by no code.
    code_index = models.CharField(max_length=64, blank=True)
    # The subject's own key under its agency's key; destroyed on erasure.
    sealed_key = models.BinaryField(default=bytes)
    erased_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Subject"]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["operation", "agency", "kind", "code_index"],
                condition=~Q(code_index=""),
                name="subject_code_once",
            )
        ]

    def __str__(self) -> str:
        return self.ref


class Record(OfOperation):
    """One entry of a register. Every column a rule reads is NOT NULL, strictest by default."""

    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="records")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="records")
    head = models.ForeignKey("Revision", null=True, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=40)  # a state of the profile's lifecycle
    audience = models.CharField(max_length=10, choices=Audience.choices, default=Audience.AGENCY)
    lane = models.CharField(max_length=12, choices=Lane.choices, default=Lane.PERSON)
    level = models.PositiveSmallIntegerField(default=4)
    area = models.CharField(max_length=40, default="", blank=True)  # p-code; "" = whole operation
    period_start = models.DateField(null=True, blank=True)
    period_end = models.DateField(null=True, blank=True)
    deadline = models.DateField(null=True, blank=True)  # what board, timeline and "late" sort by
    can_be_late = models.BooleanField(default=False)  # never for continuous or upon request
    author = models.CharField(max_length=16)  # seat ref of who made it
    # Seat ref of whose case it is: the author until a supervisor assigns it; "" matches nobody.
    caseworker = models.CharField(max_length=16, default="", blank=True)
    subject = models.ForeignKey(
        Subject, null=True, blank=True, on_delete=models.PROTECT, related_name="records"
    )
    stable_id = models.CharField(max_length=120, blank=True)  # from imports: update, never double
    lock = models.PositiveIntegerField(default=1)  # the revision number a writer must have seen
    # Dataset.revision at the last change (records.revising): what snapshots do not hold yet.
    changed_in = models.PositiveBigIntegerField(default=0)
    is_withdrawn = models.BooleanField(default=False)
    made_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[models.Manager["Record"]] = models.Manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(level__gte=1, level__lte=4), name="record_level"),
            models.CheckConstraint(condition=Q(lane__in=Lane.values), name="record_lane"),
            models.CheckConstraint(
                condition=Q(audience__in=Audience.values), name="record_audience"
            ),
            models.UniqueConstraint(
                fields=["dataset", "stable_id"],
                condition=~Q(stable_id=""),
                name="record_stable_id_once",
            ),
        ]
        indexes = [
            # The register's table: one dataset, newest first.
            models.Index(fields=["dataset", "-changed_at"], name="record_by_dataset"),
            # What changed since a snapshot was made.
            models.Index(fields=["dataset", "changed_in"], name="record_by_change"),
            # Due and overdue on the home page.
            models.Index(fields=["operation", "deadline"], name="record_by_deadline"),
        ]

    def __str__(self) -> str:
        return self.ref

    @property
    def is_erased(self) -> bool:
        """Whether what it was about was erased; such a record is not written to any more."""
        return self.subject is not None and self.subject.erased_at is not None


class Revision(models.Model):
    """One state of a record's answers. Never edited, but an erasure takes the sealed part away."""

    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="revisions")
    n = models.PositiveIntegerField()
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    # Answers by question key, checked against the frozen version (engines.xlsform check_answers).
    answers = models.JSONField(default=dict)
    # Sealed answers as one ciphertext of the same shape; names of its keys in sealed_keys.
    sealed = models.BinaryField(default=bytes)
    sealed_keys = models.JSONField(default=list)
    # Whose key the ciphertext is under; none: the agency's.
    sealed_for = models.ForeignKey(
        Subject, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    status = models.CharField(max_length=40)
    reason = models.CharField(max_length=300, blank=True)
    made_by = models.CharField(max_length=16)  # seat ref
    made_at = models.DateTimeField()
    door = models.CharField(max_length=10)  # page, api, import, job

    objects: ClassVar[models.Manager["Revision"]] = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["record", "n"], name="revision_number_once")]
        ordering = ["-n"]

    def __str__(self) -> str:
        return f"{self.record_id}:{self.n}"

    @property
    def is_erased(self) -> bool:
        """Whether it held sealed answers that are gone; the names of the questions remain."""
        return bool(self.sealed_keys) and not self.sealed


class Twin(models.Model):
    """A number by which entries that may say the same are found (records.twins)."""

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="twins")
    number = models.BigIntegerField()

    objects: ClassVar[models.Manager["Twin"]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["number", "record"], name="twin_once"),
        ]

    def __str__(self) -> str:
        return f"{self.record_id}:{self.number}"


class Involvement(models.Model):
    """An agency named in a record's answers: derived at each write, so that "mine" is one query."""

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="involvements")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="involvements")
    means = models.CharField(max_length=40)  # agency or agency.partner

    objects: ClassVar[models.Manager["Involvement"]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["record", "agency", "means"], name="involvement_once")
        ]

    def __str__(self) -> str:
        return self.means


class Link(OfOperation):
    """A relation between two records: an activity's plan, an action point's meeting."""

    relation = models.CharField(max_length=40)  # declared by the profile
    source = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="links_out")
    target = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="links_in")
    order = models.PositiveIntegerField(default=0)

    objects: ClassVar[models.Manager["Link"]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["relation", "source", "target"], name="link_once")
        ]
        ordering = ["order"]

    def __str__(self) -> str:
        return self.relation


class EndedLink(OfOperation):
    """A relation that was taken away: what it was, who ended it and why."""

    relation = models.CharField(max_length=40)
    source = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="ended_links_out")
    target = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="ended_links_in")
    reason = models.CharField(max_length=300)
    made_by = models.CharField(max_length=16)  # seat ref
    made_at = models.DateTimeField()

    objects: ClassVar[models.Manager["EndedLink"]] = models.Manager()

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return self.relation


class BulkChange(OfOperation):
    """One answer changed in many records at once; what stood there is in their revisions."""

    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="bulk_changes")
    key = models.CharField(max_length=120)  # of the question; STATUS where records were moved
    reason = models.CharField(max_length=300)
    made_by = models.CharField(max_length=16)  # seat ref
    made_at = models.DateTimeField()
    undone_by = models.CharField(max_length=16, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["BulkChange"]] = models.Manager()

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return self.ref


class BulkRow(models.Model):
    """A record that a bulk change touched, with its revision before and after."""

    change = models.ForeignKey(BulkChange, on_delete=models.CASCADE, related_name="rows")
    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="+")
    before = models.PositiveIntegerField()
    after = models.PositiveIntegerField()

    objects: ClassVar[models.Manager["BulkRow"]] = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["change", "record"], name="bulk_row_once")]

    def __str__(self) -> str:
        return f"{self.change_id}:{self.record_id}"


class SavedView(OfOperation):
    """A way of looking at a register, kept under a name by a seat for itself or for everybody."""

    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="saved_views")
    name = models.CharField(max_length=60)
    # As an address holds it: codes and references, never answers nor words looked for.
    query = models.TextField()
    is_shared = models.BooleanField(default=False)  # with whoever sees the register
    made_by = models.CharField(max_length=16)  # seat ref

    objects: ClassVar[models.Manager["SavedView"]] = models.Manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="saved_view_named"),
            models.UniqueConstraint(
                fields=["dataset", "name"], condition=Q(is_shared=True), name="saved_view_shared"
            ),
            models.UniqueConstraint(
                fields=["dataset", "made_by", "name"],
                condition=Q(is_shared=False),
                name="saved_view_own",
            ),
        ]
        ordering = ["name", "-is_shared"]

    def __str__(self) -> str:
        return self.name


class Snapshot(OfOperation):
    """The analytic copy of a dataset: base and delta files, typed columns, no identifiers."""

    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="snapshots")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    base_revision = models.PositiveBigIntegerField(default=0)  # Dataset.revision it holds
    delta_revision = models.PositiveBigIntegerField(default=0)
    base_file = models.CharField(max_length=60, blank=True)  # a name made of refs
    delta_file = models.CharField(max_length=60, blank=True)
    rows = models.PositiveIntegerField(default=0)
    level = models.PositiveSmallIntegerField(default=4)
    sealed_key = models.BinaryField(default=bytes)
    made_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[models.Manager["Snapshot"]] = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["dataset", "version"], name="snapshot_once")]

    def __str__(self) -> str:
        return self.ref
