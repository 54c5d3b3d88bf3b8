"""Deadlines: the same day may be one by which, or one on which."""

import pytest

from himaya.engines.narrative.deadlines import deadline_cells, deadlines_in

CASES = [
    ("Partners send their lists by 30 April 2026.", [True]),
    ("The team visited on 30 April 2026.", [False]),
    ("Deadline: 30/04/2026. Meeting held on 2 May 2026.", [True, False]),
    ("Les rapports sont à remettre avant le 30 avril 2026.", [True]),
    ("Visite du 30 avril 2026.", [False]),
    ("Se entregará antes del 30 de abril de 2026.", [True]),
    ("La visita fue el 30 de abril de 2026.", [False]),
    ("يرسل الشركاء القوائم قبل 30 أبريل 2026.", [True]),
    ("الموعد النهائي 30 حزيران 2026", [True]),
    ("زار الفريق القرية في 30 أبريل 2026.", [False]),
    ("To be done before\n30 April 2026", [False]),  # another line may be another cell
]


TABLE = """Activity\tLead\tExpected deadline\tStatus
Revise the form\tHRA\tMid May\tbegun in April 2026
Map who does what\tWCI\tContinuous\t
Train\tHRA\t2 months\t3 March 2026

\tTimeline
\tMeet OPM
Échéance\tActivité
fin juin\tVisite du 3 mars 2026
"""


def test_table_without_columns__lines_of_periods_below_its_head() -> None:
    told = "Timeline\nQ1\n· Q2/ Q3\nMet in Q4\n\tQ4 2026\n"
    assert [is_due for _, is_due in deadlines_in(told, 2026)] == [True, True, True, False, True]
    events = "Timeline of events\n3 March 2026\nThe bridge fell.\n"
    assert [is_due for _, is_due in deadlines_in(events, 2026)] == [False]


def test_table__what_stands_under_a_head_of_deadlines() -> None:
    days = [(f"{one.last:%d.%m.}", is_due) for one, is_due in deadlines_in(TABLE, 2026)]
    assert days == [
        ("15.05.", True),
        ("30.04.", False),
        ("03.03.", False),
        ("30.06.", True),
        ("03.03.", False),
    ]
    cells = [TABLE[start:end] for start, end in deadline_cells(TABLE)]
    assert cells == ["Mid May", "Continuous", "2 months", "fin juin"]


@pytest.mark.parametrize(("text", "are"), CASES)
def test_day__a_deadline_where_words_before_it_say_so(text: str, are: list[bool]) -> None:
    assert [is_deadline for _, is_deadline in deadlines_in(text)] == are
