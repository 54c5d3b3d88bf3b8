"""What is told of the words of a document once they are read. Loads numpy: for the job only."""

from collections import Counter
from dataclasses import dataclass, field

from himaya.engines.documents import Document
from himaya.engines.narrative.completeness import completeness_of
from himaya.engines.narrative.entities import Entity, entities_in
from himaya.engines.narrative.languages import language_of
from himaya.engines.narrative.words import words_of
from himaya.library.copying import keep_signature
from himaya.library.levels import propose_level
from himaya.library.models import DocumentVersion
from himaya.library.parts_asked import templates
from himaya.library.proposing import Known, proposals_of
from himaya.library.texts import Proposal, store_text

_FOR_LANGUAGE = 20_000  # characters that tell the language of a document


@dataclass(frozen=True, slots=True)
class Looked:
    """A document with what is told of its words: who is in them, their language, their coding."""

    document: Document
    identities: list[Entity]
    words: int
    language: str
    proposals: list[Proposal]
    parts: dict[str, dict[str, str]] = field(default_factory=dict)


def look_at(told: Document, known: Known) -> Looked:
    """Look at the words of a document; costs about 2 ms for 1,000 characters."""
    text = told.text
    if not text:
        return Looked(told, [], 0, "", [])
    language = language_of(text[:_FOR_LANGUAGE]).language
    identities = entities_in(text)
    proposals = proposals_of(told.blocks, identities, language, known)
    found = {code: completeness_of(text, one, known.gazetteer) for code, one in templates().items()}
    parts = {code: {part: str(state) for part, state in one.items()} for code, one in found.items()}
    return Looked(told, identities, len(words_of(text)), language, proposals, parts)


def note(version: DocumentVersion, looked: Looked) -> None:
    """Write down what was read of a version; the caller has it locked, with its record."""
    told, record = looked.document, version.record
    version.state = DocumentVersion.State.READ
    version.kind, version.pages = told.kind, told.pages
    version.words, version.language = looked.words, looked.language
    version.findings = [[one.kind, one.place, one.count] for one in told.findings]
    version.notes = list(told.notes)
    version.parts = looked.parts
    version.identities = dict(Counter(one.kind for one in looked.identities))
    propose_level(version, said=_said(looked.proposals))
    if told.blocks:
        version.text = store_text(
            version, told.blocks, looked.identities, looked.proposals, record.level
        )
    version.save()
    keep_signature(version, told.text)


def _said(proposals: list[Proposal]) -> dict[str, str]:
    """The answers of one word that the document's own words propose."""
    return {one.key: one.value for one in proposals if isinstance(one.value, str)}
