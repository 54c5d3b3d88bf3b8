"""Files of five kinds: what goes in comes out, and what is no table is refused."""

import datetime as dt
from pathlib import Path

import polars as pl
import pytest

from himaya.engines.disclosure import DisclosureError
from himaya.engines.disclosure.files import KINDS, count_combinations, read, write

FRAME = pl.DataFrame(
    {
        "camp": ["North", "مخيم", None],
        "size": [1, None, 3],
        "income": [1.5, 2.25, None],
        "seen": [dt.date(2026, 1, 2), None, dt.date(2025, 12, 31)],
    }
)


@pytest.mark.parametrize("kind", KINDS)
def test_any_kind__comes_back_as_it_went(kind: str, tmp_path: Path) -> None:
    path = tmp_path / f"people{kind}"
    write(path, FRAME)
    back = read(path).frame

    assert back.columns == FRAME.columns
    assert back["size"].to_list() == [1, None, 3]
    assert back["income"].to_list() == [1.5, 2.25, None]
    assert [text or None for text in back["camp"]] == ["North", "مخيم", None]
    assert [str(day or "") for day in back["seen"]] == ["2026-01-02", "", "2025-12-31"]
    assert path.stat().st_mode & 0o077 == 0
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("kind", KINDS)
def test_some_columns__only_those(kind: str, tmp_path: Path) -> None:
    path = tmp_path / f"people{kind}"
    write(path, FRAME)

    assert read(path, ["size", "camp"]).frame.columns == ["size", "camp"]
    assert read(path, ["size", "nobody"]).frame.columns == FRAME.columns


def test_codes_with_zeros__stay_apart(tmp_path: Path) -> None:
    path = tmp_path / "codes.csv"
    path.write_text("code;n;Nan\n007;1;Nan\n7;2;Ada\n")
    frame = read(path).frame

    assert frame["code"].to_list() == ["007", "7"]
    assert frame["n"].dtype == pl.Int64
    assert frame["Nan"].to_list() == ["Nan", "Ada"]


def test_text_that_runs_as_a_formula__quoted_in_csv(tmp_path: Path) -> None:
    write(tmp_path / "a.csv", pl.DataFrame({"a": ["=1+1", "-5", "@x", "plain"]}))

    assert read(tmp_path / "a.csv").frame["a"].to_list() == ["'=1+1", "-5", "'@x", "plain"]


def test_spss_file__labels_and_missing_codes_kept(tmp_path: Path) -> None:
    import pyreadstat

    path = tmp_path / "a.sav"
    frame = pl.DataFrame({"sex": [1.0, 2.0, 99.0]})
    pyreadstat.write_sav(
        frame,
        str(path),
        column_labels={"sex": "Sex"},
        variable_value_labels={"sex": {1.0: "man", 2.0: "woman"}},
        missing_ranges={"sex": [99]},
    )
    loaded = read(path)
    write(tmp_path / "b.sav", loaded.frame, loaded.about)

    assert loaded.frame["sex"].to_list() == [1, 2, 99]  # a code, not something that matches anyone
    assert read(tmp_path / "b.sav").about == loaded.about
    assert loaded.about["variable_value_labels"]["sex"][2.0] == "woman"


@pytest.mark.parametrize("kind", KINDS)
def test_no_table_in_it__refused(kind: str, tmp_path: Path) -> None:
    path = tmp_path / f"people{kind}"
    path.write_bytes(b"\xff\xfe\x00\x01 no table" * 10)

    with pytest.raises(DisclosureError) as refusal:
        read(path)
    assert refusal.value.code == "file_unreadable"


def test_nothing_there_or_unknown_kind__refused(tmp_path: Path) -> None:
    with pytest.raises(DisclosureError, match="no file"):
        read(tmp_path / "nobody.csv")
    with pytest.raises(DisclosureError, match="no kind"):
        read(tmp_path / "a.docx")


def test_sheet_with_a_name_twice__refused(tmp_path: Path) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as book:
        book.add_worksheet().write_row(0, 0, ["a", "a"])

    with pytest.raises(DisclosureError) as refusal:
        read(tmp_path / "a.xlsx")
    assert refusal.value.code == "column_twice"


def test_folder_that_is_not_there__refused_and_nothing_left(tmp_path: Path) -> None:
    with pytest.raises(DisclosureError) as refusal:
        write(tmp_path / "nowhere" / "a.csv", FRAME)
    assert refusal.value.code == "file_unwritable"


UNSOUND = {
    "nothing.csv": b"",
    "header only.csv": b"a,b\n",
    "another alphabet.csv": "a,b\né,1\n".encode("latin-1"),
    "open quote.csv": b'a,b\n"x,1\n',
    "words.parquet": b"PAR1",
}


@pytest.mark.parametrize("name", UNSOUND)
def test_unsound_file__refused_piece_by_piece_too(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(UNSOUND[name])

    with pytest.raises(DisclosureError) as refusal:
        count_combinations(path, ["a"], None)
    assert refusal.value.code in {"file_unreadable", "frame_empty"}


@pytest.mark.parametrize(
    ("ending", "frame"),
    [
        ("xlsx", pl.DataFrame({"text": ["x" * 32_768]})),
        ("dta", pl.DataFrame({"number": [1e308]})),
        ("sav", pl.DataFrame({"n" * 70: [1]})),
    ],
)
def test_table_that_does_not_fit_the_kind__refused_not_cut(
    tmp_path: Path, ending: str, frame: pl.DataFrame
) -> None:
    with pytest.raises(DisclosureError, match="can hold"):
        write(tmp_path / f"out.{ending}", frame)
    assert not list(tmp_path.iterdir())
