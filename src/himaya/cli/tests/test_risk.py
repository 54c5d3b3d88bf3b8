"""`himaya risk` on an invented file of eight people."""

import importlib.util
import json
from pathlib import Path

import polars as pl
import pytest

from himaya.cli.main import main

PEOPLE = """camp,sex,age,weight,hh,incident
North,f,30,18,1,theft
North,f,31,45.5,1,threat
North,f,31,39,2,theft
South,m,70,17,3,theft
South,m,40,541,4,arson
South,m,30,8,5,theft
East,f,70,5,6,threat
North,f,30,92,7,theft
"""
ROLES = ["--keys", "camp,sex,age", "--weight", "weight", "--household", "hh"]


@pytest.fixture(name="people")
def _people(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    path.write_text(PEOPLE)
    return path


def test_file__figures_as_json(people: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["risk", str(people), *ROLES, "--sensitive", "incident", "--json"])
    report = json.loads(capsys.readouterr().out)

    assert status == 0
    assert (report["n"], report["keys"]) == (8, ["camp", "sex", "age"])
    assert report["uniques"] == 4
    assert report["violations"] == {"2": 4, "3": 8, "5": 8}
    assert report["global_risk"] == pytest.approx(report["expected_reidentifications"] / 8)
    assert report["missing"] == "wildcard"
    assert report["suda2"]["max_k"] == 3
    assert report["l_diversity"]["incident"]["distinct"] == 1


def test_file__a_line_per_record_in_order(people: Path, tmp_path: Path) -> None:
    out = tmp_path / "records.csv"

    assert main(["risk", str(people), *ROLES[:4], "--records", str(out)]) == 0
    frame = pl.read_csv(out)
    assert frame.columns == ["fk", "Fk", "risk", "risk_exact", "suda", "dis"]
    assert frame["Fk"].to_list() == [110, 84.5, 84.5, 17, 541, 8, 5, 110]


def test_file__words_name_the_meaning_used(
    people: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["risk", str(people), *ROLES, "--sensitive", "incident"]) == 0
    said = capsys.readouterr().out
    assert "a missing value matches any value" in said
    assert "Global risk" in said
    assert "Household risk" in said
    main(["risk", str(people), *ROLES, "--missing", "category"])
    assert "a missing value is a value of its own" in capsys.readouterr().out


def test_risk_above_what_is_allowed__status_1(people: Path) -> None:
    assert main(["risk", str(people), *ROLES, "--max-global-risk", "0.03"]) == 1
    assert main(["risk", str(people), *ROLES, "--max-global-risk", "0.99"]) == 0


@pytest.mark.parametrize("more", [[], ["--piecewise"]])
def test_missing_values_counted_in_part__said(
    more: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "people.csv"
    path.write_text("camp,sex\nNorth,f\nNorth,\nSouth,m\n")
    found = []
    for alpha in ("1", "0.5"):
        main(["risk", str(path), "--keys", "camp,sex", "--alpha", alpha, "--json", *more])
        found.append(json.loads(capsys.readouterr().out))

    assert [one["alpha"] for one in found] == [1, 0.5]
    assert found[1]["global_risk"] > found[0]["global_risk"]


def test_policy_by_name__told_and_held(people: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["risk", str(people), *ROLES, "--policy", "hdx-public"]) == 1
    assert "does not hold hdx-public: at most 3 %" in capsys.readouterr().out
    one = ["--keys", "incident", "--policy", "hdx-public", "--json"]
    main(["risk", str(people), *one])
    policy = json.loads(capsys.readouterr().out)["policy"]
    assert policy == {"name": "hdx-public", "global_risk": 0.03, "holds": False}


def test_population_beside__k_map_and_presence(
    people: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    everybody = tmp_path / "everybody.csv"
    everybody.write_text("camp,sex\n" + "North,f\n" * 8 + "South,m\n" * 4 + "East,f\n" * 2)
    call = ["risk", str(people), "--keys", "camp,sex", "--population-file", str(everybody)]

    assert main([*call, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["population_file"] == {
        "people": 14, "k_map": 2, "below": {"2": 0, "3": 1, "5": 4},
        "delta_highest": 0.75, "delta_lowest": 0.5, "missing": "category",
    }  # fmt: skip
    assert main(call) == 0
    assert "at least 2 of 14 people" in capsys.readouterr().out
    everybody.write_text("camp,sex\nNorth,f\n")
    assert main(call) == 2
    assert "no part of it" in capsys.readouterr().err


def test_wrong_use__status_2_and_what_to_do(
    people: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["risk", str(people), "--keys", "camp,nobody", "--json"]) == 2
    printed = capsys.readouterr()
    assert json.loads(printed.out)["error"]["code"] == "column_unknown"
    assert "nobody" in printed.err
    assert main(["risk", str(people.with_name("none.csv")), "--keys", "camp"]) == 2


def test_unsound_file__status_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "people.csv"
    path.write_text("camp,w\nNorth,0\nSouth,1\n")

    assert main(["risk", str(path), "--keys", "camp", "--weight", "w"]) == 1
    assert "1 weights in w" in capsys.readouterr().err


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_piece_by_piece__same_figures(
    kind: str, people: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / f"all.{kind}"
    frame = pl.read_csv(people).with_columns(age=pl.Series([30, 31, None, 70, 40, 30, 70, 30]))
    frame.write_csv(path) if kind == "csv" else frame.write_parquet(path)
    whole = []
    for more in ([], ["--piecewise"]):
        assert main(["risk", str(path), *ROLES[:4], "--json", *more]) == 0
        whole.append(json.loads(capsys.readouterr().out))

    assert _close(*whole)
    assert main(["risk", str(path), *ROLES, "--piecewise"]) == 2
    assert main(["risk", str(path), "--keys", "nobody", "--piecewise"]) == 2
    assert main(["risk", str(path), "--keys", "camp", "--weight", "sex", "--piecewise"]) == 1


def _close(one: dict[str, object], other: dict[str, object]) -> bool:
    assert one.keys() == other.keys()
    for name, value in one.items():
        if isinstance(value, dict):
            _close(value, other[name])  # type: ignore[arg-type]
        elif isinstance(value, float):
            assert value == pytest.approx(other[name])
        else:
            assert value == other[name]
    return True


def test_piece_by_piece__other_kinds_and_no_file_refused(people: Path) -> None:
    for name in ("people.xlsx", "nobody.csv"):
        path = str(people.with_name(name))
        assert main(["risk", path, "--keys", "camp", "--piecewise"]) == 2


def test_report__what_its_ending_says(people: Path, tmp_path: Path) -> None:
    html, figures = tmp_path / "r.html", tmp_path / "r.json"
    for path in (html, figures):
        assert main(["risk", str(people), *ROLES, "--report", str(path), "--language", "fr"]) == 0
        assert path.stat().st_mode & 0o077 == 0

    assert 'lang="fr"' in html.read_text()
    assert "INTERNE" in html.read_text()
    assert json.loads(figures.read_text())["n"] == 8


def test_report_that_cannot_be_written__refused_before_work(
    people: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    for name in ("r.docx", "r.pdf"):
        with pytest.raises(SystemExit):
            main(["risk", str(people), *ROLES, "--report", str(tmp_path / name)])
    monkeypatch.undo()
    assert main(["risk", str(people), *ROLES, "--report", str(tmp_path / "no" / "r.html")]) == 2
