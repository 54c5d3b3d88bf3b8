"""Page controls for a whole file: sheet, headings, columns, order of dates, words nobody knows."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from himaya.collect.layouts import FileChoices
from himaya.collect.queries import batches_of
from himaya.collect.whole_file import ADD, REFUSE, decide_file, read_afresh
from himaya.datasets.models import ImportBatch
from himaya.gate.pages import SeatRequest
from himaya.gate.routes import route
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb


@route(Verb.DATASET_IMPORT, "dataset")
@require_POST
def layout(request: SeatRequest, ref: str) -> HttpResponse:
    """Read the file again as somebody decided, and say what that changed."""
    batch = get_object_or_404(batches_of(request.seat), ref=ref)
    before = dict(batch.counts)
    try:
        after = _decided(request, batch)
    except Problem as refused:
        messages.error(request, _said(refused))
    else:
        messages.success(request, _effect(before, after.counts))
    return redirect("import", ref=ref)


def _decided(request: SeatRequest, batch: ImportBatch) -> ImportBatch:
    if (what := request.POST.get("afresh")) in {"read", "forget"}:
        return read_afresh(seat=request.seat, batch=batch, forget=what == "forget")
    return decide_file(
        seat=request.seat,
        batch=batch,
        choices=_choices(request),
        keep="keep" in request.POST,
    )


def _choices(request: SeatRequest) -> FileChoices:
    """What the form says; `do:agency:WORDS` tells what the acronym beside it is for."""
    columns: dict[str, str] = {}
    words: dict[str, dict[str, str]] = {}
    for name, value in request.POST.items():
        what, _colon, about = name.partition(":")
        if what == "column":
            columns[_as_in_the_file(about)] = str(value)
        elif what == "word":
            group, _colon, text = about.partition(":")
            doing = request.POST.get(f"do:{about}", "is")
            words.setdefault(group, {})[_as_in_the_file(text)] = _answer(doing, str(value).strip())
    head = request.POST.get("head_row", "")
    return FileChoices(
        sheet=request.POST.get("sheet"),
        head_row=int(head) if head.isdecimal() else None,
        order=request.POST.get("order"),
        columns=columns,
        words=words,
    )


def _as_in_the_file(text: str) -> str:
    """Browsers send line breaks as two characters, also in the names of controls."""
    return text.replace("\r\n", "\n")


def _answer(doing: str, text: str) -> str:
    if doing == "refuse":
        return REFUSE
    return f"{ADD}{text}" if doing == "add" and text else text if doing == "is" else ""


def _said(refused: Problem) -> str:
    """What cannot be, by the name of the control."""
    field = refused.context.get("field")
    known = {
        "agency": _("This acronym is in no list. Choose “add it to the list as”, or correct it."),
        "area": _("No place, or more than one, is called so. Write its p-code."),
        "columns": _(
            "Two columns cannot be read as the same. Choose something else, or “not read”, for one "
            "of them. The file is read as before."
        ),
        "head_row": _("This row cannot hold the headings. Choose another one."),
        "words": _("One of the words is no longer asked about. Look at the file again."),
    }
    if refused.code == Code.FILE_UNREADABLE:
        return _("Nothing can be read so. The file is read as before.")
    return known.get(str(field), f"{refused.title} {refused.todo}")


def _effect(before: dict[str, int], after: dict[str, int]) -> str:
    """The counts before and after, side by side."""
    return _(
        "The file was read again: %(accepted)d accepted (%(was_accepted)d before), %(doubtful)d "
        "doubtful (%(was_doubtful)d before), %(refused)d rejected (%(was_refused)d before)."
    ) % {
        **{state: after.get(state, 0) for state in ("accepted", "doubtful", "refused")},
        **{f"was_{state}": before.get(state, 0) for state in ("accepted", "doubtful", "refused")},
    }
