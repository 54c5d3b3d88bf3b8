"""How well themes are suggested as coded examples grow, and what it costs.

Run: PYTHONPATH=src HIMAYA_TEST_DATA=FOLDER python benchmarks/themes.py [--json]
Reads FOLDER/text/upr_sessions_1_16.jsonl.gz: sessions 1 to 14 to learn, 15 and 16 to judge. Smaller
sets are drawn from the first evenly. The framework was written from the names of the issues. Costs
are CPU seconds of all threads after compiling; passages of the second speed are of 100 words.
"""

import argparse
import json
import os
import resource
import sys
import time
from pathlib import Path
from typing import Any

from himaya.engines.narrative import (
    Model,
    Row,
    Suggester,
    evaluate,
    model_bytes,
    read_framework,
    read_rows,
    train,
)

FOLDER = Path(os.environ.get("HIMAYA_TEST_DATA", "/nonexistent")) / "text"
SOURCE = Path(__file__).parent.parent / "src" / "himaya" / "engines" / "narrative"
FRAMEWORK = SOURCE / "tests" / "frameworks" / "rights_issues.yaml"
SIZES = (50, 200, 500, 1_000, 5_000, 10_000, 0)


def drawn(rows: list[Row], count: int) -> list[Row]:
    """So many rows, spread evenly over the file."""
    if not count:
        return rows
    return [rows[place * len(rows) // count] for place in range(count)]


def speed(suggester: Suggester, texts: list[str]) -> float:
    """Passages a CPU second, with reasons."""
    began = time.process_time()
    for _ in suggester.suggest_all((text, "en") for text in texts):
        pass
    return len(texts) / (time.process_time() - began)


def measured(name: str, rows: list[Row], fresh: list[Row]) -> tuple[dict[str, Any], Model]:
    """Figures of a model trained on these rows, and the model."""
    began = time.process_time()
    model = train(read_framework(FRAMEWORK), rows, "2026-01-31")
    seconds = time.process_time() - began
    report = evaluate(Suggester(model.framework, model), fresh)
    return {
        "examples": name,
        "micro_f1": report["micro_f1"],
        "macro_f1": report["macro_f1"],
        "calibration_error": report["calibration_error"],
        **{f"accepted_{key}": report["acceptance"][key] for key in ("coverage", "precision")},
        "train_cpu_s": round(seconds, 1),
    }, model


def main() -> int:
    """Print a line per number of examples."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    path = FOLDER / "upr_sessions_1_16.jsonl.gz"
    if not path.exists():
        print("HIMAYA_TEST_DATA names no folder with text/upr_sessions_1_16.jsonl.gz in it.")
        return 2
    rows, fresh = read_rows(path, "train"), read_rows(path, "validation")
    framework = read_framework(FRAMEWORK)
    train(framework, drawn(rows, 200), "2026-01-31")  # compiles
    lexicon = evaluate(Suggester(framework), fresh)
    keys = ("micro_f1", "macro_f1", "calibration_error")
    lines: list[dict[str, Any]] = [
        {"examples": "none (lexicon)"} | {key: lexicon[key] for key in keys}
    ]
    for size in SIZES:
        line, model = measured(
            f"{size:,}" if size else f"all ({len(rows):,})", drawn(rows, size), fresh
        )
        lines.append(line)
    suggester = Suggester(framework, model)
    long = [" ".join(row.text for row in fresh[at : at + 4]) for at in range(0, 4_000, 4)]
    costs = {
        "passages_per_cpu_s": round(speed(suggester, [row.text for row in fresh])),
        "long_passages_per_cpu_s": round(speed(suggester, long)),
        "lexicon_passages_per_cpu_s": round(
            speed(Suggester(framework), [row.text for row in fresh])
        ),
        "model_mb": round(len(model_bytes(model)) / 1e6, 1),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }
    if options.json:
        print(json.dumps({"curve": lines, "costs": costs}, indent=1))
        return 0
    for line in lines:
        print("| " + " | ".join(str(value) for value in line.values()) + " |")
    print(costs)
    return 0


if __name__ == "__main__":
    sys.exit(main())
