"""Who takes the minutes next: proposed fairly, decided by a person (systems 98).

Requirements:
1. Proposed is who took fewest within a year, turns already given counted; among equals who took
   them longest ago, then by acronym, so that the same register gives the same proposal.
2. Never who sent apologies or came to none of the last meetings. Nobody is proposed where nobody
   is left, and the page says so.
3. A proposal is nothing until somebody says yes: then the meeting names the agency and a turn of
   the roster with its own deadline reminds it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from himaya.gate.decisions import require, visible_to
from himaya.gate.seats import ActingSeat
from himaya.kernel.verbs import Verb
from himaya.people.models import Agency
from himaya.profiles.coordination.contacts.declaration import MINUTE_TAKER, MINUTES_FOR
from himaya.profiles.coordination.keepers import register_beside
from himaya.profiles.coordination.meetings.declaration import IN_SERIES
from himaya.profiles.coordination.meetings.series import by_series
from himaya.records.actions import amend_record, create_record, link_records
from himaya.records.derive import acronyms_in
from himaya.records.models import Record
from himaya.records.sealing import whole_answers
from himaya.records.titles import title_of

_YEAR = timedelta(days=365)
_LAST = 3  # meetings: who came to none of them is taken to be away
_HELD = frozenset({"held", "minuted"})


@dataclass(frozen=True, slots=True)
class Turn:
    """One planned meeting: who has the minutes, else who is proposed, and who else could."""

    meeting: Record
    has: str = ""  # acronyms as the meeting says
    proposed: str = ""
    others: tuple[tuple[str, int], ...] = ()  # with how often each took them, in order of turn


@dataclass(frozen=True, slots=True)
class Rota:
    """The turns of a series; `counts` of minutes taken within a year; who is expected and away."""

    turns: Sequence[Turn]
    counts: Mapping[str, int]
    away: Sequence[str]


def meetings_of(seat: ActingSeat, series: Record) -> list[Record]:
    """The meetings of a series in sight, oldest first. One query."""
    rows = Record.objects.filter(
        links_out__relation=IN_SERIES, links_out__target=series, is_withdrawn=False
    )
    whole = visible_to(rows, seat).select_related(
        "operation", "agency", "dataset__system", "version", "head__sealed_for__agency"
    )
    return list(whole.order_by("period_start", "pk").distinct())


def rota_of(seat: ActingSeat, series: Record, meetings: Sequence[Record], today: date) -> Rota:
    """Proposals for the planned meetings, in their order. One query."""
    known = set(Agency.objects.filter(operation=seat.operation).values_list("acronym", flat=True))
    held = [one for one in meetings if one.status in _HELD]
    came = [_who(one, "yes") for one in held[-_LAST:]]
    present = set().union(*came) if came else set()
    assert series.head is not None  # noqa: S101 - written in the record's own transaction
    expected = acronyms_in(series.head.answers.get("expected") or "") & known
    able = expected or (set().union(*(_who(one, "yes") for one in held)) & known)
    away = sorted(able - present) if any(came) else []
    counts, last = _taken([one for one in held if _day(one) >= today - _YEAR])
    took = {who: counts[who] for who in sorted(able)}
    coming = [one for one in meetings if one.status == "planned" and _day(one) >= today]
    for one in coming:
        counts.update(_takers(one))
    turns = []
    for one in coming:
        has = " ".join(sorted(_takers(one)))
        excused = _who(one, "excused") | _who(one, "no")
        order = sorted(
            (able - excused).difference(away),
            key=lambda who: (counts[who], last.get(who, date.min), who),
        )
        proposed = order[0] if order and not has else ""
        turns.append(Turn(one, has, proposed, tuple((who, counts[who]) for who in order)))
        if proposed:
            counts[proposed] += 1
            last[proposed] = _day(one)
    return Rota(turns, took, away)


def give_turns(
    *, seat: ActingSeat, series: Record, given: Mapping[str, str], seen: Mapping[str, int]
) -> int:
    """Have the meetings (by reference) name who takes their minutes; how many did.

    Each gets a turn in the roster, due as many days later as the series says. A meeting that
    somebody changed since `seen` refuses all (ChangedMeanwhile); who may not amend it is refused.
    """
    require(seat, Verb.RECORD_AMEND, series)
    assert series.head is not None  # noqa: S101 - written in the record's own transaction
    terms = whole_answers(series, series.head)
    acronyms = set(
        Agency.objects.filter(operation=seat.operation).values_list("acronym", flat=True)
    )
    count = 0
    with transaction.atomic():
        register = register_beside(seat, series, MINUTE_TAKER.code)
        for meeting in meetings_of(seat, series):
            who = given.get(meeting.ref, "")
            if who not in acronyms or meeting.status != "planned" or meeting.head is None:
                continue
            answers = whole_answers(meeting, meeting.head)
            if answers.get("minute_taker") == who:
                continue
            amend_record(
                seat=seat,
                record=meeting,
                answers={**answers, "minute_taker": who},
                seen=seen.get(meeting.ref, meeting.lock),
                reason=by_series(series),
                sure=True,
            )
            turn = create_record(
                seat=seat, dataset=register, answers=_turn(meeting, who, terms), sure=True
            )
            link_records(seat=seat, relation=MINUTES_FOR, source=turn, target=meeting)
            count += 1
    return count


def _turn(meeting: Record, who: str, terms: Mapping[str, Any]) -> dict[str, Any]:
    due = _day(meeting) + timedelta(days=int(terms.get("minutes_within", 7)))
    return {
        "title": title_of(meeting),
        "agency": who,
        "body": terms["body"],
        "date": _day(meeting).isoformat(),
        "minutes_due": due.isoformat(),
        "status": "assigned",
    }


def _taken(held: Iterable[Record]) -> tuple[Counter[str], dict[str, date]]:
    """How often each agency took the minutes, and when last."""
    counts: Counter[str] = Counter()
    last: dict[str, date] = {}
    for one in held:
        for who in _takers(one):
            counts[who] += 1
            last[who] = _day(one)
    return counts, last


def _day(meeting: Record) -> date:
    assert meeting.period_start is not None  # noqa: S101 - the form requires a day
    return meeting.period_start


def _takers(meeting: Record) -> set[str]:
    return acronyms_in((meeting.head and meeting.head.answers.get("minute_taker")) or "")


def _who(meeting: Record, attended: str) -> set[str]:
    turns = meeting.head.answers.get("attendance") if meeting.head else None
    return {
        str(turn.get("attendee_agency", "")).strip()
        for turn in (turns if isinstance(turns, list) else [])
        if turn.get("attended") == attended
    } - {""}
