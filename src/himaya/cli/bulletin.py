"""`himaya bulletin`: the monthly bulletin, to read or as a file."""

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from himaya.cli.session import WrongUseError

if TYPE_CHECKING:
    from himaya.gate.seats import ActingSeat
    from himaya.records.bulletin.model import Month

SUMMARY = "Print the monthly bulletin, or take it along as a file."
EXAMPLE = "himaya bulletin --month 2026-03 --to bulletin.docx --address https://cluster.example"
FORMS = ("docx", "pptx", "pdf", "png")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Of which month, as whom, and where to."""
    parser.add_argument("--month", help="such as 2026-03 (default: the last whole month)")
    parser.add_argument("--operation", help="short name; may be left out when there is only one")
    parser.add_argument("--seat", help="reference of the seat to act from (default: service seat)")
    parser.add_argument("--language", choices=("en", "fr", "es", "ar"), default="en")
    parser.add_argument(
        "--to", type=Path, metavar="FILE", help=f"write a working copy: {', '.join(FORMS)}"
    )
    parser.add_argument(
        "--address", default="http://localhost:8000", help="what links in the file begin with"
    )
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")


def run(options: argparse.Namespace) -> int:
    """Status 0; 1 where the rules let nothing leave."""
    from himaya.cli.ready import require_key
    from himaya.cli.session import operation_named, require_current, seat_named, start_existing

    form = options.to.suffix[1:].lower() if options.to else ""
    if options.to and form not in FORMS:
        raise WrongUseError(f"{options.to} says no form: end it in {', '.join(FORMS)}.")
    start_existing()
    require_current()
    require_key()
    from django.utils import translation

    month = _month(options.month)
    seat = seat_named(operation_named(options.operation), options.seat)
    with translation.override(options.language):
        if options.to:
            return _write(options, seat, month, form)
        return _print(options, seat, month)


def _month(named: str | None) -> "Month":
    from himaya.kernel import clock
    from himaya.records.bulletin.model import Month

    month = Month.before_day(clock.today()) if named is None else Month.named(named)
    if month is None:
        raise WrongUseError(f"{named} is no month; write it as 2026-03.")
    return month


def _print(options: argparse.Namespace, seat: "ActingSeat", month: "Month") -> int:
    from himaya.kernel import clock
    from himaya.records.bulletin.making import bulletin_of, told_of
    from himaya.records.bulletin.schemas import BulletinOut

    today = clock.today()
    bulletin = bulletin_of(seat, month, told_of(seat, month, today), today)
    if options.json:
        whole = BulletinOut.shown(bulletin).model_dump(mode="json")
        print(json.dumps(whole, ensure_ascii=False, indent=1))
        return 0
    print(bulletin.title, *bulletin.sentences, sep="\n")
    for section in bulletin.sections:
        print(f"\n{section.title}", *section.sentences, sep="\n")
        for grid in section.grids:
            print("", grid.title or section.title, sep="\n")
            for row in (grid.heads, *([value.text for value in line] for line in grid.rows)):
                print("  " + " | ".join(row))
    return 0


def _write(options: argparse.Namespace, seat: "ActingSeat", month: "Month", form: str) -> int:
    """The same working copy that the page makes: decided, logged, with its maker at the foot."""
    from himaya.files.actions import read_file
    from himaya.kernel import clock
    from himaya.records.bulletin.copying import leaving_of, make_bulletin_copy
    from himaya.records.bulletin.making import told_of

    today = clock.today()
    release = make_bulletin_copy(
        seat=seat,
        month=month,
        leaving=leaving_of(seat, told_of(seat, month, today)),
        form=form,
        today=today,
        maker="himaya bulletin",
        absolute=lambda path: options.address.rstrip("/") + path,
    )
    assert release.file is not None  # noqa: S101 - just made
    try:
        options.to.write_bytes(read_file(release.file))
    except OSError as error:
        raise WrongUseError(f"{options.to} cannot be written ({error.strerror}).") from error
    print(f"Written: {options.to}, release {release.ref}.")
    return 0
