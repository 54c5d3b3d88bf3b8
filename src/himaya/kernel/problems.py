"""Refusals: one coded exception for every door, with a text that says what to do next."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Code(StrEnum):
    """Codes are shown to people and programs; they are never reused or renamed."""

    ALREADY_DONE = "already_done"
    ANSWERS_REFUSED = "answers_refused"
    CHANGED_MEANWHILE = "changed_meanwhile"
    FILE_TOO_LARGE = "file_too_large"
    FILE_UNREADABLE = "file_unreadable"
    INSTRUMENT_FROZEN = "instrument_frozen"
    INSTRUMENT_UNMARKED = "instrument_unmarked"
    INVITATION_SPENT = "invitation_spent"
    KEY_MISSING = "key_missing"
    LAST_COORDINATOR = "last_coordinator"
    LEVEL_LOWERED = "level_lowered"
    NAME_TAKEN = "name_taken"
    NOT_ALLOWED = "not_allowed"
    NOT_FOUND = "not_found"
    NOT_ONESELF = "not_oneself"
    RECORD_CLOSED = "record_closed"
    SEAT_CAP = "seat_cap"
    SEAT_NEEDED = "seat_needed"
    SECOND_FACTOR_NEEDED = "second_factor_needed"
    STEP_UNKNOWN = "step_unknown"
    TOKEN_REFUSED = "token_refused"  # noqa: S105 - a code, not a secret


# (what happened, what to do next); both are shown, in the reader's language.
_TEXTS: dict[Code, tuple[Promise, Promise]] = {
    Code.ALREADY_DONE: (
        _("This was done already."),
        _("Reload the page to see how it stands now."),
    ),
    Code.ANSWERS_REFUSED: (
        _("Some answers do not fit the form."),
        _("Look at the marked questions, correct them and send again. Nothing was lost."),
    ),
    Code.CHANGED_MEANWHILE: (
        _("Somebody else changed this record while you were writing."),
        _("Compare both versions below and choose what to keep."),
    ),
    Code.FILE_TOO_LARGE: (
        _("The file is larger than this page takes."),
        _("Split it, or use the himaya import command on the server."),
    ),
    Code.FILE_UNREADABLE: (
        _("The file could not be read."),
        _("Save it again as xlsx, docx, csv or plain text and try once more."),
    ),
    Code.INSTRUMENT_FROZEN: (
        _("A published form version cannot be changed."),
        _("Upload the changed form as a new version."),
    ),
    Code.INSTRUMENT_UNMARKED: (
        _("Some questions have no confirmed meaning or sensitivity."),
        _("Confirm or correct the proposals first."),
    ),
    Code.INVITATION_SPENT: (
        _("This invitation was used already or has expired."),
        _("Ask the person who invited you for a new one."),
    ),
    Code.KEY_MISSING: (
        _("The encryption key is not available."),
        _("Ask the system administrator to provide the key; nothing can be opened without it."),
    ),
    Code.LAST_COORDINATOR: (
        _("An operation needs at least one coordinator."),
        _("Give another person the coordinator's access first."),
    ),
    Code.LEVEL_LOWERED: (
        _("Sensitivity can be raised here, not lowered."),
        _("Lowering needs the owner, a reviewer and a reason."),
    ),
    Code.NAME_TAKEN: (
        _("This code or name is in use already."),
        _("Choose another one, or open the existing entry."),
    ),
    Code.NOT_ALLOWED: (
        _("Your access does not cover this step."),
        _("Ask your coordinator or the data owner; the reasons are listed below."),
    ),
    Code.NOT_FOUND: (
        _("There is nothing here, or it is not shared with you."),
        _("Check the address, or ask the person who sent it to you."),
    ),
    Code.NOT_ONESELF: (
        _("You cannot do this for yourself."),
        _("Ask a second person to do it."),
    ),
    Code.RECORD_CLOSED: (
        _("This record is closed."),
        _("Reopen it first if a change is needed."),
    ),
    Code.SEAT_CAP: (
        _("Your agency holds as many accesses as it may."),
        _("End an access that is no longer used, then invite again."),
    ),
    Code.SEAT_NEEDED: (
        _("You have no access to an operation at the moment."),
        _("Ask your agency's focal point or the coordinator to invite you."),
    ),
    Code.SECOND_FACTOR_NEEDED: (
        _("This needs a second factor."),
        _("Set up an authenticator app or a security key under your account, then try again."),
    ),
    Code.STEP_UNKNOWN: (
        _("This step does not lead on from the present status."),
        _("Reload the page and choose one of the steps shown."),
    ),
    Code.TOKEN_REFUSED: (
        _("The token is unknown, expired or revoked."),
        _("Make a new token under your account."),
    ),
}


class Problem(Exception):  # noqa: N818 - the design's word for a refusal
    """A refusal with a code. `context` holds names and refs only, never answers.

    `status` is the HTTP status that every door answers with.
    """

    def __init__(self, code: Code, *, status: int = 409, **context: object) -> None:
        super().__init__(code.value)
        self.code = code
        self.status = status
        self.context = context

    @property
    def title(self) -> str:
        """What happened."""
        return str(_TEXTS[self.code][0])

    @property
    def todo(self) -> str:
        """What to do next."""
        return str(_TEXTS[self.code][1])
