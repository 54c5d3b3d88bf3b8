"""Days as people write them, where the form wants 2026-01-31."""

import re

_ISO = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ]00:00(?::00)?)?")


def iso_day(text: str, *, day_first: bool | None = True) -> str:
    """31/1/2026, 31.01.2026, 31 janvier 2026 or ٣١ يناير ٢٠٢٦ as 2026-01-31; "" where it is no day.

    03/04/2026 is the third of April, unless the file has the month first (`day_first` False).
    With None nobody has said so, and what can be read in two ways is no day. Nor is a month, a
    year or a bare number.
    """
    if match := _ISO.fullmatch(text.strip()):
        return match.group(1)
    # Polars comes with it: only where a day is written in another way.
    from himaya.engines.tabular.intake.dates import DateOrder, read_date

    proof = "default" if day_first is None else "decision"
    read = read_date(text, DateOrder(day_first is not False, proof))
    if read.first is None or read.first != read.last or read.doubt not in _SURE:
        return ""
    return read.first.isoformat()


_SURE = ("", "date_order_differs")
