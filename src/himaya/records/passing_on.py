"""What names somebody who left: written over to whoever takes their place, entry by entry."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from himaya.datasets.declarations import profile_named, profiles
from himaya.gate.decisions import authorize, visible_to
from himaya.gate.seats import ActingSeat
from himaya.kernel.problems import Problem
from himaya.kernel.verbs import Verb
from himaya.records.actions import amend_record
from himaya.records.due import closed
from himaya.records.lifecycle import is_locked
from himaya.records.models import Record
from himaya.records.queries import withheld_paths
from himaya.records.sealing import whole_answers

MOST = 1000  # entries looked at, the latest changed first


@dataclass(frozen=True, slots=True)
class PassedOn:
    """How many entries name the successor now, and how many could not be changed."""

    changed: int
    left: int


def pass_on(*, seat: ActingSeat, names: Sequence[str], to: str, reason: str) -> PassedOn:
    """Put `to` in place of the `names` in open entries that are assigned to a person by name.

    Which answers assign is declared (`Profile.assigned`); entries that the seat may not amend,
    answers that it may not read and entries that are over stay as they are. `amend_record` decides
    and writes the log for each.
    """
    wanted = [name.strip() for name in names if name.strip() and name.strip() != to.strip()]
    if not wanted or not to.strip():
        return PassedOn(0, 0)
    pattern = re.compile(
        "|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in wanted), re.IGNORECASE
    )
    changed = left = 0
    for record in _candidates(seat):
        assert record.head is not None  # noqa: S101 - written in the record's own transaction
        answers = whole_answers(record, record.head)
        after = _replaced(answers, _paths(seat, record), pattern, to.strip())
        if after == answers:
            continue
        try:
            amend_record(
                seat=seat, record=record, answers=after, seen=record.lock, reason=reason, sure=True
            )
        except Problem:  # changed meanwhile, erased, or no longer fits its form
            left += 1
        else:
            changed += 1
    return PassedOn(changed, left)


def _candidates(seat: ActingSeat) -> list[Record]:
    codes = [profile.code for profile in profiles() if profile.assigned]
    rows = Record.objects.filter(dataset__profile__in=codes)
    whole = rows.select_related(
        "operation", "agency", "dataset__system", "version", "head__version",
        "head__sealed_for__agency", "subject__agency",
    ).prefetch_related("version__questions", "head__version__questions")  # fmt: skip
    found = visible_to(whole, seat, Verb.RECORD_AMEND).exclude(closed())
    return [one for one in found.order_by("-changed_at", "pk")[:MOST] if not is_locked(one)]


def _paths(seat: ActingSeat, record: Record) -> list[str]:
    profile = profile_named(record.dataset.profile)
    withheld = withheld_paths(record.version, authorize(seat, Verb.RECORD_VIEW, record))
    return [path for path in (profile.assigned if profile else ()) if path not in withheld]


def _replaced(
    answers: Mapping[str, Any], paths: Sequence[str], pattern: re.Pattern[str], to: str
) -> dict[str, Any]:
    after = dict(answers)
    for path in paths:
        repeat, _, key = path.rpartition(".")
        if repeat and (turns := answers.get(repeat)):
            after[repeat] = [_replaced(turn, [key], pattern, to) for turn in turns]
        elif isinstance(text := answers.get(key), str):
            after[key] = pattern.sub(lambda _found: to, text)
    return after
