"""Tables into any register: how columns are found, what cells become, what is said of faults."""

from pathlib import Path

import pytest
from tests.world import table

from himaya.collect.days import iso_day
from himaya.collect.importers import Bench
from himaya.collect.layouts import FOR_FILE
from himaya.collect.spreadsheets import SpreadsheetImporter
from himaya.datasets.declarations import Lifecycle, Profile, State
from himaya.engines.tabular import ReadError

FORM = """
| survey |                       |          |                     |                     |        |             |          |
|        | type                  | name     | label::English (en) | label::Arabic (ar)  | means  | sensitivity | required |
|        | text                  | boat     | Name of the boat    | اسم القارب          | title  | none        | yes      |
|        | integer               | seats    | Seats               | المقاعد             | count  | none        |          |
|        | date                  | built_on | Built on            | بُني في             | date   | none        |          |
|        | select_one colour     | colour   | Colour              | اللون               | theme  | none        |          |
|        | select_multiple port  | ports    | Ports               | الموانئ             |        | none        |          |
|        | text                  | skipper  | Skipper             | الربان              | contact | direct:2   |          |
| choices |          |       |                     |                    |
|         | list_name | name  | label::English (en) | label::Arabic (ar) |
|         | colour    | red   | Red                 | أحمر               |
|         | colour    | blue  | Blue                | أزرق               |
|         | port      | nor   | North Pier          | الرصيف الشمالي     |
|         | port      | sud   | South Pier          | الرصيف الجنوبي     |
| settings |         |            |
|          | form_id | form_title |
|          | boats   | Boats      |
"""


@pytest.fixture
def boats(tmp_path: Path) -> SpreadsheetImporter:
    template = tmp_path / "boats.md"
    template.write_text(FORM)
    lifecycle = Lifecycle(states=(State("kept", {"en": "Kept"}),), start="kept")
    return SpreadsheetImporter(Profile("boats", {"en": "Boats"}, template, lifecycle))


HEADINGS = table("""
| heading             | key      |
| boat                | boat     |
| NAME OF THE BOAT    | boat     |
| اسم القارب          | boat     |
| title               | boat     |
| #title              | boat     |
| Colour of something |          |
""")[1:]


@pytest.mark.parametrize(("heading", "key"), HEADINGS)
def test_heading__found_by_key_label_language_or_meaning(
    heading: str, key: str, boats: SpreadsheetImporter
) -> None:
    reading = boats.read(f"Seats;{heading}\n4;Gull\n".encode(), "boats.csv")

    assert ("boat" in reading.rows[0].answers) == bool(key)
    assert reading.unknown == ([] if key else [heading])
    assert reading.missing == ([] if key else ["boat"])


CELLS = table("""
| heading  | cell                     | answer             |
| Seats    | 1 204                    | 1204               |
| Seats    | 1,204                    | 1204               |
| Built on | 2026-05-15               | '2026-05-15'       |
| Built on | 2026-05-15 00:00:00      | '2026-05-15'       |
| Colour   | أحمر                     | 'red'              |
| Colour   | blue                     | 'blue'             |
| Ports    | North Pier, South Pier   | ['nor', 'sud']     |
| Ports    | nor sud                  | ['nor', 'sud']     |
| Ports    | North Pier               | ['nor']            |
""")[1:]


@pytest.mark.parametrize(("heading", "cell", "answer"), CELLS)
def test_cell__becomes_an_answer(
    heading: str, cell: str, answer: str, boats: SpreadsheetImporter
) -> None:
    content = f'Name of the boat;{heading}\nGull;"{cell}"\n'.encode()

    (row,) = boats.read(content, "boats.csv").rows

    (found,) = [value for key, value in row.answers.items() if key != "boat"]
    assert repr(found) == answer
    assert row.faults == {}


FAULTS = table("""
| heading  | cell   | question | code           |
| Seats    | many   | seats    | type.integer   |
| Built on | 32 May | built_on | type.date      |
| Colour   | beige  | colour   | choice.unknown |
""")[1:]


@pytest.mark.parametrize(("heading", "cell", "question", "code"), FAULTS)
def test_cell_that_does_not_fit__named_without_its_content(
    heading: str, cell: str, question: str, code: str, boats: SpreadsheetImporter
) -> None:
    reading = boats.read(f"Boat;{heading}\nGull;{cell}\n".encode(), "boats.csv")
    (row,) = boats.rows(reading)
    (problem,) = row.problems

    assert row.state == "refused"
    assert problem.code == code
    assert problem.params["question"] == heading
    assert cell not in problem.message % dict(problem.params)
    assert set(reading.rows[0].faults) == {question}


def test_title_above_and_same_row_twice__read_and_told_apart(boats: SpreadsheetImporter) -> None:
    content = b"Boats of the islands;\nBoat;Seats\nGull;4\nGull;4\n;\n"

    rows = boats.read(content, "boats.csv").rows

    assert [row.answers["boat"] for row in rows] == ["Gull", "Gull"]
    assert rows[0].stable_id != rows[1].stable_id


def test_persons__neither_in_json_nor_in_the_file_given_back(boats: SpreadsheetImporter) -> None:
    reading = boats.read(b"Boat;Skipper;Seats\nGull;Nimble Otterby;many\n", "boats.csv")
    given = boats.annotated(reading, frozenset(row.stable_id for row in reading.rows))

    assert "Otterby" not in str(boats.to_json(reading))
    assert "Otterby" not in str(given)
    assert given.headers == ["Name of the boat", "Seats", "himaya_id", "problem"]


def test_corrected_file__keeps_its_identity(boats: SpreadsheetImporter) -> None:
    reading = boats.read(b"Boat;Seats\nGull;many\n", "boats.csv")
    ident = reading.rows[0].stable_id

    again = boats.read(f"Boat;Seats;himaya_id\nGull;4;{ident}\n".encode(), "boats.csv")

    assert again.rows[0].stable_id == ident
    assert again.rows[0].faults == {}


def test_no_heading_fits__refused_as_a_whole(boats: SpreadsheetImporter) -> None:
    with pytest.raises(ReadError):
        boats.read(b"One;Two\n1;2\n", "boats.csv")


AS_DECIDED = """Report of the harbour master;;;
Craft;Chairs;Tint;Made
Gull;4;Crimson;03/04/2026
Tern;6;Blue;31 janvier 2026
"""


def test_file_as_a_whole_decided__headings_columns_words_and_days(
    boats: SpreadsheetImporter,
) -> None:
    content = AS_DECIDED.replace("Made", "Built on").encode()
    reading = boats.read(content, "boats.csv")
    told: dict[str, dict[str, object]] = {
        FOR_FILE: {
            "head_row": 2,
            "day_first": False,
            "columns": {"Craft": {"field": "boat"}, "Tint": {"field": "colour"}},
            "choices": {"colour": {"Crimson": "red"}},
        }
    }
    bench = Bench(told)
    layout = boats.layout(reading, bench)

    states = [row.state for row in boats.rows(reading, bench)]
    written = boats.to_json(reading, bench)["rows"]
    assert states == ["accepted", "accepted"]
    assert [row["answers"] for row in written] == [
        {"boat": "Gull", "colour": "red", "built_on": "2026-03-04"},
        {"boat": "Tern", "colour": "blue", "built_on": "2026-01-31"},
    ]
    assert layout is not None
    assert (layout.head_row, layout.order) == (2, "month")
    assert [one.taken_for for one in layout.columns] == ["boat", "", "colour", "built_on"]
    assert [(one.words, one.answer) for one in layout.words] == [("Crimson", "red")]


DAYS = table("""
| written           | day first  | month first | nobody said |
| 2026-01-31        | 2026-01-31 | 2026-01-31  | 2026-01-31  |
| 31/1/2026         | 2026-01-31 | 2026-01-31  | 2026-01-31  |
| 03.04.2026        | 2026-04-03 | 2026-03-04  |             |
| 31 janvier 2026   | 2026-01-31 | 2026-01-31  | 2026-01-31  |
| 31 de enero 2026  | 2026-01-31 | 2026-01-31  | 2026-01-31  |
| ٣١ يناير ٢٠٢٦     | 2026-01-31 | 2026-01-31  | 2026-01-31  |
| January 2026      |            |             |             |
| 32 May            |            |             |             |
""")[1:]


@pytest.mark.parametrize(("written", "day", "month", "open_"), DAYS)
def test_day_as_people_write_it(written: str, day: str, month: str, open_: str) -> None:
    orders = (True, False, None)
    assert [iso_day(written, day_first=one) for one in orders] == [day, month, open_]


def test_repeat_inside_a_repeat__said_that_no_table_can_say_it(tmp_path: Path) -> None:
    nested = FORM.replace(
        "| choices |          |",
        """|        | begin_repeat | trips | Trips | | | | |
|        | begin_repeat | hauls | Hauls | | | | |
|        | text | fish | Fish | | | none | |
|        | end_repeat | | | | | | |
|        | end_repeat | | | | | | |
| choices |          |""",
        1,
    )
    template = tmp_path / "boats.md"
    template.write_text(nested)
    lifecycle = Lifecycle(states=(State("kept", {"en": "Kept"}),), start="kept")
    importer = SpreadsheetImporter(Profile("boats", {"en": "Boats"}, template, lifecycle))

    reading = importer.read(b"Boat;trips[1].hauls[1].fish;Mast\nGull;Cod;tall\n", "boats.csv")

    told = {one.code: one.params["column"] for one in importer.notes(reading)}
    assert told == {"repeat.nested": "trips[1].hauls[1].fish", "column.unknown": "Mast"}
