"""`himaya work`: the worker."""

import argparse
import json

SUMMARY = "Run background jobs until stopped."
EXAMPLE = "himaya work --drain"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How long to go on."""
    how_long = parser.add_mutually_exclusive_group()
    how_long.add_argument("--once", action="store_true", help="run at most one job, then end")
    how_long.add_argument("--drain", action="store_true", help="run what is due, then end")
    parser.add_argument("--json", action="store_true", help="print the number of jobs as JSON")


def run(options: argparse.Namespace) -> int:
    """Work. SIGTERM and Ctrl-C let the present job finish, within ten seconds."""
    from himaya.cli.ready import require_key
    from himaya.cli.session import require_current, start_existing

    start_existing()
    require_current()
    require_key()
    from himaya.jobs.worker import Worker

    worker = Worker()
    worker.listen()
    done = worker.run(once=options.once, drain=options.drain)
    if options.json:
        print(json.dumps({"jobs": done}))
    elif options.once or options.drain:
        print(f"{done} jobs done.")
    return 0
