"""Refusals: one coded exception for every door, with a text that says what to do next."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Code(StrEnum):
    """Codes are shown to people and programs; they are never reused or renamed."""

    AGENCY_NOT_MEMBER = "agency_not_member"
    ALREADY_DONE = "already_done"
    ANSWERS_REFUSED = "answers_refused"
    ASKED_OTHERWISE = "asked_otherwise"
    CASEWORKER_UNFIT = "caseworker_unfit"
    CHANGED_MEANWHILE = "changed_meanwhile"
    COORDINATOR_NEEDED = "coordinator_needed"
    COPY_TOO_LONG = "copy_too_long"
    COVER_FOLLOWS = "cover_follows"
    EXAMPLES_FEW = "examples_few"
    FACTOR_IN_USE = "factor_in_use"
    FACTOR_RESET_SPENT = "factor_reset_spent"
    FILE_NOT_CLEANED = "file_not_cleaned"
    FILE_NOT_SHOWN = "file_not_shown"
    FILE_TOO_LARGE = "file_too_large"
    FILE_UNREADABLE = "file_unreadable"
    FORM_MISSING = "form_missing"
    FRAMEWORK_FROZEN = "framework_frozen"
    GATE_SHUT = "gate_shut"
    INSTRUMENT_DRAFT = "instrument_draft"
    INSTRUMENT_FROZEN = "instrument_frozen"
    INSTRUMENT_UNMARKED = "instrument_unmarked"
    INVITATION_SPENT = "invitation_spent"
    KEY_MISSING = "key_missing"
    KEY_REUSED = "key_reused"
    LAST_COORDINATOR = "last_coordinator"
    LAST_OVERSIGHT = "last_oversight"
    LEVEL_LOWERED = "level_lowered"
    LEVEL_TOO_HIGH = "level_too_high"
    LINK_SPENT = "link_spent"
    METHOD_UNKNOWN = "method_unknown"
    MODEL_WORSE = "model_worse"
    NAME_TAKEN = "name_taken"
    NOT_ALLOWED = "not_allowed"
    NOT_FOUND = "not_found"
    NOT_ONESELF = "not_oneself"
    OPERATION_STAFFED = "operation_staffed"
    PROOF_MISSING = "proof_missing"
    RECORD_CLOSED = "record_closed"
    ROLE_RESERVED = "role_reserved"
    REQUEST_TOO_LARGE = "request_too_large"
    SEAT_CAP = "seat_cap"
    SEAT_ELSEWHERE = "seat_elsewhere"
    SEAT_EXISTS = "seat_exists"
    SEAT_NEEDED = "seat_needed"
    SECOND_FACTOR_NEEDED = "second_factor_needed"
    SHAPE_REFUSED = "shape_refused"
    STEP_UNKNOWN = "step_unknown"
    SUBJECT_ERASED = "subject_erased"
    TOKEN_REFUSED = "token_refused"  # noqa: S105 - a code, not a secret
    TOO_MANY_REQUESTS = "too_many_requests"
    TWO_PERSONS_NEEDED = "two_persons_needed"
    VIEW_CAP = "view_cap"


# (what happened, what to do next); both are shown, in the reader's language.
_TEXTS: dict[Code, tuple[Promise, Promise]] = {
    Code.AGENCY_NOT_MEMBER: (
        _("This agency is only named in records; it holds no access."),
        _("Mark it as a member on its page first."),
    ),
    Code.ALREADY_DONE: (
        _("This was done already."),
        _("Reload the page to see how it stands now."),
    ),
    Code.ANSWERS_REFUSED: (
        _("Some answers do not fit the form."),
        _("Look at the marked questions, correct them and send again. Nothing was lost."),
    ),
    Code.ASKED_OTHERWISE: (
        _("What stands now is not what was asked for."),
        _("Whoever asked has changed it since. They have to ask again."),
    ),
    Code.CASEWORKER_UNFIT: (
        _("The access of this person does not cover the case."),
        _("Choose a caseworker whose areas and sensitivity fit, or amend the access first."),
    ),
    Code.CHANGED_MEANWHILE: (
        _("Somebody else changed this record while you were writing."),
        _("Compare both versions below and choose what to keep."),
    ),
    Code.COORDINATOR_NEEDED: (
        _("This operation has no coordinator yet."),
        _("The first coordinator has to accept the invitation before."),
    ),
    Code.COPY_TOO_LONG: (
        _("So many rows make more slides than anybody shows."),
        _("Filter the register first, or take the copy as xlsx, docx or csv."),
    ),
    Code.COVER_FOLLOWS: (
        _("Leave cover has the role and reach of the access it stands in for."),
        _("Amend that access, or end the cover and set another one."),
    ),
    Code.EXAMPLES_FEW: (
        _("Too few passages are coded to learn from."),
        _("Code fifty at least to the end; the uncertain ones teach most."),
    ),
    Code.FACTOR_IN_USE: (
        _("The second factor was used after it was reported lost."),
        _("Speak to the person. If somebody else used it, end the access first."),
    ),
    Code.FACTOR_RESET_SPENT: (
        _("The time to set up a new second factor has passed."),
        _("Ask whoever manages your access to start it again."),
    ),
    Code.FILE_NOT_CLEANED: (
        _("The file is not handed out: what it hides cannot be taken out of it."),
        _("Print it to PDF and bring that as a newer file; then it can be taken along."),
    ),
    Code.FILE_NOT_SHOWN: (
        _("This kind of file is not read in place."),
        _("Take a working copy of it along, where your access covers that."),
    ),
    Code.FILE_TOO_LARGE: (
        _("The file is larger than this page takes."),
        _("Split it, or use the himaya import command on the server."),
    ),
    Code.FILE_UNREADABLE: (
        _("The file could not be read."),
        _("Save it again as xlsx, docx, csv or plain text and try once more."),
    ),
    Code.FORM_MISSING: (
        _("This installation writes no PDF and no picture."),
        _("Take docx or pptx, or ask who runs it to install what requirements/pdf.txt names."),
    ),
    Code.FRAMEWORK_FROZEN: (
        _("A published version of a framework cannot be changed."),
        _("Begin a new draft on the framework's page and change that."),
    ),
    Code.INSTRUMENT_DRAFT: (
        _("This form version is not published."),
        _("Publish it first, or choose a published version of the same form."),
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
    Code.KEY_REUSED: (
        _("This Idempotency-Key came with another request before."),
        _("Use a new key for each thing you send; repeat a key only with the same request."),
    ),
    Code.LAST_COORDINATOR: (
        _("An operation needs at least one coordinator."),
        _("Give another person the coordinator's access first."),
    ),
    Code.LAST_OVERSIGHT: (
        _("This is the last data protection focal point of the operation."),
        _("Invite another one first; then this access can end."),
    ),
    Code.LEVEL_LOWERED: (
        _("Sensitivity can be raised here, not lowered."),
        _("Ask for it on the page of what it is about: lowering needs owner, reviewer and reason."),
    ),
    Code.LEVEL_TOO_HIGH: (
        _("You cannot give access to more sensitive data than your own access covers."),
        _("Choose a lower level, or ask the coordinator."),
    ),
    Code.LINK_SPENT: (
        _("This link was used already or has expired."),
        _("Ask for a new one."),
    ),
    Code.METHOD_UNKNOWN: (
        _("There is no such method at this address."),
        _("Use a method named in the Allow header of this answer."),
    ),
    Code.MODEL_WORSE: (
        _("This model is worse than the one in use, and never was in use."),
        _("Code more and train again, or go back to a model that was in use."),
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
    Code.OPERATION_STAFFED: (
        _("This operation has its first coordinator already."),
        _("Its coordinator invites everybody else."),
    ),
    Code.PROOF_MISSING: (
        _("Nothing proves yet that suggestions of this theme may stand without a person."),
        _("Code fresh passages, then let the model in use be proved on them."),
    ),
    Code.RECORD_CLOSED: (
        _("This record is closed."),
        _("Reopen it first if a change is needed."),
    ),
    Code.REQUEST_TOO_LARGE: (
        _("The request is larger than this address takes."),
        _("Send it in smaller parts."),
    ),
    Code.ROLE_RESERVED: (
        _("This role is not yours to give."),
        _(
            "Roles of coordination are given by the coordinator, roles of case management by the "
            "focal point of the agency itself."
        ),
    ),
    Code.SEAT_CAP: (
        _("Your agency holds as many accesses as it may."),
        _("End an access that is no longer used, then invite again."),
    ),
    Code.SEAT_ELSEWHERE: (
        _("This person also holds an access that you do not manage."),
        _("Ask the coordinator, or let the person reset the password by mail."),
    ),
    Code.SEAT_EXISTS: (
        _("This person holds an access for this agency already."),
        _("Open the existing access, or end it first."),
    ),
    Code.SEAT_NEEDED: (
        _("You have no access to an operation at the moment."),
        _("Ask your agency's focal point or the coordinator to invite you."),
    ),
    Code.SECOND_FACTOR_NEEDED: (
        _("This needs a second factor."),
        _("Set up an authenticator app or a security key under your account, then try again."),
    ),
    Code.GATE_SHUT: (
        _("Something must be written down before this step."),
        _("The page of this entry says what is missing, and leads to where it is written."),
    ),
    Code.SHAPE_REFUSED: (
        _("The request does not have the shape that this address takes."),
        _("Correct the fields named below, as the API description states them, and send again."),
    ),
    Code.STEP_UNKNOWN: (
        _("This step does not lead on from the present status."),
        _("Reload the page and choose one of the steps shown."),
    ),
    Code.SUBJECT_ERASED: (
        _("What this record was about was erased; nothing is written to it any more."),
        _("Make a new record if the person or household comes back and agrees to it."),
    ),
    Code.TOKEN_REFUSED: (
        _("The token is unknown, expired or revoked."),
        _("Make a new token under your account."),
    ),
    Code.TOO_MANY_REQUESTS: (
        _("Too many requests have come from this address without signing in."),
        _("Wait a little, then try again. Whoever is signed in goes on undisturbed."),
    ),
    Code.TWO_PERSONS_NEEDED: (
        _("One person alone must not do this."),
        _("Ask a second person, who has not taken part so far, to do this step."),
    ),
    Code.VIEW_CAP: (
        _("This register has as many saved views as one may keep."),
        _("Delete one that is no longer used, then save again."),
    ),
}


class Problem(Exception):  # noqa: N818 - the design's word for a refusal
    """A refusal with a code. `context` holds names and refs only, never answers.

    `status` is the HTTP status that every door answers with. `reasons` in the context are
    sentences of the rules in the reader's language.
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

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why, in sentences; empty where the title says it all."""
        found = self.context.get("reasons", ())
        return found if isinstance(found, tuple) else ()
