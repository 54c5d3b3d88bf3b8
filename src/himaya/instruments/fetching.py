"""What the pages of forms share: fetching them, and the way there."""

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from himaya.instruments.models import Instrument, Version


def whole_instruments() -> QuerySet[Instrument]:
    """Rows for `visible_or_404`, with what pages name."""
    return Instrument.objects.select_related("system", "agency", "operation")


def crumbs(*last: tuple[str, str]) -> list[dict[str, str]]:
    """The way here."""
    first = (_("Forms"), reverse("instruments"))
    return [{"label": label, "url": url} for label, url in (first, *last)]


def version_or_404(instrument: Instrument, number: int) -> Version:
    """One version of an instrument already found to be in sight."""
    found = (
        instrument.versions.filter(number=number)
        .select_related("instrument__agency", "instrument__system", "instrument__operation")
        .prefetch_related("questions")
        .first()
    )
    if found is None:
        raise Http404
    return found


def version_crumbs(instrument: Instrument, version: Version, *last: str) -> list[dict[str, str]]:
    """The way to a version and on from it."""
    url = reverse("instrument-version", args=[instrument.ref, version.number]) if last else ""
    label = _("Version %(n)s") % {"n": version.number}
    way = [(str(instrument), reverse("instrument", args=[instrument.ref])), (label, url)]
    return crumbs(*way, *((text, "") for text in last))
