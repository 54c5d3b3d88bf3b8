"""What every sub-command has: help with an example, and one clear line when used wrongly."""

import subprocess
import sys

import pytest
from tests.installation import Installation, free_port, once
from tests.world import table

from himaya.cli.main import COMMANDS

pytestmark = once


@pytest.mark.parametrize("name", COMMANDS)
def test_help__has_an_example(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    from himaya.cli.main import main

    with pytest.raises(SystemExit) as ended:
        main([name, "--help"])

    assert ended.value.code == 0
    assert f"himaya {name}" in capsys.readouterr().out.split("Example:")[1]


def test_help__loads_no_django_and_no_engine() -> None:
    """What makes it answer at once."""
    code = (
        "import sys; from himaya.cli.main import parser; parser().format_help();"
        "sys.exit(bool({'django', 'polars', 'himaya.engines'} & set(sys.modules)))"
    )
    subprocess.run([sys.executable, "-c", code], check=True)  # noqa: S603 - our own


WRONG_USE = """
| --port 0 serve                        | whole number from 1 to 65535    |
| --host 0.0.0.0 serve                  | --tls-cert and --tls-key        |
| --host 10.0.0.7 serve                 | --tls-cert and --tls-key        |
| --tls-cert x.pem serve                | go together                     |
| nosuch.xlsx --as workplan import      | no file nosuch.xlsx             |
| pyproject.toml --as nosuch import     | Nothing is imported as nosuch   |
| pyproject.toml --as records import    | --instrument                    |
| pyproject.toml --as records --instrument nosuch import | Nothing is imported as nosuch |
| nosuch.tar restore                    | no file nosuch.tar              |
| --seat x --label y --verb z token     | database is empty or older      |
| --to b.odt bulletin                   | says no form                    |
| --drain work                          | database is empty or older      |
| --email a --name b --agency c invite  | Say who invites                 |
"""


@pytest.mark.slow
@pytest.mark.parametrize("row", table(WRONG_USE), ids=lambda row: row[0])
def test_wrong_use__one_line_and_status_2(installation: Installation, row: list[str]) -> None:
    """Slow: each is a process of its own."""
    *arguments, name = row[0].split()
    (installation.folder / "pyproject.toml").touch()

    done = installation.run(name, *arguments)

    assert done.returncode == 2, done.stdout + done.stderr
    assert row[1] in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.slow
def test_setting_that_cannot_be_meant__one_line_and_status_2(installation: Installation) -> None:
    """Slow: a process of its own."""
    done = installation.run("check", HIMAYA_JOB_LEASE="soon")

    assert done.returncode == 2
    assert done.stderr.strip() == "HIMAYA_JOB_LEASE is 'soon'; use a whole number from 1 to 3600"


@pytest.mark.slow
def test_no_key__no_start(opened: Installation) -> None:
    """Slow: processes of their own. Without the key nothing starts (protocol.md, Sealing)."""
    for command in (["serve", "--port", str(free_port())], ["work", "--once"]):
        done = opened.run(*command, HIMAYA_MASTER_KEY="")

        assert done.returncode == 1
        assert "encryption key" in done.stderr


def test_data_folder_mistyped__said_and_not_made(installation: Installation) -> None:
    mistyped = installation.folder / "dta"
    done = installation.run("check", HIMAYA_DATA=str(mistyped))
    assert done.returncode == 2
    assert f"There is no data folder {mistyped}" in done.stderr
    assert not mistyped.exists()
