"""Published tables as files in long form, to be read again by the checker."""

import re
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from himaya.engines.disclosure.errors import DisclosureError, DisclosureErrorCode
from himaya.engines.disclosure.files import write
from himaya.engines.disclosure.tables.model import COUNT, Table

HIDDEN = "*"


def write_tables(folder: Path, tables: Sequence[Table]) -> list[Path]:
    """A file `folder/NAME.csv` for each: the dimensions and `count`, or `value` and its `measure`.

    Raises DisclosureError where they cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DisclosureError(
            DisclosureErrorCode.FILE_UNWRITABLE,
            f"The folder {folder.name} cannot be made ({error.strerror}).",
            "Name another folder.",
        ) from error
    written: list[Path] = []
    for table in tables:
        name = re.sub(r"[^\w. -]", "_", table.name)
        alike = sum(path.stem.split(" #")[0] == name for path in written)
        path = folder / (f"{name} #{alike + 1}.csv" if alike else f"{name}.csv")
        write(path, _long(table))
        written.append(path)
    return written


def _long(table: Table) -> pl.DataFrame:
    columns = {
        name: [cell.codes[place] for cell in table.cells]
        for place, name in enumerate(table.dimensions)
    }
    figures = [HIDDEN if cell.value is None else f"{cell.value:.15g}" for cell in table.cells]
    if table.measure == COUNT:
        return pl.DataFrame({**columns, "count": figures})
    return pl.DataFrame({**columns, "measure": [table.measure] * len(figures), "value": figures})
