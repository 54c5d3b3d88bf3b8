"""How sensitive a document is: blank is the strictest, less than proposed needs a reviewer.

Requirements (row 8 of the field's list of systems):
1. Until somebody decides, a document has the strictest level that who brought it may see.
2. A level is proposed from the type, the detail and what is found in the words.
"""

from himaya.datasets.models import Dataset
from himaya.gate.decisions import authorize
from himaya.gate.seats import ActingSeat
from himaya.kernel.verbs import Verb
from himaya.people.models import Agency
from himaya.records.models import Record

TYPE, DETAIL = "document_type", "detail"  # questions of the form that the table goes by
SEVERE = 4


def strictest(seat: ActingSeat, dataset: Dataset) -> int:
    """The highest level at which who brings a document may still see it."""
    probe = Record(
        operation=seat.operation,
        dataset=dataset,
        agency=Agency.objects.get(ref=seat.agency),
        audience=dataset.audience,
        lane=dataset.lane,
        author=seat.ref,
        caseworker=seat.ref,
    )
    for level in range(SEVERE, dataset.level, -1):
        probe.level = level
        if authorize(seat, Verb.RECORD_VIEW, probe).allowed:
            return level
    return dataset.level
