# ruff: noqa: RUF001  # letters of several scripts are what this file is about
"""In which encoding a text was written, and words that were decoded wrongly once before."""

import re
from dataclasses import dataclass

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_SAMPLE = 256 * 1024
_END_OF_ASCII = 0x80
_WIDE = 0.3  # share of nul bytes at one of two places that only UTF-16 has
_NEVER_TEXT = re.compile(rb"[\x00-\x08\x0e-\x1a]")
# The letters that make up most of running text in each script; others are rare or foreign to it.
_COMMON = {
    "cp1256": frozenset("اليمونرتبةدعسفكهقحجأإىشطصخضذثءغئ"),
    "cp1251": frozenset("оаеинтсрвлкмдпуяыьгзбчйхжшюцщіїєґэёОАЕИНТСРВЛКМДПУЯГЗБЧЙХЖШІ"),
    "cp1252": frozenset("éèêëàâäáãåçîïíìñôöóòõûüúùÉÈÊÀÂÁÇÎÍÑÔÖÓÚÜß¿¡’‘“”–—«»°œŒ…"),
}
_SCRIPT = {"cp1256": re.compile(r"[\u0600-\u06ff]"), "cp1251": re.compile(r"[\u0400-\u04ff]")}
_MIXED = re.compile(
    r"[A-Za-z](?=[\u0400-\u04ff\u0600-\u06ff])|[\u0400-\u04ff\u0600-\u06ff](?=[A-Za-z])"
)
_MIXED_COST = 2
# UTF-8 read as Windows-1252 or Latin-1: a lead letter and one of the characters that stand for
# the bytes 80 to BF.
_BYTES = "\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
MOJIBAKE = re.compile(f"[\u00c2-\u00f4][{_BYTES}]")
_RUN = re.compile(f"(?:[\u00c2-\u00f4][{_BYTES}]+)+")
DAMAGED = "\ufffd"


class UnreadableTextError(ValueError):
    """No encoding that people use fits: this is no text."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text and the encoding it was read in; `sure` is False where only letters told it."""

    text: str
    encoding: str
    sure: bool = True


def decode_text(source: bytes) -> Decoded:
    """Decode UTF-8, UTF-16 and UTF-32 with or without a mark, and code pages 1252, 1256, 1251.

    Latin-1 is read as Windows-1252, which holds all its letters. A code page is chosen by the
    letters it would give, because nothing in the file names it. Raises UnreadableTextError.
    """
    for mark, encoding in _MARKS:
        if source.startswith(mark):
            return Decoded(_strict(source, encoding), encoding)
    if wide := _without_mark(source):
        return Decoded(_strict(source, wide), wide)
    try:
        return Decoded(source.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        pass  # an older encoding, told by its letters below
    if _NEVER_TEXT.search(source[:_SAMPLE]):
        raise UnreadableTextError
    encoding = _code_page(source)
    return Decoded(source.decode(encoding, errors="replace"), encoding, sure=False)


def repair_words(text: str) -> str:
    """Return words that were UTF-8 once, or the text as it is where that makes no sense.

    "MÃ©naka" becomes "Ménaka"; several rounds are undone, as programs save them over and over.
    """
    for _ in range(3):
        mended = _RUN.sub(_mended, text)
        if mended == text:
            break
        text = mended
    return text


def _mended(found: re.Match[str]) -> str:
    """Two letters alone may well be meant when they would become another script."""
    back = _as_bytes(found[0])
    if back is None:
        return found[0]
    try:
        text = back.decode("utf-8")
    except UnicodeDecodeError:
        return found[0]
    latin = all(char < "\u0180" or "\u2010" <= char <= "\u2122" for char in text)
    return text if latin or len(text) > 1 else found[0]


def _as_bytes(text: str) -> bytes | None:
    """The bytes the characters stood for; code page 1252 leaves five bytes to Latin-1."""
    made = bytearray()
    for char in text:
        try:
            made += char.encode("cp1252")
        except UnicodeEncodeError:
            if ord(char) > 0xFF:  # noqa: PLR2004  # the last byte
                return None
            made.append(ord(char))
    return bytes(made)


def _strict(source: bytes, encoding: str) -> str:
    try:
        return source.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableTextError from error


def _without_mark(source: bytes) -> str | None:
    """UTF-16 without its mark: separators and digits have a nul byte on one side."""
    sample = source[: _SAMPLE // 4 * 2]
    half = len(sample) // 2
    if half < 2 or len(source) % 2:  # noqa: PLR2004  # one character proves nothing
        return None
    after, before = sample[1::2].count(0) / half, sample[0::2].count(0) / half
    if max(after, before) < _WIDE / 6 or min(after, before) > max(after, before) / 4:
        return None
    encoding = "utf-16-le" if after > before else "utf-16-be"
    try:
        text = sample.decode(encoding, errors="strict")
    except UnicodeDecodeError:
        return None
    told = sum(char.isprintable() or char in "\r\n\t" for char in text)
    return encoding if told > len(text) * 0.95 else None


def _code_page(source: bytes) -> str:
    sample = source[:_SAMPLE]
    high = sum(byte >= _END_OF_ASCII for byte in sample) or 1
    scores = {encoding: _score(sample, encoding) / high for encoding in _COMMON}
    return max(scores, key=lambda encoding: scores[encoding])


def _score(sample: bytes, encoding: str) -> float:
    """How many of the high bytes become common letters of the script; mixed words count against."""
    text = sample.decode(encoding, errors="replace")
    good = sum(char in _COMMON[encoding] for char in text)
    if script := _SCRIPT.get(encoding):
        # A capital inside a word is what the wrong code page gives.
        odd = len(_MIXED.findall(text)) * _MIXED_COST
        odd += len(re.findall(r"[а-яё][А-ЯЁ]", text)) if encoding == "cp1251" else 0
        alone = len(re.findall(rf"(?<!{script.pattern}){script.pattern}(?!{script.pattern})", text))
        return good - odd - alone
    runs = len(re.findall(r"[\u0080-\uffff]{3,}", text))
    return good - runs - text.count(DAMAGED)
