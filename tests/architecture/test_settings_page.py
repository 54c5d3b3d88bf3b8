"""Every setting has its line, and every line a setting."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/reference/settings.md"
# Read from the environment by env.py's readers, by os.environ, or by the two shell scripts.
_READ = re.compile(
    r"""(?:env\.(?:text|flag|number|words)\(|os\.environ(?:\.get|\.setdefault)?[(\[]|\$\{?)\s*"?(HIMAYA_[A-Z_]+)"""
)


def settings_read() -> set[str]:
    """Names of the environment that the program looks at."""
    sources = [*(ROOT / "src").rglob("*.py"), *(ROOT / "tools").glob("*.py"), ROOT / "run"]
    return {
        name
        for source in sources
        if "tests" not in source.parts
        for name in _READ.findall(source.read_text())
    }


def settings_described() -> set[str]:
    return set(re.findall(r"^\| `(HIMAYA_[A-Z_]+)`", PAGE.read_text(), re.MULTILINE))


def test_settings_page__complete_and_nothing_else() -> None:
    assert settings_read() == settings_described()
    assert len(settings_read()) > 10
