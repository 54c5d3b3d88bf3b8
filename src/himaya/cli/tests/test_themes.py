"""`himaya themes` on invented texts."""

import gzip
import io
import json
from pathlib import Path
from typing import Any

import pytest

from himaya.cli.main import main
from himaya.engines.narrative.tests.worlds import coded_rows, theme, tree

REPORT = (
    "Armed men abducted two traders near the market. The families do not know where they are.\n\n"
    "Aucun cas de mariage précoce n'a été signalé dans le site.\n\n"
    "انفجر لغم في الحقل قرب المدرسة."
)


def lines(path: Path, rows: list[dict[str, Any]]) -> str:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
    return str(path)


@pytest.fixture(name="coded")
def _coded(tmp_path: Path) -> str:
    rows = [
        {
            "id": row.id,
            "text": row.text,
            "lang": "en",
            "labels": list(row.labels or ()),
            "split": "train" if number < 1_460 else "check",
        }
        for number, row in enumerate(coded_rows(1_500))
    ]
    return lines(tmp_path / "coded.jsonl", rows)


@pytest.fixture(name="framework")
def _framework(tmp_path: Path) -> str:
    path = tmp_path / "small.json"
    themes = [theme("water", ["water"]), theme("arrest", ["arrest*"]), theme("school", ["school"])]
    path.write_text(json.dumps(tree(*themes)))
    return str(path)


def answers(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_suggest__a_line_per_text_with_passages_and_why(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = lines(tmp_path / "reports.jsonl", [{"id": "r1", "text": REPORT}, {"text": "Nothing."}])

    assert main(["themes", "suggest", path, "--passages", "--json"]) == 0
    first, second = answers(capsys)
    assert [one["language"] for one in first["passages"]] == ["en", "fr", "ar"]
    assert {"PR01", "PR10"} <= set(first["themes"])
    assert {"PAF_B", "PAF_B1"} <= set(first["headings"])
    assert "PR04" in first["denied"]
    abducted = next(one for one in first["passages"][0]["suggestions"] if one["theme"] == "PR01")
    assert abducted["path"] == ["PAF_B", "PAF_B1", "PR01"]
    start, end = abducted["because"][0]["places"][0]
    assert REPORT[start:end] == "abducted"
    mine = next(one for one in first["passages"][2]["suggestions"] if one["theme"] == "PR10")
    start, end = mine["because"][0]["places"][0]
    assert REPORT[start:end] == "لغم"
    assert second["id"] == "2"
    assert second["themes"] == []


def test_details__places_of_identifiers_and_days_but_no_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "Intro.\n\nWe visited on 3 March 2026 and met Mr Invented Nobody, tel. +000 1111 2222."
    path = lines(tmp_path / "r.jsonl", [{"text": text}])

    assert main(["themes", "suggest", path, "--passages", "--details", "--json"]) == 0
    printed = capsys.readouterr().out
    found = json.loads(printed)["passages"][1]
    assert [text[one["start"] : one["end"]] for one in found["identifiers"]] == [
        "Invented Nobody",
        "+000 1111 2222",
    ]
    assert (found["days"][0]["first"], found["quality"]["first_hand"]) == ("2026-03-03", True)
    assert "Nobody" not in printed


def test_suggest__words_for_people(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps({"id": "a", "text": REPORT}) + "\n"))

    assert main(["themes", "suggest", "-"]) == 0
    printed = capsys.readouterr().out
    assert "PR01 (0.70): abducted" in printed
    assert "not sure" in printed


def test_train_then_evaluate_and_accept(
    coded: str, framework: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    model = str(tmp_path / "m.npz")
    given = ["--framework", framework, "--model", model, "--json"]

    assert main(["themes", "train", coded, *given, "--split", "train"]) == 0
    (trained,) = answers(capsys)
    assert trained["kept"]
    assert trained["card"]["data"]["texts"] == 1_460
    assert main(["themes", "evaluate", coded, *given, "--split", "check"]) == 0
    (report,) = answers(capsys)
    assert report["texts"] == 40
    assert report["micro_f1"] > 0.95 > report["lexicon_alone"]["micro_f1"]
    assert set(report["acceptance"]) == {"coverage", "precision", "accepted"}
    assert main(["themes", "suggest", coded, *given, "--accept", "water"]) == 0
    accepted = [one for line in answers(capsys) for one in line["suggestions"] if "accepted" in one]
    assert {one["theme"] for one in accepted} == {"water"}
    assert {one["reviewed"] for one in accepted} == {False}


def test_worse_model__not_written_unless_forced(
    coded: str, framework: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    model = tmp_path / "m.npz"
    given = ["--framework", framework, "--model", str(model)]
    assert main(["themes", "train", coded, *given]) == 0
    before = model.read_bytes()
    spoilt = [
        {"text": row.text, "labels": ["water"] if number < 50 else []}
        for number, row in enumerate(coded_rows(100))
    ]
    path = lines(tmp_path / "spoilt.jsonl", spoilt)

    assert main(["themes", "train", path, *given]) == 1
    assert model.read_bytes() == before
    assert "was left as it is" in capsys.readouterr().out
    assert main(["themes", "train", path, *given, "--force"]) == 0
    assert model.read_bytes() != before


def test_labels_of_another_list__become_themes(
    coded: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    packed = tmp_path / "coded.jsonl.gz"
    packed.write_bytes(gzip.compress(Path(coded).read_bytes()))

    assert main(["themes", "evaluate", str(packed), "--json"]) == 0
    printed = capsys.readouterr()
    assert "3 labels are not in the framework" in printed.err
    assert set(json.loads(printed.out)["themes"]) == {"water", "arrest", "school"}
    assert main(["themes", "evaluate", coded]) == 0
    assert "macro-F1" in capsys.readouterr().out


def test_framework__printed_and_checked(
    framework: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["themes", "framework"]) == 0
    default = tmp_path / "default.json"
    default.write_text(capsys.readouterr().out)
    assert main(["themes", "framework", "--framework", str(default)]) == 0
    assert json.loads(capsys.readouterr().out)["code"] == "protection"
    Path(framework).write_text(json.dumps(tree({"code": "x"})))
    assert main(["themes", "framework", "--framework", framework, "--json"]) == 1
    (refused,) = answers(capsys)
    assert refused["error"]["faults"][0]["where"] == "themes[0].title"


def test_wrong_use_and_unsound_files(
    coded: str, framework: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_text('{"text": "a"}\n{"id": 1}\nno\n{"text": "b", "labels": "x"}\n')

    assert main(["themes", "suggest"]) == 2
    assert main(["themes", "suggest", "nobody.jsonl"]) == 2
    assert main(["themes", "suggest", coded, "--model", "nobody.npz"]) == 2
    assert main(["themes", "suggest", coded, "--accept", "all"]) == 2
    assert main(["themes", "suggest", coded, "--split", "nobody"]) == 2
    assert main(["themes", "suggest", coded, "--framework", "nobody.yaml"]) == 2
    assert main(["themes", "suggest", coded, "--model", framework]) == 1
    assert main(["themes", "suggest", str(bad)]) == 1
    assert "line 2" in capsys.readouterr().err
    model = str(tmp_path / "m.npz")
    assert main(["themes", "train", coded, "--framework", framework, "--model", model]) == 0
    other = tmp_path / "other.json"
    other.write_text(json.dumps(tree(theme("water", ["tap"]))))
    assert main(["themes", "suggest", coded, "--model", model, "--framework", str(other)]) == 1
    assert "another framework" in capsys.readouterr().err
    assert main(["themes", "suggest", coded, "--model", model, "--accept", "nobody"]) == 2


def test_framework__to_a_workbook_and_a_codebook_and_back(
    tmp_path: Path, framework: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("out.xlsx", "out.qdc"):
        out = str(tmp_path / name)
        assert main(["themes", "framework", "--framework", framework, "--to", out]) == 0
        assert main(["themes", "framework", "--framework", out]) == 0
        codes = [theme["code"] for theme in json.loads(capsys.readouterr().out)["themes"]]
        assert codes == ["water", "arrest", "school"]
    assert main(["themes", "framework", "--to", str(tmp_path / "out.doc")]) == 2
    assert main(["themes", "framework", "--to", out, "--language", "sw"]) == 2


def test_agreement_of_coders__by_theme(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = [["water"], ["water"], [], ["school"], ["school"]]
    one = [{"id": n, "text": "x", "labels": labels} for n, labels in enumerate(given)]
    other = [*one[:4], {"id": 4, "text": "x", "labels": []}]
    files = [lines(tmp_path / "a.jsonl", one), lines(tmp_path / "b.jsonl", other)]

    assert main(["themes", "agree", *files, "--json"]) == 0
    (said,) = answers(capsys)
    school, water = said["themes"]
    assert (school["theme"], school["given"]) == ("school", 2)
    assert (school["kappa"]["value"], water["kappa"]["value"]) == (0.5455, 1.0)
    assert said["alpha"]["low"] <= said["alpha"]["value"] <= said["alpha"]["high"]
    assert main(["themes", "agree", *files]) == 0
    assert "school: alpha" in capsys.readouterr().out.splitlines()[1]
    assert main(["themes", "agree", files[0]]) == 2


def test_places_of_a_list__told_with_their_codes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    areas = tmp_path / "areas.csv"
    areas.write_text("ADM1_PCODE,ADM1_EN,ADM2_PCODE,ADM2_EN\nMJ01,Northmarch,MJ0102,Old Port\n")
    path = lines(tmp_path / "a.jsonl", [{"id": "1", "text": "Shelling hit Old Port on Monday."}])
    asked = ["themes", "suggest", path, "--details", "--json", "--places", str(areas)]

    assert main(asked) == 0
    (said,) = answers(capsys)
    assert said["places"] == [{"start": 13, "end": 21, "codes": ["MJ0102"]}]
    assert said["quality"]["where"] is True
