"""`himaya document` on files made for the purpose."""

import json
from pathlib import Path

import pytest

from himaya.cli.main import main
from himaya.engines.documents.tests.making import SECRET, SEEN, mail, word


@pytest.mark.slow
def test_documents__told_and_cleaned_without_a_word_of_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Slow: starts two processes that read."""
    files = {"a.docx": word(), "b.eml": mail(word()), "c.docx": b"<html>x</html>"}
    paths = [str(tmp_path / name) for name in files]
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    texts, out = tmp_path / "texts.jsonl", tmp_path / "out"
    asked = ["--json", "--texts", str(texts), "--clean", str(out), "--copies"]

    assert main(["document", *paths, *asked]) == 1
    told = capsys.readouterr()
    first, second, third, copies = map(json.loads, told.out.splitlines())
    assert (first["kind"], first["tables"], first["languages"]) == ("docx", 1, {"en": 6})
    assert {"kind": "comment", "place": "comments", "count": 1} in first["hidden"]
    assert second["members"][0]["kind"] == "docx"
    assert third["quarantine"]["code"] == "document_wrong_name"
    assert (copies["copies"], copies["resemblance"]) == ([paths[0], f"{paths[1]}#1"], 1.0)
    assert SECRET not in told.out + told.err
    assert [json.loads(line)["id"] for line in texts.read_text().splitlines()] == [
        paths[0], paths[1], f"{paths[1]}#1",
    ]  # fmt: skip

    assert main(["document", str(out / "a.docx")]) == 0
    assert "hidden" not in capsys.readouterr().out


def test_wrong_use__said_before_anything_is_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.txt"
    path.write_text(SEEN)
    assert main(["document", str(tmp_path / "none.txt")]) == 2
    assert main(["document", str(path), "--clean", str(path)]) == 2
    assert "take the place" in capsys.readouterr().err
