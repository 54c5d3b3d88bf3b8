"""Who does what, where, when and for whom: monthly rows of ten agencies."""

from collections.abc import Iterator

from himaya.demo.bulk import Row
from himaya.demo.stories.scene import Scene

# agency, kind, provinces, (sector, activity, words, modality) ...
_PROGRAMMES = (
    ("HRA", "ingo", ("QM01", "QM02"), (("PRO-CPN", "cfs", "Play and learning in safe spaces", "service"), ("PRO-CPN", "cp_case_management", "Support to children at risk", "service"))),
    ("WCI", "ingo", ("QM01", "QM03", "QM05"), (("PRO", "protection_monitoring", "Monitoring with communities", "service"), ("PRO", "individual_assistance", "Emergency cash for protection", "cash"))),
    ("LTA", "nngo", ("QM02",), (("PRO", "community_based", "Community committees", "service"),)),
    ("OPW", "un", ("QM03", "QM04", "QM06"), (("PRO", "documentation", "Mobile registry days", "service"),)),
    ("RCQ", "red_cross", ("QM01", "QM03"), (("PRO-MIN", "mine_education", "Sessions on explosive remnants", "service"),)),
    ("JLC", "nngo", ("QM01", "QM04"), (("PRO", "legal_aid", "Legal counselling", "service"), ("PRO-HLP", "hlp", "Claims on land and houses", "service"))),
    ("SFG", "cbo", ("QM04",), (("PRO-GBV", "gbv_prevention", "Talks with men and boys", "service"),)),
    ("MHN", "ingo", ("QM02", "QM05"), (("PRO", "individual_assistance", "Kits and vouchers", "voucher"),)),
    ("WVQ", "rla", ("QM02", "QM06"), (("PRO-GBV", "gbv_safe_space", "Women's and girls' space", "service"),)),
)  # fmt: skip
_KINDS = {"rla": "cbo"}  # the form has no word of its own for them
_DONORS = ("Bright River Fund", "Pooled fund", "Own funds")
_SITES = ("planned_camp", "self_settled", "collective_centre", "host_community", "facility")
_SPLIT = {"girls": 0.27, "boys": 0.26, "women": 0.24, "men": 0.18, "elderly_women": 0.03, "elderly_men": 0.02}  # fmt: skip


def reports(scene: Scene) -> Iterator[Row]:
    """One row for each activity, district and month, late or missing where agencies were silent."""
    for ago, first, last in scene.months():
        for agency, kind, provinces, programmes in _PROGRAMMES:
            for unit in scene.districts(provinces):
                if scene.is_silent(unit.pcode, ago):
                    continue
                for programme in programmes:
                    for _ in range(scene.times(2.35)):
                        answers = _report(scene, agency, kind, programme, ago)
                        answers |= {
                            "area": scene.chance.choice(scene.parts([unit.pcode])).pcode,
                            "period_start": first.isoformat(),
                            "period_end": last.isoformat(),
                            "status": scene.state(last),
                        }
                        yield scene.row(agency, last, answers)


def _report(
    scene: Scene, agency: str, kind: str, programme: tuple[str, str, str, str], ago: int
) -> dict[str, object]:
    sector, activity, words, modality = programme
    chance = scene.chance
    reached = max(chance.gauss(180, 90), 8)
    people = {
        name: round(reached * part * chance.uniform(0.7, 1.3)) for name, part in _SPLIT.items()
    }
    total = sum(people.values())
    progress = "ongoing" if ago < 2 else chance.choices(("completed", "suspended"), (19, 1))[0]
    return {
        "reporting_agency": agency,
        "organisation_type": _KINDS.get(kind, kind),
        "implementing_partner": chance.choice(("SFG", "WVQ", "", "")) if kind == "ingo" else "",
        "donor": chance.choice(_DONORS),
        "project_code": f"QMP-{chance.randrange(100, 140)}",
        "sector": sector,
        "activity_type": activity,
        "activity": words,
        "progress": progress,
        "modality": modality,
        "cash_value": round(total * 45.0, 2) if modality in {"cash", "voucher"} else "",
        "site_type": chance.choice(_SITES),
        "population_group": chance.choices(("idp", "host", "returned_idp"), (6, 3, 1))[0],
        "targeted": round(total * chance.uniform(0.8, 1.4)),
        **people,
        "reached": total,
        "with_disability": round(total * chance.uniform(0.02, 0.12)),
    }
