"""Reading frameworks: the checked tree of a version, who owns which theme."""

from functools import lru_cache

from himaya.engines.narrative import Framework as Tree
from himaya.engines.narrative import fingerprint, framework_from
from himaya.engines.narrative.lexicon import LexiconMatcher
from himaya.people.models import Agency
from himaya.themes.models import Framework, FrameworkVersion, ThemeOwner


class FrameworkChangedError(Exception):
    """A published tree does not have the fingerprint it was frozen with."""


def framework_of(version: FrameworkVersion) -> Tree:
    """The framework of a version. Raises FrameworkChangedError if somebody edited a frozen one."""
    return _framework(version.pk, version.fingerprint)


@lru_cache(maxsize=32)
def _framework(pk: int, expected: str) -> Tree:
    """Kept by fingerprint: reading a large tree costs more than a page may."""
    tree = FrameworkVersion.objects.values_list("tree", flat=True).get(pk=pk)
    made = framework_from(tree)
    if fingerprint(made) != expected:
        raise FrameworkChangedError(expected)
    return made


def matcher_of(version: FrameworkVersion) -> LexiconMatcher:
    """The words of a version, ready to be found."""
    return _matcher(version.pk, version.fingerprint)


@lru_cache(maxsize=4)
def _matcher(pk: int, expected: str) -> LexiconMatcher:
    return LexiconMatcher(_framework(pk, expected))


def newest_published(framework: Framework) -> FrameworkVersion | None:
    """The published version with the highest number: what texts are coded by."""
    return (
        framework.versions.filter(state=FrameworkVersion.State.PUBLISHED)
        .defer("tree")
        .order_by("-number")
        .first()
    )


def owners_of(framework: Framework) -> dict[str, Agency]:
    """Who answers for each theme, by code; themes without an owner are left out."""
    rows = ThemeOwner.objects.filter(framework=framework).select_related("agency")
    return {row.theme: row.agency for row in rows}


def unmarked_themes(version: FrameworkVersion) -> list[str]:
    """Codes of themes that the newest published version marks sensitive and this one does not."""
    before = newest_published(version.framework)
    if before is None:
        return []
    now = framework_of(version).by_code
    return [
        theme.code
        for theme in framework_of(before).themes
        if theme.sensitive and theme.code in now and not now[theme.code].sensitive
    ]
