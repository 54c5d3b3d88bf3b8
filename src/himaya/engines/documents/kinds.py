"""What a file is, by its content; its name only has to agree."""

import re

from himaya.engines.documents.archives import Budget, opened
from himaya.engines.documents.compound import Compound, compound_of
from himaya.engines.documents.errors import DocumentError, Reason

PDF, DOCX, XLSX, PPTX, HTML, EML, MSG, TEXT, ZIP, JPEG, PNG, TIFF = (
    "pdf", "docx", "xlsx", "pptx", "html", "eml", "msg", "txt", "zip", "jpeg", "png", "tiff",
)  # fmt: skip
PICTURES = (JPEG, PNG, TIFF)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STARTS = (
    (b"%PDF-", PDF),
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"II*\0", TIFF),
    (b"MM\0*", TIFF),
)
_NAMED = {
    "pdf": PDF, "docx": DOCX, "docm": DOCX, "dotx": DOCX, "xlsx": XLSX, "xlsm": XLSX, "pptx": PPTX,
    "pptm": PPTX, "htm": HTML, "html": HTML, "eml": EML, "msg": MSG, "zip": ZIP, "jpg": JPEG,
    "jpeg": JPEG, "png": PNG, "tif": TIFF, "tiff": TIFF, "txt": TEXT,
    "doc": "doc", "xls": "xls", "ppt": "ppt", "rtf": "rtf",  # which are refused by themselves
}  # fmt: skip
# Text that holds these is named for what it says, and is read as text all the same.
_ALSO_TEXT = {HTML, EML}
_MAIN_PARTS = ((b"wordprocessingml.", DOCX), (b"spreadsheetml.", XLSX), (b"presentationml.", PPTX))
_MAIN = re.compile(
    rb"(wordprocessingml\.|spreadsheetml\.|presentationml\.)"
    rb"(?:document|template|sheet|presentation|slideshow)\.main\+xml"
    rb"|ms-(?:word|excel|powerpoint)\.[\w.]*macroEnabled[\w.]*main\+xml",
    re.IGNORECASE,
)
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_MARKUP = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*<[?!a-z]", re.IGNORECASE)
_MAIL_FIELD = re.compile(
    rb"^(from|to|subject|date|received|message-id|mime-version|return-path):",
    re.IGNORECASE | re.MULTILINE,
)
_MAIL_BEGINS = re.compile(rb"[A-Za-z][\w-]*:|From ")
_MAIL_FIELDS = 3
_HEAD = 2_048
_LONGEST_HEADERS = 100_000
_TAIL = 1_024
_NEVER_TEXT = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_PROGRAMS = (b"MZ", b"\x7fELF", b"\xfe\xed\xfa", b"\xcf\xfa\xed\xfe", b"#!")


def kind_of(content: bytes, name: str, budget: Budget) -> str:
    """One of the kinds above. Raises DocumentError for others, polyglots and lying names."""
    if not content.strip():
        raise DocumentError(Reason.EMPTY)
    found = _found(content, budget)
    _check_polyglot(content, found)
    suffix = name.rpartition(".")[2].lower() if "." in name else ""
    named = _NAMED.get(suffix, found)
    if named != found and not (named == TEXT and found in _ALSO_TEXT):
        raise DocumentError(Reason.WRONG_NAME, named=suffix, found=found)
    return found


def _found(content: bytes, budget: Budget) -> str:
    for start, kind in _STARTS:
        if content.startswith(start):
            return kind
    if content.startswith(b"PK"):
        return _of_zip(content, budget)
    if content.startswith(_OLE):
        return _of_compound(compound_of(content))
    if b"%PDF-" in content[:_HEAD]:
        raise DocumentError(Reason.POLYGLOT)
    if content.startswith(b"{\\rtf"):
        raise DocumentError(Reason.OLD_OFFICE)
    return _of_text(content)


def _of_zip(content: bytes, budget: Budget) -> str:
    with opened(content, Budget(budget.limits)) as archive:
        if "[Content_Types].xml" not in archive.namelist():
            if "mimetype" in archive.namelist():
                raise DocumentError(Reason.KIND_UNKNOWN)
            return ZIP
        types = archive.read("[Content_Types].xml")
    main = _MAIN.search(types)
    if main is None:
        raise DocumentError(Reason.KIND_UNKNOWN)
    if main[1] is None:
        raise DocumentError(Reason.MACRO)
    return next(kind for start, kind in _MAIN_PARTS if start == main[1].lower())


def _of_compound(compound: Compound) -> str:
    if "EncryptedPackage" in compound.streams:
        raise DocumentError(Reason.LOCKED)
    if "__properties_version1.0" in compound.streams:
        return MSG
    raise DocumentError(Reason.OLD_OFFICE)


def _of_text(content: bytes) -> str:
    head = content[:_HEAD]
    is_wide = head.startswith((b"\xff\xfe", b"\xfe\xff")) or head[1::2].count(0) > len(head) // 4
    if content.startswith(_PROGRAMS) or (not is_wide and _NEVER_TEXT.search(content)):
        raise DocumentError(Reason.KIND_UNKNOWN)
    if _MAIL_BEGINS.match(head):
        fields = _MAIL_FIELD.findall(re.split(rb"\r?\n\r?\n", content[:_LONGEST_HEADERS])[0])
        if len({one.lower() for one in fields}) >= _MAIL_FIELDS:
            return EML
    if _HTML.search(head):
        return HTML
    if _MARKUP.search(head):
        raise DocumentError(Reason.KIND_UNKNOWN)
    return TEXT


def _check_polyglot(content: bytes, kind: str) -> None:
    """A second kind of file inside the first, where programs would look for it."""
    tail = content[-65_557:]
    is_archive = kind in (ZIP, DOCX, XLSX, PPTX)
    if not is_archive and kind not in (EML, MSG) and b"PK\5\6" in tail and b"PK\1\2" in content:
        raise DocumentError(Reason.POLYGLOT)
    head = content[:_HEAD]
    if kind in PICTURES and (b"%PDF-" in head or _HTML.search(head) or b"<script" in head.lower()):
        raise DocumentError(Reason.POLYGLOT)
    if kind == PDF and (_HTML.search(head[:_TAIL]) or b"<script" in head[:_TAIL].lower()):
        raise DocumentError(Reason.POLYGLOT)
