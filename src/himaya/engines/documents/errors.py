"""Why a file is set apart (quarantine), and what to do next."""

from enum import StrEnum


class Reason(StrEnum):
    """Codes are never reused or renamed."""

    EMPTY = "document_empty"
    TOO_BIG = "document_too_big"
    UNPACKS_TOO_BIG = "document_unpacks_too_big"
    NESTED_TOO_DEEP = "document_nested_too_deep"
    TOO_MANY_PARTS = "document_too_many_parts"
    TOO_MANY_PAGES = "document_too_many_pages"
    TOO_MUCH_TEXT = "document_too_much_text"
    PICTURE_TOO_BIG = "document_picture_too_big"
    TOO_SLOW = "document_too_slow"
    TOO_MUCH_MEMORY = "document_too_much_memory"
    READER_DIED = "document_reader_died"
    KIND_UNKNOWN = "document_kind_unknown"
    OLD_OFFICE = "document_old_office"
    WRONG_NAME = "document_wrong_name"
    POLYGLOT = "document_polyglot"
    LOCKED = "document_locked"
    DAMAGED = "document_damaged"
    MACRO = "document_macro"
    REMOTE_PART = "document_remote_part"
    UNSAFE_XML = "document_unsafe_xml"
    UNSAFE_NAME = "document_unsafe_name"
    CANNOT_BE_CLEANED = "document_cannot_be_cleaned"


# What happened, and what to do next. They name no word out of the file.
WORDS = {
    Reason.EMPTY: ("The file is empty.", "Send it again; the first sending may have broken off."),
    Reason.TOO_BIG: ("The file is larger than %(limit)s.", "Send it in parts."),
    Reason.UNPACKS_TOO_BIG: (
        "The file unpacks to more than %(limit)s, as files made to fill a memory do.",
        "Do not unpack it. If you know who sent it, ask for the documents one by one.",
    ),
    Reason.NESTED_TOO_DEEP: (
        "Archives lie in archives, more than %(limit)s deep.",
        "Ask for the documents themselves.",
    ),
    Reason.TOO_MANY_PARTS: ("The file holds more than %(limit)s parts.", "Send it in parts."),
    Reason.TOO_MANY_PAGES: (
        "The document has more than %(limit)s pages.",
        "Send the chapters that matter as documents of their own.",
    ),
    Reason.TOO_MUCH_TEXT: (
        "The document holds more than %(limit)s characters.",
        "Send it in parts.",
    ),
    Reason.PICTURE_TOO_BIG: (
        "A picture in the file has more than %(limit)s pixels.",
        "Save it smaller and send it again.",
    ),
    Reason.TOO_SLOW: (
        "Reading took longer than %(limit)s seconds and was stopped.",
        "Save the document anew, or print it to PDF, and send that.",
    ),
    Reason.TOO_MUCH_MEMORY: (
        "Reading needed more memory than %(limit)s and was stopped.",
        "Save the document anew, or print it to PDF, and send that.",
    ),
    Reason.READER_DIED: (
        "The reader broke off inside this file.",
        "Do not open it. Save the document anew from its source and send that.",
    ),
    Reason.KIND_UNKNOWN: (
        "This kind of file is not read.",
        "Send PDF, docx, xlsx, pptx, HTML, mail (eml, msg), text, JPEG, PNG, TIFF, or zip.",
    ),
    Reason.OLD_OFFICE: (
        "This is a file of an older Office (doc, xls, ppt) or RTF, which can hide programs.",
        "Save it as docx, xlsx, pptx or PDF.",
    ),
    Reason.WRONG_NAME: (
        "The file is named .%(named)s and is %(found)s.",
        "Ask who sent it what it is, and name it for what it is.",
    ),
    Reason.POLYGLOT: (
        "The file is two kinds of file at once, which programs read differently.",
        "Do not open it. Ask who sent it for the document saved anew.",
    ),
    Reason.LOCKED: ("The file is locked with a password.", "Send it without one."),
    Reason.DAMAGED: ("The file is damaged.", "Open it where it was made, save it, send it again."),
    Reason.MACRO: (
        "The file holds programs (macros or controls).",
        "Do not open it. Ask for it without macros: docx, xlsx, pptx or PDF.",
    ),
    Reason.REMOTE_PART: (
        "Opening the file would fetch parts from another computer, and tell it who reads.",
        "Ask for it with its pictures and template inside, or as PDF.",
    ),
    Reason.UNSAFE_XML: (
        "The file declares entities inside its XML, as only attacks on readers do.",
        "Do not open it. Ask who sent it for the document saved anew.",
    ),
    Reason.UNSAFE_NAME: (
        "Names inside the archive lead out of it, or stand twice.",
        "Do not unpack it. Ask for the documents themselves.",
    ),
    Reason.CANNOT_BE_CLEANED: (
        "What is hidden in the file cannot be taken out safely.",
        "Print it to PDF and look at the pages, or send its words alone.",
    ),
}


class DocumentError(Exception):
    """A file that is set apart as a whole. `params` carries limits and kinds, never words of it."""

    def __init__(self, reason: Reason, **params: str | int) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.params = params

    @property
    def message(self) -> str:
        return WORDS[self.reason][0] % self.params

    @property
    def todo(self) -> str:
        return WORDS[self.reason][1]
