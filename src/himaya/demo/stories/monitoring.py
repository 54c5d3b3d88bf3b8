"""Protection monitoring: reports of each month, some of them about an incident."""

from collections.abc import Iterator
from datetime import date, timedelta

from himaya.demo.bulk import Row
from himaya.demo.stories.scene import Scene, checked
from himaya.places.models import AdminUnit

_RISKS = {
    "PR15": "Families held at a crossing",
    "PR12": "Eviction notices in the old quarter",
    "PR05": "Displaced families left off the lists",
    "PR09": "Birth certificates are not issued",
    "PR01": "Arrests after the market search",
    "PR06": "Rumours about the end of assistance",
    "PR02": "Shelling near a residential quarter",
    "PR10": "Remnants found in the fields",
    "PR03": "Children sent ahead alone",
    "PR11": "Fear after night searches",
}
_WEIGHTS = (20, 16, 14, 12, 7, 9, 8, 5, 4, 5)
_AGENCIES = ("HRA", "WCI", "LTA", "SFG", "OPW")
_WORDS = (
    "Several key informants tell the same; people avoid the road and travel in groups.",
    "Les habitants attendent une réponse des autorités et s'organisent entre eux.",
    "Los líderes comunitarios piden presencia; algunas familias ya se han ido.",
    "يقول السكان إن الوضع ازداد سوءاً ويحتاجون إلى معلومات موثوقة.",
)
_GAPS = ("legal", "mhpss", "shelter", "cash", "registration", "safe_shelter")


def reports(scene: Scene) -> Iterator[Row]:
    """About two reports for each sub-district and month in five provinces."""
    for ago, first, last in scene.months():
        for unit in scene.parts(["QM01", "QM02", "QM03", "QM04", "QM06"]):
            if scene.is_silent(unit.pcode, ago):
                continue
            pressure = scene.pressure(unit.pcode, ago, first.month)
            for _ in range(scene.times(1.75 * pressure)):
                day = scene.day(first, last)
                agency = _AGENCIES[(int(unit.pcode[-2:]) + scene.chance.randrange(2)) % 5]
                yield scene.row(agency, day, _report(scene, unit, agency, day, first, last))


def _report(
    scene: Scene, unit: AdminUnit, agency: str, day: date, first: date, last: date
) -> dict[str, object]:
    chance = scene.chance
    risk = chance.choices(tuple(_RISKS), _WEIGHTS)[0]
    women, men, girls, boys = (max(round(chance.gauss(9, 7)), 0) for _ in range(4))
    urgent = chance.random() < 0.07
    told: dict[str, object] = {
        "title": f"{_RISKS[risk]}, {unit.names['en']}",
        "period_start": first.isoformat(),
        "period_end": last.isoformat(),
        "area": unit.pcode,
        "reporting_agency": agency,
        "unit_level": chance.choices(("community", "household", "individual"), (7, 2, 1))[0],
        "method": chance.choices(
            ("key_informant", "fgd", "observation", "secondary"), (6, 2, 2, 1)
        )[0],
        "source_reliability": chance.choices(("high", "medium", "low"), (4, 5, 1))[0],
        "risk": risk,
        "other_risks": scene.several([code for code in _RISKS if code != risk], 2),
        "incident_date": day.isoformat() if chance.random() < 0.4 else "",
        "severity": chance.choices(("s1", "s2", "s3", "s4", "s5"), (1, 4, 4, 2, 0.4))[0],
        "trend": chance.choices(("new", "increasing", "stable", "decreasing"), (1, 3, 4, 2))[0],
        "groups": scene.several(("idp", "host", "returned_idp", "refugee"), 2, 1),
        "women": women,
        "men": men,
        "girls": girls,
        "boys": boys,
        "affected": women + men + girls + boys,
        "actor": chance.choice(
            ("unknown", "community", "local_authority", "non_state_armed_group")
        ),
        "rights": scene.several(("movement", "property", "identity", "liberty", "family"), 2),
        "narrative": chance.choice(_WORDS),
        "verification": chance.choices(("verified", "pending", "unverified"), (6, 2, 2))[0],
        "urgent": "yes" if urgent else "no",
        "follow_up_due": (day + timedelta(days=7)).isoformat() if urgent else "",
        "response_gaps": scene.several(_GAPS, 2),
        "no_names": "OK",
        "status": scene.state(day),
    }
    return told | checked(told)
