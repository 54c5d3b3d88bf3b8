"""`./test`: every check and test, side by side where that saves time.

Prints each step's output when the step ends, a line per step at the end, and pytest's own closing
line last. Exit status 1 when a step failed, 2 when the tests could not be started.
"""

import argparse
import os
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import environment
import packages
import postgres

ROOT = environment.ROOT
# Whoever is done first takes over from the other: the slow tests stand at the end.
_ON_TWO = ("-n", "2", "--dist", "worksteal")


@dataclass
class Step:
    """One command; its output is kept in a file until it is done."""

    name: str
    command: list[str]
    extra: dict[str, str] = field(default_factory=dict)
    took: float = 0.0
    status: int = -1
    output: str = ""

    def run(self) -> None:
        """Run to the end, keeping the output."""
        began = time.monotonic()
        done = subprocess.run(
            self.command, cwd=ROOT, env={**os.environ, **self.extra}, check=False,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            errors="replace",
        )  # fmt: skip
        self.took = time.monotonic() - began
        self.status, self.output = done.returncode, done.stdout

    @property
    def closing_line(self) -> str:
        """The last line of pytest, such as "=== 12 passed in 3.4s ==="."""
        lines = [line for line in self.output.splitlines() if line.strip()]
        return lines[-1] if lines else ""


def main() -> int:
    """Run what the arguments ask for."""
    options = _options()
    try:
        environment.ensure("dev", implies=("base",))
    except environment.CannotStartError as error:
        print(error, file=sys.stderr)
        return environment.WRONG_USE
    if options.long:
        os.environ["HIMAYA_LONG"] = "1"
    _keep_bytecode()
    if options.paths:
        return _narrow(options.paths)
    return _everything()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./test", description="Run the checks and tests.")
    parser.add_argument(
        "--long", action="store_true", help="trials in full, figures to docs/trials.md"
    )
    parser.add_argument(
        "paths", nargs="*", help="only these tests, on SQLite (pytest arguments after --)"
    )
    return parser.parse_args()


def _keep_bytecode() -> None:
    """Compile each module once for all the processes of a run, beside the tree and not in it.

    Where the machine says that no bytecode is kept, a command of a second spends two on compiling.
    """
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = str(environment.VENV / "bytecode")


def _narrow(paths: list[str]) -> int:
    return subprocess.run([*_python("pytest"), *paths], cwd=ROOT, check=False).returncode


def _python(module: str, *arguments: str) -> list[str]:
    return [str(environment.python()), "-m", module, *arguments]


def checks() -> list[Step]:
    """What needs no database: quick ones first, so that a typo is seen early."""
    binaries = environment.VENV / "bin"
    return [
        Step("ruff", [str(binaries / "ruff"), "check", "."]),
        Step("format", [str(binaries / "ruff"), "format", "--check", "."]),
        Step("imports", [str(binaries / "lint-imports")]),
        Step("templates", [str(binaries / "djlint"), "--lint", "--quiet", "src"]),
        Step(
            "migrations",
            _python(
                "django", "makemigrations", "--check", "--dry-run", "--settings", "tests.settings"
            ),
            {"PYTHONPATH": str(ROOT)},
        ),
        Step("types", _python("mypy", "src", "tests")),
    ]


def _pytest(name: str, marks: str, *arguments: str, **extra: str) -> Step:
    return Step(name, _python("pytest", "-m", marks, *arguments), extra)


def _everything() -> int:
    skipped: list[str] = []
    have_browser = packages.chromium(skipped)
    bin_folder = packages.postgresql(skipped)
    done: list[Step] = []
    # Types keep one core busy; the quick checks and the SQLite run share the other.
    *quick, types = checks()
    typing = _Background(types)
    done.extend(_finish(step) for step in quick)
    done.append(_finish(_pytest("tests on SQLite", "not browser", *_ON_TWO)))
    done.append(typing.finish())
    if bin_folder is not None:
        try:
            with postgres.running(bin_folder) as url:
                # The engines and the shape of the source know no database: once is enough.
                step = _pytest(
                    "tests on PostgreSQL", _marks(), *_ON_TWO,
                    "--ignore=src/himaya/engines", "--ignore=tests/architecture",
                    HIMAYA_DATABASE_URL=url,
                )  # fmt: skip
                done.append(_finish(step))
        except OSError as error:
            skipped.append(f"tests on PostgreSQL: it could not be started ({error})")
    if have_browser:
        done.append(
            _finish(_pytest("browser journeys", "browser", "-n", "2", "--dist", "loadgroup"))
        )
    return _close(done, skipped)


def _marks() -> str:
    """On the second database: the slow tests too only in the long run, the trials always."""
    long = os.environ.get("HIMAYA_LONG") == "1"
    return "not browser" if long else "not browser and (not slow or trial)"


class _Background:
    """A step that runs while others do."""

    def __init__(self, step: Step) -> None:
        import threading

        self._step = step
        self._thread = threading.Thread(target=step.run)
        self._thread.start()

    def finish(self) -> Step:
        """Wait for it and show it."""
        self._thread.join()
        return _show(self._step)


def _finish(step: Step) -> Step:
    step.run()
    return _show(step)


def _show(step: Step) -> Step:
    word = "ok" if step.status == 0 else "FAILED"
    print(f"--- {step.name}: {word} ({step.took:.0f} s)", flush=True)
    if step.status or step.name.startswith(("tests", "browser")):
        print(step.output.rstrip(), flush=True)
    return step


def _close(done: list[Step], skipped: list[str]) -> int:
    print("\n=== steps")
    for step in done:
        print(f"{'ok    ' if step.status == 0 else 'FAILED'} {step.name} ({step.took:.0f} s)")
    for line in skipped:
        print(f"skipped {line}")
    failed = [step.name for step in done if step.status]
    if failed:
        print(f"failed: {', '.join(failed)}")
    # pytest's own closing line ends the output: of a run that failed, or of the largest.
    runs = [step for step in done if step.command[2:3] == ["pytest"]]
    last = next((step for step in runs if step.status), runs[0])
    print(last.closing_line, flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))
    sys.exit(main())
