"""A file beside its population: counted by hand and by a second counter."""

from collections import Counter

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from himaya.engines.disclosure import DisclosureError
from himaya.engines.disclosure.presence import presence

KEYS = ["camp", "sex"]
PEOPLE = pl.DataFrame({"camp": list("NNNNSSE"), "sex": list("ffmmmfm")})


def test_camp_roll__k_map_and_presence_by_hand() -> None:
    found = presence(PEOPLE[[0, 2, 3]], PEOPLE, KEYS)

    assert (found.people, found.k_map) == (7, 2)
    assert found.below == {"2": 0, "3": 3, "5": 3}
    assert (found.delta_highest, found.delta_lowest) == (1.0, 0.0)  # both men of N are in the file


def test_ages_as_numbers_and_as_texts__the_same() -> None:
    file = pl.DataFrame({"age": [5, 5, None]})
    people = pl.DataFrame({"age": ["5", "5", "5", "", "7"]})

    found = presence(file, people, ["age"])

    assert (found.k_map, found.delta_lowest) == (1, 0.0)


def test_file_that_is_no_part_of_it__refused() -> None:
    stranger = pl.DataFrame({"camp": ["W"], "sex": ["f"]})
    with pytest.raises(DisclosureError, match="no part of it") as refusal:
        presence(stranger, PEOPLE, KEYS)
    assert "W" not in refusal.value.message


@given(
    people=st.lists(st.tuples(*[st.sampled_from("ab")] * 2), min_size=1, max_size=12),
    data=st.data(),
)
@settings(max_examples=25, deadline=None)
def test_any_part__as_counted_another_way(
    people: list[tuple[str, str]], data: st.DataObject
) -> None:
    size = data.draw(st.integers(1, len(people)))
    whole, own = Counter(people), Counter(people[:size])
    file, everybody = (pl.DataFrame(rows, KEYS, orient="row") for rows in (people[:size], people))

    found = presence(file, everybody, KEYS)

    assert found.k_map == min(whole[one] for one in own)
    assert found.below["3"] == sum(whole[one] < 3 for one in people[:size])
    assert found.delta_highest == max(own[one] / whole[one] for one in whole)
    assert found.delta_lowest == min(own[one] / whole[one] for one in whole)
