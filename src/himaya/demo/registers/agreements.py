"""What is agreed, argued, asked for and checked; words and the context they are used in."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from himaya.demo.registers.filling import Answers, Filler, Story

_AGREED = {"link": "", "proposal_only": "no"}


def _decided(filler: Filler, answers: Answers, _day: date) -> Mapping[str, Any]:
    """A pilot that is over ended with a decision."""
    if answers["decision_due"] > filler.scene.today.isoformat():
        return {"status": "running"}
    return {
        "decided_on": answers["decision_due"],
        "status": filler.pick(("adopted", "changed", "stopped")),
    }


def _stands(filler: Filler, _answers: Answers, _day: date) -> Mapping[str, Any]:
    return {"status": filler.pick(("reported", "handed_over"))}


def _sent_out(filler: Filler, _answers: Answers, _day: date) -> Mapping[str, Any]:
    """What became of it is told answer by answer (registers.followed)."""
    return {"status": filler.pick(("open", "open", "open", "open", "draft"))}


STORIES = (
    Story(
        "strategy_document",
        ("Protection strategy", "Information strategy", "Road map to solutions"),
        _AGREED | {"agency": "CPQ", "status": ("endorsed", "in_review", "draft")},
        back=200,
        due=400,
    ),
    Story(
        "contingency_plan",
        ("Flood in the valley", "Clashes along the road", "Many arrivals in a week"),
        {"agency": "CPQ", "status": ("endorsed", "draft"), "people_expected": (2000, 8000, 15000)},
        back=200,
        due=365,
    ),
    Story(
        "terms_of_reference",
        ("Working group", "Task force on data", "Co-lead", "Community committees"),
        _AGREED | {"agency": "CPQ", "status": ("endorsed", "endorsed", "draft")},
        back=200,
        due=500,
    ),
    Story(
        "committee_signature",
        ("Committee of the east quarter", "Women's committee", "Committee of site 4"),
        {"agency": "CPQ", "is_adult": "yes", "member_code": ("K-01", "K-02", "K-03", "K-04")},
        each=6,
        back=200,
        due=365,
    ),
    Story(
        "protection_self_check",
        ("Case files", "Monitoring forms", "Devices of the field office"),
        {"agency": "CPQ"},
        back=200,
        due=365,
    ),
    Story(
        "agency_protocol",
        ("Data protection policy", "Sharing protocol", "Referral procedures"),
        _AGREED,
        each=4,
        back=200,
        due=500,
    ),
    Story(
        "pilot",
        ("Reports by phone", "One hotline for all", "Common form in two districts"),
        {"highest_level": ("low", "moderate"), "decided_on": ""},
        each=2,
        back=300,
        due=120,
        tell=_decided,
    ),
    Story(
        "advocacy",
        ("Papers at the checkpoint", "Evictions before winter", "School without a certificate"),
        {"channel": ("private", "closed_meeting", "letter"), "harm_checked": "yes"},
        each=4,
        back=300,
        due=60,
    ),
    Story(
        "donor_engagement",
        ("Mission to the north", "Briefing on gaps", "Talk on two-year funding"),
        {"donor": ("BRF", "Bright River Fund"), "material_cleared": "yes"},
        each=4,
        back=400,
        due=45,
    ),
    Story(
        "funding_flow",
        ("Legal aid in three districts", "Safe spaces", "Common hotline", "Monitoring"),
        {
            "plan": "Response plan",
            "project_code": ("QM-P-11", "QM-P-12", "QM-P-17"),
            "donor": "BRF",
            "currency": "USD",
        },
        each=4,
        back=400,
        due=60,
    ),
    Story(
        "authority_engagement",
        ("Civil registry opens two days more", "Rules on displaced pupils", "Access to centres"),
        _AGREED | {"counterpart": ("Civil registry", "District office", "Ministry")},
        each=4,
        back=400,
        due=60,
    ),
    Story(
        "authority_data_request",
        ("Figures by district", "List of visitors of the centre", "Totals of arrivals"),
        {"agency": "CPQ", "under_pressure": "no", "detail_wanted": ("totals", "by_area")},
        each=3,
        back=300,
        due=14,
    ),
    Story(
        "coordination_structure",
        ("District protection group", "Provincial working group"),
        _AGREED,
        each=8,
    ),
    Story(
        "support_request",
        ("How to ask about land", "Session for the shelter sector", "Which consent text to use"),
        {"answered_on": ""},
        each=6,
        back=300,
        due=21,
    ),
    Story(
        "checklist",
        ("Safe shelter", "Safe water points", "Safe distributions"),
        {"agency": "CPQ", "link": "", "status": ("endorsed", "endorsed", "draft")},
        back=200,
        due=400,
    ),
    Story(
        "checklist_criterion",
        (
            "Doors lock from inside",
            "The way is lit",
            "Women were asked",
            "People know how to complain",
        ),
        {"code": ("1", "2", "3", "4"), "status": "in_use"},
        each=5,
    ),
    Story(
        "checklist_visit",
        ("Collective centre", "Water point", "Distribution"),
        {"site": "", "met": (4, 6, 7), "checked": (8, 9, 10)},
        each=5,
        back=300,
        due=60,
    ),
    Story(
        "selection_criterion",
        ("Single carer of small children", "Shelter without a roof", "No income at all"),
        {"programme": ("Winter help", "Cash for rent"), "weight": (20, 30, 50)},
        each=3,
        back=200,
        due=400,
    ),
    Story(
        "vulnerability_definition",
        ("Child without a carer", "Older person alone", "Person barred from papers"),
        {"needs_diagnosis": "no", "status": ("endorsed", "draft")},
        back=200,
        due=500,
    ),
    Story(
        "recommendation",
        ("Open a desk for papers in the north", "Light the way to the water point", "Ask once"),
        {
            "finding": (
                "Half of those asked have lost their papers on the way",
                "Women avoid the way to the water point after dark",
                "Families were asked the same by four agencies",
            ),
            "evidence": ("Monitoring report of the quarter", "Visits to the transit centres"),
            "addressee": ("HRA WCI", "WCI LTA", "OPW", "JLC HRA"),
            "addressee_body": ("", "", "Humanitarian country team", "District office"),
        },
        each=6,
        back=300,
        due=60,
        tell=_sent_out,
    ),
    Story(
        "integration",
        ("Safe ways to school", "Latrines with light", "Shelter with locks"),
        {"sector": ("EDU", "WSH", "SHL")},
        each=3,
        back=200,
        due=300,
    ),
    Story(
        "glossary_term",
        ("Displaced person", "Returnee", "Unaccompanied child", "Data point", "Safe house"),
        {
            "code": tuple(f"T-{number}" for number in range(1, 30)),
            "term_en": "",
            "status": ("agreed", "agreed", "draft"),
        },
        each=3,
        back=200,
        due=500,
    ),
    Story(
        "term_definition",
        ("Displaced person, registration", "Displaced person, flow", "Returnee, working group"),
        {"machine": "no", "term_code": ("T-1", "T-2"), "end": "", "status": ("endorsed", "draft")},
        each=4,
        back=200,
        due=500,
    ),
    Story(
        "context_analysis",
        ("Valley districts", "Road to the border", "Capital and suburbs"),
        {"go": ("go", "no_go"), "agency": "CPQ", "status": ("endorsed", "draft")},
        each=4,
        back=100,
        due=180,
    ),
    Story(
        "movement_notice",
        ("Road closed after rain", "Clearance needed", "Checkpoint changed hands"),
        {"agency": "CPQ"},
        each=5,
        back=200,
        due=14,
    ),
    Story(
        "hazard",
        ("Remnant in a field", "Marked ground by the school road", "Suspected old trench"),
        {
            "agency": ("CPQ", "SFG"),
            "precision": ("village", "adm3"),
            "handed_to": "MHN",
            "surveyed_on": "",
            "cleared_on": "",
        },
        each=4,
        back=200,
        due=60,
        tell=_stands,
    ),
)
