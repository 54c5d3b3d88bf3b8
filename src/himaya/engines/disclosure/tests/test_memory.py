"""A file that cannot fit in memory is refused before it is read."""

from pathlib import Path

import polars as pl
import pytest

from himaya.cli.main import main
from himaya.engines.disclosure import memory

FRAME = pl.DataFrame({"camp": ["North", "South"] * 500, "name": ["Persona"] * 1000})
PLAN = "plan: 1\nkeys: [camp]\nsteps:\n- suppress: {k: 2}\n"


@pytest.fixture(name="folder")
def _folder(tmp_path: Path) -> Path:
    FRAME.write_csv(tmp_path / "a.csv")
    FRAME.write_parquet(tmp_path / "a.parquet")
    (tmp_path / "plan.yaml").write_text(PLAN)
    (tmp_path / "broken.parquet").write_text("no")
    (tmp_path / "empty.csv").write_text("")
    return tmp_path


def test_need__by_kind_and_columns(folder: Path) -> None:
    size = (folder / "a.csv").stat().st_size

    assert memory.needed(folder / "a.csv", None) == size
    assert memory.needed(folder / "a.csv", ["camp"]) == size // 2
    both = memory.needed(folder / "a.parquet", None)
    assert 0 < memory.needed(folder / "a.parquet", ["camp"]) < both
    for name in ("broken.parquet", "none.csv", "empty.csv"):
        assert memory.needed(folder / name, ["camp"]) == 0
    (folder / "a.xlsx").write_bytes(b"0" * 10)
    assert memory.needed(folder / "a.xlsx", None) == 50


def test_free__what_the_system_says_or_the_container(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("_MEMINFO", "_LIMIT", "_USED"):
        monkeypatch.setattr(memory, name, folder / name)
    assert memory.available() > 1 << 20
    (folder / "_MEMINFO").write_text("MemTotal: 9 kB\nMemAvailable: 4 kB\n")
    assert memory.available() == 4096
    (folder / "_LIMIT").write_text("max\n")
    assert memory.available() == 4096
    (folder / "_LIMIT").write_text("3000\n")
    (folder / "_USED").write_text("1000\n")
    assert memory.available() == 2000


def test_too_large__refused_with_another_way(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(memory, "available", lambda: 100)
    data = str(folder / "a.csv")

    assert main(["risk", data, "--keys", "camp"]) == 1
    assert "--piecewise" in capsys.readouterr().err
    assert main(["risk", data, "--keys", "camp", "--piecewise"]) == 0
    out = folder / "out.csv"
    plan = ["--plan", str(folder / "plan.yaml")]
    assert main(["protect", data, *plan, "--out", str(out)]) == 1
    assert main(["protect", data, *plan, "--propose"]) == 1
    assert "parts" in capsys.readouterr().err
    assert not out.exists()
