"""Columns of a snapshot gathered from its files, block by block, in as little memory as can be."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any, Protocol

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from himaya.engines.coded import Coded

Arrow = Any  # a pyarrow ChunkedArray of any type: the stubs ask for one
_HALF = 4  # bytes
_SHORT = 8  # times: so much shorter than all is a block of what came since
_MOST_STEPS = 200_000  # between the least and the highest, where each may simply have a code


@dataclass(frozen=True, slots=True)
class Kept:
    """A column as arrays, to keep in a file and to take again.

    Texts are `codes` and their `values`; where rows have several, `lengths` says how many, one at
    least. `numbers` are as narrow as they can be, the least of their type where there is none; of
    positions they are latitude and longitude in turn.
    """

    codes: NDArray[Any] | None = None
    values: Sequence[str | None] | None = None
    lengths: NDArray[Any] | None = None
    numbers: NDArray[Any] | None = None

    def arrays(self) -> Iterator[tuple[str, Any]]:
        """Those that there are, with their names."""
        for name in self.__slots__:
            if (one := getattr(self, name)) is not None:
                yield name, one


class Gathered(Protocol):
    """One column being put together."""

    def put(self, start: int, column: Arrow) -> None:
        """Take the rows from `start` on. Called from several threads, for rows apart."""

    def take(self, start: int, kept: Kept, /) -> None:
        """The same of a column that was kept."""

    def kept(self) -> Kept:
        """The column as arrays to keep."""

    def close(self) -> None:
        """All rows are there."""

    def coded(self) -> Coded:
        """The column by its values."""

    def figures(self) -> NDArray[np.float64]:
        """The column as numbers, NaN where there is none."""

    def whole(self) -> NDArray[Any]:
        """The column as whole numbers; the least there can be stands where there is none."""

    def text(self) -> Arrow:
        """The column as it was read, where it was asked for so."""

    def spots(self) -> NDArray[np.float64]:
        """Latitude and longitude of each row, NaN where there is none."""


def gathering(kind: pa.DataType, rows: int, *, is_plain: bool = False) -> Gathered:
    """An empty column of that type for so many rows; plain: texts as they are, without codes."""
    if is_plain:
        return _Plain(rows)
    if pa.types.is_list(kind):
        return _Lists(rows)
    if pa.types.is_struct(kind):
        return _Spots(rows)
    return _Texts(rows) if kind == pa.string() else _Numbers(kind, rows)


class _Column:
    """What a kind of column cannot be asked for is a mistake of the caller."""

    def take(self, _start: int, _kept: Kept, /) -> None:
        raise TypeError(type(self).__name__)

    def kept(self) -> Kept:
        raise TypeError(type(self).__name__)

    def close(self) -> None:
        pass

    def coded(self) -> Coded:
        raise TypeError(type(self).__name__)

    def figures(self) -> NDArray[np.float64]:
        raise TypeError(type(self).__name__)

    def whole(self) -> NDArray[Any]:
        raise TypeError(type(self).__name__)

    def text(self) -> Arrow:
        raise TypeError(type(self).__name__)

    def spots(self) -> NDArray[np.float64]:
        raise TypeError(type(self).__name__)


class _Plain(_Column):
    def __init__(self, rows: int) -> None:
        self._rows = rows
        self._blocks: dict[int, Arrow] = {}

    def put(self, start: int, column: Arrow) -> None:
        self._blocks[start] = column

    def text(self) -> Arrow:
        chunks, row = [], 0
        for start, column in sorted(self._blocks.items(), key=lambda one: one[0]):
            # Rows of versions without the question lie between.
            chunks += [pa.nulls(start - row, pa.string()), *column.chunks]
            row = start + len(column)
        return pa.chunked_array([*chunks, pa.nulls(self._rows - row, pa.string())], pa.string())


class _Spots(_Column):
    """Positions."""

    def __init__(self, rows: int) -> None:
        self._all = np.full((rows, 2), np.nan)

    def put(self, start: int, column: Arrow) -> None:
        for chunk in column.chunks:
            for n, part in enumerate(chunk.flatten()):  # what has no position has no parts
                values = part.to_numpy(zero_copy_only=False)
                self._all[start : start + len(chunk), n] = values
            start += len(chunk)

    def take(self, start: int, kept: Kept, /) -> None:
        assert kept.numbers is not None  # noqa: S101 - of positions
        spots = kept.numbers.reshape(-1, 2)
        self._all[start : start + len(spots)] = spots

    def kept(self) -> Kept:
        return Kept(numbers=self._all.ravel())

    def spots(self) -> NDArray[np.float64]:
        return self._all


class _Words:
    """Words by their code, over blocks that each bring a dictionary of their own."""

    def __init__(self) -> None:
        self.known: dict[str, int] = {}
        self._lock = Lock()

    def codes(self, chunk: Any) -> NDArray[Any]:  # noqa: ANN401 - a pyarrow array
        if not pa.types.is_dictionary(chunk.type):
            chunk = chunk.dictionary_encode()
        lookup = self._lookup([*chunk.dictionary.to_pylist(), None])
        places = chunk.indices
        if places.null_count:
            places = places.fill_null(len(lookup) - 1)
        codes: NDArray[Any] = np.take(lookup, places.to_numpy(zero_copy_only=False))
        return codes

    def told(self, codes: NDArray[Any], values: Sequence[str | None]) -> NDArray[Any]:
        """Codes of other words as codes of these; the very same where these were none yet."""
        lookup = self._lookup(values)
        is_same = len(lookup) == len(self.known) + 1 and bool((np.diff(lookup) == 1).all())
        return codes if is_same else np.take(lookup, codes)

    def _lookup(self, words: Sequence[str | None]) -> NDArray[Any]:
        known = self.known
        with self._lock:
            lookup = [
                0 if word is None else known.setdefault(word, len(known) + 1) for word in words
            ]
        return np.array(lookup, np.min_scalar_type(len(known)))

    @property
    def values(self) -> tuple[str | None, ...]:
        return (None, *self.known)


class _Texts(_Column):
    def __init__(self, rows: int) -> None:
        self._rows = rows
        self._blocks: list[tuple[int, NDArray[Any]]] = []
        self._words = _Words()
        self._coded = Coded.empty(0)

    def put(self, start: int, column: Arrow) -> None:
        for chunk in column.chunks:
            codes = self._words.codes(chunk)
            self._blocks.append((start, codes))
            start += len(codes)

    def take(self, start: int, kept: Kept, /) -> None:
        assert kept.codes is not None and kept.values is not None  # noqa: PT018, S101 - of texts
        self._blocks.append((start, self._words.told(kept.codes, kept.values)))

    def close(self) -> None:
        if len(self._blocks) == 1 and len(self._blocks[0][1]) == self._rows:
            whole = self._blocks[0][1]
        else:
            whole = np.zeros(self._rows, np.min_scalar_type(len(self._words.known)))
            for start, codes in self._blocks:
                whole[start : start + len(codes)] = codes
        self._blocks.clear()
        self._coded = Coded(whole, self._words.values)

    def kept(self) -> Kept:
        return Kept(codes=self._coded.codes, values=self._coded.values)

    def coded(self) -> Coded:
        return self._coded


class _Lists(_Column):
    """Several choices in a row; a row that no file told of has none."""

    def __init__(self, rows: int) -> None:
        self._lengths = np.ones(rows, np.int32)
        self._blocks: dict[int, NDArray[Any]] = {}
        self._words = _Words()
        self._coded = Coded.empty(0)

    def put(self, start: int, column: Arrow) -> None:
        for chunk in column.chunks:
            lengths = np.asarray(chunk.value_lengths().fill_null(0))
            if not lengths.any():
                start += len(lengths)
                continue
            held = np.maximum(lengths, 1)
            codes = np.zeros(held.sum(), np.int64)
            codes[np.repeat(lengths > 0, held)] = self._words.codes(chunk.flatten())
            self._lengths[start : start + len(lengths)] = held
            self._blocks[start] = codes
            start += len(lengths)

    def take(self, start: int, kept: Kept, /) -> None:
        if kept.codes is None or kept.values is None or kept.lengths is None:
            return  # no row had any
        self._lengths[start : start + len(kept.lengths)] = kept.lengths
        self._blocks[start] = self._words.told(kept.codes, kept.values)

    def close(self) -> None:
        if not self._blocks:
            self._coded = Coded.empty(len(self._lengths))
            return
        starts = np.zeros(len(self._lengths) + 1, np.int64)
        np.cumsum(self._lengths, out=starts[1:])
        codes = np.zeros(starts[-1], np.min_scalar_type(len(self._words.known)))
        for start, block in self._blocks.items():
            codes[starts[start] : starts[start] + len(block)] = block
        self._blocks.clear()
        self._coded = Coded(codes, self._words.values, starts)

    def kept(self) -> Kept:
        if self._coded.starts is None:
            return Kept()
        narrow = np.min_scalar_type(int(self._lengths.max(initial=1)))
        return Kept(self._coded.codes, self._coded.values, self._lengths.astype(narrow))

    def coded(self) -> Coded:
        return self._coded


class _Numbers(_Column):
    """Numbers, dates (days) and moments (microseconds) since 1970, yes and no."""

    def __init__(self, kind: pa.DataType, rows: int) -> None:
        self._kind = kind
        self._rows = rows
        self._is_broken = pa.types.is_floating(kind)
        self._blocks: list[tuple[int, NDArray[Any]]] = []
        self._all: NDArray[Any] = np.zeros(0, np.float64 if self._is_broken else np.int8)

    def put(self, start: int, column: Arrow) -> None:
        for chunk in column.chunks:
            if pa.types.is_date32(chunk.type):
                chunk = chunk.view(pa.int32())  # noqa: PLW2901 - the same days as numbers
            elif pa.types.is_temporal(chunk.type):
                chunk = chunk.view(pa.int64())  # noqa: PLW2901
            elif pa.types.is_boolean(chunk.type):
                chunk = chunk.cast(pa.int8())  # noqa: PLW2901
            if chunk.null_count and not self._is_broken:
                least = np.iinfo(chunk.type.to_pandas_dtype()).min
                chunk = chunk.fill_null(pa.scalar(int(least), chunk.type))  # noqa: PLW2901
            self._blocks.append((start, chunk.to_numpy(zero_copy_only=False)))
            start += len(chunk)

    def take(self, start: int, kept: Kept, /) -> None:
        assert kept.numbers is not None  # noqa: S101 - of numbers
        self._blocks.append((start, kept.numbers))

    def close(self) -> None:
        """Put the blocks together, as narrow as the long ones are where the short ones fit."""
        blocks = self._blocks
        if len(blocks) == 1 and len(blocks[0][1]) == self._rows:
            self._all = blocks[0][1]
            return
        if not self._is_broken:
            short = self._rows // _SHORT
            blocks = [(n, one if len(one) > short else _narrowed(one)) for n, one in blocks]
        kind = np.result_type(self._all.dtype, *(one.dtype for _, one in blocks))
        whole = np.empty(self._rows, kind)
        if sum(len(one) for _, one in blocks) < self._rows:
            whole[:] = _none(kind)
        for start, one in blocks:
            values = whole[start : start + len(one)]
            values[:] = one
            if one.dtype != kind:
                np.putmask(values, one == _none(one.dtype), _none(kind))
        self._blocks = []
        self._all = whole

    def kept(self) -> Kept:
        return Kept(numbers=self._all if self._is_broken else _narrowed(self._all))

    def coded(self) -> Coded:
        numbers = self._all
        missing = np.isnan(numbers) if self._is_broken else numbers == _none(numbers.dtype)
        if missing.all():
            return Coded.empty(self._rows)
        has_all = not missing.any()
        given = numbers if has_all else numbers[~missing]
        low, high = given.min(), given.max()
        if not self._is_broken and int(high) - int(low) <= _MOST_STEPS:
            values: Sequence[Any] = range(int(low), int(high) + 1)
            # What is missing comes out as anything, and is put right below.
            wide: Any = np.int64 if numbers.dtype.itemsize > _HALF else np.int32
            places: Any = numbers.astype(wide)
            places -= int(low) - 1
        else:
            found, inverse = np.unique(given, return_inverse=True)
            values, places = found.tolist(), np.zeros(self._rows, np.int64)
            places[~missing] = inverse + 1
        codes = places.astype(np.min_scalar_type(len(values)))
        if not has_all:
            np.putmask(codes, missing, 0)
        return Coded(codes, [None, *self._spelled(values)])

    def _spelled(self, values: Sequence[Any]) -> list[Any]:
        """What the numbers stand for."""
        kind = self._kind
        if pa.types.is_temporal(kind):
            plain = pa.int32() if kind == pa.date32() else pa.int64()
            return pa.array(values, plain).view(kind).to_pylist()
        return [bool(one) for one in values] if pa.types.is_boolean(kind) else list(values)

    def figures(self) -> NDArray[np.float64]:
        numbers = self._all
        if self._is_broken:
            return numbers
        figures = numbers.astype(np.float64)
        np.putmask(figures, numbers == _none(numbers.dtype), np.nan)
        return figures

    def whole(self) -> NDArray[Any]:
        return self._all


def _none(kind: np.dtype[Any]) -> Any:  # noqa: ANN401 - a number of that type
    """What stands where there is no number."""
    return np.nan if kind.kind == "f" else np.iinfo(kind).min


def _narrowed(numbers: NDArray[Any]) -> NDArray[Any]:
    """Whole numbers in the narrowest type that holds them and what stands for none."""
    missing = numbers == _none(numbers.dtype)
    given = numbers[~missing]
    low, high = int(given.min(initial=0)), int(given.max(initial=0))
    kinds: tuple[Any, ...] = (np.int8, np.int16, np.int32, np.int64)
    kind = next(one for one in kinds if np.iinfo(one).min < low and high <= np.iinfo(one).max)
    narrow: NDArray[Any] = numbers.astype(kind)
    np.putmask(narrow, missing, np.iinfo(kind).min)
    return narrow
