"""Documents of strangers: their words at places that stay, what they hide, and copies without it.

No Django, no network. Files are parsed in a process of their own with limits (`guarded`); what is
not safe to read ends as a coded refusal.
"""

from himaya.engines.documents.errors import DocumentError, Reason
from himaya.engines.documents.guarded import GuardedReader
from himaya.engines.documents.limits import Limits
from himaya.engines.documents.many import read_files
from himaya.engines.documents.model import NOTES, Block, Document, Finding, Hidden, Note, Refused

__all__ = [
    "NOTES",
    "Block",
    "Document",
    "DocumentError",
    "Finding",
    "GuardedReader",
    "Hidden",
    "Limits",
    "Note",
    "Reason",
    "Refused",
    "read_files",
]
