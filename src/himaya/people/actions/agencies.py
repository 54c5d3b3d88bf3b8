"""Agencies and the other spellings they are met under."""

from collections.abc import Mapping

from django.db import IntegrityError, transaction

from himaya.engines.tabular import fold
from himaya.gate.decisions import log, require
from himaya.gate.seats import ActingSeat
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.people.keys import give_key
from himaya.people.models import Agency, AgencyAlias


def create_agency(
    *,
    seat: ActingSeat,
    acronym: str,
    names: Mapping[str, str],
    kind: str,
    is_member: bool = True,
) -> Agency:
    """Add an agency to the seat's operation, with its own key.

    Raises `Problem`: NOT_ALLOWED, NAME_TAKEN, KEY_MISSING.
    """
    require(seat, Verb.AGENCY_MANAGE, seat.operation)
    agency = Agency(
        operation=seat.operation,
        acronym=acronym,
        names=dict(names),
        kind=kind,
        is_member=is_member,
    )
    give_key(agency)
    with transaction.atomic():
        try:
            with transaction.atomic():
                agency.save(force_insert=True)
        except IntegrityError as error:
            raise Problem(Code.NAME_TAKEN, name="acronym") from error
        log(seat, Verb.AGENCY_MANAGE, agency, note="created")
    return agency


def amend_agency(
    *,
    seat: ActingSeat,
    agency: Agency,
    acronym: str,
    names: Mapping[str, str],
    kind: str,
    is_member: bool,
) -> Agency:
    """Change what an agency is called and what it is. Raises `Problem`: NOT_ALLOWED, NAME_TAKEN."""
    require(seat, Verb.AGENCY_MANAGE, agency)
    changes = {"acronym": acronym, "names": dict(names), "kind": kind, "is_member": is_member}
    changed = tuple(name for name, value in changes.items() if getattr(agency, name) != value)
    with transaction.atomic():
        try:
            with transaction.atomic():
                Agency.objects.filter(pk=agency.pk).update(**changes)
        except IntegrityError as error:
            raise Problem(Code.NAME_TAKEN, name="acronym") from error
        log(seat, Verb.AGENCY_MANAGE, agency, fields=changed)
    agency.refresh_from_db()
    return agency


def add_alias(*, seat: ActingSeat, agency: Agency, text: str) -> AgencyAlias:
    """Remember another spelling; one spelling means one agency of the operation.

    Raises `Problem`: NOT_ALLOWED, NAME_TAKEN.
    """
    require(seat, Verb.AGENCY_MANAGE, agency)
    with transaction.atomic():
        try:
            with transaction.atomic():
                alias = AgencyAlias.objects.create(
                    agency=agency, operation_id=agency.operation_id, text=text, folded=fold(text)
                )
        except IntegrityError as error:
            raise Problem(Code.NAME_TAKEN, name="alias") from error
        log(seat, Verb.AGENCY_MANAGE, agency, fields=("aliases",))
    return alias


def remove_alias(*, seat: ActingSeat, alias: AgencyAlias) -> None:
    """Forget a spelling. Raises `Problem(NOT_ALLOWED)`."""
    require(seat, Verb.AGENCY_MANAGE, alias.agency)
    with transaction.atomic():
        log(seat, Verb.AGENCY_MANAGE, alias.agency, fields=("aliases",), note="removed")
        alias.delete()
