"""Which parts of a template a text has: told, said to be nothing, left empty, missing.

A template is a list of parts, each with the words by which headings name it in four languages, in a
YAML file of its own (`templates/`); others may be read beside them. A part is found by its heading:
a short line, a word before a colon, or the first cell of a row. What stands up to the next heading
is its content. Some parts are told by a sign anywhere in the text as well: a day, a place, a body.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from himaya.engines.narrative.actors import MentionKind, mentions_in
from himaya.engines.narrative.dates import dates_in
from himaya.engines.narrative.errors import Fault, NarrativeError, NarrativeErrorCode
from himaya.engines.narrative.places import Gazetteer, countries
from himaya.engines.narrative.words import folded_text

_FOLDER = Path(__file__).with_name("templates")
_LONGEST_HEADING = 8  # words
_BESIDE_NOTHING = 4  # words beside "no incidents" in a content that only says so
_HEAD = 3_000  # characters in which signs are looked for
_NUMBERING = re.compile(r"^[\W_]*(?:(?:\d{1,2}|[A-Za-z]|[ivxIVX]{1,4})[.)\]:-]+\s*)*[\W_]*")
_LETTERS = re.compile(r"[^\W_]{2,}|\d")
_NOTHING = frozenset(
    folded_text(said)
    for said in (
        "nothing to report", "nothing", "none", "nil", "n/a", "not applicable", "no change",
        "no changes", "no incidents", "no incident", "no issues", "no new", "rien à signaler",
        "ras", "r.a.s", "néant", "aucun", "aucune", "sans objet", "pas de changement",
        "nada que reportar", "nada que informar", "sin novedad", "sin novedades", "ninguno",
        "ninguna", "no aplica", "sin cambios", "لا شيء", "لا يوجد", "لا يوجد ما يبلغ عنه",
        "لا جديد", "لا تغيير", "لا حوادث", "لا ينطبق",
    )
)  # fmt: skip
_EMPTY = frozenset({"tbd", "tbc", "xx", "xxx", "todo"})


class PartState(StrEnum):
    """What became of a part that the template asks for."""

    TOLD = "told"
    NOTHING = "nothing"  # it says that there is nothing to report
    EMPTY = "empty"  # the heading stands there, and nothing below it
    MISSING = "missing"


class Sign(StrEnum):
    """What tells a part without its heading."""

    DATE = "date"
    PLACE = "place"
    BODY = "body"


@dataclass(frozen=True)
class Part:
    """One part of a template; words are folded, of all languages together."""

    code: str
    title: Mapping[str, str]
    words: frozenset[str]
    signs: tuple[Sign, ...] = ()
    is_required: bool = True


@dataclass(frozen=True)
class Template:
    """Parts in the order in which they are asked for; `code` is that of the document's type."""

    code: str
    title: Mapping[str, str]
    parts: tuple[Part, ...]


@lru_cache(maxsize=1)
def default_templates() -> Mapping[str, Template]:
    """Those that come with the software, by code."""
    return {one.code: one for one in map(read_template, sorted(_FOLDER.glob("*.yaml")))}


def templates_with(folder: Path | None) -> Mapping[str, Template]:
    """The same with those of a folder: another of the same code takes the place of ours.

    Raises NarrativeError (FRAMEWORK_INVALID, FRAMEWORK_UNREADABLE) naming what is wrong.
    """
    own = sorted(folder.glob("*.yaml")) if folder is not None else []
    return {**default_templates(), **{one.code: one for one in map(read_template, own)}}


def read_template(path: Path) -> Template:
    """A template from its file. Raises NarrativeError as `templates_with` does."""
    try:
        told = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise NarrativeError(
            NarrativeErrorCode.FRAMEWORK_UNREADABLE,
            f"{path.name} cannot be read as YAML.",
            "Begin with a copy of a template that comes with the software.",
        ) from error
    return template_from(told, path.name)


def template_from(told: object, name: str) -> Template:
    """From parsed YAML or JSON, as the files of `templates/`; `name` is told with what is wrong."""
    faults: list[Fault] = []
    if not isinstance(told, dict) or not isinstance(told.get("parts"), list):
        raise _invalid(name, [Fault(name, "it has no list of parts", "text_needed", "parts")])
    parts = [_part(one, f"parts[{number}]", faults) for number, one in enumerate(told["parts"], 1)]
    if not told["parts"] or not isinstance(told.get("code"), str):
        faults.append(Fault(name, "it needs a code and one part at least", "text_needed", "code"))
    if faults:
        raise _invalid(name, faults)
    title = told.get("title")
    return Template(told["code"], title if isinstance(title, dict) else {}, tuple(parts))


def _part(told: object, where: str, faults: list[Fault]) -> Part:
    given: dict[str, Any] = told if isinstance(told, dict) else {}
    title, words = given.get("title"), given.get("words")
    signs = given.get("signs", [])
    if not (isinstance(given.get("code"), str) and isinstance(title, dict)):
        faults.append(Fault(where, "a part has a code, and a title by language", "text_needed", ""))
    if not (isinstance(words, dict) and all(isinstance(one, list) for one in words.values())):
        faults.append(Fault(where, "a part has lists of words by language", "list_needed", "words"))
        words = {}
    if not (isinstance(signs, list) and set(signs) <= set(Sign)):
        faults.append(Fault(where, f"signs are of {', '.join(Sign)}", "list_needed", "signs"))
        signs = []
    folded = {folded_text(str(one)) for several in words.values() for one in several}
    return Part(
        str(given.get("code", "")),
        title if isinstance(title, dict) else {},
        frozenset(folded - {""}),
        tuple(map(Sign, signs)),
        given.get("is_required", True) is not False,
    )


def _invalid(name: str, faults: Sequence[Fault]) -> NarrativeError:
    return NarrativeError(
        NarrativeErrorCode.FRAMEWORK_INVALID,
        f"{name}: {'; '.join(f'{one.where}: {one.what}' for one in faults)}.",
        "Mend them and read it again.",
        tuple(faults),
    )


def completeness_of(
    text: str, template: Template, gazetteer: Gazetteer | None = None
) -> dict[str, PartState]:
    """State of each part by its code, in the order of the template."""
    said: dict[str, list[str]] = {}
    for code, content in _contents(text, template):
        said.setdefault(code, []).append(content)
    head = text[:_HEAD]
    return {
        part.code: _of_part(
            said.get(part.code), any(_has_sign(head, sign, gazetteer) for sign in part.signs)
        )
        for part in template.parts
    }


def _of_part(contents: list[str] | None, has_sign: bool) -> PartState:  # noqa: FBT001 - found or not
    """Its heading counts first; a sign elsewhere tells it where the heading says nothing."""
    found = _state(contents) if contents is not None else PartState.MISSING
    is_open = found in (PartState.EMPTY, PartState.MISSING)
    return PartState.TOLD if is_open and has_sign else found


def share_told(states: Mapping[str, str], template: Template) -> float:
    """Share of the required parts that are told, or said to be nothing; 1 where none is."""
    asked = [part.code for part in template.parts if part.is_required]
    fine = sum(states.get(code) in (PartState.TOLD, PartState.NOTHING) for code in asked)
    return fine / len(asked) if asked else 1.0


def _contents(text: str, template: Template) -> Iterator[tuple[str, str]]:
    """(part, what stands below its heading), each heading once."""
    codes = {words: part.code for part in template.parts for words in part.words}
    current, lines = "", list[str]()
    for line in text.split("\n"):
        code, rest = _heading(line, codes)
        if code:
            if current:
                yield current, "\n".join(lines)
            current, lines = code, [rest]
        elif current:
            lines.append(line)
    if current:
        yield current, "\n".join(lines)


def _heading(line: str, codes: Mapping[str, str]) -> tuple[str, str]:
    """The part whose heading the line is or begins with, and what stands behind it."""
    bare = _NUMBERING.sub("", line)
    for cut in ("\t", ":"):
        first, found, rest = bare.partition(cut)
        folded = folded_text(first)
        if found and folded in codes:
            return codes[folded], rest
    folded = folded_text(bare)
    if len(folded.split()) > _LONGEST_HEADING:
        return "", ""
    return codes.get(folded, ""), ""


def _state(contents: Iterable[str]) -> PartState:
    whole = " ".join(contents)
    folded = folded_text(whole)
    if not _LETTERS.search(whole) or folded in _EMPTY:
        return PartState.EMPTY
    words, padded = len(folded.split()), f"{folded} "
    for said in _NOTHING:
        if padded.startswith(f"{said} ") and words <= len(said.split()) + _BESIDE_NOTHING:
            return PartState.NOTHING
    return PartState.TOLD


def _has_sign(head: str, sign: Sign, gazetteer: Gazetteer | None) -> bool:
    if sign is Sign.DATE:
        return bool(dates_in(head))
    if sign is Sign.BODY:
        return any(one.kind is MentionKind.ACTOR for one in mentions_in(head))
    return bool((gazetteer and gazetteer.places_in(head)) or countries().places_in(head))
