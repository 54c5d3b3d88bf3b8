"""What a standing order of a register has done once a day: under the access of who keeps it."""

import logging
from collections.abc import Callable

from himaya.collect.actions import register_for
from himaya.datasets.models import Dataset
from himaya.gate.decisions import visible_to
from himaya.gate.seats import ActingSeat
from himaya.kernel.problems import Problem
from himaya.kernel.verbs import Verb
from himaya.people.queries import acting_seat, usable_seats
from himaya.records.models import Record

logger = logging.getLogger(__name__)
IN_FORCE = "in_force"


def for_each_in_force(profile: str, carry_out: Callable[[ActingSeat, Record], int]) -> int:
    """Carry out every order in force of that register; the sum of what each answers.

    The job has no rights of its own: it acts as who wrote the order last, and where that access
    has ended or allows it no more, nothing is done until somebody presses the button.
    """
    orders = Record.objects.filter(
        dataset__profile=profile, status=IN_FORCE, is_withdrawn=False
    ).select_related(
        "operation", "head__sealed_for__agency", "agency", "version", "dataset__system"
    )
    done = 0
    for order in orders:
        assert order.head is not None  # noqa: S101 - written in the record's own transaction
        keeper = (
            usable_seats()
            .filter(ref=order.head.made_by)
            .select_related("operation", "agency", "account")
            .first()
        )
        if keeper is None:
            logger.info("%s %s waits: nobody keeps it", profile, order.ref)
            continue
        seat = acting_seat(keeper, second_factor=False, door="job")
        try:
            done += carry_out(seat, order)
        except Problem as refused:
            logger.info("%s %s waits: %s", profile, order.ref, refused.code)
    return done


def register_beside(seat: ActingSeat, order: Record, profile: str) -> Dataset:
    """The register of that kind beside the order, else any; opened where there is none."""
    beside = Dataset.objects.filter(profile=profile, is_open=True, system=order.dataset.system)
    found = visible_to(beside, seat, Verb.DATASET_IMPORT).order_by("pk").first()
    return found or register_for(seat=seat, profile_code=profile)
