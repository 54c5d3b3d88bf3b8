"""Bringing in work plans: the reading of a file becomes plans, activities and their relations."""

from collections.abc import Collection, Mapping
from typing import Any

from django.utils.translation import gettext

from himaya.collect.actions import register_for
from himaya.collect.importers import BARE, Bench, BenchField, BenchRow, RowProblem, Written
from himaya.datasets.models import Dataset
from himaya.engines.tabular import normalise_code, read_document
from himaya.gate.decisions import authorize
from himaya.gate.seats import ActingSeat
from himaya.kernel.types import Json
from himaya.kernel.verbs import Verb
from himaya.profiles.workplans.actions import replace_endorsed
from himaya.profiles.workplans.answers import activity_answers, plan_answers
from himaya.profiles.workplans.comparing import changes_of
from himaya.profiles.workplans.declaration import ACTIVITY, PLAN
from himaya.profiles.workplans.ownership import named_if_refused, not_theirs
from himaya.profiles.workplans.parties import AgencyNames
from himaya.profiles.workplans.reading import (
    TEXTS,
    Activity,
    Goal,
    Plan,
    Reading,
    annotate,
    plan_id,
    read_plans,
    to_json,
)
from himaya.profiles.workplans.reading.problems import Verdict
from himaya.profiles.workplans.returned import changed_answers, without_cells_of
from himaya.profiles.workplans.settling import places_of, settle
from himaya.profiles.workplans.who import Persons
from himaya.records.actions import amend_record, answers_to_begin, create_record, link_records
from himaya.records.keeping import keep_withheld
from himaya.records.models import Link, Record
from himaya.records.queries import withheld_paths
from himaya.records.returning import answers_of_copy, changed_in_both
from himaya.records.sealing import whole_answers
from himaya.records.standing import standing_for
from himaya.releases.content import Table

_RELATION = "activity_of"
_OF_A_VERSION = ("version", "version_date")
_DAYS = {"starts", "due"}  # read from the words of the deadline


class WorkplanImporter:
    """Reads the three layouts that working groups use, and what we gave back annotated."""

    kind = "workplan"
    labels: Mapping[str, str] = {
        "en": "Work or action plan",
        "fr": "Plan de travail ou d'action",
        "es": "Plan de trabajo o de acción",
        "ar": "خطة عمل",
    }
    profile = ACTIVITY.code
    accepts = ".txt,.docx,.xlsx,.xls,.ods,.csv,.tsv"
    columns: Mapping[str, Mapping[str, str]] = {
        "plan": {"en": "Plan", "fr": "Plan", "es": "Plan", "ar": "الخطة"},
        "goal": {"en": "Goal", "fr": "But", "es": "Meta", "ar": "الغاية"},
        "code": {"en": "Code", "fr": "Code", "es": "Código", "ar": "الرمز"},
        "title": {"en": "Activity", "fr": "Activité", "es": "Actividad", "ar": "النشاط"},
        "responsible": {
            "en": "Responsible",
            "fr": "Responsables",
            "es": "Responsables",
            "ar": "الجهات المسؤولة",
        },
        "deadline": {"en": "Deadline", "fr": "Échéance", "es": "Plazo", "ar": "الموعد النهائي"},
        "changes": {"en": "Changes", "fr": "Modifie", "es": "Cambia", "ar": "يغيّر"},
        "due": {"en": "Due", "fr": "Échéance au", "es": "Vence el", "ar": "يستحق في"},
    }
    groups: tuple[str, ...] = ("plan", "goal")
    rechecks = False

    def read(self, content: bytes, file_name: str) -> Reading:
        """The plans of a file. Raises engines.tabular.ReadError."""
        return read_plans(read_document(content, file_name=file_name))

    def rows(self, reading: Reading, bench: Bench = BARE) -> list[BenchRow]:
        """One row per activity."""
        settle(reading, bench, persons := Persons.on(bench))
        problems: dict[tuple[str, int], list[RowProblem]] = {}
        for one in reading.problems:
            says = TEXTS[one.code].says  # the template: the door translates and fills it
            problems.setdefault((one.where, one.row), []).append(
                RowProblem(str(one.code), says, one.params, str(one.level))
            )
        rows, copied = [], changes_of(reading, bench.seat)
        for order, (plan, goal, activity) in enumerate(_each(reading)):
            # A row of a copy that changes nothing asks nothing again.
            is_same = copied.get(activity.stable_id) == []
            places = [] if is_same else places_of(activity)
            mine = [found for place in places for found in problems.get(place, [])]
            changes = bench.corrections.get(activity.stable_id, {})
            rows.append(
                BenchRow(
                    order=order,
                    stable_id=activity.stable_id,
                    state=str(Verdict.ACCEPTED if is_same else activity.verdict),
                    cells={
                        "plan": plan.title,
                        "goal": " ".join(filter(None, (goal.code, goal.title))),
                        "code": activity.code or "",
                        "title": activity.title,
                        "responsible": "; ".join(activity.responsible),
                        "deadline": activity.deadline.text,
                        "due": str(changes.get("due", "")),
                        "changes": _changed_words(copied.get(activity.stable_id)),
                    },
                    problems=mine,
                    beside=_start_of(activity),
                    fields=[]
                    if is_same
                    else [*persons.asked(goal, activity), *_fields(activity, mine or changes)],
                )
            )
        return rows

    def notes(self, reading: Reading, bench: Bench = BARE) -> list[RowProblem]:
        """Problems that belong to no activity: broken goal rows, bullets that do not line up.

        To a seat also that a plan is kept by another agency.
        """
        taken = {place for activity in reading.activities() for place in places_of(activity)}
        found = [
            RowProblem(
                str(one.code),
                TEXTS[one.code].says,
                {**one.params, "row": one.row},
                str(one.level),
            )
            for one in reading.problems
            if (one.where, one.row) not in taken
        ]
        return found + (not_theirs(reading, bench.seat) if bench.seat else [])

    def layout(self, reading: Reading, bench: Bench = BARE) -> None:
        """A plan is read by its own layouts; nothing is decided about all of it."""

    def to_json(self, reading: Reading, bench: Bench = BARE) -> Json:
        """The shape that programs read; focal points are counted, not named."""
        settle(reading, bench, Persons.on(bench))
        return to_json(reading)

    def annotated(self, reading: Reading, stable_ids: frozenset[str], bench: Bench = BARE) -> Table:
        """The named activities in the cluster layout, with ids, problems and what to do.

        Parts that name persons, or may, stay on the bench.
        """
        settle(reading, bench, persons := Persons.on(bench))
        _leave_out_persons(reading, persons)
        sheet = annotate(reading, only="all", translate=gettext)
        ids = sheet.headers.index("himaya_id")
        kept: list[list[str]] = []
        goal: list[str] | None = None
        for row in sheet.rows:
            if row[ids].startswith("goal:"):
                goal = row
            elif row[ids] in stable_ids:
                kept.extend([goal, row] if goal else [row])
                goal = None
        return Table(headers=sheet.headers, rows=kept, title=gettext("Rows to look at"))

    def write(
        self,
        *,
        seat: ActingSeat,
        dataset: Dataset,
        reading: Reading,
        taken: frozenset[str],
        corrections: Mapping[str, Mapping[str, Any]],
        reason: str,
    ) -> Written:
        """Create or update plans and the taken activities, and relate them."""
        writer = _Writer(seat, reason)
        plans = register_for(seat=seat, profile_code=PLAN.code)
        agencies = AgencyNames.of(seat.operation)
        bench = Bench(corrections)
        settle(reading, bench, persons := Persons.on(bench, agencies))
        records: dict[str, Record] = {}
        for order, (plan, goal, activity) in enumerate(_each(reading)):
            ident = activity.stable_id
            if ident not in taken:
                continue
            key = plan_id(plan)
            if key not in records:
                said = plan_answers(plan, persons)
                with named_if_refused(plan, seat):
                    records[key] = writer.put(plans, key, said, annotated=plan.annotated)
            answers = activity_answers(plan, goal, activity, agencies, persons)
            source = activity.source if plan.annotated else None
            corrected = _corrected(activity, corrections.get(ident, {}))
            record = writer.put_activity(dataset, ident, answers, source, corrected)
            if not Link.objects.filter(source=record, relation=_RELATION).exists():
                link_records(
                    seat=seat,
                    relation=_RELATION,
                    source=record,
                    target=records[key],
                    order=order,
                )
        plan_keys = records.keys()
        return Written(
            created=_without(writer.created, plan_keys),
            updated=_without(writer.updated, plan_keys),
            unchanged=_without(writer.unchanged, plan_keys),
            besides_created=_only(writer.created, plan_keys),
            besides_updated=_only(writer.updated, plan_keys),
            kept=writer.kept,
        )


class _Writer:
    """Creates or updates by stable id, and remembers which it did."""

    def __init__(self, seat: ActingSeat, reason: str) -> None:
        self.seat = seat
        self.reason = reason
        self.created: dict[str, str] = {}
        self.updated: dict[str, str] = {}
        self.unchanged: dict[str, str] = {}
        self.kept: dict[str, str] = {}

    def put(
        self, dataset: Dataset, ident: str, answers: dict[str, Any], *, annotated: bool
    ) -> Record:
        """A plan. What a file we gave back says of an existing plan is only its version."""
        found, kept = standing_for(self.seat, dataset, ident)
        if found is None:
            plan = self._create(dataset, ident, answers, kept)
            replace_endorsed(seat=self.seat, plan=plan)
            return plan
        taken = {key: answers[key] for key in _OF_A_VERSION if key in answers}
        return self._amend(found, ident, taken if annotated else answers)

    def put_activity(
        self,
        dataset: Dataset,
        ident: str,
        answers: dict[str, Any],
        source: Mapping[str, str] | None,
        corrected: dict[str, Any],
    ) -> Record:
        """An activity. In a file we gave back (`source`), a cell nobody touched changes nothing."""
        found, kept = standing_for(self.seat, dataset, ident)
        if found is None:
            return self._create(dataset, ident, answers | corrected, kept)
        if source is not None and found.head is not None:
            answers = self._changed(found, ident, answers, source)
        return self._amend(found, ident, answers | corrected)

    def _changed(
        self, found: Record, ident: str, answers: dict[str, Any], source: Mapping[str, str]
    ) -> dict[str, Any]:
        """What the file changes of the revision it was made from, less what changed here too."""
        assert found.head is not None  # noqa: S101 - looked for with a head
        base = answers_of_copy(found, source.get("himaya_revision", "").strip())
        if base is None:
            return changed_answers(answers, found.head.answers, source)
        changed = changed_answers(answers, base, source)
        current = whole_answers(found, found.head)
        withheld = withheld_paths(found.version, authorize(self.seat, Verb.RECORD_VIEW, found))
        both = changed_in_both(changed, base, current, withheld)
        if both:
            self.kept[ident] = found.ref
        return without_cells_of(changed, both)

    def _create(
        self, dataset: Dataset, ident: str, answers: dict[str, Any], stable_id: str
    ) -> Record:
        record = create_record(
            seat=self.seat,
            dataset=dataset,
            answers=answers_to_begin(seat=self.seat, dataset=dataset, answers=answers),
            stable_id=stable_id,
            reason=self.reason,
            sure=True,  # the bench is where a file is asked about
        )
        self.created[ident] = record.ref
        return record

    def _amend(self, found: Record, ident: str, answers: dict[str, Any]) -> Record:
        assert found.head is not None  # noqa: S101 - looked for with a head
        before = whole_answers(found, found.head)
        # What the writer may not read is not compared: "unchanged" would tell a guess.
        withheld = withheld_paths(found.version, authorize(self.seat, Verb.RECORD_VIEW, found))
        read = {**_without_old_deadline(before, answers), **answers}
        after = keep_withheld(read, before, withheld)
        # What people decided here since the last import is not the file's to take back:
        # endorsement belongs to the coordinator, and a status once moved stays.
        if "endorsement" in before:
            after["endorsement"] = before["endorsement"]
        if before.get("status", "not_started") != "not_started":
            after["status"] = before["status"]
        if after == before:
            self.unchanged[ident] = found.ref
        else:
            amend_record(
                seat=self.seat,
                record=found,
                answers=after,
                seen=found.lock,
                reason=self.reason,
                sure=True,
            )
            self.updated[ident] = found.ref
        return found


def _each(reading: Reading) -> list[tuple[Plan, Goal, Activity]]:
    return [
        (plan, goal, activity)
        for plan in reading.plans
        for goal in plan.goals
        for activity in goal.activities
    ]


def _written_code(activity: Activity) -> str:
    """As the file has it; a dash says that there is none."""
    code = normalise_code(activity.code_text).code
    return code if any(map(str.isalnum, code)) else ""


def _changed_words(headings: list[str] | None) -> str:
    """What a row of a copy changes; nothing is said of a file that is no copy."""
    if headings is None:
        return ""
    return ", ".join(headings) or gettext("nothing")


def _fields(activity: Activity, reasons: Collection[object]) -> list[BenchField]:
    """What may be corrected in a row that something is said about, or was corrected already."""
    if not reasons or activity.verdict == Verdict.REFUSED:
        return []
    ends = activity.deadline.end
    return [
        BenchField("code", gettext("Code"), _written_code(activity)),
        BenchField("due", gettext("Due"), ends.isoformat() if ends else "", kind="date"),
    ]


def _leave_out_persons(reading: Reading, persons: Persons) -> None:
    for plan in reading.plans:
        for goal in plan.goals:
            goal.unpaired_responsible = persons.bodies(goal.unpaired_responsible)
    for activity in reading.activities():
        activity.responsible = persons.bodies(activity.responsible)
        activity.partners = persons.bodies(activity.partners)
        for step in activity.sub_actions:
            step.responsible = persons.bodies(step.responsible)


def _start_of(activity: Activity) -> dict[str, str]:
    """The day a corrected due date must not lie before, where the file gives one."""
    start = activity.deadline.start
    return {"starts": start.isoformat()} if start else {}


def _without_old_deadline(before: Mapping[str, Any], answers: Mapping[str, Any]) -> dict[str, Any]:
    """What stands, less the days read from words that the file has changed since."""
    if answers.get("deadline_text", before.get("deadline_text")) == before.get("deadline_text"):
        return dict(before)
    return {key: value for key, value in before.items() if key not in _DAYS}


def _corrected(activity: Activity, changes: Mapping[str, Any]) -> dict[str, Any]:
    """What people typed on the bench, over what the words of the file say."""
    typed = {"code": activity.code, "due": changes.get("due")}
    return {key: value for key, value in typed.items() if value and changes.get(key)}


def _without(refs: Mapping[str, str], keys: Any) -> dict[str, str]:  # noqa: ANN401 - a key view
    return {ident: ref for ident, ref in refs.items() if ident not in keys}


def _only(refs: Mapping[str, str], keys: Any) -> dict[str, str]:  # noqa: ANN401 - a key view
    return {ident: ref for ident, ref in refs.items() if ident in keys}
