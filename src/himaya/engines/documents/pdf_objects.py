"""What is drawn on a PDF page, in the order it is drawn: words, fills, pictures and ruled lines.

Boxes are (left, bottom, right, top) in points of the page. pdfium gives the boxes of what lies in
forms (drawings used again) in the form's own coordinates; here all are the page's.
"""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium

Box = tuple[float, float, float, float]
_MOST_OBJECTS, _MOST_POINTS, _DEEPEST = 50_000, 2_000, 8
_INVISIBLE = 3  # text rendering mode (ISO 32000-1, 9.3.6)
_OPAQUE, _FULL = 250, b"\xff"  # of 255
_MOSTLY = 0.8  # of a picture's points, that hide what is under them
_THICK = 5.0  # points of a line that can cross words out
_LINE, _MOVE = pdfium.FPDF_SEGMENT_LINETO, pdfium.FPDF_SEGMENT_MOVETO
_KINDS = {
    pdfium.FPDF_PAGEOBJ_TEXT: "text",
    pdfium.FPDF_PAGEOBJ_PATH: "path",
    pdfium.FPDF_PAGEOBJ_IMAGE: "image",
    pdfium.FPDF_PAGEOBJ_SHADING: "shading",
}


@dataclass(frozen=True, slots=True)
class Drawn:
    """One thing drawn: `fill` is (r, g, b, opacity), each to 255; `points` of a path's corners.

    `segments` counts a path's lines and curves; `handle` is pdfium's, while the page is open.
    """

    kind: str
    box: Box
    fill: tuple[int, int, int, int]
    handle: Any
    is_invisible: bool = False
    is_filled: bool = False
    is_blended: bool = False
    segments: int = 0
    points: tuple[tuple[float, float], ...] = ()

    @property
    def is_opaque(self) -> bool:
        return self.fill[3] >= _OPAQUE and not self.is_blended


def is_see_through(page: Any, picture: Drawn) -> bool:  # noqa: ANN401 - a page of pypdfium2
    """Whether much of a picture lets what is under it be seen, as watermarks and signatures do."""
    if picture.is_blended:
        return True
    bitmap = pdfium.FPDFImageObj_GetRenderedBitmap(page.pdf.raw, page.raw, picture.handle)
    if not bitmap:
        return False
    try:
        if pdfium.FPDFBitmap_GetFormat(bitmap) != pdfium.FPDFBitmap_BGRA:
            return False
        size = pdfium.FPDFBitmap_GetStride(bitmap) * pdfium.FPDFBitmap_GetHeight(bitmap)
        alphas = ctypes.string_at(pdfium.FPDFBitmap_GetBuffer(bitmap), size)[3::4]
        return alphas.count(_FULL) < _MOSTLY * len(alphas)
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)


def drawn_on(page: Any) -> Iterator[Drawn]:  # noqa: ANN401 - a handle of pdfium
    """Everything on the page, what lies in forms included; stops where it is too much."""
    count = pdfium.FPDFPage_CountObjects(page)
    left = [_MOST_OBJECTS]
    for number in range(count):
        made = pdfium.FPDFPage_GetObject(page, number)
        yield from _drawn(made, (1.0, 0.0, 0.0, 1.0, 0.0, 0.0), left, 0)


def _drawn(
    one: Any,  # noqa: ANN401 - a handle of pdfium
    matrix: tuple[float, ...],
    left: list[int],
    depth: int,
) -> Iterator[Drawn]:
    left[0] -= 1
    if left[0] < 0 or depth > _DEEPEST:
        return
    kind = pdfium.FPDFPageObj_GetType(one)
    if kind == pdfium.FPDF_PAGEOBJ_FORM:
        inner = _times(_matrix(one), matrix)
        for number in range(pdfium.FPDFFormObj_CountObjects(one)):
            yield from _drawn(pdfium.FPDFFormObj_GetObject(one, number), inner, left, depth + 1)
        return
    box = _box(one, matrix)
    if kind not in _KINDS or box is None:
        return
    is_path = kind == pdfium.FPDF_PAGEOBJ_PATH
    yield Drawn(
        kind=_KINDS[kind],
        box=box,
        fill=_fill(one),
        handle=one,
        is_blended=bool(pdfium.FPDFPageObj_HasTransparency(one)),
        segments=pdfium.FPDFPath_CountSegments(one) if is_path else 0,
        is_invisible=kind == pdfium.FPDF_PAGEOBJ_TEXT
        and pdfium.FPDFTextObj_GetTextRenderMode(one) == _INVISIBLE,
        is_filled=is_path and _is_filled(one),
        points=_points(one, _times(_matrix(one), matrix)) if is_path else (),
    )


def _matrix(one: Any) -> tuple[float, ...]:  # noqa: ANN401 - as above
    found = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(one, found):
        return (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    return found.a, found.b, found.c, found.d, found.e, found.f


def _times(one: tuple[float, ...], other: tuple[float, ...]) -> tuple[float, ...]:
    a, b, c, d, e, f = one
    g, h, i, j, k, m = other
    return (
        a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j,
        e * g + f * i + k, e * h + f * j + m,
    )  # fmt: skip


def _at(x: float, y: float, matrix: tuple[float, ...]) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _box(one: Any, matrix: tuple[float, ...]) -> Box | None:  # noqa: ANN401 - as above
    sides = [ctypes.c_float() for _ in range(4)]
    if not pdfium.FPDFPageObj_GetBounds(one, *sides):
        return None
    left, bottom, right, top = (side.value for side in sides)
    corners = [_at(x, y, matrix) for x in (left, right) for y in (bottom, top)]
    across, up = [x for x, _ in corners], [y for _, y in corners]
    return min(across), min(up), max(across), max(up)


def _fill(one: Any) -> tuple[int, int, int, int]:  # noqa: ANN401 - as above
    parts = [ctypes.c_uint() for _ in range(4)]
    if not pdfium.FPDFPageObj_GetFillColor(one, *parts):
        return 0, 0, 0, 255
    red, green, blue, opacity = (part.value for part in parts)
    return red, green, blue, opacity


def _is_filled(one: Any) -> bool:  # noqa: ANN401 - as above
    """Filled, or drawn with a line as thick as words."""
    mode, stroke, width = ctypes.c_int(), ctypes.c_int(), ctypes.c_float()
    if not pdfium.FPDFPath_GetDrawMode(one, mode, stroke):
        return False
    pdfium.FPDFPageObj_GetStrokeWidth(one, width)
    return mode.value != 0 or (stroke.value != 0 and width.value >= _THICK)


def _points(one: Any, matrix: tuple[float, ...]) -> tuple[tuple[float, float], ...]:  # noqa: ANN401 - as above
    """Corners of a path of straight lines; none for curves."""
    count = pdfium.FPDFPath_CountSegments(one)
    if count > _MOST_POINTS:
        return ()
    found = []
    x, y = ctypes.c_float(), ctypes.c_float()
    for number in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(one, number)
        if pdfium.FPDFPathSegment_GetType(segment) not in (_LINE, _MOVE):
            return ()
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        found.append(_at(x.value, y.value, matrix))
    return tuple(found)
