"""The row of HXL hashtags below the headings of a working copy, from what the questions mean."""

from collections.abc import Iterator, Sequence

from himaya.records.registers.columns import CHANGED, OWNER, Column

# Of what every record has, and of the columns by which a copy that comes back is known.
_OWN = {OWNER: "#org+owner", CHANGED: "#date+updated"}
_REFERENCE, _SEEN = "#meta+id", "#meta+version"
# A p-code of whatever level: HXL has no tag for "the area" but this one.
_AREA = "#loc+code"


def tags_of(columns: Sequence[Column], seen: Sequence[str]) -> list[str]:
    """One tag for each column of a plain copy, "" where HXL has none; `seen`: last headings."""
    return [_REFERENCE, *map(_tag, columns), *(_SEEN for _heading in seen)]


def _tag(column: Column) -> str:
    """Of a repeat the tag of its first part that has one."""
    return next(filter(None, _tags(column)), "")


def _tags(column: Column) -> Iterator[str]:
    from himaya.engines.tabular.intake import hxl_of

    yield _OWN.get(column.key, "")
    for means in (column.means, *(part.means for part in column.parts)):
        yield _AREA if means == "area" else hxl_of(means)
