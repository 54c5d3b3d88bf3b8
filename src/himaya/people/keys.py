"""Agency keys: made with the agency, wrapped by the master key, never stored open."""

from himaya.kernel.crypto import master_key, new_key, seal, unseal
from himaya.people.models import Agency


def wrap_agency_key(agency: Agency, key: bytes) -> bytes:
    """The agency's key under the master key, bound to this agency and key version."""
    return seal(
        key,
        master_key(),
        model="agency",
        field="key",
        ref=agency.ref,
        key_version=agency.key_version,
    )


def agency_key(agency: Agency) -> bytes:
    """The agency's own key. Raises `Problem(KEY_MISSING)` without the master key."""
    return unseal(
        bytes(agency.sealed_key),
        master_key(),
        model="agency",
        field="key",
        ref=agency.ref,
        key_version=agency.key_version,
    )


def give_key(agency: Agency) -> None:
    """Make the key of a new agency row, before it is saved."""
    agency.sealed_key = wrap_agency_key(agency, new_key())
