"""docs/reference/registers.md is what the declarations give, and every register says why."""

from pathlib import Path

import pytest

from himaya.datasets.declarations import Profile, profiles
from himaya.profiles.reference import registers_page

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "registers.md"


@pytest.mark.slow
def test_page_of_registers__as_declared() -> None:
    """Slow, since it reads every form: two seconds."""
    assert PAGE.read_text(encoding="utf-8") == registers_page(), "python tools/registers.py"


@pytest.mark.parametrize("profile", profiles(), ids=lambda profile: profile.code)
def test_register__says_why_it_is_seen_and_kept_so_and_whom_it_serves(profile: Profile) -> None:
    assert profile.reason.endswith(".")
    assert profile.serves
    assert list(profile.serves) == sorted(set(profile.serves))
