"""`himaya protect` on an invented survey: what is written, what is refused, what is proposed."""

import json
from pathlib import Path

import polars as pl
import pytest

from himaya.cli.main import main

PLAN = """plan: 1
purpose: shelter study
keys: [camp, sex, age]
thresholds: {k: 2}
steps:
- drop: {columns: [name]}
- recode: {column: age, bands: [10, 20], level: 1}
- suppress: {k: 2}
- pseudonymise: {columns: [case]}
"""


@pytest.fixture(name="folder")
def _folder(tmp_path: Path) -> Path:
    rows = [
        {
            "name": f"Persona {i}",
            "case": f"C-{i // 2}",
            "camp": ("North", "South")[i % 2],
            "sex": ("f", "m")[i % 3 == 0],
            "age": 20 + (i * 7) % 20,
        }
        for i in range(40)
    ]
    pl.DataFrame(rows).write_csv(tmp_path / "survey.csv")
    (tmp_path / "plan.yaml").write_text(PLAN)
    return tmp_path


def protect(folder: Path, *more: str, out: str = "share.csv") -> int:
    files = [str(folder / "survey.csv"), "--plan", str(folder / "plan.yaml")]
    return main(["protect", *files, "--out", str(folder / out), *more])


def test_plan__file_reports_and_secrets_written(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    reports = ["--report", str(folder / "r.json"), "--public-report", str(folder / "p.json")]
    assert protect(folder, *reports) == 0

    said = capsys.readouterr().out
    shared = pl.read_csv(folder / "share.csv")
    assert shared.columns == ["case", "camp", "sex", "age"]
    assert "Global risk" in said
    assert "internal" in said
    internal = json.loads((folder / "r.json").read_text())
    public = (folder / "p.json").read_text()
    secrets = json.loads((folder / "plan.secrets").read_text())
    assert internal["secrets"] == secrets
    assert secrets["seed"] not in public
    for name in ("plan.secrets", "r.json", "share.csv"):
        assert (folder / name).stat().st_mode & 0o077 == 0


def test_plan_again__same_bytes(folder: Path) -> None:
    assert protect(folder) == protect(folder, out="again.csv") == 0

    assert (folder / "share.csv").read_bytes() == (folder / "again.csv").read_bytes()


def test_threshold_that_does_not_hold__nothing_written(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "plan.yaml").write_text("plan: 1\nkeys: [camp, age]\nthresholds: {k: 5}\n")

    assert protect(folder, "--json") == 1
    printed = capsys.readouterr()
    assert json.loads(printed.out)["error"]["code"] == "release_refused"
    assert "fewer than 5 alike" in printed.err
    assert not (folder / "share.csv").exists()


def test_wrong_use__status_2(folder: Path) -> None:
    assert protect(folder, out="survey.csv") == 2
    assert protect(folder, "--report", str(folder / "none" / "r.json")) == 2
    assert main(["protect", str(folder / "survey.csv"), "--plan", str(folder / "plan.yaml")]) == 2
    (folder / "plan.yaml").write_text("plan: 1\nkeys: [camp]\nsteps: [{burn: {}}]\n")
    assert protect(folder) == 2


def test_column_that_tells_a_treated_key__warned(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    frame = pl.read_csv(folder / "survey.csv")
    frame.with_columns(born=2026 - pl.col("age")).write_csv(folder / "survey.csv")

    assert protect(folder) == 0
    assert "WARNING: age was treated, but born still tells it." in capsys.readouterr().out


def test_proposals__a_frontier_with_plans(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert protect(folder, "--propose", "--json") == 0
    frontier = json.loads(capsys.readouterr().out)["frontier"]

    assert frontier[0]["levels"] == {"camp": 0, "sex": 0, "age": 0}
    assert frontier[-1]["global_risk"] < frontier[0]["global_risk"]
    assert "drop" in frontier[0]["plan"]
    assert not (folder / "share.csv").exists()
    assert protect(folder, "--propose") == 0
    assert "records below k" in capsys.readouterr().out


def test_reports_to_read__internal_and_public_apart(folder: Path) -> None:
    inside, outside = folder / "r.html", folder / "p.html"
    reports = ["--report", str(inside), "--public-report", str(outside), "--language", "ar"]
    assert protect(folder, *reports) == 0

    assert 'dir="rtl"' in outside.read_text()
    assert 'class="mark"' in inside.read_text()
    assert 'class="mark"' not in outside.read_text()
