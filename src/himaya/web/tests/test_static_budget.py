"""What house.md says about pages, held: weight, direction, nothing inline.

1  all style sheets together weigh at most 15 KB compressed
2  our script weighs at most 4 KB compressed
3  the Arabic font weighs at most 48 KB
4  a first view weighs at most 60 KB, with the Arabic font at most 110 KB
5  style sheets speak of start and end, never of left and right
6  no template holds a script, a style or an event handler
"""

import gzip
import re
from pathlib import Path

import django_htmx
import pytest

HIMAYA = Path(__file__).resolve().parents[2]
STATIC = HIMAYA / "web" / "static" / "himaya"
SHEETS = sorted((STATIC / "css").glob("*.css"))
TEMPLATES = sorted(HIMAYA.rglob("templates/**/*.html"))
HTMX = Path(django_htmx.__file__).parent / "static" / "django_htmx" / "htmx-2.min.js"
KB = 1024
# The heaviest page of the shell itself, compressed, measured on the style guide: 8 KB.
PAGE = 10 * KB

PHYSICAL = re.compile(
    r"""(?<![\w-])(?:
        (?:margin|padding|border|inset|scroll-margin|scroll-padding)-(?:left|right)(?:-\w+)?
      | border-(?:top|bottom)-(?:left|right)-radius
      | left | right
    )\s*:
    | (?:text-align|float|clear)\s*:\s*(?:left|right)\b""",
    re.VERBOSE,
)
INLINE = re.compile(
    r"""<style\b | <script\b(?![^>]*\bsrc=) | \sstyle\s*= | \son[a-z]+\s*=(?!=)
      | \shx-on[:-] | \shref\s*=\s*["']javascript: | \b(?:hx-vals|hx-headers)\s*=\s*["']js:""",
    re.VERBOSE | re.IGNORECASE,
)
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def weight(*paths: Path) -> int:
    """Bytes of the files when each is sent compressed."""
    return sum(len(gzip.compress(path.read_bytes(), 9)) for path in paths)


def test_all_style_sheets__at_most_15_kb() -> None:
    assert SHEETS
    assert weight(*SHEETS) <= 15 * KB


def test_our_script__at_most_4_kb() -> None:
    scripts = sorted((STATIC / "js").glob("*.js"))
    assert scripts
    assert weight(*scripts) <= 4 * KB


def test_arabic_font__at_most_48_kb_and_licensed() -> None:
    fonts = sorted((STATIC / "fonts").glob("*.woff2"))
    assert fonts
    # woff2 is compressed already.
    assert sum(font.stat().st_size for font in fonts) <= 48 * KB
    assert "SIL OPEN FONT LICENSE" in (STATIC / "fonts" / "OFL.txt").read_text()


def test_first_view__at_most_60_kb_and_110_with_arabic() -> None:
    parts = [*SHEETS, *(STATIC / "js").glob("*.js"), *(STATIC / "icons").glob("*.svg"), HTMX]
    view = PAGE + weight(*parts)
    fonts = sum(font.stat().st_size for font in (STATIC / "fonts").glob("*.woff2"))
    assert view <= 60 * KB
    assert view + fonts <= 110 * KB


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_style_sheet__speaks_of_start_and_end(sheet: Path) -> None:
    text = COMMENT.sub("", sheet.read_text())
    assert PHYSICAL.findall(text) == []
    assert len(sheet.read_text().splitlines()) < 300


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_style_sheet__asks_nothing_of_other_hosts(sheet: Path) -> None:
    assert re.findall(r"url\(\s*[\"']?(?:https?:|//)|@import", sheet.read_text()) == []


@pytest.mark.parametrize("name", ["margin-left: 1px", "right: 0", "text-align: left"])
def test_physical_property__would_be_found(name: str) -> None:
    assert PHYSICAL.search(f".x {{ {name}; }}")


def test_templates__hold_no_script_style_or_handler() -> None:
    assert TEMPLATES
    found = {
        str(path.relative_to(HIMAYA)): hits
        for path in TEMPLATES
        if (hits := INLINE.findall(path.read_text()))
    }
    assert found == {}


@pytest.mark.parametrize(
    "markup",
    [
        '<p style="color: red">',
        "<script>alert(1)</script>",
        "<style>p {}</style>",
        '<a onclick="go()">',
        '<form hx-on:submit="go()">',
    ],
)
def test_inline_code__would_be_found(markup: str) -> None:
    assert INLINE.search(markup)


def test_icons_named_in_templates__are_drawn() -> None:
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "icons/sprite.svg").read_text()))
    asked = {
        name
        for path in TEMPLATES
        for name in re.findall(r'_icon\.html" with name="([\w-]+)"', path.read_text())
    }
    assert asked
    assert asked <= drawn
