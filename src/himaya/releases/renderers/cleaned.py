"""A file somebody gave, as a copy in which nothing is hidden (engines.documents)."""

from himaya.engines.documents import GuardedReader


def cleaned(content: bytes, name: str) -> bytes:
    """The copy, made in a process without keys. Raises DocumentError where it cannot be made."""
    with GuardedReader(with_ocr=False) as reader:
        return reader.clean(content, name)
