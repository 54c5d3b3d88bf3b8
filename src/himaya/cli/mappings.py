"""The file of `himaya import --mapping`: a mapping profile (`engines.tabular.intake.mapping`)."""

import json
from pathlib import Path
from typing import Any

from himaya.cli.session import WrongUseError

_LOOKS = (
    '{"sheet": "Data", "head_row": 3, "day_first": true, "columns": {"Sector": {"field":'
    ' "sector"}}, "decisions": {"area": {"Kenge II": "CD3107"}}}'
)


def mapping_in(path: Path) -> dict[str, Any]:
    """The decisions of a person in a file. Raises WrongUseError, also for another shape."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise WrongUseError(f"There is no file {path}.") from error
    except ValueError as error:
        raise WrongUseError(f"{path} is no JSON: {error}") from error
    if not isinstance(found, dict) or not (_has_columns(found) and _has_rest(found)):
        raise WrongUseError(f"{path} is no mapping; it should look like {_LOOKS}.")
    return found


def _has_columns(found: dict[str, Any]) -> bool:
    columns = found.get("columns", {})
    return isinstance(columns, dict) and all(
        isinstance(said, dict) and isinstance(said.get("field"), str) for said in columns.values()
    )


def _has_rest(found: dict[str, Any]) -> bool:
    head, first = found.get("head_row"), found.get("day_first")
    return (
        isinstance(found.get("sheet", ""), str)
        and (head is None or type(head) is int)
        and (first is None or isinstance(first, bool))
        and all(_is_of_words(found.get(name, {})) for name in ("decisions", "choices"))
    )


def _is_of_words(groups: object) -> bool:
    """Group -> words of the file -> what they mean."""
    return isinstance(groups, dict) and all(
        isinstance(said, dict) and all(isinstance(answer, str) for answer in said.values())
        for said in groups.values()
    )
