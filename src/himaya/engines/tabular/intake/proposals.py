"""Columns → meanings and fields, each with its reason and how sure it is.

A heading speaks first, the cells confirm or contradict it, a person's mapping has the last word.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from himaya.engines.tabular.intake.evidence import Evidence, evidence_of
from himaya.engines.tabular.intake.heads import Head, HeadColumn
from himaya.engines.tabular.intake.kinds import Field, Kind
from himaya.engines.tabular.intake.mapping import ColumnDecision, MappingProfile
from himaya.engines.tabular.intake.meanings import Guess, guess_heading, guess_hxl, words_of
from himaya.engines.tabular.intake.reference import Reference
from himaya.engines.tabular.intake.sheet import ROW, Sheet

_LEAST = 0.35  # below it a column is left unread
_SURE = 0.7  # below it a person is asked
_CONTRADICTED = 0.2
_MANY, _FEW, _HALF = 0.8, 3, 0.5
_PARTS = ("area", "agency", "point")  # fields made of several columns


@dataclass(frozen=True, slots=True)
class Proposal:
    """What one column is taken for. `field` "" where the kind has no use for it.

    `reason`: hxl, hapi, words, kind (a heading only this kind has), content or decision; `said`
    is what told it. `doubt`: column_unsure, column_content_differs or "". `others` are further
    fields the column could have been, with their confidence.
    """

    column: HeadColumn
    means: str = ""
    field: str = ""
    facet: str = ""
    level: int | None = None
    confidence: float = 0.0
    reason: str = ""
    said: str = ""
    doubt: str = ""
    others: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class _Candidate:
    column: int
    field: str
    guess: Guess
    score: float
    fit: float


def propose_means(sheet: Sheet, head: Head, reference: Reference) -> list[Proposal]:
    """The meaning of each column by itself, for any register; nothing is left out for a kind."""
    proposals = []
    body = sheet.cells.filter(sheet.cells[ROW] >= head.first_row)
    for column in head.columns:
        evidence = evidence_of(body[column.key], reference)
        best = max(
            (
                (_weighed(guess, _fit(evidence, guess)), guess)
                for guess in [*_guesses(column), *_by_content(column, evidence)]
            ),
            key=lambda one: one[0],
            default=None,
        )
        if best is None or best[0] < _LEAST:
            proposals.append(Proposal(column))
            continue
        score, guess = best
        level = guess.level
        if guess.means == "area" and level is None:
            level = evidence.levels(guess.facet)[0] or guess.hint
        doubt = "column_unsure" if score < _SURE else ""
        proposals.append(
            Proposal(
                column,
                guess.means,
                "",
                guess.facet,
                level,
                round(score, 2),
                guess.reason,
                guess.said,
                doubt,
            )
        )
    return proposals


def propose_fields(
    sheet: Sheet,
    head: Head,
    kind: Kind,
    reference: Reference,
    mapping: MappingProfile | None = None,
) -> list[Proposal]:
    """Which field of the kind each column is; one proposal for each column, in their order."""
    body = sheet.cells.filter(sheet.cells[ROW] >= head.first_row)
    evidences = [evidence_of(body[column.key], reference) for column in head.columns]
    decided = _decided(head, mapping)
    candidates = [
        candidate
        for n, column in enumerate(head.columns)
        if n not in decided
        for candidate in _candidates(n, column, evidences[n], kind)
    ]
    chosen = _assigned(candidates, kind, decided)
    levels = _levels(chosen, evidences)
    others: dict[int, list[tuple[str, float]]] = defaultdict(list)
    for one in sorted(candidates, key=lambda one: -one.score):
        others[one.column].append((one.field, round(one.score, 2)))
    proposals = []
    for n, column in enumerate(head.columns):
        if n in decided:
            proposals.append(_from_decision(column, decided[n], kind))
        elif n in chosen:
            proposals.append(_from_candidate(column, chosen[n], kind, levels.get(n), others[n]))
        else:
            loose = next(iter(_guesses(column)), None)
            means = loose.means if loose is not None and loose.confidence >= _SURE else ""
            proposals.append(Proposal(column, means, others=tuple(others[n][:3])))
    return proposals


def _decided(head: Head, mapping: MappingProfile | None) -> dict[int, ColumnDecision]:
    if mapping is None:
        return {}
    found = {n: mapping.column(column) for n, column in enumerate(head.columns)}
    return {n: one for n, one in found.items() if one is not None}


def _guesses(column: HeadColumn) -> list[Guess]:
    """What the tag and each heading, alone and under its group, may mean."""
    found: list[Guess] = []
    if column.tag and (tagged := guess_hxl(column.tag)):
        found.append(tagged)
    for label in column.labels:
        found += guess_heading(label)
    for group, label in zip(column.labels, column.labels[1:], strict=False):
        found += [
            replace(one, confidence=one.confidence * 0.95)
            for one in guess_heading(f"{group} {label}")
        ]
    return sorted(found, key=lambda one: -one.confidence)


def _by_content(column: HeadColumn, evidence: Evidence) -> list[Guess]:
    """Meanings that cells tell by themselves; names only where nothing is written above them."""
    found = []
    if not column.labels and not column.tag and evidence.distinct >= 2:  # noqa: PLR2004
        level, share = evidence.exact_names()
        if share >= _MANY:
            found.append(Guess("area", "name", level, 0.7 * share, "content"))
        known = evidence.known_agencies()
        if known >= _HALF:
            facet = "acronym" if evidence.is_short() else "name"
            found.append(Guess("agency", facet, None, 0.4 + 0.3 * known, "content"))
    if evidence.distinct >= _FEW and evidence.has_letters():
        level, share = evidence.levels("code")
        if share >= _MANY:
            found.append(Guess("area", "code", level, 0.9 * share, "content"))
    if evidence.distinct >= 2 and evidence.has_letters():  # noqa: PLR2004
        share = evidence.fit("sector", "", "term", "sectors")
        if share >= _MANY:
            found.append(Guess("sector", "name", None, 0.65 * share, "content"))
    return found


def _fit(evidence: Evidence, guess: Guess, field: Field | None = None) -> float:
    value = field.value if field is not None else _VALUE_OF.get(guess.means, "text")
    list_name = field.list_name if field is not None else _LIST_OF.get(guess.means, "")
    level = guess.level if guess.level is not None else guess.hint
    return evidence.fit(guess.means, guess.facet, value, list_name, level)


_VALUE_OF = {
    **dict.fromkeys(("date", "as_of", "period.start", "period.end", "deadline"), "date"),
    **dict.fromkeys(
        ("count", "count.reached", "count.planned", "target", "baseline", "amount"), "number"
    ),
    "area": "area",
    "agency": "agency",
    "point": "point",
    "sector": "term",
    "sex": "term",
    "population.group": "term",
}
_LIST_OF = {"sector": "sectors", "sex": "sexes", "population.group": "population_groups"}
_WEAK_LISTS = frozenset({"activity_statuses", "population_groups", "collection_methods"})


def _weighed(guess: Guess, fit: float) -> float:
    return guess.confidence * (0.4 + 0.6 * fit)


def _candidates(n: int, column: HeadColumn, evidence: Evidence, kind: Kind) -> Iterable[_Candidate]:
    best: dict[tuple[str, str], _Candidate] = {}
    guesses = [*_guesses(column), *_by_content(column, evidence)]
    for field in kind.fields.values():
        own = _own_words(column, field.phrases, field)
        tried = [guess for guess in guesses if field.means and guess.means == field.means]
        if own is not None:
            tried.append(own)
        dated = _own_words(column, field.dated, field)
        if dated is not None and _fit(evidence, dated, field) >= _MANY:
            tried.append(dated)
        for guess in tried:
            fit = _fit(evidence, guess, field)
            told = 0.005 if guess.level is not None else 0.0  # a level said is better than none
            if field.list_name in _WEAK_LISTS:
                fit = 0.5 + 0.5 * fit  # such columns hold words of the provider's own
            score = _weighed(guess, fit) + told
            score *= 0.9 + 0.1 * evidence.filled
            if field.value == "text" and guess.facet in ("type", "code"):
                score *= 0.9  # the name of a thing says more than its type or number
            key = (field.key, guess.facet if field.value in _PARTS else "")
            if score >= _LEAST and (key not in best or best[key].score < score):
                best[key] = _Candidate(n, field.key, guess, score, fit)
    return best.values()


def _own_words(
    column: HeadColumn, phrases: Sequence[tuple[str, ...]], field: Field
) -> Guess | None:
    """The heading is one of those only this kind has."""
    best: Guess | None = None
    spoken = [
        *column.labels,
        *(f"{a} {b}" for a, b in zip(column.labels, column.labels[1:], strict=False)),
    ]
    for place, label in enumerate(spoken):
        line = label.split("\n", maxsplit=1)[0]
        spelled = (set(words_of(line)), set(words_of(line.lower())))
        for phrase in phrases:
            have = set(phrase)
            words = next((one for one in spelled if have and have <= one), None)
            if words is None:
                continue
            covered = len(have) / len(words)
            confidence = 0.97 if covered == 1 else 0.3 + 0.6 * covered
            confidence += 0.002 * len(have) - (0.01 if place < len(column.labels) - 1 else 0)
            if best is None or confidence > best.confidence:
                facet = "name" if field.value in ("area", "agency") else ""
                best = Guess(field.means, facet, None, confidence, "kind", label)
    return best


def _assigned(
    candidates: Sequence[_Candidate], kind: Kind, decided: Mapping[int, ColumnDecision]
) -> dict[int, _Candidate]:
    """Give each field its best column and each column one field, the surest first.

    An area takes all its columns; an agency one for its name, acronym and type; a point two.
    """
    taken: set[tuple[str, str]] = set()
    for said in decided.values():
        if said.field and kind.fields[said.field].value != "area":
            parted = kind.fields[said.field].value in _PARTS
            taken.add((said.field, said.facet if parted else ""))
    chosen: dict[int, _Candidate] = {}
    for one in sorted(candidates, key=lambda one: (-round(one.score, 3), one.column)):
        value = kind.fields[one.field].value
        slot = (one.field, one.guess.facet if value in _PARTS else "")
        if one.column in chosen or (value != "area" and slot in taken):
            continue
        chosen[one.column] = one
        taken.add(slot)
    return chosen


def _levels(
    chosen: Mapping[int, _Candidate], evidences: Sequence[Evidence]
) -> dict[int, int | None]:
    """The admin level of each area column: said by its heading or shown by its cells."""
    found: dict[int, int | None] = {}
    for facet in ("code", "name"):
        columns = [
            (n, one.guess)
            for n, one in chosen.items()
            if one.field == "area" and one.guess.facet == facet
        ]
        claims: dict[int, tuple[float, int]] = {}
        loose = []
        for n, guess in columns:
            level, share = evidences[n].levels(facet)
            if guess.level is not None:
                level, share = guess.level, 2.0
            if level is None or share < _CONTRADICTED:
                loose.append((n, guess))
            elif level not in claims or claims[level][0] < share:
                if level in claims:
                    loose.append((claims[level][1], chosen[claims[level][1]].guess))
                claims[level] = (share, n)
            else:
                loose.append((n, guess))
        found |= {n: level for level, (_, n) in claims.items()}
        for n, guess in loose:
            hint = guess.level if guess.level is not None else guess.hint
            free = hint is not None and hint not in claims
            found[n] = hint if free else None
            if free and hint is not None:
                claims[hint] = (0.0, n)
    return found


def _from_candidate(
    column: HeadColumn,
    one: _Candidate,
    kind: Kind,
    level: int | None,
    others: Sequence[tuple[str, float]],
) -> Proposal:
    doubt = "column_unsure" if one.score < _SURE else ""
    if one.fit < _CONTRADICTED:
        doubt = "column_content_differs"
    rest = tuple(pair for pair in others if pair[0] != one.field)[:3]
    return Proposal(
        column,
        one.guess.means or kind.fields[one.field].means,
        one.field,
        one.guess.facet if kind.fields[one.field].value in _PARTS else "",
        level,
        round(one.score, 2),
        one.guess.reason,
        one.guess.said,
        doubt,
        rest,
    )


def _from_decision(column: HeadColumn, decision: ColumnDecision, kind: Kind) -> Proposal:
    if not decision.field:
        return Proposal(column, reason="decision", confidence=1.0)
    field = kind.fields[decision.field]
    facet = decision.facet or ("name" if field.value in ("area", "agency") else "")
    return Proposal(
        column, field.means, field.key, facet, decision.level, 1.0, "decision", column.name
    )
