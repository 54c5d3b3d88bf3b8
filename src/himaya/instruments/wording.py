"""What is wrong with a form, what changed in it and why a mark is proposed, in words."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from himaya.engines.xlsform import FormProblem

# code -> (what is wrong, what to do). Codes are those of engines.xlsform.
_PROBLEMS: Mapping[str, tuple[Promise, Promise]] = {
    "file.unreadable": (
        _("This file cannot be read as a spreadsheet of kind %(kind)s."),
        _("Open it in a spreadsheet program, save it as xlsx and upload it again."),
    ),
    "file.too_large": (
        _("This file is larger than %(limit)s MB."),
        _("Take pictures and unused sheets out of it."),
    ),
    "sheet.missing": (
        _("The sheet %(sheet)s is missing."),
        _("Add it; an XLSForm needs the sheets survey and, for lists, choices."),
    ),
    "sheet.empty": (
        _("The sheet %(sheet)s has no rows."),
        _("Write at least one question into it."),
    ),
    "pyxform.refused": (_("%(detail)s"), _("Correct this row and upload the form again.")),
    "pyxform.crashed": (
        _("The form has a fault that could not be traced to a row (%(detail)s)."),
        _("Take out the rows that were added last and try again."),
    ),
    "type.missing": (_("This row has no type."), _("Write a type such as text or integer.")),
    "type.unknown": (
        _("The question type %(value)s is not known."),
        _("Look for a spelling mistake; lists are written select_one listname."),
    ),
    "type.unsupported": (
        _("The question type %(value)s is not supported here."),
        _("Ask the same with another type, or take the row out."),
    ),
    "name.missing": (_("This row has no name."), _("Give it a short name without spaces.")),
    "name.duplicate": (
        _("The name %(value)s is used twice in the same place."),
        _("Give one of the two rows another name."),
    ),
    "list.missing": (
        _("The list of choices %(value)s is not on the choices sheet."),
        _("Add the list, or correct its name in the type column."),
    ),
    "choice.duplicate": (
        _("The choice %(value)s appears twice in the list %(list)s."),
        _("Give one of the two another name."),
    ),
    "choice.nameless": (_("This choice has no name."), _("Give it a short name.")),
    "group.unclosed": (
        _("The %(kind)s %(name)s is never closed."),
        _("Add a row with end group or end repeat."),
    ),
    "group.unopened": (
        _("This row closes a %(kind)s that was never opened."),
        _("Take the row out, or add the row that begins it."),
    ),
    "expression.syntax": (
        _("The expression in %(column)s cannot be read near '%(near)s'."),
        _("Look for a missing bracket or quotation mark."),
    ),
    "expression.function": (
        _("The function %(name)s() in %(column)s is not supported."),
        _("Use another function, or work it out beforehand."),
    ),
    "expression.arguments": (
        _("The function %(name)s() in %(column)s has the wrong number of arguments."),
        _("Check what stands between its brackets."),
    ),
    "expression.reference": (
        _("The expression in %(column)s refers to %(name)s, which is not in the form."),
        _("Correct the name, or add that question."),
    ),
    "expression.ambiguous": (
        _("%(name)s in %(column)s is the name of more than one question."),
        _("Give each question a name of its own."),
    ),
    "expression.name": (
        _("The expression in %(column)s uses the bare name %(name)s."),
        _("Write the name with a dollar sign and braces."),
    ),
    "expression.pulldata": (
        _("pulldata() in %(column)s reads a file that himaya does not have."),
        _("Put the values on the choices sheet instead."),
    ),
    "expression.cycle": (
        _("%(name)s depends on itself through %(through)s."),
        _("Take one of the two references out."),
    ),
    "expression.regex": (
        _("The pattern '%(pattern)s' in %(column)s is not one himaya can run."),
        _("Write a simpler pattern."),
    ),
    "means.unknown": (
        _("%(value)s is not in the list of meanings."),
        _("Leave the cell empty; a meaning will be proposed."),
    ),
    "sensitivity.unknown": (
        _("%(value)s is not a sensitivity."),
        _("Write direct, indirect, sensitive or none."),
    ),
    "sensitivity.level": (
        _("The level %(value)s is not between 1 and 4."),
        _("Write a level from 1 (Low/No) to 4 (Severe)."),
    ),
    "aggregation.unknown": (
        _("%(value)s is not a way to add figures up."),
        _("Write sum, max, average, latest, ratio or none."),
    ),
    "repeat_count.syntax": (
        _("The repeat count %(value)s cannot be read."),
        _("Write a number or the name of a question with a number."),
    ),
}
# Field groups, as instruments.groups knows them.
GROUPS: Mapping[str, Promise] = {
    "identity": _("identity"),
    "contact": _("contact details"),
    "narrative": _("narrative"),
    "fine_location": _("exact location"),
    "alleged_perpetrator": _("alleged perpetrator"),
}
_REASONS: Mapping[str, Promise] = {
    "means": _("questions that mean “%(meaning)s” are usually so"),
    "name_and_label": _("its name and its label both say “%(word)s”"),
    "name": _("its name says “%(word)s”"),
    "label": _("its label says “%(word)s”"),
    "type": _("its type is %(type)s and nothing says what it means"),
    "type_tells": _("questions of type %(type)s always are"),
    "sexes": _("its choices are the sexes"),
    "ages": _("its choices are spans of years"),
    "pcodes": _("its choices look like codes of places"),
    "other": _("it follows a list as the answer “other”"),
    "derived": _("it is computed from %(names)s"),
    "phrase": _("its appearance or pattern is that of a phone number"),
}
CHANGES: Mapping[str, Promise] = {
    "added": _("question added"),
    "removed": _("question removed"),
    "renamed": _("question renamed"),
    "type": _("type changed"),
    "list": _("another list of choices"),
    "mark": _("mark changed"),
    "text": _("wording changed"),
    "logic": _("logic changed"),
    "moved": _("moved to another group"),
    "choice_added": _("choice added"),
    "choice_relabelled": _("choice reworded"),
    "choice_removed": _("choice removed"),
    "list_added": _("list added"),
    "list_removed": _("list removed"),
    "group": _("group changed"),
    "group_added": _("group added"),
    "group_removed": _("group removed"),
    "form": _("form changed"),
}
SENSITIVITIES: Mapping[str, Promise] = {
    "direct": _("direct identifier"),
    "indirect": _("indirect identifier"),
    "sensitive": pgettext_lazy("kind of answer", "sensitive"),
    "none": pgettext_lazy("kind of answer", "not sensitive"),
}
STATES: Mapping[str, Promise] = {
    "draft": pgettext_lazy("form version", "draft"),
    "published": pgettext_lazy("form version", "published"),
    "retired": pgettext_lazy("form version", "retired"),
}


def problem_in_words(problem: FormProblem) -> dict[str, Any]:
    """Where the problem is, what it is and what to do, for one row of the page."""
    known = _PROBLEMS.get(problem.code)
    what = str(known[0]) % problem.params if known else problem.message
    todo = str(known[1]) if known else _now("Correct this row and upload the form again.")
    return {
        "sheet": problem.sheet,
        "row": problem.row,
        "column": problem.column,
        "what": what,
        "todo": todo,
    }


def reason_in_words(proposal: Mapping[str, Any]) -> str:
    """Why a mark is proposed; in the engine's English for a reason without words of ours."""
    text = _REASONS.get(str(proposal.get("reason_code", "")))
    if text is None:
        return str(proposal.get("reason", ""))
    params = proposal.get("reason_params", {})
    return str(text) % params if params else str(text)
