"""The internal document about the risk of a file: figures, charts and the riskiest combinations."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from himaya.engines.disclosure.arrays import Floats
from himaya.engines.disclosure.documents.model import (
    Bars,
    Document,
    Grid,
    Heading,
    Paragraph,
    Part,
)
from himaya.engines.disclosure.frequencies import Missing
from himaya.engines.disclosure.individual import approximate_risk
from himaya.engines.disclosure.policies import HDX_PUBLIC
from himaya.engines.disclosure.risk import RiskReport
from himaya.engines.disclosure.words import Words

_RISKIEST = 20
_RISKS = (0.001, 0.01, 0.05, 0.1, 0.2, 0.5)
_SIZES = (1, 2, 3, 5, 10)


def risk_document(found: RiskReport, language: str = "en") -> Document:
    """Everything about the risk of a file, for those who keep it."""
    words = Words(language, laid_out=True)
    parts = [
        *_in_short(found, words),
        *_spread(found, words),
        *_alike(found, words),
        *_special(found, words),
        *_intruders(found, words),
        *_population(found, words),
        *_sensitive(found, words),
        *_riskiest(found, words),
        *_notes(found, words),
    ]
    return Document(
        words,
        words.say("risk_title"),
        tuple(parts),
        mark=words.say("mark"),
        warning=words.say("mark_risk"),
    )


def global_risk(found: RiskReport, words: Words) -> list[Part]:
    """The global risk in a sentence, and how it stands to the limit for public files."""
    limit = "above_limit" if found.global_risk > HDX_PUBLIC.global_risk else "below_limit"
    said = words.say(
        "risk_said",
        expected=words.count(found.expected, 1),
        n=words.count(found.encoding.rows),
        risk=words.percent(found.global_risk, 2),
    )
    return [
        Paragraph(said, is_weighty=True),
        Paragraph(words.say(limit, limit=words.percent(HDX_PUBLIC.global_risk, 0))),
    ]


def risk_bars(found: RiskReport, words: Words) -> Bars:
    """How many records have which risk."""
    risks = approximate_risk(found.found.fk, found.found.Fk)
    names = [words.say("up_to", high=words.percent(_RISKS[0]))]
    names += [
        words.say("from_to", low=words.percent(low), high=words.percent(high))
        for low, high in pairwise(_RISKS)
    ]
    names.append(words.say("over", low=words.percent(_RISKS[-1])))
    place = np.searchsorted(_RISKS, risks, side="left")
    return _counted(found, words, "spread_bars", names, place.astype(np.float64))


def _counted(found: RiskReport, words: Words, title: str, names: list[str], place: Floats) -> Bars:
    counts = np.bincount(place.astype(np.int64), found.encoding.counts, len(names))
    bars = [
        (name, float(count), words.count(count)) for name, count in zip(names, counts, strict=True)
    ]
    return Bars.of(words.say(title), bars)


def _in_short(found: RiskReport, words: Words) -> Iterator[Part]:
    meaning = "missing_wildcard" if found.found.missing is Missing.WILDCARD else "missing_category"
    alone = float(found.encoding.counts[found.found.fk == 1].sum())
    facts = [
        ("records", words.count(found.encoding.rows)),
        ("keys", words.names(found.roles.keys)),
        ("population", words.count(found.population)),
        ("missing", words.say(meaning)),
        ("combinations", words.count(len(found.encoding.first))),
        ("uniques", words.count(alone)),
        ("global_risk", words.percent(found.global_risk, 2)),
        ("expected", words.count(found.expected, 1)),
        ("highest", words.percent(float(found.risk.max()), 1)),
    ]
    if found.roles.weight is not None:
        facts.insert(2, ("weight", words.name(found.roles.weight)))
    yield Heading(words.say("short"))
    yield from global_risk(found, words)
    yield Grid(tuple((words.say(name), text) for name, text in facts))
    if found.households is not None:
        risk = words.percent(float(found.households.mean()), 2)
        yield Paragraph(words.say("household_said", risk=risk))


def _spread(found: RiskReport, words: Words) -> Iterator[Part]:
    yield Heading(words.say("spread"))
    yield risk_bars(found, words)


def _alike(found: RiskReport, words: Words) -> Iterator[Part]:
    names = [words.say("alone"), words.count(2)]
    names += [
        words.say("from_to", low=words.count(low), high=words.count(high - 1))
        for low, high in pairwise(_SIZES[2:])
    ]
    names.append(words.say("and_more", low=words.count(_SIZES[-1])))
    place = np.searchsorted(_SIZES, found.found.fk, side="right") - 1.0
    yield Heading(words.say("alike"))
    yield _counted(found, words, "alike_bars", names, np.maximum(place, 0))
    yield Grid(
        tuple(
            (words.say("fewer_than", k=words.count(k)), words.count(found.violations(k)))
            for k in found.levels
        )
    )


def _special(found: RiskReport, words: Words) -> Iterator[Part]:
    special = found.special
    if special is None:
        return
    yield Heading(words.say("special"))
    yield Paragraph(
        words.say(
            "special_said",
            records=words.count(float(found.encoding.counts[special.scores > 0].sum())),
            size=words.count(special.max_k),
            dis=words.count(float(special.dis.max()), 3),
        )
    )
    shares = sorted(special.shares.items(), key=lambda item: -item[1])
    bars = [(words.name(key), share, words.percent(share)) for key, share in shares]
    yield Bars.of(words.say("special_bars"), bars)


def _intruders(found: RiskReport, words: Words) -> Iterator[Part]:
    known = found.scenarios
    threshold = words.percent(known.threshold, 0)
    yield Heading(words.say("intruders"))
    yield Grid(
        tuple(
            (
                words.say(name),
                words.percent(one.average),
                words.percent(one.highest),
                words.percent(one.at_risk),
            )
            for name, one in (("prosecutor", known.prosecutor), ("journalist", known.journalist))
        ),
        head=(
            words.say("intruder"),
            words.say("average"),
            words.say("highest_short"),
            words.say("at_risk", threshold=threshold),
        ),
    )


def _population(found: RiskReport, words: Words) -> Iterator[Part]:
    one = found.population_uniques
    known = {name: words.say(f"model_{name}") for name in ("census", "none")}
    yield Heading(words.say("in_population"))
    yield Paragraph(
        words.say(
            "population_said",
            people=words.count(one.dankar),
            population=words.count(one.population),
            share=words.percent(one.share),
            model=known.get(one.model, one.model.title()),
        )
    )
    if not found.log_linear:
        return
    rows = [
        (name, words.say("no_solution") if people is None else words.count(people))
        for name, people in (("Pitman", one.pitman), ("Zayatz", one.zayatz), ("SNB", one.snb))
    ]
    yield Grid(tuple(rows), head=(words.say("model"), words.say("model_people")))
    yield Grid(
        tuple(
            (words.say(f"model_{model.model}"), words.count(model.population_uniques, 1))
            for model in found.log_linear
        ),
        head=(words.say("model"), words.say("model_matches")),
    )


def _sensitive(found: RiskReport, words: Words) -> Iterator[Part]:
    if not found.diversities:
        return
    yield Heading(words.say("sensitive"))
    yield Paragraph(words.say("sensitive_said"))
    yield Grid(
        tuple(
            (words.name(one.name), words.count(int(one.distinct.min())), words.count(one.t, 3))
            for one in found.diversities
        ),
        head=(words.say("variable"), words.say("distinct"), words.say("t")),
    )


def _riskiest(found: RiskReport, words: Words) -> Iterator[Part]:
    risks = approximate_risk(found.found.fk, found.found.Fk)
    order = np.argsort(-risks, kind="stable")[:_RISKIEST]
    rows = [
        (
            words.names(_values(found, int(at), words)),
            words.count(float(found.found.fk[at])),
            words.count(float(found.found.Fk[at]), 1),
            words.percent(float(risks[at])),
        )
        for at in order
    ]
    yield Heading(words.say("riskiest"))
    yield Paragraph(words.say("riskiest_said", count=words.count(len(rows))))
    yield Grid(
        tuple(rows),
        head=(
            words.names(found.roles.keys),
            words.say("in_file"),
            words.say("in_people"),
            words.say("risk"),
        ),
    )


def _values(found: RiskReport, at: int, words: Words) -> list[str]:
    """The key values of a combination as texts."""
    said = []
    for column, codes in zip(found.encoding.columns, found.encoding.table, strict=True):
        code = int(codes[at])
        said.append(str(column.levels[code - 1]) if code else words.say("missing_short"))
    return said


def _notes(found: RiskReport, words: Words) -> Iterator[Part]:
    if found.remarks:
        yield Heading(words.say("notes"))
        for remark in found.remarks:
            yield Paragraph(remark.said(words))
