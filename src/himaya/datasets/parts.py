"""What this room shows on the pages of the rooms below it."""

from collections.abc import Mapping
from typing import Any

from himaya.datasets.models import Dataset
from himaya.gate.decisions import authorize, visible_to
from himaya.gate.seats import ActingSeat
from himaya.instruments.models import Instrument, Version
from himaya.kernel.verbs import Verb
from himaya.systems.models import InformationSystem


def registers_of_system(seat: ActingSeat, system: InformationSystem) -> Mapping[str, Any]:
    """The registers of a system within the seat's sight."""
    return {
        "registers": list(visible_to(Dataset.objects.filter(system=system), seat)),
        "can_open": authorize(seat, Verb.DATASET_CREATE, system).allowed,
    }


def registers_of_instrument(seat: ActingSeat, instrument: Instrument) -> Mapping[str, Any]:
    """The registers that use a form, and whether one may be opened with it."""
    rows = Dataset.objects.filter(instrument=instrument).select_related("version")
    is_published = instrument.versions.filter(state=Version.State.PUBLISHED).exists()
    return {
        "registers": list(visible_to(rows, seat)),
        "is_published": is_published,
        "can_open": is_published
        and authorize(seat, Verb.DATASET_CREATE, instrument.system).allowed,
        "can_switch": authorize(seat, Verb.DATASET_MANAGE, instrument).allowed,
    }
