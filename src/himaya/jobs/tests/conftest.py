"""The tests declare their own recurring work; that of the rooms stays out."""

import pytest

from himaya.jobs import schedule


@pytest.fixture(autouse=True)
def _only_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedule, "_declared", {})
