"""Geographic masking: points are moved, or gathered in cells of enough people.

- Donut (Hampton et al. 2010; Allshouse et al. 2010): each point moves by a random bearing and a
  distance between an inner and an outer radius, drawn evenly over the ring. It never stays where it
  was. Points of one place (a household) move together, or their mean would give it away.
- Cells: the centre of the smallest square, of sides that halve from level to level, with at least
  n people; squares nest, so no difference of two of them holds fewer.
"""

from collections.abc import Sequence

import numpy as np
import polars as pl

from himaya.engines.disclosure.arrays import Floats, Ints
from himaya.engines.disclosure.errors import DisclosureError, DisclosureErrorCode
from himaya.engines.disclosure.frames import Frame
from himaya.engines.disclosure.grouping import group, pack
from himaya.engines.disclosure.microaggregation import numeric

_EARTH = 6_371_008.8  # metres, mean radius (IUGG)
_FURTHEST = 89.0  # degrees: nearer to a pole a metre is no usable part of a degree


def donut(
    frame: Frame,
    latitude: str,
    longitude: str,
    inner: float,
    outer: float,
    random: np.random.Generator,
) -> Frame:
    """Move points by `inner` to `outer` metres; equal points move alike. Refuses missing ones."""
    points = _points(frame, latitude, longitude)
    if not 0 < inner < outer:
        raise DisclosureError(
            DisclosureErrorCode.PARAMETER_INVALID,
            f"A ring from {inner} to {outer} metres cannot be meant.",
            "Give an inner radius above 0 and an outer one above it.",
        )
    spots, of = np.unique(points, axis=0, return_inverse=True)
    radius = np.sqrt(random.uniform(inner**2, outer**2, len(spots)))
    bearing = random.uniform(0, 2 * np.pi, len(spots))
    moved = _travelled(np.radians(spots), radius / _EARTH, bearing)[of.reshape(-1)]
    return _with(frame, latitude, longitude, np.degrees(moved))


def _travelled(start: Floats, angle: Floats, bearing: Floats) -> Floats:
    """Where one arrives on the sphere (latitude, longitude in radians)."""
    lat, lon = start[:, 0], start[:, 1]
    to = np.arcsin(np.sin(lat) * np.cos(angle) + np.cos(lat) * np.sin(angle) * np.cos(bearing))
    east = np.arctan2(
        np.sin(bearing) * np.sin(angle) * np.cos(lat), np.cos(angle) - np.sin(lat) * np.sin(to)
    )
    return np.stack([to, (lon + east + np.pi) % (2 * np.pi) - np.pi], axis=1)


def cells(
    frame: Frame, latitude: str, longitude: str, least: int, levels: int = 12
) -> tuple[Frame, Ints]:
    """Replace points by the centre of their cell of at least `least` records; and the cells (n).

    `levels` is how often the square around all points may be halved. Where a quarter of a square
    would hold fewer, the square is not divided at all.
    """
    points = _points(frame, latitude, longitude)
    if not 1 <= least <= len(points):
        raise DisclosureError(
            DisclosureErrorCode.TARGET_UNREACHABLE,
            f"Cells of {least} are asked for in a file of {len(points)} points.",
            "Ask for fewer, at most the number of records.",
        )
    low = points.min(axis=0)
    side = max(float((points.max(axis=0) - low).max()), 1e-9) * (1 + 1e-9)
    level = np.zeros(len(points), np.int64)
    cell = np.zeros(len(points), np.int32)
    for depth in range(1, levels + 1):
        square = ((points - low) / side * 2**depth).astype(np.int64)
        parts, first = group(pack([square[:, 0], square[:, 1]], [2**depth, 2**depth]))
        too_few = np.bincount(parts, minlength=len(first)) < least
        stays = np.bincount(cell, too_few[parts], int(cell.max()) + 1)[cell] > 0
        going = ~stays & (level == depth - 1)
        level[going] = depth
        cell = group(
            pack([cell, np.where(going, parts + 1, 0)], [int(cell.max()) + 1, len(first) + 1])
        )[0]
    width = side / 2.0**level
    centre = low + (np.floor((points - low) / width[:, None]) + 0.5) * width[:, None]
    return _with(frame, latitude, longitude, centre), cell


def gather(
    points: Sequence[tuple[float, float]], chosen: Sequence[bool], least: int
) -> list[tuple[float, float, int]]:
    """Middle (latitude, longitude) of each cell of all points, and how many chosen ones it holds.

    The cells are those of all points, so that two choices can be told apart no further. A cell with
    fewer than `least` chosen ones is left out, and one that leaves fewer out.
    """
    latitudes, longitudes = zip(*points, strict=True)
    frame = pl.DataFrame({"lat": latitudes, "lon": longitudes, "chosen": list(chosen)})
    counted = (
        cells(frame, "lat", "lon", least)[0]
        .group_by("lat", "lon")
        .agg(pl.col("chosen").sum(), pl.len().alias("all"))
        .filter(pl.col("chosen") >= least)
        .filter((pl.col("all") == pl.col("chosen")) | (pl.col("all") - pl.col("chosen") >= least))
        .sort("lat", "lon")
    )
    rows = counted.select("lat", "lon", "chosen").iter_rows()
    return [(lat, lon, int(several)) for lat, lon, several in rows]


def _points(frame: Frame, latitude: str, longitude: str) -> Floats:
    if latitude == longitude:
        raise DisclosureError(
            DisclosureErrorCode.PARAMETER_INVALID,
            f"{latitude} is named for latitude and longitude.",
            "Name two columns.",
        )
    points = numeric(frame, [latitude, longitude])
    wrong = (np.abs(points[:, 0]) > _FURTHEST) | (np.abs(points[:, 1]) > 180)  # noqa: PLR2004 - degrees
    if wrong.any():
        raise DisclosureError(
            DisclosureErrorCode.PARAMETER_INVALID,
            f"{int(wrong.sum())} points are not on the map.",
            "Give latitude and longitude in degrees, in this order.",
        )
    return points


def _with(frame: Frame, latitude: str, longitude: str, points: Floats) -> Frame:
    rounded = np.round(points, 6)  # a tenth of a metre
    return frame.with_columns(
        pl.Series(latitude, rounded[:, 0]), pl.Series(longitude, rounded[:, 1])
    )
