"""How refusals and wrong use are worded: whole sentences that name what there is."""

from argparse import Namespace
from pathlib import Path

import pytest

from himaya.cli import token
from himaya.cli.main import main, said
from himaya.cli.session import WrongUseError
from himaya.kernel.problems import Code, Problem

EDITION = ["--as", "places", "--edition", "2031"]


def test_refusal__reasons_as_sentences_and_no_names_of_rules() -> None:
    problem = Problem(
        Code.NOT_ALLOWED,
        rules=(),
        reasons=("The role covers it not.", "Ask."),
        questions=["a", "b"],
    )

    line = said(problem)

    assert line.endswith("The role covers it not. Ask. (questions: a, b)")
    assert "rules" not in line


def test_day_that_is_none__wrong_use_in_a_dry_run_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "areas.csv"
    path.write_text("ADM1_PCODE,ADM1_EN\nXR01,Northland\n")

    assert main(["import", str(path), *EDITION, "--from", "2026-99-01", "--dry-run"]) == 2
    assert "Write the day as 2026-01-31." in capsys.readouterr().err


@pytest.mark.parametrize("verbs", [[], ["record.look"]])
def test_token_without_a_known_verb__told_which_there_are(verbs: list[str]) -> None:
    with pytest.raises(WrongUseError, match=r"there is .*dataset\.view, .*record\.view"):
        token._make(Namespace(verb=verbs))


def test_help_of_token__lists_the_verbs(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["token", "--help"])
    assert "record.view" in capsys.readouterr().out.partition("--verb VERB ")[2].split("--days")[0]
