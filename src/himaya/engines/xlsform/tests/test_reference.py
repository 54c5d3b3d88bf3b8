from pathlib import Path

import pytest

from himaya.engines.xlsform.functions import FUNCTIONS, SPECIAL
from himaya.engines.xlsform.model import AGGREGATIONS, SENSITIVITIES

PAGE = (Path(__file__).parents[5] / "docs/reference/xlsform.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [*FUNCTIONS, *SPECIAL, *AGGREGATIONS, *SENSITIVITIES])
def test_reference_page__names_it(name: str) -> None:
    assert f"`{name}" in PAGE
