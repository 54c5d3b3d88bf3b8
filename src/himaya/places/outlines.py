"""Reading maps of areas (GeoJSON, TopoJSON): which unit each outline belongs to, and its faults.

Three kinds of files are met. COD-AB files carry the whole chain in their properties and bring the
units along. Others carry one p-code, or only a name; their outlines are put on units that the
edition has already. Names are matched by `matching`, so that a near one waits for a person.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from himaya.engines.figures import Feature, MapRead
from himaya.engines.tabular import Cell, Document, Origin, Row, Table
from himaya.places.boundaries import Boundaries, read_boundaries

_PCODE = re.compile(r"adm(\d)_pcode")
# Shapefiles cut names of columns after ten letters: New_Camp_N.
_NAMED = re.compile(
    r"(?:(?:adm\d_)?(?:name|en)|name_?\d?|shapename|.*name(?:_n)?|.*_n(?:am?)?)", re.IGNORECASE
)
_CODED = re.compile(r".*(?:p_?code|ssid)|code|iso\w*", re.IGNORECASE)
_ENOUGH = 0.5  # of the features whose value is a known p-code, for a column to be that of p-codes


@dataclass(frozen=True, slots=True)
class Outlined:
    """Whose outline each feature is, by its number: a p-code, or else a name to be matched."""

    codes: Mapping[int, str]
    names: Mapping[int, str]
    units: Boundaries  # that the file itself brings
    ids: Mapping[int, str]  # what the file tells its features apart by


def read_outlined(read: MapRead, known: frozenset[str], language: str) -> Outlined:
    """`known`: p-codes that the edition has. `language`: that of names which do not say."""
    if chain := _chain_codes(read.features):
        document = _as_document(read.features)
        return Outlined(chain, {}, read_boundaries(document, language=language), chain)
    codes = _code_column(read.features, known)
    named = _name_column(read.features)
    return Outlined(
        codes,
        {n: name for n, name in named.items() if n not in codes},
        Boundaries(),
        codes or _id_column(read.features),
    )


def _chain_codes(features: Sequence[Feature]) -> dict[int, str]:
    """The p-code of the deepest level in each feature's properties (COD-AB)."""
    codes = {}
    for feature in features:
        levels = {
            int(found[1]): _said(value)
            for key, value in feature.properties.items()
            if (found := _PCODE.fullmatch(key.strip().lower())) and _said(value)
        }
        if levels:
            codes[feature.number] = levels[max(levels)]
    return codes


def _said(value: object) -> str:
    return "" if value is None else " ".join(str(value).split())


def _as_document(features: Sequence[Feature]) -> Document:
    """The properties as a table, so that files and maps are read by one reader."""
    titles = list(dict.fromkeys(key for one in features for key in one.properties))
    lines = [titles] + [[_said(one.properties.get(key)) for key in titles] for one in features]
    numbers = [1, *(one.number + 1 for one in features)]
    rows = tuple(
        Row(tuple(Cell(text, Origin("", number, n)) for n, text in enumerate(line, 1)))
        for number, line in zip(numbers, lines, strict=True)
    )
    return Document("", "geojson", (Table("", rows),))


def _code_column(features: Sequence[Feature], known: frozenset[str]) -> dict[int, str]:
    """The property, or the feature's id, that names the most units of the edition."""
    hits = Counter(
        key
        for one in features
        for key, value in {**one.properties, "": one.id}.items()
        if _said(value) in known
    )
    if not hits or hits.most_common(1)[0][1] < _ENOUGH * len(features):
        return {}
    key = hits.most_common(1)[0][0]
    said = {one.number: _said(one.properties.get(key) if key else one.id) for one in features}
    return {number: code for number, code in said.items() if code}


def _id_column(features: Sequence[Feature]) -> dict[int, str]:
    """The property named like a code that the most features have, else their ids."""
    keys = Counter(
        key
        for one in features
        for key, value in one.properties.items()
        if _CODED.fullmatch(key) and _said(value)
    )
    key = keys.most_common(1)[0][0] if keys else ""
    said = {one.number: _said(one.properties.get(key)) if key else one.id for one in features}
    return {number: code for number, code in said.items() if code}


def _name_column(features: Sequence[Feature]) -> dict[int, str]:
    """The property named like a name that the most have, else the one that tells all apart."""
    keys = Counter(
        key
        for one in features
        for key, value in one.properties.items()
        if _NAMED.fullmatch(key) and isinstance(value, str) and value.strip()
    )
    key = keys.most_common(1)[0][0] if keys else _telling_apart(features)
    said = {one.number: _said(one.properties.get(key)) for one in features} if key else {}
    return {number: name for number, name in said.items() if name}


def _telling_apart(features: Sequence[Feature]) -> str:
    """The one property whose texts differ from feature to feature; "" where several do."""
    titles = list(dict.fromkeys(key for one in features for key in one.properties))
    found = [
        key
        for key in titles
        if all(isinstance(one.properties.get(key), str) for one in features)
        and len({_said(one.properties[key]) for one in features} - {""}) == len(features)
    ]
    return found[0] if len(found) == 1 else ""
