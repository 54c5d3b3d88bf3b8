"""Where a report goes: figures as .json, a document to read as .html or .pdf."""

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from himaya.cli.session import WrongUseError

if TYPE_CHECKING:
    from himaya.engines.disclosure.documents.model import Document

KINDS = (".json", ".html", ".pdf")
LANGUAGES = ("en", "fr", "es", "ar")


def add_language(parser: argparse.ArgumentParser) -> None:
    """The language of documents."""
    parser.add_argument(
        "--language", choices=LANGUAGES, default="en", help="of .html and .pdf reports"
    )


def report_path(text: str) -> Path:
    """A path whose ending says what is to be written; refuses any other before work begins."""
    path = Path(text)
    if path.suffix.lower() not in KINDS:
        raise argparse.ArgumentTypeError(f"{path.name}: end it in {', '.join(KINDS)}")
    return path


def write_report(
    path: Path, figures: Callable[[], dict[str, Any]], document: Callable[[], "Document"]
) -> None:
    """Write what the ending asks for, readable by its owner only."""
    made = _made(path.suffix.lower(), figures, document)
    try:
        path.touch(mode=0o600)
        path.write_bytes(made)
    except OSError as error:
        raise WrongUseError(f"{path} cannot be written ({error.strerror}).") from error


def _made(
    kind: str, figures: Callable[[], dict[str, Any]], document: Callable[[], "Document"]
) -> bytes:
    if kind == ".json":
        return (json.dumps(figures(), ensure_ascii=False, indent=1) + "\n").encode()
    if kind == ".pdf":
        from himaya.engines.disclosure import DisclosureError
        from himaya.engines.disclosure.documents.pdf import to_pdf

        try:
            return to_pdf(document())
        except DisclosureError as error:
            raise WrongUseError(str(error)) from error
    from himaya.engines.disclosure.documents.html import to_html

    return to_html(document()).encode()
