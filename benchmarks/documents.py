"""What it costs to take documents in: read, split, suggested; and to find copies among many.

Run: PYTHONPATH=src python benchmarks/documents.py make FOLDER [--count 1000]   (needs typst)
     PYTHONPATH=src python benchmarks/documents.py read FOLDER
     PYTHONPATH=src python benchmarks/documents.py copies [--count 100000]
Reports are invented: five pages of sentences drawn anew for each, a third each in English, French
and Arabic, with a table. Of the documents for copies one in ten is made from another.
"""

import argparse
import random
import resource
import sys
import time
from pathlib import Path
from typing import Any

WHO = {
    "en": "Armed men|Two families|Monitors|The village council|Seventy people|Several women|Boys",
    "fr": "Des hommes armés|Deux familles|Les moniteurs|Le conseil du village|Plusieurs femmes",
    "ar": "رجال مسلحون|عائلتان|المراقبون|مجلس القرية|سبعون شخصا|عدة نساء",
}
DID = {
    "en": "took two traders to an unknown place|lost their documents at the checkpoint|slept in the"
    " school without water|reported mines in the fields|could not reach the clinic|married a girl"
    " of fifteen|left for the border",
    "fr": "ont enlevé deux commerçants|ont perdu leurs papiers au poste de contrôle|ont dormi dans"
    " l'école sans eau|ont signalé des mines dans les champs|sont partis vers la frontière",
    "ar": "خطفوا تاجرين إلى مكان مجهول|فقدوا وثائقهم عند الحاجز|ناموا في المدرسة بلا ماء"
    "|أبلغوا عن ألغام في الحقول|غادروا نحو الحدود",
}
WHERE = {
    "en": "near the market|in the northern camp|on the road to the port|by the river",
    "fr": "près du marché|dans le camp du nord|sur la route du port|au bord du fleuve",
    "ar": "قرب السوق|في المخيم الشمالي|على طريق الميناء|عند النهر",
}
LANGUAGES = tuple(WHO)
FONTS = Path(__file__).parents[1] / "src/himaya/engines/disclosure/documents/fonts"


def sentence(chance: random.Random, language: str) -> str:
    """An invented sentence with a day and a number in it."""
    parts = [chance.choice(table[language].split("|")) for table in (WHO, DID, WHERE)]
    return f"{' '.join(parts)} ({chance.randrange(1, 29)}/3/2026, {chance.randrange(2, 900)})."


def report(chance: random.Random, language: str) -> str:
    """Five pages as typst source."""
    direction = "rtl" if language == "ar" else "ltr"
    pages = []
    for page in range(5):
        lines = [
            " ".join(sentence(chance, language) for _ in range(chance.randrange(2, 6)))
            for _ in range(9)
        ]
        rows = ", ".join(f"[{chance.choice(WHERE[language].split('|'))}], [{n}]" for n in range(5))
        pages.append("\n\n".join([f"= {page + 1}", *lines, f"#table(columns: 2, {rows})"]))
    head = f'#set text(font: ("Noto Sans", "Noto Sans Arabic"), size: 10pt, dir: {direction})\n'
    return head + "\n#pagebreak()\n".join(pages)


def make(folder: Path, count: int) -> None:
    """Write so many reports."""
    import typst

    folder.mkdir(parents=True, exist_ok=True)
    chance = random.Random(5)
    source = folder / "report.typ"
    for number in range(count):
        source.write_text(report(chance, LANGUAGES[number % len(LANGUAGES)]))
        made = typst.compile(str(source), font_paths=[str(FONTS)])
        (folder / f"{number:04}.pdf").write_bytes(made)


def cpu() -> float:
    """CPU seconds of this process and of those it started."""
    return time.process_time() + sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])


def read(folder: Path) -> dict[str, Any]:
    """Read all reports, split them and suggest themes by the default lexicon."""
    from himaya.engines.documents import Document, read_files
    from himaya.engines.narrative import Suggester, default_framework, passages_of

    paths = sorted(folder.glob("*.pdf"))
    suggester = Suggester(default_framework())
    began, spent, suggesting = time.perf_counter(), cpu(), 0.0
    pages = passages = suggested = tables = 0
    for document in read_files(paths):
        assert isinstance(document, Document)
        pages += document.pages
        tables += sum(bool(block.rows) for block in document.blocks)
        before = time.thread_time()
        cut = passages_of(document.text)
        for one in suggester.suggest_all((piece.text, piece.language) for piece in cut):
            suggested += len(one.themes())
        suggesting += time.thread_time() - before
        passages += len(cut)
    return {
        "reports": len(paths),
        "pages": pages,
        "tables": tables,
        "passages": passages,
        "suggested": suggested,
        "wall_s": round(time.perf_counter() - began, 1),
        "cpu_s": round(cpu() - spent, 1),
        "split_and_suggest_cpu_s": round(suggesting, 1),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "peak_mb_reader": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024,
    }


def drawn_texts(count: int) -> tuple[list[str], int]:
    """Texts of about 200 words, one in ten made from one before; how many were made so."""
    chance = random.Random(6)
    words = [f"w{number:05}" for number in range(20_000)]
    texts: list[str] = []
    copied = 0
    for _ in range(count):
        if texts and chance.random() < 0.1:
            copied += 1
            kept = chance.choice(texts).split()
            for _ in range(chance.randrange(4)):
                kept[chance.randrange(len(kept))] = chance.choice(words)
            texts.append(" ".join(kept))
        else:
            texts.append(" ".join(chance.choices(words, k=200)))
    return texts, copied


def copies(count: int) -> dict[str, Any]:
    """Find copies among so many documents."""
    from himaya.engines.narrative.copies import near_copies

    texts, copied = drawn_texts(count)
    near_copies(texts[:100])  # compiles
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began, spent = time.perf_counter(), cpu()
    pairs = near_copies(texts)
    found = {pair.second for pair in pairs}
    return {
        "documents": count,
        "made_from_another": copied,
        "found": len(found),
        "pairs": len(pairs),
        "wall_s": round(time.perf_counter() - began, 1),
        "cpu_s": round(cpu() - spent, 1),
        "peak_mb_added": (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024,
    }


def main() -> int:
    """Do one of the three."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("make", "read", "copies"))
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--count", type=int)
    options = parser.parse_args()
    if options.what == "copies":
        print(copies(options.count or 100_000))
    elif options.folder is None:
        parser.error("name a folder")
    elif options.what == "make":
        make(options.folder, options.count or 1_000)
    else:
        print(read(options.folder))
    return 0


if __name__ == "__main__":
    sys.exit(main())
