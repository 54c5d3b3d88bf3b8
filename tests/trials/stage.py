"""Run inside an installation (`python -m tests.trials.stage`): a register and a token to write to it.

Prints {"dataset", "token"} as JSON.
"""

import json
import sys
from datetime import date

import django


def main() -> None:
    """An agency of the operation with a person, a form of one text question, and its register."""
    from himaya.datasets.actions import create_dataset
    from himaya.engines.xlsform import read_form
    from himaya.instruments.actions import create_instrument, publish_version
    from himaya.kernel.verbs import Verb
    from himaya.people.models import Account, Agency, Role, Seat
    from himaya.people.queries import acting_seat
    from himaya.people.tokens import make_token
    from himaya.systems.actions import create_system
    from himaya.tenancy.models import Operation

    operation = Operation.objects.get()
    agency = Agency.objects.get(operation=operation)
    account = Account.objects.create_user("dawit@example.org", None, name="Dawit")
    seat = Seat.objects.create(
        operation=operation,
        account=account,
        agency=agency,
        role=Role.COORDINATOR,
        access_level=3,
        everywhere=True,
        valid_from=date(2024, 1, 1),
    )
    acting = acting_seat(seat, second_factor=True, door="command")
    system = create_system(seat=acting, agency=agency, code="trial", names={"en": "Trial"})
    acting = acting_seat(seat, second_factor=True, door="command")  # it owns a system now
    version = create_instrument(
        seat=acting, system=system, code="trial", form=read_form(_FORM, kind="md")
    )
    version = publish_version(seat=acting, version=version)
    dataset = create_dataset(
        seat=acting,
        instrument=version.instrument,
        version=version,
        code="trial",
        names={"en": "Trial"},
        level=1,
    )
    verbs = (Verb.DATASET_VIEW, Verb.RECORD_CREATE, Verb.RECORD_VIEW)
    _token, secret = make_token(seat=acting, label="trial", verbs=verbs)
    sys.stdout.write(json.dumps({"dataset": dataset.ref, "token": secret}))


_FORM = """
| survey |      |      |       |       |             |
|        | type | name | label | means | sensitivity |
|        | text | what | What  | title | none:1      |
"""

if __name__ == "__main__":
    django.setup()
    main()
