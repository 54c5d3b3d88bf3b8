"""Why a file could not be read at all, in words, with what to do about it."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from himaya.engines.tabular import ReadError, ReadErrorCode

_TEXTS: Mapping[ReadErrorCode, Promise] = {
    ReadErrorCode.EMPTY: _("The file is empty. Check that you chose the right one."),
    ReadErrorCode.TOO_BIG: _(
        "The file is larger than %(limit_mb)s MB. Save the sheet alone as csv, or in parts."
    ),
    ReadErrorCode.TOO_MANY_ROWS: _("The file has more than %(limit)s rows. Bring it in parts."),
    ReadErrorCode.TOO_MANY_CELLS: _(
        "The file has more than %(limit)s cells. Leave out what is not needed, or save it in parts."
    ),
    ReadErrorCode.UNPACKS_TOO_BIG: _(
        "Unpacked, the file is larger than %(limit_mb)s MB. Save the sheet alone as csv."
    ),
    ReadErrorCode.UNSAFE: _(
        "The file refers to what lies outside and was not opened. Save it anew as xlsx or csv."
    ),
    ReadErrorCode.LOCKED: _("A password protects the file. Save it without one."),
    ReadErrorCode.DAMAGED: _(
        "The file is damaged. Open it in the program it was made with, and save it anew."
    ),
    ReadErrorCode.KIND_UNKNOWN: _(
        "No table that fits was found in it, whatever the name of the file says. Bring an xlsx, "
        "ods or csv file with a row of headings, or paste the table."
    ),
    ReadErrorCode.TEXT_UNREADABLE: _(
        "The letters of the file cannot be read. Save it as csv in UTF-8."
    ),
    ReadErrorCode.JSON: _(
        "This is a JSON file, which is no table. Export it as xlsx or csv, and bring that."
    ),
    ReadErrorCode.NO_TABLE: _(
        "No sheet has a column of this kind of list. Check what it is, or choose another kind."
    ),
}


def why_unreadable(error: ReadError) -> str:
    """What is wrong with the file and what to do, in the reader's language."""
    return str(_TEXTS[error.code]) % error.params
