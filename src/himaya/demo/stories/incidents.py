"""Access and security incidents in the provinces where somebody watches."""

from collections.abc import Iterator
from datetime import timedelta

from himaya.demo.bulk import Row
from himaya.demo.stories.scene import Scene, checked

# constraint -> (event, words)
_KINDS = {
    "A1": ("legal_policy", "New permit asked for at the district office"),
    "A2": ("logistics", "Convoy turned back at a crossing"),
    "A3": ("political", "Committee asks to change the list"),
    "A4": ("security", "Vehicle stopped and searched"),
    "B2": ("social", "Families kept from a distribution"),
    "C1": ("security", "Exchange of fire near the road"),
    "C2": ("security", "Unexploded remnant reported"),
    "C3": ("natural", "Bridge under water"),
}
_WEIGHTS = (10, 22, 8, 9, 12, 18, 7, 14)
_AGENCIES = ("CPQ", "HRA", "WCI", "OPW", "RCQ")


def incidents(scene: Scene) -> Iterator[Row]:
    """More when it rains and after the flare-up; three provinces are watched by nobody."""
    for ago, first, last in scene.months():
        for unit in scene.parts(["QM01", "QM03", "QM06"]):
            if scene.is_silent(unit.pcode, ago):
                continue
            pressure = scene.pressure(unit.pcode, ago, first.month)
            for _ in range(scene.times(1.05 * pressure)):
                day = scene.day(first, last)
                agency = scene.chance.choice(_AGENCIES)
                answers = _incident(scene, agency, unit.names["en"])
                days = timedelta(days=scene.chance.randrange(4))
                answers |= {
                    "area": unit.pcode,
                    "event_date": day.isoformat(),
                    "event_end": min(day + days, scene.today).isoformat(),
                    "status": scene.state(day),
                }
                yield scene.row(agency, day, answers | checked(answers))


def _incident(scene: Scene, agency: str, place: str) -> dict[str, object]:
    chance = scene.chance
    constraint = chance.choices(tuple(_KINDS), _WEIGHTS)[0]
    event, words = _KINDS[constraint]
    affectee = chance.choices(
        ("humanitarian_staff", "affected_people", "asset", "facility", "none"), (3, 4, 2, 1, 3)
    )[0]
    if affectee == "humanitarian_staff":
        hurt = {"killed": 0, "injured": int(chance.random() < 0.1), "abducted": 0}
    else:
        hurt = {}
    return {
        "title": f"{words}, {place}",
        "event_type": event,
        "access_constraint": constraint,
        "access_level": chance.choices(("l1", "l2", "l3", "l4", "l5"), (3, 4, 3, 1, 0.3))[0],
        "precision": chance.choices(("village", "adm3", "adm2"), (3, 5, 2))[0],
        "reporting_agency": agency,
        "affected_type": chance.choice(("ingo", "nngo", "un", "red_cross")),
        "affectee": affectee,
        "actor": chance.choice(("unknown", "local_authority", "non_state_armed_group", "criminal")),
        **hurt,
        "cut_off": chance.choice(("", "", round(chance.uniform(50, 2500)))),
        "days_suspended": chance.choice((0, 0, 1, 2, 5)),
        "source_type": chance.choice(("primary", "partner", "community", "media")),
        "reliability": chance.choices(("high", "medium", "low"), (4, 5, 1))[0],
        "verification": chance.choices(("verified", "pending", "unverified"), (6, 2, 2))[0],
        "narrative": "Told by two sources who do not know one another; teams were informed.",
        "mitigation": "Movement by day only; talks with the elders.",
    }
