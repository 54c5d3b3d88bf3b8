"""WCAG 2.2 AA of the palette: 1.4.3 text 4.5:1, 1.4.11 edges and focus rings 3:1."""

import re
from pathlib import Path

import pytest

TOKENS = Path(__file__).resolve().parents[1] / "static" / "himaya" / "css" / "tokens.css"
COLOUR = re.compile(r"--([\w-]+): (#[0-9a-f]{6}|rgb\([^)]*\));")

# | foreground | ground | least ratio |
PAIRS = """
| ink         | paper       | 7   |
| ink         | sheet       | 7   |
| ink         | sunk        | 7   |
| ink         | accent-soft | 4.5 |
| ink         | info-soft   | 4.5 |
| ink         | ok-soft     | 4.5 |
| ink         | warn-soft   | 4.5 |
| ink         | danger-soft | 4.5 |
| ink-2       | paper       | 4.5 |
| ink-2       | sheet       | 4.5 |
| ink-2       | sunk        | 4.5 |
| ink-2       | warn-soft   | 4.5 |
| ink-2       | danger-soft | 4.5 |
| accent      | paper       | 4.5 |
| accent      | sheet       | 4.5 |
| accent      | sunk        | 4.5 |
| accent      | accent-soft | 4.5 |
| accent      | warn-soft   | 4.5 |
| accent      | danger-soft | 4.5 |
| on-accent   | accent      | 4.5 |
| on-accent   | accent-2    | 4.5 |
| roof-ink    | roof        | 4.5 |
| roof-ink    | roof-2      | 4.5 |
| roof-ink-2  | roof-2      | 4.5 |
| danger      | sheet       | 4.5 |
| danger      | paper       | 4.5 |
| on-danger   | danger      | 4.5 |
| warn        | warn-soft   | 4.5 |
| high        | high-soft   | 4.5 |
| on-severe   | severe      | 4.5 |
| edge        | sheet       | 3   |
| edge        | paper       | 3   |
| edge        | sunk        | 3   |
| focus       | paper       | 3   |
| focus       | sheet       | 3   |
| focus       | sunk        | 3   |
| danger      | danger-soft | 3   |
| ok          | ok-soft     | 3   |
| info        | info-soft   | 3   |
"""
ROWS = [
    tuple(cell.strip() for cell in line.strip("|").split("|"))
    for line in PAIRS.strip().splitlines()
]


def palettes() -> dict[str, dict[str, str]]:
    """Colours by theme: light, what the system asks for, what the person asks for."""
    text = TOKENS.read_text()
    light, _, rest = text.partition("@media screen and (prefers-color-scheme: dark)")
    system, _, person = rest.partition(':root[data-theme="dark"]')
    return {
        "light": dict(COLOUR.findall(light)),
        "system": dict(COLOUR.findall(system)),
        "person": dict(COLOUR.findall(person)),
    }


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def ratio(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_both_dark_lists__say_the_same() -> None:
    themes = palettes()
    assert themes["system"]
    assert themes["system"] == themes["person"]
    assert themes["system"].keys() == themes["light"].keys()


@pytest.mark.parametrize("theme", ["light", "person"])
@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]}-on-{row[1]}")
def test_colour_on_ground__can_be_read(theme: str, row: tuple[str, str, str]) -> None:
    colours = palettes()[theme]
    front, ground, least = row
    assert ratio(colours[front], colours[ground]) >= float(least)
