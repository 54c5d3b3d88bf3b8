"""What a killed worker held is done by the next one; a worker asked to stop leaves nothing behind."""

import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.installation import Installation
from tests.trials import figures

KILLS = 20 if figures.is_long() else 1

pytestmark = [
    pytest.mark.trial,
    pytest.mark.slow,  # real workers, real leases
    pytest.mark.skipif(
        figures.database() == "PostgreSQL" and not figures.is_long(),
        reason="tried on SQLite; on both with ./test --long",
    ),
]

_ENQUEUE = """
import django; django.setup()
from himaya.jobs.tests.sample_tasks import write_slowly
write_slowly.enqueue({folder!r}, {seconds})
"""
_LOOK = """
import django; django.setup()
from himaya.jobs.models import Job
job = Job.objects.get(task__contains='write_slowly')
print(job.state, job.attempts)
"""


def enqueue(installation: Installation, folder: Path, seconds: float) -> None:
    folder.mkdir()
    done = installation.python(_ENQUEUE.format(folder=str(folder), seconds=seconds))
    assert done.returncode == 0, done.stderr


def start_worker(installation: Installation, *code: str) -> "subprocess.Popen[bytes]":
    command = installation.command("work")
    if code:
        command = [command[0], "-c", *code]
    extra = {"HIMAYA_JOB_LEASE": "1", "DJANGO_SETTINGS_MODULE": "himaya.config.settings"}
    return subprocess.Popen(command, env=installation.variables(**extra))  # noqa: S603 - our own


def wait_for(folder: Path, pattern: str, count: int = 1) -> None:
    until = time.monotonic() + 60
    while len(list(folder.glob(pattern))) < count:
        assert time.monotonic() < until, f"{pattern} never came"
        time.sleep(0.02)


def look(installation: Installation) -> str:
    return installation.python(_LOOK).stdout.strip()


def test_worker_killed_in_the_middle__the_next_one_finishes(
    installation: Installation, tmp_path: Path
) -> None:
    recovered = []
    for number in range(KILLS):
        folder = tmp_path / f"marks-{number}"
        installation.python("import django; django.setup(); from himaya.jobs.models import Job;"
                            "Job.objects.all().delete()")  # fmt: skip
        enqueue(installation, folder, 0.8)
        first = start_worker(installation)
        wait_for(folder, "began-*")
        first.kill()
        first.wait()
        assert not (folder / "ended").exists()

        killed_at = time.monotonic()
        second = start_worker(installation)
        wait_for(folder, "ended")
        recovered.append(time.monotonic() - killed_at)
        second.send_signal(signal.SIGTERM)
        assert second.wait(15) == 0

        assert len(list(folder.glob("began-*"))) == 2
        assert look(installation) == "done 2"
    figures.keep(
        "worker killed in the middle of a job",
        f"{KILLS} kills, {len(recovered)} finished by the next worker, "
        f"slowest after {max(recovered):.1f} s (lease 1 s)",
    )


def test_worker_asked_to_stop__finishes_its_job(installation: Installation, tmp_path: Path) -> None:
    enqueue(installation, tmp_path / "marks", 1.5)
    worker = start_worker(installation)
    wait_for(tmp_path / "marks", "began-*")

    worker.send_signal(signal.SIGTERM)

    assert worker.wait(15) == 0
    assert (tmp_path / "marks" / "ended").exists()
    assert look(installation) == "done 1"


def test_job_longer_than_the_grace__put_back_untouched(
    installation: Installation, tmp_path: Path
) -> None:
    enqueue(installation, tmp_path / "marks", 60)
    worker = start_worker(
        installation,
        "import django; django.setup(); from himaya.jobs.worker import Worker;"
        "worker = Worker(grace=0.3); worker.listen(); worker.run()",
    )
    wait_for(tmp_path / "marks", "began-*")

    worker.send_signal(signal.SIGTERM)

    assert worker.wait(15) == 0
    assert look(installation) == "ready 0"
