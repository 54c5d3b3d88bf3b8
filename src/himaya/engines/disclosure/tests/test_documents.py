"""Reports to read: in four languages, internal and external apart, nothing in them is code.

| id | requirement |
|---|---|
| D1 | internal and external documents are different documents; the internal one says so everywhere |
| D2 | the external one names no option, group, scenario, fingerprint or secret |
| D3 | every language says the same |
"""

import importlib.util
import re
import string
import zlib
from html.parser import HTMLParser

import polars as pl
import pytest

from himaya.engines.disclosure import DisclosureError, Missing, Roles, assess
from himaya.engines.disclosure.documents import audit as audit_documents
from himaya.engines.disclosure.documents.audit import audit_document, audit_statement
from himaya.engines.disclosure.documents.html import to_html
from himaya.engines.disclosure.documents.model import Bars, Document
from himaya.engines.disclosure.documents.pdf import to_pdf
from himaya.engines.disclosure.documents.protection import external_document, internal_document
from himaya.engines.disclosure.documents.risk import risk_document
from himaya.engines.disclosure.plan import Plan, Step
from himaya.engines.disclosure.plan_secrets import PlanSecrets
from himaya.engines.disclosure.protect import Protected, protect
from himaya.engines.disclosure.risk import RiskReport
from himaya.engines.disclosure.sample import survey
from himaya.engines.disclosure.steps import METHODS
from himaya.engines.disclosure.tables.audit import Policy, audit
from himaya.engines.disclosure.tables.drafts import Layout
from himaya.engines.disclosure.tables.reading import read_tables
from himaya.engines.disclosure.words import LANGUAGES, Words, _table

SECRETS = PlanSecrets(seed=b"s" * 32, key=b"k" * 32)
ROLES = Roles.of(["district", "head_sex", "size"], "weight", sensitive=["incident"])
languages = pytest.mark.parametrize("language", LANGUAGES)


@pytest.fixture(scope="module")
def found() -> RiskReport:
    frame = survey(200).with_columns(one=pl.lit(1), size=pl.col("size").replace(4, None))
    roles = Roles.of(["one", *ROLES.keys], "weight", "case", ["incident"])
    return assess(frame.with_columns(weight=pl.col("weight") / 20), roles)


@pytest.fixture(scope="module")
def done() -> Protected:
    steps = (
        Step("drop", {"columns": ["head_name", "phone"]}),
        Step("recode", {"column": "size", "bands": [4], "level": 1}),
        Step("suppress", {"k": 2}),
        Step("noise", {"columns": ["income"], "share": 0.0625}),
        Step("shuffle", {}),
    )
    asked = {"k": 2, "global_risk": 0.5, "l": 1}
    plan = Plan(ROLES, steps, "a study", "a neighbour", Missing.WILDCARD, asked)
    return protect(survey(200), plan, SECRETS)


class _Balanced(HTMLParser):
    """Fails where tags do not close in order."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    def handle_starttag(self, tag: str, _: object) -> None:
        if tag not in {"meta", "rect"}:
            self.opened.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag != "rect":
            assert self.opened.pop() == tag


def is_sound(html: str) -> bool:
    parser = _Balanced()
    parser.feed(html)
    return parser.opened == []


@languages
def test_words__every_sentence_with_its_places(language: str) -> None:
    english = _table("en")

    def places(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    assert _table(language).keys() == english.keys()
    for sentence, text in _table(language).items():
        assert places(text) == places(english[sentence]), sentence
    assert {f"method_{name}" for name in METHODS} <= english.keys()


def test_words__numbers_as_the_language_writes_them() -> None:
    assert [Words(one).count(12345.6, 1) for one in LANGUAGES] == [
        "12,345.6",
        "12\u202f345,6",
        "12\u202f345,6",
        "12,345.6",
    ]
    assert Words("fr").percent(0.031) == "3,1 %"
    assert Words("ar", laid_out=True).percent(0.031) == "\u20663.1\u00a0%\u2069"
    with pytest.raises(KeyError):
        Words("de")


@languages
def test_risk__internal_with_charts_and_riskiest_combinations(
    found: RiskReport, language: str
) -> None:
    document = risk_document(found, language)
    html = to_html(document)

    assert is_sound(html)
    assert f'lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}"' in html
    assert document.mark == Words(language).say("mark")
    assert f'<p class="mark">{document.mark}</p>' in html
    assert ".mark { position: fixed;" in html  # on every printed page
    assert sum(isinstance(part, Bars) for part in document.parts) == 3
    assert "XX0" in html
    assert html.count("<rect") == sum(
        len(part.bars) for part in document.parts if isinstance(part, Bars)
    )


def test_risk_of_a_census__no_models_and_no_weights() -> None:
    frame = pl.DataFrame({"camp": ["<b>North</b>", "South & East", None]})
    roles = Roles.of(["camp"])
    plain = assess(frame, roles, missing=Missing.CATEGORY, special=False)
    html = to_html(risk_document(plain))

    assert "&lt;b&gt;North&lt;/b&gt;" in html
    assert "South &amp; East" in html
    assert "the file is the population" in html
    assert "Pitman" not in html


@languages
def test_protection__internal_and_external_apart(done: Protected, language: str) -> None:
    internal = to_html(internal_document(done, language))
    external = to_html(external_document(done, language))

    assert is_sound(internal)
    assert is_sound(external)
    for inside in ("0.0625", "a neighbour", done.source[:16], "bands"):
        assert inside in internal
        assert inside not in external
    for secret in (SECRETS.seed.hex(), SECRETS.key.hex()):
        assert secret not in internal + external
    assert Words(language).say("mark") in internal
    assert Words(language).say("mark") not in external
    assert Words(language).say("for_sharing") in external


def test_protection__nothing_left_of_the_keys_and_nothing_asked() -> None:
    plan = Plan(ROLES, (Step("drop", {"columns": [*ROLES.keys, "phone"]}),))
    bare = protect(survey(30), plan, SECRETS)

    assert "No key variable is left" in to_html(internal_document(bare))
    assert "No threshold was asked for." in to_html(external_document(bare))


def test_protection__key_told_by_another_column() -> None:
    plan = Plan(ROLES, (Step("recode", {"column": "district", "pcodes": [4], "level": 1}),))

    assert "camp" in to_html(internal_document(protect(survey(200), plan, SECRETS)))


@languages
def test_audit__internal_with_intervals_and_external_without(
    language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit_documents, "_MOST", 2)
    cross = ",F,M,X,Total\nXX11,*,*,40,60\nXX12,*,*,7,57\nXX13,9,30,*,>\nTotal,33,76,52,161\n"
    text = cross.replace(">", "44").encode()
    tables = read_tables([("t.csv", b"admin1 \\ sex" + text)], Layout())
    found = audit(tables, Policy(threshold=5))
    internal = to_html(audit_document(found, language))
    external = to_html(audit_statement(found, language))

    assert is_sound(internal)
    assert is_sound(external)
    assert "XX11" in internal
    assert "XX11" not in external
    assert Words(language).say("mark") in internal
    assert Words(language).say("audit_leaks") in internal
    assert internal.count('<th scope="row">') < 20


def test_audit_of_amounts__open_intervals_and_nothing_hidden() -> None:
    shown = read_tables([("t.csv", b"admin1,count\nXX11,20\nXX12,21\nTotal,41\n")], Layout())
    hidden = read_tables(
        [("t.csv", b"admin1,value\nXX11,*\nXX12,*\nXX13,1.5\n")], Layout(amounts=True)
    )

    assert "<svg" not in to_html(audit_document(audit(shown)))
    assert "no end" in to_html(audit_document(audit(hidden)))


def test_pdf_without_its_package__refused(
    found: RiskReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)

    with pytest.raises(DisclosureError, match=r"requirements/pdf\.txt"):
        to_pdf(risk_document(found))


def pages(pdf: bytes) -> list[bool]:
    """For each page with text whether the internal mark's colour is on it."""
    heads = re.finditer(rb"<<[^<>]*/Length (\d+)[^<>]*>>\s*stream\r?\n", pdf)
    streams = [
        zlib.decompress(pdf[head.end() : head.end() + int(head[1])])
        for head in heads
        if b"FlateDecode" in head[0]
    ]
    return [b"0.5411765 0.10980392" in one for one in streams if b"BT" in one and b"Tf" in one]


@languages
def test_pdf__mark_on_every_page_and_same_bytes(
    done: Protected, found: RiskReport, language: str
) -> None:
    pytest.importorskip("typst")
    internal: Document = risk_document(found, language)
    marked = pages(to_pdf(internal))

    assert len(marked) > 1
    assert all(marked)
    external = to_pdf(external_document(done, language))
    assert not any(pages(external))
    assert external == to_pdf(external_document(done, language))
