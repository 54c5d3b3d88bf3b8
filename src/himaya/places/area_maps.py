"""The map on the page of an area: the area, those beside it, and its sites."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from himaya.engines.figures import PLAIN, Area, Dot, Picture, draw_map, make_picture, mark_of
from himaya.kernel.words import in_language
from himaya.places.models import AdminUnit, Site
from himaya.places.pictures import neighbourhood

_WIDTH, _BUDGET = 640, 2_500
_MOST_LABELS = 12


def area_map(unit: AdminUnit, sites: Sequence[Site]) -> SafeString | None:
    """The SVG, or None where the area has no outline. `sites` within sight; secret ones never."""
    picture = make_picture(neighbourhood(unit), width=_WIDTH, budget=_BUDGET)
    if picture is None:
        return None
    units = AdminUnit.objects.filter(
        operation=unit.operation_id, edition=unit.edition, pcode__in=list(picture.paths)
    )
    named = {one.pcode: one for one in units}
    beside = [one for one in named.values() if one.pk != unit.pk]
    areas = [
        Area(
            one.pcode,
            _called(one),
            PLAIN if one.pk != unit.pk else mark_of(2),
            reverse("place", args=[one.ref]) if one.pk != unit.pk else "",
        )
        for one in (*beside, named[unit.pcode])  # the last drawn lies on top
    ]
    said = ngettext(
        "%(name)s with %(count)d area beside it.",
        "%(name)s with %(count)d areas beside it.",
        len(beside),
    ) % {"name": _called(unit), "count": len(beside)}
    shown = [one for one in sites if not one.is_secret and one.latitude is not None]
    svg = draw_map(
        picture,
        areas,
        title=_("Map of %(name)s") % {"name": _called(unit)},
        description=said,
        dots=[dot for one in shown if (dot := _dot(picture, one))],
        labels=[(picture.spots[one.pcode], _called(one)) for one in named.values()][:_MOST_LABELS],
    )
    return mark_safe(svg)  # every word in it is escaped where it is drawn


def _called(unit: AdminUnit) -> str:
    return in_language(unit.names) or unit.pcode


def _dot(picture: Picture, site: Site) -> Dot | None:
    if site.latitude is None or site.longitude is None:
        return None
    spot = picture.projection.place((site.longitude, site.latitude))
    return Dot(spot, str(site), reverse("site", args=[site.ref]), size=6)
