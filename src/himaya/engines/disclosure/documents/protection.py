"""Documents about a treated file: an internal one for its makers, an external one for receivers.

The external one is built from its own parts, never cut out of the internal one: methods, what the
file holds, what it cost. It names no option of a step, no group and no fingerprint.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from himaya.engines.disclosure.cross_shares import PairShift
from himaya.engines.disclosure.documents.model import (
    Bars,
    Document,
    Grid,
    Heading,
    Paragraph,
    Part,
)
from himaya.engines.disclosure.documents.risk import global_risk, risk_bars
from himaya.engines.disclosure.protect import Protected, smallest
from himaya.engines.disclosure.risk import RiskReport
from himaya.engines.disclosure.utility import ColumnChange, pair_sentences, sentences
from himaya.engines.disclosure.words import Words

_SHOWN = 16  # letters of a fingerprint that tell one file from another


def internal_document(done: Protected, language: str = "en") -> Document:
    """What was done with which options, risk before and after, what is left to fear."""
    words = Words(language, laid_out=True)
    parts = [
        *_about(done, words, is_internal=True),
        *_steps(done, words),
        *_then_and_now(done, words),
        *_cost(done, words),
        *_left(done, words),
    ]
    return Document(
        words,
        words.say("internal_title"),
        tuple(parts),
        mark=words.say("mark"),
        warning=words.say("mark_protect"),
    )


def external_document(done: Protected, language: str = "en") -> Document:
    """What a receiver may know."""
    words = Words(language, laid_out=True)
    parts = [*_about(done, words, is_internal=False), *_holds(done, words)]
    if done.after is not None:
        parts += global_risk(done.after, words)
    parts.append(Heading(words.say("steps")))
    methods = dict.fromkeys(step.method for step in done.plan.steps)
    parts.append(Grid(tuple((words.say(f"method_{method}"),) for method in methods)))
    parts += _cost(done, words)
    return Document(words, words.say("external_title"), tuple(parts), foot=words.say("for_sharing"))


def _about(done: Protected, words: Words, *, is_internal: bool) -> Iterator[Part]:
    facts = [("records", words.count(done.frame.height))]
    if done.plan.purpose:
        facts.insert(0, ("purpose", words.name(done.plan.purpose)))
    if is_internal:
        if done.plan.scenario:
            facts.append(("scenario", words.name(done.plan.scenario)))
        facts.append(("keys", words.names(done.plan.roles.keys)))
        facts.append(("fingerprint", words.name(done.source[:_SHOWN])))
    yield Heading(words.say("short"))
    yield Grid(tuple((words.say(name), text) for name, text in facts))
    if is_internal:
        yield Paragraph(words.say("secrets"))


def _holds(done: Protected, words: Words) -> Iterator[Part]:
    asked = done.plan.thresholds
    yield Heading(words.say("holds"))
    if "k" in asked:
        k = int(asked["k"])
        yield Paragraph(words.say("hold_k", k=words.count(k), others=words.count(k - 1)))
    if "global_risk" in asked:
        risk = words.percent(asked["global_risk"], 2)
        yield Paragraph(words.say("hold_global_risk", risk=risk))
    if "l" in asked:
        yield Paragraph(words.say("hold_l", l=words.count(asked["l"])))
    if not asked:
        yield Paragraph(words.say("hold_nothing"))


def _steps(done: Protected, words: Words) -> Iterator[Part]:
    rows = [
        (
            words.say(f"method_{step.method}"),
            words.name(_flat(step.options)),
            words.name(_flat({name: fact for name, fact in facts.items() if name != "method"})),
        )
        for step, facts in zip(done.plan.steps, done.done, strict=True)
    ]
    yield Heading(words.say("steps"))
    head = (words.say("step"), words.say("options"), words.say("effect"))
    yield Grid(tuple(rows), head=head)
    yield from _holds(done, words)


def _flat(options: Mapping[str, Any]) -> str:
    """Options or facts as in a plan, on one line."""
    if not options:
        return ""
    text = yaml.safe_dump(dict(options), default_flow_style=True, sort_keys=False, width=10_000)
    return text.strip().removeprefix("{").removesuffix("}")


def _then_and_now(done: Protected, words: Words) -> Iterator[Part]:
    yield Heading(words.say("risk_then_now"))
    if done.after is None:
        yield Paragraph(words.say("no_keys_left"))
        return
    before, now = _figures(done.before, words), _figures(done.after, words)
    yield Grid(
        tuple((name, before[name], text) for name, text in now.items()),
        head=("", words.say("before"), words.say("now")),
    )
    both = [(words.say("before"), done.before), (words.say("now"), done.after)]
    yield Bars.of(
        words.say("global_risk"),
        [(name, one.global_risk, words.percent(one.global_risk, 2)) for name, one in both],
    )
    yield risk_bars(done.after, words)


def _figures(found: RiskReport, words: Words) -> dict[str, str]:
    alone = float(found.encoding.counts[found.found.fk == 1].sum())
    figures = {
        words.say("global_risk"): words.percent(found.global_risk, 2),
        words.say("expected"): words.count(found.expected, 1),
        words.say("highest"): words.percent(float(found.risk.max())),
        words.say("combinations"): words.count(len(found.encoding.first)),
        words.say("uniques"): words.count(alone),
    }
    for k in found.levels:
        name = words.say("fewer_than", k=words.count(k))
        figures[name] = words.count(found.violations(k))
    return figures


def _cost(done: Protected, words: Words) -> Iterator[Part]:
    changes = [
        ColumnChange(name=name, **figures) for name, figures in done.utility["columns"].items()
    ]
    rows = done.frame.height
    yield Heading(words.say("cost"))
    bars = [
        (words.name(one.name), one.changed / rows, words.percent(one.changed / rows))
        for one in changes
        if one.changed
    ]
    if bars:
        yield Bars.of(words.say("cost_bars"), bars)
    pairs = [PairShift(**one) for one in done.utility["pairs"]]
    for sentence in (*sentences(changes, rows, words), *pair_sentences(pairs, words)):
        yield Paragraph(sentence)
    if done.utility["dropped"]:
        yield Paragraph(words.say("dropped", names=words.names(done.utility["dropped"])))


def _left(done: Protected, words: Words) -> Iterator[Part]:
    for key, names in done.given_away.items():
        said = words.say("given_away", key=words.name(key), names=words.names(names))
        yield Paragraph(said, is_weighty=True)
    if groups := smallest(done.after):
        yield Heading(words.say("smallest"))
        rows = [(words.count(one["fk"]), words.count(one["Fk"], 1)) for one in groups]
        yield Grid(tuple(rows), head=(words.say("in_file"), words.say("in_people")))
