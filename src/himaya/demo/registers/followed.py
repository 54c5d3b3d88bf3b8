"""What became of the demo's recommendations: answered, late, not used with a why, told outside."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from himaya.demo.registers.filling import Answers
from himaya.demo.stories.scene import Scene
from himaya.gate.seats import ActingSeat
from himaya.profiles.coordination.memory.asking import answers_to, ask_addressees
from himaya.records.actions import amend_record
from himaya.records.models import Record
from himaya.records.sealing import whole_answers

_WHYS = (
    "No money for it this year; asked for in the next plan",
    "Another agency does it already",
    "The road is closed, so that nobody can go there",
)
_PROMISES = ("Taken into the plan of the next quarter", "Two of the four places, as staff allows")
_DONE = (
    "A desk is open on three days a week",
    "Lamps stand at four water points",
    "One form for all",
)
_SILENT = 0.25  # of those asked: no answer yet
_LATE = 0.3


def answer_recommendations(
    scene: Scene,
    seat: ActingSeat,
    writers: Mapping[str, ActingSeat],
    report: Callable[[str], None],
) -> None:
    """Ask every addressee of what is open; most of what is due was answered, by itself."""
    rows = Record.objects.filter(dataset__profile="recommendation", status="open").select_related(
        "head", "agency", "operation", "dataset__system"
    )
    made = 0
    for recommendation in rows.order_by("pk"):
        made += ask_addressees(seat=seat, recommendation=recommendation)
        for answer in answers_to(recommendation).select_related("head", "version", "subject"):
            assert answer.head is not None  # noqa: S101 - written in the record's own transaction
            said = whole_answers(answer, answer.head)
            told = _told(scene, said)
            if told:
                by = writers.get(str(said.get("agency")), seat)
                amend_record(seat=by, record=answer, answers=told, seen=answer.lock, sure=True)
    report(f"  {made:6} answers asked for by recommendations")


def _told(scene: Scene, said: Answers) -> Answers:
    """What is said of one answer; nothing where nobody was told or who was told is silent."""
    due = date.fromisoformat(said["answer_by"])
    is_outside = said["status"] == "not_told"
    if scene.chance.random() < _SILENT or (due >= scene.today and not is_outside):
        return {}
    told: Answers = said | {"status": "asked"}
    if is_outside:
        day = date.fromisoformat(said["asked_on"]) + timedelta(days=3)
        told |= {"told": "outside", "told_how": "Letter to the head of office"}
        told["told_on"] = min(day, scene.today).isoformat()
    return told if due >= scene.today else told | _answered(scene, due)


def _answered(scene: Scene, due: date) -> dict[str, Any]:
    chance = scene.chance
    late = chance.randrange(3, 25) if chance.random() < _LATE else -chance.randrange(2, 30)
    day = min(due + timedelta(days=late), scene.today)
    answered = {"answered_on": day.isoformat(), "status": "not_used", "used": "no"}
    if chance.random() < _LATE:
        return answered | {"answer": chance.choice(_WHYS)}
    promise = {"used": chance.choice(("yes", "partly")), "answer": chance.choice(_PROMISES)}
    by = {"act_by": (day + timedelta(days=60)).isoformat(), "status": "answered"}
    if day + timedelta(days=30) > scene.today:
        return answered | promise | by
    done = {"action": chance.choice(_DONE), "done_on": (day + timedelta(days=30)).isoformat()}
    return answered | promise | by | done | {"status": "acted_on"}
