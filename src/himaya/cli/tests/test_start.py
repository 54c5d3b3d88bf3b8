"""`./run`: one clear line for what stands in the way, and nothing left running afterwards."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.installation import Installation, free_port, once

ROOT = Path(__file__).resolve().parents[4]

pytestmark = [pytest.mark.slow, once]  # real processes


def start(installation: Installation, port: int, **more: str) -> "subprocess.Popen[str]":
    """What ./run becomes once the packages are there."""
    return subprocess.Popen(
        [sys.executable, "-m", "himaya.cli.laptop"],
        env=installation.variables(HIMAYA_PORT=str(port), **more),
        cwd=installation.folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


@pytest.fixture
def running(opened: Installation) -> Iterator[tuple["subprocess.Popen[str]", int]]:
    """Web and worker, ready to answer, and their port."""
    port = free_port()
    process = start(opened, port)
    assert process.stdout is not None
    seen = []
    for line in process.stdout:
        seen.append(line)
        if f"http://127.0.0.1:{port}/" in line:
            break
    assert process.poll() is None, seen
    yield process, port
    process.kill()
    process.wait()
    process.stdout.close()


def children(data: Path) -> set[int]:
    """Processes whose environment names this installation's folder."""
    wanted = f"HIMAYA_DATA={data}".encode()
    found = set()
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if wanted in (process / "environ").read_bytes().split(b"\0"):
                found.add(int(process.name))
        except OSError:
            continue  # it ended while we looked, or is somebody else's
    return found


def wait_until_gone(data: Path) -> set[int]:
    until = time.monotonic() + 15
    while (left := children(data)) and time.monotonic() < until:
        time.sleep(0.1)
    return left


def test_running__also_by_the_name_that_security_keys_need_and_once_for_a_folder(
    opened: Installation, running: tuple["subprocess.Popen[str]", int]
) -> None:
    process, port = running
    assert process.stdout is not None
    assert f"http://localhost:{port}/" in process.stdout.readline()

    second = start(opened, free_port())
    output, _ = second.communicate(timeout=30)

    assert second.returncode == 2
    assert "Another ./run keeps the data folder" in output
    assert len(output.splitlines()) == 1
    assert process.poll() is None


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
def test_stopped__nothing_left_and_status_0(
    opened: Installation,
    running: tuple["subprocess.Popen[str]", int],
    number: signal.Signals,
) -> None:
    process, port = running
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", "/account/login/")
    assert connection.getresponse().status == 200
    connection.close()
    assert len(children(opened.data)) >= 4  # ourselves, gunicorn, its two, the worker

    process.send_signal(number)

    assert process.wait(20) == 0
    assert wait_until_gone(opened.data) == set()


def test_killed_itself__takes_its_children_along(
    opened: Installation, running: tuple["subprocess.Popen[str]", int]
) -> None:
    if sys.platform != "linux":
        pytest.skip("the kernel tells children of their parent's death on Linux")
    running[0].kill()

    assert wait_until_gone(opened.data) == set()


def test_worker_gone__all_stop_and_it_is_said(
    opened: Installation, running: tuple["subprocess.Popen[str]", int]
) -> None:
    process, _port = running
    for pid in children(opened.data):
        if b"\0work\0" in Path(f"/proc/{pid}/cmdline").read_bytes():
            os.kill(pid, signal.SIGKILL)

    output, _ = process.communicate(timeout=20)

    assert process.returncode == 1
    assert "The worker process ended by itself" in output
    assert wait_until_gone(opened.data) == set()


def test_port_in_use__one_line(installation: Installation) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        process = start(installation, other.getsockname()[1])
        output, _ = process.communicate(timeout=30)

    assert process.returncode == 2
    assert "cannot be used (Address already in use)" in output
    assert len(output.splitlines()) == 1


def test_data_folder_not_to_be_written__one_line(installation: Installation) -> None:
    (installation.folder / "file").touch()
    process = start(installation, free_port(), HIMAYA_DATA=str(installation.folder / "file/data"))
    output, _ = process.communicate(timeout=30)

    assert process.returncode == 2
    assert "cannot be written to" in output
    assert len(output.splitlines()) == 1


@pytest.mark.parametrize("script", ["run", "test"])
def test_no_python_new_enough__one_line(tmp_path: Path, script: str) -> None:
    (tmp_path / "dirname").symlink_to("/usr/bin/dirname")
    old = tmp_path / "python3"
    old.write_text("#!/bin/sh\nexit 1\n")  # a Python 3.10 answers our question like this
    old.chmod(0o755)

    done = subprocess.run(  # noqa: S603 - our own script
        ["/bin/sh", str(ROOT / script)],
        env={"PATH": str(tmp_path)},
        check=False,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 2
    assert done.stderr.startswith("himaya needs Python 3.11 or newer")
    assert len(done.stderr.splitlines()) == 1


def test_venv_package_missing__named_in_one_line(tmp_path: Path) -> None:
    code = (
        "import sys, pathlib; sys.path.insert(0, 'tools'); sys.modules['ensurepip'] = None;"
        "import environment, run; environment.VENV = pathlib.Path(sys.argv[1]); sys.exit(run.main())"
    )

    done = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", code, str(tmp_path / "venv")],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 2
    assert "apt-get install python3." in done.stderr
    assert len(done.stderr.splitlines()) == 1
