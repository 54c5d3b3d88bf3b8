"""Tables that close a ring: A by B, B by C and C by A bind one another through A by B by C.

Where the sets of variables can be taken apart leaf by leaf (Graham's reduction; the hypergraph is
acyclic), shared margins say all there is to say: consistent margins then always have a joint table
(Vorob'ev 1962; Lauritzen 1996, section 4.4). Only a ring needs the joint table, as cells nobody
published.
"""

from collections.abc import Mapping, Sequence

from himaya.engines.disclosure.tables.model import Table
from himaya.engines.disclosure.tables.problems import Code, Fault
from himaya.engines.disclosure.tables.variables import TOTAL, Variable

LIMIT = 30_000


def ring(sets: Sequence[frozenset[str]]) -> frozenset[str]:
    """Variables of the ring left when leaves are taken away; empty where there is none."""
    edges = [set(one) for one in sets]
    is_changed = True
    while is_changed:
        is_changed = False
        for edge in edges:
            for name in list(edge):
                if sum(name in other for other in edges) == 1:
                    edge.discard(name)
                    is_changed = True
        kept: list[set[str]] = []
        for edge in sorted(edges, key=len, reverse=True):
            if edge and not any(edge <= other for other in kept):
                kept.append(edge)
        is_changed = is_changed or len(kept) < len(edges)
        edges = kept
    return frozenset().union(*edges)


def joint_tables(
    tables: Sequence[Table], variables: Mapping[str, Variable], limit: int = LIMIT
) -> tuple[list[Table], list[Fault]]:
    """A joint table for each measure whose tables close a ring, and notes on those left out."""
    made: list[Table] = []
    notes: list[Fault] = []
    for measure in dict.fromkeys(table.measure for table in tables):
        own = [table for table in tables if table.measure == measure]
        names = sorted(ring([frozenset(table.dimensions) for table in own]))
        if not names:
            continue
        listed = {name: _finest(name, own, variables[name]) for name in names}
        size = 1
        for name, codes in listed.items():
            size *= len(variables[name].sums(codes)[0]) if codes else limit + 1
        if size > limit:
            notes.append(Fault(Code.JOINT_LEFT_OUT, {"variables": ", ".join(names)}))
            continue
        first = own[0]
        made.append(
            Table(
                name="(joint)",
                dimensions=tuple(names),
                cells=(),
                measure=measure,
                is_count=first.is_count,
                may_be_negative=any(table.may_be_negative for table in own),
                is_joint=True,
                listed=listed,
            )
        )
    return made, notes


def _finest(name: str, tables: Sequence[Table], variable: Variable) -> tuple[str, ...]:
    """All codes of a variable over the tables; none where flat tables list different ones."""
    lists = [
        [code for code in table.codes_of(name) if code != TOTAL]
        for table in tables
        if name in table.dimensions
    ]
    union = tuple(dict.fromkeys(code for codes in lists for code in codes))
    is_nested = bool(variable.parents or variable.bands)
    if not is_nested and any(set(codes) != set(union) for codes in lists):
        return ()
    return union
