"""Text with tabs, across and down."""

from himaya.engines.tabular import Document, Paragraph, Table, read_document


def read(text: str) -> Document:
    return read_document(text, file_name="pasted")


def grid(document: Document) -> list[list[str]]:
    return [list(row.texts) for row in document.rows()]


def test_paragraphs_and_rows__in_order_with_lines_and_gaps() -> None:
    document = read("Title\n\nName\tPier\n\tStair\n\n\nEnd words\n")

    assert [type(block) for block in document.blocks] == [Paragraph, Table, Paragraph]
    assert [(row.origin.row, row.gap, *row.texts) for row in document.rows()] == [
        (1, 0, "Title"),
        (3, 1, "Name", "Pier"),
        (4, 0, "", "Stair"),
        (7, 2, "End words"),
    ]


def test_cell__knows_its_column() -> None:
    (table,) = read("A\tB\nC\tD\nE\tF\n").blocks
    assert isinstance(table, Table)

    assert [cell.origin.column for cell in table.rows[1].cells] == [1, 2]


def test_words_of_a_cell__exactly_as_written() -> None:
    assert grid(read("A\t<p>One</p>  <p>Two</p>\nC\tD\n"))[0] == ["A", "<p>One</p>  <p>Two</p>"]


def test_cell_in_quotes_over_lines__one_cell() -> None:
    text = 'A\t"One\nTwo ""q"""\tC\r\nD\tE\tF'

    assert grid(read(text)) == [["A", 'One\nTwo "q"', "C"], ["D", "E", "F"]]


def test_stray_quote__no_row_swallowed() -> None:
    assert grid(read('A\t"One\nB\tTwo\nC\tThree')) == [["A", '"One'], ["B", "Two"], ["C", "Three"]]


def test_cell_broken_over_lines__joined_to_the_full_width() -> None:
    text = "A\tB\tC\n1\tfirst line\nsecond line\t3\n4\t5\t6\n"

    assert grid(read(text)) == [
        ["A", "B", "C"],
        ["1", "first line\nsecond line", "3"],
        ["4", "5", "6"],
    ]


def test_bullets_below_a_row__belong_to_its_last_cell() -> None:
    assert grid(read("A\tB\n1\t> one\n> two\n3\t4\n")) == [
        ["A", "B"],
        ["1", "> one\n> two"],
        ["3", "4"],
    ]


def test_heading_right_above_and_below_rows__paragraphs() -> None:
    assert grid(read("Heading\nA\tB\nC\tD\nClosing words\n")) == [
        ["Heading"],
        ["A", "B"],
        ["C", "D"],
        ["Closing words"],
    ]


DOWN = "\tAim\n\tWork\n\tWho\n\tWhen\n\n\tLight\n\t· a\n· b\n\n\n\t· you\n\t\n\n\tPiers\n\t· c\n"


def test_table_written_down__rows_by_number_of_headings() -> None:
    document = read(f"Intro\n\n{DOWN}\t· me\n\t· Q1\n\n· Q2\n ")

    assert grid(document) == [
        ["Intro"],
        ["Aim", "Work", "Who", "When"],
        ["Light", "· a\n· b", "· you", ""],
        ["Piers", "· c", "· me", "· Q1\n· Q2"],
    ]
    assert document.notes == ()


def test_last_row_short__filled_up() -> None:
    assert grid(read(DOWN))[-1] == ["Piers", "· c", "", ""]


def test_row_short_in_the_middle__regrouped_and_noted() -> None:
    head = "\tAim\n\tWork\n\tWho\n\tWhen\n\n"
    document = read(f"{head}\tLight\n\t· a\n\t· you\n\n\tPiers\n\t· c\n\t· me\n\t\n")

    assert grid(document)[1:] == [["Light", "· a", "· you", ""], ["Piers", "· c", "· me", ""]]
    assert document.notes == ("rows_regrouped",)


def test_numbered_members_below_one_another__no_table_written_down() -> None:
    text = "NAME\tPier\nMEMBERS\t1. A\n\t2. B\n\t3. C\n\t4. D\n\t5. E\n"

    assert grid(read(text))[2] == ["", "2. B"]
