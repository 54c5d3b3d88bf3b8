"""API of thematic reports: their schedules, and what each has made."""

from datetime import date, datetime
from typing import Annotated, Any

from django.http import Http404
from ninja import Field, Path, Query, Router, Schema, Status

from himaya.gate.api_routes import In, Page, Ref, Slice, operation, page_of, sound
from himaya.gate.pages import SeatRequest
from himaya.kernel.verbs import Verb
from himaya.themes.models import ReportSchedule
from himaya.themes.report.fetching import schedules_in_sight
from himaya.themes.report.forms import ScheduleForm
from himaya.themes.report.gathering import country_of
from himaya.themes.report.scheduling import pause_schedule, resume_schedule, set_up_schedule
from himaya.themes.report.using import reports_of_schedule

router = Router(tags=["themes"])
_ALL, _ONE = "/report-schedules", "/report-schedules/{ref}"
Keep = Verb.RECORD_CREATE


class ScheduleIn(In):
    """What a schedule makes; `months` of a span: 1, 3 or 12."""

    framework: Ref
    dataset: Ref = Field(description="the register of documents that reports are kept in")
    months: Annotated[int, Field(ge=1, le=12)]
    begins: str = Field(pattern=r"^20\d\d-(0[1-9]|1[0-2])$", description="2026-10")
    wait: int = Field(0, ge=0, le=60, description="days after the end of a span")
    area: str = Field("", max_length=40, pattern=r"^[\w.-]*$", description="p-code; empty: all")
    language: str = Field(pattern=r"^(en|fr|es|ar)$")
    agency: Ref = Field(description="the agency that answers for it")


class ScheduleOut(Schema):
    """A schedule. `stopped_why` is a problem code where it could not go on."""

    ref: str
    framework: str = Field(alias="framework.ref")
    dataset: str = Field(alias="dataset.ref")
    months: int
    begins: date
    wait: int
    area: str
    language: str
    agency: str = Field(alias="agency.ref")
    state: str
    stopped_why: str


class MadeOut(Schema):
    """A report that was made; without a record where it is out of sight or withdrawn."""

    first: date
    made_at: datetime
    record: str | None


class ScheduleDetail(ScheduleOut):
    """A schedule with the reports it made, the newest first."""

    reports: list[MadeOut]

    @staticmethod
    def resolve_reports(schedule: ReportSchedule, context: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - ninja's
        """As far as they are in the sight of whoever asks."""
        return [
            {
                "first": one.kept.first,
                "made_at": one.kept.made_at,
                "record": one.record.ref if one.record else None,
            }
            for one in reports_of_schedule(context["request"].seat, schedule)
        ]


def _schedule(request: SeatRequest, ref: str) -> ReportSchedule:
    found = schedules_in_sight(request.seat).filter(ref=ref).first()
    if found is None:
        raise Http404
    return found


@operation(router, "GET", _ALL, Verb.RECORD_VIEW, "record", out=Page[ScheduleOut])
def list_report_schedules(request: SeatRequest, part: Query[Slice]) -> dict[str, Any]:
    """The schedules of registers in sight."""
    return page_of(schedules_in_sight(request.seat), part)


@operation(router, "GET", _ONE, Verb.RECORD_VIEW, "record", out=ScheduleDetail)
def get_report_schedule(request: SeatRequest, ref: Path[Ref]) -> ReportSchedule:
    """One schedule with what it made."""
    return _schedule(request, ref)


@operation(router, "POST", _ALL, Keep, "dataset", out=ScheduleOut, status=201)
def post_report_schedule(request: SeatRequest, body: ScheduleIn) -> Status[ReportSchedule]:
    """Set up a schedule under the acting access."""
    form = ScheduleForm(
        body.dict(), seat=request.seat, provinces=country_of(request.seat).first_level()
    )
    return Status(201, set_up_schedule(seat=request.seat, **sound(form).cleaned_data))


@operation(router, "POST", f"{_ONE}/pause", Keep, "dataset", out=ScheduleOut)
def pause_report_schedule(request: SeatRequest, ref: Path[Ref]) -> ReportSchedule:
    """Make no reports until somebody goes on with it."""
    return pause_schedule(seat=request.seat, schedule=_schedule(request, ref))


@operation(router, "POST", f"{_ONE}/resume", Keep, "dataset", out=ScheduleOut)
def resume_report_schedule(request: SeatRequest, ref: Path[Ref]) -> ReportSchedule:
    """Go on with it under the acting access; what is missing is made up."""
    return resume_schedule(seat=request.seat, schedule=_schedule(request, ref))
