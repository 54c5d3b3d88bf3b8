"""`himaya tables check`: status, JSON and refusals."""

import json
from pathlib import Path

import pytest

from himaya.cli.main import main

LEAKING = "admin1,sex,count\nXX11,F,*\nXX11,M,17\nXX11,Total,20\n"
SAFE = "admin1,count\nXX11,20\nXX12,21\nTotal,41\n"


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    made = {"leaking": LEAKING, "safe": SAFE, "wrong": "admin1,count\nXX11,-\n"}
    for name, text in made.items():
        (tmp_path / f"{name}.csv").write_text(text)
    return {name: str(tmp_path / f"{name}.csv") for name in made}


def test_safe_table__status_0(files: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["tables", "check", files["safe"], "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["ok"] is True


def test_leaking_table__status_1_and_says_which(
    files: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["tables", "check", files["leaking"], "--json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert report["internal"] is True
    assert report["leaks"][0]["cell"] == {"admin1": "XX11", "sex": "F"}
    assert report["leaks"][0]["leaks"] == ["exact", "below_threshold"]


def test_in_words__begins_with_the_warning(
    files: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["tables", "check", files["leaking"]]) == 1
    assert capsys.readouterr().out.startswith("INTERNAL.")


def test_external__verdict_only(files: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["tables", "check", files["leaking"], "--external"]) == 1
    assert "XX11" not in capsys.readouterr().out


def test_unreadable_table__faults_with_ids(
    files: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["tables", "check", files["wrong"], "--json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert [fault["id"] for fault in report["faults"]] == ["value_unreadable"]
    assert report["ok"] is False


def test_no_such_file__wrong_use(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["tables", "check", "nosuch.csv"]) == 2
    assert "no file nosuch.csv" in capsys.readouterr().err


def test_report__internal_or_what_may_leave(files: dict[str, str], tmp_path: Path) -> None:
    inside, outside = tmp_path / "in.html", tmp_path / "out.html"
    assert main(["tables", "check", files["leaking"], "--report", str(inside)]) == 1
    arguments = ["--external", "--report", str(outside), "--language", "es"]
    assert main(["tables", "check", files["safe"], *arguments]) == 0

    assert "XX11" in inside.read_text()
    assert 'class="mark"' in inside.read_text()
    assert 'class="mark"' not in outside.read_text()
    assert 'lang="es"' in outside.read_text()


SMALL = "admin1 \\ sex,F,M,Total\nXX11,3,17,20\nXX12,12,9,21\nXX13,30,25,55\nTotal,45,51,96\n"


def test_suppress__tables_that_the_checker_lets_pass(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "march.csv").write_text(SMALL)
    call = ["tables", "suppress", str(tmp_path / "march.csv"), "--out", str(tmp_path / "out")]

    assert main([*call, "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["ok"], report["primary"], report["secondary"]) == (True, 1, 3)
    assert report["written"] == ["march.csv"]
    written = tmp_path / "out" / "march.csv"
    assert "XX11,F,*" in written.read_text()
    assert main(["tables", "check", str(written)]) == 0


def test_suppress__what_was_shown_before_cannot_be_hidden(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "march.csv").write_text(SMALL)
    (tmp_path / "april.csv").write_text(SMALL)
    call = ["tables", "suppress", str(tmp_path / "april.csv"), "--out", str(tmp_path / "out")]

    assert main([*call, "--released", str(tmp_path / "march.csv")]) == 1
    assert not (tmp_path / "out").exists()
    said = capsys.readouterr().out
    assert "admin1=XX11, sex=F" in said
    assert "may not be shared" in said
    assert main(call[:3]) == 2
    assert "--out FOLDER" in capsys.readouterr().err
    assert main([*call[:3], "--out", str(tmp_path)]) == 2
    (tmp_path / "file").touch()
    sound = tmp_path / "sound.csv"
    sound.write_text(SAFE)
    assert main(["tables", "suppress", str(sound), "--out", str(tmp_path / "file")]) == 1
    assert (tmp_path / "april.csv").read_text() == SMALL


def test_suppress__tables_of_one_name_are_all_written(tmp_path: Path) -> None:
    for name in ("a+b", "a=b"):
        (tmp_path / f"{name}.csv").write_text(SAFE)
    tables = [str(tmp_path / "a+b.csv"), str(tmp_path / "a=b.csv")]

    assert main(["tables", "suppress", *tables, "--out", str(tmp_path / "out")]) == 0
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"a_b.csv", "a_b #2.csv"}
