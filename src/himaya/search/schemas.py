"""Shapes of the API: search."""

from ninja import Field, Schema

from himaya.gate.api_routes import Slice


class Asked(Slice):
    """Words to look for, all of them."""

    q: str = Field(min_length=2, max_length=200, pattern=r"^[^\x00]*$")


class HitOut(Schema):
    """One thing found: its kind, its reference and its title."""

    kind: str
    thing: str
    title: str
    state: str
    area: str
