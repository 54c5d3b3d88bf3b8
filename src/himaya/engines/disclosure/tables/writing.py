"""A published table as a file in long form, to be read again by the checker."""

import re
from pathlib import Path

import polars as pl

from himaya.engines.disclosure.files import write
from himaya.engines.disclosure.tables.model import COUNT, Table

HIDDEN = "*"


def write_table(folder: Path, table: Table) -> Path:
    """`folder/NAME.csv`: the dimensions and `count`, or `value` with its `measure`.

    Raises DisclosureError where it cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    columns = {
        name: [cell.codes[place] for cell in table.cells]
        for place, name in enumerate(table.dimensions)
    }
    figures = [HIDDEN if cell.value is None else f"{cell.value:.15g}" for cell in table.cells]
    if table.measure == COUNT:
        columns["count"] = figures
    else:
        columns |= {"measure": [table.measure] * len(figures), "value": figures}
    name = re.sub(r"[^\w. -]", "_", table.name)
    path = folder / f"{name}.csv"
    write(path, pl.DataFrame(columns))
    return path
