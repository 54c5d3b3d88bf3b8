"""Which files a browser shows in place, told by their content and never by their name.

Pictures are shown without what cameras and programs write beside the pixels (place, time, device,
thumbnails): who may see a picture need not be one who may see where it was taken. Of a PDF the
pages are shown.
"""

from himaya.engines.documents.bare_pdf import bare_pdf
from himaya.engines.documents.bare_pictures import bare_jpeg, bare_png

JPEG, PNG, PDF = "image/jpeg", "image/png", "application/pdf"
OTHER = "application/octet-stream"

_STARTS = {b"\xff\xd8\xff": JPEG, b"\x89PNG\r\n\x1a\n": PNG, b"%PDF-": PDF}


def media_type_of(content: bytes) -> str:
    """The media type as the first bytes tell it; OTHER for whatever is not shown in place."""
    return next((kind for start, kind in _STARTS.items() if content.startswith(start)), OTHER)


def shown_content(content: bytes) -> bytes | None:
    """What to send to a browser; None for a file that is not shown, or cannot be made bare."""
    kind = media_type_of(content)
    if kind == JPEG:
        return bare_jpeg(content)
    if kind == PNG:
        return bare_png(content)
    return bare_pdf(content, bare_jpeg) if kind == PDF else None
