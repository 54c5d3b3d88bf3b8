"""Run inside an installation (`python -m tests.journeys.filling`): one record of its coordinator.

Prints the record's ref.
"""

import sys

import django


def main() -> None:
    """A system, a form, a register and a record with sealed answers in it."""
    from himaya.datasets.actions import create_dataset
    from himaya.engines.xlsform import read_form
    from himaya.instruments.actions import create_instrument, publish_version
    from himaya.people.models import Seat
    from himaya.people.queries import acting_seat
    from himaya.records.actions import create_record
    from himaya.records.tests.register import ANSWERS, FORM
    from himaya.systems.actions import create_system

    seat = Seat.objects.get()
    acting = acting_seat(seat, second_factor=True, door="command")
    system = create_system(seat=acting, agency=seat.agency, code="calls", names={"en": "Hotline"})
    acting = acting_seat(seat, second_factor=True, door="command")  # it owns a system now
    version = create_instrument(
        seat=acting, system=system, code="calls", form=read_form(FORM, kind="md")
    )
    version = publish_version(seat=acting, version=version)
    dataset = create_dataset(
        seat=acting,
        instrument=version.instrument,
        version=version,
        code="calls",
        names={"en": "Calls"},
    )
    record = create_record(seat=acting, dataset=dataset, answers=ANSWERS)
    sys.stdout.write(record.ref)


if __name__ == "__main__":
    django.setup()
    main()
