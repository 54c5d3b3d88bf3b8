"""Which agencies a cell of a plan names: by acronym, name or remembered alias, as whole words."""

import re
from collections.abc import Iterable

from himaya.engines.tabular import fold
from himaya.people.models import Agency
from himaya.tenancy.models import Operation


class AgencyNames:
    """The operation's agencies by every spelling known; built once per import (two queries)."""

    def __init__(self, spellings: Iterable[tuple[str, str]]) -> None:
        self._by_spelling = {fold(text): acronym for text, acronym in spellings if fold(text)}
        longest_first = sorted(self._by_spelling, key=len, reverse=True)
        pattern = "|".join(re.escape(text) for text in longest_first)
        self._pattern = re.compile(rf"(?<!\w)(?:{pattern})(?!\w)") if pattern else None

    @classmethod
    def of(cls, operation: Operation) -> "AgencyNames":
        """Acronyms, names in all languages and aliases."""
        spellings: list[tuple[str, str]] = []
        agencies = Agency.objects.filter(operation=operation).prefetch_related("aliases")
        for agency in agencies:
            spellings.append((agency.acronym, agency.acronym))
            spellings.extend((name, agency.acronym) for name in agency.names.values())
            spellings.extend((alias.text, agency.acronym) for alias in agency.aliases.all())
        return cls(spellings)

    def is_one(self, text: str) -> bool:
        """Whether the text is an agency's acronym, name or alias, and nothing else."""
        return fold(text) in self._by_spelling

    def named_in(self, text: str) -> list[str]:
        """Acronyms of the agencies named in the text, in order, each once."""
        if self._pattern is None:
            return []
        found = [self._by_spelling[match.group()] for match in self._pattern.finditer(fold(text))]
        return list(dict.fromkeys(found))
