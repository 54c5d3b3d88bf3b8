"""Small figures of people are hidden, and cannot be worked out from the totals shown."""

from collections.abc import Mapping
from fractions import Fraction
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from himaya.engines.adding import Added, Hidden, Rule, add_up, hide
from himaya.engines.adding.tests.test_adding import SPANS, Key, figures, rules

LEAST = 5
TOLD = st.dictionaries(
    st.tuples(st.integers(0, 2), st.sampled_from("ABC"), st.just("p")),
    st.integers(0, 12),
    min_size=1,
)


def hidden(told: Mapping[Key, float], *by: str, running: bool = False) -> tuple[Added, Hidden]:
    added = add_up(figures(told, running=running), rules(*by))
    return added, hide(added, LEAST)


@settings(max_examples=40, deadline=None)
@given(
    told=TOLD,
    by=st.tuples(*[st.sampled_from([str(rule) for rule in Rule])] * 3),
    running=st.booleans(),
)
def test_nothing_small_is_shown(
    *, told: dict[Key, float], by: tuple[str, str, str], running: bool
) -> None:
    added, unseen = hidden(told, *by, running=running)
    shown = [period.total for period in added.periods if period.span not in unseen.periods]
    shown += [
        total
        for period in added.periods
        for partner, total in period.partners.items()
        if (period.span, partner) not in unseen.cells
    ]
    shown += [] if unseen.whole else [added.whole]
    assert all(total.value is None or not 0 < total.value < LEAST for total in shown)


@settings(max_examples=40, deadline=None)
@given(told=TOLD)
def test_sums__what_is_not_shown_cannot_be_told_apart(told: dict[Key, float]) -> None:
    """Every hidden cell could be another number and the page would look the same."""
    added, unseen = hidden(told, "sum", "sum", "sum")
    if not unseen.cells or unseen.whole:
        return
    cells = [
        (period.span, partner, total.value)
        for period in added.periods
        for partner, total in period.partners.items()
        if (period.span, partner) in unseen.cells
    ]
    together = sum(value or 0 for *_, value in cells)
    assert len(cells) > 1
    assert together >= LEAST
    if len(cells) > 3:
        return
    fitting = [
        guess for guess in product(range(1, LEAST), repeat=len(cells)) if sum(guess) == together
    ]
    assert fitting


def test_one_small_cell__its_period_and_the_whole_go_with_it() -> None:
    told = {(0, "A", "p"): 20, (0, "B", "p"): 2, (1, "A", "p"): 9}
    _added, unseen = hidden(told, "sum", "sum", "sum")
    assert unseen == Hidden(frozenset({(SPANS[0], "B")}), frozenset({SPANS[0]}), whole=True)


def test_highest__hides_the_small_cell_alone() -> None:
    told = {(0, "A", "p"): 20, (0, "B", "p"): 2, (1, "A", "p"): 9}
    _added, unseen = hidden(told, "sum", "max", "max")
    assert unseen == Hidden(frozenset({(SPANS[0], "B")}))


def test_highest_of_hidden_sums__would_tell_the_sum() -> None:
    told = {(0, "A", "p"): 20, (0, "B", "p"): 2, (1, "A", "p"): 9}
    assert hidden(told, "sum", "sum", "max")[1].whole
    assert not hidden(told | {(1, "A", "p"): 30}, "sum", "sum", "max")[1].whole


def test_since_the_start__anything_hidden_hides_the_whole() -> None:
    told = {(0, "A", "p"): 3, (1, "A", "p"): 9, (1, "B", "p"): 30}
    assert hidden(told, "sum", "sum", "sum", running=True)[1].whole


def test_percent__hidden_where_few_were_looked_at() -> None:
    told: dict[Key, float | tuple[int, int]] = {(0, "A", "p"): (3, 4), (1, "A", "p"): (30, 40)}
    added = add_up(figures(told), rules("ratio", "ratio", "ratio"), scale=100)
    unseen = hide(added, LEAST, in_percent=True)
    assert unseen.periods == {SPANS[0]}
    assert added.periods[0].total.value == Fraction(75)


def test_no_smallest_cell__all_is_shown() -> None:
    added = add_up(figures({(0, "A", "p"): 1}), rules("sum", "sum", "sum"))
    assert hide(added, 0) == Hidden()
