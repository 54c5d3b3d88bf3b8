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


# Groups that rules open to a whole workspace, up to Moderate.
SHARED_GROUPS = frozenset({"contact", "narrative"})


def group_of(question: Question) -> str:
    """The field group a question's answers belong to; "" is open to whoever sees the record."""
    group = FIELD_GROUPS.get(question.means, "")
    if group in SHARED_GROUPS and question.level in LEVEL_GROUPS:
        return LEVEL_GROUPS[question.level]  # no meaning opens a High answer to the workspace
    if group and question.sensitivity != Question.Sensitivity.NONE:
        return group
    if question.sensitivity == Question.Sensitivity.DIRECT:
        return "identity"
    return LEVEL_GROUPS.get(question.level, "")
