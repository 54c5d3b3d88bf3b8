"""Every user string speaks English, French, Spanish and Arabic, with its placeholders."""

import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))

import messages  # noqa: E402 - a tool beside the package

LANGUAGES = sorted(messages.LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_catalogue__complete(language: str) -> None:
    po = polib.pofile(str(messages.catalogue(language)))
    assert len(po) > 1000
    assert [entry.msgid for entry in po.untranslated_entries()] == []
    assert [entry.msgid for entry in po.fuzzy_entries()] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations__keep_their_placeholders(language: str) -> None:
    lost = [
        entry.msgid
        for entry in polib.pofile(str(messages.catalogue(language)))
        if messages.placeholders(entry.msgid)
        - messages.placeholders(
            entry.msgstr_plural[max(entry.msgstr_plural)] if entry.msgid_plural else entry.msgstr
        )
    ]
    assert lost == []


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("xgettext"), reason="gettext is not installed")
@pytest.mark.parametrize("language", LANGUAGES)
def test_catalogue__holds_every_string_of_the_source(language: str, tmp_path: Path) -> None:
    """Slow: collects the strings of the whole source."""
    package = tmp_path / "himaya"
    shutil.copytree(messages.PACKAGE, package, ignore=shutil.ignore_patterns("__pycache__"))
    subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "django", *messages.collecting([language])],
        cwd=package,
        env=messages.environment(),
        check=True,
        capture_output=True,
    )
    path = messages.catalogue(language).relative_to(messages.PACKAGE)
    found = {entry.msgid for entry in polib.pofile(str(package / path))}
    kept = {entry.msgid for entry in polib.pofile(str(messages.catalogue(language)))}
    assert found == kept
