"""Documents as one picture, for messages; links do not work in it."""

from himaya.releases.content import Document
from himaya.releases.renderers.pdf import laid_out


def render(document: Document, *, mark: str) -> bytes:
    """The file's bytes; `mark` stands under it. Raises Problem(FORM_MISSING) without typst."""
    return laid_out(document, mark, "png")
