"""An audit as documents: internal (which cells, how closely) and external (safe or not).

The external one names no cell, no interval and no parameter of a rule, since those undo what is
hidden. JSON keys are stable and described in docs/reference/disclosure-tables.md.
"""

import math
import statistics
from collections.abc import Mapping
from typing import Any

from himaya.engines.disclosure.tables.audit import Audit, Finding
from himaya.engines.disclosure.tables.words import say, say_fault

Report = dict[str, Any]


def messages(audit: Audit) -> list[tuple[str, Mapping[str, object]]]:
    """What the audit found, as message ids and parameters, the verdict first."""
    counts = {
        "cells": audit.cells,
        "tables": len(audit.tables),
        "suppressed": audit.suppressed,
        "leaks": len(audit.leaks),
    }
    said: list[tuple[str, Mapping[str, object]]] = [
        ("audit_safe" if audit.is_safe else "audit_refused", counts)
    ]
    # A partner that nobody asks about may not have been looked at: it has no width then.
    widths = [
        one.interval.high - one.interval.low
        for one in audit.findings
        if _is_hidden(one) and not (one.interval.is_point and one.interval.is_least)
    ]
    if widths:
        width = {"width": float(statistics.median(widths)), "least": float(min(widths))}
        said.append(("audit_width", width))
    unsure = sum(not one.interval.is_exact for one in audit.findings)
    if unsure:
        said.append(("audit_limit", {"cells": unsure}))
    least = sum(one.interval.is_least for one in audit.findings)
    if least:
        said.append(("audit_least", {"cells": least}))
    said += [(note.code, note.params) for note in audit.notes]
    said += [
        (
            leak,
            {
                "cell": one.cell,
                "low": one.interval.low + 0.0,
                "high": one.interval.high + 0.0,
                "tables": ", ".join(dict.fromkeys(one.column.tables)),
                "threshold": audit.policy.threshold,
            },
        )
        for one in audit.leaks
        for leak in one.leaks
    ]
    return said


def internal_report(audit: Audit, language: str = "en") -> Report:
    """Everything, for those who may know which cells are weak."""
    return {
        "internal": True,
        "warning": say("internal", {}, language),
        "ok": audit.is_safe,
        "tables": list(audit.tables),
        "threshold": audit.policy.threshold,
        "percent": audit.policy.percent,
        "cells": audit.cells,
        "suppressed": audit.suppressed,
        "leaks": [_finding(one) for one in audit.leaks],
        "intervals": [_finding(one) for one in audit.findings if _is_hidden(one)],
        "notes": [
            {"id": note.code, "params": dict(note.params), "said": say_fault(note, language)}
            for note in audit.notes
        ],
        "said": [say(message, params, language) for message, params in messages(audit)],
    }


def external_report(audit: Audit, language: str = "en") -> Report:
    """What may accompany the tables."""
    verdict = "external_safe" if audit.is_safe else "external_refused"
    return {
        "internal": False,
        "ok": audit.is_safe,
        "tables": list(audit.tables),
        "cells": audit.cells,
        "suppressed": audit.suppressed,
        "said": [say(verdict, {}, language)],
    }


def _is_hidden(finding: Finding) -> bool:
    column = finding.column
    return column.state is not None and column.state != "published" and not column.is_published


def _finding(finding: Finding) -> Report:
    column = finding.column
    return {
        "cell": dict(column.key[1]),
        "measure": column.key[0],
        "tables": list(dict.fromkeys(column.tables)),
        "state": str(column.state) if column.state else "derived",
        "low": _number(finding.interval.low),
        "high": _number(finding.interval.high),
        "exact_interval": finding.interval.is_exact,
        "at_least": finding.interval.is_least,
        "leaks": [str(leak) for leak in finding.leaks],
    }


def _number(value: float) -> float | int | None:
    """JSON has no infinity: None."""
    if math.isinf(value):
        return None
    return int(round(value)) if abs(value - round(value)) < 1e-9 else value  # noqa: PLR2004, RUF046
