"""What is planned, measured, asked, held and served."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from himaya.demo.registers.filling import MEMBERS, Answers, Filler, Story

_CODES = ("PRO.1", "PRO.2", "PRO-CPN.1", "PRO-GBV.1", "PRO-HLP.1")


def _month(_filler: Filler, _answers: Answers, day: date) -> Mapping[str, Any]:
    """A period of one month, due ten days after its end."""
    first = day.replace(day=1)
    last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    return {
        "start": first.isoformat(),
        "end": last.isoformat(),
        "due": (last + timedelta(days=10)).isoformat(),
    }


def _figure(filler: Filler, answers: Answers, day: date) -> Mapping[str, Any]:
    told = dict(_month(filler, answers, day))
    if answers["reported"] != "reported":
        return told
    girls, boys, women, men = (filler.scene.chance.randint(20, 90) for _ in range(4))
    return told | {
        "value_kind": "period",
        "value": girls + boys + women + men,
        "girls": girls,
        "boys": boys,
        "women": women,
        "men": men,
        "overlap": filler.pick(("none", "taken_off", "unknown")),
    }


def _handed_in(filler: Filler, answers: Answers, day: date) -> Mapping[str, Any]:
    told = dict(_month(filler, answers, day))
    is_due = told["due"] >= filler.scene.today.isoformat()
    sent = ("submitted", "accepted", "accepted", "nothing_to_report")
    return told | {"status": "due"} if is_due else told | {"status": filler.pick(sent)}


# Indicator -> sector, unit, how nobody is counted twice.
_COUNTED = {
    "People who received individual help": ("PRO", "person", "highest"),
    "People helped with civil documents": ("PRO", "person", "own_code"),
    "Children in safe spaces": ("PRO-CPN", "person", "highest"),
    "Services that take urgent referrals": ("PRO", "service", "not_needed"),
    "Share of visits that led to an action": ("PRO", "percent", "not_needed"),
}


def _counted(_filler: Filler, answers: Answers, _day: date) -> Mapping[str, Any]:
    sector, unit, method = _COUNTED[answers["title"]]
    told = {"sector": sector, "unit": unit, "deduplication": method}
    if unit == "percent":
        told |= {"numerator": "Visits that led to an action", "denominator": "All visits"}
    if method == "not_needed":
        return told
    return told | {"deduplication_note": "Highest figure of one partner in a place and month."}


def _chosen(filler: Filler, _answers: Answers, _day: date) -> Mapping[str, Any]:
    needs = filler.scene.chance.sample(("N1", "N2", "N3", "N4", "N5"), 3)
    return {
        "choices": [
            {
                "need": need,
                "category": "monitoring",
                "rank": filler.pick(("must_have", "nice_to_have")),
            }
            for need in needs
        ]
    }


def _documents(_filler: Filler, answers: Answers, _day: date) -> Mapping[str, Any]:
    if "on_request" in (answers["report_availability"], answers["data_availability"]):
        return {"instructions": "Say what it is for; the answer comes within a week."}
    return {}


def _urgent(filler: Filler, answers: Answers, _day: date) -> Mapping[str, Any]:
    told: dict[str, Any] = {"point": None, "site": ""}
    if answers["place_is_hidden"] == "yes":
        told["address"] = None
    if answers["takes_urgent"] == "yes":
        number = filler.scene.chance.randrange(100)
        told |= {
            "answers_in": filler.pick(("h1", "h24")),
            "by_night": filler.pick(("yes", "no")),
            "urgent_function": "Caseworker on duty",
            "urgent_name": "Caseworker On Duty",
            "urgent_phone": f"+000 555 1{number:02}",
        }
    return told


STORIES = (
    Story(
        "activity_planned",
        (
            "Monitoring visits",
            "Legal advice days",
            "Safe space for women and girls",
            "Civil documents for the displaced",
            "Family tracing",
            "Sessions on explosive ordnance",
        ),
        {"indicator_code": _CODES, "requirement": "", "received": "", "site": "", "unit": "person"},
        each=6,
        back=300,
        due=150,
    ),
    Story(
        "monitoring_exercise",
        ("Monthly visits", "Talks at the border", "Focal points by phone", "Site observation"),
        {"has_referral": "yes", "other_areas": ""},
        each=4,
        back=250,
        due=120,
    ),
    Story(
        "reporting_schedule",
        ("5W of the month", "Indicators of the month"),
        {
            "kind": ("activities", "indicators"),
            "frequency": "monthly",
            "agencies": "HRA, WCI, LTA, OPW",
            "due_after": 10,
            "end": "",
            "area": "",
            "status": "in_force",
        },
        back=100,
        due=900,
    ),
    Story(
        "report_due",
        ("5W of the month", "Indicators of the month", "Focal point report"),
        {"submitted_on": "", "sent_back_because": "", "cover": ""},
        each=12,
        back=240,
        due=40,
        tell=_handed_in,
    ),
    Story(
        "indicator",
        (
            "People who received individual help",
            "People helped with civil documents",
            "Children in safe spaces",
            "Services that take urgent referrals",
            "Share of visits that led to an action",
        ),
        {
            "code": tuple(f"{code}{letter}" for code in _CODES for letter in ("", "-A")),
            "across_periods": "max",
            "across_places": "sum",
            "across_partners": ("max", "none"),
            "status": ("in_use", "in_use", "validated", "draft"),
        },
        back=200,
        due=500,
        tell=_counted,
    ),
    Story(
        "indicator_report",
        ("-",),
        {
            "indicator_code": _CODES,
            "reported": (
                "reported",
                "reported",
                "reported",
                "zero",
                "not_reported",
                "not_assessed",
            ),
            "sent_back_because": "",
            "status": ("submitted", "accepted", "accepted", "locked"),
        },
        each=36,
        back=240,
        due=40,
        tell=_figure,
    ),
    Story(
        "assessment",
        (
            "Documents of the displaced in the north",
            "Older people in collective centres",
            "Land disputes after return",
            "Adolescents and safe ways",
            "Rapid look at new arrivals",
            "Disability and access to help",
        ),
        {
            "report_availability": ("on_request", "not_available"),
            "coordination": ("harmonised", "alone"),
            "disaster": "",
            "hub": "",
            "other_areas": "",
        },
        each=4,
        back=500,
        due=120,
        tell=_documents,
    ),
    Story(
        "assessment_theme",
        ("Older people", "Persons with disabilities", "Adolescents", "Governance", "Land"),
        {"year": (2025, 2026), "registry_checked": "yes"},
        back=300,
        due=280,
    ),
    Story(
        "tool",
        ("Monitoring form", "Rapid assessment form", "Focal point report", "Questions for others"),
        {"agency": "CPQ", "link": "", "screened": "yes"},
        each=3,
        back=300,
        due=400,
    ),
    Story(
        "tool_comment",
        ("Ask the age first", "Too long for a phone", "Add no incident here", "Word for return"),
        {"field": ("age", "needs", "incident", "group"), "status": ("accepted", "partly", "open")},
        each=4,
        back=200,
        due=60,
    ),
    Story("tool_adoption", ("Monitoring form in the field", "Focal point report"), {}, each=9),
    Story(
        "data_initiative",
        ("Displacement tracking", "Market prices", "School attendance", "Registration"),
        {"other_areas": "", "agency": ("OPW", "RCQ", "MHN")},
        each=3,
    ),
    Story(
        "information_need",
        (
            "Who lacks documents, and why",
            "Which roads people avoid",
            "Where referrals end without an answer",
            "How many children are alone",
            "What people want to know",
        ),
        {
            "code": tuple(f"N{number}" for number in range(1, 31)),
            "way": ("use_as_is", "request_share", "add_to_tool"),
            "override": "",
            "status": ("stated", "agreed"),
        },
        each=3,
        back=150,
        due=200,
    ),
    Story(
        "ranking_exercise",
        ("What members must know first", "What the field must know first"),
        {"agency": "CPQ", "asked": "CPQ HRA WCI LTA OPW", "status": ("open", "closed")},
        back=60,
        due=80,
    ),
    Story(
        "ranking_answer",
        ("What members must know first",),
        {"status": "handed_in"},
        each=6,
        back=50,
        tell=_chosen,
    ),
    Story(
        "information_holding",
        ("Registration figures", "Hotline calls", "Visits of the legal desk", "Site lists"),
        {"reach": ("on_request", "under_protocol", "public")},
        each=4,
    ),
    Story(
        "information_flow",
        ("Field report", "Minutes", "Monthly figures", "Urgent notice"),
        {
            "from_node": ("Field focal point", "Field group of the north", "Sub-group"),
            "to_node": ("Protection working group", "Inter-sector group"),
            "product": ("Field report", "Minutes", "Table of figures"),
            "level": ("low", "moderate"),
            "status": ("working", "working", "late"),
        },
        each=4,
        back=200,
        due=300,
    ),
    Story(
        "sharing_request",
        ("Table of arrivals by district", "Report on documents", "Questionnaire on land"),
        {"problem": ("DSP03", "DSP06", "DSP09"), "answered_on": "", "holder": MEMBERS},
        each=6,
        back=300,
        due=14,
    ),
    Story(
        "service",
        (
            "Legal advice desk",
            "Safe space",
            "Safe house",
            "Talks for those who saw much",
            "Family tracing desk",
            "Clinic with care for survivors",
        ),
        {
            "min_age": (0, 12, 18),
            "max_age": (60, 90, 120),
            "sexes": (["all"], ["all"], ["f"], ["f", "m"]),
            "other_areas": "",
            "place_is_hidden": ("no", "no", "no", "yes"),
            "status": "current",
        },
        each=6,
        tell=_urgent,
    ),
)
