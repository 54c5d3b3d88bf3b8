"""Coded texts as JSON lines: {"id", "text", "lang", "labels"}; only `text` is needed.

Further fields are left alone, but for `split`, which can choose the lines to read.
"""

import gzip
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from himaya.engines.narrative.errors import Fault, NarrativeError, NarrativeErrorCode

_MOST_FAULTS = 20
_HALF = re.compile("[\ud800-\udfff]")
_NO_LANGUAGE = frozenset({"", "und", "mul", "unknown", "none", "other"})
_LANGUAGE_CODES = {"eng": "en", "fra": "fr", "fre": "fr", "spa": "es", "ara": "ar"}


@dataclass(frozen=True)
class Row:
    """One text; `language` is None where it is to be told, `labels` where nobody coded it."""

    id: str
    text: str
    language: str | None = None
    labels: tuple[str, ...] | None = None


def read_rows(path: Path, split: str | None = None) -> list[Row]:
    """Read a file, gzip too. Raises NarrativeError (ROWS_UNREADABLE, ROWS_NONE)."""
    try:
        with gzip.open(path, "rt") if path.suffix == ".gz" else path.open() as lines:
            return rows_from(lines, split)
    except (OSError, EOFError) as error:
        raise NarrativeError(
            NarrativeErrorCode.ROWS_UNREADABLE,
            f"{path} cannot be opened.",
            "Give a file of JSON lines, as it is or compressed with gzip.",
        ) from error
    except UnicodeDecodeError as error:
        raise NarrativeError(
            NarrativeErrorCode.ROWS_UNREADABLE, f"{path} is not UTF-8.", "Save it as UTF-8."
        ) from error


def rows_from(lines: Iterable[str], split: str | None = None) -> list[Row]:
    """Rows of JSON lines, all faults told together. Raises NarrativeError as `read_rows`."""
    rows: list[Row] = []
    faults: list[Fault] = []
    for row in _each(lines, split):
        if isinstance(row, Fault):
            faults.append(row)
        else:
            rows.append(row)
    if faults:
        told = "; ".join(f"{one.where}: {one.what}" for one in faults[:_MOST_FAULTS])
        raise NarrativeError(
            NarrativeErrorCode.ROWS_UNREADABLE,
            f"{len(faults)} lines cannot be read: {told}.",
            'Give one JSON object a line: {"id": ..., "text": ..., "lang": ..., "labels": [...]}.',
            tuple(faults),
        )
    if not rows:
        raise NarrativeError(
            NarrativeErrorCode.ROWS_NONE,
            "There are no texts.",
            "Give a file with a line per text, and a --split that it has.",
        )
    return rows


def _each(lines: Iterable[str], split: str | None) -> Iterator[Row | Fault]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            found = json.loads(line)
        except (ValueError, RecursionError):  # the latter: nested without end
            yield Fault(f"line {number}", "no JSON")
            continue
        if isinstance(found, dict) and split is not None and found.get("split") != split:
            continue
        yield _row(found, number)


def _row(found: object, number: int) -> Row | Fault:
    where = f"line {number}"
    if not isinstance(found, dict) or not isinstance(found.get("text"), str):
        return Fault(where, 'no field "text" with a text')
    language, labels = found.get("lang"), found.get("labels")
    if not (language is None or isinstance(language, str)):
        return Fault(where, '"lang" is no text')
    if not (
        labels is None
        or (isinstance(labels, list) and all(isinstance(label, str) for label in labels))
    ):
        return Fault(where, '"labels" is no list of texts')
    kept = (
        None
        if labels is None
        else tuple(dict.fromkeys(_HALF.sub("\ufffd", label) for label in labels))
    )
    # Half a character (a lone surrogate) cannot be written; another in its place keeps all offsets.
    text = _HALF.sub("\ufffd", found["text"])
    return Row(_HALF.sub("\ufffd", str(found.get("id", number))), text, _code(language), kept)


def _code(language: str | None) -> str | None:
    """ISO 639-1 of what files say: fr-FR, FRA, fre; None where they do not know."""
    code = (language or "").strip().lower().replace("_", "-").split("-")[0]
    return None if code in _NO_LANGUAGE else _LANGUAGE_CODES.get(code, code)
