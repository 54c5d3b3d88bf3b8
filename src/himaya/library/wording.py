"""Words of this room as pages show them."""

from collections.abc import Iterable, Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from himaya.engines.documents import Hidden, Note, Reason
from himaya.library.models import DocumentVersion, LinkCheck

STATES: Mapping[str, Promise] = {
    DocumentVersion.State.WAITING: _("waits to be read"),
    DocumentVersion.State.READ: _("read"),
    DocumentVersion.State.SET_APART: _("set apart"),
}
TONES = {
    DocumentVersion.State.WAITING: "plain",
    DocumentVersion.State.READ: "ok",
    DocumentVersion.State.SET_APART: "danger",
}
KINDS: Mapping[str, str | Promise] = {
    "pdf": "PDF",
    "docx": "Word",
    "xlsx": "Excel",
    "pptx": "PowerPoint",
    "html": _("Web page"),
    "eml": _("Mail"),
    "msg": _("Mail"),
    "txt": _("Text"),
    "zip": "zip",
    "jpeg": _("Picture"),
    "png": _("Picture"),
    "tiff": _("Picture"),
}
HIDDEN: Mapping[str, Promise] = {
    Hidden.AUTHOR: _("who wrote it"),
    Hidden.COMPANY: _("an organisation's name in the properties"),
    Hidden.TEMPLATE: _("the path of a template"),
    Hidden.PROPERTIES: _("properties of the file"),
    Hidden.TIMES: _("times of writing"),
    Hidden.REVISION_MARKS: _("marks of who wrote when"),
    Hidden.COMMENT: _("comments"),
    Hidden.INSERTION: _("words marked as added"),
    Hidden.DELETION: _("deleted words that are still there"),
    Hidden.HIDDEN_TEXT: _("hidden words"),
    Hidden.HIDDEN_SHEET: _("hidden sheets"),
    Hidden.HIDDEN_CELLS: _("hidden rows or columns"),
    Hidden.HIDDEN_SLIDE: _("hidden slides"),
    Hidden.HIDDEN_LAYER: _("hidden layers"),
    Hidden.NOTES: _("notes of the speaker"),
    Hidden.EMBEDDED_FILE: _("files inside the file"),
    Hidden.CACHED_DATA: _("data behind a table or chart"),
    Hidden.CUSTOM_DATA: _("data of other programs"),
    Hidden.LOCAL_PATH: _("paths on somebody's computer"),
    Hidden.POSITION: _("where a picture was taken"),
    Hidden.DEVICE: _("which camera or telephone took a picture"),
    Hidden.PICTURE_NOTES: _("notes in a picture"),
    Hidden.AFTER_END: _("data after the end of the file"),
    Hidden.ANNOTATION: _("notes on pages"),
    Hidden.FORM_VALUE: _("what was filled into a form"),
    Hidden.COVERED_TEXT: _("words under black bars or pictures"),
    Hidden.OUTSIDE_TEXT: _("words outside the page"),
    Hidden.INVISIBLE_TEXT: _("words that are not seen"),
    Hidden.EARLIER_VERSION: _("earlier versions of the document"),
    Hidden.SCRIPT: _("programs"),
    Hidden.TRACKER: _("pictures fetched from elsewhere, which tell who opened it"),
    Hidden.HEADERS: _("who sent the mail to whom"),
}
NOTES: Mapping[str, Promise] = {
    Note.OCR_ABSENT: _("Scanned pages were not read: nothing for that is installed here."),
    Note.OCR_UNFINISHED: _(
        "Not all scanned pages were read: there are too many, or the time was up."
    ),
    Note.OCR_DOUBTFUL: _(
        "Some scanned pages gave no words, or unsure ones: words and numbers may be missing or"
        " wrong. Look at the pages themselves."
    ),
    Note.UNCHECKED: _("What lies beside the pages could not be looked at: the file is damaged."),
}
LINK_STATES: Mapping[str, Promise] = {
    LinkCheck.State.ALIVE: _("opens"),
    LinkCheck.State.MOVED: _("moved"),
    LinkCheck.State.DEAD: _("does not exist any more"),
    LinkCheck.State.NO_ANSWER: _("no answer in time"),
}
PART_STATES: Mapping[str, Promise] = {
    "told": _("told"),
    "nothing": _("nothing to report"),
    "empty": _("left empty"),
    "missing": _("missing"),
}
PART_TONES = {"told": "ok", "nothing": "ok", "empty": "warn", "missing": "plain"}
# Why something is proposed: codes of library.proposing and library.levels.
WHY: Mapping[str, Promise] = {
    "first_line": _("stands at the top"),
    "words": _("it says “%(about)s”"),
    "times": _("times that it is named: %(about)s"),
    "in_head": _("stands at the beginning"),
    "day_unsure": _("stands at the beginning; day and month could be the other way round"),
    "usual_year": _("the year that it names most: %(about)s"),
    "language": _("told by its words"),
    "persons": _("places that point to persons: %(about)s"),
}
GROUNDS: Mapping[str, Promise] = {
    "type": _("its type"),
    "detail": _("how close it comes to people"),
    "person": _("names of persons: %(count)s"),
    "phone": _("phone numbers: %(count)s"),
    "email": _("mail addresses: %(count)s"),
    "id": _("numbers of cases or documents of persons: %(count)s"),
    "position": _("exact positions: %(count)s"),
}
# What happened, and what to do: as engines.documents.errors, in the reader's language.
_REASONS: Mapping[str, tuple[Promise, Promise]] = {
    Reason.EMPTY: (
        _("The file is empty."),
        _("Send it again; the first sending may have broken off."),
    ),
    Reason.TOO_BIG: (_("The file is larger than %(limit)s."), _("Send it in parts.")),
    Reason.UNPACKS_TOO_BIG: (
        _("The file unpacks to more than %(limit)s, as files made to fill a memory do."),
        _("Do not unpack it. If you know who sent it, ask for the documents one by one."),
    ),
    Reason.NESTED_TOO_DEEP: (
        _("Archives lie in archives, more than %(limit)s deep."),
        _("Ask for the documents themselves."),
    ),
    Reason.TOO_MANY_PARTS: (
        _("The file holds more than %(limit)s parts."),
        _("Send it in parts."),
    ),
    Reason.TOO_MANY_PAGES: (
        _("The document has more than %(limit)s pages."),
        _("Send the chapters that matter as documents of their own."),
    ),
    Reason.TOO_MUCH_TEXT: (
        _("The document holds more than %(limit)s characters."),
        _("Send it in parts."),
    ),
    Reason.PICTURE_TOO_BIG: (
        _("A picture in the file has more than %(limit)s pixels."),
        _("Save it smaller and send it again."),
    ),
    Reason.TOO_SLOW: (
        _("Reading took longer than %(limit)s seconds and was stopped."),
        _("Save the document anew, or print it to PDF, and send that."),
    ),
    Reason.TOO_MUCH_MEMORY: (
        _("Reading needed more memory than %(limit)s and was stopped."),
        _("Save the document anew, or print it to PDF, and send that."),
    ),
    Reason.READER_DIED: (
        _("The reader broke off inside this file."),
        _("Do not open it. Save the document anew from its source and send that."),
    ),
    Reason.KIND_UNKNOWN: (
        _("This kind of file is not read."),
        _("Send PDF, docx, xlsx, pptx, HTML, mail (eml, msg), text, JPEG, PNG, TIFF, or zip."),
    ),
    Reason.OLD_OFFICE: (
        _("This is a file of an older Office (doc, xls, ppt) or RTF, which can hide programs."),
        _("Save it as docx, xlsx, pptx or PDF."),
    ),
    Reason.WRONG_NAME: (
        _("The file is named .%(named)s and is %(found)s."),
        _("Ask who sent it what it is, and name it for what it is."),
    ),
    Reason.POLYGLOT: (
        _("The file is two kinds of file at once, which programs read differently."),
        _("Do not open it. Ask who sent it for the document saved anew."),
    ),
    Reason.LOCKED: (_("The file is locked with a password."), _("Send it without one.")),
    Reason.DAMAGED: (
        _("The file is damaged."),
        _("Open it where it was made, save it, send it again."),
    ),
    Reason.MACRO: (
        _("The file holds programs (macros or controls)."),
        _("Do not open it. Ask for it without macros: docx, xlsx, pptx or PDF."),
    ),
    Reason.REMOTE_PART: (
        _("Opening the file would fetch parts from another computer, and tell it who reads."),
        _("Ask for it with its pictures and template inside, or as PDF."),
    ),
    Reason.UNSAFE_XML: (
        _("The file declares entities inside its XML, as only attacks on readers do."),
        _("Do not open it. Ask who sent it for the document saved anew."),
    ),
    Reason.UNSAFE_NAME: (
        _("Names inside the archive lead out of it, or stand twice."),
        _("Do not unpack it. Ask for the documents themselves."),
    ),
    Reason.CANNOT_BE_CLEANED: (
        _("What is hidden in the file cannot be taken out safely."),
        _("Print it to PDF and look at the pages, or send its words alone."),
    ),
}


def refusal_words(code: str, params: Mapping[str, object]) -> tuple[str, str]:
    """(what happened, what to do) of a file that is set apart."""
    said, todo = _REASONS[code]
    return str(said) % params if params else str(said), str(todo)


def hidden_lines(findings: Iterable[Sequence[object]]) -> list[str]:
    """What a file hides, each kind once with how often: "comments: 4"."""
    counts: dict[str, int] = {}
    for kind, _place, count in findings:
        counts[str(kind)] = counts.get(str(kind), 0) + int(str(count))
    return [
        _now("%(what)s: %(count)s") % {"what": HIDDEN[kind], "count": count}
        for kind, count in counts.items()
    ]


def identity_lines(found: Mapping[str, int]) -> list[str]:
    """What in the words points to persons: "names of persons: 4"."""
    return [GROUNDS[kind] % {"count": count} for kind, count in found.items() if kind in GROUNDS]


def language_name(code: str) -> str:
    """The language in the reader's own, or its code where no name is known."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return "" if code == "und" else code
