"""Population figures: each quarter, by district, group, sex and age."""

from collections.abc import Iterator
from datetime import date, timedelta

from himaya.demo.bulk import Row
from himaya.demo.stories.scene import Scene

_SHARES = {"a0_4": 0.16, "a5_11": 0.2, "a12_17": 0.14, "a18_59": 0.43, "a60_plus": 0.07}
_GROUPS = {"idp": 9000, "host": 42000}
_SEXES = {"f": 0.515, "m": 0.485}
_SEX_WORDS = {"f": "female", "m": "male"}
_WORDS = {"idp": "Displaced people", "host": "Host community"}


def registration(scene: Scene) -> Iterator[Row]:
    """Figures of the registration office, all provinces; a place may skip a quarter."""
    for ago, first, last in scene.months():
        if ago % 3:
            continue
        for unit in scene.districts(["QM"]):
            if scene.is_silent(unit.pcode, ago) or scene.chance.random() < 1 - scene.scale:
                continue
            weight = scene.chance.uniform(0.6, 1.4)
            for group, people in _GROUPS.items():
                size = people * weight * scene.pressure(unit.pcode, ago, first.month)
                yield from _split(scene, group, size, unit.pcode, str(unit.names["en"]), last)


def _split(
    scene: Scene, group: str, size: float, pcode: str, place: str, day: date
) -> Iterator[Row]:
    for sex, of_sex in _SEXES.items():
        for bracket, of_age in _SHARES.items():
            who = f"{_SEX_WORDS[sex]}, {_years(bracket)}"
            persons = round(size * of_sex * of_age * scene.chance.uniform(0.93, 1.07))
            yield scene.row(
                "OPW",
                day,
                {
                    "title": f"{_WORDS[group]} in {place}, {day:%m/%Y}, {who}",
                    "as_of": day.isoformat(),
                    "area": pcode,
                    "population_group": group,
                    "population_status": "total",
                    "sex": sex,
                    "age_bracket": bracket,
                    "persons": persons,
                    "figure_kind": "count",
                    "method": "registration",
                    "source_organisation": "OPW",
                    "definition_used": "Working group definition of 2024",
                    "causes": ["conflict"] if group == "idp" else [],
                    "assisted": scene.chance.choice(("yes", "partly", "no", "unknown")),
                    "next_update": (day + timedelta(days=100)).isoformat(),
                    "status": scene.state(day),
                },
            )


def _years(bracket: str) -> str:
    """An age bracket in words: the title stands in lists beside those that people wrote."""
    low, high = bracket.removeprefix("a").split("_")
    return f"{low} years and over" if high == "plus" else f"{low}–{high} years"  # noqa: RUF001 - a range


def flows(scene: Scene) -> Iterator[Row]:
    """Monthly estimates of movements counted by volunteers at the roads of three provinces."""
    for ago, first, last in scene.months():
        for unit in scene.districts(["QM01", "QM02", "QM03"]):
            if scene.times(0.9) == 0:
                continue
            size = 320 * scene.pressure(unit.pcode, ago, first.month) ** 2
            persons = max(round(scene.chance.gauss(size, size / 4)), 12)
            yield scene.row(
                "RCQ",
                last,
                {
                    "title": f"Newly arrived in {unit.names['en']}, {last:%m/%Y}",
                    "as_of": last.isoformat(),
                    "area": unit.pcode,
                    "population_group": "idp",
                    "population_status": "affected",
                    "sex": "u",
                    "age_bracket": "unknown",
                    "persons": persons,
                    "persons_low": round(persons * 0.8),
                    "persons_high": round(persons * 1.3),
                    "figure_kind": "estimate",
                    "method": "flow_monitoring",
                    "source_organisation": "RCQ",
                    "definition_used": "Arrived within the month, any cause",
                    "causes": scene.several(("conflict", "flood", "eviction"), 2, 1),
                    "status": scene.state(last),
                },
            )
