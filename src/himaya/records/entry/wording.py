"""What is wrong with an answer, in words: the form's own message, else ours by code."""

from collections.abc import Iterable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from himaya.engines.xlsform import AnswerError, text_in
from himaya.records.doubts import TRACE, TWICE
from himaya.records.known import AGENCY, AREA, POINT
from himaya.records.lifecycle import FIXED, SHUT, UNSAID

_TEXTS: Mapping[str, Promise] = {
    "required": _("Please answer this question."),
    "constraint": _("This answer does not fit what the form asks for."),
    "type.text": _("Write text here."),
    "type.integer": _("Write a whole number, such as 12."),
    "type.decimal": _("Write a number, such as 12.5."),
    "type.choice": _("Choose one of the answers."),
    "type.choices": _("Choose among the answers."),
    "type.date": _("Give a date that exists, as year-month-day: 2026-06-30."),
    "type.time": _("Give a time such as 14:30."),
    "type.dateTime": _("Give a date and a time, such as 2026-06-30 14:30."),
    "type.geopoint": _(
        "Give latitude (-90 to 90) and longitude (-180 to 180), such as 33.51 and 36.29."
    ),
    "type.geotrace": _("Give at least two points: latitude longitude; latitude longitude."),
    "type.geoshape": _("Give at least four points, the last the same as the first."),
    "geoshape.open": _("The last point must be the same as the first."),
    "type.acknowledge": _("Tick the box to confirm."),
    "type.file": _("Choose the file again."),
    "type.repeat": _("These entries could not be read. Add them again."),
    "file.missing": _("The file did not arrive. Choose it again."),
    "number.too_large": _("This number is too large; the largest is %(limit)s."),
    "number.too_precise": _("Write at most %(digits)s digits."),
    "range.outside": _("Give a number from %(low)s to %(high)s."),
    "range.step": _("Go in steps of %(step)s."),
    "rank.incomplete": _("Give every choice a place."),
    "rank.order": _("Give each choice a place of its own: 1, 2, 3 and so on."),
    "repeat.too_many": _("There are more than %(limit)s entries; split them over two records."),
    "text.too_long": _("The text is too long; it may have %(limit)s characters."),
    AREA: _("No location has this code. Correct it, or say below that it is right as written."),
    AGENCY: _(
        "No agency here has this acronym. Correct it, or say below that it is right as written."
    ),
    TWICE: _(
        "Another entry that stands says the same. Correct that one instead, or say below that this "
        "is another one."
    ),
    TRACE: _(
        "This looks like a name, a phone number or a mail address. Write it where it belongs, or "
        "say below that it may be read here."
    ),
    UNSAID: _("Before this step, write it here or relate the entry to a record that says it."),
    SHUT: _("Something must be written down before this step."),
    FIXED: _("The desk has set this answer. Write it as it was, and ask the desk to change it."),
    POINT: _(
        "This position lies outside all areas of the operation. Are latitude and longitude the"
        " wrong way round? Correct it, or say below that it is right as written."
    ),
    "choice.unknown": _("This choice is not in the list. Choose again."),
    "choice.not_offered": _("This choice does not go with your other answers. Choose again."),
}
_OTHER = _("This answer could not be taken. Check it and try again.")


def in_words(error: AnswerError, language: str, *, kind: str = "") -> str:
    """One error for a person. `kind` is the question's type, where that makes the text clearer."""
    own = text_in(error.text, language)
    if own:
        return own
    code = error.code
    if kind == "rank" and code in {"choice.unknown", "type.choices"}:
        code = "rank.order"
    text = str(_TEXTS.get(code, _OTHER))
    return text % error.params if error.params and "%(" in text else text


def why_not_moved(errors: Mapping[str, Iterable[AnswerError]], language: str) -> str:
    """Why a record stays in its state: what the form says itself, else that answers do not fit."""
    own = [text_in(one.text, language) for several in errors.values() for one in several]
    codes = {one.code for several in errors.values() for one in several}
    if UNSAID in codes:
        own.append(str(_TEXTS[UNSAID]))
    elif codes == {"required"}:
        own.append(gettext("Choose the step in this form, and answer what it then asks."))
    if said := " ".join(dict.fromkeys(text for text in own if text)):
        return gettext("It was not moved. %(why)s") % {"why": said}
    return gettext("The record has answers that its form no longer accepts. Amend it first.")
