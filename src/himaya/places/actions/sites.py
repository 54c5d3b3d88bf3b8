"""Sites and population groups."""

from collections.abc import Mapping

from django.db import IntegrityError, transaction

from himaya.gate.decisions import HIGH, log, require
from himaya.gate.lowering import forget_lowerings, spend_lowering
from himaya.gate.seats import ActingSeat
from himaya.kernel.ids import new_ref
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.places.models import AdminUnit, PopulationGroup, Site

SEVERE = 4
_TYPED, _LETTERS = 33, 6  # of a code of 40 characters: as typed, and added


def create_site(
    *,
    seat: ActingSeat,
    code: str,
    names: Mapping[str, str],
    kind: str,
    unit: AdminUnit,
    level: int = SEVERE,
    is_secret: bool = False,
    latitude: float | None = None,
    longitude: float | None = None,
) -> Site:
    """Add a site; a secret one is Severe whatever was asked.

    From High up letters are added to the code: answers name sites by it, so that it is unique, and
    a code that somebody could guess would be refused to them, which tells that there is a site.
    Raises `Problem`: NOT_ALLOWED, NAME_TAKEN.
    """
    require(seat, Verb.SITE_MANAGE, seat.operation)
    level = SEVERE if is_secret else level
    code = _unguessable(code) if level >= HIGH else code
    with transaction.atomic():
        try:
            with transaction.atomic():
                site = Site.objects.create(
                    operation=seat.operation,
                    code=code,
                    names=dict(names),
                    kind=kind,
                    unit=unit,
                    level=level,
                    is_secret=is_secret,
                    latitude=latitude,
                    longitude=longitude,
                )
        except IntegrityError as error:
            raise Problem(Code.NAME_TAKEN, name="code") from error
        log(seat, Verb.SITE_MANAGE, site, note="created")
    return site


def _unguessable(code: str) -> str:
    return f"{code[:_TYPED]}-{new_ref()[:_LETTERS]}"


def amend_site(*, seat: ActingSeat, site: Site, changes: Mapping[str, object]) -> Site:
    """Change a site. It becomes less sensitive with a reviewer's leave only (gate.lowering).

    Raises `Problem`: NOT_ALLOWED, NAME_TAKEN, LEVEL_LOWERED.
    """
    require(seat, Verb.SITE_MANAGE, site)
    wanted = dict(changes)
    if wanted.get("is_secret"):
        wanted["level"] = SEVERE
    level = int(str(wanted.get("level", site.level)))
    if level >= HIGH and wanted.get("code", site.code) != site.code:
        wanted["code"] = _unguessable(str(wanted["code"]))
    changed = tuple(name for name, value in wanted.items() if getattr(site, name) != value)
    with transaction.atomic():
        if level < site.level:
            spend_lowering(site, {"level": f"{site.level}:{level}"})
        elif site.is_secret and not wanted.get("is_secret", True):
            raise Problem(Code.LEVEL_LOWERED, status=422)  # no secret any more: with its level only
        if set(changed) - {"level", "is_secret"}:
            forget_lowerings(site)
        try:
            with transaction.atomic():
                # Once more in the database: somebody may have raised the level meanwhile.
                rows = Site.objects.filter(level__lte=max(level, site.level))
                done = rows.filter(pk=site.pk).update(**wanted)
        except IntegrityError as error:
            raise Problem(Code.NAME_TAKEN, name="code") from error
        if not done:
            raise Problem(Code.LEVEL_LOWERED)
        log(seat, Verb.SITE_MANAGE, site, fields=changed)
    site.refresh_from_db()
    return site


def create_population_group(
    *, seat: ActingSeat, code: str, names: Mapping[str, str], definition: str = ""
) -> PopulationGroup:
    """Add a group that figures are about. Raises `Problem`: NOT_ALLOWED, NAME_TAKEN."""
    require(seat, Verb.POPULATION_GROUP_MANAGE, seat.operation)
    with transaction.atomic():
        try:
            with transaction.atomic():
                group = PopulationGroup.objects.create(
                    operation=seat.operation, code=code, names=dict(names), definition=definition
                )
        except IntegrityError as error:
            raise Problem(Code.NAME_TAKEN, name="code") from error
        log(seat, Verb.POPULATION_GROUP_MANAGE, group, note="created")
    return group


def amend_population_group(
    *, seat: ActingSeat, group: PopulationGroup, names: Mapping[str, str], definition: str
) -> PopulationGroup:
    """Change names and definition; the code stays, since answers hold it.

    Raises `Problem(NOT_ALLOWED)`.
    """
    require(seat, Verb.POPULATION_GROUP_MANAGE, group)
    with transaction.atomic():
        PopulationGroup.objects.filter(pk=group.pk).update(names=dict(names), definition=definition)
        log(seat, Verb.POPULATION_GROUP_MANAGE, group, fields=("names", "definition"))
    group.refresh_from_db()
    return group
