"""Figures that may be added up, and every reason why others may not."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from himaya.engines.adding import Kind, Reason, Terms, Unlike, unlike

TERMS = Terms(
    same=(("code", "words"), ("group",), ("day",)),
    wholes={"sex": "t", "age": "all"},
    schemes={"scheme": "age"},
    once=("sex", "age"),
)
PLAIN = {"code": "D1", "words": "x", "group": "idp", "day": "2026-01-01", "sex": "f", "age": "all"}


def kind(place: str = "p", level: int = 1, figures: int = 1, **changes: str | None) -> Kind:
    return Kind(PLAIN | {"scheme": "s"} | changes, place, level, figures)


def why(*kinds: Kind) -> list[tuple[str, str]]:
    return [(str(one.reason), one.key) for one in unlike(kinds, TERMS)]


def test_disjoint_parts_of_one_kind__added_up() -> None:
    assert why(kind(), kind(sex="m"), kind(place="q")) == []
    assert why(kind(age="0-17"), kind(age="18+"), kind(sex="m", age="0-17")) == []
    assert why(kind(words="other words")) == why(kind(), kind(place="q", words="told anew")) == []


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"code": "D2"}, ("unlike", "words")),
        ({"code": None, "words": "D1"}, ("unlike", "words")),
        ({"group": "host"}, ("unlike", "group")),
        ({"day": "2026-02-01"}, ("unlike", "day")),
        ({"sex": "t"}, ("whole", "sex")),
        ({"age": "0-17"}, ("whole", "age")),
    ],
)
def test_unlike__refused_with_the_question(
    changes: dict[str, str | None], reason: tuple[str, str]
) -> None:
    assert why(kind(), kind("q", **changes)) == [reason]  # type: ignore[arg-type]


def test_schemes__refused_where_they_cut_and_not_of_wholes() -> None:
    assert why(kind(age="0-4"), kind(age="0-5", scheme="r")) == [("scheme", "scheme")]
    assert why(kind(), kind("q", scheme="r")) == []


def test_places_of_two_levels_and_two_sources__refused() -> None:
    assert why(kind(), kind("q", level=2)) == [("places", "")]
    assert why(kind(), kind()) == why(kind(figures=2)) == [("twice", "")]


def test_terms_of_one_question__ask_for_nothing_else() -> None:
    terms = Terms(same=(("group",),), wholes={}, schemes={}, once=(), one_level=False)
    assert unlike([kind(), kind(), kind(level=2, day="2025-01-01")], terms) == ()
    assert unlike([kind(), kind(group="host")], terms) == (Unlike(Reason.UNLIKE, "group"),)


def test_answers_that_may_not_be_looked_at__not_taken_for_alike() -> None:
    shut = {key: told for key, told in PLAIN.items() if key != "group"}
    kinds = [Kind(shut, "p", 1), Kind(shut, "q", 1)]
    assert unlike(kinds, TERMS) == (Unlike(Reason.UNLIKE, "group"),)


def test_every_reason__named_at_once() -> None:
    found = unlike([kind(), kind("q", level=2, code="D2", sex="t")], TERMS)
    assert found == (
        Unlike(Reason.UNLIKE, "words"),
        Unlike(Reason.WHOLE, "sex"),
        Unlike(Reason.PLACES),
    )


KINDS = st.builds(
    kind,
    place=st.sampled_from("pq"),
    level=st.integers(1, 2),
    sex=st.sampled_from("tfm"),
    day=st.sampled_from(["2026-01-01", "2026-02-01"]),
    age=st.sampled_from(["all", "0-17", "18+"]),
)


@settings(max_examples=40, deadline=None)
@given(kinds=st.lists(KINDS, max_size=5), chance=st.randoms(use_true_random=False))
def test_order_and_further_figures__never_make_alike(kinds: list[Kind], chance: Random) -> None:
    turned = list(kinds)
    chance.shuffle(turned)
    assert unlike(kinds, TERMS) == unlike(turned, TERMS)
    if unlike(kinds[:-1], TERMS):
        assert unlike(kinds, TERMS)
