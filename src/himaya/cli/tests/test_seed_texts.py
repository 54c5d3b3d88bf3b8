"""The plans and reports that the platform grew out of, read as they are: nobody's name comes out.

Skipped where HIMAYA_SEEDS names no folder with them. Names are read out of their own lists, by
counting cells, so that the test knows them in another way than the engine does.
"""

import json
import os
import re
from pathlib import Path

import pytest

from himaya.cli.main import main
from himaya.engines.narrative.entities import entities_in, masked
from himaya.engines.narrative.words import words_of

FOLDER = Path(os.environ.get("HIMAYA_SEEDS", "/nonexistent"))
_PARTICIPANT = re.compile(r"^\d{1,2}\t([^\t\n]+)\t([^\t\n]+)\t", re.MULTILINE)
_MEMBER = re.compile(r"(?:^|\t| )\d\. ?([A-Z][a-z]+(?: [A-Z][a-z]+){0,2})(?=\n|,| \[| \()")


def names_in(text: str) -> set[str]:
    """First and last names of lists of participants, and members of groups."""
    listed = {name for cells in _PARTICIPANT.findall(text) for name in cells}
    groups = text.split("MEMBERS")[1:]
    return listed | {
        name for group in groups for name in _MEMBER.findall(group.split("Action Point")[0])
    }


@pytest.mark.skipif(not FOLDER.is_dir(), reason="HIMAYA_SEEDS names no folder")
def test_texts__read_and_coded_without_a_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files, texts = sorted(FOLDER.glob("*.txt")), tmp_path / "texts.jsonl"
    assert len(files) == 5
    assert main(["document", *map(str, files), "--texts", str(texts), "--json"]) == 0
    assert main(["themes", "suggest", str(texts), "--passages", "--details", "--json"]) == 0
    assert main(["themes", "suggest", str(texts), "--passages"]) == 0
    printed = set(words_of(capsys.readouterr().out).folded)

    rows = [json.loads(line) for line in texts.read_text(encoding="utf-8").splitlines()]
    names = {name for row in rows for name in names_in(row["text"])}
    assert len(names) > 40
    for row in rows:
        left = set(words_of(masked(row["text"], entities_in(row["text"]))).folded)
        said = {word for name in names_in(row["text"]) for word in words_of(name).folded}
        assert {word for word in said & (left | printed) if len(word) > 2} == set()
