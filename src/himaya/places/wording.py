"""What is said of areas that are not taken, by page and command alike."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from himaya.engines.figures import Fault, Finding, MapErrorCode
from himaya.places.boundaries import Doubt

PAIRS: dict[str, Promise] = {
    "no_code": gettext_lazy("A row without the old or the new p-code."),
    "share": gettext_lazy("The share is no number between 0 and 1."),
    "over": gettext_lazy("The shares of this area add up to more than all of it."),
}

MAPS: dict[MapErrorCode, Promise] = {
    MapErrorCode.NOT_JSON: gettext_lazy(
        "This file is no GeoJSON or TopoJSON: it is not JSON at all."
    ),
    MapErrorCode.NOT_A_MAP: gettext_lazy("This file is JSON, but no GeoJSON or TopoJSON."),
    MapErrorCode.NO_AREAS: gettext_lazy("This map has no areas, only points, lines or nothing."),
    MapErrorCode.BROKEN: gettext_lazy(
        "This map is broken, or too large: its figures cannot be read."
    ),
}

ROWS: dict[Doubt, Promise] = {
    Doubt.NO_COLUMNS: gettext_lazy("This table has no column of p-codes, such as ADM1_PCODE."),
    Doubt.SEVERAL_COUNTRIES: gettext_lazy(
        "This list holds areas of several countries. Keep the rows of one country."
    ),
    Doubt.NO_CODE: gettext_lazy("A name without p-code."),
    Doubt.NO_NAME: gettext_lazy("A p-code without name."),
    Doubt.NO_LEVEL: gettext_lazy("The level is no number from 0 to 5."),
    Doubt.TWO_PARENTS: gettext_lazy("This p-code stands under two different areas."),
    Doubt.TWO_LEVELS: gettext_lazy("This p-code stands on two different levels."),
}

_FAULTS: dict[Fault, Promise] = {
    Fault.METRES: gettext_lazy(
        "The figures are no degrees: the map is in a projection, such as UTM metres. Save it "
        "again in WGS 84 (EPSG:4326)."
    ),
    Fault.MIXED: gettext_lazy(
        "Some areas are in degrees, some in other figures such as metres. Save all of them "
        "again in WGS 84 (EPSG:4326)."
    ),
    Fault.SWAPPED: gettext_lazy(
        "Latitude and longitude are swapped. Save the map again with longitude first."
    ),
    Fault.DISPLACED: gettext_lazy(
        "These areas do not lie where they are known to lie; maps for printing move them "
        "aside. Use the unmoved map, or confirm that its positions are right."
    ),
    Fault.TWICE: gettext_lazy("Two or more areas carry the code %(code)s. Join or rename them."),
    Fault.NO_WIDTH: gettext_lazy(
        "These are lines or frames without any area inside. Take them out of the file."
    ),
}


def why(one: Finding) -> str:
    """Why a map is refused, and what to do."""
    said = str(_FAULTS[one.fault])
    return said % {"code": one.code} if one.fault is Fault.TWICE else said


def left_out(code: str) -> str:
    """Why an area of a file has no place in the edition, by the code of the report."""
    words = {
        "no_area_above": _("Left out: the area above them is missing"),
        "unknown_pcode": _("Left out: this edition has no area with these p-codes"),
        "undecided_name": _("Names that wait for your decision"),
    }
    return words[code]
