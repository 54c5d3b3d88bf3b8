"""`himaya import --dry-run` of a 3W and other kinds: read against lists, normalised, explained."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from himaya.cli.as_told import refuse_unasked
from himaya.cli.benches import say_problems
from himaya.cli.main import main
from himaya.cli.session import WrongUseError
from himaya.collect.importers import FOR_ALL, Bench, importer_of

PLACES = """\
ADM0_PCODE,ADM0_EN,ADM1_PCODE,ADM1_EN,ADM2_PCODE,ADM2_EN
XR,Xeria,XR01,Northland,XR0101,Hillside
XR,Xeria,XR02,Sant-Elia,XR0202,Kareema
"""
AGENCIES = """\
Lookup,Canonical Name,Acronym,Type Code,Country Code
Secours Sans Nom,Relief Without Name,RWN,437,
Mains du Village,Village Hands,VH,441,
"""
THREE_W = """\
Organisation;Cluster;Admin2;Code;Statut
Secours Sans Nom;Protection de l'enfant;Hillside;XR0101;En cours
Mains du Village;Santé;Kareema;XR202;En cours
=Mains du Village;Santé;Nulle part;;En cours
"""


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    made = {"places": PLACES, "agencies": AGENCIES, "3w": THREE_W, "odd": "a,b\n1,2\n"}
    for name, text in made.items():
        (tmp_path / f"{name}.csv").write_text(text)
    return {name: str(tmp_path / f"{name}.csv") for name in made}


def read(files: dict[str, str], *more: str, name: str = "3w") -> int:
    lists = ["--places", files["places"], "--agencies", files["agencies"]]
    return main(["import", files[name], "--as", "3w", "--dry-run", *lists, *more])


def test_three_w__normalised_as_presence_and_each_doubt_in_its_row(
    files: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "presence.csv"

    assert read(files, "--normalised", str(out), "--json") == 1

    report = json.loads(capsys.readouterr().out)
    assert (report["accepted"] + report["doubtful"], report["refused"]) == (3, 0)
    assert {one["row"] for one in report["problems"]} >= {4}
    assert all(set(one) == {"row", "field", "code", "message"} for one in report["problems"])
    with out.open(encoding="utf-8-sig") as handle:
        rows = list(csv.DictReader(handle))
    found = {(row["admin2_code"], row["org_acronym"], row["sector_code"]) for row in rows}
    assert {("XR0101", "RWN", "PRO-CPN"), ("XR0202", "VH", "HEA")} <= found
    assert not any(value.startswith("=") for row in rows for value in row.values())


def test_words_decided_by_a_person__honoured(
    files: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mapping = tmp_path / "mapping.json"
    mapping.write_text(json.dumps({"decisions": {"area": {"Nulle part": "XR0202"}}}))
    read(files, "--mapping", str(mapping), "--json")
    report = json.loads(capsys.readouterr().out)
    assert not any(one["code"] == "place_unknown" for one in report["problems"])


def test_columns_and_order_told_by_options__honoured(
    files: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert read(files, "--column", "Statut=", "--column", "Cluster=sector", "--json") == 1
    fields = {
        one["heading"]: one["field"] for one in json.loads(capsys.readouterr().out)["columns"]
    }
    assert (fields["Statut"], fields["Cluster"]) == ("", "sector")
    assert read(files, "--column", "Statut=nosuch") == 2
    assert "there is no field nosuch" in capsys.readouterr().err


def test_without_dry_run__says_what_may_be_done(
    files: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import", files["3w"], "--as", "3w", "--country", "TCD"]) == 2
    assert "serve --dry-run" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("option", "said"),
    [
        (["--places", "nosuch.csv"], "There is no file nosuch.csv"),
        (["--mapping", "nosuch.json"], "There is no file nosuch.json"),
    ],
)
def test_list_that_is_not_there__wrong_use(
    files: dict[str, str], option: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert read(files, *option) == 2
    assert said in capsys.readouterr().err


def test_list_of_something_else__wrong_use(
    files: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    for option in ("--places", "--agencies"):
        assert read(files, option, files["odd"]) == 2
        assert "holds no a" in capsys.readouterr().err


def test_file_of_something_else__status_1_with_its_code(
    files: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert read(files, "--json", name="odd") == 1
    report = json.loads(capsys.readouterr().out)
    assert report["problems"][0]["code"] == "file_without_table"


def test_headings_without_rows__said_with_status_1(
    files: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    Path(files["3w"]).write_text(THREE_W.splitlines()[0] + "\n")
    assert read(files) == 1
    assert "There are no rows under the headings in row 1." in capsys.readouterr().out


def test_contacts__persons_stay_out_of_table_and_json(
    files: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, out = tmp_path / "contacts.csv", tmp_path / "out.csv"
    file.write_text(
        "Name,Organisation,Email,Phone\n"
        "Invented Person,VH,inv@example.org,0700 111\n"
        "Invented Other,Relief of Nobody,oth@example.org,\n"
    )
    lists = ["--places", files["places"], "--agencies", files["agencies"]]
    asked = ["import", str(file), "--as", "contacts", "--dry-run", "--json"]
    main([*asked, "--normalised", str(out), *lists])
    said = capsys.readouterr().out + out.read_text()
    assert "Invented" not in said
    assert "example.org" not in said
    assert "0700" not in said
    with out.open(encoding="utf-8-sig") as written:
        assert [row["agency"] for row in csv.DictReader(written)] == ["VH", "Relief of Nobody"]


@pytest.mark.slow  # a process of its own: in this one Django has started already
def test_lists_given_without_an_installation__read_and_no_folder_made(
    files: dict[str, str], tmp_path: Path
) -> None:
    lists = ["--places", files["places"], "--agencies", files["agencies"]]
    command = ["import", files["3w"], "--as", "3w", "--dry-run", *lists]
    folder = tmp_path / "none"

    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "himaya.cli.main", *command],
        env={**os.environ, "HIMAYA_DATA": str(folder), "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (1, "")
    assert "rows normalised" in done.stdout
    assert not folder.exists()


UNTRUE = [
    (["--head-row", "99"], "Row 99 holds no headings"),
    (["--sheet", "Nope"], "There is no sheet Nope"),
    (["--column", "Nope=agency:name"], "There is no column “Nope”; there is “Organisation”"),
    (["--column", "Statut=sector"], "These columns would all be read as sector: Cluster, Statut"),
    (["--column", "Statut=agency"], "read as agency:name: Organisation, Statut"),
    (["--column", "Admin2=area:name:two"], "the level of an area is a number"),
    (["--for-all", "nothing=5"], "read without lists"),
]


@pytest.mark.parametrize(("option", "said"), UNTRUE)
def test_what_the_file_does_not_have__wrong_use_naming_what_there_is(
    files: dict[str, str], option: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert read(files, *option) == 2
    assert said in capsys.readouterr().err


FIGURES = """Place;As of;Group;Figure
MJ0101;03/04/2026;IDPs;100
MJ0101;05/06/2026;IDPs;90
"""


def test_required_question_without_a_column__asked_once_and_not_in_each_row(
    capsys: pytest.CaptureFixture[str],
) -> None:
    importer = importer_of("population")
    assert importer is not None
    reading = importer.read(FIGURES.encode(), "figures.csv")
    report = dict(importer.to_json(reading))
    [question, *_more] = [one["question"] for one in report["asked"]]

    say_problems({**report, "problems": [{"row": None, "code": "a", "field": "", "message": "b."}]})

    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("For all rows: ")
    assert f"({question}): answer with --for-all {question}=…" in lines[0]
    assert lines[-1] == "a: b."
    assert report["refused"] == 2
    assert "required" not in {one["code"] for one in report["problems"]}


def test_for_all_of_what_is_not_asked__wrong_use_naming_what_is() -> None:
    importer = importer_of("population")
    assert importer is not None
    reading = importer.read(FIGURES.encode(), "figures.csv")

    with pytest.raises(WrongUseError, match="of all rows is asked "):
        refuse_unasked(importer, reading, Bench({FOR_ALL: {"nothing": "5"}}))


@pytest.mark.parametrize(
    "shape",
    [
        [],
        {"columns": {"Sector": "x"}},
        {"columns": []},
        {"decisions": {"area": []}},
        {"choices": {"group": {"IDPs": 5}}},
        {"head_row": "3"},
    ],
)
def test_mapping_of_a_wrong_shape__wrong_use_showing_the_right_one(
    files: dict[str, str], tmp_path: Path, shape: object, capsys: pytest.CaptureFixture[str]
) -> None:
    mapping = tmp_path / "mapping.json"
    mapping.write_text(json.dumps(shape))

    assert read(files, "--mapping", str(mapping)) == 2
    assert 'is no mapping; it should look like {"sheet": "Data"' in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "text"), [("rows.json", "a,b"), ("rows.csv", '[\n{"Organisation": "WCI", "b": 1}]')]
)
def test_json__refused_with_its_own_word(
    files: dict[str, str], tmp_path: Path, name: str, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / name
    path.write_text(text)

    assert read({**files, "3w": str(path)}) == 1
    assert "This is a JSON file, which is no table." in capsys.readouterr().err


def test_places_whose_level_nobody_told__may_stand_in_several_columns(
    files: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert read(files, "--column", "Admin2=area:name", "--column", "Statut=area:name") == 1
    assert "rows normalised" in capsys.readouterr().out
