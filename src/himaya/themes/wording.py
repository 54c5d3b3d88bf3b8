"""Frameworks in words: fields, states, what changed, what is wrong with a file or an edit."""

import re
from collections.abc import Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import get_language, get_language_info, gettext
from django.utils.translation import gettext_lazy as _

from himaya.engines.narrative import Fault
from himaya.engines.narrative.entities import EntityKind
from himaya.themes.models import (
    CodingRound,
    Decision,
    FrameworkVersion,
    ModelVersion,
    ReportSchedule,
)

STATES: Mapping[str, Promise] = {
    FrameworkVersion.State.DRAFT: _("draft"),
    FrameworkVersion.State.PUBLISHED: _("published"),
}
RHYTHMS: Mapping[int, Promise] = {  # by months of a span
    1: _("each month"),
    3: _("each quarter"),
    12: _("each year"),
}
SCHEDULE_STATES: Mapping[str, Promise] = {
    ReportSchedule.State.IN_FORCE: _("in force"),
    ReportSchedule.State.PAUSED: _("paused"),
    ReportSchedule.State.STOPPED: _("stopped"),
}
FIELDS = {
    "code": _("Code"),
    "title": _("Name of the theme"),
    "definition": _("Definition"),
    "include": _("What belongs to it"),
    "exclude": _("What does not"),
    "examples": _("Examples"),
    "strong": _("Strong words"),
    "weak": _("Weak words"),
    "unless": _("Not meant inside"),
    "sensitive": _("Sensitive"),
    "stays_when_denied": _("Stays when denied"),
    "is_heading": _("Heading only"),
    "parent": _("Lies under"),
    "lexicon": _("Words"),
    "themes": _("Themes"),
}
HINTS = {
    "examples": _("One on each line."),
    "strong": _("One of them is enough to suggest the theme. One on each line."),
    "weak": _("They ask; several together suggest. One on each line."),
    "unless": _("A word found inside one of these is not meant. One on each line."),
    "sensitive": _("Suggestions of it never stand without a person."),
    "stays_when_denied": _("“No access to water” is about water all the same."),
    "is_heading": _("It only holds other themes and is never suggested itself."),
}
CHANGES: Mapping[str, Promise] = {
    "added": _("is new"),
    "retired": _("is retired"),
    "moved": _("was moved"),
    "amended": _("was amended"),
}
# Standing of a theme in a text, and what a term did there.
STANDINGS: Mapping[str, Promise] = {
    "suggested": _("suggested"),
    "not_sure": _("not sure"),
    "denied": _("named only to deny it"),
    "passed_over": _("not meant here"),
}
TERM_STATES: Mapping[str, Promise] = {
    "counts": _("counts"),
    "denied": _("named only to deny it"),
    "passed_over": _("not meant here"),
}
_EDITS: Mapping[str, Promise] = {
    "theme_unknown": _("This theme is not in the draft any more. Reload the page."),
    "code_twice": _("Another theme has this code. Choose one that is free."),
    "below_itself": _("A theme cannot lie under itself. Choose another place."),
    "has_themes": _("Other themes lie under it. Move or retire them first."),
}
_FAULTS: Mapping[str, Promise] = {
    "format": _("The file does not say that it is a framework: its format must be %(value)s."),
    "themes_none": _("There are no themes."),
    "field_unknown": _("There is no field “%(value)s”."),
    "text_needed": _("A text is needed."),
    "list_needed": _("A list of texts is needed."),
    "languages_needed": _("A value for each language is needed."),
    "language_unlisted": _("The framework does not list the language “%(value)s”."),
    "themes_needed": _("A list of themes is needed."),
    "theme_shape": _("A theme needs a code and a name at least."),
    "too_many": _("There are more than %(value)s themes."),
    "code_twice": _("The code “%(value)s” is there twice."),
    "code_unfit": _("A code has letters, digits, points, hyphens and underscores, 40 at most."),
    "flag_needed": _("Yes or no is needed."),
    "terms_needed": _("A list of words is needed: strong, weak or not meant inside."),
    "term_choice": _("“%(value)s”: each choice may be one word only."),
    "term_wordless": _("“%(value)s” has no word that could be found."),
    "term_long": _("“%(value)s” has too many words."),
    "term_letters": _("A part of “%(value)s” has no letters."),
    "term_beginning": _("“%(value)s”: a beginning needs three letters."),
    "parent_missing": _("The theme “%(value)s” that it lies under stands in no row above."),
    "column_missing": _("The column “%(value)s” is missing."),
    "sheet_missing": _("The sheet “%(value)s” is missing."),
    "yaml_line": _("This line is no YAML."),
}
_UNREADABLE = _(
    "The file cannot be read as a framework. Give YAML, JSON, xlsx as himaya writes it, or a"
    " codebook (.qdc)."
)
_INVALID = _("The framework cannot be used yet; see what is listed.")
_PLACE = re.compile(r"themes\[(\d+)\]")


def language_name(code: str) -> str:
    """The language in the reader's words: no page asks for letters that nobody looks at yet."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


def is_readers(code: str) -> bool:
    """Whether it is the language of the page."""
    return (get_language() or "en").split("-")[0] == code


def edit_in_words(code: str) -> str:
    """Why a draft cannot be changed so, and what to do."""
    return str(_EDITS[code])


def refusal_in_words(faults: Sequence[Fault]) -> str:
    """What is wrong with a file as a whole."""
    return str(_INVALID if faults else _UNREADABLE)


def fault_in_words(fault: Fault) -> dict[str, str]:
    """Where a fault stands (theme by its place in the tree, field, language) and what it is."""
    text = _FAULTS.get(fault.code)
    what = str(text) % {"value": fault.value} if text else fault.what
    return {"where": _where(fault.where), "what": what}


def _where(where: str) -> str:
    parts = []
    if counted := ".".join(str(int(one) + 1) for one in _PLACE.findall(where)):
        parts.append(gettext("theme %(number)s") % {"number": counted})
    for name in _PLACE.sub("", where).strip(".").split("."):
        bare = name.partition("[")[0]
        if bare and not (bare == "themes" and parts):
            parts.append(str(FIELDS.get(bare, language_name(bare))))
    return ", ".join(parts) or where


_FIELD = re.compile(
    r"\.(?:lexicon\.(\w+)\.(\w+)|(title|definition|include|exclude|examples)\.(\w+))"
)


def field_at(where: str) -> str:
    """The field of a theme's form that a fault's place means; empty where it is of the whole."""
    found = _FIELD.search(where)
    if found is None:
        return ""
    language, terms, said, spoken = found.groups()
    return f"{terms}_{language}" if terms else f"{said}_{spoken}"


IDENTITIES: Mapping[str, Promise] = {
    EntityKind.PERSON: _("[person]"),
    EntityKind.PHONE: _("[phone]"),
    EntityKind.EMAIL: _("[mail address]"),
    EntityKind.NUMBER: _("[number]"),
    EntityKind.POSITION: _("[position]"),
}
VERDICTS: Mapping[str, Promise] = {
    Decision.Verdict.ACCEPTED: _("accepted"),
    Decision.Verdict.REJECTED: _("rejected"),
    Decision.Verdict.ADDED: _("added by a person"),
}
TONES: Mapping[str, str] = {
    Decision.Verdict.ACCEPTED: "ok",
    Decision.Verdict.ADDED: "ok",
    Decision.Verdict.REJECTED: "plain",
}
CONFIDENCES: Mapping[int, Promise] = {1: _("low"), 2: _("medium"), 3: _("high")}

MODEL_STATES: Mapping[str, Promise] = {
    ModelVersion.State.CANDIDATE: _("worse, not in use"),
    ModelVersion.State.IN_USE: _("in use"),
    ModelVersion.State.RETIRED: _("was in use"),
}
FAILURES: Mapping[str, Promise] = {
    "theme_weak": _("%(theme)s: more often wrong than right."),
    "theme_not_learned": _("%(theme)s: too few examples; the words alone suggest it."),
    "language_not_learned": _("%(language)s: too few texts; the words alone suggest there."),
}
ROUND_STATES: Mapping[str, Promise] = {
    CodingRound.State.OPEN: _("being coded"),
    CodingRound.State.CLOSED: _("closed"),
}
