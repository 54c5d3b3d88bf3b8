"""Notes of coders: under the key of the document's text, shown with identities masked."""

from himaya.engines.narrative.entities import entities_in, masked
from himaya.files.actions import file_key
from himaya.files.models import StoredFile
from himaya.kernel.crypto import seal, unseal
from himaya.themes.models import Decision


def sealed_note(note: str, text: StoredFile, decision: Decision) -> bytes:
    """The note for that decision, gone with the document's text."""
    return seal(note.encode(), file_key(text), model="decision", field="note", ref=decision.ref)


def note_of(decision: Decision, text: StoredFile | None) -> str:
    """What was noted, masked as the text is; nothing where the text was erased."""
    sealed = bytes(decision.sealed_note)
    if not sealed or text is None or not text.sealed_key:
        return ""
    plain = unseal(sealed, file_key(text), model="decision", field="note", ref=decision.ref)
    note = plain.decode()
    return masked(note, entities_in(note))
