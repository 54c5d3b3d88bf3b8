"""`himaya document`: what documents say, in which languages, and what they hide.

Needs no installation and no data. Prints no word of a document: names of files, kinds, counts and
places only; `--texts` writes the words to a file.
"""

import argparse
import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from himaya.cli.session import WrongUseError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from himaya.engines.documents import Document, DocumentError, GuardedReader, Refused

SUMMARY = "Read documents, tell what they hide, and write copies without it."
EXAMPLE = "himaya document report.docx photo.jpg --clean cleaned/"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The files, and what is to be written."""
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument(
        "--clean",
        type=Path,
        metavar="OUT",
        help="write copies in which nothing is hidden: a file, or a folder for several",
    )
    parser.add_argument(
        "--texts",
        type=Path,
        metavar="OUT.jsonl",
        help="write the words, a line for each document, as himaya themes reads them",
    )
    parser.add_argument(
        "--copies",
        action="store_true",
        help="tell which documents are near copies, and which passages others have too",
    )
    parser.add_argument("--no-ocr", action="store_true", help="leave scans unread")
    parser.add_argument("--json", action="store_true", help="print JSON, a line for each document")


def run(options: argparse.Namespace) -> int:
    """Status 1 where a file is set apart, or hides something and is not cleaned."""
    from himaya.engines.documents import GuardedReader

    for path in options.files:
        if not path.is_file():
            raise WrongUseError(f"There is no file {path}.")
    with GuardedReader(with_ocr=False) as reader:
        clean = _Cleaner(options, reader) if options.clean else None
        texts, is_well = _told(options, clean)
    if options.texts:
        _write_texts(options.texts, texts)
    if options.copies:
        _print_copies(texts, as_json=options.json)
    return 0 if is_well else 1


def _told(
    options: argparse.Namespace, clean: "_Cleaner | None"
) -> "tuple[list[tuple[str, Document]], bool]":
    """Print a line for each file; documents with words by name, and whether nothing is amiss."""
    from himaya.engines.documents import Refused, read_files

    texts: list[tuple[str, Document]] = []
    is_well = True
    read = read_files(options.files, with_ocr=not options.no_ocr)
    for path, found in zip(options.files, read, strict=True):
        line = {"file": str(path), **_line(found)}
        if clean and not isinstance(found, Refused):
            line |= clean.written(path)
        is_well = is_well and not _is_refused(line) and ("cleaned" in line or not _is_hiding(line))
        print(json.dumps(line, ensure_ascii=False) if options.json else _spoken(line))
        texts += _texts(str(path), found)
    return texts, is_well


def _line(found: "Document | Refused") -> dict[str, Any]:
    from himaya.engines.documents import Refused

    if isinstance(found, Refused):
        return {"quarantine": _refusal(found.error)}
    return {
        "kind": found.kind,
        "pages": found.pages,
        "blocks": len(found.blocks),
        "tables": sum(bool(block.rows) for block in found.blocks),
        "characters": len(found.text),
        "languages": _languages(found),
        "hidden": [
            {"kind": str(one.kind), "place": one.place, "count": one.count}
            for one in found.findings
        ],
        "notes": [str(note) for note in found.notes],
        "members": [_line(one) for one in found.members],
        "quarantine": None,
    }


def _refusal(error: "DocumentError") -> dict[str, str]:
    return {"code": str(error.reason), "message": error.message, "todo": error.todo}


def _languages(found: "Document") -> dict[str, int]:
    from himaya.engines.narrative import passages_of

    counts = Counter(passage.language for passage in passages_of(found.text))
    return dict(counts.most_common())


def _is_refused(line: dict[str, Any]) -> bool:
    return bool(line["quarantine"]) or any(_is_refused(one) for one in line["members"])


def _is_hiding(line: dict[str, Any]) -> bool:
    from himaya.engines.documents import Note

    is_unsure = Note.UNCHECKED in line["notes"]
    return bool(line["hidden"]) or is_unsure or any(_is_hiding(one) for one in line["members"])


def _spoken(line: dict[str, Any], depth: int = 0) -> str:
    from himaya.engines.documents import NOTES, Note

    indent = "  " * depth
    name = line.get("file", "inside it")
    if refused := line["quarantine"]:
        return (
            f"{indent}{name}: set apart ({refused['code']}). {refused['message']} {refused['todo']}"
        )
    pages = f", {line['pages']} pages" if line["pages"] else ""
    told = ", ".join(f"{code} {count}" for code, count in line["languages"].items())
    held = f"{line['blocks']} blocks, {line['tables']} tables"
    said = [f"{indent}{name}: {line['kind']}{pages}, {held}; passages: {told or 'none'}"]
    said += [
        f"{indent}  hidden: {one['kind']} ({one['place']})"
        f"{' x ' + str(one['count']) if one['count'] > 1 else ''}"
        for one in line["hidden"]
    ]
    said += [f"{indent}  {NOTES[Note(note)]}" for note in line["notes"]]
    if "cleaned" in line:
        said.append(f"{indent}  cleaned copy: {line['cleaned']}")
    if "not_cleaned" in line:
        said.append(f"{indent}  not cleaned: {line['not_cleaned']['message']}")
    return "\n".join([*said, *(_spoken(one, depth + 1) for one in line["members"])])


def _texts(name: str, found: "Document | Refused") -> "Iterator[tuple[str, Document]]":
    """A document with words and those packed in it, each with an id."""
    from himaya.engines.documents import Refused

    if isinstance(found, Refused):
        return
    if found.blocks:
        yield name, found
    for number, one in enumerate(found.members, 1):
        yield from _texts(f"{name}#{number}", one)


def _write_texts(path: Path, texts: "list[tuple[str, Document]]") -> None:
    """A line for each document: `id`, `text`, and of each page [number, start, end)."""
    lines = (
        json.dumps({"id": name, "text": one.text, "pages": _pages(one)}, ensure_ascii=False)
        for name, one in texts
    )
    _write(path, "".join(f"{line}\n" for line in lines).encode())


def _pages(document: "Document") -> list[list[int]]:
    pages: dict[int, list[int]] = {}
    for block in document.blocks:
        if block.page:
            pages.setdefault(block.page, [block.page, block.start, block.end])[2] = block.end
    return list(pages.values())


def _write(path: Path, content: bytes) -> None:
    """Readable by its owner only."""
    try:
        path.touch(mode=0o600)
        path.write_bytes(content)
    except OSError as error:
        raise WrongUseError(f"{path} cannot be written ({error.strerror}).") from error


def _print_copies(texts: "list[tuple[str, Document]]", *, as_json: bool) -> None:
    """Near copies, and of other pairs the passages that one has from the other."""
    from himaya.engines.narrative.copies import copied_passages, near_copies

    words = [one.text for _, one in texts]
    alike = {(pair.first, pair.second): pair.resemblance for pair in near_copies(words)}
    shared: dict[tuple[int, int], list[list[int]]] = {}
    for one in copied_passages(words):
        quote = one.quote
        place = [quote.start, quote.end, quote.other_start, quote.other_end]
        shared.setdefault((one.first, one.second), []).append(place)
    for pair in sorted(alike.keys() | shared.keys()):
        names = [texts[place][0] for place in pair]
        if as_json:
            told = {"resemblance": round(alike[pair], 3)} if pair in alike else {}
            print(json.dumps({"copies": names, **told, "passages": shared.get(pair, [])}))
        elif pair in alike:
            kind = "copies" if alike[pair] == 1.0 else f"{alike[pair]:.0%} alike"
            print(f"{names[0]} and {names[1]}: {kind}")
        else:
            print(f"{names[0]} and {names[1]}: {len(shared[pair])} passages in common")


class _Cleaner:
    """Writes cleaned copies where they were asked for."""

    def __init__(self, options: argparse.Namespace, reader: "GuardedReader") -> None:
        self._out: Path = options.clean
        self._is_folder = len(options.files) > 1 or self._out.is_dir()
        names = Counter(path.name.casefold() for path in options.files)
        if self._is_folder and names.most_common(1)[0][1] > 1:
            raise WrongUseError("Two of the files have the same name: clean them one by one.")
        if any(self._target(path).resolve() == path.resolve() for path in options.files):
            raise WrongUseError("The copy would take the place of the file: name another.")
        self._reader = reader

    def _target(self, path: Path) -> Path:
        return self._out / path.name if self._is_folder else self._out

    def written(self, path: Path) -> dict[str, Any]:
        """Where the copy lies, or why there is none."""
        from himaya.engines.documents import DocumentError

        try:
            content = self._reader.clean(path.read_bytes(), path.name)
        except DocumentError as error:
            return {"not_cleaned": _refusal(error)}
        target = self._target(path)
        if self._is_folder:
            self._out.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(target, content)
        return {"cleaned": str(target)}
