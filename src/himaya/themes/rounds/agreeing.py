"""How far the coders of a round agree, and where they do not."""

from dataclasses import dataclass

from himaya.engines.narrative.agreement import Agreement, ThemeAgreement, by_pair, by_theme
from himaya.themes.coding.seeing import HELD
from himaya.themes.models import CodingRound, Decision, Passage

Coders = dict[str, dict[int, frozenset[str]]]  # seat ref -> passage -> themes


def coders_of(held: CodingRound) -> Coders:
    """What each coder gave, of the passages that they are done with."""
    done: Coders = {ref: {} for ref in held.coders.values_list("ref", flat=True)}
    standing = Decision.objects.filter(round=held, is_standing=True)
    given: dict[tuple[str, int], set[str]] = {}
    for coder, passage, theme in standing.filter(verdict__in=HELD).values_list(
        "coder", "passage", "theme"
    ):
        given.setdefault((coder, passage), set()).add(theme)
    for coder, passage in standing.filter(verdict=Decision.Verdict.DONE).values_list(
        "coder", "passage"
    ):
        if coder in done:
            done[coder][passage] = frozenset(given.get((coder, passage), ()))
    return done


def agreement_of(held: CodingRound) -> tuple[list[ThemeAgreement], Agreement | None]:
    """By theme, and over all decisions together."""
    return by_theme(_keyed(coders_of(held)))


def pairs_of(held: CodingRound) -> list[tuple[str, str, Agreement | None]]:
    """(seat ref, seat ref, agreement) of each two coders, where there are more than two."""
    coders = coders_of(held)
    if len(coders) < 3:  # noqa: PLR2004 - two are one pair, told already
        return []
    refs = list(coders)
    return [(refs[one], refs[other], found) for one, other, found in by_pair(_keyed(coders))]


def _keyed(coders: Coders) -> list[dict[str, frozenset[str]]]:
    return [{str(key): themes for key, themes in one.items()} for one in coders.values()]


@dataclass(frozen=True, slots=True)
class Disputed:
    """A passage that coders gave different themes: how many of them gave each."""

    passage: Passage
    coders: int
    given: dict[str, int]


def split_of(coders: Coders) -> tuple[dict[int, frozenset[str]], dict[int, dict[str, int]]]:
    """(passages all agree on, passages they do not): of those that two at least are done with."""
    agreed: dict[int, frozenset[str]] = {}
    disputed: dict[int, dict[str, int]] = {}
    for passage in sorted({key for one in coders.values() for key in one}):
        answers = [one[passage] for one in coders.values() if passage in one]
        if len(answers) < 2:  # noqa: PLR2004 - one answer agrees with nobody
            continue
        if len(set(answers)) == 1:
            agreed[passage] = answers[0]
        else:
            themes = sorted({theme for answer in answers for theme in answer})
            disputed[passage] = {
                theme: sum(theme in answer for answer in answers) for theme in themes
            }
    return agreed, disputed


def open_disputes(held: CodingRound) -> list[Disputed]:
    """Passages that nobody has settled yet, in the order of the text."""
    coders = coders_of(held)
    _agreed, disputed = split_of(coders)
    settled = set(
        Decision.objects.filter(
            round=None,
            framework_version=held.framework_version,
            passage__in=disputed,
            verdict=Decision.Verdict.DONE,
            is_standing=True,
        ).values_list("passage", flat=True)
    )
    passages = Passage.objects.filter(pk__in=set(disputed) - settled, is_current=True)
    rows = passages.select_related("version__text", "version__record").order_by("version", "start")
    return [
        Disputed(one, sum(one.pk in answers for answers in coders.values()), disputed[one.pk])
        for one in rows
    ]
