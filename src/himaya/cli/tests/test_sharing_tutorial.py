"""The tutorial is followed to the letter: what it says is printed, is printed."""

import runpy
import shlex
import sys
from pathlib import Path

import pytest

from himaya.cli.main import main

TUTORIAL = Path(__file__).parents[4] / "docs" / "tutorial" / "may-this-be-shared.md"


def blocks() -> list[list[str]]:
    """Indented blocks of the page, and the YAML ones."""
    found: list[list[str]] = [[]]
    is_yaml = False
    for line in TUTORIAL.read_text(encoding="utf-8").splitlines():
        if line.startswith("```"):
            is_yaml = line == "```yaml"
            found.append(["yaml"] if is_yaml else [])
        elif is_yaml:
            found[-1].append(line)
        elif line.startswith("    "):
            found[-1].append(line[4:])
        elif found[-1]:
            found.append([])
    return [block for block in found if block]


def test_tutorial__prints_what_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    printed: list[str] = []
    for block in blocks():
        if block[0] == "yaml":
            with Path("plan.yaml").open("a") as plan:
                plan.write("\n".join(block[1:]) + "\n")
        elif block[0].startswith("python"):
            module, *arguments = shlex.split(block[0])[2:]
            monkeypatch.setattr(sys, "argv", [module, *arguments])
            monkeypatch.delitem(sys.modules, module, raising=False)  # other tests import it
            runpy.run_module(module, run_name="__main__")
        elif block[0].startswith("himaya"):
            main(shlex.split(block[0])[1:])
            said = capsys.readouterr()
            printed = (said.out + said.err).splitlines()
        else:
            assert printed[: len(block)] == block or [one.strip() for one in printed] == block
