"""What `himaya themes` prints: a line per text as JSON, or the same for people."""

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from himaya.engines.narrative import Framework, Passage, Suggested, Suggestion
    from himaya.engines.narrative.agreement import Agreement, ThemeAgreement
    from himaya.engines.narrative.places import Gazetteer

_STANDINGS = ("suggested", "not_sure", "denied")


def line_of(
    text_id: str,
    found: "Sequence[Suggested]",
    passages: "Sequence[Passage] | None",
    framework: "Framework",
) -> dict[str, Any]:
    """All that is said of one text; offsets are code points of the text as it came in."""
    if passages is None:
        said = _said(found[0], 0, framework)
        return {"id": text_id, "language": found[0].language, **said}
    cut = [
        {
            "number": passage.number,
            "start": passage.start,
            "end": passage.end,
            "language": passage.language,
            **_said(one, passage.start, framework),
        }
        for passage, one in zip(passages, found, strict=True)
    ]
    line: dict[str, Any] = {"id": text_id}
    for standing in _STANDINGS:
        held = dict.fromkeys(code for passage in cut for code in passage[_field(standing)])
        stronger = {code for field in list(line)[1:] for code in line[field]}
        line[_field(standing)] = [code for code in held if code not in stronger]
    above = {code for passage in cut for code in passage["headings"]}
    line["headings"] = [theme.code for theme in framework.themes if theme.code in above]
    return {**line, "passages": cut}


def _field(standing: str) -> str:
    return "themes" if standing == "suggested" else standing


def _said(found: "Suggested", shift: int, framework: "Framework") -> dict[str, Any]:
    from himaya.engines.narrative import headings_of

    headings = headings_of(framework, found.suggestions)
    return {
        "headings": [one.code for one in headings],
        **{
            _field(standing): [one.theme for one in found.suggestions if one.standing == standing]
            for standing in _STANDINGS
        },
        "suggestions": [_suggestion(one, shift, framework) for one in found.suggestions],
        "heading_suggestions": [
            {"heading": one.code, "confidence": one.confidence, "themes": list(one.themes)}
            for one in headings
        ],
    }


def _suggestion(one: "Suggestion", shift: int, framework: "Framework") -> dict[str, Any]:
    said: dict[str, Any] = {
        "theme": one.theme,
        "path": list(framework.path(one.theme)),
        "confidence": one.confidence,
        "standing": str(one.standing),
        "by": one.by,
        "because": [
            {
                "kind": reason.kind,
                "what": reason.what,
                "weight": reason.weight,
                "places": [[start + shift, end + shift] for start, end in reason.places],
            }
            for reason in one.because
        ],
    }
    return said | ({"accepted": True, "reviewed": False} if one.is_accepted else {})


def gazetteer_of(path: Path) -> "Gazetteer":
    """A list of areas with p-codes, as `himaya import --places` takes it."""
    from himaya.cli.reading import places_in
    from himaya.engines.narrative.places import Area, Gazetteer

    return Gazetteer(
        Area(row["code"], tuple(row["names"].values()), row["parent"]) for row in places_in(path)
    )


def add_details(
    line: dict[str, Any], text: str, language: str, gazetteer: "Gazetteer | None" = None
) -> None:
    """Identifiers, days and areas by their places in the text, and signs of quality."""
    from himaya.engines.narrative.actors import mentions_in
    from himaya.engines.narrative.dates import dates_in
    from himaya.engines.narrative.entities import entities_in
    from himaya.engines.narrative.quality import quality

    # Of the whole text, since lists and names that come again reach over passages.
    entities, mentions = entities_in(text), mentions_in(text)
    for one in line.get("passages", [line]):
        start, end = one.get("start", 0), one.get("end", len(text))
        piece = text[start:end]
        found = quality(piece, one.get("language", language), gazetteer)
        one["identifiers"] = [
            {"kind": str(entity.kind), "start": entity.start, "end": entity.end}
            for entity in entities
            if start <= entity.start < end
        ]
        one["named"] = [
            {"kind": str(body.kind), "name": body.name, "start": body.start, "end": body.end}
            for body in mentions
            if start <= body.start < end
        ]
        one["days"] = [
            {
                "start": day.start + start,
                "end": day.end + start,
                "first": day.first.isoformat(),
                "last": day.last.isoformat(),
                "unsure": day.is_unsure,
            }
            for day in dates_in(piece)
        ]
        if gazetteer is not None:
            one["places"] = [
                {"start": area.start + start, "end": area.end + start, "codes": list(area.codes)}
                for area in gazetteer.places_in(piece)
            ]
        one["quality"] = {
            "first_hand": found.first_hand,
            "who": found.has_who,
            **({"where": found.has_where} if gazetteer is not None else {}),
            "when": found.has_when,
            "how_many": found.has_how_many,
            "long_enough": found.is_long_enough,
        }


def print_line(line: dict[str, Any], text: str) -> None:
    """One text for people: its themes with the words of the text that spoke for them."""
    print(line["id"])
    for passage in line.get("passages", [line]):
        where = f"  [{passage['start']}-{passage['end']}]" if "start" in passage else ""
        for one in passage["suggestions"]:
            words = dict.fromkeys(
                text[start:end] for reason in one["because"] for start, end in reason["places"]
            )
            sure = {"suggested": f"{one['confidence']:.2f}", "not_sure": "not sure"}
            print(
                f"{where}  {one['theme']} ({sure.get(one['standing'], one['standing'])})"
                f"{', accepted' if one.get('accepted') else ''}: {', '.join(words)}"
            )


def print_trained(
    options: argparse.Namespace, card: dict[str, Any], path: Path, worse: dict[str, Any] | None
) -> None:
    """The model's card, and whether the model was kept."""
    if options.json:
        kept = {"kept": worse is None, "model": str(path), "worse": worse, "card": card}
        print(json.dumps(kept, ensure_ascii=False))
        return
    measured, alone = card["figures"], card["lexicon_alone"]
    print(
        f"{card['data']['texts']:,} texts, {card['copies_left_out']:,} copies left out. Micro-F1"
        f" {measured['micro_f1']:.3f}, macro-F1 {measured['macro_f1']:.3f} {card['measured']};"
        f" lexicon alone {alone['micro_f1']:.3f} and {alone['macro_f1']:.3f}."
    )
    few = sum(one["kind"] == "theme_not_learned" for one in card["known_failures"])
    weak = [one["theme"] for one in card["known_failures"] if one["kind"] == "theme_weak"]
    if few:
        print(f"{few} themes have too few examples and stay with the lexicon.")
    if weak:
        print(f"Weak themes: {', '.join(weak)}.")
    if worse is None:
        print(f"Written to {path}.")
    else:
        print(
            f"{path} was left as it is: its micro-F1 is {worse['old_micro_f1']:.3f} (by"
            f" {worse['measured_on']}), that of the new model {worse['micro_f1']:.3f}."
            " --force replaces it."
        )


def print_evaluation(report: dict[str, Any]) -> None:
    """Figures for people: all, per theme, per language, calibration, and the lexicon alone."""
    print(
        f"{report['texts']:,} texts with {report['labels']:,} labels, judged by the {report['by']}."
    )
    print(
        f"micro-F1 {report['micro_f1']:.4f} (precision {report['precision']:.4f}, recall"
        f" {report['recall']:.4f}), macro-F1 {report['macro_f1']:.4f}"
    )
    print(f"calibration error {report['calibration_error']:.4f}")
    if alone := report.get("lexicon_alone"):
        print(
            f"lexicon alone: micro-F1 {alone['micro_f1']:.4f}, macro-F1 {alone['macro_f1']:.4f},"
            f" calibration error {alone['calibration_error']:.4f}"
        )
        accepted = report["acceptance"]
        print(
            f"accepted without a person: {accepted['coverage']:.1%} of the labels, precision"
            f" {accepted['precision']:.4f}"
        )
    if rolled := report.get("rolled_up"):
        print(f"rolled up to the top of the tree: micro-F1 {rolled['micro_f1']:.4f}")
    if report.get("seen_in_training"):
        print(f"{report['seen_in_training']} of the texts were in the training: not fresh data.")
    for language, one in report["languages"].items():
        print(f"  {language}: micro-F1 {one['micro_f1']:.4f} of {one['texts']:,} texts")
    for theme, one in sorted(report["themes"].items(), key=lambda item: -item[1]["f1"]):
        print(
            f"  {theme}: F1 {one['f1']:.3f} (precision {one['precision']:.3f}, recall"
            f" {one['recall']:.3f}, {one['labels']:,} labels)"
        )
    if report["labels_unknown"]:
        print(f"Labels that the framework does not know: {', '.join(report['labels_unknown'])}.")


def print_agreement(
    themes: "Sequence[ThemeAgreement]", whole: "Agreement | None", *, as_json: bool
) -> None:
    """Alpha, and kappa of two coders, theme by theme, the least agreed on first."""
    if as_json:
        told = [
            {"theme": one.theme, "given": one.given}
            | {"alpha": _interval(one.alpha), "kappa": _interval(one.kappa)}
            for one in themes
        ]
        print(json.dumps({"alpha": _interval(whole), "themes": told}, ensure_ascii=False))
        return
    print(f"all themes: alpha {_spoken(whole)}")
    for one in sorted(themes, key=lambda one: one.alpha.value if one.alpha else 2.0):
        kappa = f", kappa {_spoken(one.kappa)}" if one.kappa else ""
        print(f"  {one.theme}: alpha {_spoken(one.alpha)}{kappa}; given to {one.given} units")


def _interval(found: "Agreement | None") -> dict[str, Any] | None:
    if found is None:
        return None
    said = {"value": found.value, "low": found.low, "high": found.high}
    return {**{name: round(value, 4) for name, value in said.items()}, "units": found.units}


def _spoken(found: "Agreement | None") -> str:
    if found is None:
        return "not to be told"
    return f"{found.value:.2f} ({found.low:.2f} to {found.high:.2f})"
