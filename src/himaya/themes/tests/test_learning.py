"""Models: learned from decisions, replaced by no worse one, gone back to, and proved on fresh ones."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker
from tests.world import World, kept_world, table

from himaya.audit.models import Event
from himaya.engines.narrative import model_from
from himaya.files.actions import read_file
from himaya.jobs.worker import Worker
from himaya.kernel.problems import Code, Problem
from himaya.library.models import DocumentVersion
from himaya.library.tests.files import bring
from himaya.records.models import Record
from himaya.themes.coding.actions import decide
from himaya.themes.coding.deciding import Coding, Sent
from himaya.themes.defaults import give_default_framework
from himaya.themes.learning.actions import accept_theme, ask_proof, ask_training, use_model
from himaya.themes.learning.examples import count_examples, examples_of
from himaya.themes.models import Framework, FrameworkVersion, ModelVersion, Suggestion, ThemeOwner
from himaya.themes.tests.test_coding import SignIn

MANY = 60
TOLD = {
    "PR15": "The valley has not been left by anybody since week {n}; {n} wagons wait at the bridge.",
    "LAND": "Who owns orchard {n} is disputed between two brothers and their {n} cousins.",
    "": "The meeting of week {n} began late and {n} people drank tea.",
}


def coded_texts() -> list[tuple[str, str]]:
    """(theme, text) in turn, in words that no lexicon has."""
    codes = list(TOLD)
    return [(codes[n % 3], TOLD[codes[n % 3]].format(n=n + 1)) for n in range(MANY)]


def code_all(world: World, version: DocumentVersion, *, wrongly: bool = False) -> None:
    """Every passage done, with its theme, or with another one."""
    protection = FrameworkVersion.objects.get(framework__code="protection")
    sent = []
    for number, (code, _text) in enumerate(coded_texts(), 1):
        given = ("LAND" if number % 2 else "PR15") if wrongly else code
        if given:
            sent.append(Sent(f"{wrongly}-{version.pk}-{number}", number, "added", given))
        sent.append(Sent(f"{wrongly}-{version.pk}-{number}-done", number, "done"))
    decide(seat=world.people["amina"].acting, about=Coding(version, protection), sent=sent)


@pytest.fixture(scope="module")
def kept(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[World, Path]]:
    folder = tmp_path_factory.mktemp("kept")
    with kept_world(django_db_blocker, folder) as world:
        give_default_framework(world.operation)
        version = bring(world, "\n\n".join(text for _, text in coded_texts()), "report.txt")
        Worker().run(drain=True)
        code_all(world, version)
        framework = Framework.objects.get()
        ask_training(seat=world.people["dawit"].acting, framework=framework)
        Worker().run(drain=True)
        yield world, folder


@pytest.fixture
def world(db: None, kept: tuple[World, Path], settings: object, _own_folders: None) -> World:
    settings.HIMAYA_FILES = kept[1] / "files"  # type: ignore[attr-defined]
    return kept[0]


@pytest.fixture
def framework(world: World) -> Framework:
    return Framework.objects.get()


@pytest.fixture
def model(world: World) -> ModelVersion:
    return ModelVersion.objects.select_related("framework_version__framework__operation").get()


def test_decisions__make_a_model_that_suggests(model: ModelVersion) -> None:
    assert (model.number, model.state, model.worse) == (1, "in_use", {})
    assert model.card["data"]["texts"] == MANY
    figures = model.card["figures"]
    assert figures["micro_f1"] > 0.9
    assert set(figures["themes"]) == {"PR15", "LAND"}
    learned = model_from(read_file(model.file))
    assert learned.languages == ("en",)
    suggested = Suggestion.objects.filter(by_model=True, theme="PR15", standing="suggested")
    assert suggested.count() >= MANY / 3
    for one in suggested:
        assert all(said == "" for kind, said, *_ in one.reasons if kind == "word")


def test_documents_of_high__are_no_examples(world: World, framework: Framework) -> None:
    assert count_examples(framework) == len(examples_of(framework)) == MANY
    Record.objects.update(level=3)
    assert count_examples(framework) == len(examples_of(framework)) == 0
    with pytest.raises(Problem) as refused:
        ask_training(seat=world.people["dawit"].acting, framework=framework)
    assert refused.value.code is Code.EXAMPLES_FEW


def test_worse_model__kept_to_be_looked_at_and_not_used(
    world: World, framework: Framework, model: ModelVersion
) -> None:
    code_all(world, DocumentVersion.objects.get(), wrongly=True)
    dawit = world.people["dawit"].acting
    ask_training(seat=dawit, framework=framework)
    Worker().run(drain=True)
    worse = ModelVersion.objects.get(number=2)
    assert (worse.state, ModelVersion.objects.get(pk=model.pk).state) == ("candidate", "in_use")
    assert worse.worse["micro_f1"] < worse.worse["old_micro_f1"]
    worse = ModelVersion.objects.select_related("framework_version__framework__operation").get(
        number=2
    )
    with pytest.raises(Problem) as refused:
        use_model(seat=dawit, model=worse)
    assert refused.value.code is Code.MODEL_WORSE


def test_as_good_a_model__replaces_and_one_may_go_back(
    world: World, framework: Framework, model: ModelVersion
) -> None:
    dawit = world.people["dawit"].acting
    ask_training(seat=dawit, framework=framework)
    Worker().run(drain=True)
    states = dict(ModelVersion.objects.values_list("number", "state"))
    assert states == {1: "retired", 2: "in_use"}
    use_model(seat=dawit, model=model)
    assert dict(ModelVersion.objects.values_list("number", "state")) == {1: "in_use", 2: "retired"}
    ask_proof(seat=dawit, model=model)
    Worker().run(drain=True)
    model.refresh_from_db()
    assert model.proof == {"texts": 0, "themes": {}}  # nothing was decided since


ACCEPTED = table("""
| theme | proof      | who    | why           |
| PR15  | 120 40 40  | amina  |               |
| PR15  | 120 40 30  | amina  | proof_missing |
| PR15  | 120 10 10  | amina  | proof_missing |
| PR15  | 90 40 40   | amina  | proof_missing |
| PR15  |            | amina  | proof_missing |
| PR07  | 120 40 40  | amina  | proof_missing |
| PR15  | 120 40 40  | celine | not_allowed   |
| PR15  | 120 40 40  | dawit  | not_allowed   |
| PR15  | 120 40 40  | bakari | not_allowed   |
""")[1:]


@pytest.mark.parametrize(("theme", "proof", "who", "why"), ACCEPTED)
def test_suggestions_without_a_person__only_by_the_owner_after_proof(
    world: World, model: ModelVersion, theme: str, proof: str, who: str, why: str
) -> None:
    if proof:
        texts, stood, right = map(int, proof.split())
        model.proof = {"texts": texts, "themes": {theme: [stood, right]}}
        model.save(update_fields=["proof"])
    owner = ThemeOwner.objects.create(
        framework=model.framework_version.framework, theme=theme, agency=world.agencies["HRA"]
    )
    seat = world.people[who].acting
    if why:
        with pytest.raises(Problem) as refused:
            accept_theme(seat=seat, owner=owner, model=model)
        assert refused.value.code == why
        return
    accept_theme(seat=seat, owner=owner, model=model)
    owner.refresh_from_db()
    assert owner.accepts == model
    assert Event.objects.filter(verb="theme.accept", scope="change", note="accepts").exists()
    accept_theme(seat=seat, owner=owner, model=None)
    owner.refresh_from_db()
    assert owner.accepts is None


def test_card__says_what_it_is_worth_and_where_it_fails(
    world: World, framework: Framework, model: ModelVersion, sign_in: SignIn
) -> None:
    client = sign_in("dawit")
    models = client.get(f"/frameworks/{framework.ref}/models/").content.decode()
    assert "60 coded passages to learn from" in models
    card = client.get(f"/frameworks/{framework.ref}/models/{model.ref}/").content.decode()
    assert "micro-F1" in card
    assert "too few examples; the words alone suggest it" in card
    for door in ("train", f"{model.ref}/use", f"{model.ref}/prove"):
        answer = client.post(f"/frameworks/{framework.ref}/models/{door}/")
        assert answer.status_code == 302, door
    assert sign_in("bakari").post(f"/frameworks/{framework.ref}/models/train/").status_code == 403
