"""Names that nobody knows: a location that is none of the operation's, an agency that is no member.

Where a profile says so (`Profile.asks`), the writer is asked before such an answer is kept: it may
be a slip, or a body that is not here. Whoever is sure keeps it as written, by the same action.
"""

from collections.abc import Mapping
from typing import Any

from himaya.datasets.declarations import profile_named
from himaya.datasets.models import Dataset
from himaya.engines.xlsform import AnswerError
from himaya.instruments.models import Version
from himaya.people.models import Agency
from himaya.places.models import AdminUnit
from himaya.records.derive import INVOLVEMENTS, acronyms_in
from himaya.tenancy.models import Operation

AREA, AGENCY = "unknown.area", "unknown.agency"
CODES = frozenset({AREA, AGENCY})


def unknown_names(
    dataset: Dataset, version: Version, answers: Mapping[str, Any], before: Mapping[str, Any]
) -> dict[str, list[AnswerError]]:
    """What to ask about, by question: only what is new against `before`. At most two queries."""
    profile = profile_named(dataset.profile)
    asked = {
        question.key: question.means
        for question in version.questions.all()
        if profile is not None and question.key in profile.asks and not question.repeat
    }
    new = {
        key: str(answers[key])
        for key in asked
        if answers.get(key) and answers[key] != before.get(key)
    }
    found = {}
    for key in _unknown_areas(dataset, {k: new[k] for k in new if asked[k] == "area"}):
        found[key] = [AnswerError(AREA)]
    for key in _unknown_agencies(dataset, {k: new[k] for k in new if asked[k] in INVOLVEMENTS}):
        found[key] = [AnswerError(AGENCY)]
    return found


def names_known(operation: Operation) -> tuple[frozenset[str], frozenset[str]]:
    """(p-codes of any edition, acronyms) of the operation, to look many names up. Two queries."""
    units = AdminUnit.objects.filter(operation=operation)
    agencies = Agency.objects.filter(operation=operation)
    return (
        frozenset(units.values_list("pcode", flat=True)),
        frozenset(agencies.values_list("acronym", flat=True)),
    )


def _unknown_areas(dataset: Dataset, named: Mapping[str, str]) -> list[str]:
    """Of any edition: what was kept under an ended one stays what it is."""
    if not named:
        return []
    units = AdminUnit.objects.filter(operation=dataset.operation_id, pcode__in=named.values())
    known = set(units.values_list("pcode", flat=True))
    return [key for key, pcode in named.items() if pcode not in known]


def _unknown_agencies(dataset: Dataset, named: Mapping[str, str]) -> list[str]:
    if not named:
        return []
    acronyms = {key: acronyms_in(text) for key, text in named.items()}
    wanted = set().union(*acronyms.values())
    agencies = Agency.objects.filter(operation=dataset.operation_id, acronym__in=wanted)
    known = set(agencies.values_list("acronym", flat=True))
    return [key for key, several in acronyms.items() if several - known]
