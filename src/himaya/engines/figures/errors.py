"""What the readers of maps raise."""

from enum import StrEnum


class MapErrorCode(StrEnum):
    """Why a file holds no map."""

    NOT_JSON = "not_json"
    NOT_A_MAP = "not_a_map"  # JSON, yet neither GeoJSON nor TopoJSON
    NO_AREAS = "no_areas"  # a map without one polygon
    BROKEN = "broken"  # coordinates or arcs that are none


class MapError(Exception):
    """A file that cannot be read as a map at all. `params` are numbers and names, no content."""

    def __init__(self, code: MapErrorCode, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params
