"""Frameworks as files: what is read, what is refused, and the default one."""

import json
from pathlib import Path
from typing import Any

import pytest

from himaya.engines.narrative import (
    NarrativeError,
    default_framework,
    fingerprint,
    framework_from,
    framework_tree,
    read_framework,
)
from himaya.engines.narrative.codebooks import codebook_of
from himaya.engines.narrative.framework_tables import workbook_of
from himaya.engines.narrative.tests.worlds import small, theme, tree

FAULTS: list[tuple[dict[str, Any], str]] = [
    ({"format": "other/1"}, "format"),
    ({"themes": []}, "themes"),
    ({"themes": "none"}, "themes"),
    ({"themes": ["water"]}, "themes[0]"),
    ({"themes": [{"title": "Water"}]}, "themes[0].code"),
    ({"themes": [{"code": "water"}]}, "themes[0].title"),
    ({"themes": [theme("a", ["x"]), theme("a", ["y"])]}, "themes[1].code"),
    ({"themes": [theme("a", ["xy"], themes=[theme("a", ["y"])])]}, "themes[0].themes[0].code"),
    ({"themes": [theme("a", ["xy"], colour="red")]}, "themes[0].colour"),
    ({"themes": [theme("a", ["xy"], sensitive="yes")]}, "themes[0].sensitive"),
    ({"themes": [theme("a", ["xy", "ki*"])]}, "themes[0].lexicon.en.strong[1]"),
    ({"themes": [theme("a", {"srtong": ["xy"]})]}, "themes[0].lexicon.en.srtong"),
    ({"themes": [theme("a", ["xy"], definition={"sw": "maji"})]}, "themes[0].definition.sw"),
    ({"version": ""}, "version"),
    ({"colour": "red"}, "colour"),
]


@pytest.mark.parametrize(("change", "where"), FAULTS, ids=[where for _, where in FAULTS])
def test_fault__named_with_its_place(change: dict[str, Any], where: str) -> None:
    with pytest.raises(NarrativeError) as refused:
        framework_from({**tree(theme("water", ["water"])), **change})

    assert refused.value.code == "framework_invalid"
    assert where in [fault.where for fault in refused.value.faults]


def test_faults__all_told_at_once() -> None:
    with pytest.raises(NarrativeError) as refused:
        framework_from(tree({"code": "a"}, {"title": "B"}, theme("c", ["*"])))

    assert len(refused.value.faults) == 3


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("f.yaml", "a: [1", "line 2"),
        ("f.yaml", "a: &x [1]\nb: *x", "aliases"),
        ("f.json", "{", "no JSON"),
        ("f.yaml", b"\xff\xfe", "UTF-8"),
    ],
)
def test_unreadable_file__said_why(
    name: str, content: str | bytes, said: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)

    with pytest.raises(NarrativeError, match=said):
        read_framework(path)
    with pytest.raises(NarrativeError, match="no file"):
        read_framework(tmp_path / "missing.yaml")


@pytest.mark.parametrize("framework", [small(), default_framework()], ids=["small", "default"])
def test_framework__to_values_and_back(framework: Any, tmp_path: Path) -> None:  # noqa: ANN401
    path = tmp_path / "f.json"
    path.write_text(json.dumps(framework_tree(framework)))
    again = read_framework(path)

    assert again == framework
    assert fingerprint(again) == fingerprint(framework)


def test_tree__paths_from_the_top() -> None:
    framework = default_framework()

    assert framework.path("PR01") == ("PAF_B", "PAF_B1", "PR01")
    assert framework.top("OLDER") == "TOPICS"
    assert "PAF_B1" not in framework.codes


def test_default__whole_in_four_languages_of_equal_depth() -> None:
    framework = default_framework()
    depth = dict.fromkeys(framework.languages, 0)
    for one in framework.themes:
        assert set(one.title) == set(framework.languages), one.code
        if one.is_heading:
            continue
        assert set(one.definition) == set(framework.languages), one.code
        strong = {language: len(one.lexicon[language].strong) for language in depth}
        assert min(strong.values()) >= 12, one.code
        assert max(strong.values()) <= 1.6 * min(strong.values()), (one.code, strong)
        for language, count in strong.items():
            depth[language] += count + len(one.lexicon[language].weak)

    assert [f"PR{number:02}" for number in range(1, 16)] == [
        code for code in framework.codes if code.startswith(("PR0", "PR1"))
    ]
    assert max(depth.values()) <= 1.1 * min(depth.values()), depth


def test_workbook__comes_back_the_same(tmp_path: Path) -> None:
    path = tmp_path / "protection.xlsx"
    path.write_bytes(workbook_of(default_framework()))
    assert fingerprint(read_framework(path)) == fingerprint(default_framework())


def test_codebook__keeps_tree_names_and_definitions(tmp_path: Path) -> None:
    given, path = default_framework(), tmp_path / "protection.qdc"
    path.write_bytes(codebook_of(given, "fr"))
    back = read_framework(path)

    assert back.codes == given.codes
    assert [theme.parent for theme in back.themes] == [theme.parent for theme in given.themes]
    assert back.by_code["PR01"].title == {"en": given.by_code["PR01"].title["fr"]}
    assert list(back.by_code["PR01"].exclude.values()) == [given.by_code["PR01"].exclude["fr"]]
    assert codebook_of(back).count(b"<Code ") == len(given.themes)


def test_codebook_of_another_program__its_codes_known_by_their_names(tmp_path: Path) -> None:
    path = tmp_path / "field notes.qdc"
    path.write_text(
        '<CodeBook xmlns="urn:QDA-XML:codebook:1.0" origin="Coder 3"><Codes><Code guid="1" name="Land &amp;'
        ' housing" isCodable="true"><Description>Who owns what.</Description><Code guid="2" name="Evictions"/>'
        '<Code guid="3" name="Evictions"/></Code></Codes><Sets/></CodeBook>'
    )
    land, first, second = read_framework(path).themes
    assert (land.code, land.title, land.definition) == (
        "land_housing", {"en": "Land & housing"}, {"en": "Who owns what."},
    )  # fmt: skip
    assert (first.code, second.code, second.parent) == ("evictions", "evictions_2", "land_housing")
    assert "evictions" in first.lexicon["en"].strong


BOOK = workbook_of(small())
ROWS = b"<!DOCTYPE a [<!ENTITY b 'c'>]><CodeBook/>"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("f.xlsx", b"words", "no workbook"),
        ("f.xlsx", BOOK[:-40], "no workbook"),
        ("f.qdc", ROWS, "entities"),
        ("f.qdc", b"<a", "no XML"),
        ("f.qdc", b"<a/>", "no codebook"),
        ("f.qdc", b"<CodeBook><Codes>" + b"<Code>" * 40 + b"</Code>" * 40 + b"</Codes></CodeBook>", "deep"),
    ],
)  # fmt: skip
def test_damaged_workbook_or_codebook__refused(
    tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(NarrativeError, match=said):
        read_framework(tmp_path / name)
