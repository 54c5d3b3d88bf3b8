"""Small files for the tests of this room, made here: none is kept."""

import io
import zipfile
from collections.abc import Mapping

from docx import Document
from tests.world import World

from himaya.collect.actions import register_for
from himaya.datasets.models import Dataset
from himaya.library.actions import Brought, Coding, add_document
from himaya.library.models import DocumentVersion
from himaya.library.reading import read_version

MINUTES = """Minutes of the camp meeting

On 4 March 2026 Ms Zubaydah Invented, focal point of HRA, spoke in Area MJ01 about the water point.
Call +000 555 0142 with questions. Ninety families asked for documents, and nobody was turned away.
"""


def register(world: World) -> Dataset:
    """The register of documents, opened by the coordinator."""
    dataset = register_for(seat=world.people["dawit"].acting, profile_code="document")
    return Dataset.objects.select_related("operation", "system", "agency", "version").get(
        pk=dataset.pk
    )


def bring(
    world: World,
    content: bytes | str = MINUTES,
    name: str = "minutes.txt",
    *,
    who: str = "amina",
    level: int = 2,
    answers: Mapping[str, object] | None = None,
) -> DocumentVersion:
    """A document brought by that person, and read."""
    raw = content.encode() if isinstance(content, str) else content
    version = add_document(
        seat=world.people[who].acting,
        dataset=register(world),
        brought=Brought(name, raw),
        coding=Coding(answers or {}, level),
    )
    return read_version(version)


def word_file(*paragraphs: str, author: str = "") -> bytes:
    """A docx of these paragraphs, written by that person."""
    document = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    document.core_properties.author = author
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def zip_file(files: Mapping[str, bytes]) -> bytes:
    """A zip of these files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()
