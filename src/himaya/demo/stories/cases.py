"""Case files of two agencies. Every person is invented; identifiers come out sealed."""

from collections.abc import Iterator
from datetime import date, timedelta

from himaya.demo.bulk import Row
from himaya.demo.stories.scene import Scene

_FIRST = ("Ayla", "Tomas", "Nadira", "Karim", "Leila", "Samir", "Irina", "Yonas", "Mariam", "Pedro")
_LAST = ("Velmiran", "Tardosh", "Orubeni", "Kaslimi", "Zerhan", "Morgali", "Isktun", "Dalroumi")
_RISKS = ("PR03", "PR04", "PR05", "PR08", "PR09", "PR11", "PR12", "PR14")
_SERVICES = ("mhpss", "child_support", "legal", "health", "cash", "education", "registration")
_PLANS = (
    "Visit every two weeks; talk with the school; ask for the replacement of the card.",
    "Accompany to the registry; follow the claim on the house; call when the court sits.",
    "Placement with the aunt's family, agreed with the child; review in three months.",
)
_ADULT = 18


def children(scene: Scene) -> Iterator[Row]:
    """Child protection cases of one agency in two provinces."""
    yield from _cases(scene, "HRA", ("QM01", "QM02"), 2.6, "child_protection", (1, 17))


def legal(scene: Scene) -> Iterator[Row]:
    """Legal cases of another agency in two provinces."""
    yield from _cases(scene, "JLC", ("QM01", "QM04"), 1.2, "legal", (18, 80))


def _cases(
    scene: Scene,
    agency: str,
    provinces: tuple[str, str],
    mean: float,
    kind: str,
    ages: tuple[int, int],
) -> Iterator[Row]:
    number = 0
    for ago, first, last in scene.months():
        for unit in scene.districts(provinces):
            for _ in range(scene.times(mean * scene.pressure(unit.pcode, ago, first.month))):
                number += 1
                day = scene.day(first, last)
                age = scene.chance.randint(*ages)
                answers = _file(scene, agency, number, day, age)
                yield scene.row(
                    agency,
                    day,
                    answers | {"area": unit.pcode, "case_type": kind} | _child(scene, age),
                    stable_id=f"case-{number}",
                    holder=[unit.pcode.startswith(one) for one in provinces].index(True),
                )


def _file(scene: Scene, agency: str, number: int, day: date, age: int) -> dict[str, object]:
    chance = scene.chance
    status, review = _progress(scene, day)
    agrees = chance.random() < 0.92
    return {
        "case_code": f"{agency}-{number:05}",
        "opened_on": day.isoformat(),
        "risk_level": chance.choices(("high", "medium", "low"), (2, 5, 3))[0],
        "agency_acronym": agency,
        "next_review": review,
        "basis": "consent" if agrees else "best_interests" if age < _ADULT else "vital_interests",
        "consent_service": "yes" if agrees else "no",
        "consent_share": chance.choices(("yes", "no"), (7, 3))[0],
        "consent_figures": chance.choices(("yes", "no"), (8, 2))[0],
        "full_name": f"{chance.choice(_FIRST)} {chance.choice(_LAST)}",
        "birth_date": (day - timedelta(days=age * 366)).isoformat(),
        "phone": f"000 {chance.randrange(1000):03} {chance.randrange(1000):03}",
        "address": f"Invented lane {chance.randrange(1, 90)}",
        "id_number": f"INV-{chance.randrange(10**6):06}",
        "sex": chance.choice("fm"),
        "age": age,
        "age_estimated": chance.choices(("no", "yes"), (8, 2))[0],
        "population_group": chance.choices(("idp", "host", "refugee"), (6, 3, 1))[0],
        "difficulty": chance.choices(("d1", "d2", "d3"), (8, 1, 1))[0],
        "specific_needs": scene.several(("medical", "no_documents", "pwd", "survivor"), 2),
        "concerns": scene.several(_RISKS, 3, 1),
        "plan_text": chance.choice(_PLANS),
        "services": [
            {
                "service": service,
                "service_date": (day + timedelta(days=chance.randrange(1, 40))).isoformat(),
                "service_state": chance.choices(("given", "planned", "refused"), (6, 3, 1))[0],
            }
            for service in scene.several(_SERVICES, 3)
        ],
        "status": status,
        "closure_reason": "formal_closing" if status == "closed" else "",
    }


def _progress(scene: Scene, day: date) -> tuple[str, str]:
    """The state of the case and its next review; a few reviews are overdue."""
    age = (scene.today - day).days
    is_old = age > 200
    status = scene.chance.choices(
        ("closed", "transferred", "follow_up", "implementation"),
        (80, 5, 10, 5) if is_old else (5, 1, 40, 54),
    )[0]
    if age < 20:
        status = scene.chance.choice(("new", "assessment", "case_plan"))
    if status in {"closed", "transferred"}:
        return status, ""
    review = scene.today + timedelta(days=scene.chance.randint(-6, 80))
    return status, max(review, day).isoformat()


def _child(scene: Scene, age: int) -> dict[str, object]:
    if age >= _ADULT:
        return {}
    return {
        "separation": scene.chance.choices(("no", "separated", "unaccompanied"), (6, 3, 1))[0],
        "caregiver_name": f"{scene.chance.choice(_FIRST)} {scene.chance.choice(_LAST)}",
        "care": scene.chance.choices(("parents", "kinship", "foster", "kafala"), (5, 3, 1, 1))[0],
    }
