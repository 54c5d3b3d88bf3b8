"""Search in many documents under a viewer's rules, and whether its time tells of what is hidden.

Run: python benchmarks/searching.py [--documents 100000] [--pairs 1000] [--keep FOLDER]
     [--runs 60] [--write]
Invented documents of 300 words: six of ten in Latin letters, three in Arabic ones, one in both;
words as often as in natural texts (Zipf). The viewer is a focal point of one of 40 agencies; a
tenth of all documents is for other agencies only. Beside it the same question to bare FTS5
without rules and shelves (SQLite only). "Hidden" asks in turn for a word that a tenth of all
documents hold, all out of sight, and for one that none holds: the mean difference of the pairs,
and Student's t of it.
"""

import argparse
import base64
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
MARK, END = "<!-- searching -->", "<!-- /searching -->"
HEAD = (
    "| question | documents | median ms | p95 ms | found (median) | beside it |\n"
    "|---|---:|---:|---:|---:|---|"
)
WORDS, LONG, BATCH = 60_000, 300, 2_000
HIDDEN = "zzhidden"  # in every tenth document, never in sight
LETTERS = {"latin": "abcdefghijklmnoprstuvwz", "arabic": "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"}


def vocabulary(script: str) -> list[str]:
    """Invented words, the most frequent first."""
    draw = random.Random(script)
    letters = LETTERS[script]
    found: dict[str, None] = {}
    while len(found) < WORDS:
        found["".join(draw.choices(letters, k=draw.randint(3, 9)))] = None
    return list(found)


def documents(count: int, operation: Any) -> Iterator[Any]:  # noqa: ANN401 - an Operation
    """What the index takes of each."""
    from datetime import date

    from himaya.search.actions import Findable

    draw = np.random.default_rng(1)
    known = {script: np.array(vocabulary(script)) for script in LETTERS}
    often = 1 / np.arange(1, WORDS + 1)
    often /= often.sum()
    agencies = [f"agency-{n}" for n in range(39)]
    for number in range(count):
        scripts = (["latin"] * 6 + ["arabic"] * 3 + ["both"])[int(draw.integers(10))]
        ranks = draw.choice(WORDS, size=LONG, p=often)
        halves = [known["latin"][ranks[:150]], known["arabic"][ranks[150:]]]
        words = np.concatenate(halves) if scripts == "both" else known[scripts][ranks]
        is_hidden = number % 10 == 0
        yield Findable(
            operation=operation,
            kind="record",
            thing=f"doc{number:013d}",
            title=" ".join(words[:6]),
            text=" ".join(words) + (f" {HIDDEN}" if is_hidden else ""),
            agency=agencies[int(draw.integers(39))],
            system=f"system-{number % 3}" if is_hidden else SYSTEM(),
            level=1 + int(draw.integers(2)),
            lane="information",
            audience="agency" if is_hidden else ("workspace", "operation")[int(draw.integers(2))],
            area=f"MJ{int(draw.integers(30)):02d}{int(draw.integers(20)):02d}",
            state="",
            author="somebody",
            kept_in=f"register-{number % 4}",
            day=date(2018 + int(draw.integers(8)), 1 + int(draw.integers(12)), 1),
            type=("report", "minutes", "assessment", "guidance")[int(draw.integers(4))],
            language="ar" if scripts == "arabic" else "en",
        )


def SEAT() -> Any:  # noqa: ANN401, N802 - a seat, read afresh as by a request
    """Amina, focal point of HRA."""
    from himaya.people.models import Seat
    from himaya.people.queries import acting_seat

    seats = Seat.objects.select_related("operation", "agency", "account")
    return acting_seat(seats.get(account__email="amina@example.org"), second_factor=True)


def SYSTEM() -> str:  # noqa: N802
    """The workspace that the viewer works in."""
    return str(min(SEAT().rule_attributes()["systems"]))


def stage(count: int) -> None:
    """The documents in the index, unless the folder holds them."""
    from django.core.management import call_command
    from django.db import transaction
    from tests.world import make_world

    from himaya.search.actions import index_new
    from himaya.search.models import Entry

    call_command("migrate", verbosity=0)
    if Entry.objects.exists():
        return
    world = make_world()
    began, batch = time.perf_counter(), []
    kept = SYSTEM()
    globals()["SYSTEM"] = lambda: kept
    for one in documents(count, world.operation):
        batch.append(one)
        if len(batch) == BATCH:
            with transaction.atomic():
                index_new(batch)
            batch = []
    with transaction.atomic():
        index_new(batch)
    print(f"indexed in {time.perf_counter() - began:.0f} s", flush=True)


def questions(runs: int) -> dict[str, list[tuple[str, dict[str, str]]]]:
    """Kinds of questions, each drawn by the frequency of its words."""
    draw = random.Random(2)
    latin, arabic = vocabulary("latin"), vocabulary("arabic")

    def words(first: int, last: int, many: int) -> str:
        known = latin if draw.random() < 2 / 3 else arabic
        return " ".join(known[draw.randrange(first, last)] for _ in range(many))

    def asked(make: Callable[[], str], **narrowed: str) -> list[tuple[str, dict[str, str]]]:
        return [(make(), narrowed) for _ in range(runs)]

    found = {
        "a common word": asked(lambda: words(0, 20, 1)),
        "a word in between": asked(lambda: words(200, 3_000, 1)),
        "a rare word": asked(lambda: words(20_000, 60_000, 1)),
        "two words": asked(lambda: words(0, 1_000, 2)),
        "three common words": asked(lambda: words(0, 30, 3)),
        "a phrase of common words": asked(lambda: f'"{words(0, 20, 2)}"'),
        "the beginning of a word": asked(lambda: words(0, 3_000, 1)[:3]),
        "a word, one kind in one area": asked(lambda: words(0, 300, 1), type="report", area="MJ03"),
    }
    mixed = [one for name, kind in found.items() if "common" not in name for one in kind]
    draw.shuffle(mixed)
    return {"mixed, common words and phrases apart": mixed[: runs * 2], **found}


def timed(work: Callable[[], int]) -> tuple[float, int]:
    """Milliseconds and what came of it."""
    began = time.perf_counter()
    count = work()
    return (time.perf_counter() - began) * 1000, count


def asked(question: str, narrowed: dict[str, str]) -> int:
    """A whole answer as the page makes it, drawing apart."""
    from himaya.search.queries import Asked, Sight, answer, entries_of, snippets

    seat = SEAT_KEPT[0]
    sight = Sight.of(seat)
    whole = answer(sight, Asked(question, narrowed))
    snippets(sight, entries_of(whole.things[:20]), question)
    return len(whole.things)


SEAT_KEPT: list[Any] = []


def bare(question: str) -> int:
    """The same words to a plain FTS5 table: the best 20 of it by its own rank."""
    from django.db import connection

    from himaya.search.fulltext import parts_of

    asked = " AND ".join(
        f'"{" ".join(part.words)}"' + ("" if part.is_phrase else " *")
        for part in parts_of(question)
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rowid FROM bare_words WHERE bare_words MATCH %s ORDER BY rank LIMIT 20", [asked]
        )
        return len(cursor.fetchall())


def stage_bare() -> bool:
    """A plain FTS5 table of the same texts, made once."""
    from django.db import connection

    from himaya.search.fulltext import tokens
    from himaya.search.models import EntryText

    if connection.vendor != "sqlite":
        return False
    if "bare_words" in connection.introspection.table_names():
        return True
    with connection.cursor() as cursor:
        cursor.execute("CREATE VIRTUAL TABLE bare_words USING fts5(words, tokenize = 'unicode61')")
        for key, text in EntryText.objects.values_list("pk", "text").iterator(BATCH):
            cursor.execute(
                "INSERT INTO bare_words (rowid, words) VALUES (%s, %s)",
                [key, " ".join(tokens(text))],
            )
    return True


def figures(said: argparse.Namespace) -> list[str]:
    """Every line of the table."""
    stage(said.documents)
    has_bare = stage_bare()
    SEAT_KEPT[:] = [SEAT()]
    lines = []
    for name, kinds in questions(said.runs).items():
        for question, narrowed in kinds[:5]:
            asked(question, narrowed)
        took = [timed(lambda one=one: asked(*one)) for one in kinds]  # type: ignore[misc]
        times = [ms for ms, _ in took]
        middle, high = np.percentile(times, [50, 95], method="nearest").tolist()
        count = int(np.median([hits for _, hits in took]))
        beside = ""
        if has_bare:
            plain = [timed(lambda one=one: bare(one[0]))[0] for one in kinds]  # type: ignore[misc]
            there = np.percentile(plain, [50, 95])
            beside = f"bare FTS5, ranked: {there[0]:.1f} and {there[1]:.1f} ms"
        told = (name, f"{said.documents:,}", f"{middle:.1f}", f"{high:.1f}", f"{count:,}", beside)
        lines.append(f"| {' | '.join(told)} |")
        print(lines[-1], flush=True)
    return lines


def paired(pairs: int, count: int) -> str:
    """Whether a word that is only out of sight takes longer than one that is nowhere."""
    from himaya.search.pacing import on_the_beat

    def once(word: str, *, paced: bool) -> float:
        began = time.perf_counter()
        if paced:
            with on_the_beat():
                hits = asked(word, {})
        else:
            hits = asked(word, {})
        assert hits == 0
        return (time.perf_counter() - began) * 1000

    said = []
    for paced in (False, True):
        gaps = []
        for number in range(pairs if not paced else pairs // 2):
            nowhere = f"zznothing{number}"
            if number % 2:
                hidden, other = once(HIDDEN, paced=paced), once(nowhere, paced=paced)
            else:
                other, hidden = once(nowhere, paced=paced), once(HIDDEN, paced=paced)
            gaps.append(hidden - other)
        data = np.array(gaps)
        t = float(data.mean() / (data.std(ddof=1) / len(data) ** 0.5))
        said.append(
            f"{'on the beat' if paced else 'as it comes'}: {data.mean() * 1000:+.0f} µs"
            f" over {len(data):,} pairs, t = {t:.2f}"
        )
    return f"| hidden word beside none | {count:,} | | | 0 | {'; '.join(said)} |"


def main() -> None:
    asking = argparse.ArgumentParser(description=__doc__)
    asking.add_argument("--documents", type=int, default=100_000)
    asking.add_argument("--pairs", type=int, default=1_000)
    asking.add_argument("--keep", type=Path)
    asking.add_argument("--runs", type=int, default=60)
    asking.add_argument("--write", action="store_true")
    said = asking.parse_args()
    with tempfile.TemporaryDirectory(prefix="himaya-benchmark-") as scratch:
        if said.keep:
            said.keep.mkdir(parents=True, exist_ok=True)
        os.environ["HIMAYA_DATA"] = str(said.keep or scratch)
        os.environ["HIMAYA_MASTER_KEY"] = base64.urlsafe_b64encode(b"b" * 32).decode()
        os.environ["HIMAYA_SECRET_KEY"] = "benchmark" * 6
        os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
        import django

        django.setup()
        lines = [*figures(said), paired(said.pairs, said.documents)]
        print(lines[-1])
    if said.write:
        path = ROOT / "docs" / "scale.md"
        table = "\n".join([HEAD, *lines])
        before, rest = path.read_text().split(MARK)
        path.write_text(f"{before}{MARK}\n{table}\n{END}{rest.split(END)[1]}")


if __name__ == "__main__":
    main()
