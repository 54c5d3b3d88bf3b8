"""Message catalogues: `python tools/messages.py` brings them up to date with the source.

`--missing LANGUAGE` prints what is untranslated as JSON; `--fill LANGUAGE FILE.json` puts
translations in ({msgid: text} or {msgid: [form, ...]} for plurals), refusing those that lose a
placeholder. Needs gettext's xgettext for the update only.
"""

import argparse
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "himaya"
NAMES = {"ar": "Arabic", "es": "Spanish", "fr": "French"}
LANGUAGES = tuple(NAMES)
_PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%[sd%]|\{(\w+)\}")


def catalogue(language: str) -> Path:
    """Where the catalogue of a language lies."""
    return PACKAGE / "locale" / language / "LC_MESSAGES" / "django.po"


def collecting(languages: Iterable[str]) -> list[str]:
    """Arguments of Django's makemessages that collect our strings."""
    arguments = ["makemessages", "--no-location", "--no-wrap", "--no-obsolete"]
    arguments += ["-i", "tests/*", "-i", "*/tests/*", "-i", "*/guide/*"]
    return arguments + [part for language in languages for part in ("-l", language)]


def environment() -> dict[str, str]:
    """What makemessages needs to start."""
    settings = {"DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONPATH": str(ROOT)}
    return {**os.environ, **settings}


def update() -> None:
    """Collect the strings of the source into every catalogue; old ones go."""
    command = [sys.executable, "-m", "django", *collecting(LANGUAGES)]
    subprocess.run(command, cwd=PACKAGE, env=environment(), check=True)
    for language in LANGUAGES:
        po = polib.pofile(str(catalogue(language)), wrapwidth=0)
        for entry in po:
            if entry.fuzzy:  # a guess of msgmerge is no translation
                entry.flags.remove("fuzzy")
                entry.msgstr = ""
                entry.msgstr_plural = dict.fromkeys(entry.msgstr_plural, "")
                entry.previous_msgctxt = entry.previous_msgid = entry.previous_msgid_plural = None
        po.header = f"himaya: messages in {NAMES[language]}. Licence as the project's."
        po.metadata_is_fuzzy = []
        po.metadata = {
            "Project-Id-Version": "himaya",  # no dates: they would change at every run
            "Language": language,
            "MIME-Version": "1.0",
            "Content-Type": "text/plain; charset=UTF-8",
            "Content-Transfer-Encoding": "8bit",
            "Plural-Forms": po.metadata["Plural-Forms"],
        }
        po.save()


def placeholders(text: str) -> set[str]:
    """Names and signs that a translation must keep."""
    return {match.group() for match in _PLACEHOLDER.finditer(text)}


def missing(language: str) -> list[dict[str, object]]:
    """Untranslated messages with their context and plural."""
    po = polib.pofile(str(catalogue(language)))
    return [
        {"msgid": entry.msgid, "context": entry.msgctxt, "plural": entry.msgid_plural or None}
        for entry in po.untranslated_entries()
    ]


def fill(language: str, translations: dict[str, object]) -> list[str]:
    """Put translations in; returns what was refused and why."""
    po = polib.pofile(str(catalogue(language)), wrapwidth=0)
    refused = []
    for entry in po:
        given = translations.get(entry.msgid)
        if given is None:
            continue
        forms = given if isinstance(given, list) else [given]
        if any(placeholders(entry.msgid) - placeholders(str(form)) for form in forms[-1:]):
            refused.append(f"placeholder lost: {entry.msgid}")
        elif entry.msgid_plural:
            entry.msgstr_plural = {number: str(form) for number, form in enumerate(forms)}
        else:
            entry.msgstr = str(forms[0])
    po.save()
    return refused


def main() -> int:
    """Do what the arguments ask for."""
    parser = argparse.ArgumentParser(description="Message catalogues.")
    parser.add_argument("--missing", metavar="LANGUAGE", choices=LANGUAGES)
    parser.add_argument("--fill", nargs=2, metavar=("LANGUAGE", "FILE"))
    options = parser.parse_args()
    if options.missing:
        print(json.dumps(missing(options.missing), ensure_ascii=False, indent=1))
        return 0
    if options.fill:
        refused = fill(options.fill[0], json.loads(Path(options.fill[1]).read_text()))
        print("\n".join(refused) or "filled")
        return 1 if refused else 0
    update()
    return 0


if __name__ == "__main__":
    sys.exit(main())
