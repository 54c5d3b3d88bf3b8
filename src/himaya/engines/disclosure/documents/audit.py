"""Documents about an audit of tables: internal, with the cells and their intervals, and external.

What the audit says of itself is said by tables/reports.py; here it is laid out.
"""

import math
from collections.abc import Iterator, Sequence

from himaya.engines.disclosure.documents.model import (
    Bars,
    Document,
    Grid,
    Heading,
    Paragraph,
    Part,
)
from himaya.engines.disclosure.tables.audit import Audit, Finding
from himaya.engines.disclosure.tables.reports import external_report, internal_report
from himaya.engines.disclosure.words import Words

_WIDTHS = (1, 5, 10, 20, 50)
_MOST = 200  # rows of a list; the figures have all


def audit_document(audit: Audit, language: str = "en") -> Document:
    """Which cells leak, and what anybody can say of each hidden one."""
    words = Words(language, laid_out=True)
    said = internal_report(audit, language)["said"]
    hidden = [
        one
        for one in audit.findings
        if one.column.state not in (None, "published")
        # Partners of a large table that nobody asked about say nothing of their width.
        and not (one.interval.is_least and one.interval.is_point)
    ]
    parts = [*_in_short(audit, words), *_said(said[:1], is_weighty=True), *_said(said[1:])]
    parts += _listed("audit_leaks", audit.leaks, words)
    if hidden:
        parts.append(_widths(hidden, words))
    parts += _listed("audit_intervals", hidden, words)
    return Document(
        words,
        words.say("audit_title"),
        tuple(parts),
        mark=words.say("mark"),
        warning=words.say("audit_mark"),
    )


def audit_statement(audit: Audit, language: str = "en") -> Document:
    """What may accompany the tables."""
    words = Words(language, laid_out=True)
    said = external_report(audit, language)["said"]
    parts = [*_in_short(audit, words), *_said(said, is_weighty=True)]
    return Document(words, words.say("audit_external_title"), tuple(parts))


def _in_short(audit: Audit, words: Words) -> Iterator[Part]:
    facts = (
        ("audit_tables", words.names(audit.tables)),
        ("audit_cells", words.count(audit.cells)),
        ("audit_hidden", words.count(audit.suppressed)),
    )
    yield Heading(words.say("short"))
    yield Grid(tuple((words.say(name), text) for name, text in facts))


def _said(sentences: Sequence[str], *, is_weighty: bool = False) -> list[Part]:
    return [Paragraph(sentence, is_weighty=is_weighty) for sentence in sentences]


def _width(finding: Finding) -> float:
    return finding.interval.high - finding.interval.low


def _widths(findings: Sequence[Finding], words: Words) -> Bars:
    names = [words.say("from_to", low=words.count(0), high=words.count(_WIDTHS[0]))]
    names += [words.say("up_to", high=words.count(high)) for high in _WIDTHS[1:]]
    names += [words.say("over", low=words.count(_WIDTHS[-1])), words.say("audit_open")]
    counts = [0] * len(names)
    for finding in findings:
        width = _width(finding)
        below = sum(width > limit for limit in _WIDTHS)
        counts[-1 if math.isinf(width) else below] += 1
    bars = [(name, float(n), words.count(n)) for name, n in zip(names, counts, strict=True)]
    return Bars.of(words.say("audit_widths"), bars)


def _listed(title: str, findings: Sequence[Finding], words: Words) -> Iterator[Part]:
    if not findings:
        return
    shown = sorted(findings, key=_width)[:_MOST]
    yield Heading(words.say(title))
    if len(shown) < len(findings):
        counts = {"shown": words.count(len(shown)), "cells": words.count(len(findings))}
        yield Paragraph(words.say("audit_shown", **counts))
    rows = [
        (
            words.name(one.cell),
            words.names(list(dict.fromkeys(one.column.tables))),
            _bound(one.interval.low, words),
            _bound(one.interval.high, words),
        )
        for one in shown
    ]
    head = ("audit_cell", "audit_tables", "audit_least", "audit_most")
    yield Grid(tuple(rows), head=tuple(words.say(name) for name in head))


def _bound(value: float, words: Words) -> str:
    if math.isinf(value):
        return words.say("audit_open")
    return words.count(value + 0.0, 0 if float(value).is_integer() else 1)
