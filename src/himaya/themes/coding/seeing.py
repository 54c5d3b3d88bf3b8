"""What a seat may code: documents in its sight whose words are open, and what waits in them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery

from himaya.gate.decisions import authorize, require, visible_to
from himaya.gate.seats import ActingSeat
from himaya.instruments.groups import LEVEL_GROUPS
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.library.models import DocumentVersion
from himaya.library.queries import NARRATIVE, document_profiles, opens_text, standing_versions
from himaya.records.models import Record
from himaya.themes.models import CodingRound, Decision, FrameworkVersion, Passage, Suggestion

Verdict = Decision.Verdict
HELD = (Verdict.ACCEPTED, Verdict.ADDED)  # verdicts by which a passage carries a theme


def require_coding(seat: ActingSeat, record: Record) -> None:
    """Raise Problem unless the seat may code the document and read its words."""
    require(seat, Verb.RECORD_CODE, record)
    if not opens_text(authorize(seat, Verb.RECORD_VIEW, record), record):
        raise Problem(Code.NOT_FOUND, status=404)


def readable_records(seat: ActingSeat) -> QuerySet[Record]:
    """Documents in the seat's sight with their words open to it."""
    documents = Record.objects.filter(dataset__profile__in=document_profiles(), is_withdrawn=False)
    open_to = Q(pk__in=_read_in(documents.filter(level__lt=min(LEVEL_GROUPS)), seat, NARRATIVE))
    for level, group in LEVEL_GROUPS.items():
        if level <= seat.level:
            open_to |= Q(pk__in=_read_in(documents.filter(level=level), seat, group))
    return visible_to(documents, seat).filter(open_to)


def codable_records(seat: ActingSeat) -> QuerySet[Record]:
    """Those of them that the seat may code."""
    return visible_to(readable_records(seat), seat, Verb.RECORD_CODE)


def _read_in(records: QuerySet[Record], seat: ActingSeat, group: str) -> Any:  # noqa: ANN401 - keys only
    return visible_to(records, seat, group=group).values("pk")


def codable_versions(seat: ActingSeat) -> QuerySet[DocumentVersion]:
    """The versions that stand of documents that the seat may code, once they were read."""
    return _read_versions(codable_records(seat))


def readable_versions(seat: ActingSeat) -> QuerySet[DocumentVersion]:
    """The same of all documents whose words are open to the seat."""
    return _read_versions(readable_records(seat))


def _read_versions(records: QuerySet[Record]) -> QuerySet[DocumentVersion]:
    """Less the reports that were made here: what they say is in the documents that they count."""
    return standing_versions().filter(
        record__in=records.values("pk"),
        record__report__isnull=True,
        state=DocumentVersion.State.READ,
    )


class Waits(NamedTuple):
    """How many documents of a seat's sight a job has still to work on."""

    unread: int
    uncut: int  # read, and no passages yet for which themes could be suggested


def waits_in(records: QuerySet[Record]) -> Waits:
    """Of these documents. One query."""
    cut = Passage.objects.filter(version=OuterRef("pk"), is_current=True)
    standing = standing_versions().filter(
        record__in=records.values("pk"), record__report__isnull=True
    )
    is_uncut = Q(~Exists(cut), state=DocumentVersion.State.READ, words__gt=0)
    found = standing.aggregate(
        unread=Count("pk", filter=Q(state=DocumentVersion.State.WAITING)),
        uncut=Count("pk", filter=is_uncut),
    )
    return Waits(**found)


def done_in(framework_version: FrameworkVersion) -> Exists:
    """Whether a person has said that nothing more is in a passage."""
    return Exists(
        Decision.objects.filter(
            passage=OuterRef("pk"),
            framework_version=framework_version,
            round=None,
            verdict=Verdict.DONE,
            is_standing=True,
        )
    )


def with_progress(
    versions: QuerySet[DocumentVersion], framework_version: FrameworkVersion
) -> QuerySet[DocumentVersion]:
    """Each document with its passages, how many are done, and the greatest doubt left first."""
    passages = Passage.objects.filter(version=OuterRef("pk"), is_current=True).order_by()
    counted = passages.values("version").annotate(n=Count("pk")).values("n")
    done = passages.filter(done_in(framework_version))
    open_doubts = (
        Suggestion.objects.filter(
            passage__version=OuterRef("pk"),
            passage__is_current=True,
            framework_version=framework_version,
        )
        .filter(~Exists(_done_decisions(framework_version)))
        .order_by()
        .values("passage__version")
        .annotate(most=Max("doubt"))
        .values("most")
    )
    return versions.annotate(
        passages_there=Subquery(counted),
        passages_done=Subquery(done.values("version").annotate(n=Count("pk")).values("n")),
        doubt_left=Subquery(open_doubts),
    ).order_by(F("doubt_left").desc(nulls_last=True), "-pk")


def _done_decisions(framework_version: FrameworkVersion) -> QuerySet[Decision]:
    return Decision.objects.filter(
        passage=OuterRef("passage"),
        framework_version=framework_version,
        round=None,
        verdict=Verdict.DONE,
        is_standing=True,
    )


def most_uncertain(
    seat: ActingSeat, framework_version: FrameworkVersion, most: int
) -> list[Passage]:
    """Passages over all documents in sight whose answer would tell most, each once."""
    waiting = (
        Suggestion.objects.filter(
            framework_version=framework_version,
            passage__is_current=True,
            passage__version__in=codable_versions(seat).values("pk"),
        )
        .filter(~Exists(_done_decisions(framework_version)))
        .order_by("-doubt", "pk")
        .values_list("passage", flat=True)
    )
    # A passage has eight suggestions at most, so this many rows hold enough passages.
    found = list(dict.fromkeys(waiting[: most * 8]))[:most]
    passages = Passage.objects.filter(pk__in=found).select_related(
        "version__text", "version__record__dataset", "version__record__head"
    )
    return sorted(passages, key=lambda one: found.index(one.pk))


@dataclass(frozen=True, slots=True)
class Coded:
    """A passage with what is suggested and what was decided: the newest by theme."""

    passage: Passage
    suggestions: Sequence[Suggestion]
    decisions: dict[str, Decision]

    @property
    def is_done(self) -> bool:
        """Whether somebody has said that nothing more is in it."""
        said = self.decisions.get("")
        return said is not None and said.verdict == Verdict.DONE

    @property
    def themes(self) -> list[str]:
        """Codes that a person gave it."""
        return [code for code, said in self.decisions.items() if said.verdict in HELD]


def lane_of(seat: ActingSeat, held: CodingRound | None) -> Q:
    """Whose decisions count: everybody's outside rounds, in a round one's own alone."""
    return Q(round=held, coder=seat.ref) if held is not None else Q(round=None)


def coded(
    passages: Collection[Passage],
    framework_version: FrameworkVersion,
    lane: Q = Q(round=None),  # noqa: B008 - a Q is a value
) -> list[Coded]:
    """These passages with suggestions and standing decisions. Two queries."""
    keys = [one.pk for one in passages]
    suggested: dict[int, list[Suggestion]] = {}
    for one in Suggestion.objects.filter(passage__in=keys, framework_version=framework_version):
        suggested.setdefault(one.passage_id, []).append(one)
    decided: dict[int, dict[str, Decision]] = {}
    standing = Decision.objects.filter(
        lane, passage__in=keys, framework_version=framework_version, is_standing=True
    )
    for said in standing:
        decided.setdefault(said.passage_id, {})[said.theme] = said
    return [Coded(one, suggested.get(one.pk, []), decided.get(one.pk, {})) for one in passages]
