"""Mails (eml, msg): subject and body; attachments are documents of their own.

Who wrote to whom over which servers is told as hidden and not read: it is not what the mail says.
RFC 5322 and MIME by the standard library; msg by [MS-OXMSG] 2.
"""

import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage, Message, MIMEPart

from himaya.engines.documents.compound import Compound
from himaya.engines.documents.errors import DocumentError, Reason
from himaya.engines.documents.model import Block, Hidden, paragraph
from himaya.engines.documents.rich_text import read_rich_text, unpacked
from himaya.engines.documents.web import hidden_in_page, page_of, read_page, text_of

Found = Iterator[tuple[Hidden, str]]
_TELLING = ("from", "to", "cc", "bcc", "reply-to", "sender", "received", "x-originating-ip",
            "x-mailer", "user-agent", "return-path", "delivered-to")  # fmt: skip
_GAP = re.compile(r"(?:\r?\n[ \t]*){2,}")
_MOST_PARTS = 500
# Property tags of [MS-OXPROPS]: subject, body in three forms; of an attachment its data and names.
_SUBJECT, _BODY, _HTML, _RICH = "0037", "1000", "1013", "1009"
_DATA, _LONG_NAME, _NAME = "3701", "3707", "3704"
_WIDE, _NARROW, _BINARY = "001F", "001E", "0102"
_PEOPLE = ("0C1A", "0C1F", "0E04", "0E03", "0E02", "007D")
# What the standard library lets through for damaged mails.
_BROKEN = (ValueError, LookupError, TypeError, AttributeError, IndexError)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a mail."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail taken apart."""

    blocks: list[Block]
    found: list[tuple[Hidden, str]]
    attachments: list[Attachment]


def paragraphs_of(text: str) -> Iterator[Block]:
    """Running text cut at blank lines."""
    return (paragraph(part.strip()) for part in _GAP.split(text) if part.strip())


def read_eml(content: bytes) -> Mail:
    """A mail as it is sent. Raises DocumentError."""
    try:
        message = email.message_from_bytes(content, policy=email.policy.default)
        subject = str(message.get("subject", "") or "")
        words = list(_body(message.get_body(("plain", "html"))))
        attachments = list(_attachments(message))
        found = [(Hidden.HEADERS, "headers") for name in message if name.lower() in _TELLING]
        page = message.get_body(("html",))
        found += hidden_in_page(page_of(_decoded(page))) if page is not None else ()
    except _BROKEN as error:
        raise DocumentError(Reason.DAMAGED) from error
    return Mail([paragraph(subject), *words], found, attachments)


def _body(body: MIMEPart | None) -> Iterator[Block]:
    if body is None:
        return
    if body.get_content_type() == "text/html":
        yield from read_page(page_of(_decoded(body)))
    else:
        yield from paragraphs_of(_decoded(body))


def _decoded(body: MIMEPart) -> str:
    content = body.get_payload(decode=True)
    raw = content if isinstance(content, bytes) else b""
    charset = body.get_content_charset()
    try:
        return raw.decode(charset) if charset else text_of(raw)
    except (LookupError, UnicodeDecodeError):
        return text_of(raw)


def _attachments(message: EmailMessage) -> Iterator[Attachment]:
    for number, part in enumerate(message.iter_attachments(), 1):
        if number > _MOST_PARTS:
            raise DocumentError(Reason.TOO_MANY_PARTS, limit=_MOST_PARTS)
        name = part.get_filename() or f"attachment {number}"
        if part.get_content_type() == "message/rfc822":
            payload = part.get_payload()
            if isinstance(payload, list) and payload and isinstance(payload[0], Message):
                yield Attachment(f"mail {number}.eml", payload[0].as_bytes())
            continue
        content = part.get_payload(decode=True)
        if isinstance(content, bytes) and content:
            yield Attachment(name, content)


def read_msg(compound: Compound) -> Mail:
    """A mail as Outlook saves it: its body as it is plain, else in HTML, else in rich text."""
    streams = compound.streams
    words = _text(streams, "", _BODY)
    page = streams.get(f"__substg1.0_{_HTML}{_BINARY}")
    rich = streams.get(f"__substg1.0_{_RICH}{_BINARY}")
    found = [(Hidden.HEADERS, "headers") for tag in _PEOPLE if _text(streams, "", tag)]
    if rich and not words and not page:
        words, hidden = read_rich_text(unpacked(rich))
        found += hidden
    blocks = list(paragraphs_of(words) if words else read_page(page_of(text_of(page or b" "))))
    folders = sorted({name.split("/")[0] for name in streams if name.startswith("__attach")})
    attachments = []
    for number, folder in enumerate(folders, 1):
        content = streams.get(f"{folder}/__substg1.0_{_DATA}{_BINARY}")
        name = _text(streams, f"{folder}/", _LONG_NAME) or _text(streams, f"{folder}/", _NAME)
        if content:
            attachments.append(Attachment(name or f"attachment {number}", content))
    return Mail([paragraph(_text(streams, "", _SUBJECT)), *blocks], found, attachments)


def _text(streams: dict[str, bytes], folder: str, tag: str) -> str:
    wide = streams.get(f"{folder}__substg1.0_{tag}{_WIDE}")
    if wide is not None:
        return wide.decode("utf-16-le", "replace").rstrip("\0")
    narrow = streams.get(f"{folder}__substg1.0_{tag}{_NARROW}", b"").rstrip(b"\0")
    return text_of(narrow) if narrow else ""
