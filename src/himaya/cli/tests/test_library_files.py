"""`himaya library add FOLDER`: links that lead out of a folder are left out."""

from pathlib import Path

import pytest

from himaya.cli.library import _files


def test_links__are_left_out_and_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.txt").write_text("secret")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "report.txt").write_text("report")
    (folder / "link.txt").symlink_to(outside / "secret.txt")
    (folder / "deep").symlink_to(outside)
    assert list(_files([folder])) == [folder / "report.txt"]
    assert "link.txt: a link, left out." in capsys.readouterr().err
