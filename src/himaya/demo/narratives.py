"""Narrative reports of each month, read and coded: what thematic reports are made from.

Three agencies write one a month about a province; one of them sends another's on. The newest month
waits to be coded. A schedule has made a report of each quarter, and the first one is reviewed.
Nobody and no place in them is real.
"""

import random
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from himaya.collect.actions import register_for
from himaya.datasets.models import Dataset
from himaya.demo.stories.scene import Scene
from himaya.gate.seats import ActingSeat
from himaya.library.actions import Brought, add_document
from himaya.library.actions import Coding as Brings
from himaya.library.models import DocumentVersion
from himaya.library.reading import read_versions
from himaya.people.models import Agency
from himaya.places.models import AdminUnit
from himaya.records.actions import move_record
from himaya.records.models import Record
from himaya.themes.coding.actions import decide
from himaya.themes.coding.cutting import suggest_document
from himaya.themes.coding.deciding import Coding, Sent
from himaya.themes.defaults import give_default_framework
from himaya.themes.grading.actions import grade
from himaya.themes.models import Framework, FrameworkVersion, Suggestion
from himaya.themes.report.scheduling import make_next_report, set_up_schedule

MONTHS = 6
WRITERS = ("HRA", "WCI", "LTA")
_PROVINCES = ("QM01", "QM02", "QM03", "QM04")
_SURE = 0.7  # suggestions that the coder of the demo accepts
_AT_ONCE = 50  # decisions of one call
# By document in turn, of the first grader and the second; nothing: that person did not grade it.
_GRADES = (("B2", "B3", "", "C3", "A2", "F6"), ("B2", "", "", "D3", "", "C4"))
# What is written, the newer lines more often towards the end: (first month it may stand in, words).
_LINES = (
    (
        0,
        (
            "Families told our team in {place} that {n} of them had lost their birth certificates,"
            " and that {m} of these hear at the registry of papers that nobody has."
        ),
    ),
    (
        0,
        (
            "In {place} the owner of a building served eviction notices to {n} families;"
            " they have to leave within {m} weeks and know no other shelter."
        ),
    ),
    (
        0,
        (
            "Des familles déplacées à {place} n'ont pas accès à l'eau potable depuis {m}"
            " semaines ; le puits est en panne."
        ),
    ),
    (
        0,
        (
            "En {place} {n} familias dicen que no figuran en las listas de distribución; a {m}"
            " nadie les explica por qué."
        ),
    ),
    (0, "قال سكان في {place} إن الأطفال يعملون في السوق بدل الذهاب إلى المدرسة."),
    (
        2,
        (
            "Armed men stopped buses on the road to {place} and held {m} passengers overnight;"
            " our team saw the checkpoint on its visit."
        ),
    ),
    (2, "Explosive remnants were found in fields near {place}; two farmers were injured."),
    (
        3,
        (
            "According to shopkeepers, young men were taken from {place} after a night search;"
            " {m} families have not heard from them since."
        ),
    ),
    (
        3,
        (
            "Girls in {place} are married early because their families cannot pay for food, {n}"
            " women told the team in a group discussion."
        ),
    ),
    (4, "Shelling close to {place} made some two hundred families leave within one day."),
)


def keep_reports(
    scene: Scene,
    acting: Mapping[str, ActingSeat],
    coder: ActingSeat,
    reviewer: ActingSeat,
    report: Callable[[str], None],
) -> None:
    """`acting`: who brings documents, by agency; `coder` decides about all months but the last.

    The coder keeps the schedule of reports, and the reviewer freezes what it made first.
    """
    give_default_framework(coder.operation)
    documents = register_for(seat=coder, profile_code="document")
    written: list[tuple[int, DocumentVersion]] = []
    months = list(scene.months())[-max(2, round(MONTHS * scene.scale)) :]
    for number, (ago, first, last) in enumerate(months):
        for place, agency in enumerate(WRITERS):
            province = _PROVINCES[(number + place) % len(_PROVINCES)]
            text = _text(scene, province, MONTHS - ago, first)
            version = _bring(acting[agency], documents, agency, province, text, (first, last))
            written.append((ago, version))
            if place == 0 and number % 2:
                written.append(
                    (ago, _bring(acting["LTA"], documents, "LTA", province, text, (first, last)))
                )
    read_versions.call([version.ref for _, version in written])
    decisions = sum(_code(coder, version) for ago, version in written if ago and _suggest(version))
    for ago, version in written:
        if not ago:
            _suggest(version)
    graded = _grade([version for ago, version in written if ago], coder, reviewer)
    made = _schedule(coder, documents, months[0][1])
    if made:
        move_record(
            seat=reviewer, record=made[0], to="endorsed", seen=made[0].lock, reason="Reviewed"
        )
    report(f"  {len(written):6} narrative reports, {decisions} themes confirmed in them")
    report(f"  {graded:6} grades of source and information")
    report(f"  {len(made):6} thematic reports by schedule")


def _grade(versions: Sequence[DocumentVersion], *graders: ActingSeat) -> int:
    """Two persons grade most of them, and not always alike; returns how many grades there are."""
    given = 0
    for number, version in enumerate(versions):
        for grader, grades in zip(graders, _GRADES, strict=True):
            if said := grades[number % len(grades)]:
                grade(seat=grader, version=version, reliability=said[0], credibility=said[1])
                given += 1
    return given


def _schedule(keeper: ActingSeat, documents: Dataset, begins: date) -> list[Record]:
    """A report of each quarter that is over; what was made, the oldest first."""
    schedule = set_up_schedule(
        seat=keeper,
        framework=Framework.objects.get(operation=keeper.operation, code="protection"),
        dataset=documents,
        months=3,
        area="",
        language="en",
        agency=Agency.objects.get(ref=keeper.agency),
        begins=begins,
    )
    made = []
    while (record := make_next_report(schedule)) is not None:
        made.append(record)
    read_versions.call([one.versions.get().ref for one in made])
    return made


def _text(scene: Scene, province: str, age: int, first: date) -> str:
    units = scene.parts([province])
    lines = [words for since, words in _LINES if since <= age]
    # Figures of their own, so that reports of two agencies do not look like quotes of each other.
    figures = random.Random(f"{province} {first}")
    told = [
        words.format(
            place=_named(scene.chance.choice(units)),
            n=figures.randint(20, 90),
            m=figures.randint(2, 9),
        )
        for words in scene.chance.sample(lines, min(4, len(lines)))
    ]
    head = f"Protection report of {first:%B %Y}, {_named(units[0])} and around"
    return "\n\n".join([head, *told])


def _named(unit: AdminUnit) -> str:
    return str(unit.names["en"])


def _bring(
    seat: ActingSeat,
    documents: Dataset,
    agency: str,
    province: str,
    text: str,
    span: tuple[date, date],
) -> DocumentVersion:
    first, last = span
    answers = {
        "title": f"Protection report, {first:%B %Y}, {province}",
        "document_type": "pm_report",
        "area": province,
        "start": first.isoformat(),
        "end": last.isoformat(),
        "published_on": last.isoformat(),
        "agency": agency,
        "language": ["en"],
    }
    brought = Brought(f"report-{first:%Y-%m}.txt", text.encode())
    return add_document(
        seat=seat, dataset=documents, brought=brought, coding=Brings(answers, level=1)
    )


def _suggest(version: DocumentVersion) -> int:
    version.refresh_from_db()
    return suggest_document(version)


def _code(coder: ActingSeat, version: DocumentVersion) -> int:
    """Accept what is sure enough; returns how many."""
    found = Suggestion.objects.filter(
        passage__version=version, standing=Suggestion.Standing.SUGGESTED, score__gte=_SURE
    ).select_related("passage", "framework_version__framework")
    sent = [
        Sent(f"demo-{one.pk}", one.passage.number, "accepted", one.theme, 2, "") for one in found
    ]
    if sent:
        framework_version = FrameworkVersion.objects.get(pk=found[0].framework_version_id)
        for at in range(0, len(sent), _AT_ONCE):
            about = Coding(version, framework_version)
            decide(seat=coder, about=about, sent=sent[at : at + _AT_ONCE])
    return len(sent)
