"""Drawings of an edition's levels: made when outlines come in, read as cheaply as can be."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from himaya.engines.figures import Box, Picture, Shape, box_of, make_picture, unpack
from himaya.places.models import AdminUnit, MapPicture
from himaya.tenancy.models import Operation

_KEPT = 40  # drawings of one process, some 100 KB each
_NEIGHBOURS = 60
_kept: OrderedDict[tuple[int, datetime], "Drawing"] = OrderedDict()


@dataclass(frozen=True, slots=True)
class Drawing:
    """The picture of one level, and the boxes (lon/lat) that say who lies beside whom."""

    picture: Picture
    boxes: Mapping[str, Box]


def levels_drawn(operation: Operation, edition: str) -> dict[int, tuple[int, datetime]]:
    """Levels of an edition that have a drawing, each with what it is kept by. One query."""
    rows = MapPicture.objects.filter(operation=operation, edition=edition).order_by("level")
    return {level: (pk, made) for level, pk, made in rows.values_list("level", "pk", "made_at")}


def drawing_of(key: tuple[int, datetime]) -> Drawing:
    """A drawing by what `levels_drawn` gave. A query the first time in a process."""
    if key not in _kept:
        drawn = MapPicture.objects.values_list("drawing", flat=True).get(pk=key[0])
        boxes = {code: Box(*sides) for code, sides in drawn["boxes"].items()}
        _kept[key] = Drawing(Picture.from_json(drawn), boxes)
        while len(_kept) > _KEPT:
            _kept.popitem(last=False)
    _kept.move_to_end(key)
    return _kept[key]


def redraw(operation: Operation, edition: str, levels: set[int]) -> None:
    """Make the drawings of some levels anew from the outlines as they are kept."""
    for level in levels:
        rows = AdminUnit.objects.filter(operation=operation, edition=edition, level=level)
        shapes = dict(rows.exclude(shape="").order_by("pcode").values_list("pcode", "shape"))
        opened = {pcode: unpack(shape) for pcode, shape in shapes.items()}
        picture = make_picture(opened)
        if picture is None:
            MapPicture.objects.filter(operation=operation, edition=edition, level=level).delete()
            continue
        boxes = {code: _sides(box_of(shape)) for code, shape in opened.items()}
        MapPicture.objects.update_or_create(
            operation=operation,
            edition=edition,
            level=level,
            defaults={"drawing": {**picture.as_json(), "boxes": boxes}},
        )


def draw_missing() -> int:
    """Draw the levels that have outlines and no drawing: those from before there were drawings.

    Returns how many were drawn. Two queries where none is missing.
    """
    outlined = AdminUnit.objects.exclude(shape="").order_by()
    drawn = set(MapPicture.objects.values_list("operation", "edition", "level"))
    missing = set(outlined.values_list("operation", "edition", "level").distinct()) - drawn
    for key, edition, level in sorted(missing):
        redraw(Operation.objects.get(pk=key), edition, {level})
    return len(missing)


def _sides(box: Box) -> list[float]:
    return [box.west, box.south, box.east, box.north]


def neighbourhood(unit: AdminUnit) -> dict[str, Shape]:
    """Outlines of a unit and of those of its level that lie beside it, by p-code.

    Up to four queries; empty where the unit has no outline.
    """
    if not unit.shape:
        return {}
    key = levels_drawn(unit.operation, unit.edition).get(unit.level)
    boxes = drawing_of(key).boxes if key else {}
    own = box_of(unpack(unit.shape))
    around = own.wider(own.diagonal / 20)
    near = [code for code, box in boxes.items() if box.touches(around)][:_NEIGHBOURS]
    rows = AdminUnit.objects.filter(
        operation=unit.operation, edition=unit.edition, level=unit.level, pcode__in=near
    )
    found = {code: unpack(shape) for code, shape in rows.values_list("pcode", "shape")}
    return {**found, unit.pcode: unpack(unit.shape)}
