"""The `himaya` command: finds the sub-command, runs it, turns what went wrong into one line.

Exit status: 0 done, 1 problems found, 2 wrong use or a setting that cannot be meant. Django and
the engines are imported by the sub-commands when they run, so that `himaya --help` is instant.
The command line speaks English, like the logs: it is for whoever keeps the installation.
"""

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from himaya.kernel.problems import Problem

DONE, PROBLEMS, WRONG_USE = 0, 1, 2

# Name on the command line -> module; the order is that of a first installation.
COMMANDS = {
    "init": "init",
    "demo": "demo",
    "serve": "serve",
    "work": "work",
    "invite": "invite",
    "import": "import_file",
    "library": "library",
    "bulletin": "bulletin",
    "token": "token",
    "backup": "backup",
    "restore": "restore",
    "upgrade": "upgrade",
    "check": "check",
    "tables": "tables",
    "risk": "risk",
    "protect": "protect",
    "document": "read_documents",
    "themes": "themes",
    "export-openapi": "export_openapi",
}


def _module(command: str) -> ModuleType:
    return importlib.import_module(f"himaya.cli.{COMMANDS[command]}")


def parser() -> argparse.ArgumentParser:
    """The whole command with all its sub-commands."""
    whole = argparse.ArgumentParser(
        prog="himaya",
        description="The protection cluster's information platform, from the command line.",
        epilog="Exit status: 0 done, 1 problems found, 2 wrong use.",
    )
    commands = whole.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name in COMMANDS:
        module = _module(name)
        one = commands.add_parser(
            name,
            help=module.SUMMARY,
            description=module.SUMMARY,
            epilog=f"Example:\n  {module.EXAMPLE}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        module.add_arguments(one)
    return whole


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one sub-command and return the exit status."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "himaya.config.settings")
    options = parser().parse_args(arguments)
    from himaya.config.env import SettingError

    try:
        return run(options)
    except SettingError as error:
        return refuse(str(error))
    except KeyboardInterrupt:
        return refuse("Stopped.", status=130)
    except BrokenPipeError:  # `himaya ... | head`: nobody is left to read the rest
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PROBLEMS


def run(options: argparse.Namespace) -> int:
    """Run the parsed sub-command; a refusal becomes one line and status 1, wrong use status 2."""
    from himaya.cli.session import WrongUseError
    from himaya.kernel.problems import Problem

    try:
        status = _module(options.command).run(options)
    except WrongUseError as error:
        return refuse(str(error))
    except Problem as problem:
        return refuse(said(problem), status=PROBLEMS)
    return int(status)


def said(problem: "Problem") -> str:
    """A refusal in one line: what happened, what to do, why, and what it names."""
    names = []
    for key, value in problem.context.items():
        if key in {"reasons", "rules"}:  # sentences of their own; names of rules say nothing here
            continue
        text = str(value)
        if isinstance(value, list | tuple | set | frozenset):
            text = ", ".join(str(one) for one in value)
        names += [f"{key}: {text}"] if text else []
    about = f"({'; '.join(names)})" if names else ""
    return " ".join(filter(None, (problem.title, problem.todo, *problem.reasons, about)))


def refuse(line: str, *, status: int = WRONG_USE) -> int:
    """Say in one line why nothing more was done."""
    print(line, file=sys.stderr)
    return status


if __name__ == "__main__":
    sys.exit(main())
