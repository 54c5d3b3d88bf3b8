import pytest

from himaya.profiles.workplans.reading.persons import read_focal_points, read_members
from himaya.profiles.workplans.tests.tables import table

MEMBERS = read_members("1. Tavira\n2. Okello\n3. Ishaan Vel, [Tall Reeds]")

CELLS = table("""
| text | persons | bodies | unsure |
| Tavira & Okello | Tavira, Okello | - | no |
| Tavira and Okello | Tavira, Okello | - | no |
| Tavira; Okello | Tavira, Okello | - | no |
| Tavira Okello | Tavira, Okello | - | no |
| Zorin Okello | Zorin Okello | - | yes |
| Ishaan Vel | Ishaan Vel | - | no |
| Someone Unheard | Someone Unheard | - | no |
| Sorrel [WASH Officer] | Sorrel | WASH Officer | no |
| Sorrel [Bright Wells] | Sorrel | - | no |
| Heads of Agencies | - | Heads of Agencies | no |
| Sub-sector leads and partners | - | Sub-sector leads and partners | no |
| PWG to approve | - | PWG | no |
| Kim Im | Kim Im | - | no |
| AMINA | AMINA | - | no |
| Tavira, team leader | Tavira | team leader | no |
| Tavira team | Tavira team | - | yes |
""")


@pytest.mark.parametrize("row", CELLS, ids=lambda row: row["text"])
def test_cell__persons_apart_from_bodies(row: dict[str, str]) -> None:
    read = read_focal_points(row["text"], MEMBERS)

    assert (", ".join(one.name for one in read.persons) or "-") == row["persons"]
    assert (", ".join(read.bodies) or "-") == row["bodies"]
    assert read.is_unsure == (row["unsure"] == "yes")


def test_members_on_one_line__split_at_their_numbers() -> None:
    members = read_members("1.Ishaan Vel, [Tall Reeds] 2. Mirel Hodan (Harbour Aid)")

    assert [(one.name, one.role) for one in members] == [
        ("Ishaan Vel", "Tall Reeds"),
        ("Mirel Hodan", "Harbour Aid"),
    ]
