"""Deadlines: the same day may be one by which, or one on which."""

import pytest

from himaya.engines.narrative.deadlines import deadlines_in

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


@pytest.mark.parametrize(("text", "are"), CASES)
def test_day__a_deadline_where_words_before_it_say_so(text: str, are: list[bool]) -> None:
    assert [is_deadline for _, is_deadline in deadlines_in(text)] == are
