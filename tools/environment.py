"""The virtual environment: made once, brought to the hashed lock, remembered.

Runs on a bare Python 3.11 before anything is installed, so it uses the standard library only.
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
WRONG_USE = 2


class CannotStartError(Exception):
    """One clear line about what stands in the way; ends the command with status 2."""


def python() -> Path:
    """The interpreter of the environment."""
    return VENV / "bin" / "python"


def ensure(lock: str, *, implies: tuple[str, ...] = ()) -> bool:
    """Bring the environment to requirements/<lock>.txt; True when something was installed.

    `implies` names smaller locks that this one contains, which then need no install either.
    Raises `CannotStartError` with one line that says what to do.
    """
    wanted = {name: _fingerprint(name) for name in (lock, *implies)}
    stamp = _stamp(lock)
    if python().exists() and stamp.is_file() and stamp.read_text() == wanted[lock]:
        return False
    _make()
    print(f"Installing what requirements/{lock}.txt names (once) ...", flush=True)
    _install(["--require-hashes", "-r", str(ROOT / "requirements" / f"{lock}.txt")])
    _install(["--no-deps", "--no-build-isolation", "-e", str(ROOT)])
    for name, fingerprint in wanted.items():
        _stamp(name).write_text(fingerprint)
    return True


def _stamp(lock: str) -> Path:
    return VENV / f"himaya-{lock}.lock-hash"


def _fingerprint(lock: str) -> str:
    files = (ROOT / "requirements" / f"{lock}.txt", ROOT / "pyproject.toml")
    digest = hashlib.sha256(str(ROOT).encode())  # a moved folder breaks the scripts in .venv/bin
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _make() -> None:
    if not os.access(ROOT, os.W_OK):
        raise CannotStartError(
            f"The folder {ROOT} cannot be written to; use a copy of himaya elsewhere."
        )
    if python().exists() and _moved():
        shutil.rmtree(VENV)
    if python().exists():
        return
    if not all(importlib.util.find_spec(name) for name in ("venv", "ensurepip")):
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise CannotStartError(
            f"Python's venv package is missing: apt-get install python{version}-venv, then again."
        )
    done = subprocess.run(
        [sys.executable, "-m", "venv", str(VENV)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        last = (done.stderr or done.stdout).strip().splitlines()[-1:] or ["no reason given"]
        raise CannotStartError(f"The environment {VENV} could not be made: {last[0]}")


def _moved() -> bool:
    """Whether the environment was made for another folder: its scripts would not start."""
    pip = VENV / "bin" / "pip"
    first = pip.read_text(errors="replace").splitlines()[0] if pip.is_file() else ""
    return str(VENV) not in first


def _install(arguments: list[str]) -> None:
    if uv := shutil.which("uv"):
        command = [uv, "pip", "install", "-q", "--python", str(python()), *arguments]
        if subprocess.run(command, check=False, stderr=subprocess.DEVNULL).returncode == 0:
            return
        # uv reads no pip.conf, so a machine whose index is set up there still has pip.
    command = [str(python()), "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
    # Compiling all of it takes half of pip's time; what is used is compiled when first imported.
    done = subprocess.run([*command, "--no-compile", *arguments], check=False)
    if done.returncode:
        raise CannotStartError(
            "The packages could not be installed (see above): is a package index in reach?"
        )
