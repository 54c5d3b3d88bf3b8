"""What the first lines of a text propose: its type, and the area that it is about."""

import pytest
from tests.world import table

from himaya.engines.documents.model import paragraph, placed
from himaya.engines.narrative.places import Area, Gazetteer
from himaya.library.proposing import Known, proposals_of

AREAS = [Area("MJ", ("Marjana",)), Area("MJ01", ("Zerdosh",), "MJ"), Area("MJ02", ("Talin",), "MJ")]
KNOWN = Known(
    Gazetteer(AREAS),
    {one.code: one.parent for one in AREAS},
    {"HRA": ("Harbour Relief Agency",)},
)
# ¶ ends a paragraph, ↵ a line, ⇥ a cell.
TEXTS = table("""
| text                                                                                             | type              | area | agency |
| Work plan 2026 of the cluster¶Repeat the rapid assessment of needs                          | work_plan         |      |        |
| Prote⇥ction Cluster Marjana↵WORK PL⇥AN 2026↵Revise the protection assessment form         | work_plan         | MJ   |        |
| Revise the protection assessment form¶Its work plan follows                                 | work_plan         |      |        |
| Objective↵⇥Activity↵⇥Responsible actor↵⇥Timeline¶A strategy is in place             | work_plan         |      |        |
| Minutes of the meeting¶Action⇥Responsible⇥Deadline                                       | meeting_minutes   |      |        |
| Strategy of protection¶Activities of who is responsible meet no deadline in Zerdosh          | strategy          | MJ01 |        |
| Training for the cluster¶This report captures what Harbour Relief Agency learned             | evaluation        |      | HRA    |
| Training for monitors¶Module one                                                            | training_material |      |        |
""")


@pytest.mark.parametrize("row", TEXTS[1:], ids=lambda row: row[0][:24])
def test_first_lines__propose_type_area_and_author(row: list[str]) -> None:
    text, *expected = row
    words = text.replace("↵", "\n").replace("⇥", "\t")
    blocks = placed(paragraph(part) for part in words.split("¶"))
    found = {one.key: one.value for one in proposals_of(blocks, [], "en", KNOWN)}
    assert [found.get(key, "") for key in ("document_type", "area", "agency")] == expected


def test_area_of_the_title__counts_before_the_one_named_most() -> None:
    text = (
        "Protection in Zerdosh\n\n" + "Families wait for water. " * 10 + "Talin waits. Talin too."
    )
    blocks = placed(paragraph(part) for part in text.split("\n\n"))
    found = {one.key: one for one in proposals_of(blocks, [], "en", KNOWN)}
    assert (found["area"].value, found["area"].reason) == ("MJ01", "in_head")
    assert found["other_areas"].value == "MJ02"
