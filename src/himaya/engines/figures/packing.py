"""Shapes as short text: whole hundred-thousandths of a degree (about a metre), as differences.

Each number in base 32 with a bit that says whether more follows, as the "encoded polyline" of web
maps has it; rings apart by a space. A point takes two to four letters instead of twenty.
"""

from himaya.engines.figures.shapes import Shape

SCALE = 100_000
_CHUNK, _MORE, _FIRST = 0x1F, 0x20, 63


def pack(shape: Shape) -> str:
    """The text of a shape; its last points are left out, as they are the first again."""
    return " ".join(_pack_ring([(round(x * SCALE), round(y * SCALE)) for x, y in r]) for r in shape)


def unpack(text: str) -> Shape:
    """The shape of a text that `pack` made. Raises ValueError for any other."""
    return [_unpack_ring(part) for part in text.split(" ") if part]


def _pack_ring(points: list[tuple[int, int]]) -> str:
    letters: list[str] = []
    x = y = 0
    for px, py in points[:-1]:
        _put(px - x, letters)
        _put(py - y, letters)
        x, y = px, py
    return "".join(letters)


def _put(number: int, letters: list[str]) -> None:
    left = ~(number << 1) if number < 0 else number << 1
    while left > _CHUNK:
        letters.append(chr((_MORE | (left & _CHUNK)) + _FIRST))
        left >>= 5
    letters.append(chr(left + _FIRST))


def _unpack_ring(text: str) -> list[tuple[float, float]]:
    numbers: list[int] = []
    value = shift = 0
    for letter in text:
        bits = ord(letter) - _FIRST
        if not 0 <= bits <= _CHUNK | _MORE:
            raise ValueError("not a packed shape")
        value |= (bits & _CHUNK) << shift
        shift += 5
        if bits < _MORE:
            numbers.append(~(value >> 1) if value & 1 else value >> 1)
            value = shift = 0
    if shift or len(numbers) % 2 or not numbers:
        raise ValueError("not a packed shape")
    x = y = 0
    ring = []
    for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
        x += dx
        y += dy
        ring.append((x / SCALE, y / SCALE))
    return [*ring, ring[0]]
