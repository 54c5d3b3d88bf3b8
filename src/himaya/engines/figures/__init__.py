"""Maps, flows and bars: reading boundaries, finding what is wrong with them, drawing as SVG."""

from himaya.engines.figures.bars import Bar, draw_bars
from himaya.engines.figures.checking import Fault, Finding, check_map
from himaya.engines.figures.classes import Classes, classes_of, given_classes
from himaya.engines.figures.drawing import (
    HIDDEN,
    NOT_REPORTED,
    PLAIN,
    ZERO,
    Area,
    Dot,
    draw_map,
    mark_of,
)
from himaya.engines.figures.errors import MapError, MapErrorCode
from himaya.engines.figures.flow_gaps import Gaps, circles_in, gaps_in
from himaya.engines.figures.flows import Flow, draw_flows
from himaya.engines.figures.keeping import thin_shapes
from himaya.engines.figures.packing import pack, unpack
from himaya.engines.figures.pictures import Picture, make_picture
from himaya.engines.figures.printing import size_of, stand_alone
from himaya.engines.figures.pyramid import Bracket, Side, draw_pyramid
from himaya.engines.figures.reading import MapRead, read_map
from himaya.engines.figures.refusing import apart, draw_refusal
from himaya.engines.figures.shapes import Box, Feature, Shape, box_around, box_of, spot_in

__all__ = [
    "HIDDEN",
    "NOT_REPORTED",
    "PLAIN",
    "ZERO",
    "Area",
    "Bar",
    "Box",
    "Bracket",
    "Classes",
    "Dot",
    "Fault",
    "Feature",
    "Finding",
    "Flow",
    "Gaps",
    "MapError",
    "MapErrorCode",
    "MapRead",
    "Picture",
    "Shape",
    "Side",
    "apart",
    "box_around",
    "box_of",
    "check_map",
    "circles_in",
    "classes_of",
    "draw_bars",
    "draw_flows",
    "draw_map",
    "draw_pyramid",
    "draw_refusal",
    "gaps_in",
    "given_classes",
    "make_picture",
    "mark_of",
    "pack",
    "read_map",
    "size_of",
    "spot_in",
    "stand_alone",
    "thin_shapes",
    "unpack",
]
