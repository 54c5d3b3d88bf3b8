"""Locks name packages and hashes, never the index they were found on."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
_LINE = re.compile(
    r"""(?:
        [A-Za-z0-9][A-Za-z0-9._-]*(?:\[[A-Za-z0-9,._-]+\])?==[^\s;]+(?:\s;\s[^\\]+)?\s*\\?  # package
      | \s+--hash=sha256:[0-9a-f]{64}(?:\s\\)?
    )""",
    re.VERBOSE,
)
_ABROAD = re.compile(r"://|--(?:index|extra-index|find-links|trusted-host)|@ file|\.whl|^-[ife]")


def strangers(text: str) -> list[str]:
    """Lines that are neither a pinned package nor its hash."""
    return [
        line
        for line in text.splitlines()
        if line.strip() and (_ABROAD.search(line) or not _LINE.fullmatch(line))
    ]


def test_locks__there() -> None:
    assert [path.name for path in LOCKS] == ["base.txt", "dev.txt", "pdf.txt"]


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_lock__names_no_host_and_no_path(path: Path) -> None:
    assert strangers(path.read_text()) == []


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_lock__every_package_hashed(path: Path) -> None:
    blocks = re.split(r"\n(?=\S)", path.read_text().strip())

    assert [block.splitlines()[0] for block in blocks if "--hash=sha256:" not in block] == []


@pytest.mark.parametrize(
    "line",
    [
        "--index-url https://packages.example.org/simple",
        "--find-links /srv/wheels",
        "thing @ file:///srv/thing.whl",
        "thing==1.0 # via https://example.org",
        "-e ./somewhere",
    ],
)
def test_line_with_an_origin__found(line: str) -> None:
    assert strangers(line) == [line]
