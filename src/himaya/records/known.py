"""What nobody knows: a location or agency that is none of the operation's, a position outside it.

Where a profile says so (`Profile.asks`), the writer is asked before such an answer is kept: it may
be a slip, or a body that is not here (records.doubts).
"""

from collections.abc import Mapping
from typing import Any

from himaya.datasets.declarations import profile_named
from himaya.datasets.models import Dataset
from himaya.engines.xlsform import AnswerError
from himaya.instruments.models import Version
from himaya.people.models import Agency
from himaya.places.models import AdminUnit
from himaya.places.pictures import drawing_of, levels_drawn
from himaya.places.queries import editions
from himaya.records.derive import INVOLVEMENTS, acronyms_in
from himaya.tenancy.models import Operation

AREA, AGENCY, POINT = "unknown.area", "unknown.agency", "outside.areas"
CODES = frozenset({AREA, AGENCY, POINT})
_AGENCIES = frozenset({*INVOLVEMENTS, "responsible"})  # "responsible": as acronyms, where asked
_NEAR = 0.05  # degrees beyond the outlines, which are thinned


def unknown_names(
    dataset: Dataset, version: Version, answers: Mapping[str, Any], before: Mapping[str, Any]
) -> dict[str, list[AnswerError]]:
    """What to ask about, by question: only what is new against `before`. At most five queries."""
    profile = profile_named(dataset.profile)
    asked = {
        question.key: question.means
        for question in version.questions.all()
        if profile is not None and question.key in profile.asks and not question.repeat
    }
    fresh = {key: answers.get(key) for key in asked if answers.get(key) != before.get(key)}
    new = {key: str(answer) for key, answer in fresh.items() if answer}
    found = {}
    for key in _unknown_areas(dataset, {k: new[k] for k in new if asked[k] == "area"}):
        found[key] = [AnswerError(AREA)]
    for key in _unknown_agencies(dataset, {k: new[k] for k in new if asked[k] in _AGENCIES}):
        found[key] = [AnswerError(AGENCY)]
    placed = {key: answer for key, answer in fresh.items() if isinstance(answer, dict)}
    for key in _outside(dataset, placed):
        found[key] = [AnswerError(POINT)]
    return found


def _outside(dataset: Dataset, placed: Mapping[str, Mapping[str, float]]) -> list[str]:
    """Positions beyond all areas of the newest edition that have outlines; none where it has not.

    Latitude and longitude the wrong way round mostly lead out of a country.
    """
    names = editions(dataset.operation) if placed else []
    drawn = levels_drawn(dataset.operation, names[0]) if names else {}
    if not drawn:
        return []
    boxes = drawing_of(drawn[min(drawn)]).boxes.values()
    return [
        key
        for key, point in placed.items()
        if not any(box.wider(_NEAR).holds((point["lon"], point["lat"])) for box in boxes)
    ]


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
