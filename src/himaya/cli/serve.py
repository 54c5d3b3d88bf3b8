"""`himaya serve`: the web server, on this machine only unless it has a certificate."""

import argparse
import ipaddress
import os
import sys
from pathlib import Path

from himaya.cli.session import WrongUseError

SUMMARY = "Serve the pages and the API (gunicorn)."
EXAMPLE = (
    "himaya serve --host 0.0.0.0 --tls-cert cert.pem --tls-key key.pem"  # the answer to a network
)
_PORTS = range(1, 65536)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Address, certificate, number of processes."""
    parser.add_argument("--host", default=os.environ.get("HIMAYA_HOST", "127.0.0.1"))
    parser.add_argument("--port", type=int, default=_port_from_environment())
    parser.add_argument("--tls-cert", type=Path, help="certificate chain (PEM)")
    parser.add_argument("--tls-key", type=Path, help="private key (PEM)")
    parser.add_argument("--workers", type=int, default=2, help="web processes (default 2)")
    parser.add_argument("--threads", type=int, default=1, help="threads each (PostgreSQL: 4)")


def _port_from_environment() -> int:
    raw = os.environ.get("HIMAYA_PORT", "8000")
    return int(raw) if raw.isdigit() else -1


def run(options: argparse.Namespace) -> int:
    """Check what must be there, then become gunicorn (same process, so signals reach it)."""
    from himaya.cli.prepare import collect_static, compile_catalogues
    from himaya.cli.ready import require_key, require_port
    from himaya.cli.session import require_current, start_existing

    check_options(options)
    if options.tls_cert:
        os.environ["HIMAYA_TLS"] = "1"
    start_existing()
    require_port(options.host, options.port)
    require_current()
    require_key()
    compile_catalogues(print)
    collect_static(print)
    os.environ["DJANGO_SETTINGS_MODULE"] = "himaya.config.settings"
    os.execv(sys.executable, gunicorn_command(options))  # noqa: S606 - no shell wanted
    return 0  # never reached: execv replaces this process


def check_options(options: argparse.Namespace) -> None:
    """Refuse in one line what cannot work, before anything is started. Raises WrongUseError."""
    if options.port not in _PORTS:
        raise WrongUseError("The port is a whole number from 1 to 65535 (--port or HIMAYA_PORT).")
    if bool(options.tls_cert) != bool(options.tls_key):
        raise WrongUseError("--tls-cert and --tls-key go together.")
    for file in (options.tls_cert, options.tls_key):
        if file is not None and not os.access(file, os.R_OK):
            raise WrongUseError(f"{file} cannot be read.")
    if not _is_this_machine(options.host) and not options.tls_cert:
        raise WrongUseError(
            f"{options.host} is beyond this machine, where passwords would travel in clear: "
            "give --tls-cert and --tls-key, or serve on 127.0.0.1."
        )
    if not _is_this_machine(options.host) and not os.environ.get("HIMAYA_HOSTS"):
        raise WrongUseError(
            "Say by which names people reach this machine: HIMAYA_HOSTS=himaya.example.org"
        )


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def gunicorn_command(options: argparse.Namespace) -> list[str]:
    """The argument list. Sync workers: SQLite gains nothing from threads (stack.md, Web)."""
    host = f"[{options.host}]" if ":" in options.host else options.host
    command = [sys.executable, "-m", "gunicorn", "himaya.config.wsgi:application"]
    command += ["--bind", f"{host}:{options.port}", "--workers", str(options.workers)]
    command += ["--threads", str(options.threads), "--timeout", "120", "--graceful-timeout", "10"]
    command += ["--no-control-socket", "--log-level", "warning"]
    if Path("/dev/shm").is_dir():  # noqa: S108 - a memory file for heartbeats, not a secret
        command += ["--worker-tmp-dir", "/dev/shm"]  # noqa: S108 - as above
    if options.tls_cert:
        command += ["--certfile", str(options.tls_cert), "--keyfile", str(options.tls_key)]
    return command
