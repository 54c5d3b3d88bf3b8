"""A file brought as the wrong kind: which of the other kinds of the same register it fits."""

from contextlib import suppress

from django.utils.translation import gettext as _

from himaya.collect.importers import Importer, importers
from himaya.engines.tabular import ReadError
from himaya.kernel.words import in_language


def other_kinds(importer: Importer, name: str, content: bytes) -> tuple[str, ...]:
    """What to choose instead, in sentences: kinds that find a row in it which can be imported."""
    return tuple(
        _("It looks like a file of another kind. Choose: %(kind)s.")
        % {"kind": in_language(other.labels)}
        for other in importers()
        if other.profile == importer.profile
        and other.kind != importer.kind
        and _finds_rows(other, name, content)
    )


def _finds_rows(importer: Importer, name: str, content: bytes) -> bool:
    with suppress(ReadError):
        return any(row.state != "refused" for row in importer.rows(importer.read(content, name)))
    return False
