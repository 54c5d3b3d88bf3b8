"""Who signed which wording: a signature is for what stood there, and lapses when that changes.

Requirements:
1. What is signed are all answers but the status, the analysis with its period, area, framework and
   scale, the evidence and the entries it rests on; of a whole analysis its own answers and all its
   findings so.
2. Agencies that take part are the leading one and those named as partners; each signs for itself.
3. Agreed is what every one of them signed in the present wording, none objecting, and somebody
   other than who wrote it among them.
4. Objections and reservations stay beside it, of an earlier wording and of who left, too.
5. Evidence that one may not read shows in none of this but by signatures that have lapsed.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from himaya.engines.narrative.entities import entities_in, masked
from himaya.gate.decisions import authorize
from himaya.gate.seats import ActingSeat
from himaya.kernel.crypto import seal, unseal
from himaya.kernel.verbs import Verb
from himaya.people.keys import agency_key
from himaya.people.models import Agency
from himaya.records.derive import acronyms_in
from himaya.records.models import Involvement, Link, Record
from himaya.records.sealing import whole_answers
from himaya.themes.board.fetching import said
from himaya.themes.board.named import (
    ANALYSIS,
    FINDING,
    FINDING_OF,
    RESTS_ON,
    SIGNED_IN,
    SUPERSEDED,
)
from himaya.themes.models import Evidence, SignOff

Position = SignOff.Position
_FRAME = ("framework", "start", "end", "area", "scale", "scale_agreed")  # what a judgement means
_NAMING = ("agency", "partner")  # questions of an analysis that name who takes part


def fingerprints_of(records: Sequence[Record]) -> dict[int, str]:
    """What a signature of each finding or analysis would be for, by key. Three to five queries."""
    findings = [one for one in records if one.dataset.profile == FINDING]
    found = _of_findings(findings)
    for analysis in (one for one in records if one.dataset.profile == ANALYSIS):
        rows = Record.objects.filter(
            links_out__relation=FINDING_OF, links_out__target=analysis, is_withdrawn=False
        ).exclude(status=SUPERSEDED)
        parts = list(rows.select_related("head", "dataset", "agency").order_by("ref"))
        inside = _of_findings(parts)
        found[analysis.pk] = _hash([_answers(analysis), [inside[one.pk] for one in parts]])
    return found


def _of_findings(findings: Sequence[Record]) -> dict[int, str]:
    keys = [one.pk for one in findings]
    rests: dict[int, list[tuple[str, str]]] = defaultdict(list)
    put = Evidence.objects.filter(finding__in=keys, taken_back_at=None)
    for finding, passage, stance in put.values_list("finding", "passage", "stance"):
        rests[finding].append((str(passage), stance))
    links = Link.objects.filter(source__in=keys)
    frames = _frames(keys)
    for source, relation, target in links.values_list("source", "relation", "target__ref"):
        if relation == FINDING_OF or relation.startswith(RESTS_ON):
            rests[source].append((relation, frames.get(target, target)))
    return {one.pk: _hash([_answers(one), sorted(rests[one.pk])]) for one in findings}


def _frames(findings: Sequence[int]) -> dict[str, str]:
    """By ref of the analysis, what its findings are judged by."""
    rows = Record.objects.filter(links_in__relation=FINDING_OF, links_in__source__in=findings)
    whole = rows.select_related("head__sealed_for__agency", "agency").distinct()
    return {one.ref: _hash([one.ref, [_answers(one).get(key) for key in _FRAME]]) for one in whole}


def _answers(record: Record) -> Mapping[str, object]:
    answers = whole_answers(record, record.head) if record.head else {}
    return {key: value for key, value in answers.items() if key != "status"}


def _hash(what: object) -> str:
    told = json.dumps(what, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Taking:
    """The agencies that take part in an analysis: acronyms by key; names that no agency has."""

    agencies: Mapping[int, str]
    unknown: tuple[str, ...]

    @property
    def asked(self) -> int:
        """How many signatures it takes; who is not in the list of agencies cannot give theirs."""
        return len(self.agencies) + len(self.unknown)


def taking_part(analysis: Record | None) -> Taking:
    """Nobody without an analysis. One query."""
    if analysis is None:
        return Taking({}, ())
    rows = Involvement.objects.filter(record=analysis, means__in=("agency", "agency.partner"))
    agencies = dict(rows.order_by("agency__acronym").values_list("agency", "agency__acronym"))
    named = {one for key in _NAMING for one in acronyms_in(said(analysis, key))}
    return Taking(agencies, tuple(sorted(named - set(agencies.values()))))


@dataclass(frozen=True, slots=True)
class Signed:
    """What an agency said last. `is_present`: to the wording that stands now."""

    agency: str
    position: str
    is_present: bool
    takes_part: bool
    note: str
    day: datetime

    @property
    def counts(self) -> bool:
        """Whether it is a signature under what stands there now."""
        return self.is_present and self.takes_part and self.position != Position.OBJECTS


@dataclass(frozen=True, slots=True)
class Tally:
    """Signatures of one finding or analysis. `waiting`: acronyms of who has not signed this."""

    signed: Sequence[Signed]
    waiting: Sequence[str]
    asked: int
    is_agreed: bool

    @property
    def given(self) -> int:
        """How many agencies signed the present wording without objecting."""
        return sum(one.counts for one in self.signed)

    @property
    def dissent(self) -> list[Signed]:
        """Objections and reservations."""
        return [one for one in self.signed if one.position != Position.AGREES]

    @property
    def objects(self) -> bool:
        """Whether an agency that takes part objects to the present wording."""
        return any(
            one.position == Position.OBJECTS and one.is_present and one.takes_part
            for one in self.signed
        )


def tallies_of(records: Sequence[Record], taking: Taking) -> dict[int, Tally]:
    """By key of the record. Four queries, or six with an analysis among them."""
    prints = fingerprints_of(records)
    newest: dict[int, dict[int, SignOff]] = defaultdict(dict)
    rows = SignOff.objects.filter(record__in=[one.pk for one in records]).select_related("agency")
    for row in rows.order_by("pk"):
        newest[row.record_id][row.agency_id] = row
    return {one.pk: _tally(one, taking, prints[one.pk], newest.get(one.pk, {})) for one in records}


def _tally(record: Record, taking: Taking, print_: str, newest: Mapping[int, SignOff]) -> Tally:
    signed = [
        Signed(
            row.agency.acronym,
            row.position,
            row.fingerprint == print_,
            agency in taking.agencies,
            note_of(row),
            row.made_at,
        )
        for agency, row in newest.items()
    ]
    present = {one.agency for one in signed if one.is_present}
    waiting = [one for one in taking.agencies.values() if one not in present]
    agreeing = {one.agency for one in signed if one.counts}
    is_agreed = (
        not waiting
        and not taking.unknown
        and len(agreeing) == len(taking.agencies)
        and bool(agreeing - {record.agency.acronym})
    )
    return Tally(signed, [*waiting, *taking.unknown], taking.asked, is_agreed)


def may_sign(seat: ActingSeat, record: Record, agencies: frozenset[int]) -> bool:
    """Whether the page offers it: put up for signature, and the seat's agency takes part."""
    return (
        record.status in SIGNED_IN.get(record.dataset.profile, ())
        and seat.agency_id in agencies
        and authorize(seat, Verb.RECORD_SIGN, record).allowed
    )


def sealed_note(note: str, made: SignOff, agency: Agency) -> bytes:
    """The note, under the agency's own key."""
    return seal(
        note.encode(),
        agency_key(agency),
        model="sign_off",
        field="note",
        ref=made.ref,
        key_version=agency.key_version,
    )


def note_of(made: SignOff) -> str:
    """What the agency wrote beside its signature, names masked; "" where nothing."""
    sealed = bytes(made.sealed_note)
    if not sealed:
        return ""
    plain = unseal(
        sealed,
        agency_key(made.agency),
        model="sign_off",
        field="note",
        ref=made.ref,
        key_version=made.agency.key_version,
    )
    note = plain.decode()
    return masked(note, entities_in(note))
