"""Indicators of other sectors that tell about protection, quarter by quarter."""

from collections.abc import Iterator
from datetime import timedelta

from himaya.demo.bulk import Row
from himaya.demo.stories.scene import Scene, month_before

# indicator -> (sector, risk it tells about, where it started, where it should be, words)
_INDICATORS = {
    "edu_enrolled": ("EDU", "PR05", 61, 90, "Children enrolled"),
    "edu_safe": ("EDU", "PR15", 48, 85, "Safe ways to school"),
    "wsh_latrine": ("WSH", "PR08", 35, 90, "Latrines with lock and light"),
    "wsh_distance": ("WSH", "PR08", 52, 80, "Water within 500 m"),
    "shl_locks": ("SHL", "PR12", 40, 85, "Shelters with locks"),
    "shl_eviction": ("SHL", "PR12", 18, 5, "Threatened with eviction"),
    "hea_cmr": ("HEA", "PR08", 30, 75, "Care for survivors"),
    "fsc_negative": ("FSC", "PR04", 44, 20, "Harmful coping"),
    "ccm_lighting": ("CCM", "PR08", 25, 80, "Sites with light"),
}


def values(scene: Scene) -> Iterator[Row]:
    """Values drift towards their targets and fall back under pressure."""
    for ago, first, last in scene.months():
        if ago % 3:
            continue
        start = month_before(first, 2)
        for unit in scene.districts(["QM01", "QM02", "QM03", "QM04"]):
            if scene.is_silent(unit.pcode, ago):
                continue
            pressure = scene.pressure(unit.pcode, ago, first.month)
            for code, (sector, risk, low, goal, words) in _INDICATORS.items():
                if scene.times(0.97) == 0:
                    continue
                way = (1 - ago / 24) * 0.7 / pressure
                percent = min(max(low + (goal - low) * way + scene.chance.gauss(0, 4), 0), 100)
                looked_at = scene.chance.randint(40, 400)
                yield scene.row(
                    "OPW",
                    last,
                    {
                        "title": f"{words}, {unit.names['en']}, {last:%m/%Y}",
                        "sector": sector,
                        "indicator": code,
                        "proxy_for": risk,
                        "exchange_mode": "sector_indicator",
                        "source_agency": "OPW",
                        "period_start": start.isoformat(),
                        "period_end": last.isoformat(),
                        "area": unit.pcode,
                        "numerator": round(looked_at * percent / 100),
                        "denominator": looked_at,
                        "baseline": low,
                        "target": goal,
                        "across_places": "average",
                        "method": scene.chance.choice(("observation", "key_informant")),
                        "agreed_to_share": "yes",
                        "caution": "Counted by another sector; protection did not word it.",
                        "next_due": (last + timedelta(days=100)).isoformat(),
                        "status": scene.state(last),
                    },
                )
