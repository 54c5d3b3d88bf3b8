"""What people asked, said and complained about, and what they were answered."""

from collections.abc import Iterator
from datetime import date, timedelta

from himaya.demo.bulk import Row
from himaya.demo.stories.scene import Scene

_KINDS = {
    "question": 34, "request": 22, "complaint": 14, "concern": 9, "suggestion": 6, "rumour": 5,
    "appreciation": 5, "data_change": 3, "sensitive_complaint": 2,
}  # fmt: skip
_WORDS = (
    "When is the next registration day?",
    "Mon nom n'est plus sur la liste, pourquoi ?",
    "El punto de agua no funciona desde hace una semana.",
    "سمعنا أن التوزيع سيتوقف، هل هذا صحيح؟",
    "The queue is too long for old people.",
)
_DAYS_TO_ANSWER = 21


def hotline(scene: Scene) -> Iterator[Row]:
    """The common hotline: all provinces but one, which its network does not reach."""
    yield from _tickets(scene, "WCI", ["QM01", "QM02", "QM03", "QM04", "QM05"], 5.2, "hotline")


def desks(scene: Scene) -> Iterator[Row]:
    """Help desks of one agency in its province."""
    yield from _tickets(scene, "LTA", ["QM02"], 5.0, "help_desk")


def _tickets(
    scene: Scene, agency: str, provinces: list[str], mean: float, channel: str
) -> Iterator[Row]:
    number = 0
    for ago, first, last in scene.months():
        for unit in scene.districts(provinces):
            for _ in range(scene.times(mean * scene.pressure(unit.pcode, ago, first.month))):
                number += 1
                day = scene.day(first, last)
                answers = _ticket(scene, day, channel) | _answer(scene, day)
                answers |= {
                    "ticket": f"{agency}-{number:05}",
                    "area": scene.chance.choice(scene.parts([unit.pcode])).pcode,
                    "receiving_agency": agency,
                }
                yield scene.row(agency, day, answers)


def _ticket(scene: Scene, day: date, channel: str) -> dict[str, object]:
    chance = scene.chance
    kind = chance.choices(tuple(_KINDS), tuple(_KINDS.values()))[0]
    named = chance.random() < 0.3
    return {
        "received_on": day.isoformat(),
        "channel": chance.choices((channel, "community_meeting", "sms"), (8, 1, 1))[0],
        "language": chance.choices(("ar", "local", "en", "fr"), (6, 3, 1, 1))[0],
        "feedback_type": kind,
        "sector": chance.choice(("PRO", "FSC", "SHL", "WSH", "HEA", "EDU")),
        "topics": scene.several(("aid", "registration", "services"), 2)
        if kind == "question"
        else [],
        "about_agency": chance.choice(("", "", "HRA", "OPW", "MHN")),
        "words": chance.choice(_WORDS) if kind != "sensitive_complaint" else "",
        "priority": "critical"
        if kind == "sensitive_complaint"
        else chance.choice(("high", "medium", "low")),
        "anonymous": "no" if named else "yes",
        "contact": f"Invented caller, 000 {chance.randrange(1000):03}" if named else "",
        "consent_share": chance.choice(("yes", "no")) if named else "",
        "sex": chance.choices("fmu", (5, 4, 1))[0],
        "age_bracket": chance.choices(("a12_17", "a18_59", "a60_plus", "unknown"), (1, 7, 1, 1))[0],
        "population_group": chance.choices(("idp", "host", "returned_idp"), (6, 3, 1))[0],
        "answer_due": (day + timedelta(days=_DAYS_TO_ANSWER)).isoformat(),
    }


def _answer(scene: Scene, day: date) -> dict[str, object]:
    age = (scene.today - day).days
    if age < 5:
        return {"status": scene.chance.choice(("new", "assigned"))}
    if age < 20 or (age < 60 and scene.chance.random() < 0.02):
        return {"status": scene.chance.choice(("in_progress", "assigned", "on_hold"))}
    back = min(day + timedelta(days=scene.chance.randint(3, 19)), scene.today)
    return {
        "status": "loop_closed",
        "answer_given": "Told in person what was decided and why.",
        "answer_channel": "community_volunteer",
        "loop_closed_on": back.isoformat(),
        "satisfied": scene.chance.choices(("yes", "no", "unknown"), (6, 2, 2))[0],
    }
