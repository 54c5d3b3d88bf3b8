"""Disclosure control of records: risk, treatment, utility. Also usable as a library on its own.

The tables half is `himaya.engines.disclosure.tables`. Heavy libraries are imported when used.
"""

from himaya.engines.disclosure.errors import DisclosureError, DisclosureErrorCode
from himaya.engines.disclosure.frames import as_frame
from himaya.engines.disclosure.frequencies import Missing
from himaya.engines.disclosure.risk import RiskReport, Roles, assess

__all__ = [
    "DisclosureError",
    "DisclosureErrorCode",
    "Missing",
    "RiskReport",
    "Roles",
    "as_frame",
    "assess",
]
