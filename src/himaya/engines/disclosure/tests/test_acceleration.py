"""Compiling is an extra: without numba, or without a place to keep what it made, all still works."""

import importlib
import importlib.util
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from himaya.engines import acceleration


def test_numba_missing_or_unwanted__not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HIMAYA_NUMBA", "1")
    assert acceleration.is_compiled() == (importlib.util.find_spec("numba") is not None)
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    assert not acceleration.is_compiled()


def test_nowhere_to_keep_it__compiled_without_keeping(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[dict[str, Any]] = []

    def njit(**options: Any) -> Callable[[Any], Any]:  # noqa: ANN401 - as numba's own
        def decorate(function: Any) -> Any:  # noqa: ANN401 - as numba's own
            asked.append(options)
            if options.get("cache"):
                raise RuntimeError("cannot cache function: no locator available")
            return function

        return decorate

    monkeypatch.setattr(importlib, "import_module", lambda _: SimpleNamespace(njit=njit))

    assert acceleration.compiled(len)("abc") == 3
    assert [options.get("cache", False) for options in asked] == [True, False]
