"""Why a map is refused: in words, and drawn with the areas in question crossed out."""

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from himaya.engines.figures import Fault, Finding, MapError, MapErrorCode, apart, draw_refusal
from himaya.places.bringing import MapPlan

# For a drawing outside of a page, which has no style sheet.
_STYLE = (
    "<style>path{fill:#eee;stroke:#555}.mw{fill:#f3c6c0}"
    ".mc,.ml{fill:none;stroke:#a00;stroke-width:2}.me,.ml{fill:none;stroke-dasharray:4}</style>"
)


def why_unreadable(error: MapError) -> str:
    """Why a file is no map, and what it is."""
    words = {
        MapErrorCode.NOT_JSON: _("This file is no GeoJSON or TopoJSON: it is not JSON at all."),
        MapErrorCode.NOT_A_MAP: _("This file is JSON, but no GeoJSON or TopoJSON."),
        MapErrorCode.NO_AREAS: _("This map has no areas, only points, lines or nothing."),
        MapErrorCode.BROKEN: _("This map is broken, or too large: its figures cannot be read."),
    }
    return words[error.code]


def why_refused(one: Finding) -> str:
    """What is wrong with areas of a map, and what to do."""
    words = {
        Fault.METRES: _(
            "The figures are no degrees: the map is in a projection, such as UTM metres. Save it "
            "again in WGS 84 (EPSG:4326)."
        ),
        Fault.MIXED: _(
            "Some areas are in degrees, some in other figures such as metres. Save all of them "
            "again in WGS 84 (EPSG:4326)."
        ),
        Fault.SWAPPED: _(
            "Latitude and longitude are swapped. Save the map again with longitude first."
        ),
        Fault.DISPLACED: _(
            "These areas do not lie where they are known to lie; maps for printing move them "
            "aside. Use the unmoved map, or confirm that its positions are right."
        ),
        Fault.TWICE: _("Two or more areas carry the code %(code)s. Join or rename them."),
        Fault.NO_WIDTH: _(
            "These are lines or frames without any area inside. Take them out of the file."
        ),
    }
    said = words[one.fault]
    return said % {"code": one.code} if one.fault is Fault.TWICE else said


def pictures_of(plan: MapPlan) -> list[SafeString]:
    """The areas in question crossed out: those in degrees, and those in other figures."""
    wrong = {n: plan.labels[n] for one in plan.findings for n in one.numbers}
    drawn = []
    for number, group in enumerate(apart(plan.read.features)):
        inside = sum(one.number in wrong for one in group)
        svg = draw_refusal(
            group,
            wrong,
            plan.expected,
            title=_("Why the map is refused"),
            description=ngettext(
                "%(count)d area is crossed out.", "%(count)d areas are crossed out.", inside
            )
            % {"count": inside},
            key=f"why{number}",
        )
        drawn.append(mark_safe(svg))  # every word in it is escaped where it is drawn
    return drawn


def picture_alone(svg: str) -> str:
    """A drawing as a file of its own."""
    head, _sign, rest = svg.partition(">")
    named = head.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
    return f"{named}>{_STYLE}{rest}"
