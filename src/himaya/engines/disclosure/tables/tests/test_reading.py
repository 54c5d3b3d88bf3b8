"""Files into tables: both layouts, marks, and a clear word for each thing that is wrong."""

import io
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter
from tests.world import table as rows_of

from himaya.engines.disclosure.tables.drafts import Layout
from himaya.engines.disclosure.tables.marks import read_cell
from himaya.engines.disclosure.tables.model import State, Table
from himaya.engines.disclosure.tables.problems import Code, TableError
from himaya.engines.disclosure.tables.reading import read_parents, read_tables
from himaya.engines.disclosure.tables.words import say_fault

LONG = "admin1,sex,count,status\nXX11,F,3,primary\nXX11,M,17,x\nXX11,Total,20,\n"
CROSS = """Caseload by area
,sex,,
admin1,F,M,Total
XX11,3,*,20
XX12,<5,9,"1,021"
Total,15,26,1041
Source: monitoring
"""


def read(text: str, layout: Layout | None = None, name: str = "t.csv") -> list[Table]:
    return read_tables([(name, text.encode())], layout)


def faults(text: str, layout: Layout | None = None, name: str = "t.csv") -> list[Code]:
    with pytest.raises(TableError) as refused:
        read(text, layout, name)
    for fault in refused.value.faults:
        assert "{" not in say_fault(fault)
    return [fault.code for fault in refused.value.faults]


def test_long_form__cells_with_states() -> None:
    (table,) = read(LONG)

    assert table.dimensions == ("admin1", "sex")
    assert table.is_count
    assert [(c.codes, c.value, c.state) for c in table.cells] == [
        (("XX11", "F"), 3, State.PRIMARY),
        (("XX11", "M"), 17, State.SECONDARY),
        (("XX11", "Total"), 20, State.PUBLISHED),
    ]


def test_published_layout__margins_marks_and_notes() -> None:
    (table,) = read(CROSS)
    cells = {cell.codes: cell for cell in table.cells}

    assert table.dimensions == ("admin1", "sex")
    assert len(cells) == 9
    assert cells["XX11", "M"].state is State.HIDDEN
    assert cells["XX12", "Total"].value == 1021
    assert (cells["XX12", "F"].low, cells["XX12", "F"].high) == (0, 4)


def test_corner__names_several_variables() -> None:
    text = r"""Title
;;F;;M;;Total
admin1;age \ sex, need;food;cash;food;cash;
XX11;0-17;1;2;3;4;10
;18+;5;6;7;8;26
XX12;0-17;1;2;3;4;10
"""
    (table,) = read(text)
    cells = {cell.codes: cell.value for cell in table.cells}

    assert table.dimensions == ("admin1", "age", "sex", "need")
    assert cells["XX11", "18+", "M", "food"] == 7
    assert cells["XX12", "0-17", "Total", "Total"] == 10


def test_below_5__at_least_one_where_zeros_are_shown() -> None:
    (table,) = read("admin1,count\na,<5\nb,0\nc,9\n")

    assert (table.cells[0].low, table.cells[0].high) == (1, 4)


def test_columns_unnamed__known_from_another_table_or_option() -> None:
    plain = "admin1,F,M\nXX11,1,2\n"

    first, second = read_tables([("a.csv", plain.encode()), ("b.csv", LONG.encode())])
    (named,) = read(plain, Layout(columns="sex"))

    assert first.dimensions == second.dimensions == named.dimensions == ("admin1", "sex")
    assert faults(plain) == [Code.COLUMN_VARIABLE_UNNAMED]


def test_several_tables_in_one_long_file__empty_dimension_is_none() -> None:
    text = "table,admin1,sex,count\n1,XX11,,20\n2,,F,15\n2,,M,5\n"

    assert [table.dimensions for table in read(text)] == [("admin1",), ("sex",)]


def test_amounts__with_contributors_and_protection() -> None:
    text = (
        "area,usd,contributors,largest_1,largest_2,protection_above\n"
        "a,100.5,2,60,40.5,12\nb,50,9,10,9,\n"
    )
    (table,) = read(text, Layout(value="usd"))

    assert not table.is_count
    assert table.measure == "usd"
    assert table.cells[0].largest == (60, 40.5)
    assert table.cells[0].contributors == 2
    assert table.cells[0].above == 12


def test_workbook_and_parquet__read_like_csv(tmp_path: Path) -> None:
    book = io.BytesIO()
    with xlsxwriter.Workbook(book) as made:
        sheet = made.add_worksheet("Area")
        for number, line in enumerate(CROSS.splitlines()[:6]):
            for place, word in enumerate(line.replace('"1,021"', "1021").split(",")):
                sheet.write(number, place, float(word) if word.isdigit() else word)
    parquet = io.BytesIO()
    pl.DataFrame({"admin1": ["XX11", "XX12"], "count": [20, 21]}).write_parquet(parquet)

    first, second = read_tables([("a.xlsx", book.getvalue()), ("b.parquet", parquet.getvalue())])

    (by_text,) = read(CROSS.replace('"1,021"', "1021"))
    assert list(first.cells) == list(by_text.cells)
    assert [cell.value for cell in second.cells] == [20, 21]


def test_two_files_of_one_name__told_apart() -> None:
    tables = read_tables([("t.csv", LONG.encode()), ("t.csv", LONG.encode())])

    assert [table.name for table in tables] == ["t (1)", "t (2)"]


CELLS = """
| 12        | 12    |   |     |
| 1,234     | 1234  |   |     |
| 1 234     | 1234  |   |     |
| ١٢        | 12    |   |     |
| 12.5      | 12.5  |   |     |
| *         |       |   |     |
| c         |       |   |     |
| محجوب     |       |   |     |
| <5        |       |   | 4   |
| < 10      |       |   | 9   |
| ≤4        |       |   | 4   |
| 1-4       |       | 1 | 4   |
"""


@pytest.mark.parametrize("row", rows_of(CELLS), ids=lambda row: row[0])
def test_cell__number_or_mark(row: list[str]) -> None:
    said = read_cell(row[0])

    assert said.wrong is None
    assert said.is_mark == (row[1] == "")
    assert [said.value, said.low, said.high] == [float(x) if x else None for x in row[1:]]


@pytest.mark.parametrize("word", ["-", "n/a", "12..5", "inf", "nan", "1,23", True, float("nan")])
def test_cell_that_may_mean_two_things__asked_about(word: object) -> None:
    assert read_cell(word).wrong is Code.VALUE_UNREADABLE


FAULTS = """
| empty value      | a,count/x,/y,3            | value_missing        |
| two at once      | a,count/x,oops/,3         | value_unreadable dimension_empty |
| negative         | a,count/x,-3              | value_negative       |
| fraction         | a,count/x,2.5             | count_not_whole      |
| unknown status   | a,count,status/x,2,maybe  | status_unknown       |
| column twice     | a,a,count/x,y,2           | column_twice         |
| no rows          | a,count                   | file_empty           |
| no table         | hello                     | value_column_unknown |
| empty corner     | ,F,M/x,1,2                | corner_unreadable    |
"""


@pytest.mark.parametrize("row", rows_of(FAULTS), ids=lambda row: row[0])
def test_wrong_table__said_with_its_code(row: list[str]) -> None:
    assert faults(row[1].replace("/", "\n") + "\n") == row[2].split()


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("t.pdf", b"x", Code.FILE_KIND_UNKNOWN),
        ("t.xlsx", b"not a workbook", Code.FILE_UNREADABLE),
        ("t.parquet", b"not parquet", Code.FILE_UNREADABLE),
        ("t.csv", b"\xff\xfe\x00", Code.FILE_UNREADABLE),
        ("t.csv", b"", Code.FILE_EMPTY),
    ],
    ids=str,
)
def test_unreadable_file__refused(name: str, content: bytes, code: Code) -> None:
    with pytest.raises(TableError) as refused:
        read_tables([(name, content)])

    assert [fault.code for fault in refused.value.faults] == [code]


def test_empty_cells__as_the_person_says() -> None:
    (zero,) = read("a,count\nx,\ny,3\n", Layout(empty="zero"))
    (hidden,) = read("a,count\nx,\ny,3\n", Layout(empty="suppressed"))

    assert zero.cells[0].value == 0
    assert hidden.cells[0].state is State.HIDDEN


def test_dimensions_chosen__missing_one_refused() -> None:
    assert faults(LONG, Layout(dimensions=("admin1", "nosuch"))) == [Code.COLUMN_MISSING]


def test_parents__by_variable() -> None:
    text = b"variable,code,parent\nadmin1,XX11,north\nadmin1,XX12,north\n"

    assert read_parents(text, "p.csv") == {"admin1": {"XX11": "north", "XX12": "north"}}
