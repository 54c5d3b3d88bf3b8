"""Joint analyses, their findings and the framework they judge by."""

from collections.abc import Collection

from django.db.models import QuerySet
from django.http import Http404

from himaya.engines.narrative import Framework as Tree
from himaya.gate.decisions import visible_to
from himaya.gate.pages import SeatRequest, visible_or_404
from himaya.gate.seats import ActingSeat
from himaya.records.models import Record
from himaya.themes.board.named import ANALYSIS, FINDING, FINDING_OF, SUPERSEDED
from himaya.themes.models import FrameworkVersion


def whole_records() -> QuerySet[Record]:
    """Rows with what rules, titles and answers need of them."""
    return Record.objects.select_related(
        "dataset__system",
        "agency",
        "operation",
        "head__sealed_for__agency",
        "head__version",
        "version",
    ).prefetch_related("version__questions", "head__version__questions")


def one_or_404(request: SeatRequest, ref: str, profiles: Collection[str]) -> Record:
    """A record of one of these registers in sight; absent, hidden and of others look alike."""
    record = visible_or_404(request, whole_records(), ref=ref)
    if record.dataset.profile not in profiles:
        raise Http404
    return record


def findings_of(seat: ActingSeat, analysis: Record) -> list[Record]:
    """The findings of an analysis in the seat's sight, less those that were replaced."""
    rows = whole_records().filter(
        dataset__profile=FINDING,
        links_out__relation=FINDING_OF,
        links_out__target=analysis,
        is_withdrawn=False,
    )
    return list(visible_to(rows, seat).exclude(status=SUPERSEDED).order_by("pk"))


def analyses_of(finding: Record) -> list[Record]:
    """The joint analyses that a finding is related to, whoever asks; none of an unsaved one."""
    if finding.pk is None:
        return []
    rows = whole_records().filter(
        dataset__profile=ANALYSIS,
        links_in__relation=FINDING_OF,
        links_in__source=finding.pk,
        is_withdrawn=False,
    )
    return list(rows.order_by("pk"))


def analysis_of(finding: Record) -> Record | None:
    """The one that it belongs to; None of several, since nobody could say who has to sign."""
    found = analyses_of(finding)
    return found[0] if len(found) == 1 else None


def said(record: Record, key: str) -> str:
    """An open answer as a text; "" where it is not answered or kept encrypted."""
    value = record.head.answers.get(key) if record.head else None
    return "" if value is None else str(value)


def framework_version_of(analysis: Record) -> FrameworkVersion | None:
    """What is published last of the framework that an analysis names."""
    versions = FrameworkVersion.objects.filter(
        operation=analysis.operation_id,
        framework__code=said(analysis, "framework"),
        state=FrameworkVersion.State.PUBLISHED,
    )
    whole = versions.select_related("framework__operation").defer("tree")
    return whole.order_by("-number").first()


def judged_in(tree: Tree, analysis: Record) -> list[str]:
    """Codes of themes that are judged, in order: not those left out, nor what lies under them."""
    out = set(said(analysis, "left_out").split())
    return [code for code in tree.codes if not out & set(tree.path(code))]
