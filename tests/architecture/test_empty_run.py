"""The hook of tests/ran.py: no test ran, so the run failed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.world import table

ROOT = Path(__file__).resolve().parents[2]
RUNS = """
| one passes           | def test_one(): pass                                     |    | 0 |
| all are skipped      | import pytest; test_one = pytest.mark.skip(lambda: None) |    | 5 |
| none is selected     | def test_one(): pass                                     | -k nosuch | 5 |
| all skipped, 2 procs | import pytest; test_one = pytest.mark.skip(lambda: None) | -p xdist -n 2 | 5 |
| one passes, 2 procs  | def test_one(): pass                                     | -p xdist -n 2 | 0 |
"""


@pytest.mark.slow
@pytest.mark.parametrize("row", table(RUNS), ids=lambda row: row[0])
def test_run__fails_when_nothing_ran(tmp_path: Path, row: list[str]) -> None:
    """Slow: each is a pytest of its own."""
    _, code, arguments, status = row
    (tmp_path / "test_it.py").write_text(code + "\n")
    plain = ["-p", "tests.ran", "-c", "/dev/null"]

    done = subprocess.run(  # noqa: S603 - pytest itself
        [sys.executable, "-m", "pytest", *plain, *arguments.split(), str(tmp_path)],
        cwd=ROOT,
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        check=False,
        capture_output=True,
    )

    assert done.returncode == int(status), done.stdout.decode()
