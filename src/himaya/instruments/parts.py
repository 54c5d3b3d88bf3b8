"""What this room shows on the pages of the rooms below it."""

from collections.abc import Mapping
from typing import Any

from himaya.gate.decisions import authorize, visible_to
from himaya.gate.seats import ActingSeat
from himaya.instruments.models import Instrument
from himaya.kernel.verbs import Verb
from himaya.systems.models import InformationSystem


def forms_of_system(seat: ActingSeat, system: InformationSystem) -> Mapping[str, Any]:
    """The forms of a system within the seat's sight."""
    rows = visible_to(Instrument.objects.filter(system=system), seat)
    return {
        "instruments": list(rows),
        "can_create": authorize(seat, Verb.INSTRUMENT_CREATE, system).allowed,
    }
