"""Writing datasets: open a register from a profile or from somebody's own instrument."""

from collections.abc import Mapping

from django.db import transaction

from himaya.datasets.declarations import Profile
from himaya.datasets.models import Audience, Dataset, Lane
from himaya.datasets.templates import template_form
from himaya.gate.decisions import log, require, visible_to
from himaya.gate.seats import ActingSeat
from himaya.instruments.actions import create_instrument, publish_version
from himaya.instruments.models import Instrument, Version
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.systems.models import InformationSystem


def open_register(
    *,
    seat: ActingSeat,
    system: InformationSystem,
    profile: Profile,
    code: str = "",
    names: Mapping[str, str] | None = None,
) -> Dataset:
    """A dataset with the profile's template instrument, published, in one step.

    `names` (by language) tells two registers of one profile apart; without them it has the
    profile's own.
    """
    require(seat, Verb.DATASET_CREATE, system)
    code = code or profile.code
    called = dict(names or profile.names)
    with transaction.atomic():
        form = template_form(profile.template)
        version = create_instrument(
            seat=seat,
            system=system,
            code=code,
            form=form,
            names=called,
            profile=profile.code,
        )
        version = publish_version(seat=seat, version=version)
        return create_dataset(
            seat=seat,
            instrument=version.instrument,
            version=version,
            code=code,
            names=called,
            profile=profile.code,
            audience=profile.audience,
            lane=profile.lane,
            level=max(profile.level, 1),
            retention_months=profile.retention_months,
        )


def create_dataset(
    *,
    seat: ActingSeat,
    instrument: Instrument,
    version: Version,
    code: str,
    names: dict[str, str],
    profile: str = "",
    audience: str = Audience.AGENCY,
    lane: str = Lane.INFORMATION,
    level: int = 2,
    retention_months: int = 60,
) -> Dataset:
    """A dataset of an instrument. Person data are refused where the person lane is closed.

    Raises Problem: INSTRUMENT_DRAFT for a version that is not published, NAME_TAKEN where a
    register that the seat may see has the code.
    """
    require(seat, Verb.DATASET_CREATE, instrument.system)
    _require_published(instrument, version)
    if lane == Lane.PERSON and not (seat.operation.person_lane_open or seat.operation.is_demo):
        raise Problem(Code.NOT_ALLOWED, status=403)
    with transaction.atomic():
        # Within one's sight only: a refusal must not tell that a hidden register has the code.
        # Nothing is looked up by it, addresses have references.
        if visible_to(Dataset.objects.filter(code=code), seat).exists():
            raise Problem(Code.NAME_TAKEN, status=422, name=code)
        dataset = Dataset.objects.create(
            operation=seat.operation,
            system=instrument.system,
            instrument=instrument,
            version=version,
            agency=instrument.agency,
            code=code,
            names=names,
            profile=profile,
            audience=audience,
            lane=lane,
            level=level,
            retention_months=retention_months,
        )
        log(seat, Verb.DATASET_CREATE, dataset)
    return dataset


def switch_version(*, seat: ActingSeat, dataset: Dataset, version: Version) -> Dataset:
    """Write new records against another published version; existing ones keep theirs.

    Raises Problem(INSTRUMENT_DRAFT) for a version that is not published or of another form.
    """
    require(seat, Verb.DATASET_MANAGE, dataset)
    _require_published(dataset.instrument, version)
    with transaction.atomic():
        locked = Dataset.objects.select_for_update(of=("self",)).get(pk=dataset.pk)
        locked.version = version
        locked.save(update_fields=["version"])
        log(seat, Verb.DATASET_MANAGE, locked, note=f"version_{version.number}")
    return locked


def _require_published(instrument: Instrument, version: Version) -> None:
    if version.state != Version.State.PUBLISHED or version.instrument_id != instrument.pk:
        raise Problem(Code.INSTRUMENT_DRAFT, status=422)
