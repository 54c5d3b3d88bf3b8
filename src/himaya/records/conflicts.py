"""Two people saved: what each changed, side by side, and the answers a choice leads to."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from himaya.engines.xlsform import Form
from himaya.records.entry.parsing import Posted, counts
from himaya.records.words import key_label, key_words

MINE = "mine"
THEIRS = "theirs"


@dataclass(frozen=True, slots=True)
class Difference:
    """One question on which the two versions differ. `take` is chosen beforehand."""

    key: str
    label: str
    before: str
    theirs: str
    mine: str
    take: str
    both_changed: bool
    can_take_mine: bool = True


@dataclass(frozen=True, slots=True)
class Versions:
    """The same answers three times, withheld ones left out: as read, as saved, as typed."""

    base: Mapping[str, Any]
    theirs: Mapping[str, Any]
    mine: Mapping[str, Any]


def compare(
    form: Form,
    versions: Versions,
    language: str,
    names: Mapping[str, str],
    fixed: frozenset[str] = frozenset(),
) -> list[Difference]:
    """The differences in the form's order. Keys in `fixed` can only be taken as they stand now.

    `names`: of areas by code.

    What one side left alone is taken from the other; where both changed, the writer's own is
    proposed, since the other stands in the history either way.
    """
    found = []
    for key in _keys(form, versions):
        base, theirs, mine = (
            side.get(key) for side in (versions.base, versions.theirs, versions.mine)
        )
        if theirs == mine:
            continue
        can_take_mine = key not in fixed
        found.append(
            Difference(
                key=key,
                label=key_label(form, key, language),
                before=key_words(form, key, base, language, names),
                theirs=key_words(form, key, theirs, language, names),
                mine=key_words(form, key, mine, language, names),
                take=THEIRS if mine == base or not can_take_mine else MINE,
                both_changed=base not in (mine, theirs),
                can_take_mine=can_take_mine,
            )
        )
    return found


def _keys(form: Form, versions: Versions) -> list[str]:
    present = {*versions.base, *versions.theirs, *versions.mine}
    # What the form works out or notes by itself is worked out again when saved.
    order = [asked.key for asked in form.questions if not asked.repeat and asked.is_seen]
    order += [name for name, group in form.repeats.items() if len(group.repeat) == 1]
    return [key for key in order if key in present]


def fixed_repeats(
    before: Mapping[str, Any], now: Mapping[str, Any], withheld: frozenset[str]
) -> frozenset[str]:
    """Repeats with withheld answers that somebody else changed: turns no longer match by number.

    `before` and `now` are whole answers, so that a change in what is withheld counts too.
    """
    repeats = {path.partition(".")[0] for path in withheld if "." in path}
    return frozenset(key for key in repeats if before.get(key) != now.get(key))


def settle(form: Form, mine: Posted, theirs: Mapping[str, Any], take: Mapping[str, str]) -> Posted:
    """What was typed, with the other's answer where that was chosen."""
    answers = dict(mine.answers)
    origins = dict(mine.origins)
    for key, choice in take.items():
        if choice != THEIRS:
            continue
        answers.pop(key, None)
        if key in theirs:
            answers[key] = theirs[key]
        if key in form.repeats:
            origins = _as_they_stand(form, origins, key, theirs)
    return Posted(answers, origins)


def _as_they_stand(
    form: Form, origins: Mapping[str, int], key: str, theirs: Mapping[str, Any]
) -> dict[str, int]:
    others = {turn: was for turn, was in origins.items() if not turn.startswith(f"{key}[")}
    here = {key: theirs[key]} if key in theirs else {}
    for path, several in counts(here, frozenset(form.repeats)).items():
        others |= {f"{path}[{number}]": number for number in range(several)}
    return others
