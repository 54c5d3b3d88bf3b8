"""People and groups: contacts, lists, bodies, trainings, rosters."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from himaya.demo.registers.filling import Answers, Filler, Story

_POSTS = (
    "Protection officer",
    "Head of field office",
    "Information officer",
    "Child protection specialist",
    "Legal officer",
    "Community mobiliser",
)
_YES = {"consent_to_list": "yes"}


def _certified(_filler: Filler, answers: Answers, _day: date) -> Mapping[str, Any]:
    """Who took part in all of it was tested, and passed."""
    return {"status": "certified" if answers["attended"] == "all" else "attended"}


STORIES = (
    Story("contact", _POSTS, _YES, each=6),
    Story(
        "mailing_list",
        ("Protection working group, all", "Field groups", "Task force on data", "Trainers"),
        {"agency": "CPQ", "highest_level": ("low", "moderate")},
        each=1,
    ),
    Story(
        "list_membership",
        _POSTS,
        {"list_name": ("Protection working group, all", "Field groups", "Trainers")},
        each=4,
    ),
    Story(
        "coordination_group",
        (
            "Protection working group",
            "Task force on data",
            "Child protection sub-group",
            "Field group of the north",
            "Group on housing and land",
            "Core group on vulnerabilities",
        ),
        {"status": ("active", "active", "dormant"), "cadence": ("monthly", "three_weekly")},
        each=1,
        back=200,
        due=400,
    ),
    Story(
        "group_membership",
        _POSTS,
        {
            "group_name": ("Protection working group", "Task force on data"),
            "role": ("member", "member", "observer", "co_lead"),
            "is_vacant": ("no", "no", "no", "yes"),
        },
        each=4,
    ),
    Story(
        "lead_role",
        ("Co-lead of the working group", "Co-lead of the task force on data"),
        {"decided_for": "WCI", "agency": "CPQ", "votes": 4},
        back=300,
        due=30,
    ),
    Story(
        "minute_taker",
        _POSTS,
        {"body": "cluster_national", "swapped_with": ""},
        each=3,
        back=400,
        due=7,
    ),
    Story(
        "meeting_series",
        ("Protection working group", "Strategic advisory group", "National and provincial leads"),
        {
            "chair": "CPQ",
            "body": ("cluster_national", "sag"),
            "cadence": ("three_weeks", "two_weeks", "quarter"),
            "starts_at": "10:00:00.000",
            "ends_at": "11:30:00.000",
            "expected": "CPQ HRA WCI LTA",
            "minutes_within": 7,
        },
        each=1,
        back=60,
    ),
    Story(
        "training_module",
        (
            "What PIM is",
            "Consent, step by step",
            "Reading the matrix",
            "Asking safely",
            "From finding to recommendation",
        ),
        {"code": ("M-1", "M-2", "M-3", "M-4", "M-5"), "hours": (1.5, 2, 3), "may_reuse": "yes"},
        back=300,
        due=400,
    ),
    Story(
        "training",
        (
            "Safe collecting for enumerators",
            "Protection for colleagues of other sectors",
            "Data responsibility for authorities",
            "Referral pathway, refresher",
        ),
        {"modules": ("M-1 M-4", "M-2", "M-3 M-5")},
        each=4,
        back=500,
        due=120,
    ),
    Story(
        "training_session",
        ("Opening and aims", "Consent", "Group work on risks", "What to do with a disclosure"),
        {"starts_at": "09:00:00.000", "ends_at": "10:30:00.000", "module_code": ("M-1", "M-2")},
        each=4,
        back=400,
        due=90,
    ),
    Story(
        "participant",
        ("-",),
        _YES
        | {
            "code": tuple(f"P-{number}" for number in range(10, 40)),
            "after": (70, 80, 90),
            "attended": ("all", "all", "part"),
        },
        each=24,
        tell=_certified,
    ),
    Story(
        "competency_rating",
        ("-",),
        {"agency": "", "rating": (1, 2, 2, 3), "wanted": 3},
        each=24,
        back=300,
        due=90,
    ),
    Story("training_questionnaire", ("-",), {}, each=16, back=300, due=90),
    Story(
        "roster_entry",
        ("-",),
        _YES
        | {
            "code": tuple(f"R-{number}" for number in range(100, 160)),
            "supervisor_agreed": "yes",
        },
        each=30,
    ),
    Story(
        "capacity",
        ("Field office north", "Office in the capital", "Mobile team", "Two desks in the south"),
        {"staff_total": (12, 18, 25), "staff_women": (4, 7, 11), "vehicles": (1, 2, 4)},
        each=4,
    ),
    Story(
        "lesson",
        (
            "Ask the drivers which road is open before a visit",
            "Two forms for one round cost a month",
            "Women answered once women asked",
            "A hotline nobody names is not called",
            "Send minutes within a week or they are not read",
        ),
        {},
        back=500,
        due=200,
    ),
)
