"""What bringing a large list costs: file, bench, register, all through the command, write included.

Run: PYTHONPATH=src python benchmarks/importing.py [--rows 100000] [--json]
A fresh installation with 30 provinces, 270 districts and 300 agencies is made in a folder of its
own (SQLite). CPU seconds of all threads and the peak memory of the command's process.
"""

import argparse
import base64
import csv
import datetime as dt
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HEADINGS = [
    "Activity ID", "Organisation", "Cluster", "Activity", "Admin1", "Admin2 pcode", "Start date",
    "End date", "Population group", "Target", "Donor", "Remarks",
]  # fmt: skip
SECTORS = ["Protection", "Child protection", "Gender-based violence", "Mine action"]
GROUPS = ["IDPs", "Refugees", "Host community", "Returnees"]
WORLD = """
import django; django.setup()
from himaya.people.models import Account, Agency, Seat
from himaya.people.keys import give_key
from himaya.places.models import AdminUnit
from himaya.tenancy.models import Operation
from himaya.kernel import clock
operation = Operation.objects.get()
for n in range(300):
    agency = Agency(operation=operation, acronym=f"AG{n}", names={"en": f"Agency number {n}"},
                    kind="ingo", is_member=False)
    give_key(agency)
    agency.save()
def unit(code, level, parent):
    return AdminUnit.objects.create(operation=operation, pcode=code, level=level, parent=parent,
        edition="2026", names={"en": f"Place {code}"}, valid_from=clock.today())
account = Account.objects.create(email="amina@example.org", name="Amina")
Seat.objects.create(operation=operation, account=account, role="coordinator", access_level=4,
    agency=Agency.objects.get(acronym="CCU"), everywhere=True, valid_from=clock.today())
country = unit("XX", 0, None)
for a in range(1, 31):
    province = unit(f"XX{a:02}", 1, country)
    for b in range(1, 10):
        unit(f"XX{a:02}{b:02}", 2, province)
"""


UNDO = """
import django; django.setup()
from himaya.collect.queries import batches_of
from himaya.collect.undoing import undo_import
from himaya.cli.session import operation_named, seat_named
acting = seat_named(operation_named(None), None)
batch = batches_of(acting).filter(state="imported").order_by("-imported_at").first()
print(undo_import(seat=acting, batch=batch).counts)
"""


def write_list(path: Path, count: int, *, more: int = 0) -> None:
    """Invented activities, each known by an id; `more` people in each changes them all."""
    r = random.Random(1)
    with path.open("w", newline="", encoding="utf-8") as handle:
        writer = csv.writer(handle)
        writer.writerow(HEADINGS)
        for n in range(count):
            a, b = r.randint(1, 30), r.randint(1, 9)
            day = dt.date(2025, 1, 1) + dt.timedelta(r.randint(0, 300))
            writer.writerow(
                [
                    f"A-{n}",
                    f"Agency number {r.randint(0, 299)}",
                    r.choice(SECTORS),
                    f"Activity {n} for people of the place",
                    f"Place XX{a:02}",
                    f"XX{a:02}{b:02}",
                    day.isoformat(),
                    (day + dt.timedelta(90)).isoformat(),
                    r.choice(GROUPS),
                    r.randint(10, 5000) + more,
                    f"Donor {r.randint(1, 20)}",
                    f"Remark {r.randint(1, 5000)}",
                ]
            )


def main() -> None:
    """Print the figures of one run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--json", action="store_true")
    parser.add_argument(
        "--again", action="store_true", help="also import it changed, and take that back"
    )
    parser.add_argument("--profile", help="write a profile of the command there")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        environment = {
            **os.environ,
            "HIMAYA_DATA": str(here / "data"),
            "HIMAYA_MASTER_KEY": base64.urlsafe_b64encode(b"b" * 32).decode(),
            "DJANGO_SETTINGS_MODULE": "himaya.config.settings",
        }
        command = [sys.executable, "-m", "himaya.cli.main"]
        asked = "init --slug xx --name Xx --installer-email keeper@example.org"
        asked += (
            " --coordinator-email amina@example.org --coordinator-name Amina --agency CCU --json"
        )
        _run([*command, *asked.split()], environment)
        _run([sys.executable, "-c", WORLD], environment)
        path = here / "list.csv"
        write_list(path, options.rows)
        if options.profile:
            command = [sys.executable, "-m", "cProfile", "-o", options.profile, *command[1:]]
        bring = [*command, "import", str(path), "--as", "3w", "--take-doubtful"]
        _tell(options, "new", bring, environment)
        if options.again:
            write_list(path, options.rows, more=1)
            if options.profile:
                bring[bring.index("-o") + 1] += "-changed"
            _tell(options, "changed", bring, environment)
            _tell(options, "undone", [sys.executable, "-c", UNDO], environment)


def _tell(
    options: argparse.Namespace, step: str, command: list[str], environment: dict[str, str]
) -> None:
    before, used_before = time.monotonic(), _cpu()
    said = _run(command, environment)
    figures = {
        "step": step,
        "rows": options.rows,
        "wall_s": round(time.monotonic() - before, 1),
        "cpu_s": round(_cpu() - used_before, 1),
        "peak_mib": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024,
        "said": said.strip().splitlines()[-2:],
    }
    print(
        json.dumps(figures) if options.json else "\n".join(f"{k}: {v}" for k, v in figures.items())
    )


def _cpu() -> float:
    """Seconds of the processor that all ended children took."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _run(command: list[str], environment: dict[str, str]) -> str:
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - our own
    if done.returncode not in {0, 1}:
        sys.exit(done.stderr or done.stdout)
    return done.stdout


if __name__ == "__main__":
    main()
