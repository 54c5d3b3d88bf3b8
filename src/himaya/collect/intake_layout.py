"""How the engine read a list that agencies keep, as what a person may decide about the file."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from himaya.collect.layouts import (
    MOST_WORDS,
    Layout,
    LayoutColumn,
    LayoutWord,
    column_code,
    order_told,
)

if TYPE_CHECKING:
    from himaya.engines.tabular.intake import Reading

_LEVELS = (1, 2, 3, 4)
_SETTLED = frozenset({"exact", "name", "acronym"})


def layout_of(
    found: "Reading",
    labels: Mapping[str, str],
    sheets: Sequence[str],
    decided: Mapping[str, Any],
    unlisted: Sequence[LayoutWord],
) -> Layout:
    """The layout of a reading. `labels`: what the fields of the kind are called in the register.

    `unlisted`: words of questions with choices, as the register's form sees them.
    """
    words = [*_unsettled(found, labels, decided.get("decisions", {})), *unlisted]
    return Layout(
        sheets=sheets,
        sheet=found.sheet.name,
        head_row=found.head.rows[-1] if found.head.rows else 0,
        order=order_told(decided),
        asks_order=any(one.proof != "cells" for one in found.orders.values()),
        columns=[
            LayoutColumn(
                one.column.name,
                _code(one),
                bool(one.doubt),
                (*one.column.labels, one.column.tag, one.column.key),
            )
            for one in found.proposals
            if one.column.labels or one.column.tag
        ],
        fields=list(_fields(found, labels)),
        words=words[:MOST_WORDS],
        more_words=max(len(words) - MOST_WORDS, 0),
    )


def _code(proposal: Any) -> str:  # noqa: ANN401 - a proposal of the engine
    if not proposal.field:
        return ""
    level = proposal.level if proposal.facet in ("code", "name") else None
    return column_code({"field": proposal.field, "facet": proposal.facet, "level": level})


def _fields(found: "Reading", labels: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """What a column may be taken for: fields that the register has, areas by level."""
    offered = {}
    for key, label in labels.items():
        kind = found.kind.fields[key].value
        if kind == "area":
            for level in _LEVELS:
                place = {"question": label, "level": level}
                offered[f"{key}:code:{level}"] = _("%(question)s: p-code, level %(level)d") % place
                offered[f"{key}:name:{level}"] = _("%(question)s: name, level %(level)d") % place
        elif kind == "agency":
            offered[f"{key}:name"] = _("%(question)s: name") % {"question": label}
            offered[f"{key}:acronym"] = _("%(question)s: acronym") % {"question": label}
        else:
            offered[key] = label
    for one in found.proposals:
        if one.field:
            offered.setdefault(_code(one), labels.get(one.field, one.field))
    return iter(offered.items())


def _unsettled(
    found: "Reading", labels: Mapping[str, str], decided: Mapping[str, Mapping[str, str]]
) -> Iterator[LayoutWord]:
    """Places and agencies that the lists do not know for sure, and those somebody decided."""
    from himaya.engines.tabular.intake import resolutions_of

    for one in resolutions_of(found).iter_rows(named=True):
        group = found.kind.fields[one["field"]].value
        if group not in ("area", "agency") or one["field"] not in labels:
            continue
        is_doubtful = bool(one["doubts"]) or one["how"] not in _SETTLED
        if not is_doubtful and one["words"] not in decided.get(group, {}):
            continue
        yield LayoutWord(
            group=group,
            label=labels[one["field"]],
            words=one["words"],
            taken_for=one["resolved"] or "",
            rows=one["rows"],
            candidates=one["candidates"] or (),
            answer=decided.get(group, {}).get(one["words"], ""),
        )
