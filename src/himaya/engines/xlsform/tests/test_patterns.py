import pytest

from himaya.engines.xlsform.patterns import BadPatternError, compiled, matches

FINE = [
    r"^[a-zA-Z]{3}[0-9]{2}$",
    r"([0-9]{2})+",
    r"([A-Z]|[0-9])+",
    r"[0-9]+(\.[0-9]+)?",
    r"(\w+ ?){1,3}",
    r"^(\d{4}|\d{7})$",
    r"[(LEB)|(leb)|(0-9)]{3}\-[0-9]{2}[c|C][0-9]{5}",
    r"\p{L}+",
    r"^.*@.*\..*$",
]
RUNAWAY = [
    r"(a+)+",
    r"((a+))+",
    r"(a*)*b",
    r"([a-z]+ ?)+",
    r"(a|aa)+$",
    r"(.*a){12}",
    r"(\w+\s?)*$",
    r".*.*.*.*x",
]


@pytest.mark.parametrize("pattern", FINE)
def test_usual_pattern__runs(pattern: str) -> None:
    assert compiled(pattern)


@pytest.mark.parametrize("pattern", [*RUNAWAY, "(", "[z-a]", r"\p{Greek}"])
def test_pattern_that_may_run_for_ever_or_not_at_all__refused(pattern: str) -> None:
    with pytest.raises(BadPatternError):
        compiled(pattern)


def test_pattern__must_match_the_whole_text() -> None:
    assert matches("0123", "[0-9]{4}")
    assert not matches("0123 and more", "[0-9]{4}")
    assert not matches("a" * 501, "a+")
    assert matches("عائشة", r"\p{L}+")
