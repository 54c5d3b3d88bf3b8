"""Sources of one figure: schemes nest only downwards, and differences are of what is known."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from himaya.engines.adding import ALL_AGES, Ages, Part, Sexes, difference, stated

SEXES = Sexes("t", ("f", "m"), ("u",))
FINE: list[Ages] = [(0, 4), (5, 11), (12, 17), (18, 59), (60, None)]
COARSE: list[Ages] = [(0, 17), (18, None)]


def number(given: dict[Part, int], sex: str, ages: Ages | None) -> int | str:
    found = stated(given, Part(sex, ages), SEXES)
    return found.why if found.number is None else found.number


@settings(max_examples=40, deadline=None)
@given(counts=st.lists(st.integers(0, 999), min_size=10, max_size=10))
def test_finer_ages_and_sexes__make_the_coarser(counts: list[int]) -> None:
    women = {Part("f", ages): n for ages, n in zip(FINE, counts[:5], strict=True)}
    men = {Part("m", ages): n for ages, n in zip(FINE, counts[5:], strict=True)}
    both = women | men
    assert number(women, "f", (0, 17)) == sum(counts[:3])
    assert number(women, "f", (18, None)) == sum(counts[3:5])
    assert number(both, "m", ALL_AGES) == sum(counts[5:])
    assert number(both, "t", (0, 17)) == sum(counts[:3]) + sum(counts[5:8])
    assert number(both, "t", ALL_AGES) == sum(counts)


def test_coarser_ages__never_make_the_finer() -> None:
    coarse = {Part("f", ages): 50 for ages in COARSE}
    assert number(coarse, "f", (0, 4)) == "scheme"
    assert number(coarse, "f", (0, 17)) == 50
    assert number(coarse, "m", (0, 17)) == "none"
    assert number({Part("t", ALL_AGES): 9}, "f", ALL_AGES) == "none"


def test_brackets_that_cut_across__add_up_to_nothing() -> None:
    cut: list[Ages] = [(0, 5), (6, 12), (13, 17)]
    other = {Part("f", ages): 10 for ages in cut}
    assert number(other, "f", (0, 4)) == "scheme"
    assert number(other, "f", (0, 17)) == 30
    gap = {Part("f", (0, 4)): 1, Part("f", (12, 17)): 2}
    assert number(gap, "f", (0, 17)) == "scheme"


def test_unknown_age_and_sex__belong_to_all() -> None:
    told = {Part("f", ages): 10 for ages in COARSE} | {Part("f", None): 3}
    assert number(told, "f", ALL_AGES) == 23
    everybody = told | {Part("m", ALL_AGES): 5, Part("u", ALL_AGES): 2}
    assert number(everybody, "t", ALL_AGES) == 30
    assert number(told, "t", ALL_AGES) == "scheme"  # of men nothing is known


def test_given_figure__before_what_its_parts_make() -> None:
    told = {Part("t", ALL_AGES): 100, Part("f", ALL_AGES): 40, Part("m", ALL_AGES): 40}
    found = stated(told, Part("t", ALL_AGES), SEXES)
    assert (found.number, found.is_added) == (100, False)


def test_difference__absolute_and_in_percent_of_the_other() -> None:
    assert difference(120, 100).absolute == 20
    assert difference(50, 100).percent == Fraction(-50)
    assert difference(7, 0).percent is None
