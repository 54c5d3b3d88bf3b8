"""Four languages and a lifecycle in few lines, so that a declaration reads like a table."""

from collections.abc import Sequence

from himaya.datasets.declarations import Lifecycle, Module, Profile, Relation, State
from himaya.kernel.verbs import Verb
from himaya.kernel.words import LANGUAGES, by_language

words = by_language


def lifecycle(
    table: str, *, endorsed: str = "", locked: str = "", desk: str = "", why: str = ""
) -> Lifecycle:
    """Lines "code | phase | to other | English | French | Spanish | Arabic" in board order.

    The third cell names the states one may go to, with spaces; "*" in every line means any. The
    first state is the start. Entering the states `endorsed` and `locked` needs what endorsing a
    plan needs, and so does leaving the latter, in which nothing changes. `desk`: further states,
    with spaces, that the desk enters and not whoever owns the entry. `why`: the one that nobody
    enters without a word why.
    Raises ValueError for a line with another number of cells.
    """
    states, steps = [], {}
    for line in table.strip().splitlines():
        code, phase, to, *labels = (part.strip() for part in line.split("|"))
        verb = Verb.PLAN_ENDORSE if code in (endorsed, locked, *desk.split()) else None
        names = dict(zip(LANGUAGES, labels, strict=True))
        states.append(
            State(code, names, phase, verb, is_locked=code == locked, asks_why=code == why)
        )
        if to != "*":
            steps[code] = tuple(to.split())
    return Lifecycle(states=tuple(states), start=states[0].code, steps=steps)


def module(line: str, profiles: Sequence[Profile]) -> Module:
    """A module from a line "code | English | French | Spanish | Arabic"."""
    code, *labels = (cell.strip() for cell in line.split("|"))
    names = dict(zip(LANGUAGES, labels, strict=True))
    return Module(code, names, tuple(profile.code for profile in profiles))


def relation(
    code: str,
    target: str,
    labels: str,
    inverse_labels: str,
    *,
    is_offered: bool = True,
    is_kept: bool = False,
    carries: tuple[tuple[str, str], ...] = (),
) -> Relation:
    """A relation with both its names in four languages, each "English|French|Spanish|Arabic"."""
    return Relation(
        code=code,
        target=target,
        labels=words(labels),
        inverse_labels=words(inverse_labels),
        is_offered=is_offered,
        is_kept=is_kept,
        carries=carries,
    )
