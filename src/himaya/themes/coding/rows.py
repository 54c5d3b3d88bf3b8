"""Rows of the coding screen: a passage with its masked words, suggestions and what was decided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from himaya.engines.narrative import Framework as Tree
from himaya.gate.seats import ActingSeat
from himaya.kernel.ids import new_ref
from himaya.kernel.words import in_language
from himaya.library.models import DocumentVersion
from himaya.library.texts import ReadText, text_of
from himaya.themes.coding.notes import note_of
from himaya.themes.coding.seeing import HELD, Coded, coded, lane_of
from himaya.themes.coding.showing import Shown, cuts_in, places_of, shown, terms_of
from himaya.themes.grading.queries import grades_of_passages
from himaya.themes.grading.wording import grade_in_words
from himaya.themes.models import CodingRound, Decision, FrameworkVersion, Passage, Suggestion
from himaya.themes.queries import framework_of
from himaya.themes.wording import STANDINGS, TONES, VERDICTS


@dataclass(frozen=True, slots=True)
class Said:
    """One theme in a passage: suggested, decided, or both."""

    code: str
    title: str
    percent: int | None
    standing: str
    verdict: str
    tone: str
    terms: Sequence[str]
    is_sensitive: bool
    is_open: bool  # nobody has decided about it
    stands: bool  # without a person, unreviewed


@dataclass(frozen=True, slots=True)
class Row:
    """A passage on the screen. `client` is the mark of the form drawn for it."""

    passage: Passage
    document: DocumentVersion
    parts: Sequence[Shown]
    themes: Sequence[Said]
    is_done: bool
    cuts: Sequence[Mapping[str, Any]]
    credibilities: Sequence[str]  # of its own, as persons gave them
    notes: Sequence[tuple[str, str]]  # (code of the theme or nothing, what was noted)
    client: str


def rows_for(
    passages: Sequence[Passage],
    framework_version: FrameworkVersion,
    seat: ActingSeat,
    held: CodingRound | None = None,
) -> list[Row]:
    """In the order given; each text is opened once. Their words are open to whoever asks.

    In a round only one's own decisions show, and suggestions only where the round says so.
    """
    texts: dict[int, ReadText] = {}
    for one in passages:
        if one.version_id not in texts:
            texts[one.version_id] = text_of(one.version)
    tree = framework_of(framework_version)
    graded = grades_of_passages(passages) if held is None else {}
    return [
        _row(one, texts[one.passage.version_id], tree, graded.get(one.passage.pk, ()))
        for one in _told(coded(passages, framework_version, lane_of(seat, held)), held)
    ]


def _told(rows: list[Coded], held: CodingRound | None) -> list[Coded]:
    if held is None or held.shows_suggestions:
        return rows
    return [replace(one, suggestions=()) for one in rows]


def _row(one: Coded, read: ReadText, tree: Tree, credibilities: Sequence[str]) -> Row:
    passage = one.passage
    return Row(
        passage,
        passage.version,
        shown(read, passage, places_of(one.suggestions)),
        _themes(one, tree),
        one.is_done,
        cuts_in(read, passage),
        [grade_in_words(each) for each in credibilities],
        [
            (code, note)
            for code, said in one.decisions.items()
            if (note := note_of(said, passage.version.text))
        ],
        new_ref(),
    )


def _themes(one: Coded, tree: Tree) -> list[Said]:
    suggested = {each.theme: each for each in one.suggestions}
    added = [
        code
        for code, said in one.decisions.items()
        if code and code not in suggested and said.verdict in HELD
    ]
    return [
        _said(code, suggested.get(code), one.decisions.get(code), tree)
        for code in [*suggested, *added]
        if code in tree.by_code
    ]


def _said(code: str, suggestion: Suggestion | None, decision: Decision | None, tree: Tree) -> Said:
    verdict = decision.verdict if decision else ""
    is_open = verdict in ("", Decision.Verdict.TAKEN_BACK)
    return Said(
        code,
        in_language(tree.by_code[code].title),
        round(suggestion.score * 100) if suggestion else None,
        str(STANDINGS[suggestion.standing]) if suggestion else "",
        "" if is_open else str(VERDICTS[verdict]),
        "info" if is_open else TONES[verdict],
        terms_of(suggestion) if suggestion else (),
        tree.by_code[code].sensitive,
        is_open,
        is_open and suggestion is not None and suggestion.is_accepted,
    )
