"""Frameworks as REFI-QDA codebooks (.qdc), which programs for coding exchange.

REFI-QDA Codebook 1.0 (namespace urn:QDA-XML:codebook:1.0): codes with a name, a description and
codes under them. A codebook is in one language and has no lexicon: themes that come from one are
known by the words of their names. A name begins with the theme's code where ours wrote it.
"""

import re
import uuid
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

from himaya.engines.narrative.errors import NarrativeError, NarrativeErrorCode
from himaya.engines.narrative.framework import Framework, Theme
from himaya.engines.narrative.labels import named_lexicon
from himaya.engines.narrative.reading_frameworks import FORMAT
from himaya.engines.narrative.words import words_of

NAMESPACE = "urn:QDA-XML:codebook:1.0"
_NAMESPACES = uuid.UUID("5c4f9e0e-3d5b-4c8a-9b65-0f1c1d6a7a10")  # of our codes, so that they stay
_DECLARATIONS = tuple(
    word.encode(encoding)
    for word in ("<!DOCTYPE", "<!ENTITY")
    for encoding in ("ascii", "utf-16-le", "utf-16-be")
)
_CODED = re.compile(r"(\S{1,40}): (.+)", re.DOTALL)
_INCLUDE, _EXCLUDE = "Include: ", "Exclude: "
_LONGEST_CODE, _DEEPEST = 40, 30


def codebook_of(framework: Framework, language: str | None = None) -> bytes:
    """The codebook in one language of the framework, by default its first."""
    spoken = language or framework.languages[0]
    root = ET.Element("CodeBook", {"xmlns": NAMESPACE, "origin": "himaya"})
    above: dict[str, ET.Element] = {"": ET.SubElement(root, "Codes")}
    for theme in framework.themes:
        fields = {
            "guid": str(uuid.uuid5(_NAMESPACES, f"{framework.code}/{theme.code}")),
            "name": f"{theme.code}: {_in(theme.title, spoken)}",
            "isCodable": "false" if theme.is_heading else "true",
        }
        node = ET.SubElement(above[theme.parent], "Code", fields)
        above[theme.code] = node
        if words := _description(theme, spoken):
            ET.SubElement(node, "Description").text = words
    ET.indent(root)
    made: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return made


def _in(said: Any, language: str) -> str:  # noqa: ANN401 - a text by language
    return str(said.get(language) or next(iter(said.values()), ""))


def _description(theme: Theme, language: str) -> str:
    parts = [
        theme.definition.get(language, ""),
        *(f"{mark}{words}" for mark, words in (
            (_INCLUDE, theme.include.get(language)), (_EXCLUDE, theme.exclude.get(language)),
        ) if words),
    ]  # fmt: skip
    return "\n".join(part for part in parts if part)


def codebook_tree(content: bytes, name: str, language: str = "en") -> dict[str, Any]:
    """Plain values for `framework_from`. Raises NarrativeError (FRAMEWORK_UNREADABLE)."""
    if any(word in content for word in _DECLARATIONS):
        raise _unreadable(name, "it declares entities, which a codebook has no use for")
    try:
        root = ET.fromstring(content)  # noqa: S314 - as above
    except (ET.ParseError, ValueError, LookupError) as error:
        raise _unreadable(name, f"it is no XML ({error})") from error
    codes = root.find("{*}Codes") if root.tag.endswith("CodeBook") else None
    if codes is None:
        raise _unreadable(name, "it is no codebook")
    seen: set[str] = set()
    return {
        "format": FORMAT,
        "code": _code(Path(name).stem, set()),
        "version": "1",
        "title": {language: root.get("origin") or Path(name).stem},
        "languages": [language],
        "themes": [_theme(node, language, seen, name, 0) for node in codes.findall("{*}Code")],
    }


def _theme(
    node: ET.Element, language: str, seen: set[str], name: str, depth: int
) -> dict[str, Any]:
    if depth > _DEEPEST:
        raise _unreadable(name, f"its codes lie more than {_DEEPEST} deep")
    said = " ".join((node.get("name") or "").split())
    ours = _CODED.fullmatch(said)
    code, title = (ours[1], ours[2]) if ours and ours[1] not in seen else (_code(said, seen), said)
    seen.add(code)
    lexicon = named_lexicon(title)
    terms = {"strong": list(lexicon.strong), "weak": list(lexicon.weak)}
    told = _told("\n".join(part.text or "" for part in node.findall("{*}Description")))
    made: dict[str, Any] = {
        "code": code,
        "title": {language: title},
        "is_heading": node.get("isCodable") == "false",
        "lexicon": {language: {key: held for key, held in terms.items() if held}},
        "themes": [
            _theme(child, language, seen, name, depth + 1) for child in node.findall("{*}Code")
        ],
    }
    made |= {key: {language: words} for key, words in told.items()}
    return {key: value for key, value in made.items() if value}


def _told(description: str) -> dict[str, str]:
    """Definition, inclusion and exclusion, as ours write them; of others all is definition."""
    parts: dict[str, list[str]] = {"definition": [], "include": [], "exclude": []}
    at = "definition"
    for line in description.strip().splitlines():
        for mark, key in ((_INCLUDE, "include"), (_EXCLUDE, "exclude")):
            if line.startswith(mark):
                at, line = key, line.removeprefix(mark)  # noqa: PLW2901 - the mark is not said
        parts[at].append(line.strip())
    return {key: " ".join(lines) for key, lines in parts.items() if "".join(lines)}


def _code(name: str, seen: set[str]) -> str:
    """A code out of a name; a number behind it where it is there already."""
    base = "_".join(words_of(name).folded)[:_LONGEST_CODE] or "code"
    number, code = 1, base
    while code in seen:
        number += 1
        code = f"{base}_{number}"
    return code


def _unreadable(name: str, why: str) -> NarrativeError:
    return NarrativeError(
        NarrativeErrorCode.FRAMEWORK_UNREADABLE,
        f"{name} cannot be read: {why}.",
        "Export the codebook again as REFI-QDA (.qdc).",
    )
