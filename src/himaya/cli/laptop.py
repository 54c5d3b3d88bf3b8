"""What `./run` becomes once the packages are there: the platform on one laptop.

Prepares the installation, loads the demo operation into an empty one, and keeps web and worker
running until Ctrl-C. Run as `python -m himaya.cli.laptop`.
"""

import argparse
import http.client
import os
import sys
import time
from pathlib import Path
from typing import IO

from himaya.cli.main import PROBLEMS, WRONG_USE, refuse
from himaya.cli.processes import Family
from himaya.cli.session import WrongUseError

_KEYS = (
    "HIMAYA_MASTER_KEY",
    "HIMAYA_MASTER_KEY_FILE",
    "HIMAYA_PASSPHRASE",
    "HIMAYA_PASSPHRASE_FILE",
)
_PATIENCE = 60  # seconds until the first page must have come


def main() -> int:
    """Prepare, start, tell, wait. Exit status as `himaya`."""
    options = _options()
    if not any(os.environ.get(name) for name in _KEYS):
        os.environ.setdefault("HIMAYA_DEMO", "1")
    from himaya.config.env import SettingError
    from himaya.kernel.problems import Problem

    try:
        claim = _prepare(options)
    except (SettingError, WrongUseError) as error:
        return refuse(str(error))
    except Problem as problem:
        return refuse(f"{problem.title} {problem.todo}")
    except KeyboardInterrupt:
        return refuse("Stopped.", status=130)
    with claim:
        return _keep_running(options)


def _options() -> argparse.Namespace:
    from himaya.cli import serve

    parser = argparse.ArgumentParser(prog="./run", description="Run himaya on this machine.")
    serve.add_arguments(parser)
    return parser.parse_args()


def _prepare(options: argparse.Namespace) -> IO[bytes]:
    """Everything before the first process; gives the claim on the data folder."""
    from himaya.cli.demo import fill_if_empty
    from himaya.cli.prepare import prepare
    from himaya.cli.ready import hold_folder, require_folder, require_key, require_port
    from himaya.cli.serve import check_options
    from himaya.cli.session import start

    check_options(options)
    require_port(options.host, options.port)
    folder = Path(os.environ.get("HIMAYA_DATA", "data"))
    require_folder(folder)
    claim = hold_folder(folder)
    start()
    prepare(_say)
    require_key()
    fill_if_empty(_say)
    return claim


def _keep_running(options: argparse.Namespace) -> int:
    from himaya.cli.serve import gunicorn_command

    os.environ["DJANGO_SETTINGS_MODULE"] = "himaya.config.settings"
    with Family() as family:
        family.start("web", gunicorn_command(options))
        family.start("worker", [sys.executable, "-m", "himaya.cli.main", "work"])
        try:
            if not _answers(options, family):
                return refuse("The web server did not come up; see above.", status=PROBLEMS)
            _tell(options)
            gone = family.wait()
        except KeyboardInterrupt:
            _say("\nStopping ...")
            return 0
    return refuse(f"The {gone} process ended by itself; himaya was stopped.", status=PROBLEMS)


def _answers(options: argparse.Namespace, family: Family) -> bool:
    """Wait for the first page. The status does not matter, only that somebody answers."""
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until and family.all_alive():
        connection = http.client.HTTPConnection(options.host, options.port, timeout=_PATIENCE)
        try:
            connection.request("GET", "/account/login/")
            connection.getresponse().read()
        except (OSError, http.client.HTTPException):
            time.sleep(0.05)
        else:
            return True
        finally:
            connection.close()
    return False


def _tell(options: argparse.Namespace) -> None:
    from django.conf import settings

    from himaya.cli.demo_seats import listing

    lines = [f"\nhimaya runs on http://{options.host}:{options.port}/  (Ctrl-C stops it)"]
    if options.host == "127.0.0.1" and "localhost" in settings.ALLOWED_HOSTS:
        # Browsers tie a security key to a name, never to a number.
        lines.append(f"To use a security key, open http://localhost:{options.port}/ instead.")
    if settings.HIMAYA_DEMO:
        lines.append(
            f"DEMO: the master key lies in the data folder ({settings.HIMAYA_DATA}), "
            "beside what it seals. Never put real data here; himaya init starts a real operation."
        )
        lines.extend(listing())
    _say("\n".join(lines))


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(WRONG_USE)
