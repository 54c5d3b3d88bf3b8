"""How the command looks at a file: as the bench of the operation would, also without importing."""

import argparse
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from himaya.cli.session import WrongUseError

if TYPE_CHECKING:
    from himaya.collect.importers import Bench, Importer
    from himaya.collect.layouts import Layout
    from himaya.people.models import Agency
    from himaya.tenancy.models import Operation


def bench_beforehand(
    options: argparse.Namespace,
    importer: "Importer",
    reading: Any,  # noqa: ANN401 - the importer's own shape
    told: Mapping[str, Any],
    answers: Mapping[str, str],
) -> "Bench":
    """What the rows would be looked at with, if they were brought in now; writes nothing.

    Without an operation nobody's places and agencies are known.
    """
    from django.db import transaction

    from himaya.cli.session import has_database, operation_named, seat_named
    from himaya.collect.importers import FOR_ALL, Bench
    from himaya.collect.layouts import FOR_FILE, merged
    from himaya.collect.remembering import known_layout
    from himaya.people.models import Agency
    from himaya.tenancy.models import Operation

    corrections: dict[str, dict[str, Any]] = {FOR_FILE: dict(told)} if told else {}
    if answers:
        corrections[FOR_ALL] = dict(answers)
    if not has_database() or not (options.operation or Operation.objects.exists()):
        return _checked(options, importer, reading, told, Bench(corrections))
    operation = operation_named(options.operation)
    sender = provider_named(operation, options.provider)
    with transaction.atomic():  # a service seat that is missing is given by the import only
        seat = seat_named(operation, options.seat)
        bench = Bench(operation=operation, seat=seat)
        own = sender or Agency.objects.get(ref=seat.agency)
        known = {} if options.forget else known_layout(importer, reading, bench, own)
        transaction.set_rollback(True)
    if decided := merged(known, told):
        corrections[FOR_FILE] = decided
    return _checked(options, importer, reading, told, Bench(corrections, operation, seat), known)


def _checked(
    options: argparse.Namespace,
    importer: "Importer",
    reading: Any,  # noqa: ANN401 - the importer's own shape
    told: Mapping[str, Any],
    bench: "Bench",
    known: Mapping[str, Any] = MappingProxyType({}),
) -> "Bench":
    """The bench where what the options tell is so. Raises WrongUseError."""
    from himaya.cli.as_told import refuse_unasked, refuse_untrue
    from himaya.collect.layouts import FOR_FILE, merged

    def look(at: Mapping[str, Any]) -> "Layout | None":
        decided = {FOR_FILE: merged(known, at)}
        return importer.layout(reading, replace(bench, corrections=decided))

    refuse_untrue(options, told, look)
    refuse_unasked(importer, reading, bench)
    return bench


def importer_of_own(options: argparse.Namespace) -> "Importer | None":
    """The importer of a register with a form of the operation's own: by code or reference.

    Raises WrongUseError where several in sight have the code.
    """
    from django.db import transaction

    from himaya.cli.session import has_database, operation_named, seat_named
    from himaya.collect.own_forms import importer_of_register, kind_of_register, registers_named

    if not has_database():
        return None
    operation = operation_named(options.operation)
    with transaction.atomic():  # as above
        found = registers_named(seat_named(operation, options.seat), options.instrument)
        transaction.set_rollback(True)
    if len(found) > 1:
        refs = ", ".join(one.ref for one in found)
        raise WrongUseError(
            f"Several registers are called {options.instrument}: name one by its reference: {refs}"
        )
    return importer_of_register(kind_of_register(found[0])) if found else None


def last_time(of_file: Mapping[str, Any]) -> dict[str, str] | None:
    """Whose file, brought on which day, the decisions come from; None where none are remembered."""
    from himaya.datasets.models import ImportMapping

    known = ImportMapping.objects.filter(ref=of_file.get("from", "")).first()
    if known is None:
        return None
    brought = known.learnt_from.made_at.date().isoformat()
    return {"agency": known.provider.acronym, "brought_on": brought}


def say_last_time(report: Mapping[str, Any]) -> None:
    """A line where what was remembered decides how the file is read."""
    if known := report.get("read_as_last_time"):
        print(
            f"Read as last time, as was decided for a file of {known['agency']} on"
            f" {known['brought_on']}; --forget reads it afresh."
        )


def say_problems(report: Mapping[str, Any]) -> None:
    """A line for each problem, after what is asked once for all rows."""
    for one in report.get("asked", ()):
        codes = ", ".join(choice["code"] for choice in one["choices"])
        print(
            f"For all rows: {one['label']} ({one['question']}): answer with"
            f" --for-all {one['question']}=…{f' ({codes})' if codes else ''}"
        )
    for one in report["problems"]:
        row = f"row {one['row']}: " if one.get("row") is not None else ""
        about = one.get("field") or one.get("question")
        print(f"{row}{one['code']}{f' ({about})' if about else ''}: {one['message']}")


def provider_named(operation: "Operation", acronym: str) -> "Agency | None":
    """The agency of that acronym; None where none is named. Raises WrongUseError."""
    from himaya.people.models import Agency

    if not acronym:
        return None
    found = Agency.objects.filter(operation=operation, acronym=acronym).first()
    if found is None:
        raise WrongUseError(f"There is no agency {acronym} in {operation.slug}.")
    return found
