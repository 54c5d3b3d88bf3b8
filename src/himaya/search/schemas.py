"""Shapes of the API: search."""

from ninja import Field, Schema

from himaya.gate.api_routes import Slice

_CODE = r"^[0-9A-Za-z_.:-]*$"


class Asking(Slice):
    """Words to look for, all of them, and what to narrow by: codes, references, a year."""

    q: str = Field(min_length=2, max_length=200, pattern=r"^[^\x00]*$")
    kept_in: str = Field("", max_length=16, pattern=_CODE, description="reference of a register")
    type: str = Field("", max_length=60, pattern=_CODE, description="code of a kind")
    agency: str = Field("", max_length=16, pattern=_CODE, description="reference of an agency")
    area: str = Field("", max_length=40, pattern=_CODE, description="p-code, with all below")
    year: str = Field("", pattern=r"^([12]\d{3})?$")
    language: str = Field("", max_length=12, pattern=_CODE)
    level: str = Field("", pattern=r"^[1-4]?$", description="sensitivity, 1 to 4")


class HitOut(Schema):
    """One thing found: its kind, its reference and its title."""

    kind: str
    thing: str
    title: str
    state: str
    area: str
