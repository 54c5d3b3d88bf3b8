"""Columns of a snapshot gathered from its files, block by block, in as little memory as can be."""

from collections.abc import Sequence
from threading import Lock
from typing import Any, Protocol

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from himaya.engines.coded import Coded

Arrow = Any  # a pyarrow ChunkedArray of any type: the stubs ask for one
_MOST_STEPS = 200_000  # between the least and the highest, where each may simply have a code


class Gathered(Protocol):
    """One column being put together."""

    def put(self, start: int, column: Arrow) -> None:
        """Take the rows from `start` on. Called from several threads, for rows apart."""

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


def gathering(kind: pa.DataType, rows: int, *, is_plain: bool = False) -> Gathered:
    """An empty column of that type for so many rows; plain: texts as they are, without codes."""
    if is_plain:
        return _Plain(rows)
    if pa.types.is_list(kind):
        return _Lists(rows)
    return _Texts(rows) if kind == pa.string() else _Numbers(kind, rows)


class _Column:
    """What a kind of column cannot be asked for is a mistake of the caller."""

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


class _Words:
    """Words by their code, over blocks that each bring a dictionary of their own."""

    def __init__(self) -> None:
        self.known: dict[str, int] = {}
        self._lock = Lock()

    def codes(self, chunk: Any) -> NDArray[Any]:  # noqa: ANN401 - a pyarrow array
        if not pa.types.is_dictionary(chunk.type):
            chunk = chunk.dictionary_encode()
        known = self.known
        words = chunk.dictionary.to_pylist()
        with self._lock:
            lookup = [
                0 if word is None else known.setdefault(word, len(known) + 1) for word in words
            ]
        places = chunk.indices
        if places.null_count:
            places = places.fill_null(len(lookup))
        narrow = np.min_scalar_type(len(known))
        told = np.array([*lookup, 0], narrow)
        codes: NDArray[Any] = np.take(told, places.to_numpy(zero_copy_only=False))
        return codes

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

    def close(self) -> None:
        whole = np.zeros(self._rows, np.min_scalar_type(len(self._words.known)))
        for start, codes in self._blocks:
            whole[start : start + len(codes)] = codes
        self._blocks.clear()
        self._coded = Coded(whole, self._words.values)

    def coded(self) -> Coded:
        return self._coded


class _Lists(_Column):
    """Several choices in a row; a row that no file told of has none."""

    def __init__(self, rows: int) -> None:
        self._lengths = np.ones(rows, np.int32)
        self._blocks: dict[int, NDArray[np.int64]] = {}
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

    def coded(self) -> Coded:
        return self._coded


class _Numbers(_Column):
    """Numbers, dates (days) and moments (microseconds) since 1970, yes and no."""

    def __init__(self, kind: pa.DataType, rows: int) -> None:
        self._kind = kind
        self._is_broken = pa.types.is_floating(kind)
        width: Any = np.int8 if pa.types.is_boolean(kind) else f"i{kind.bit_width // 8}"
        self._none: Any = np.nan if self._is_broken else np.iinfo(width).min
        self._all: NDArray[Any] = np.full(
            rows, self._none, np.float64 if self._is_broken else width
        )

    def put(self, start: int, column: Arrow) -> None:
        for chunk in column.chunks:
            if pa.types.is_date32(chunk.type):
                chunk = chunk.view(pa.int32())  # noqa: PLW2901 - the same days as numbers
            elif pa.types.is_temporal(chunk.type):
                chunk = chunk.view(pa.int64())  # noqa: PLW2901
            values = self._all[start : start + len(chunk)]
            if chunk.null_count:
                given = chunk.is_valid().to_numpy(zero_copy_only=False)
                filled = chunk.fill_null(False if pa.types.is_boolean(chunk.type) else 0)
                values[:] = filled.to_numpy(zero_copy_only=False)
                values[~given] = self._none
            else:
                values[:] = chunk.to_numpy(zero_copy_only=False)
            start += len(chunk)

    def coded(self) -> Coded:
        is_given: Any = ~np.isnan(self._all) if self._is_broken else self._all != self._none
        if not is_given.any():
            return Coded.empty(len(self._all))
        is_given = ... if is_given.all() else is_given
        given = self._all[is_given]
        low, high = given.min(), given.max()
        if not self._is_broken and int(high) - int(low) <= _MOST_STEPS:
            values: Sequence[Any] = range(int(low), int(high) + 1)
            places = given - low  # never wider than the column: the steps are few
        else:
            found, places = np.unique(given, return_inverse=True)
            values = found.tolist()
        codes = np.zeros(len(self._all), np.min_scalar_type(len(values)))
        codes[is_given] = places
        codes[is_given] += 1
        return Coded(codes, [None, *self._spelled(values)])

    def _spelled(self, values: Sequence[Any]) -> list[Any]:
        """What the numbers stand for."""
        kind = self._kind
        if pa.types.is_temporal(kind):
            plain = pa.int32() if kind == pa.date32() else pa.int64()
            return pa.array(values, plain).view(kind).to_pylist()
        return [bool(one) for one in values] if pa.types.is_boolean(kind) else list(values)

    def figures(self) -> NDArray[np.float64]:
        if self._is_broken:
            return self._all
        figures = self._all.astype(np.float64)
        missing = self._all == self._none
        if missing.any():
            figures[missing] = np.nan
        return figures

    def whole(self) -> NDArray[Any]:
        return self._all
