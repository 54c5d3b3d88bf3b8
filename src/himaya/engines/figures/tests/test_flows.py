"""Flows drawn: every body once, arrows forward where they can be, nothing of a name runs."""

from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from himaya.engines.figures.flow_gaps import gaps_in
from himaya.engines.figures.flows import Flow, columns_of, draw_flows

BODIES = ["Field", "District group", "Cluster", "Donor", "Ministry"]
PAIRS = st.lists(
    st.tuples(st.sampled_from(BODIES), st.sampled_from(BODIES)).filter(
        lambda two: two[0] != two[1]
    ),
    min_size=1,
    max_size=12,
)


def flows(*pairs: tuple[str, str]) -> list[Flow]:
    return [Flow(source, target, f"{source} to {target}") for source, target in pairs]


def test_columns__follow_the_flows() -> None:
    found = columns_of(
        flows(("Field", "District group"), ("District group", "Cluster"), ("Field", "Cluster"))
    )
    assert found == [["Field"], ["District group"], ["Cluster"]]


def test_circle__the_flow_that_closes_it_runs_back() -> None:
    found = columns_of(flows(("Field", "Cluster"), ("Cluster", "Field")))
    assert found == [["Field"], ["Cluster"]]


@given(PAIRS)
def test_every_body_once_and_forward_unless_in_a_circle(pairs: list[tuple[str, str]]) -> None:
    found = columns_of(flows(*pairs))
    assert sorted(name for column in found for name in column) == sorted({*sum(pairs, ())})
    assert all(found)
    place = {name: n for n, column in enumerate(found) for name in column}
    back = {pair for pair in pairs if place[pair[0]] >= place[pair[1]]}
    after: dict[str, set[str]] = {name: set() for name in BODIES}
    for source, target in set(pairs) - back:
        after[source].add(target)
    for source, target in back:  # it closes a circle of forward ones
        seen, waiting = {target}, [target]
        while waiting:
            fresh = after[waiting.pop()] - seen
            seen |= fresh
            waiting += fresh
        assert source in seen


@given(PAIRS, st.booleans())
def test_drawing__well_formed_with_an_arrow_for_each(
    pairs: list[tuple[str, str]],
    from_right: bool,  # noqa: FBT001 - drawn
) -> None:
    picture = draw_flows(flows(*pairs), title="T", description="D", from_right=from_right)
    root = ET.fromstring(picture)  # noqa: S314 - our own drawing
    space = "{http://www.w3.org/2000/svg}"
    arrows = [one for one in root.iter(f"{space}path") if one.get("marker-end")]
    assert len(arrows) == len(pairs)
    assert len(list(root.iter(f"{space}rect"))) == len({*sum(pairs, ())})
    _, _, width, _ = map(int, root.get("viewBox", "").split())
    assert all(0 <= int(one.get("x", "")) <= width for one in root.iter(f"{space}rect"))


def test_several_between_the_same_two__each_on_a_line_of_its_own() -> None:
    several = [Flow("A", "B", str(n), runs=n > 0) for n in range(4)]
    picture = draw_flows(several, title="T", description="D")
    drawn = (part.partition('"')[0] for part in picture.split('<path d="M')[1:])
    lines = {line for line in drawn if "C" in line}
    assert len(lines) == 4


def test_words__escaped_and_cut() -> None:
    name = "<script>alert(1)</script> & a body with a name far too long for one box of two lines"
    picture = draw_flows([Flow(name, "B", '"><x')], title="<t>", description="&")
    assert "<script>" not in picture
    assert "..." in picture
    ET.fromstring(picture)  # noqa: S314 - our own drawing


def test_nothing__no_picture() -> None:
    assert draw_flows([], title="T", description="D") == ""


def test_bodies_told_apart_by_their_keys__though_they_bear_one_name() -> None:
    names = {"#1": "Field group", "#2": "Field group", "#3": "Cluster"}
    pair = flows(("#1", "#3"), ("#2", "#3"))
    drawn = draw_flows(pair, title="Flows", description="Two", names=names)
    assert drawn.count("<rect") == 3
    assert drawn.count("<title>Field group</title>") == 2


def test_gaps__where_flows_lead_nowhere() -> None:
    on = flows(("Field", "Cluster"), ("Cluster", "Donor"), ("Ministry", "Field"))
    assert (gaps_in(on).dead_ends, gaps_in(on).circles) == (["Donor"], [])
    used = [*on[:1], Flow("Cluster", "Donor", "note", is_used=True)]
    assert gaps_in(used).dead_ends == []
    round_ = flows(("Field", "Cluster"), ("Cluster", "Field"))
    assert list(map(sorted, gaps_in(round_).circles)) == [["Cluster", "Field"]]
    assert gaps_in([*round_, Flow("Cluster", "Donor", "out")]).circles == []
    assert gaps_in([Flow("Field", "Cluster", "in", is_used=True), round_[1]]).circles == []
