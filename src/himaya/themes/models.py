"""Frameworks: the trees of themes that texts are coded by; a published version is frozen."""

from typing import ClassVar

from django.db import models

from himaya.kernel.words import in_language
from himaya.people.models import Agency
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


class ThemeOwner(models.Model):
    """Which agency answers for a theme of a framework, in all its versions."""

    framework = models.ForeignKey(Framework, on_delete=models.CASCADE, related_name="owners")
    theme = models.CharField(max_length=40)  # code
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[models.Manager["ThemeOwner"]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["framework", "theme"], name="theme_owner_once")
        ]

    def __str__(self) -> str:
        return self.theme
