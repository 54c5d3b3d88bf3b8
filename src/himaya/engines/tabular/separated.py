"""Comma, semicolon, tab or bar separated values."""

import csv
import io

from himaya.engines.tabular.document import Cell, Origin, Row, Table
from himaya.engines.tabular.errors import ReadError, ReadErrorCode
from himaya.engines.tabular.limits import Counter, Limits
from himaya.engines.tabular.sniff import find_delimiter, one_newline


def read_separated(text: str, limits: Limits) -> list[Table]:
    """Read separated values as one table named ""; quoted fields may hold line breaks.

    `Origin.row` is the line of the file on which the row begins.
    """
    delimiter = find_delimiter(text, named=True) or ","
    reader = csv.reader(io.StringIO(one_newline(text)), delimiter=delimiter)
    counter, rows, gap, line = Counter(limits), [], 0, 1
    try:
        for fields in reader:
            start, line = line, reader.line_num + 1
            if not any(field.strip() for field in fields):
                gap += 1
                continue
            counter.add(len(fields))
            cells = (
                Cell(field.strip(), Origin("", start, column))
                for column, field in enumerate(fields, 1)
            )
            rows.append(Row(tuple(cells), gap=gap))
            gap = 0
    except csv.Error as error:
        raise ReadError(ReadErrorCode.DAMAGED, kind="csv") from error
    return [Table("", tuple(rows))] if rows else []
