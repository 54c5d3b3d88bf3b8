"""`himaya library`: bring documents from files and folders of this machine."""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from himaya.cli.session import WrongUseError

if TYPE_CHECKING:
    from himaya.gate.seats import ActingSeat
    from himaya.library.actions import Coding
    from himaya.library.intake import Intake, Outcome
    from himaya.library.models import DocumentVersion

SUMMARY = "Bring documents into the library."
EXAMPLE = "himaya library add reports/ minutes.zip --operation marjana --level moderate"
LEVELS = {"low": 1, "moderate": 2, "high": 3, "severe": 4}
_BUNCH = 50  # files read one after the other before it is said how far it is


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do, the files, and what is said of all of them."""
    parser.add_argument("what", choices=["add"], help="add: each file becomes a document")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="files and folders")
    parser.add_argument("--operation", help="short name; may be left out when there is only one")
    parser.add_argument("--seat", help="reference of the seat to act from (default: service seat)")
    parser.add_argument(
        "--level",
        choices=LEVELS,
        help="sensitivity (default: the strictest that the seat may see, until somebody decides);"
        " words, type or detail that ask for more close a document at that until somebody decides",
    )
    parser.add_argument("--type", default="", metavar="CODE", help="such as pm_report")
    parser.add_argument(
        "--titles",
        action="store_true",
        help="the names of the files are titles: none of them names a person",
    )
    parser.add_argument(
        "--take-proposals",
        action="store_true",
        help="take what the words say beyond doubt (language, days), marked as taken by the"
        " machine until somebody has looked; not of documents that are closed above the seat",
    )
    parser.add_argument("--later", action="store_true", help="leave the reading to the worker")
    parser.add_argument("--json", action="store_true", help="print a line of JSON for each file")


def run(options: argparse.Namespace) -> int:
    """Status 1 where a file was set apart or not added."""
    from himaya.cli.ready import require_key
    from himaya.cli.session import operation_named, require_current, seat_named, start_existing

    if options.take_proposals and options.later:
        raise WrongUseError("--take-proposals needs the words: leave out --later.")
    files = list(_files(options.files))
    start_existing()
    require_current()
    require_key()
    from himaya.collect.actions import register_for
    from himaya.engines.documents import Limits
    from himaya.kernel.ids import new_ref
    from himaya.library.intake import Intake

    seat = seat_named(operation_named(options.operation), options.seat)
    dataset = register_for(seat=seat, profile_code="document")
    outcomes: list[Outcome] = []
    with Intake(
        seat=seat, dataset=dataset, coding=_coding(options), bunch=new_ref(), limits=Limits()
    ) as intake:
        for number, path in enumerate(files, 1):
            outcomes += _added(intake, path)
            _tell("added", number, len(files))
    versions = [one.version for one in outcomes if one.version]
    if not options.later:
        _read(versions)
    if options.take_proposals:
        _take(seat, versions)
    return _print(options, outcomes)


def _files(given: Sequence[Path]) -> Iterator[Path]:
    for path in given:
        if path.is_dir():
            # A link may lead out of the folder, to a file that nobody meant to bring.
            inside = sorted(one for one in path.rglob("*") if one.is_symlink() or one.is_file())
            for one in inside:
                if _is_linked(one, path):
                    print(f"{one}: a link, left out.", file=sys.stderr)
                else:
                    yield one
        elif path.is_file():
            yield path
        else:
            raise WrongUseError(f"There is no file or folder {path}.")


def _is_linked(one: Path, folder: Path) -> bool:
    """Whether it, or a folder that it lies in below this one, is a link."""
    return any(part.is_symlink() for part in (one, *one.parents) if folder in part.parents)


def _coding(options: argparse.Namespace) -> "Coding":
    from himaya.library.actions import Coding

    answers = {"document_type": options.type} if options.type else {}
    return Coding(answers, LEVELS.get(options.level, 0), by_name=options.titles)


def _added(intake: "Intake", path: Path) -> "list[Outcome]":
    """What became of one file; one that cannot be read keeps none of the others."""
    from himaya.kernel.problems import Code, Problem
    from himaya.library.actions import Brought
    from himaya.library.intake import Outcome

    try:
        content = path.read_bytes()
    except OSError:
        return [Outcome(path.name, problem=Problem(Code.FILE_UNREADABLE))]
    return list(intake.add([Brought(path.name, content)]))


def _read(versions: "Sequence[DocumentVersion]") -> None:
    """Read them here and now; the jobs that wait for them find nothing to do."""
    from himaya.library.reading import read_versions

    refs = [version.ref for version in versions]
    for at in range(0, len(refs), _BUNCH):
        read_versions.call(refs[at : at + _BUNCH])
        _tell("read", min(at + _BUNCH, len(refs)), len(refs))
    for version in versions:
        version.refresh_from_db()


def _take(seat: "ActingSeat", versions: "Sequence[DocumentVersion]") -> None:
    """Of those that the seat still sees: words may have closed a document above it."""
    from himaya.gate.decisions import visible_to
    from himaya.library.coding import take_sure
    from himaya.library.models import DocumentVersion
    from himaya.records.views.fetching import whole_records

    refs = [one.record.ref for one in versions if one.state == DocumentVersion.State.READ]
    seen = list(visible_to(whole_records().filter(ref__in=refs), seat))
    for number, record in enumerate(seen, 1):
        take_sure(seat=seat, record=record)
        _tell("taken", number, len(seen))


def _tell(step: str, done: int, in_all: int) -> None:
    if sys.stderr.isatty():
        end = "\n" if done == in_all else ""
        print(f"\r{step}: {done:,} of {in_all:,}", end=end, file=sys.stderr, flush=True)


def _print(options: argparse.Namespace, outcomes: "Sequence[Outcome]") -> int:
    lines = [_line(one) for one in outcomes]
    if options.json:
        for line in lines:
            print(json.dumps(line, ensure_ascii=False))
    else:
        for line in lines:
            if line["became"] not in ("added", "read"):
                print(f"{line['file']}: {line['became']}. {line['why']}")
        counts = Counter(line["became"] for line in lines)
        print(", ".join(f"{count:,} {became}" for became, count in sorted(counts.items())) + ".")
        stand = Counter(
            (str(line["level"]), bool(line["decided"])) for line in lines if line["level"]
        )
        for (level, is_decided), count in sorted(stand.items()):
            waits = "as was said" if is_decided else "until somebody decides how sensitive they are"
            print(f"{count:,} at {level}, {waits}.")
    return 1 if any(line["became"] in ("set apart", "not added") for line in lines) else 0


def _line(one: "Outcome") -> dict[str, str | bool]:
    from himaya.library.wording import refusal_words

    line: dict[str, str | bool] = {"file": one.name, "record": "", "why": "", "level": ""}
    if one.before is not None:
        return {**line, "became": "there already", "record": one.before.ref}
    if one.version is None:
        why = f"{one.problem.title} {one.problem.todo}" if one.problem else ""
        return {**line, "became": "not added", "why": why}
    record, why = one.version.record, ""
    became = {"read": "read", "set_apart": "set apart"}.get(one.version.state, "added")
    if one.version.refusal:
        why = " ".join(refusal_words(one.version.refusal, one.version.refusal_params))
    return {
        "file": one.name,
        "became": became,
        "record": record.ref,
        "why": why,
        "level": next(name for name, level in LEVELS.items() if level == record.level),
        "decided": bool(record.classification.decided_by),
    }
