"""Field groups: which part of a record an answer belongs to, by the marks of its question."""

from collections.abc import Mapping

from himaya.instruments.models import Question

# Which field group a meaning belongs to (protocol.md, Rules: obligations). Data, not code.
FIELD_GROUPS: Mapping[str, str] = {
    "person.name": "identity",
    "person.id": "identity",
    "birth.date": "identity",
    "person.phone": "contact",
    "person.email": "contact",
    "contact": "contact",
    "owner": "contact",
    "narrative": "narrative",
    "person.address": "fine_location",
    "point": "fine_location",
    "site": "fine_location",
    "perpetrator": "alleged_perpetrator",
}
# Coded answers that belong to no such group, from High up: open with that access only.
LEVEL_GROUPS: Mapping[int, str] = {3: "high", 4: "severe"}


def group_of(question: Question) -> str:
    """The field group a question's answers belong to; "" is open to whoever sees the record."""
    if question.means in FIELD_GROUPS and question.sensitivity != Question.Sensitivity.NONE:
        return FIELD_GROUPS[question.means]
    if question.sensitivity == Question.Sensitivity.DIRECT:
        return "identity"
    return LEVEL_GROUPS.get(question.level, "")
