"""Coded passages as a model learns them: of documents that are no more than Moderate.

A model holds words that stand in at least two texts, so that texts of High and Severe are none of
its examples.
"""

from collections.abc import Iterator
from datetime import datetime

from himaya.engines.narrative import Row
from himaya.instruments.groups import LEVEL_GROUPS
from himaya.library.texts import ReadText, text_of
from himaya.themes.coding.seeing import HELD
from himaya.themes.models import Decision, Framework

Verdict = Decision.Verdict


def examples_of(framework: Framework, since: datetime | None = None) -> list[Row]:
    """Passages that somebody is done with, in the order of that, with the themes they carry.

    By whichever version of the framework: codes stay. With `since` only those done after it.
    """
    done = (
        Decision.objects.filter(
            framework_version__framework=framework,
            round=None,
            verdict=Verdict.DONE,
            is_standing=True,
            passage__is_current=True,
            passage__version__record__is_withdrawn=False,
            passage__version__record__level__lt=min(LEVEL_GROUPS),
        )
        .select_related("passage__version__text")
        .order_by("pk")
    )
    if since is not None:
        done = done.filter(made_at__gt=since)
    return list(_rows(framework, list(done)))


def count_examples(framework: Framework) -> int:
    """How many there are to learn from."""
    return (
        Decision.objects.filter(
            framework_version__framework=framework,
            round=None,
            verdict=Verdict.DONE,
            is_standing=True,
            passage__is_current=True,
            passage__version__record__level__lt=min(LEVEL_GROUPS),
        )
        .values("passage")
        .distinct()
        .count()
    )


def _rows(framework: Framework, done: list[Decision]) -> Iterator[Row]:
    held: dict[int, set[str]] = {}
    themes = Decision.objects.filter(
        framework_version__framework=framework, round=None, verdict__in=HELD, is_standing=True
    )
    for key, theme in themes.values_list("passage", "theme"):
        held.setdefault(key, set()).add(theme)
    texts: dict[int, ReadText] = {}
    seen: set[int] = set()
    for one in done:
        passage = one.passage
        if passage.pk in seen:
            continue
        seen.add(passage.pk)
        if passage.version_id not in texts:
            texts[passage.version_id] = text_of(passage.version)
        text = texts[passage.version_id].text[passage.start : passage.end]
        labels = tuple(sorted(held.get(passage.pk, ())))
        if text:
            yield Row(str(passage.pk), text, passage.language, labels)
