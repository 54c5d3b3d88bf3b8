"""Frameworks: the default one, drafts changed theme by theme, publishing, files in and out."""

import io
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoDbBlocker
from tests.world import World, join, kept_world, table

from himaya.audit.models import Event
from himaya.engines.narrative import (
    default_framework,
    fingerprint,
    framework_from,
    framework_tree,
)
from himaya.jobs.schedule import declared
from himaya.kernel.problems import Code, Problem
from himaya.themes import editing
from himaya.themes.actions import (
    add_theme,
    amend_theme,
    create_framework,
    draft_version,
    drop_draft,
    move_theme,
    publish_framework,
    retire_theme,
)
from himaya.themes.comparing import differences
from himaya.themes.defaults import give_default_framework
from himaya.themes.editing import EditRefusedError
from himaya.themes.models import Framework, FrameworkVersion, ThemeOwner
from himaya.themes.queries import FrameworkChangedError, framework_of
from himaya.themes.tasks import give_default_frameworks
from himaya.themes.trying import tried

Budget = Callable[[int], AbstractContextManager[object]]
SignIn = Callable[[str], Client]
SMALL = framework_from(
    {
        "format": "himaya-framework/1",
        "code": "small",
        "version": "1",
        "title": {"en": "Small"},
        "languages": ["en", "ar"],
        "themes": [
            {
                "code": "harm",
                "title": {"en": "Harm"},
                "is_heading": True,
                "themes": [
                    {
                        "code": "abduction",
                        "title": {"en": "Abduction", "ar": "الاختطاف"},
                        "sensitive": True,
                        "lexicon": {"en": {"strong": ["abduct*"]}, "ar": {"strong": ["اختطاف"]}},
                    }
                ],
            },
            {
                "code": "water",
                "title": {"en": "Water"},
                "stays_when_denied": True,
                "lexicon": {"en": {"strong": ["water"], "weak": ["pump"], "unless": ["water way"]}},
            },
        ],
    }
)


@pytest.fixture(scope="module", autouse=True)
def kept(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[World]:
    with kept_world(django_db_blocker, tmp_path_factory.mktemp("kept")) as world:
        give_default_framework(world.operation)
        yield world


@pytest.fixture
def world(db: None, kept: World) -> World:
    return kept


@pytest.fixture
def default(world: World) -> FrameworkVersion:
    return FrameworkVersion.objects.get(framework__code="protection")


def drafted(world: World, who: str = "dawit") -> FrameworkVersion:
    return create_framework(seat=world.people[who].acting, brought=SMALL, code="small")


def test_each_operation__has_the_default_framework(default: FrameworkVersion) -> None:
    assert default.fingerprint == fingerprint(default_framework())
    assert (default.number, default.state) == (1, "published")
    codes = set(framework_of(default).by_code)
    assert {f"PR{n:02}" for n in range(1, 16)} < codes
    assert {"PAF_A", "PAF_B", "PAF_C", "PAF_D"} < codes
    assert give_default_frameworks.call() == 0
    assert give_default_frameworks.module_path in {one.task.module_path for one in declared()}


def test_newer_default_of_the_software__comes_as_a_draft_once(
    world: World, default: FrameworkVersion
) -> None:
    Framework.objects.filter(pk=default.framework_id).update(origin="of an older release")
    brought = give_default_framework(world.operation)
    assert brought is not None
    assert (brought.number, brought.state) == (2, "draft")
    drop_draft(seat=world.people["dawit"].acting, version=brought)
    assert give_default_framework(world.operation) is None


def test_draft__changed_theme_by_theme_and_compared(world: World) -> None:
    dawit = world.people["dawit"].acting
    first = publish_framework(seat=dawit, version=drafted(world))
    draft = draft_version(seat=dawit, framework=first.framework)
    with pytest.raises(Problem) as second:
        draft_version(seat=dawit, framework=first.framework)
    assert second.value.code is Code.ALREADY_DONE
    flood = {"code": "flood", "title": {"en": "Flood"}, "lexicon": {"en": {"strong": ["flood"]}}}
    add_theme(seat=dawit, version=draft, theme=flood, parent="harm", owner=world.agencies["HRA"])
    move_theme(seat=dawit, version=draft, code="water", parent="harm", place=1)
    fields = {
        "title": {"en": "Abductions"},
        "sensitive": True,
        "lexicon": {"en": {"strong": ["kidnap*"]}},
    }
    amend_theme(seat=dawit, version=draft, code="abduction", fields=fields)
    add_theme(seat=dawit, version=draft, theme={"code": "x", "title": {"en": "X"}})
    retire_theme(seat=dawit, version=draft, code="x")
    draft.refresh_from_db()
    changes = differences(framework_of(first), framework_of(draft))
    assert [(one.kind, one.code, one.field, one.language) for one in changes] == [
        (kind, code, field, language)
        for kind, code, field, language in table("""
        | moved   | water     | parent |    |
        | amended | abduction | title  | en |
        | amended | abduction | title  | ar |
        | amended | abduction | strong | en |
        | amended | abduction | strong | ar |
        | added   | flood     |        |    |
        """)
    ]
    assert ThemeOwner.objects.get(theme="flood").agency == world.agencies["HRA"]
    assert [one.code for one in framework_of(first).themes] == ["harm", "abduction", "water"]
    noted = Event.objects.filter(scope="change", verb="framework.manage")
    assert "kidnap" not in str(list(noted.values()))


REFUSED = table("""
| retire | harm  |      | has_themes    |
| retire | gone  |      | theme_unknown |
| move   | harm  | harm | below_itself  |
| move   | harm  | abduction | below_itself |
| move   | water | gone | theme_unknown |
| add    | water |      | code_twice    |
""")


@pytest.mark.parametrize(("what", "code", "parent", "why"), REFUSED)
def test_change_that_makes_no_tree__refused(what: str, code: str, parent: str, why: str) -> None:
    tree = framework_tree(SMALL)
    change: dict[str, Callable[[], object]] = {
        "retire": lambda: editing.retired(tree, code),
        "move": lambda: editing.moved(tree, code, parent, 1),
        "add": lambda: editing.added(tree, {"code": code, "title": {"en": "X"}}, parent),
    }
    with pytest.raises(EditRefusedError) as refused:
        change[what]()
    assert refused.value.code == why
    assert tree == framework_tree(SMALL)


def test_published_version__frozen_and_checked(world: World) -> None:
    dawit = world.people["dawit"].acting
    version = publish_framework(seat=dawit, version=drafted(world))
    for change in (
        lambda: retire_theme(seat=dawit, version=version, code="water"),
        lambda: publish_framework(seat=dawit, version=version),
        lambda: drop_draft(seat=dawit, version=version),
    ):
        with pytest.raises(Problem) as refused:
            change()
        assert refused.value.code is Code.FRAMEWORK_FROZEN
    version.tree["title"]["en"] = "Edited in the store"
    version.save(update_fields=["tree"])
    version.fingerprint = version.fingerprint[::-1]  # not the one that was kept beside the tree
    with pytest.raises(FrameworkChangedError):
        framework_of(version)


def test_sensitive_mark_taken_away__published_by_somebody_else(world: World) -> None:
    dawit = world.people["dawit"].acting
    first = publish_framework(seat=dawit, version=drafted(world))
    draft = draft_version(seat=dawit, framework=first.framework)
    fields = {"title": {"en": "Abduction"}}
    amend_theme(seat=dawit, version=draft, code="abduction", fields=fields)
    draft.refresh_from_db()
    with pytest.raises(Problem) as refused:
        publish_framework(seat=dawit, version=draft)
    assert refused.value.code is Code.TWO_PERSONS_NEEDED
    other = join(world, "idris", "im_officer")
    assert publish_framework(seat=other.acting, version=draft).state == "published"


def test_theme_changed_by_two__the_second_is_told(world: World) -> None:
    dawit, draft = world.people["dawit"].acting, drafted(world)
    seen = editing.mark_of(editing.theme_in(draft.tree, "water"))
    fields = {"title": {"en": "Safe water"}}
    amend_theme(seat=dawit, version=draft, code="water", fields=fields, seen=seen)
    with pytest.raises(Problem) as refused:
        amend_theme(seat=dawit, version=draft, code="water", fields=fields, seen=seen)
    assert refused.value.code is Code.CHANGED_MEANWHILE


TRIED = table("""
| No water came, the pump broke.  | water     | suggested   | water:counts pump:counts   |
| Barges on the water way.        | water     | passed_over | water:passed_over          |
| No abductions were reported.    | abduction | denied      | abduct*:denied             |
| Two women were abducted.        | abduction | suggested   | abduct*:counts             |
| The pump broke.                 | water     | not_sure    | pump:counts                |
| جرى اختطاف رجلين من القرية أمس  | abduction | suggested   | اختطاف:counts              |
""")


@pytest.mark.parametrize(("text", "code", "standing", "terms"), TRIED)
def test_words_tried_on_a_text__which_rule_hits(
    text: str, code: str, standing: str, terms: str
) -> None:
    found = tried(SMALL, text, "ar" if "اختطاف" in text else "en")
    assert [(one.code, one.standing) for one in found.themes] == [(code, standing)]
    told = " ".join(f"{term.term}:{term.state}" for term in found.themes[0].terms)
    assert told == terms
    assert "".join(piece for piece, _ in found.pieces) == text


WHO = table("""
| who    | sees | drafts |
| amina  | 200  | 403    |
| bakari | 200  | 403    |
| celine | 200  | 403    |
| dawit  | 200  | 302    |
""")[1:]


@pytest.mark.parametrize(("who", "sees", "drafts"), WHO)
def test_frameworks__read_by_all_and_kept_by_coordination(
    default: FrameworkVersion, sign_in: SignIn, who: str, sees: str, drafts: str
) -> None:
    client, ref = sign_in(who), default.framework.ref
    assert client.get(reverse("framework-version", args=[ref, 1])).status_code == int(sees)
    answer = client.post(reverse("framework-version-new", args=[ref]), {"do": "copy"})
    assert answer.status_code == int(drafts)


def test_pages_of_the_default__within_budget(
    default: FrameworkVersion, sign_in: SignIn, django_assert_max_num_queries: Budget
) -> None:
    client, at = sign_in("bakari"), [default.framework.ref, 1]
    with django_assert_max_num_queries(13):
        tree = client.get(reverse("framework-version", args=at)).content.decode()
    assert "Abduction, kidnapping" in tree or "PR01" in tree
    theme = client.get(reverse("framework-theme", args=[*at, "PR01"])).content.decode()
    assert "Spanish" in theme
    assert "<textarea" in theme  # of the trial only: a published version has no form
    assert 'name="seen"' not in theme
    said = {"text": "Families were evicted by force.", "do": "try"}
    answer = client.post(
        reverse("framework-try", args=at), said, headers={"hx-request": "true"}
    ).content.decode()
    assert "<mark>" in answer
    assert "<html" not in answer


def test_theme_form__saves_tries_and_says_what_is_wrong(world: World, sign_in: SignIn) -> None:
    draft, client = drafted(world), sign_in("dawit")
    page = reverse("framework-theme", args=[draft.framework.ref, 1, "water"])
    typed = {"title_en": "Water", "strong_en": "well\nborehole", "sensitive": "on", "seen": ""}
    trial = {"do": "try", "text": "The borehole is dry.", "language": "en"}
    shown = client.post(page, typed | trial).content.decode()
    assert "<mark>borehole</mark>" in shown
    draft.refresh_from_db()
    assert "borehole" not in str(draft.tree)
    wrong = client.post(page, typed | {"strong_en": "ki*"})
    assert wrong.status_code == 422
    assert "three letters" in wrong.content.decode()
    assert client.post(page, typed).status_code == 302
    draft.refresh_from_db()
    theme = editing.theme_in(draft.tree, "water")
    assert (theme["lexicon"], theme["sensitive"]) == (
        {"en": {"strong": ["well", "borehole"]}},
        True,
    )
    new = reverse("framework-theme-new", args=[draft.framework.ref, 1])
    assert client.post(new, {"code": "a b", "title_en": "X"}).status_code == 422
    made = client.post(new, {"code": "food", "title_ar": "الغذاء", "parent": "harm"})
    assert made.status_code == 302
    draft.refresh_from_db()
    assert editing.parent_of(draft.tree, "food") == "harm"
    for name, sent in (("move", {"parent": "", "place": 1}), ("retire", {})):
        at = reverse(f"framework-theme-{name}", args=[draft.framework.ref, 1, "food"])
        assert client.post(at, sent).status_code == 302
    draft.refresh_from_db()
    assert "food" not in str(draft.tree)


@pytest.mark.parametrize("form", ["xlsx", "json", "qdc"])
def test_framework_taken_out__comes_in_again(
    default: FrameworkVersion, world: World, sign_in: SignIn, form: str
) -> None:
    address = reverse("framework-file", args=[default.framework.ref, 1])
    answer = sign_in("celine").get(f"{address}?form={form}")
    assert answer["Content-Disposition"] == f'attachment; filename="protection-1.{form}"'
    assert Event.objects.filter(verb="copy.make", thing_kind="framework", scope="change").exists()
    sent = {"file": SimpleUploadedFile(f"ours.{form}", answer.content), "code": f"again-{form}"}
    assert sign_in("dawit").post(reverse("framework-new"), sent).status_code == 302
    made = FrameworkVersion.objects.get(framework__code=f"again-{form}")
    assert [one.code for one in framework_of(made).themes] == [
        one.code for one in default_framework().themes
    ]
    if form != "qdc":
        before, after = framework_of(default), framework_of(made)
        assert differences(before, after) == []


BROUGHT = [
    ("ours.json", b"{", ["cannot be read"]),
    ("ours.pdf", b"%PDF", ["Save it as YAML"]),
    (
        "ours.yaml",
        (
            b"format: himaya-framework/1\ncode: a\nversion: 1\ntitle: A\nlanguages: [en]\nthemes:\n"
            b"- {code: a, title: A, lexicon: {en: [ki*]}}\n- {code: a, titel: B}\n"
        ),
        ["theme 1, Words, English, Strong words", "three letters", "theme 2, Code", "twice"],
    ),
    (
        "ours.yaml",
        b"format: himaya-framework/1\ncode: a\nversion: 1\ntitle: A\nthemes: [{code: a b, title: A}]",
        ["A code has letters"],
    ),
]


@pytest.mark.parametrize(("name", "content", "told"), BROUGHT)
def test_file_that_is_no_framework__told_place_by_place(
    world: World, sign_in: SignIn, name: str, content: bytes, told: list[str]
) -> None:
    sent = {"file": SimpleUploadedFile(name, content)}
    answer = sign_in("dawit").post(reverse("framework-new"), sent)
    assert answer.status_code == 422
    for words in told:
        assert words in answer.content.decode()
    assert Framework.objects.count() == 1


def test_workbook_with_a_row_out_of_place__told_by_its_row(world: World, sign_in: SignIn) -> None:
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.add_worksheet("Framework").write_row(0, 0, ("code", "a"))
        sheet = book.add_worksheet("Themes")
        for row, cells in enumerate((("code", "parent"), ("one", ""), ("two", "three"))):
            sheet.write_row(row, 0, cells)
    sent = {"file": SimpleUploadedFile("ours.xlsx", out.getvalue())}
    answer = sign_in("dawit").post(reverse("framework-new"), sent).content.decode()
    assert "row 3" in answer
    assert "“three”" in answer
