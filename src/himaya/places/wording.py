"""What is said of rows and areas that are left out, by page and command alike."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from himaya.places.boundaries import Doubt

PAIRS: dict[str, Promise] = {
    "no_code": gettext_lazy("A row without the old or the new p-code."),
    "share": gettext_lazy("The share is no number between 0 and 1."),
    "over": gettext_lazy("The shares of this area add up to more than all of it."),
}

ROWS: dict[Doubt, Promise] = {
    Doubt.NO_COLUMNS: gettext_lazy("This table has no column of p-codes, such as ADM1_PCODE."),
    Doubt.SEVERAL_COUNTRIES: gettext_lazy(
        "This list holds areas of several countries. Keep the rows of one country."
    ),
    Doubt.NO_CODE: gettext_lazy("A name without p-code."),
    Doubt.NO_NAME: gettext_lazy("A p-code without name."),
    Doubt.NO_LEVEL: gettext_lazy("The level is no number from 0 to 5."),
    Doubt.TWO_PARENTS: gettext_lazy("This p-code stands under two different areas."),
    Doubt.TWO_LEVELS: gettext_lazy("This p-code stands on two different levels."),
}


def left_out(code: str) -> str:
    """Why an area of a file has no place in the edition, by the code of the report."""
    words = {
        "no_area_above": _("Left out: the area above them is missing"),
        "unknown_pcode": _("Left out: this edition has no area with these p-codes"),
        "undecided_name": _("Names that wait for your decision"),
        "nameless": _("Left out: neither a p-code that the edition knows nor a name"),
    }
    return words[code]
