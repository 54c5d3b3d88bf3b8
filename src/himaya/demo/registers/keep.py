"""Opening the registers of the desk, filling them, and relating what belongs together."""

import time
from collections.abc import Callable

from himaya.collect.actions import register_for
from himaya.datasets.declarations import profile_named
from himaya.datasets.models import Dataset
from himaya.datasets.templates import template_form
from himaya.demo.bulk import create_records
from himaya.demo.registers import agreements, people, response
from himaya.demo.registers.filling import Filler, Story
from himaya.demo.stories.scene import Scene
from himaya.gate.seats import ActingSeat
from himaya.records.actions import link_records
from himaya.records.models import Record

STORIES: tuple[Story, ...] = (*people.STORIES, *response.STORIES, *agreements.STORIES)
# (register, relation, register it leads to); at most MOST of each.
_TIES = (
    ("list_membership", "listed_contact", "contact"),
    ("group_membership", "member_of", "coordination_group"),
    ("coordination_group", "works_by_tor", "terms_of_reference"),
    ("minute_taker", "minutes_for", "meeting"),
    ("activity_planned", "planned_for_indicator", "indicator"),
    ("report_due", "due_in_flow", "information_flow"),
    ("monitoring_exercise", "exercise_with", "tool"),
    ("indicator_report", "report_of", "indicator"),
    ("assessment", "assessment_for_theme", "assessment_theme"),
    ("tool_comment", "comment_on", "tool"),
    ("information_holding", "answers_need", "information_need"),
    ("ranking_answer", "ranking_answer_to", "ranking_exercise"),
    ("sharing_request", "request_for", "assessment"),
    ("term_definition", "definition_of", "glossary_term"),
    ("training_session", "session_of", "training"),
    ("participant", "took_part_in", "training"),
    ("checklist_criterion", "criterion_of", "checklist"),
    ("checklist_visit", "filled_from", "checklist"),
    ("recommendation", "recommended_from", "assessment"),
    ("response_5w", "reports_on", "activity_planned"),
)
MOST = 6


def filler(scene: Scene, story: Story) -> Filler:
    """What fills the register of a story. Raises KeyError where no such register is declared."""
    profile = profile_named(story.code)
    if profile is None:
        raise KeyError(story.code)
    return Filler(scene, template_form(profile.template), profile, story)


def keep_registers(scene: Scene, seat: ActingSeat, report: Callable[[str], None]) -> None:
    """Every register with a story, in the workspace of the coordination."""
    began = time.monotonic()
    count = 0
    for story in STORIES:
        opened = register_for(seat=seat, profile_code=story.code)
        dataset = Dataset.objects.select_related("version", "system", "operation").get(pk=opened.pk)
        count += create_records(seat=seat, dataset=dataset, rows=filler(scene, story).rows())
    report(f"  {count:6} entries of {len(STORIES)} registers ({time.monotonic() - began:.1f} s)")


def relate(seat: ActingSeat, report: Callable[[str], None]) -> None:
    """Relate the first entries of each register to those they belong to."""
    made = 0
    for source_code, relation, target_code in _TIES:
        targets = list(_first(target_code))
        for number, source in enumerate(_first(source_code)):
            if targets:
                target = targets[number % len(targets)]
                link_records(seat=seat, relation=relation, source=source, target=target)
                made += 1
    report(f"  {made:6} relations between them")


def _first(code: str) -> list[Record]:
    rows = Record.objects.filter(dataset__profile=code).select_related(
        "dataset__system", "agency", "operation"
    )
    return list(rows.order_by("pk")[:MOST])
