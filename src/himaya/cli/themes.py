"""`himaya themes`: suggest themes for texts, train and evaluate. Needs no installation and no data.

Texts are JSON lines, {"id", "text", "lang", "labels"}; `-` reads them from the standard input.
"""

import argparse
import datetime as dt
import json
import os
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from himaya.cli.session import WrongUseError
from himaya.cli.themes_words import (
    add_details,
    gazetteer_of,
    line_of,
    print_agreement,
    print_evaluation,
    print_line,
    print_trained,
)

if TYPE_CHECKING:
    from himaya.engines.narrative import Framework, Model, NarrativeError, Row

SUMMARY = "Suggest themes for texts, say why, and learn from texts that people coded."
EXAMPLE = "himaya themes suggest reports.jsonl --model themes.npz --json"
_MODEL = Path("themes.npz")
_WRONG_USE = frozenset({"framework_unreadable", "rows_none"})


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do, the texts, and what to read them by."""
    parser.add_argument(
        "action",
        choices=("train", "suggest", "evaluate", "agree", "framework", "complete"),
        help="train: learn from coded texts; suggest: themes for texts; evaluate: compare with what"
        " people coded; agree: how far coders agree, a file for each; framework: check a framework"
        " and print it as JSON, or write it; complete: which parts of a template texts have",
    )
    parser.add_argument("texts", nargs="*", metavar="TEXTS.jsonl", help="- is the standard input")
    parser.add_argument(
        "--framework", type=Path, metavar="FILE", help="themes as YAML, JSON, xlsx or .qdc"
    )
    parser.add_argument(
        "--model",
        type=Path,
        metavar="FILE.npz",
        help="written by train (themes.npz), read by others",
    )
    parser.add_argument(
        "--to", type=Path, metavar="FILE", help="framework: write it as .json, .xlsx or .qdc"
    )
    parser.add_argument(
        "--language", metavar="CODE", help="framework: of a .qdc, which is in one language"
    )
    parser.add_argument("--split", metavar="NAME", help='only lines whose "split" is this')
    parser.add_argument(
        "--passages", action="store_true", help="suggest: cut texts into passages first"
    )
    parser.add_argument(
        "--details",
        action="store_true",
        help="suggest, with --json: also identifiers of people by place, days, signs of quality",
    )
    parser.add_argument(
        "--places", type=Path, metavar="LIST", help="with --details: areas with p-codes to look for"
    )
    parser.add_argument(
        "--template", metavar="CODE", help="complete: a type such as pm_report, or a YAML file"
    )
    parser.add_argument(
        "--accept",
        metavar="A,B",
        help="suggest: themes (or all) whose proven suggestions stand without a person",
    )
    parser.add_argument(
        "--force", action="store_true", help="train: replace a better model all the same"
    )
    parser.add_argument("--json", action="store_true", help="print JSON: suggest a line per text")


def run(options: argparse.Namespace) -> int:
    """Status 1 where texts, framework or model are unsound, or the new model is worse."""
    from himaya.engines.narrative import NarrativeError

    if bool(options.texts) is (options.action == "framework"):
        raise WrongUseError(
            "Name a file of texts, or - for the standard input; framework has none."
        )
    actions = {
        "train": _train,
        "suggest": _suggest,
        "evaluate": _evaluate,
        "agree": _agree,
        "framework": _framework,
        "complete": _complete,
    }
    try:
        return actions[options.action](options)
    except NarrativeError as error:
        return _refused(error, as_json=options.json)


def _refused(error: "NarrativeError", *, as_json: bool) -> int:
    from himaya.cli.main import PROBLEMS, WRONG_USE, refuse

    if as_json:
        faults = [{"where": fault.where, "what": fault.what} for fault in error.faults]
        said = {"code": str(error.code), "message": error.message, "todo": error.todo}
        print(json.dumps({"error": said | {"faults": faults}}, ensure_ascii=False))
    status = WRONG_USE if str(error.code) in _WRONG_USE else PROBLEMS
    return refuse(f"{error.message} {error.todo}", status=status)


def _rows(options: argparse.Namespace) -> list["Row"]:
    from himaya.engines.narrative import read_rows, rows_from

    rows: list[Row] = []
    for name in options.texts:
        if name == "-":
            rows += rows_from(sys.stdin, options.split)
        elif Path(name).is_file():
            rows += read_rows(Path(name), options.split)
        else:
            raise WrongUseError(f"There is no file {name}.")
    return rows


def _given(options: argparse.Namespace) -> "Framework":
    from himaya.engines.narrative import default_framework, read_framework

    return read_framework(options.framework) if options.framework else default_framework()


def _for(rows: list["Row"], options: argparse.Namespace) -> tuple["Framework", list[str]]:
    """The framework for coded rows, and the labels it had to be widened by.

    A file coded by another list altogether gets a framework of its own labels, unless one is named.
    """
    from himaya.engines.narrative import labels

    framework = _given(options)
    added = labels.strangers(framework, rows)
    if not added:
        return framework, []
    used = {label for row in rows for label in row.labels or ()}
    if options.framework is None and len(added) == len(used):
        return labels.framework_of(added), added
    return labels.widened(framework, added), added


def _read_model(path: Path | None) -> "Model | None":
    from himaya.engines.narrative import model_from

    if path is None:
        return None
    if not path.is_file():
        raise WrongUseError(f"There is no model {path}.")
    return model_from(path.read_bytes())


def _model(options: argparse.Namespace) -> "Model | None":
    """The model named; refused where it was trained with another framework than the one named."""
    from himaya.engines.narrative import NarrativeError, NarrativeErrorCode, fingerprint

    model = _read_model(options.model)
    if model is None or options.framework is None:
        return model
    given, trained = _given(options), model.framework
    if fingerprint(given) != fingerprint(trained) and not _is_part(given, trained):
        raise NarrativeError(
            NarrativeErrorCode.MODEL_FOREIGN,
            f"{options.model} was trained with another framework or an earlier state of this one.",
            "Train it again, or leave --framework out to use the one it holds.",
        )
    return model


def _is_part(given: "Framework", trained: "Framework") -> bool:
    """Whether the model's framework is the given one, widened by labels of its examples."""
    return trained.themes[: len(given.themes)] == given.themes


def _train(options: argparse.Namespace) -> int:
    from himaya.engines.narrative import is_worse, model_bytes, train

    rows = _rows(options)
    framework, added = _for(rows, options)
    _tell_added(added)
    path = options.model or _MODEL
    old = _read_model(path) if path.exists() else None
    model = train(framework, rows, dt.datetime.now(tz=dt.UTC).date().isoformat())
    model.card["data"]["files"] = [Path(name).name for name in options.texts]
    worse = None if old is None or options.force else is_worse(model, old, rows)
    if worse is None:
        _write(path, model_bytes(model))
    print_trained(options, model.card, path, worse)
    return 0 if worse is None else 1


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all: a reader of the old model never meets half of the new one."""
    try:
        with tempfile.NamedTemporaryFile(dir=path.absolute().parent, delete=False) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(file.name).replace(path)
    except OSError as error:
        raise WrongUseError(f"{path} cannot be written.") from error


def _tell_added(added: list[str]) -> None:
    if added:
        names = ", ".join(added[:10]) + (" ..." if len(added) > 10 else "")  # noqa: PLR2004
        print(
            f"{len(added)} labels are not in the framework and become themes of their own, known by"
            f" the words of their names: {names}",
            file=sys.stderr,
        )


def _suggest(options: argparse.Namespace) -> int:
    from himaya.engines.narrative import Suggester, passages_of

    rows = _rows(options)
    model = _model(options)
    framework = model.framework if model else _given(options)
    suggester = Suggester(framework, model, _accepting(options, framework))
    pieces = [passages_of(row.text, row.language) if options.passages else None for row in rows]

    def flat() -> Iterable[tuple[str, str | None]]:
        for row, cut in zip(rows, pieces, strict=True):
            if cut is None:
                yield row.text, row.language
            else:
                yield from ((passage.text, passage.language) for passage in cut)

    said = suggester.suggest_all(flat())
    gazetteer = gazetteer_of(options.places) if options.places else None
    for row, cut in zip(rows, pieces, strict=True):
        found = [next(said) for _ in range(1 if cut is None else len(cut))]
        line = line_of(row.id, found, cut, framework)
        if options.details:
            add_details(line, row.text, found[0].language, gazetteer)
        if options.json:
            print(json.dumps(line, ensure_ascii=False))
        else:
            print_line(line, row.text)
    return 0


def _accepting(options: argparse.Namespace, framework: "Framework") -> tuple[str, ...]:
    if not options.accept:
        return ()
    if options.model is None:
        raise WrongUseError("--accept needs a --model that has proved itself.")
    if options.accept == "all":
        return framework.codes
    wanted = tuple(code.strip() for code in options.accept.split(",") if code.strip())
    unknown = [code for code in wanted if code not in framework.codes]
    if unknown:
        raise WrongUseError(f"There is no theme {', '.join(unknown)}.")
    return wanted


def _evaluate(options: argparse.Namespace) -> int:
    from himaya.engines.narrative import NarrativeError, NarrativeErrorCode, Suggester, evaluate
    from himaya.engines.narrative.labels import strangers

    rows = _rows(options)
    model = _model(options)
    if model is None:
        framework, added = _for(rows, options)
        _tell_added(added)
    else:
        framework = model.framework
    unknown = strangers(framework, rows)
    if not any(set(row.labels or ()) - set(unknown) for row in rows):
        raise NarrativeError(
            NarrativeErrorCode.LABELS_NONE,
            "No text carries a label of the framework, so nothing can be compared.",
            "Give texts with labels, and the framework they were coded by.",
        )
    report: dict[str, Any] = evaluate(Suggester(framework, model), rows)
    report["labels_unknown"] = unknown
    if options.json:
        print(json.dumps(report, ensure_ascii=False))
    else:
        print_evaluation(report)
    return 0


def _complete(options: argparse.Namespace) -> int:
    from himaya.engines.narrative.completeness import (
        completeness_of,
        default_templates,
        read_template,
        share_told,
    )

    named = options.template or ""
    template = default_templates().get(named)
    if template is None and Path(named).is_file():
        template = read_template(Path(named))
    if template is None:
        raise WrongUseError(f"Name a --template: {', '.join(default_templates())}, or a file.")
    gazetteer = gazetteer_of(options.places) if options.places else None
    for row in _rows(options):
        states = completeness_of(row.text, template, gazetteer)
        share = round(share_told(states, template), 3)
        if options.json:
            line = {"id": row.id, "template": template.code, "told": share, "parts": states}
            print(json.dumps(line, ensure_ascii=False))
        else:
            said = ", ".join(f"{code}: {state}" for code, state in states.items())
            print(f"{row.id}: {share:.0%}. {said}")
    return 0


def _agree(options: argparse.Namespace) -> int:
    from himaya.engines.narrative.agreement import by_theme

    if len(options.texts) < 2:  # noqa: PLR2004 - nobody agrees with nobody
        raise WrongUseError("Give a file for each coder, two at least.")
    coders = []
    for name in options.texts:
        rows = _rows(argparse.Namespace(**{**vars(options), "texts": [name]}))
        coders.append({row.id: row.labels for row in rows if row.labels is not None})
    print_agreement(*by_theme(coders), as_json=options.json)
    return 0


def _framework(options: argparse.Namespace) -> int:
    from himaya.engines.narrative import framework_tree

    framework = _given(options)
    told = json.dumps(framework_tree(framework), ensure_ascii=False, indent=1)
    if options.to is None:
        print(told)
        return 0
    if options.language not in (None, *framework.languages):
        raise WrongUseError(f"The framework is not in {options.language}.")
    kind = options.to.suffix.lower()
    if kind == ".xlsx":
        from himaya.engines.narrative.framework_tables import workbook_of

        _write(options.to, workbook_of(framework))
    elif kind == ".qdc":
        from himaya.engines.narrative.codebooks import codebook_of

        _write(options.to, codebook_of(framework, options.language))
    elif kind == ".json":
        _write(options.to, f"{told}\n".encode())
    else:
        raise WrongUseError(f"{options.to.name}: end it in .json, .xlsx or .qdc.")
    return 0
