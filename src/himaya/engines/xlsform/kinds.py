"""The `type` column: the many ways to write a type, and the one name each has here."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

_SELECTS: Mapping[str, str] = {
    "select_one": "select_one",
    "select one": "select_one",
    "select one from": "select_one",
    "select1": "select_one",
    "add select one prompt using": "select_one",
    "select_one_from_file": "select_one",
    "select one from file": "select_one",
    "select_one_external": "select_one",
    "select_multiple": "select_multiple",
    "select multiple": "select_multiple",
    "select all that apply": "select_multiple",
    "select all that apply from": "select_multiple",
    "add select multiple prompt using": "select_multiple",
    "select_multiple_from_file": "select_multiple",
    "select multiple from file": "select_multiple",
    "rank": "rank",
}
_CONTROLS: Mapping[str, str] = {
    "group": "group",
    "repeat": "repeat",
    "lgroup": "repeat",
    "looped group": "repeat",
    "loop": "loop",
}
_PLAIN: Mapping[str, str] = {
    "text": "text",
    "string": "text",
    "q string": "text",
    "add text prompt": "text",
    "integer": "integer",
    "int": "integer",
    "q int": "integer",
    "add integer prompt": "integer",
    "percentage": "integer",
    "decimal": "decimal",
    "q decimal": "decimal",
    "add decimal prompt": "decimal",
    "range": "range",
    "date": "date",
    "q date": "date",
    "add date prompt": "date",
    "time": "time",
    "datetime": "dateTime",
    "date time": "dateTime",
    "q datetime": "dateTime",
    "q date time": "dateTime",
    "add date time prompt": "dateTime",
    "add datetime prompt": "dateTime",
    "geopoint": "geopoint",
    "gps": "geopoint",
    "location": "geopoint",
    "q geopoint": "geopoint",
    "q location": "geopoint",
    "add location prompt": "geopoint",
    "geotrace": "geotrace",
    "q geotrace": "geotrace",
    "geoshape": "geoshape",
    "q geoshape": "geoshape",
    "image": "image",
    "photo": "image",
    "q image": "image",
    "q picture": "image",
    "add image prompt": "image",
    "add photo prompt": "image",
    "audio": "audio",
    "q audio": "audio",
    "add audio prompt": "audio",
    "video": "video",
    "q video": "video",
    "add video prompt": "video",
    "file": "file",
    "add file prompt": "file",
    "barcode": "barcode",
    "q barcode": "barcode",
    "add barcode prompt": "barcode",
    "note": "note",
    "q note": "note",
    "add note prompt": "note",
    "calculate": "calculate",
    "q calculate": "calculate",
    "add calculate prompt": "calculate",
    "hidden": "hidden",
    "acknowledge": "acknowledge",
    "q acknowledge": "acknowledge",
    "add acknowledge prompt": "acknowledge",
    "trigger": "acknowledge",
    "start": "start",
    "start time": "start",
    "get start time": "start",
    "end": "end",
    "end time": "end",
    "get end time": "end",
    "today": "today",
    "get today": "today",
    "deviceid": "deviceid",
    "device id": "deviceid",
    "get device id": "deviceid",
    "imei": "deviceid",
    "uri:deviceid": "deviceid",
    "username": "username",
    "uri:username": "username",
    "email": "email",
    "uri:email": "email",
    "phonenumber": "phonenumber",
    "phone number": "phonenumber",
    "get phone number": "phonenumber",
    "uri:phonenumber": "phonenumber",
    "simserial": "simserial",
    "sim id": "simserial",
    "get sim id": "simserial",
    "uri:simserial": "simserial",
    "subscriberid": "subscriberid",
    "subscriber id": "subscriberid",
    "get subscriber id": "subscriberid",
    "uri:subscriberid": "subscriberid",
    "audit": "audit",
    "start-geopoint": "start-geopoint",
    "background-audio": "background-audio",
    "background-geopoint": "background-geopoint",
    "xml-external": "xml-external",
    "csv-external": "csv-external",
}
# Types other tools know that we have no answer shape for.
_UNSUPPORTED = {"osm", "cascading_select", "cascading select", "begin loop"}

_SELECT = re.compile(
    rf"({'|'.join(sorted(map(re.escape, _SELECTS), key=len, reverse=True))}) (\S+)"
    r"( (?:or specify other|or_other|or other))?",
    re.IGNORECASE,
)
_CONTROL = re.compile(
    rf"(begin|end)[\s_]({'|'.join(sorted(_CONTROLS, key=len, reverse=True))})( .*)?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class TypeCell:
    """A type cell taken apart. `role` is question, begin, end, unknown or unsupported."""

    role: str
    type: str
    list_name: str = ""
    or_other: bool = False


def read_type(written: str) -> TypeCell:
    """Take a type cell apart; whatever spelling of spaces and capitals it has."""
    text = " ".join(written.split())
    control = _CONTROL.fullmatch(text)
    if control:
        kind = _CONTROLS[control.group(2).lower()]
        role = "unsupported" if kind == "loop" else control.group(1).lower()
        return TypeCell(role, kind)
    select = _SELECT.fullmatch(text)
    if select:
        return TypeCell(
            "question", _SELECTS[select.group(1).lower()], select.group(2), bool(select.group(3))
        )
    plain = _PLAIN.get(text.lower())
    if plain:
        return TypeCell("question", plain)
    first = text.lower().split(" ")[0]
    return TypeCell("unsupported" if first in _UNSUPPORTED else "unknown", text)
