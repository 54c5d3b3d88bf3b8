"""A joint analysis of the last whole months: findings on evidence, dissent, and what nobody judged.

Four agencies take part. What was read of a theme decides whether a finding is put up for
signature: without evidence it stays what it is, not assessed. Nobody and no place in it is real.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from himaya.collect.actions import register_for
from himaya.demo.stories.scene import Scene
from himaya.gate.seats import ActingSeat
from himaya.records.actions import amend_record, create_record, link_records, move_record
from himaya.records.models import Record
from himaya.themes.board.actions import put_evidence, sign
from himaya.themes.board.fetching import framework_version_of, whole_records
from himaya.themes.board.named import ANALYSIS, FINDING, FINDING_OF, NOT_ASSESSED, RECOMMENDED
from himaya.themes.board.sight import proposals_for
from himaya.themes.board.signing import fingerprints_of
from himaya.themes.models import FrameworkVersion, Passage

LEAD = "CPQ"
MEMBERS = ("HRA", "WCI", "OPW")
_MONTHS = 3
_EVIDENCE = 4  # passages put to one finding


@dataclass(frozen=True, slots=True)
class Judged:
    """A finding: who writes it of which theme, how bad, how sure, and what is said of it.

    `signs`: agency -> position and note; `ends` is the state it comes to.
    """

    agency: str
    theme: str
    title: str
    statement: str
    severity: str
    trend: str
    confidence: str
    why: str
    against: str = ""
    gaps: str = ""
    signs: Mapping[str, tuple[str, str]] | None = None
    ends: str = "proposed"
    is_local: bool = False  # of the area that the first of its evidence is about


_AGREED = dict.fromkeys((LEAD, *MEMBERS), ("agrees", ""))
_FINDINGS = (
    Judged(
        "HRA",
        "PR12",
        "Families are evicted within a month and know no other shelter",
        "Owners give notice to whole buildings; families have no written agreement to show.",
        "s4",
        "increasing",
        "medium",
        "Two agencies wrote it of several buildings; one report was sent on by another.",
        gaps="Whether any court has heard a case is not known.",
        signs=_AGREED,
        ends="agreed",
    ),
    Judged(
        "WCI",
        "PR09",
        "Lost papers keep people from registries, schools and roads",
        "Registries ask for papers that nobody can have any more; a witness is not accepted.",
        "s3",
        "stable",
        "high",
        "Families told it to a team that was there.",
        against="One registry is said to have opened two days more.",
        signs=_AGREED | {"OPW": ("reservation", "Not visited beyond the towns.")},
        ends="agreed",
    ),
    Judged(
        LEAD,
        "PR10",
        "Fields near homes are not safe",
        "Remnants lie in fields that people work in; some were hurt.",
        "s4",
        "new",
        "low",
        "Two agencies wrote it; nobody of ours has seen the ground.",
        gaps="How many fields, and whether they are marked.",
        signs=_AGREED
        | {"WCI": ("objects", "Lines of a few reports bear no phase 4. We would say 3.")},
        ends="disputed",
        is_local=True,
    ),
    Judged(
        "HRA",
        "PR01",
        "People are held at checkpoints and after night searches",
        "Buses are stopped and some passengers held over night; families of others hear nothing.",
        "s4",
        "increasing",
        "medium",
        "Our own team saw the checkpoint; the rest is told by others.",
        signs={"HRA": ("agrees", ""), LEAD: ("agrees", "")},
    ),
    Judged(
        LEAD,
        "PR14",
        "Children work in markets; how, and for whom, is not known",
        "Residents say that children work instead of going to school. Nobody has asked more.",
        NOT_ASSESSED,
        "unknown",
        "",
        "",
        gaps="Who employs them, for how long, and whether any is held.",
        signs={LEAD: ("agrees", "")},
    ),
)
_ADVICE = {
    "title": "Hear evictions before winter",
    "finding": "Whole buildings are given notice, and no court hears it.",
    "evidence": "Joint analysis of the quarter",
    "addressee": "JLC",
    "risk": "PR12",
    "sector": "PRO-HLP",
    "priority": "high",
}


def keep_analysis(
    scene: Scene, acting: Mapping[str, ActingSeat], report: Callable[[str], None]
) -> None:
    """`acting`: who signs for each agency that takes part."""
    months = [one for one in scene.months() if one[0]][-_MONTHS:]
    (_, first, _), (_, _, last) = months[0], months[-1]
    lead = acting[LEAD]
    analysis = create_record(
        seat=lead,
        dataset=register_for(seat=lead, profile_code=ANALYSIS),
        answers={
            "title": f"Joint protection analysis, {first:%B} to {last:%B %Y}",
            "agency": LEAD,
            "partner": " ".join(MEMBERS),
            "framework": "protection",
            "left_out": "TOPICS IM",
            "start": first.isoformat(),
            "end": last.isoformat(),
            "scale": "jiaf",
            "scale_agreed": "Phase 4 asks for two independent sources, or one who saw it.",
            "method": "both",
            "next_update": scene.today.replace(month=12, day=31).isoformat(),
            "context": "The road to the border changed hands twice; rents doubled in the towns.",
            "response": "Legal aid in two provinces; none north of the river for want of access.",
            "status": "in_analysis",
        },
    )
    version = framework_version_of(analysis)
    assert version is not None  # noqa: S101 - the demo has the default framework
    made = [_judge(acting, whole_records().get(pk=analysis.pk), version, one) for one in _FINDINGS]
    _advise(scene, lead, made[0])
    report(f"  {len(made):6} findings of a joint analysis")


def _judge(
    acting: Mapping[str, ActingSeat], analysis: Record, version: FrameworkVersion, one: Judged
) -> Record:
    """As far as its evidence carries it."""
    seat, lead = acting[one.agency], acting[LEAD]
    answers: dict[str, Any] = {
        "title": one.title,
        "agency": one.agency,
        "theme": one.theme,
        "area": "",
        "statement": one.statement,
        "severity": one.severity,
        "trend": one.trend,
        "groups": ["idp", "host"],
        "contradictions": one.against,
        "gaps": one.gaps,
        "status": "draft",
    }
    if one.severity != NOT_ASSESSED:
        answers |= {"confidence": one.confidence, "confidence_why": one.why}
    dataset = register_for(seat=lead, profile_code=FINDING)
    finding = create_record(seat=seat, dataset=dataset, answers=answers)
    link_records(seat=seat, relation=FINDING_OF, source=finding, target=analysis)
    if one.is_local:
        _narrow(seat, finding, analysis, version, answers)
    put = _put(lead, finding, analysis, version)
    if one.severity != NOT_ASSESSED and not put:
        return finding  # a draft: nothing was read of it in a demo as thin as this
    _move(lead, finding, "proposed")
    for agency, (position, note) in (one.signs or {}).items():
        current = whole_records().get(pk=finding.pk)
        seen = fingerprints_of([current])[current.pk]
        sign(seat=acting[agency], record=current, position=position, seen=seen, note=note)
    if one.ends != "proposed":
        _move(lead, finding, one.ends)
    return finding


def _put(seat: ActingSeat, finding: Record, analysis: Record, version: FrameworkVersion) -> int:
    """Put what was coded with its theme to it: the last of several stands as context."""
    current = whole_records().get(pk=finding.pk)
    mentions, _reads = proposals_for(seat, current, analysis, version, _EVIDENCE)
    passages = Passage.objects.in_bulk([int(one.passage) for one in mentions])
    for number, one in enumerate(mentions):
        passage = passages[int(one.passage)]
        put_evidence(
            seat=seat,
            finding=current,
            document=passage.version.record.ref,
            number=passage.number,
            stance="context" if 0 < number == len(mentions) - 1 else "supports",
        )
    return len(mentions)


def _narrow(
    seat: ActingSeat,
    finding: Record,
    analysis: Record,
    version: FrameworkVersion,
    answers: dict[str, Any],
) -> None:
    """Say it of one area alone, where anything was read of it."""
    current = whole_records().get(pk=finding.pk)
    mentions, reads = proposals_for(seat, current, analysis, version, 1)
    if mentions:
        area = {"area": reads[mentions[0].document].area}
        amend_record(seat=seat, record=current, answers=answers | area, seen=current.lock)


def _move(seat: ActingSeat, record: Record, to: str) -> None:
    current = whole_records().get(pk=record.pk)
    move_record(seat=seat, record=current, to=to, seen=current.lock, reason="Agreed in the session")


def _advise(scene: Scene, seat: ActingSeat, finding: Record) -> None:
    today = scene.today.isoformat()
    advice = create_record(
        seat=seat,
        dataset=register_for(seat=seat, profile_code="recommendation"),
        answers=_ADVICE | {"agency": LEAD, "date": today, "answer_by": today, "status": "open"},
        sure=True,
    )
    link_records(seat=seat, relation=RECOMMENDED, source=advice, target=finding)
