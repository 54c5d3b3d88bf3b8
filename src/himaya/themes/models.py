"""Frameworks of themes, and what is coded by them: passages, suggestions, decisions.

No word of a document stands in these tables: a passage is a place in its text, a reason too.
"""

from typing import ClassVar

from django.db import models

from himaya.datasets.models import Dataset
from himaya.files.models import StoredFile
from himaya.kernel.words import in_language
from himaya.library.models import DocumentVersion
from himaya.people.models import Agency, Seat
from himaya.records.models import Record
from himaya.tenancy.models import OfOperation


class Framework(OfOperation):
    """A tree of themes under one code, with its versions.

    It is the operation's, not an agency's: what texts are counted by has to be agreed by all.
    """

    code = models.SlugField(max_length=60)
    names = models.JSONField(default=dict)  # text by language code
    # Fingerprint of the software's own framework that was brought last; empty for all others.
    origin = models.CharField(max_length=64, blank=True)

    objects: ClassVar[models.Manager["Framework"]] = models.Manager()

    class Meta:
        constraints = [
            # Everybody in the operation sees every framework, so a refusal tells nothing.
            models.UniqueConstraint(fields=["operation", "code"], name="framework_code_once")
        ]
        ordering = ["code"]

    def __str__(self) -> str:
        return in_language(self.names) or self.code


class FrameworkVersion(OfOperation):
    """One version of a framework. Once published, nothing in it changes."""

    class State(models.TextChoices):
        DRAFT = "draft"
        PUBLISHED = "published"

    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    # engines.narrative framework_tree(), checked by framework_from() at each write.
    tree = models.JSONField()
    fingerprint = models.CharField(max_length=64)  # engines.narrative; checked when used
    editors = models.JSONField(default=list)  # seat refs of all who wrote in it
    made_by = models.CharField(max_length=16, blank=True)  # seat ref; empty: the software
    made_at = models.DateTimeField(auto_now_add=True)
    published_by = models.CharField(max_length=16, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["FrameworkVersion"]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["framework", "number"], name="framework_version_number_once"
            ),
            # Two drafts at once would be two answers to what comes next.
            models.UniqueConstraint(
                fields=["framework"],
                condition=models.Q(state="draft"),
                name="framework_one_draft",
            ),
        ]
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"{self.framework} {self.number}"

    @property
    def is_draft(self) -> bool:
        """Whether themes may still be changed."""
        return self.state == self.State.DRAFT


class ModelVersion(OfOperation):
    """What was learned from decisions by one framework version, with its card."""

    class State(models.TextChoices):
        CANDIDATE = "candidate"  # worse than what is in use, and kept to be looked at
        IN_USE = "in_use"
        RETIRED = "retired"  # was in use, and may be again

    framework_version = models.ForeignKey(
        FrameworkVersion, on_delete=models.PROTECT, related_name="models"
    )
    number = models.PositiveSmallIntegerField()
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.CANDIDATE)
    card = models.JSONField()  # engines.narrative: data, date, figures, known failures
    worse = models.JSONField(default=dict)  # engines.narrative is_worse(): why it does not replace
    # On decisions made since, not seen by it: {"texts": n, "themes": {code: [stood, right]}}.
    proof = models.JSONField(default=dict)
    made_by = models.CharField(max_length=16)  # seat ref
    made_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[models.Manager["ModelVersion"]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["framework_version", "number"], name="model_number_once"
            ),
            models.UniqueConstraint(
                fields=["framework_version"],
                condition=models.Q(state="in_use"),
                name="model_in_use_once",
            ),
        ]
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.framework_version_id}:{self.number}"


class ThemeOwner(models.Model):
    """Which agency answers for a theme of a framework, in all its versions."""

    framework = models.ForeignKey(Framework, on_delete=models.CASCADE, related_name="owners")
    theme = models.CharField(max_length=40)  # code
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    # Suggestions of this model stand without a person where it is sure enough: its owner said so.
    accepts = models.ForeignKey(
        ModelVersion, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects: ClassVar[models.Manager["ThemeOwner"]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["framework", "theme"], name="theme_owner_once")
        ]

    def __str__(self) -> str:
        return self.theme


class Passage(models.Model):
    """A piece of a document's text, [start, end) in code points: what is coded.

    Cut anew by a coder (split, joined), the old one rests and keeps what was decided about it.
    """

    version = models.ForeignKey(DocumentVersion, on_delete=models.CASCADE, related_name="passages")
    number = models.PositiveIntegerField()  # of the document version; never used twice
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    language = models.CharField(max_length=3)  # ISO 639, "und" where nothing tells
    page = models.PositiveIntegerField(null=True)
    is_current = models.BooleanField(default=True)
    # How much it can bear (engines.narrative.quality): how many of who, where, when and how many
    # it says, and whether of one's own seeing; None where nothing tells.
    specific = models.PositiveSmallIntegerField(default=0)
    first_hand = models.BooleanField(null=True)
    # Fingerprints of its runs of twelve words (engines.narrative.copies), by which quotes are told;
    # None until they are taken, empty from High up, where nothing of the words is kept.
    runs = models.BinaryField(null=True)

    objects: ClassVar[models.Manager["Passage"]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "number"], name="passage_number_once")
        ]
        ordering = ["version", "start"]

    def __str__(self) -> str:
        return f"{self.version_id}:{self.number}"


class Suggestion(models.Model):
    """A theme proposed for a passage, with the places of the words that caused it."""

    class Standing(models.TextChoices):
        SUGGESTED = "suggested"
        NOT_SURE = "not_sure"

    passage = models.ForeignKey(Passage, on_delete=models.CASCADE, related_name="suggestions")
    framework_version = models.ForeignKey(
        FrameworkVersion, on_delete=models.PROTECT, related_name="+"
    )
    theme = models.CharField(max_length=40)
    score = models.FloatField()  # the confidence that is shown, from 0 to 1
    doubt = models.FloatField()  # 1 where nothing is known, 0 where all is clear
    standing = models.CharField(max_length=10, choices=Standing.choices)
    by_model = models.BooleanField(default=False)
    # It stands without a person, unreviewed, until one decides.
    is_accepted = models.BooleanField(default=False)
    # [[kind, term of the lexicon or code, weight, [[start, end], ...]]], places in the document.
    reasons = models.JSONField(default=list)

    objects: ClassVar[models.Manager["Suggestion"]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["passage", "framework_version", "theme"], name="suggestion_once"
            )
        ]
        indexes = [
            # What a person's answer would tell most about, over all documents.
            models.Index(fields=["framework_version", "-doubt"], name="suggestion_by_doubt")
        ]
        ordering = ["-score", "theme"]

    def __str__(self) -> str:
        return f"{self.passage_id}:{self.theme}"


class CodingRound(OfOperation):
    """The same documents coded by several, each without seeing the others: how far they agree."""

    class State(models.TextChoices):
        OPEN = "open"
        CLOSED = "closed"

    framework_version = models.ForeignKey(
        FrameworkVersion, on_delete=models.PROTECT, related_name="rounds"
    )
    label = models.CharField(max_length=120)
    documents = models.ManyToManyField(DocumentVersion, related_name="+")
    coders = models.ManyToManyField(Seat, related_name="+")
    # What the machine suggests leads coders to agree with it, and so with one another.
    shows_suggestions = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    made_by = models.CharField(max_length=16)  # seat ref
    made_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["CodingRound"]] = models.Manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.label


class Decision(OfOperation):
    """What a person said of a theme in a passage. Never edited; a later one stands instead.

    `done` says, under an empty theme, that nothing more is in the passage. Decisions of a round are
    their coder's alone; those of no round are everybody's, and what is counted and learned from.
    """

    class Verdict(models.TextChoices):
        ACCEPTED = "accepted"
        REJECTED = "rejected"
        ADDED = "added"  # that nobody had suggested
        DONE = "done"
        TAKEN_BACK = "taken_back"

    passage = models.ForeignKey(Passage, on_delete=models.PROTECT, related_name="decisions")
    framework_version = models.ForeignKey(
        FrameworkVersion, on_delete=models.PROTECT, related_name="+"
    )
    round = models.ForeignKey(
        CodingRound, null=True, blank=True, on_delete=models.PROTECT, related_name="decisions"
    )
    theme = models.CharField(max_length=40, blank=True)
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    confidence = models.PositiveSmallIntegerField(default=0)  # 1 low, 2 medium, 3 high; 0 not said
    # Under the key of the document's text: gone with it.
    sealed_note = models.BinaryField(default=bytes)
    coder = models.CharField(max_length=16)  # seat ref
    # The sender's own mark, so that what is sent again is not written again.
    client = models.CharField(max_length=40)
    is_standing = models.BooleanField(default=True)  # no later one about the same
    made_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[models.Manager["Decision"]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["coder", "client"], name="decision_sent_once"),
            models.UniqueConstraint(
                fields=["passage", "framework_version", "theme"],
                condition=models.Q(is_standing=True, round=None),
                name="decision_stands_once",
            ),
            models.UniqueConstraint(
                fields=["round", "coder", "passage", "theme"],
                condition=models.Q(is_standing=True),
                name="decision_of_round_stands_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.passage_id}:{self.theme}:{self.verdict}"


class Grade(OfOperation):
    """How far one person trusts a document's source and what it says: the Admiralty code.

    Never edited; a later one of the same person stands instead. Persons may differ: all stand.
    """

    version = models.ForeignKey(DocumentVersion, on_delete=models.PROTECT, related_name="grades")
    # A passage has a credibility of its own only where it differs from the document's.
    passage = models.ForeignKey(Passage, null=True, on_delete=models.PROTECT, related_name="grades")
    # Codes of engines.narrative.quality; empty: of a passage, or taken back.
    reliability = models.CharField(max_length=1, blank=True)
    credibility = models.CharField(max_length=1, blank=True)
    proposed = models.CharField(max_length=2, blank=True)  # by the engine, as it was shown
    grader = models.CharField(max_length=16)  # seat ref
    is_standing = models.BooleanField(default=True)  # no later one of the same person
    made_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[models.Manager["Grade"]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "grader"],
                condition=models.Q(is_standing=True, passage=None),
                name="grade_of_document_stands_once",
            ),
            models.UniqueConstraint(
                fields=["passage", "grader"],
                condition=models.Q(is_standing=True),
                name="grade_of_passage_stands_once",
            ),
        ]
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.version_id}: {self.grade}"

    @property
    def grade(self) -> str:
        """Letter and digit together, such as B2."""
        return f"{self.reliability}{self.credibility}"


class ReportSchedule(OfOperation):
    """A thematic report of each month, quarter or year that is over, kept by a job.

    It has no rights of its own: each report is made in the sight of the access that set it up.
    """

    class State(models.TextChoices):
        IN_FORCE = "in_force"
        PAUSED = "paused"  # by a person
        STOPPED = "stopped"  # by the job, which could not go on: `stopped_why`

    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="schedules")
    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="+")
    months = models.PositiveSmallIntegerField()  # of a span: 1, 3 or 12
    area = models.CharField(max_length=40, blank=True)  # p-code, "" for all
    language = models.CharField(max_length=5)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")  # answers for it
    begins = models.DateField()  # first day of the first span
    wait = models.PositiveSmallIntegerField(default=0)  # days: documents come after the span
    keeper = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.IN_FORCE)
    stopped_why = models.CharField(max_length=40, blank=True)  # kernel.problems.Code
    made_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[models.Manager["ReportSchedule"]] = models.Manager()

    class Meta:
        constraints = [
            # Everybody who sees the register sees its schedules, so a refusal tells nothing.
            models.UniqueConstraint(
                fields=["framework", "dataset", "months", "area", "language"],
                condition=models.Q(state="in_force"),
                name="report_schedule_in_force_once",
            )
        ]
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.framework_id}: {self.months}"


class KeptReport(models.Model):
    """A thematic report that was kept as a document: what it was made from.

    Such a document is no evidence itself: it would be counted twice.
    """

    record = models.OneToOneField(Record, on_delete=models.PROTECT, related_name="report")
    framework_version = models.ForeignKey(
        FrameworkVersion, on_delete=models.PROTECT, related_name="+"
    )
    first = models.DateField()  # of the span's first month
    months = models.PositiveSmallIntegerField()
    area = models.CharField(max_length=40, blank=True)  # p-code, "" for all
    language = models.CharField(max_length=5, blank=True)
    schedule = models.ForeignKey(
        ReportSchedule, null=True, blank=True, on_delete=models.PROTECT, related_name="reports"
    )
    documents = models.ManyToManyField(DocumentVersion, related_name="reports")
    made_by = models.CharField(max_length=16)  # seat ref
    made_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[models.Manager["KeptReport"]] = models.Manager()

    class Meta:
        constraints = [
            # Whatever became of it: two workers make the report of a span once.
            models.UniqueConstraint(fields=["schedule", "first"], name="report_of_span_once")
        ]
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.record_id}: {self.first:%Y-%m}"


class Evidence(OfOperation):
    """A passage put to a finding of a joint analysis, and what it says for it.

    Taken back, it stays with who did so and when.
    """

    class Stance(models.TextChoices):
        SUPPORTS = "supports"
        CONTRADICTS = "contradicts"
        CONTEXT = "context"

    finding = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="evidence")
    passage = models.ForeignKey(Passage, on_delete=models.PROTECT, related_name="+")
    stance = models.CharField(max_length=12, choices=Stance.choices)
    put_by = models.CharField(max_length=16)  # seat ref
    put_at = models.DateTimeField(auto_now_add=True)
    taken_back_by = models.CharField(max_length=16, blank=True)  # seat ref
    taken_back_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Evidence"]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["finding", "passage"],
                condition=models.Q(taken_back_at=None),
                name="evidence_put_once",
            )
        ]
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.finding_id}:{self.passage_id}:{self.stance}"


class SignOff(OfOperation):
    """What an agency says to one wording of a finding or a joint analysis. Never edited.

    The newest of an agency stands; it counts while `fingerprint` is that of the present wording.
    """

    class Position(models.TextChoices):
        AGREES = "agrees"
        RESERVATION = "reservation"
        OBJECTS = "objects"

    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="sign_offs")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    position = models.CharField(max_length=12, choices=Position.choices)
    fingerprint = models.CharField(max_length=64)  # themes.board.signing
    sealed_note = models.BinaryField(default=bytes)  # under the agency's key
    made_by = models.CharField(max_length=16)  # seat ref
    made_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[models.Manager["SignOff"]] = models.Manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.record_id}:{self.agency_id}:{self.position}"
