"""Shapes of the API: records, their revisions and links."""

from datetime import date, datetime
from typing import Any, Self

from ninja import Field, Schema

from himaya.gate.api_routes import In, Ref
from himaya.gate.seats import ActingSeat
from himaya.records.due import waits
from himaya.records.models import EndedLink, Link, Record, Subject
from himaya.records.queries import shown_answers
from himaya.records.sealing import erased_paths

_LINE = r"^[^\x00-\x1f]*$"
_SURE = (
    "Keep what is asked about (errors `unknown.area`, `unknown.agency`, `outside.areas`,"
    " `entry.twice`, `person.trace`) as written"
)


class RecordOut(Schema):
    """A record as the seat may see it; `withheld` names the questions kept back.

    `erased` names those whose answers are gone for good, with what the record was about.
    """

    ref: str
    dataset: str
    version: int
    agency: str
    status: str
    audience: str
    lane: str
    level: int
    area: str
    period_start: date | None
    period_end: date | None
    deadline: date | None
    can_be_late: bool
    stands: bool = Field(
        description="False in a draft version: views and copies of all records leave it out"
    )
    lock: int = Field(description="Send it back as `seen` when you change the record")
    made_at: datetime
    changed_at: datetime
    answers: dict[str, Any]
    withheld: list[str]
    erased: list[str]

    @classmethod
    def shown(cls, record: Record, seat: ActingSeat) -> Self:
        """The record with the answers that the seat may read."""
        assert record.head is not None  # noqa: S101 - written in the record's own transaction
        answers, withheld = shown_answers(record, record.head, seat)
        columns = {name: getattr(record, name) for name in _COLUMNS}
        return cls(
            dataset=record.dataset.ref,
            version=record.version.number,
            agency=record.agency.ref,
            stands=not waits(record),
            answers=answers,
            withheld=sorted(withheld),
            erased=sorted(erased_paths(record.head) - withheld),
            **columns,
        )


_COLUMNS = tuple(
    name
    for name in RecordOut.model_fields
    if name not in {"dataset", "version", "agency", "answers", "withheld", "erased", "stands"}
)


class RevisionOut(Schema):
    """What a change led to."""

    record: str
    n: int
    lock: int
    status: str
    made_at: datetime


class LinkOut(Schema):
    """A relation between two records."""

    ref: str
    relation: str
    source: str
    target: str
    order: int

    @staticmethod
    def resolve_source(link: Link) -> str:
        """The record that points."""
        return link.source.ref

    @staticmethod
    def resolve_target(link: Link) -> str:
        """The record pointed to."""
        return link.target.ref


class RecordIn(In):
    """A new record: answers by question key, as `/datasets/{ref}/schema` describes them."""

    answers: dict[str, Any]
    reason: str = Field("", max_length=300, pattern=_LINE)
    sure: bool = Field(False, description=_SURE)


class AmendIn(In):
    """A change: all answers, not only the changed ones, and the lock that was read."""

    answers: dict[str, Any]
    seen: int = Field(ge=1, le=2**31 - 1)
    reason: str = Field("", max_length=300, pattern=_LINE)
    sure: bool = Field(False, description=_SURE)


class MoveIn(In):
    """A step along the lifecycle."""

    to: str = Field(min_length=1, max_length=40, pattern=_LINE)
    seen: int = Field(ge=1, le=2**31 - 1)
    reason: str = Field("", max_length=300, pattern=_LINE)


class LinkIn(In):
    """A relation to another record."""

    relation: str = Field(min_length=1, max_length=40, pattern=r"^[a-z][a-z0-9_.-]*$")
    target: Ref
    order: int = Field(0, ge=0, le=100_000)


class ReasonIn(In):
    """Why; kept for good with what was done."""

    reason: str = Field(min_length=1, max_length=300, pattern=_LINE)


class AssignIn(In):
    """Whose case it is to be."""

    caseworker: str = Field(pattern=r"^[0-9a-z]{1,16}$", description="reference of their access")


class AssignedOut(Schema):
    """How many records went along."""

    records: int


class EndedLinkOut(Schema):
    """A relation that was taken away."""

    ref: str
    relation: str
    source: str
    target: str
    made_at: datetime

    @staticmethod
    def resolve_source(link: EndedLink) -> str:
        """The record that pointed."""
        return link.source.ref

    @staticmethod
    def resolve_target(link: EndedLink) -> str:
        """The record pointed to."""
        return link.target.ref


class CodeIn(In):
    """The agency's own code of a household or case; it is never part of an address."""

    code: str = Field(min_length=1, max_length=120, pattern=_LINE)


class SavedViewOut(Schema):
    """A way of looking at a register under a name; `query` is what its page is asked with."""

    ref: str
    name: str
    is_shared: bool
    query: str
    address: str = Field(description="Of the page, short and lasting")


class SubjectOut(Schema):
    """What records are about; the code is kept as a fingerprint and never given back."""

    ref: str
    kind: str
    agency: str
    erased_at: datetime | None

    @staticmethod
    def resolve_agency(subject: Subject) -> str:
        """The agency whose subject it is."""
        return subject.agency.ref
