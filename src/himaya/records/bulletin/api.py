"""API of the bulletin: the figures of a month, and taking it along."""

from django.http import HttpResponse
from ninja import Query, Router

from himaya.gate.api_routes import operation
from himaya.gate.pages import SeatRequest
from himaya.kernel import clock
from himaya.kernel.verbs import Verb
from himaya.records.bulletin.copying import leaving_of, make_bulletin_copy
from himaya.records.bulletin.making import bulletin_of, told_of
from himaya.records.bulletin.model import Month
from himaya.records.bulletin.schemas import BulletinCopyIn, BulletinMonth, BulletinOut
from himaya.releases.serving import as_attachment

router = Router(tags=["records"])


@operation(router, "GET", "/bulletin", Verb.DATASET_VIEW, "dataset", out=BulletinOut)
def get_bulletin(request: SeatRequest, asked: Query[BulletinMonth]) -> BulletinOut:
    """The monthly bulletin: each figure with the path of its rows, small ones hidden as on pages.

    Of the registers in sight that have a part in it, and of their records in sight.
    """
    today = clock.today()
    month = Month.named(asked.month or "") or Month.before_day(today)
    told = told_of(request.seat, month, today)
    return BulletinOut.shown(bulletin_of(request.seat, month, told, today))


@operation(
    router,
    "POST",
    "/bulletin/copies",
    Verb.COPY_MAKE,
    "dataset",
    out=None,
    status=201,
    media_type="application/octet-stream",
)
def post_bulletin_copy(request: SeatRequest, body: BulletinCopyIn) -> HttpResponse:
    """A working copy of the sections that may leave, with figures drawn; answers with its bytes.

    409 `form_missing` where this installation writes no PDF and no picture.
    """
    today = clock.today()
    month = Month.named(body.month) or Month.before_day(today)
    release = make_bulletin_copy(
        seat=request.seat,
        month=month,
        leaving=leaving_of(request.seat, told_of(request.seat, month, today)),
        form=body.form,
        today=today,
        maker=str(request.user),
        absolute=request.build_absolute_uri,
    )
    assert release.file is not None  # noqa: S101 - just made
    response = as_attachment(release.file)
    response.status_code = 201
    return response
