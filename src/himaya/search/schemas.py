"""Shapes of the API: search."""

from ninja import Schema


class HitOut(Schema):
    """One thing found: its kind, its reference and its title."""

    kind: str
    thing: str
    title: str
    state: str
    area: str
