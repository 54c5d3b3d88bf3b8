import re
from pathlib import Path

from himaya.profiles.workplans.reading import TEXTS, Layout, ProblemCode

PAGE = Path(__file__).parents[5] / "docs" / "reference" / "workplan-import.md"


def test_every_code__has_words_and_advice() -> None:
    assert TEXTS.keys() == set(ProblemCode)
    assert all(text.says and text.do for text in TEXTS.values())


def test_reference_page__lists_every_code_with_its_level() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (\w+) \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)

    assert rows == [(code.value, TEXTS[code].level.value) for code in ProblemCode]


def test_reference_page__names_every_layout() -> None:
    page = PAGE.read_text(encoding="utf-8")

    assert [layout.value for layout in Layout if f"`{layout.value}`" not in page] == []


def test_codes__sorted() -> None:
    codes = [code.value for code in ProblemCode]

    assert codes == sorted(codes)
