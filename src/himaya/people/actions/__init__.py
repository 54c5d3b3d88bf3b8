"""Every change to people, agencies and seats; pages, API and commands call these.

For commands: `open_operation`, `invite_first_coordinator`, `invite`, `make_installer`,
`give_service_seat`.
"""

from himaya.people.actions.accounts import (
    amend_own_account,
    make_installer,
    make_reset_link,
    set_password_by_link,
    sign_out_elsewhere,
)
from himaya.people.actions.agencies import (
    add_alias,
    amend_agency,
    create_agency,
    remove_alias,
)
from himaya.people.actions.amending import amend_seat
from himaya.people.actions.grants import grantable_roles, highest_grantable
from himaya.people.actions.invitations import (
    accept_invitation,
    hand_over,
    invite,
    withdraw_invitation,
)
from himaya.people.actions.operations import (
    amend_operation,
    invite_first_coordinator,
    open_operation,
)
from himaya.people.actions.oversight import ask_end, confirm_end, withdraw_end
from himaya.people.actions.seats import confirm_seat, end_seat, stand_in
from himaya.people.actions.service import give_service_seat
from himaya.people.actions.way_back import (
    ask_factor_reset,
    confirm_factor_reset,
    withdraw_factor_reset,
)

__all__ = [
    "accept_invitation",
    "add_alias",
    "amend_agency",
    "amend_operation",
    "amend_own_account",
    "amend_seat",
    "ask_end",
    "ask_factor_reset",
    "confirm_end",
    "confirm_factor_reset",
    "confirm_seat",
    "create_agency",
    "end_seat",
    "give_service_seat",
    "grantable_roles",
    "hand_over",
    "highest_grantable",
    "invite",
    "invite_first_coordinator",
    "make_installer",
    "make_reset_link",
    "open_operation",
    "remove_alias",
    "set_password_by_link",
    "sign_out_elsewhere",
    "stand_in",
    "withdraw_end",
    "withdraw_factor_reset",
    "withdraw_invitation",
]
