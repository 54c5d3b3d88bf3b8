"""Fetching one's own working copies."""

from collections.abc import Sequence

from django.db.models import Model
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from himaya.datasets.models import Dataset
from himaya.gate.decisions import log, require
from himaya.gate.pages import SeatRequest
from himaya.gate.routes import route
from himaya.kernel import clock
from himaya.kernel.verbs import Verb
from himaya.releases.actions import at_level
from himaya.releases.models import Release
from himaya.releases.serving import as_attachment


@route(Verb.COPY_MAKE, "dataset")
@require_GET
def fetch(request: SeatRequest, ref: str) -> HttpResponse:
    """The file of a working copy, for the seat that made it, while it lasts."""
    release = (
        Release.objects.filter(
            ref=ref,
            made_by=request.seat.ref,
            revoked_at__isnull=True,
            expires_at__gt=clock.now(),
            file__isnull=False,
        )
        .select_related("file", "dataset")
        .first()
    )
    if release is None or release.file is None:
        raise Http404
    things = _things(request, release)
    # The rules are asked again: access may have ended since the copy was made.
    for thing in things:
        require(request.seat, Verb.COPY_MAKE, thing, release.purpose)
    response = as_attachment(release.file)
    for thing in things:
        log(request.seat, Verb.COPY_MAKE, thing, note="fetched")
    return response


def _things(request: SeatRequest, release: Release) -> Sequence[Model]:
    """What it was made from: registers, each at the level it was decided at, or the frame."""
    if release.dataset is None and not release.parts:
        return [request.seat.operation]
    if release.dataset is not None:
        return [at_level(release.dataset, release.level)]
    levels = {one["dataset"]: one["level"] for one in release.parts}
    found = Dataset.objects.filter(operation=release.operation_id, ref__in=levels).order_by("pk")
    things = [at_level(one, levels[one.ref]) for one in found.select_related("system", "agency")]
    if not things or len(things) < len(levels):
        raise Http404
    return things
