"""Messy humanitarian spreadsheets read as rows of a kind, each doubt in its row.

    reference = reference_of(places=..., agencies=..., country="TCD")
    reading = read_as(content, "3w", reference, file_name="3w.xlsx")
    reading.rows, reading.doubts, reading.counts()
    presence_of(reading, reference).rows

This door imports Polars; `himaya.engines.tabular` itself stays light.
See docs/reference/tabular.md.
"""

from himaya.engines.tabular.intake.doubts import Doubt, doubts
from himaya.engines.tabular.intake.explaining import annotated, explain, resolutions_of
from himaya.engines.tabular.intake.gazetteer import Gazetteer, PlaceWords
from himaya.engines.tabular.intake.heads import Head, HeadColumn, find_head
from himaya.engines.tabular.intake.hxl import HxlRule, HxlTable, check_hxl, read_hxl, total_by
from himaya.engines.tabular.intake.importing import SheetChoice, choose_sheet, read_as
from himaya.engines.tabular.intake.kinds import Field, Kind, kind_of, kinds, made_kind
from himaya.engines.tabular.intake.mapping import mapping_of, profile_of
from himaya.engines.tabular.intake.meanings import (
    Guess,
    guess_hapi,
    guess_heading,
    guess_hxl,
    hapi_of,
    hxl_of,
    known_means,
)
from himaya.engines.tabular.intake.pcodes import PlaceMatch, Unit
from himaya.engines.tabular.intake.places import UnitsRead, read_crosswalk, read_units
from himaya.engines.tabular.intake.presence import Presence, presence_of
from himaya.engines.tabular.intake.proposals import Proposal, propose_fields, propose_means
from himaya.engines.tabular.intake.reading import read_sheets
from himaya.engines.tabular.intake.reference import Reference, reference_of
from himaya.engines.tabular.intake.rows import Note, Reading
from himaya.engines.tabular.intake.sheet import STREAMED, WHOLE, Sheet, sheet_of

__all__ = [
    "STREAMED",
    "WHOLE",
    "Doubt",
    "Field",
    "Gazetteer",
    "Guess",
    "Head",
    "HeadColumn",
    "HxlRule",
    "HxlTable",
    "Kind",
    "Note",
    "PlaceMatch",
    "PlaceWords",
    "Presence",
    "Proposal",
    "Reading",
    "Reference",
    "Sheet",
    "SheetChoice",
    "Unit",
    "UnitsRead",
    "annotated",
    "check_hxl",
    "choose_sheet",
    "doubts",
    "explain",
    "find_head",
    "guess_hapi",
    "guess_heading",
    "guess_hxl",
    "hapi_of",
    "hxl_of",
    "kind_of",
    "kinds",
    "known_means",
    "made_kind",
    "mapping_of",
    "presence_of",
    "profile_of",
    "propose_fields",
    "propose_means",
    "read_as",
    "read_crosswalk",
    "read_hxl",
    "read_sheets",
    "read_units",
    "reference_of",
    "resolutions_of",
    "sheet_of",
    "total_by",
]
