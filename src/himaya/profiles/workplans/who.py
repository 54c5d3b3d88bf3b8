"""Which parts of the cells that say who acts are persons, as far as signs and people say.

A part with a mail address or a phone number is a person's. A part that looks like a name and names
no known body is a person's until somebody says that it is a body: a name shown as a body would
leave the workspace, a body kept with the focal points is only less easily found.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from himaya.collect.importers import FOR_ALL, Bench, BenchField
from himaya.engines.tabular import fold
from himaya.profiles.workplans.parties import AgencyNames
from himaya.profiles.workplans.reading import Activity, Goal
from himaya.profiles.workplans.reading.suspects import may_be_person

PERSON, BODY = "person", "body"
_ADDRESS = re.compile(r"\S@\S+\.\w")
_NUMBER = re.compile(r"(?:\d[\s().-]?){7,}")  # seven digits or more: no year, no code


class Persons:
    """Persons among the parts of one file's cells."""

    def __init__(self, agencies: AgencyNames, decided: Mapping[str, str]) -> None:
        self._agencies = agencies
        self._decided = decided

    @classmethod
    def on(cls, bench: Bench, agencies: AgencyNames | None = None) -> "Persons":
        """As decided on the bench; the operation's agencies are no persons (two queries)."""
        if agencies is None:
            agencies = AgencyNames.of(bench.operation) if bench.operation else AgencyNames(())
        return cls(agencies, bench.corrections.get(FOR_ALL, {}))

    def is_suspected(self, text: str) -> bool:
        """Whether only a person can tell."""
        return not _is_written_so(text) and may_be_person(text, self._agencies.is_one)

    def is_person(self, text: str) -> bool:
        """Whether the part goes to the focal points."""
        decided = self._decided.get(key_of(text))
        if _is_written_so(text) or decided == PERSON:
            return True
        return decided != BODY and self.is_suspected(text)

    def asked(self, goal: Goal, activity: Activity) -> list[BenchField]:
        """What is to be decided about the activity's parts and those of its goal's own list."""
        return [
            BenchField(
                key=key_of(text),
                label=text,
                kind="choice",
                choices=((PERSON, _("is a person")), (BODY, _("is a body"))),
                is_shared=True,
            )
            for text in dict.fromkeys([*activity.parties, *goal.unpaired_responsible])
            if self.is_suspected(text)
        ]

    def is_open(self, field: BenchField) -> bool:
        """Whether nobody has decided yet."""
        return field.key not in self._decided

    def bodies(self, parts: Iterable[str]) -> list[str]:
        """The parts of a cell that name no person."""
        return [text for text in parts if not self.is_person(text)]

    def named(self, parts: Iterable[str]) -> list[str]:
        """The parts of a cell that name persons."""
        return [text for text in parts if self.is_person(text)]


def key_of(text: str) -> str:
    """A part as its decision is kept under: the same for every spelling, and not readable."""
    return "who." + hashlib.sha256(fold(text).encode()).hexdigest()[:16]


def _is_written_so(text: str) -> bool:
    """Whether it is written with a mail address or phone number: then it is a person's."""
    return bool(_ADDRESS.search(text) or _NUMBER.search(text))
