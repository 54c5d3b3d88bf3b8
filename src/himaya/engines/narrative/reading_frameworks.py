"""Frameworks as files (YAML, JSON, xlsx, qdc), checked as a whole.

The form is described in docs/reference/narrative.md. All faults are told together, with where they
stand, so that one reading is enough to mend a file.
"""

import json
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

import yaml

from himaya.engines.narrative.errors import Fault, NarrativeError, NarrativeErrorCode
from himaya.engines.narrative.framework import Framework, Lexicon, Theme
from himaya.engines.narrative.terms import parse_term

FORMAT = "himaya-framework/1"
_MOST_BYTES = 10_000_000
_MOST_THEMES = 2_000
_LISTS = ("strong", "weak", "unless")
_SAID = ("title", "definition", "include", "exclude")
_FLAGS = ("sensitive", "stays_when_denied", "is_heading")
_OF_THEME = frozenset({"code", "examples", "lexicon", "themes", *_SAID, *_FLAGS})
_OF_FRAMEWORK = frozenset({"format", "code", "version", "title", "languages", "source", "themes"})


def read_framework(path: Path) -> Framework:
    """Read and check a file. Raises NarrativeError (FRAMEWORK_UNREADABLE, FRAMEWORK_INVALID)."""
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise _unreadable(f"{path.name} is larger than {_MOST_BYTES // 1_000_000} MB.")
        content = path.read_bytes()
    except OSError as error:
        raise _unreadable(f"There is no file {path}.") from error
    return framework_in(content, path.name)


def framework_in(content: bytes, name: str) -> Framework:
    """The framework in the bytes of a file of that name; raises as `read_framework`."""
    if len(content) > _MOST_BYTES:
        raise _unreadable(f"{name} is larger than {_MOST_BYTES // 1_000_000} MB.")
    return framework_from(_tree(content, name))


def _tree(content: bytes, name: str) -> object:
    """Plain values of a file, by the ending of its name."""
    # These know this module's format, so that they are imported when they are needed.
    if name.endswith(".xlsx"):
        from himaya.engines.narrative.framework_tables import workbook_tree

        return workbook_tree(content, name)
    if name.endswith(".qdc"):
        from himaya.engines.narrative.codebooks import codebook_tree

        return codebook_tree(content, name)
    try:
        return parsed(content.decode("utf-8"), name)
    except UnicodeDecodeError as error:
        raise _unreadable(f"{name} is not UTF-8.") from error


def parsed(text: str, name: str) -> object:
    """JSON or YAML as plain values. YAML aliases are refused: they can unfold without end."""
    try:
        if name.endswith(".json"):
            return json.loads(text)
        if any(isinstance(token, yaml.AliasToken) for token in yaml.scan(text, yaml.CSafeLoader)):
            raise _unreadable(f"{name} has YAML aliases.")
        return yaml.load(text, yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        told = f"{name} is no YAML: line {line}: {error.problem}."
        fault = Fault(f"line {line}", str(error.problem), "yaml_line")
        raise _unreadable(told, fault) from error
    except ValueError as error:
        raise _unreadable(f"{name} is no JSON: {error}.") from error
    except RecursionError as error:
        raise _unreadable(f"{name} is nested too deep.") from error


@lru_cache(maxsize=1)
def default_framework() -> Framework:
    """The framework that comes with the platform: PAF, the 15 protection risks, and topics.

    Its tree is in `frameworks/protection.yaml`, its lexicons in one file per language beside it, so
    that whoever speaks a language can look through that file alone.
    """
    folder = resources.files("himaya.engines.narrative") / "frameworks"

    def part(name: str) -> Any:  # noqa: ANN401 - checked below, as any framework
        return parsed((folder / name).read_text(encoding="utf-8"), name)

    tree = part("protection.yaml")
    for language in tree["languages"]:
        lexicons = part(f"protection.{language}.yaml")
        for theme in _all_in(tree["themes"]):
            if theme["code"] in lexicons:
                theme.setdefault("lexicon", {})[language] = lexicons[theme["code"]]
    return framework_from(tree)


def _all_in(themes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [one for theme in themes for one in (theme, *_all_in(theme.get("themes", [])))]


def framework_from(tree: object) -> Framework:
    """Check plain values and make the framework of them.

    Raises NarrativeError (FRAMEWORK_INVALID) with every fault found.
    """
    if not isinstance(tree, dict) or tree.get("format") != FORMAT:
        raise _invalid([Fault("format", f'it must be "{FORMAT}"', "format", FORMAT)])
    check = _Check()
    check.known(tree, _OF_FRAMEWORK, "")
    languages = check.texts(tree.get("languages"), "languages") or ("en",)
    check.languages = languages
    title = check.said(tree.get("title"), "title", needed=True)
    themes = check.themes(tree.get("themes"), "themes", "")
    if not themes and not check.faults:
        check.fault("themes", "there are none", "themes_none")
    code = check.text(tree.get("code"), "code")
    version = check.text(tree.get("version"), "version")
    if check.faults:
        raise _invalid(check.faults)
    return Framework(code, version, title, languages, tuple(themes))


class _Check:
    """Reads values and remembers what is wrong with them."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.languages: tuple[str, ...] = ()
        self._codes: set[str] = set()

    def fault(self, where: str, what: str, code: str, value: str = "") -> None:
        self.faults.append(Fault(where, what, code, value))

    def known(self, found: Mapping[str, Any], names: frozenset[str], where: str) -> None:
        for name in found:
            if name not in names:
                self.fault(
                    f"{where}.{name}".strip("."), "there is no such field", "field_unknown", name
                )

    def text(self, found: object, where: str, *, needed: bool = True) -> str:
        if isinstance(found, int | float) and not isinstance(found, bool):
            found = str(found)  # version: 1
        if isinstance(found, str) and found.strip():
            return found.strip()
        if needed or found is not None:
            self.fault(where, "a text is needed", "text_needed")
        return ""

    def texts(self, found: object, where: str) -> tuple[str, ...]:
        if found is None:
            return ()
        if not isinstance(found, list):
            self.fault(where, "a list of texts is needed", "list_needed")
            return ()
        return tuple(self.text(one, f"{where}[{place}]") for place, one in enumerate(found))

    def said(self, found: object, where: str, *, needed: bool = False) -> dict[str, str]:
        """A text by language; a bare text is in the framework's first language."""
        if isinstance(found, str) or (found is None and needed):
            text = self.text(found, where)
            return {self.languages[0]: text}
        return {
            language: self.text(text, f"{where}.{language}")
            for language, text in self.by_language(found, where).items()
        }

    def by_language(self, found: object, where: str) -> dict[str, Any]:
        if found is None:
            return {}
        if not isinstance(found, dict):
            told = "a value for each language is needed, as {en: ..., fr: ...}"
            self.fault(where, told, "languages_needed")
            return {}
        for language in found:
            if language not in self.languages:
                told = "the framework does not list this language"
                self.fault(f"{where}.{language}", told, "language_unlisted", language)
        return {language: found[language] for language in self.languages if language in found}

    def themes(self, found: object, where: str, parent: str) -> list[Theme]:
        if found is None:
            return []
        if not isinstance(found, list):
            self.fault(where, "a list of themes is needed", "themes_needed")
            return []
        made = []
        for place, one in enumerate(found):
            here = f"{where}[{place}]"
            if not isinstance(one, dict):
                self.fault(here, "a theme has fields, code and title at least", "theme_shape")
                continue
            theme = self.theme(one, here, parent)
            made.append(theme)
            made.extend(self.themes(one.get("themes"), f"{here}.themes", theme.code))
        if len(made) > _MOST_THEMES:
            self.fault(where, f"there are more than {_MOST_THEMES}", "too_many", str(_MOST_THEMES))
        return made

    def theme(self, found: dict[str, Any], where: str, parent: str) -> Theme:
        self.known(found, _OF_THEME, where)
        code = self.text(found.get("code"), f"{where}.code")
        if code in self._codes:
            self.fault(f"{where}.code", f'"{code}" is there twice', "code_twice", code)
        self._codes.add(code)
        for name in _FLAGS:
            if not isinstance(found.get(name, False), bool):
                self.fault(f"{where}.{name}", "true or false is needed", "flag_needed")
        title, definition, include, exclude = (
            self.said(found.get(name), f"{where}.{name}", needed=name == "title") for name in _SAID
        )
        sensitive, stays, heading = (found.get(name, False) is True for name in _FLAGS)
        return Theme(
            code=code,
            parent=parent,
            examples={
                language: self.texts(one, f"{where}.examples.{language}")
                for language, one in self.by_language(
                    found.get("examples"), f"{where}.examples"
                ).items()
            },
            lexicon={
                language: self.lexicon(one, f"{where}.lexicon.{language}", language)
                for language, one in self.by_language(
                    found.get("lexicon"), f"{where}.lexicon"
                ).items()
            },
            title=title,
            definition=definition,
            include=include,
            exclude=exclude,
            sensitive=sensitive,
            stays_when_denied=stays,
            is_heading=heading,
        )

    def lexicon(self, found: object, where: str, language: str) -> Lexicon:
        lists = {"strong": found} if isinstance(found, list) else found
        if not isinstance(lists, dict):
            told = "a list of terms is needed, or the lists strong, weak and unless"
            self.fault(where, told, "terms_needed")
            return Lexicon()
        self.known(lists, frozenset(_LISTS), where)
        terms = {name: self.texts(lists.get(name), f"{where}.{name}") for name in _LISTS}
        for name, written in terms.items():
            for place, term in enumerate(written):
                try:
                    parse_term(term, language)
                except NarrativeError as error:
                    here = f"{where}.{name}[{place}]"
                    self.fault(here, error.message, error.faults[0].code, term)
        return Lexicon(**terms)


def _unreadable(message: str, *faults: Fault) -> NarrativeError:
    return NarrativeError(
        NarrativeErrorCode.FRAMEWORK_UNREADABLE,
        message,
        "Give a framework as YAML, JSON, xlsx or a codebook (.qdc).",
        faults,
    )


def _invalid(faults: list[Fault]) -> NarrativeError:
    lines = "; ".join(f"{fault.where}: {fault.what}" for fault in faults[:10])
    more = f" (and {len(faults) - 10} more)" if len(faults) > 10 else ""  # noqa: PLR2004
    return NarrativeError(
        NarrativeErrorCode.FRAMEWORK_INVALID,
        f"The framework has {len(faults)} faults: {lines}{more}.",
        "Mend them and read it again; docs/reference/narrative.md describes each field.",
        tuple(faults),
    )
