"""`himaya export-openapi`: the description of the API."""

import argparse
import json
import sys
from pathlib import Path

from himaya.cli.session import WrongUseError

SUMMARY = "Print the API's OpenAPI description."
EXAMPLE = "himaya export-openapi --to docs/reference/openapi.json"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to."""
    parser.add_argument("--to", type=Path, metavar="FILE", help="write there instead of printing")


def run(options: argparse.Namespace) -> int:
    """Needs no database."""
    from himaya.cli.session import start

    start()
    from himaya.config.api import openapi_document

    text = json.dumps(openapi_document(), indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    if options.to is None:
        sys.stdout.write(text)
        return 0
    try:
        options.to.write_text(text)
    except OSError as error:
        raise WrongUseError(f"{options.to} cannot be written ({error.strerror}).") from error
    return 0
