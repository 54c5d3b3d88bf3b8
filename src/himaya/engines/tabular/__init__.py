"""Reading messy documents into grids of cells that remember where their words stood."""

from himaya.engines.tabular.codes import CodeRead, normalise_code
from himaya.engines.tabular.countries import iso3_of
from himaya.engines.tabular.document import Cell, Document, Origin, Paragraph, Row, Table
from himaya.engines.tabular.errors import ReadError, ReadErrorCode
from himaya.engines.tabular.folding import fold, fold_words
from himaya.engines.tabular.limits import Limits
from himaya.engines.tabular.markup import Piece, one_line, pieces, plain
from himaya.engines.tabular.names import Candidate, candidates
from himaya.engines.tabular.read import read_as_it_lies, read_document
from himaya.engines.tabular.sniff import SHEETS

__all__ = [
    "SHEETS",
    "Candidate",
    "Cell",
    "CodeRead",
    "Document",
    "Limits",
    "Origin",
    "Paragraph",
    "Piece",
    "ReadError",
    "ReadErrorCode",
    "Row",
    "Table",
    "candidates",
    "fold",
    "fold_words",
    "iso3_of",
    "normalise_code",
    "one_line",
    "pieces",
    "plain",
    "read_as_it_lies",
    "read_document",
]
