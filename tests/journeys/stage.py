"""A world with something on every page: plans, registers, a draft form, sites, open links."""

from dataclasses import dataclass

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from himaya.collect.actions import bring_file, decide_rows, import_batch, register_for
from himaya.datasets.models import Dataset
from himaya.engines.xlsform import read_form
from himaya.files.actions import store_file
from himaya.gate.lowering import ask_lowering
from himaya.instruments.actions import add_version
from himaya.instruments.queries import lowered_questions
from himaya.kernel import clock
from himaya.kernel.verbs import Verb
from himaya.library.tests.files import bring, register
from himaya.people.actions import (
    ask_end,
    ask_factor_reset,
    invite,
    make_installer,
    make_reset_link,
)
from himaya.people.models import Account, Role, Seat
from himaya.people.tokens import make_token
from himaya.places.actions import create_population_group, create_site
from himaya.places.models import Site
from himaya.profiles.coordination.meetings.series import plan_meetings
from himaya.profiles.coordination.response.rounds import make_reports_due
from himaya.profiles.coordination.tests.keeping import day, keep, move
from himaya.profiles.coordination.tests.test_bodies import GROUP
from himaya.profiles.coordination.tests.test_overlaps import THEME
from himaya.profiles.coordination.tests.test_ranking import RANKING
from himaya.profiles.coordination.tests.test_refusals import SOUND
from himaya.profiles.tests.test_analysis_forms import SOUND as JUDGED
from himaya.profiles.workplans.tests.builders import FILES
from himaya.records.actions import amend_record, create_record, link_records
from himaya.records.attachments import store_answer_file
from himaya.records.models import Record, Subject
from himaya.records.tests.people import ANSWERS as CASE
from himaya.records.tests.people import cases
from himaya.records.tests.register import ANSWERS, FORM, opened, recorded
from himaya.themes.actions import draft_version
from himaya.themes.coding.cutting import suggest_document
from himaya.themes.defaults import give_default_framework
from himaya.themes.models import Framework, FrameworkVersion, ModelVersion
from himaya.themes.report.scheduling import set_up_schedule
from himaya.themes.rounds.actions import close_round, open_round
from tests.world import PASSWORD, Persona, World, join

PAPERS = """
| survey |      |         |         |       |             |
|        | type | name    | label   | means | sensitivity |
|        | text | what    | What    | title | none:1      |
|        | file | minutes | Minutes |       | none:1      |
"""
PLAN = FILES / "cluster_work_plan.txt"


@dataclass(frozen=True)
class Stage:
    """What the walks begin with, where no page links to it."""

    calls: Dataset
    plan: Dataset
    record: Record
    minutes: str  # address of a file that is not shown in place
    site: Site
    subject: Subject
    guardian: Persona  # protects the data of Amina's agency
    supervisor: Persona  # of its cases
    case: Record
    schedule: Record
    series: Record
    ranking: Record
    group: Record
    flow: Record
    framework: Framework  # with a draft beside what is published
    document: Record
    lowered: Record  # a document for which less is asked
    analysis: Record
    themed: tuple[Record, Record]  # an assessment, and the theme of a year
    invitation: str  # address with its secret
    reset: str  # address with its secret
    mailed_reset: str  # as allauth mails it


def set_stage(world: World) -> Stage:
    """Fill the world through the actions, as people would."""
    dawit = world.people["dawit"].acting
    calls = opened(world)
    record = recorded(world, calls)
    amend_record(
        seat=world.people["amina"].acting,
        record=record,
        answers={**ANSWERS, "story": "A pump came"},
        seen=1,
        reason="Heard again",
    )
    paper, minutes = _paper(world)
    plan = _plan(world)
    assert calls.version is not None
    longer = FORM.replace("What happened", "What happened there")
    add_version(
        seat=world.people["amina"].acting,
        instrument=calls.version.instrument,
        form=read_form(longer, kind="md"),
    )
    add_version(
        seat=world.people["amina"].acting,
        instrument=calls.version.instrument,
        form=read_form(FORM.replace("indirect:2", "none:1"), kind="md"),
    )
    site = create_site(
        seat=dawit,
        code="S1",
        unit=world.areas["MJ0101"],
        names={"en": "Old school"},
        kind="collective",
        level=2,
    )
    create_population_group(seat=dawit, code="idp", names={"en": "Displaced", "ar": "نازحون"})
    _invitation, secret = invite(
        seat=dawit,
        agency=world.agencies["WCI"],
        email="hala@example.org",
        name="Hala",
        role="focal_point",
        access_level=2,
        everywhere=True,
    )
    _link, reset = make_reset_link(seat=dawit, target=world.people["bakari"].seat)
    make_token(seat=dawit, label="calendar_of_the_desk_" * 3, verbs=[Verb.RECORD_VIEW])
    _wait_for_decisions(world)
    guardian = join(world, "gibril", Role.DATA_PROTECTION, "HRA")
    asked = bring(world, "A paper of the agency").record
    _ask_for_less(world, calls, site, asked)
    ask_end(seat=dawit, target=guardian.seat)
    supervisor = join(world, "salma", Role.SUPERVISOR, "HRA")  # who assigns cases
    published = give_default_framework(world.operation)
    assert published is not None
    draft_version(seat=dawit, framework=published.framework)
    _model(published)
    _round(world, published)
    _scheduled(world, published)
    make_installer(email="ines@example.org", name="Ines", password=PASSWORD)
    return Stage(
        calls,
        plan,
        record,
        reverse("record-file-copy", args=[paper.ref, minutes]),
        site,
        Subject.objects.create(
            operation=world.operation, agency=world.agencies["HRA"], kind="case", code_index="c"
        ),
        guardian,
        supervisor,
        _case(world, supervisor),
        _schedule(world),
        _series(world),
        keep(world, "ranking_exercise", RANKING),
        keep(world, "coordination_group", GROUP),
        keep(world, "information_flow", SOUND["information_flow"]),
        published.framework,
        _document(world),
        asked,
        _analysis(world),
        (keep(world, "assessment", SOUND["assessment"]), keep(world, "assessment_theme", THEME)),
        invitation=reverse("invitation-accept", args=[secret]),
        reset=reverse("reset-link", args=[reset]),
        mailed_reset=_mailed_reset(world.people["bakari"].account),
    )


def _model(version: FrameworkVersion) -> None:
    """A model with its card, as a job would have left it."""
    measured = {"precision": 0.9, "recall": 0.8}
    figures = {
        "micro_f1": 0.85,
        "macro_f1": 0.8,
        "calibration_error": 0.03,
        "themes": {"LAND": {**measured, "f1": 0.85, "labels": 40}},
        "languages": {"en": {**measured, "micro_f1": 0.85, "texts": 90}},
    }
    ModelVersion.objects.create(
        operation=version.operation,
        framework_version=version,
        number=1,
        file=store_file(
            operation=version.operation,
            made_by="",
            kind="model",
            name="",
            content=b"",
            media_type="application/octet-stream",
            level=2,
        ),
        state=ModelVersion.State.RETIRED,
        card={
            "data": {"texts": 90},
            "date": "2026-11-01",
            "figures": figures,
            "lexicon_alone": {"micro_f1": 0.7, "macro_f1": 0.6},
            "known_failures": [{"kind": "theme_not_learned", "theme": "PR07", "examples": 2}],
        },
    )


def _round(world: World, version: FrameworkVersion) -> None:
    """A round that is closed, without anything coded in it."""
    coders = [world.people[who].seat for who in ("amina", "celine")]
    dawit = world.people["dawit"].acting
    held = open_round(
        seat=dawit, framework_version=version, label="First", documents=[], coders=coders
    )
    close_round(seat=dawit, held=held)


def _scheduled(world: World, version: FrameworkVersion) -> None:
    """A schedule of thematic reports that made none yet."""
    set_up_schedule(
        seat=world.people["dawit"].acting,
        framework=version.framework,
        dataset=register(world),
        months=3,
        area="",
        language="en",
        agency=world.agencies["HRA"],
        begins=clock.today(),
    )


def _analysis(world: World) -> Record:
    """A joint analysis with a finding that waits for signatures."""
    analysis = keep(world, "joint_analysis", JUDGED["joint_analysis"])
    unknown = {"severity": "not_assessed", "gaps": "Nobody went there"}
    finding = keep(world, "finding", JUDGED["finding"] | unknown)
    dawit = world.people["dawit"].acting
    link_records(seat=dawit, relation="finding_of", source=finding, target=analysis)
    move(world, finding, "proposed")
    return analysis


def _document(world: World) -> Record:
    """A document that was read, with themes suggested for its passages."""
    version = bring(world, who="dawit")
    suggest_document(version)
    return version.record


def _wait_for_decisions(world: World) -> None:
    """Celine lost her phone, and new boundaries left her area in doubt."""
    celine = world.people["celine"]
    equip(celine)
    ask_factor_reset(
        seat=world.people["dawit"].acting, target=celine.seat, recognised="known_number"
    )
    Seat.objects.filter(pk=celine.seat.pk).update(everywhere=False, areas_in_doubt=True)
    celine.seat.areas.set([world.areas["MJ02"]])


def _ask_for_less(world: World, calls: Dataset, site: Site, paper: Record) -> None:
    """Requests that wait to make the system, the site, a document and a form less sensitive."""
    amina, dawit = (world.people[who].acting for who in ("amina", "dawit"))
    assert calls.version is not None
    form = calls.version.instrument
    ask_lowering(seat=amina, thing=calls.system, changes={"level": "2:1"}, reason="Offices only")
    ask_lowering(seat=dawit, thing=site, changes={"level": "2:1"}, reason="It is on every map")
    less = lowered_questions(form.versions.get(number=3))
    changes = {one.question.path: one.comes_to for one in less}
    ask_lowering(seat=amina, thing=paper, changes={"level": "2:1"}, reason="Public since March")
    ask_lowering(seat=amina, thing=form, scope="3", changes=changes, reason="Bands")


def _schedule(world: World) -> Record:
    """Reports that two agencies owe each month, made for the months that have begun."""
    answers: dict[str, object] = {
        "title": "Activities",
        "kind": "activities",
        "frequency": "monthly",
    }
    answers |= {"start": day(-70), "due_after": 10, "agencies": "HRA, WCI"}
    schedule = keep(world, "reporting_schedule", answers)
    make_reports_due(seat=world.people["dawit"].acting, schedule=schedule)
    return schedule


def _series(world: World) -> Record:
    """Weekly meetings, planned ahead."""
    answers: dict[str, object] = {"title": "Working group", "kind": "regular", "cadence": "week"}
    answers |= {"body": "cluster_national", "start": day(-7), "end": day(30), "chair": "CCU"}
    series = keep(world, "meeting_series", answers | {"expected": "HRA, WCI"})
    plan_meetings(seat=world.people["dawit"].acting, series=series)
    return series


def _case(world: World, supervisor: Persona) -> Record:
    answers = {"what": "First visit", "household": "HH-1", "caller": "Zubaydah Invented"}
    return create_record(seat=supervisor.acting, dataset=cases(world), answers={**CASE, **answers})


def _mailed_reset(account: Account) -> str:
    key = default_token_generator.make_token(account)
    parts = {"uidb36": user_pk_to_url_str(account), "key": key}
    return reverse("account_reset_password_from_key", kwargs=parts)


def equip(persona: Persona) -> None:
    """An authenticator app and recovery codes, so that their pages show them."""
    TOTP.activate(persona.account, generate_totp_secret())
    RecoveryCodes.activate(persona.account)


def _paper(world: World) -> tuple[Record, str]:
    """A record with a file, and the file's reference."""
    minutes = SimpleUploadedFile("minutes.odt", b"PK\3\4 words of a meeting")
    ref = store_answer_file(seat=world.people["amina"].acting, upload=minutes, level=1)
    papers = opened(world, PAPERS, code="papers")
    return recorded(world, papers, {"what": "A visit", "minutes": ref}), ref


def _plan(world: World) -> Dataset:
    """One plan on the board, the same once more on the bench."""
    seat = world.people["dawit"].acting
    dataset = register_for(seat=seat, profile_code="plan_activity")
    for is_first in (True, False):
        batch = bring_file(
            seat=seat,
            dataset=dataset,
            kind="workplan",
            name=PLAN.name,
            content=PLAN.read_bytes(),
        )
        if is_first:
            doubtful = batch.rows.filter(state="doubtful").values_list("stable_id", flat=True)
            decide_rows(seat=seat, batch=batch, decisions=dict.fromkeys(doubtful, "take"))
            import_batch(seat=seat, batch=batch)
    return dataset
