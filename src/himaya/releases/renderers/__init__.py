"""Neutral documents as files, one module per form, each loaded when a file of its form is made."""

import importlib

from himaya.releases.content import Document

MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "geojson": "application/geo+json",
    "dot": "text/vnd.graphviz; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "png": "image/png",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def render(document: Document, form: str, *, mark: str) -> bytes:
    """The file's bytes; `mark` says who made it and when. KeyError for a form nobody declared."""
    MEDIA_TYPES[form]
    module = importlib.import_module(f"himaya.releases.renderers.{form}")
    content: bytes = module.render(document, mark=mark)
    return content
