"""A board as a working copy, in the shape of a protection analysis update.

Summary with the gravest risks, context, risks with groups and places, response and gaps,
recommendations by addressee, dissent, and what is not assessed. Only what its maker may take
along is in it, and drafts are not.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from himaya.datasets.models import Dataset
from himaya.engines.narrative.evidence import Known
from himaya.gate.decisions import authorize
from himaya.gate.seats import ActingSeat
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.records.history import status_label
from himaya.records.models import Record
from himaya.records.titles import title_of
from himaya.releases.actions import PartOfCopy, at_level, make_copy_of_several
from himaya.releases.content import Document, Table
from himaya.releases.models import Release
from himaya.themes.board.judging import Judgement, Taken, words_in
from himaya.themes.board.making import Board, Row, board_of
from himaya.themes.board.named import AGREED, DRAFT, IN_NEED, SEVERITIES
from himaya.themes.board.ordering import Square, by_severity, squares
from himaya.themes.board.sight import Stance
from himaya.themes.board.signing import tallies_of
from himaya.themes.board.wording import POSITIONS
from himaya.themes.report.copying import FORMS, leaving
from himaya.themes.report.gathering import Evidence
from himaya.themes.report.quoting import closed_passages, quoted

__all__ = ["FORMS", "make_board_copy"]
_QUOTED = 2  # of one finding


def make_board_copy(*, seat: ActingSeat, analysis: Record, form: str, maker: str) -> Release:
    """A working copy of the whole board. Raises Problem(NOT_ALLOWED) where it may not leave."""
    board = board_of(seat, analysis)
    parts, taken = _taken(seat, board)
    if analysis.pk not in taken.records:
        raise Problem(Code.NOT_ALLOWED, status=403)
    last = analysis.period_end
    return make_copy_of_several(
        seat=seat,
        parts=parts,
        document=document_of(seat, board_of(seat, analysis, taken=taken)),
        form=form,
        name=f"joint-analysis-{last:%Y-%m}" if last else "joint-analysis",
        maker=maker,
    )


def may_take(seat: ActingSeat, analysis: Record) -> bool:
    """Whether a copy could be made of the analysis at all."""
    level = max(analysis.dataset.level, analysis.level)
    return authorize(seat, Verb.COPY_MAKE, at_level(analysis.dataset, level)).allowed


def _taken(seat: ActingSeat, board: Board) -> tuple[list[PartOfCopy], Taken]:
    """The parts that may leave, each at the level of its most sensitive record or document."""
    stated = [one for one in board.judgements if one.record.status != DRAFT]
    records = [board.analysis, *(one.record for one in stated)]
    advice = [each for one in stated for each in one.advice]
    records += [record for each in advice for record in (each.advised, each.record)]
    parts, kept = [], set()
    by_register: dict[int, list[Record]] = defaultdict(list)
    for record in dict.fromkeys(records):
        by_register[record.dataset_id].append(record)
    whole = Dataset.objects.select_related("system", "operation", "agency")
    for dataset in whole.filter(pk__in=by_register).order_by("pk"):
        inside = by_register[dataset.pk]
        levels = {
            level
            for level in {one.level for one in inside}
            if authorize(seat, Verb.COPY_MAKE, at_level(dataset, level)).allowed
        }
        leaving_now = [one for one in inside if one.level in levels]
        if leaving_now:
            kept |= {one.pk for one in leaving_now}
            inputs = tuple(f"{one.ref}:{one.lock}" for one in leaving_now)
            level = max(dataset.level, *levels)
            parts.append(PartOfCopy(dataset, level, ("board",), inputs))
    documents, evidence = _documents(seat, board, stated)
    refs = frozenset(one.document for one in evidence.read)
    return [*parts, *documents], Taken(evidence, refs, frozenset(kept))


def _documents(
    seat: ActingSeat, board: Board, stated: Sequence[Judgement]
) -> tuple[list[PartOfCopy], Evidence]:
    """Of the documents that were read, and of those of other times put to findings."""
    evidence = board.evidence
    known = {one.document for one in evidence.read}
    others = {
        piece.read.document: piece
        for one in stated
        for piece in one.pieces
        if piece.read.document not in known
    }
    records = {ref: piece.passage.version.record for ref, piece in others.items()}
    return leaving(
        seat,
        replace(
            evidence,
            # Of no period: evidence, and not counted among what was read of this one.
            read=[*evidence.read, *(piece.read for piece in others.values())],
            levels={**evidence.levels, **{ref: one.level for ref, one in records.items()}},
            kept_in={**evidence.kept_in, **{ref: one.dataset_id for ref, one in records.items()}},
        ),
    )


def document_of(seat: ActingSeat, board: Board) -> Document:
    """The board as the renderers take it."""
    analysis = board.analysis
    words = words_in(seat, analysis)
    language = (get_language() or "en").split("-")[0]
    tables = [
        _told(_("Context"), [words.get("context") or _("Nothing is written.")]),
        _risks(board),
        _told(
            _("Response, gaps and access"),
            [words.get("response") or _("Nothing is written.")],
        ),
        _unknown(board),
        _advice(board),
        _dissent(board),
        _not_assessed(board),
        _by_area(board),
        _quotations(board),
        _told(_("How to read this"), _notes()),
    ]
    return Document(
        title=title_of(analysis),
        language=language,
        lines=list(_summary(board, words)),
        tables=tuple(one for one in tables if one is not None),
        landscape=True,
    )


def _told(title: str, notes: Sequence[str]) -> Table:
    return Table(headers=(), rows=(), title=title, notes=notes)


def _summary(board: Board, words: Mapping[str, str]) -> Iterator[str]:
    """What it is, how far it is signed, and the gravest risks: what is agreed first."""
    first, last = board.analysis.period_start, board.analysis.period_end
    if first and last:
        yield f"{date_format(first, 'DATE_FORMAT')} \N{EN DASH} {date_format(last, 'DATE_FORMAT')}"
    agencies = [*board.taking.agencies.values(), *board.taking.unknown]
    yield _("Agencies that take part: %(agencies)s") % {"agencies": ", ".join(agencies)}
    tally = tallies_of([board.analysis], board.taking)[board.analysis.pk]
    counts = {"given": tally.given, "asked": tally.asked}
    yield _("Status: %(status)s") % {"status": status_label(board.analysis, board.analysis.status)}
    yield _("whole analysis signed by %(given)s of %(asked)s") % counts
    scale = (words.get("scale", ""), words.get("scale_agreed", ""))
    yield _("Severity scale: %(scale)s") % {"scale": ". ".join(one for one in scale if one)}
    yield _("%(assessed)s of %(total)s themes are assessed.") % {
        "assessed": board.assessed,
        "total": board.total,
    }
    for row, one in _gravest(board):
        yield (
            _("%(theme)s: %(severity)s (%(places)s)")
            % {
                "theme": row.title,
                "severity": one.words.get("severity", ""),
                "places": one.place,
            }
            + f". {_standing(one)}"
        )


def _gravest(board: Board) -> list[tuple[Row, Judgement]]:
    """Findings of people in need: what is agreed before what is not, and the worst first."""
    found = [(row, one) for row in board.rows for one in row.judgements if one.severity in IN_NEED]
    return sorted(
        found,
        key=lambda pair: (pair[1].record.status != AGREED, SEVERITIES.index(pair[1].severity)),
    )


def _standing(one: Judgement) -> str:
    """Whether it is agreed, proposed or disputed, and by how many it is signed."""
    counts = {"given": one.tally.given, "asked": one.tally.asked}
    return f"{one.status}. " + _("signed by %(given)s of %(asked)s") % counts


def _risks(board: Board) -> Table:
    heads = (
        _("Theme"), _("Location"), _("Severity"), _("Trend"), _("Groups affected"),
        _("Confidence"), _("What we conclude"), _("Evidence"), _("Signatures"),
    )  # fmt: skip
    rows = [
        (
            row.title,
            one.place,
            one.words.get("severity", "") if one.is_assessed else _("not assessed"),
            one.words.get("trend", ""),
            one.words.get("groups", ""),
            _with_reason(one),
            f"{one.title}. {one.words.get('statement', '')}",
            _evidence(row, one),
            _standing(one),
        )
        for _title, rows in by_severity(board)
        for row in rows
        for one in row.judgements
    ]
    return Table(
        headers=heads,
        rows=rows,
        title=_("Findings"),
        widths=(20, 14, 14, 15, 16, 20, 37, 20, 16),
        notes=() if rows else (_("No finding is past its draft."),),
    )


def _with_reason(one: Judgement) -> str:
    said = (one.words.get("confidence", ""), one.words.get("confidence_why", ""))
    return ": ".join(text for text in said if text)


def _evidence(row: Row, one: Judgement) -> str:
    """Counts of few passages on a sensitive theme could point to a person: none is told."""
    if row.is_sensitive:
        return _("not told of a sensitive theme")
    return _(
        "supports: %(supports)s, contradicts: %(contradicts)s, independent sources: %(voices)s"
    ) % {
        "supports": one.weight.stances[Stance.SUPPORTS],
        "contradicts": one.weight.stances[Stance.CONTRADICTS],
        "voices": one.weight.voices,
    }


def _unknown(board: Board) -> Table | None:
    rows = [
        (row.title, one.place, one.words.get("contradictions", ""), one.words.get("gaps", ""))
        for row in board.rows
        for one in row.judgements
        if one.words.get("contradictions") or one.words.get("gaps")
    ]
    heads = (_("Theme"), _("Location"), _("What speaks against it"), _("What we do not know"))
    title = _("Contradictions and gaps")
    return Table(headers=heads, rows=rows, title=title, widths=(20, 14, 40, 40)) if rows else None


def _advice(board: Board) -> Table | None:
    """By addressee; one made on several findings stands once."""
    found = {
        each.record.pk: (each.addressee, each.title, each.status, each.answer, each.action)
        for one in board.judgements
        for each in one.advice
    }
    heads = (
        _("Addressed to"), _("Recommendation"), _("Status"), _("Answer"), _("What was done"),
    )  # fmt: skip
    return _table(heads, sorted(found.values()), _("Recommendations"), (18, 36, 14, 30, 30))


def _dissent(board: Board) -> Table | None:
    """Of findings, and of the whole analysis, which no finding would tell."""
    whole = tallies_of([board.analysis], board.taking)[board.analysis.pk]
    spoken = [(one.title, one.tally) for one in board.judgements]
    rows = [
        (
            title,
            said.agency,
            str(POSITIONS[said.position]),
            said.note,
            "" if said.is_present else _("to an earlier wording"),
        )
        for title, tally in [(_("The whole analysis"), whole), *spoken]
        for said in tally.dissent
    ]
    heads = (_("Finding"), _("Agency"), _("What it says"), _("Note"), "")
    return _table(heads, rows, _("Dissent"), (30, 12, 20, 40, 16))


def _table(
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    title: str,
    widths: Sequence[int],
) -> Table | None:
    return Table(headers=heads, rows=rows, title=title, widths=widths) if rows else None


def _not_assessed(board: Board) -> Table | None:
    read = {
        Known.SAID: _("read, and not judged"),
        Known.READ_NOTHING_SAID: _("read, nothing said of it"),
        Known.NOT_READ: _("nothing read"),
    }
    rows = [(row.title, row.group, read[row.known]) for row in board.rows if not row.is_assessed]
    heads = (_("Theme"), _("Pillar"), _("Read"))
    return _table(heads, rows, _("Not assessed: nobody knows how bad it is"), (40, 30, 24))


def _by_area(board: Board) -> Table:
    heads = (_("Theme"), _("As a whole"), *(name for _code, name in board.areas))
    """Themes that are assessed nowhere stand in one line: it would be the same words in each."""
    found = squares(board)
    rows = [
        (row.title, *map(_square, cells)) for row, cells in found if any(one.tone for one in cells)
    ]
    nowhere = [row.title for row, cells in found if not any(one.tone for one in cells)]
    told = _("Not assessed anywhere: %(themes)s") % {"themes": "; ".join(nowhere)}
    return Table(
        headers=heads,
        rows=rows,
        title=_("Severity by theme and area"),
        notes=(told,) if nowhere else (),
    )


def _square(one: Square) -> str:
    return f"{one.words} ({one.status})" if one.status else one.words


def _quotations(board: Board) -> Table | None:
    """Of findings on themes that are not sensitive: what supports and what contradicts them.

    A passage that was given a sensitive theme too is not quoted under the other.
    """
    sensitive = {row.code for row in board.rows if row.is_sensitive}
    closed = closed_passages(board.evidence, sensitive)
    rows = []
    for row in board.rows:
        for one in row.judgements:
            pieces = [piece for piece in one.pieces if piece.mention.passage not in closed]
            chosen = [] if row.is_sensitive else pieces[:_QUOTED]
            told = quoted(
                {piece.read.document: piece.read for piece in chosen},
                [piece.mention for piece in chosen],
            )
            rows += [(one.title, f"“{each.text}”", f"{each.title}, {each.cited}") for each in told]
    heads = (_("Finding"), _("What was written"), _("Source"))
    return _table(heads, rows, _("Quotations"), (24, 60, 24))


def _notes() -> list[str]:
    return [
        _(
            "Not assessed is no step of the scale: nobody knows how bad it is. Findings and"
            " documents that may not be taken along are left out: their themes stand as not"
            " assessed, and what was read in them as not read."
        ),
        _(
            "People in need are in phases 3 and above; how many they are does not follow from a"
            " severity."
        ),
        _(
            "Copies are one independent source. Severities are never averaged; of several"
            " findings the worst names the theme."
        ),
    ]
