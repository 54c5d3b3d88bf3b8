"""The words of the matrix: what each category is, in four languages. Read once.

Paraphrased from the outcome of the second PIM working meeting (December 2015). What it lists as
shareable is information and never a permission: rules and agreements decide.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from himaya.systems.models import Category

_FOLDER = Path(__file__).parent / "matrix"
ROWS = ("definition", "sub_categories", "methods", "tools", "outputs", "shared")


@dataclass(frozen=True, slots=True)
class CategoryText:
    """One column. `agreed` is agreed, spirit (its sense only) or open (no definition agreed)."""

    agreed: str
    agreed_on: str  # year and month
    rows: Mapping[str, Mapping[str, tuple[str, ...]]]  # row -> language -> sentences

    def row(self, row: str, language: str) -> tuple[str, ...]:
        """The sentences of one cell, in English where the language is not there."""
        texts = self.rows[row]
        return texts.get(language) or texts["en"]


@lru_cache(maxsize=1)
def category_texts() -> Mapping[str, CategoryText]:
    """The eight columns in their order, by category code."""
    found = {}
    for category in Category:
        read = json.loads((_FOLDER / f"{category}.json").read_text())
        rows = {
            row: {language: tuple(texts) for language, texts in cell.items()}
            for row, cell in read["rows"].items()
        }
        found[str(category)] = CategoryText(read["agreed"], read["agreed_on"], rows)
    return found
