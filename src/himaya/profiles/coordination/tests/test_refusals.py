"""What the forms of the desk refuse, and what they take: the bad input the field warns of."""

from typing import Any

import pytest
from tests.world import table

from himaya.datasets.declarations import profile_named
from himaya.datasets.templates import template_form
from himaya.engines.xlsform import Checked, check_answers
from himaya.kernel import clock
from himaya.profiles.coordination.tests.keeping import day

# A sound entry of each register, as short as the form allows.
_SPAN = {"start": "2026-01-01", "end": "2026-01-31"}
SOUND: dict[str, dict[str, Any]] = {
    "indicator_report": _SPAN
    | {
        "indicator_code": "PRO.1",
        "agency": "HRA",
        "area": "MJ01",
        "due": "2026-02-10",
        "reported": "zero",
    },
    "assessment": {
        "title": "Documents in the north",
        "lead_agency": "HRA",
        "pim_category": "needs_assessment",
        "area": "MJ01",
        "start": "2026-01-01",
        "end": "2026-01-31",
        "population": ["idp"],
        "report_availability": "not_available",
        "data_availability": "not_available",
        "status": "ongoing",
    },
    "service": {
        "title": "Safe house",
        "agency": "HRA",
        "service_type": "safe_shelter",
        "is_open": "yes",
        "eligibility": "Women in danger",
        "groups": ["idp"],
        "sexes": ["f"],
        "fee": "free",
        "area": "MJ01",
        "place_is_hidden": "yes",
        "how_to_refer": "Through the focal point",
        "takes_urgent": "no",
        "confirmed_on": "2026-01-01",
        "valid_until": "2026-06-30",
    },
    "pilot": _SPAN
    | {
        "title": "Reports by phone",
        "agency": "HRA",
        "criteria_set_on": "2025-12-01",
        "criteria": "Nine of ten reports arrive",
        "highest_level": "low",
        "decision_due": "2026-02-15",
    },
    "recommendation": {
        "title": "Open a desk",
        "finding": "Papers are far away",
        "evidence": "Report of January",
        "agency": "HRA",
        "addressee": "WCI",
        "date": "2026-01-01",
        "answer_by": "2026-02-01",
    },
    "recommendation_answer": {
        "title": "Open a desk",
        "agency": "WCI",
        "asked_on": "2026-01-01",
        "answer_by": "2026-02-01",
        "status": "answered",
        "told": "here",
        "used": "partly",
        "answer": "One desk in March",
        "answered_on": "2026-01-20",
        "act_by": "2026-03-31",
    },
    "authority_data_request": {
        "title": "List of visitors",
        "asked_by": "district_authority",
        "agency": "HRA",
        "date": "2026-01-01",
        "how": "checkpoint",
        "detail_wanted": "records",
        "under_pressure": "no",
        "answer_by": "2026-01-05",
    },
    "advocacy": {
        "title": "Papers at the checkpoint",
        "agency": "HRA",
        "message": "Let people pass",
        "audience": "District office",
        "channel": "private",
        "harm_checked": "no",
    },
    "term_definition": {
        "title": "Returnee",
        "term_code": "T-2",
        "language": "en",
        "definition": "Who came back",
        "source": "Working group",
        "version": "1",
        "start": "2026-01-01",
        "machine": "yes",
        "status": "draft",
    },
    "information_need": {
        "code": "N1",
        "title": "Who lacks documents",
        "purpose": "Plan legal aid",
        "decision": "Where desks open",
        "agency": "HRA",
        "pim_category": "monitoring",
        "sudden_onset": "nice_to_have",
        "protracted_emergency": "must_have",
        "protracted_calm": "not_ranked",
        "solutions": "must_have",
        "sensitivity": "low",
        "gap": "covered",
        "date": "2026-01-01",
    },
    "monitoring_exercise": _SPAN
    | {
        "title": "Monthly visits",
        "agency": "HRA",
        "area": "MJ01",
        "methods": ["key_informant"],
        "frequency": "monthly",
        "unit_level": "community",
        "points": ["documentation"],
        "data_points": "kind of document missing",
        "has_referral": "yes",
    },
    "information_flow": {
        "title": "Field report",
        "from_node": "Field",
        "to_node": "Working group",
        "product": "Report",
        "frequency": "monthly",
        "medium": "platform",
        "level": "moderate",
        "start": "2026-01-01",
    },
    "committee_signature": {
        "title": "Committee of the quarter",
        "area": "MJ01",
        "agency": "HRA",
        "member_code": "K-1",
        "sex": "f",
        "is_adult": "yes",
        "tor_version": "1",
        "code_version": "1",
        "signed_on": "2026-01-01",
        "renew_by": "2027-01-01",
    },
    "decision": {
        "title": "One form for all",
        "decided_on": "2026-01-10",
        "decided_by": "CCU",
        "evidence": [{"evidence_what": "Report of December", "evidence_on": "2026-01-10"}],
    },
    "contact": {
        "function": "Legal officer",
        "agency": "HRA",
        "consent_to_list": "no",
        "confirmed_on": "2026-01-01",
        "valid_until": "2026-06-30",
    },
    "mailing_list": {"title": "All members", "agency": "CCU", "highest_level": "low"},
    "lead_role": {
        "title": "Co-lead",
        "agency": "CCU",
        "body": "cluster_national",
        "call_on": "2026-01-01",
        "nominations_until": "2026-01-20",
        "nominations": [{"nominee": "HRA", "is_member": "no", "votes": 0}],
    },
    "participant": {
        "code": "P-1",
        "agency": "HRA",
        "function": "Legal officer",
        "sex": "f",
        "attended": "part",
        "consent_to_list": "yes",
    },
    "training_module": {
        "title": "Asking safely",
        "code": "M-1",
        "version": "1",
        "agency": "HRA",
        "may_reuse": "unknown",
    },
    "roster_entry": {
        "code": "R-1",
        "agency": "HRA",
        "role": "enumerator",
        "sex": "f",
        "languages": ["en"],
        "consent_to_list": "no",
        "confirmed_on": "2026-01-01",
        "valid_until": "2026-06-30",
    },
    "capacity": {
        "title": "Field office",
        "agency": "HRA",
        "area": "MJ01",
        "staff_total": 4,
        "stock": [{"item": "Kits"}],
        "confirmed_on": "2026-01-01",
        "valid_until": "2026-06-30",
    },
    "checklist_visit": {
        "title": "Shelter site",
        "checklist_version": "Shelter 1",
        "sector": "SHL",
        "agency": "HRA",
        "date": "2026-01-01",
        "answers": [{"criterion": "1", "answer": "not_checked"}],
        "met": 3,
        "checked": 3,
    },
    "donor_engagement": {
        "title": "Briefing",
        "donor": "A donor",
        "agency": "CCU",
        "kind": "meeting",
        "date": "2026-01-01",
    },
    "authority_engagement": {
        "title": "Papers at the checkpoint",
        "counterpart_type": "district_authority",
        "counterpart": "Civil registry",
        "agency": "CCU",
        "date": "2026-01-01",
        "purpose": "access",
    },
    "strategy_document": _SPAN
    | {
        "title": "Road map",
        "kind": "im_strategy",
        "version": "1",
        "agency": "CCU",
        "objectives": [{"objective": "One form"}],
    },
    "protection_self_check": {
        "title": "Case files",
        "agency": "HRA",
        "date": "2026-01-01",
        **dict.fromkeys(
            ("purpose", "basis", "least", "few", "encrypted", "agreed", "told", "erased", "leak"),
            "yes",
        ),
        "trained": "partly",
        "help": "training",
        "function": "Data officer",
        "look_again_on": "2026-06-30",
    },
    "report_due": _SPAN
    | {"title": "5W, January", "agency": "HRA", "kind": "activities", "due": "2026-02-10"},
    "population_figure": {
        "title": "Displaced",
        "as_of": "2026-01-01",
        "area": "MJ01",
        "population_group": "idp",
        "population_status": "total",
        "sex": "t",
        "age_bracket": "all_ages",
        "persons": 30,
        "figure_kind": "count",
        "method": "registration",
        "source_organisation": "HRA",
        "definition_used": "Working group",
    },
}
_FRAME = {"title": "Papers", "area": "MJ01", "reporting_agency": "HRA"}
SOUND |= {
    "vulnerability_definition": {
        "title": "No papers",
        "definition": "Who has none",
        "situation": "At checkpoints",
        "needs_diagnosis": "no",
    },
    "protection_monitoring": _FRAME
    | {
        "period_start": "2026-01-01",
        "period_end": "2026-01-31",
        "unit_level": "community",
        "method": "fgd",
        "source_reliability": "high",
        "risk": "PR05",
        "severity": "s2",
        "trend": "new",
        "groups": ["idp"],
        "verification": "verified",
        "urgent": "no",
        "no_names": "OK",
        "status": "verified",
    },
    "access_incident": _FRAME
    | {
        "event_date": "2026-01-01",
        "event_type": "security",
        "access_constraint": "A1",
        "access_level": "l1",
        "precision": "adm2",
        "affectee": "none",
        "source_type": "media",
        "reliability": "low",
        "verification": "pending",
    },
    "hazard": {
        "title": "Remnant in a field",
        "area": "MJ01",
        "precision": "village",
        "kind": "erw",
        "found_on": "2026-01-01",
        "agency": "HRA",
        "reliability": "high",
        "people_warned": "yes",
        "review_on": "2026-02-01",
    },
    "sector_indicator": {
        "title": "Locks",
        "sector": "SHL",
        "indicator": "shl_locks",
        "exchange_mode": "sector_indicator",
        "source_agency": "HRA",
        "period_start": "2026-01-01",
        "period_end": "2026-01-31",
        "area": "MJ01",
        "numerator": 3,
        "denominator": 4,
        "across_places": "average",
        "method": "observation",
        "agreed_to_share": "no",
        "caution": "Asked for other reasons",
        "status": "draft",
    },
}
REFUSED = table("""
| indicator_report       | reported=reported          | overlap value |
| indicator_report       | end=2025-12-31             | end           |
| indicator_report       | reported=reported overlap=none value=9 girls=8 boys=4 | value |
| indicator_report       | reported=reported overlap=none value=9 girls=1 boys=1 women=1 men=1 | value |
| indicator_report       | reported=reported overlap=none value=50 numerator=4 denominator=8 girls=5 | value |
| indicator_report       | reported=reported overlap=none value=150 numerator=9 denominator=6 | denominator |
| assessment             | end=FUTURE status=report_completed | status |
| assessment             | report_availability=public report_link=http://files.example.org | report_link |
| assessment             | report_availability=public report_link=https://files.example.org/a?token=x | report_link |
| assessment             | report_availability=public report_link=https://drive.google.com/x | report_link |
| assessment             | data_availability=public data_link=https://intranet/x | data_link |
| assessment             | coordination=joint         | coordination  |
| service                | takes_urgent=yes           | answers_in    |
| service                | valid_until=2025-12-31     | valid_until   |
| pilot                  | highest_level=severe       | highest_level |
| pilot                  | criteria_set_on=2026-01-15 | start         |
| recommendation         | addressee=                 | addressee     |
| recommendation_answer  | agency=                    | agency        |
| recommendation_answer  | answer=                    | answer        |
| recommendation_answer  | used=no                    | used          |
| recommendation_answer  | status=not_used            | used          |
| recommendation_answer  | status=acted_on            | done_on       |
| recommendation_answer  | told=outside               | told_on told_how |
| recommendation_answer  | answered_on=2025-12-31     | answered_on   |
| authority_data_request | under_pressure=yes         | escalated_to  |
| advocacy               | channel=public             | harm_checked  |
| term_definition        | status=endorsed            | status        |
| information_need       | way=new_collection         | override      |
| information_need       | code=first_need            | code          |
| monitoring_exercise    | data_points=Amal_079555123 | data_points   |
| monitoring_exercise    | has_referral=no status=ongoing | status    |
| vulnerability_definition | needs_diagnosis=yes status=endorsed | status |
| protection_monitoring  | incident_date=2026-02-03   | incident_date |
| protection_monitoring  | verification=pending status=verified | status |
| access_incident        | status=verified            | status        |
| hazard                 | status=cleared             | status        |
| hazard                 | status=handed_over         | status        |
| hazard                 | cleared_on=2025-12-31      | cleared_on    |
| sector_indicator       | agreed_to_share=no status=submitted | status |
| information_flow       | to_node=Field              | to_node       |
| committee_signature    | is_adult=no                | is_adult      |
| authority_data_request | detail_wanted=names        | escalated_to  |
| authority_data_request | status=answered            | status        |
| decision               | evidence:evidence_on=2026-01-11 | evidence[0].evidence_on |
| contact                | name=Amal                  | consent_to_list |
| mailing_list           | highest_level=high         | highest_level |
| lead_role              | nominations:votes=2        | nominations[0].votes |
| lead_role              | status=decided             | status        |
| pilot                  | status=adopted             | status        |
| pilot                  | decided_on=FUTURE decided_by=CCU | decided_on |
| participant            | status=certified           | status        |
| training_module        | status=endorsed            | status        |
| roster_entry           | phone=+000555              | consent_to_list |
| roster_entry           | status=validated           | status        |
| capacity               | stock:quantity=12          | stock[0].item_unit |
| checklist_visit        | answers:answer=no          | answers[0].evidence |
| checklist_visit        | checked=2                  | checked       |
| donor_engagement       | material=Leaflet           | material_cleared |
| donor_engagement       | status=followed_up         | status        |
| authority_engagement   | status=followed_up         | status        |
| strategy_document      | kind=road_map              | objectives[0].milestone_on |
| strategy_document      | kind=strategy              | objectives[0].indicator_code |
| information_flow       | level=severe medium=mail   | level         |
| protection_self_check  | look_again_on=2025-12-31   | look_again_on |
| protection_self_check  | status=closed              | status        |
| report_due             | submitted_on=2025-12-31    | submitted_on  |
| service                | how_to_refer= takes_urgent=no | takes_urgent |
| population_figure      | figure_kind=estimate persons_low=31 | persons_low |
| population_figure      | households=31              | households    |
| population_figure      | age_scheme=child3 age_bracket=a18_59 | age_bracket |
""")


def checked(code: str, answers: dict[str, Any]) -> Checked:
    profile = profile_named(code)
    assert profile is not None
    form = template_form(profile.template)
    return check_answers(form, answers, now=clock.now())


@pytest.mark.parametrize("code", SOUND)
def test_short_sound_entry__taken(code: str) -> None:
    answer = checked(code, SOUND[code])
    assert (answer.errors, answer.dropped) == ({}, {})


@pytest.mark.parametrize("row", REFUSED, ids="-".join)
def test_bad_entry__refused_at_its_questions(row: list[str]) -> None:
    code, changes, questions = row
    answers = dict(SOUND[code])
    for change in changes.replace("FUTURE", day(30)).split():
        place, value = change.split("=", 1)
        repeat, _, key = place.rpartition(":")
        if repeat:
            answers[repeat] = [answers[repeat][0] | {key: value}]
        else:
            answers[key] = value
    assert set(checked(code, answers).errors) == set(questions.split())


def test_splits_that_make_the_figure__or_of_a_share_its_numerator__taken() -> None:
    sound = SOUND["indicator_report"] | {"reported": "reported", "overlap": "none"}
    whole = {"value": 10, "girls": 4, "boys": 3, "women": 2, "men": 1}
    share = whole | {"value": 25, "numerator": 10, "denominator": 40}
    above = {"value": 150, "numerator": 9, "denominator": 6, "narrative": "Two rounds"}
    for answers in (whole, share, above, {"value": 10, "girls": 4}):
        assert checked("indicator_report", sound | answers).errors == {}


def test_zero_with_a_figure__figure_taken_off() -> None:
    answer = checked("indicator_report", SOUND["indicator_report"] | {"value": 12})
    assert set(answer.dropped) == {"value"}


def test_hidden_place_with_a_site__site_taken_off() -> None:
    answer = checked("service", SOUND["service"] | {"site": "QM-S-4"})
    assert set(answer.dropped) == {"site"}
