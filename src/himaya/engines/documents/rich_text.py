"""Bodies of mails that are only rich text: unpacked ([MS-OXRTFCP] 2), and read as words.

Rich text as in the RTF specification 1.9.1: groups, control words, letters of a code page by font.
What is marked as hidden or deleted is told and not read; pictures, tables of fonts and whatever a
reader may skip are skipped.
"""

import re
import struct
from dataclasses import dataclass, field, replace

from himaya.engines.documents.errors import DocumentError, Reason
from himaya.engines.documents.model import Hidden

_HEAD = struct.Struct("<III4x")
_PACKED, _PLAIN = 0x75465A4C, 0x414C454D
_WINDOW = 4_096
_KNOWN = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript "
    rb"\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0"
    b"\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
_MOST = 20_000_000  # bytes of a body
_TOKEN = re.compile(
    rb"\\([a-z]{1,32})(-?\d{1,10})?[ ]?|\\'([0-9a-fA-F]{2})|\\(.)|([{}])|[\r\n]+|([^\\{}\r\n]+)",
    re.DOTALL,
)
_SKIPPED = frozenset(
    (b"fonttbl", b"colortbl", b"stylesheet", b"info", b"pict", b"object", b"header", b"footer")
)  # fmt: skip
_SIGNS = {
    b"par": "\n\n", b"line": "\n", b"tab": "\t", b"cell": "\t", b"row": "\n",
    b"emdash": "\u2014", b"endash": "\u2013", b"bullet": "\u2022", b"lquote": "\u2018",
    b"rquote": "\u2019", b"ldblquote": "\u201c", b"rdblquote": "\u201d",
}  # fmt: skip
_PAGES = {0: "cp1252", 161: "cp1253", 162: "cp1254", 177: "cp1255", 178: "cp1256", 204: "cp1251",
          238: "cp1250"}  # fmt: skip
_DEEPEST = 200


def unpacked(content: bytes) -> bytes:
    """The rich text in a packed body. Raises DocumentError (DAMAGED, TOO_MUCH_TEXT)."""
    if len(content) < _HEAD.size:
        raise DocumentError(Reason.DAMAGED)
    _, size, kind = _HEAD.unpack_from(content)
    if size > _MOST:
        raise DocumentError(Reason.TOO_MUCH_TEXT, limit=f"{_MOST:,}")
    if kind == _PLAIN:
        return content[_HEAD.size : _HEAD.size + size]
    if kind != _PACKED:
        raise DocumentError(Reason.DAMAGED)
    return _decompressed(content[_HEAD.size :], size)


def _decompressed(packed: bytes, size: int) -> bytes:
    window = bytearray(_KNOWN.ljust(_WINDOW, b"\0"))
    at, made, place = len(_KNOWN), bytearray(), 0
    while place < len(packed) and len(made) < size:
        control, place = packed[place], place + 1
        for bit in range(8):
            if place + (control >> bit & 1) >= len(packed):
                return bytes(made)
            if control >> bit & 1:
                pair = int.from_bytes(packed[place : place + 2], "big")
                place += 2
                if pair >> 4 == at:
                    return bytes(made)
                start, count = pair >> 4, (pair & 15) + 2
            else:
                # A letter by itself: put where it is then taken from.
                window[at], start, count = packed[place], at, 1
                place += 1
            for step in range(count):  # a run may reach into what it writes
                letter = window[(start + step) % _WINDOW]
                window[at], at = letter, (at + 1) % _WINDOW
                made.append(letter)
    return bytes(made)


@dataclass(frozen=True, slots=True)
class _State:
    """What holds inside a group: which words are read, and in which code page."""

    is_skipped: bool = False
    hidden: Hidden | None = None
    page: str = "cp1252"
    unread: int = 1  # letters after \\u that stand for it elsewhere


@dataclass
class _Reader:
    words: list[str] = field(default_factory=list)
    found: list[tuple[Hidden, str]] = field(default_factory=list)
    fonts: dict[int, str] = field(default_factory=dict)
    font: int = 0
    state: _State = field(default_factory=_State)
    held: list[_State] = field(default_factory=list)
    left: int = 0  # letters still to be passed over after \u

    def read(self, content: bytes) -> None:
        for match in _TOKEN.finditer(content):
            word, number, code, sign, brace, plain = match.groups()
            if brace:
                self._group(brace)
            elif word:
                self._control(word, int(number) if number else None)
            elif code:
                self._say(bytes.fromhex(code.decode()).decode(self.state.page, "replace"))
            elif sign:
                self._sign(sign)
            elif plain:
                self._say(plain.decode(self.state.page, "replace"))

    def _group(self, brace: bytes) -> None:
        if brace == b"{":
            if len(self.held) >= _DEEPEST:
                raise DocumentError(Reason.DAMAGED)
            self.held.append(self.state)
        elif self.held:
            self.state = self.held.pop()

    def _sign(self, sign: bytes) -> None:
        if sign == b"*":
            self.state = replace(self.state, is_skipped=True)
        elif sign in b"\\{}":
            self._say(sign.decode())
        elif sign == b"~":
            self._say("\u00a0")

    def _control(self, word: bytes, number: int | None) -> None:
        if word in _SIGNS:
            self._say(_SIGNS[word])
        elif word == b"u" and number is not None:
            self.left = 0
            self._say(chr(number % 65_536))
            self.left = self.state.unread
        elif word == b"uc":
            self.state = replace(self.state, unread=max(0, number or 0))
        elif word == b"annotation":
            self.state = replace(self.state, hidden=Hidden.COMMENT)
        elif word in (b"v", b"deleted"):
            kind = Hidden.HIDDEN_TEXT if word == b"v" else Hidden.DELETION
            self.state = replace(self.state, hidden=None if number == 0 else kind)
        elif word in _SKIPPED:
            self.state = replace(self.state, is_skipped=True)
        else:
            self._code_page(word, number)

    def _code_page(self, word: bytes, number: int | None) -> None:
        if word == b"f" and number is not None:
            self.font = number
            self.state = replace(self.state, page=self.fonts.get(number, self.state.page))
        elif word == b"fcharset" and number in _PAGES:
            self.fonts[self.font] = _PAGES[number]
        elif word == b"ansicpg" and f"cp{number}" in _PAGES.values():
            self.state = replace(self.state, page=f"cp{number}")

    def _say(self, text: str) -> None:
        if self.left and text != "\n\n":
            passed = min(self.left, len(text))
            self.left, text = self.left - passed, text[passed:]
        if self.state.is_skipped or not text:
            return
        if self.state.hidden is None:
            self.words.append(text)
        elif text.strip():
            self.found.append((self.state.hidden, "body"))


def read_rich_text(content: bytes) -> tuple[str, list[tuple[Hidden, str]]]:
    """Words of rich text, a blank line between paragraphs, and what it hides."""
    reader = _Reader()
    reader.read(content)
    text = "".join(reader.words)
    # Letters above 65,535 come in two halves.
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return whole, reader.found
