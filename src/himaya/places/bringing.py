"""A map of areas on its way in: whose outlines they are, what is wrong, what waits for a person."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from himaya.engines.figures import (
    Box,
    Fault,
    Feature,
    Finding,
    MapRead,
    Shape,
    box_around,
    check_map,
    unpack,
)
from himaya.places.boundaries import Boundaries
from himaya.places.matching import Asked, Match, matches_of
from himaya.places.models import AdminUnit
from himaya.places.outlines import Outlined, read_outlined
from himaya.places.pictures import drawing_of, levels_drawn
from himaya.places.queries import editions
from himaya.tenancy.models import Operation


@dataclass(frozen=True)
class MapPlan:
    """What a map would bring. Nothing is taken while there are `findings`."""

    read: MapRead
    units: Boundaries
    shapes: Mapping[str, Shape] = field(default_factory=dict)  # by p-code
    findings: tuple[Finding, ...] = ()
    expected: Mapping[int, Shape] = field(default_factory=dict)  # by number of a displaced feature
    labels: Mapping[int, str] = field(default_factory=dict)  # what a feature is called
    unknown: tuple[tuple[int, str], ...] = ()  # number and p-code that the edition has not
    undecided: tuple[Match, ...] = ()
    nameless: tuple[int, ...] = ()  # features by number whose area nothing names


def plan_map(
    operation: Operation, edition: str, read: MapRead, language: str, *, trusts: bool = False
) -> MapPlan:
    """Look at a map before anything is written. `trusts`: a person vouches for its positions."""
    rows = AdminUnit.objects.filter(operation=operation, edition=edition)
    parents = dict(rows.values_list("pcode", "parent__pcode"))
    outlined = read_outlined(read, frozenset(parents), language)
    found = _matches(operation, edition, list(outlined.names.values()))
    matched = dict(zip(outlined.names, found, strict=True))
    codes = {**outlined.codes, **{n: one.pcode for n, one in matched.items() if one.is_certain}}
    where = _expected(operation, codes, outlined.units, parents)
    ids = {**_telling(outlined), **codes}
    findings = [
        one
        for one in check_map(read.features, ids, where, _known_box(operation))
        if not (trusts and one.fault is Fault.DISPLACED)
    ]
    there = parents.keys() | {unit.pcode for unit in outlined.units.units}
    return MapPlan(
        read=read,
        units=outlined.units,
        shapes={codes[n.number]: n.shape for n in read.features if codes.get(n.number) in there},
        findings=tuple(findings),
        expected=dict(_moved(findings, codes, where)),
        labels=_labels(read.features, outlined, ids),
        unknown=tuple((n, code) for n, code in codes.items() if code not in there),
        undecided=tuple(one for one in matched.values() if not one.is_certain),
        nameless=tuple(
            one.number
            for one in read.features
            if one.number not in codes and one.number not in outlined.names
        ),
    )


def _matches(operation: Operation, edition: str, names: Sequence[str]) -> list[Match]:
    """What the names mean. Where all are names of one level, that level is meant.

    A division and its capital's district are often called the same.
    """
    found = matches_of(operation, [Asked(one) for one in names], edition) if names else []
    if all(one.is_certain for one in found):
        return found
    rows = AdminUnit.objects.filter(operation=operation, edition=edition).order_by("level")
    for level in rows.values_list("level", flat=True).distinct():
        trial = matches_of(operation, [Asked(one, level=level) for one in names], edition)
        if all(one.is_certain for one in trial):
            return trial
    return found


def _telling(outlined: Outlined) -> dict[int, str]:
    """The file's own ids, less those that stand on areas of different names: they tell nothing."""
    names: dict[str, set[str]] = {}
    for number, code in outlined.ids.items():
        names.setdefault(code, set()).add(outlined.names.get(number, ""))
    return {number: code for number, code in outlined.ids.items() if len(names[code]) == 1}


def _labels(
    features: Sequence[Feature], outlined: Outlined, ids: Mapping[int, str]
) -> dict[int, str]:
    return {
        one.number: ids.get(one.number) or outlined.names.get(one.number) or f"#{one.number}"
        for one in features
    }


def _expected(
    operation: Operation,
    codes: Mapping[int, str],
    brought: Boundaries,
    parents: Mapping[str, str | None],
) -> dict[str, Shape]:
    """Where each area is known to lie: as another edition has it, else in the area above it."""
    above = {**parents, **{unit.pcode: unit.parent for unit in brought.units}}
    wanted = {code for code in codes.values() if code} | {above.get(c) for c in codes.values()}
    rows = AdminUnit.objects.filter(operation=operation).exclude(shape="")
    known: dict[str, str] = {}
    for name in reversed(editions(operation)):  # the newest last: its word holds
        of_edition = rows.filter(edition=name)
        known |= {
            code: shape
            for code, shape in of_edition.values_list("pcode", "shape")
            if code in wanted
        }
    found = {}
    for code in filter(None, codes.values()):
        shape = known.get(code) or known.get(above.get(code) or "")
        if shape:
            found[code] = unpack(shape)
    return found


def _moved(
    findings: Sequence[Finding], codes: Mapping[int, str], where: Mapping[str, Shape]
) -> Iterator[tuple[int, Shape]]:
    for one in findings:
        if one.fault is Fault.DISPLACED:
            for number in one.numbers:
                yield number, where[codes[number]]


def _known_box(operation: Operation) -> Box | None:
    """The box around everything the newest drawn edition has at its highest level."""
    for edition in editions(operation):
        if drawn := levels_drawn(operation, edition):
            return box_around(list(drawing_of(drawn[min(drawn)]).boxes.values()))
    return None
