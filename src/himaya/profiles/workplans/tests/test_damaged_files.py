"""Files with lines lost, cut, swapped or shifted: no crash, no word lost, every row judged."""

from hypothesis import given, settings
from hypothesis import strategies as st

from himaya.engines.tabular import read_document
from himaya.profiles.workplans.reading import Verdict, annotate, read_plans, to_json
from himaya.profiles.workplans.tests.builders import FILES, NAMES, words_kept, words_of

LINES = {name: (FILES / f"{name}.txt").read_text(encoding="utf-8").split("\n") for name in NAMES}
DAMAGE = st.tuples(
    st.sampled_from(["drop", "blank", "untab", "tab after", "tab before", "cut", "swap"]),
    st.integers(0, 200),
    st.integers(0, 200),
)


def damaged(lines: list[str], damage: list[tuple[str, int, int]]) -> str:
    lines = [*lines]
    for kind, first, second in damage:
        at, other = first % len(lines), second % len(lines)
        line = lines[at]
        lines[at : at + 1] = {
            "drop": [] if len(lines) > 1 else [line],
            "blank": ["", line],
            "untab": [line.replace("\t", "", 1)],
            "tab after": [line + "\t"],
            "tab before": ["\t" + line],
            "cut": [line[:second], line[second:]],
            "swap": [lines[other]],
        }[kind]
        if kind == "swap":
            lines[other] = line
    return "\n".join(lines)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(NAMES), st.lists(DAMAGE, min_size=1, max_size=8))
def test_damaged_plan__every_word_kept_and_every_row_judged(
    name: str, damage: list[tuple[str, int, int]]
) -> None:
    document = read_document(damaged(LINES[name], damage), file_name="pasted")

    reading = read_plans(document)
    made = to_json(reading)

    if reading.plans:
        assert not words_of(document) - words_kept(reading)
    assert sum(made[verdict.value] for verdict in Verdict) == len([*reading.activities()])
    assert len({one.stable_id for one in reading.activities()}) == len([*reading.activities()])
    sheet = annotate(reading, only="all", include_persons=True)
    assert all(len(row) == len(sheet.headers) for row in sheet.rows)
