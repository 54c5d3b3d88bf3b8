"""Protection needs assessments: four rounds of household interviews."""

from collections.abc import Iterator
from datetime import date, timedelta

from himaya.demo.bulk import Row
from himaya.demo.stories.scene import Scene

_ROUNDS = {20: "HRA", 14: "WCI", 8: "WCI", 2: "MHN"}  # months ago -> who asked
_NEEDS = ("food", "cash", "shelter", "wash", "health", "education", "legal", "livelihood", "nfi")
_RISKS = ("PR05", "PR06", "PR08", "PR09", "PR11", "PR12", "PR15")
_WORDS = (
    "The road to the water point is dark and the girls go in groups.",
    "Nous avons perdu nos papiers pendant la fuite et personne ne les remplace.",
    "La familia comparte una habitación con otras dos y el dueño sube el precio.",
    "نخاف من الإخلاء لأن صاحب الأرض طلب منا المغادرة.",
    "At the crossing they ask for money from those without a card.",
)


def interviews(scene: Scene) -> Iterator[Row]:
    """Households in five provinces; a few did not want to answer."""
    number = 0
    for ago, first, last in scene.months():
        if ago not in _ROUNDS:
            continue
        for unit in scene.parts(["QM01", "QM02", "QM03", "QM04", "QM05"]):
            for _ in range(scene.times(8.5)):
                number += 1
                day = scene.day(first, last)
                answers: dict[str, object] = {
                    "household_code": f"HH-{number:05}",
                    "interview_date": day.isoformat(),
                    "area": unit.pcode,
                    "reporting_agency": _ROUNDS[ago],
                    "enumerator_code": f"E{scene.chance.randrange(1, 25):02}",
                    "consent": "yes" if scene.chance.random() < 0.96 else "no",
                    "status": scene.state(day),
                }
                if answers["consent"] == "yes":
                    answers |= _household(scene, scene.pressure(unit.pcode, ago, day.month))
                    answers |= _follow_up(scene, day.isoformat())
                yield scene.row(_ROUNDS[ago], day, answers)


def _household(scene: Scene, pressure: float) -> dict[str, object]:
    chance = scene.chance
    size = min(max(round(chance.gauss(5.4, 2)), 1), 14)
    bad = min(pressure / 3, 1)
    return {
        "respondent_sex": chance.choices("fm", (6, 4))[0],
        "respondent_age": chance.choices(("a18_59", "a60_plus", "a12_17"), (80, 17, 3))[0],
        "population_group": chance.choices(("idp", "host", "returned_idp"), (6, 3, 1))[0],
        "household_size": size,
        "children": chance.randint(0, max(size - 1, 0)),
        "specific_needs": scene.several(("pwd", "older", "medical", "no_documents"), 2),
        "difficulty": chance.choices(("d1", "d2", "d3", "d4"), (70, 18, 9, 3))[0],
        "safety": chance.choices(
            ("very_safe", "safe", "unsafe", "very_unsafe", "no_answer"),
            (2, 5, 2 + 5 * bad, 1 + 3 * bad, 0.5),
        )[0],
        "risks": scene.several(_RISKS, 3),
        "severity": chance.choices(
            ("s1", "s2", "s3", "s4", "s5", "not_assessed"), (2, 4, 3 + 3 * bad, 1 + 2 * bad, bad, 1)
        )[0],
        "documents_missing": chance.choices(("yes", "no", "unknown"), (30, 65, 5))[0],
        "movement_restricted": chance.choices(("yes", "no", "unknown"), (25 * pressure, 60, 5))[0],
        "separated_children": chance.choices(("no", "separated", "unaccompanied"), (94, 5, 1))[0],
        "coping": scene.several(("savings", "debt", "sell_assets", "reduce_meals"), 3),
        "needs": scene.several(_NEEDS, 3, 1),
        "intention": chance.choice(
            ("return", "local_integration", "relocate", "onward", "undecided")
        ),
        "information_needs": scene.several(("aid", "services", "security", "legal", "origin"), 2),
        "narrative": chance.choice(_WORDS) if chance.random() < 0.3 else "",
    }


def _follow_up(scene: Scene, day: str) -> dict[str, object]:
    if scene.chance.random() > 0.06:
        return {"referral_wanted": "no"}
    soon = date.fromisoformat(day) + timedelta(days=7)
    person, phone = scene.chance.randrange(900), scene.chance.randrange(1000)
    return {
        "referral_wanted": "yes",
        "contact": f"Invented person {person}, 000-{phone:03}",
        "follow_up_by": soon.isoformat(),
    }
