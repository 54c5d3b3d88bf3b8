"""A family of child processes that live and die together: Ctrl-C leaves no orphan."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from types import FrameType, TracebackType
from typing import Self

_PR_SET_PDEATHSIG = 1  # linux/prctl.h
_GRACE = 12.0  # seconds: a running job may finish (jobs.worker stops within ten)


def _die_with_parent() -> None:
    """In the child: get SIGTERM when the parent dies by kill -9 and can stop nobody (Linux)."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


class Family:
    """Starts children, each in a group of its own, and stops all of them on leaving."""

    def __init__(self) -> None:
        self._children: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> Self:
        # SIGTERM (a service manager) and SIGHUP (a closed terminal) end like Ctrl-C.
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, _interrupt)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self, name: str, command: Sequence[str]) -> None:
        """Start one child. It has its own process group, so Ctrl-C reaches it through us only."""
        hook = _die_with_parent if sys.platform == "linux" else None
        self._children[name] = subprocess.Popen(  # noqa: S603 - our own commands
            command,
            start_new_session=True,
            preexec_fn=hook,  # noqa: PLW1509 - no threads run at this point
        )

    def all_alive(self) -> bool:
        """Whether every child still runs."""
        return all(child.poll() is None for child in self._children.values())

    def wait(self) -> str:
        """Wait until a child ends by itself; returns its name."""
        while True:
            for name, child in self._children.items():
                if child.poll() is not None:
                    return name
            time.sleep(0.2)

    def stop(self) -> None:
        """Ask all to stop, wait a little, then kill what is left of their groups."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C must not leave orphans
        self._signal_all(signal.SIGTERM)
        until = time.monotonic() + _GRACE
        while not self._all_gone() and time.monotonic() < until:
            time.sleep(0.05)
        self._signal_all(signal.SIGKILL)
        for child in self._children.values():
            child.wait()

    def _all_gone(self) -> bool:
        return all(child.poll() is not None for child in self._children.values())

    def _signal_all(self, number: signal.Signals) -> None:
        for child in self._children.values():
            try:
                os.killpg(child.pid, number)
            except ProcessLookupError:
                continue  # the whole group has ended, which is what we want


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
