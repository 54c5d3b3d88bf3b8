"""What is packed in a file, taken out: the files of a zip, the attachments of a mail.

Meant for the child process of `guarded`. One level at a time: what lies in a zip inside is asked
for by itself, and whoever asks counts how deep that goes.
"""

from himaya.engines.documents import kinds
from himaya.engines.documents.archives import CLUTTER, Budget, opened
from himaya.engines.documents.compound import compound_of
from himaya.engines.documents.errors import DocumentError, Reason
from himaya.engines.documents.limits import DEFAULT_LIMITS, Limits, spoken
from himaya.engines.documents.mail import read_eml, read_msg

Packed = tuple[str, bytes]  # name, without folders, and content


def unpacked(content: bytes, name: str = "", limits: Limits = DEFAULT_LIMITS) -> list[Packed]:
    """The files in it; none of a file that packs nothing. Raises DocumentError."""
    if len(content) > limits.bytes:
        raise DocumentError(Reason.TOO_BIG, limit=spoken(limits.bytes))
    budget = Budget(limits)
    kind = kinds.kind_of(content, name, budget)
    if kind == kinds.ZIP:
        return _of_archive(content, budget)
    if kind in (kinds.EML, kinds.MSG):
        mail = read_eml(content) if kind == kinds.EML else read_msg(compound_of(content))
        return [(_bare(one.name), one.content) for one in mail.attachments]
    return []


def _of_archive(content: bytes, budget: Budget) -> list[Packed]:
    with opened(content, budget) as archive:
        found = [
            (_bare(part.filename), archive.read(part))
            for part in archive.infolist()
            if not part.is_dir() and not CLUTTER.search(part.filename)
        ]
    if not found:
        raise DocumentError(Reason.EMPTY)
    return found


def _bare(name: str) -> str:
    return name.replace("\\", "/").rpartition("/")[2]
