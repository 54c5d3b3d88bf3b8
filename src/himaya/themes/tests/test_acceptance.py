"""Suggestions that stand without a person: from a thousand decisions to the day the proof falls."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker
from tests.world import World, kept_world

from himaya.audit.models import Event
from himaya.jobs.worker import Worker
from himaya.kernel.problems import Code, Problem
from himaya.library.models import DocumentVersion
from himaya.library.tests.files import bring
from himaya.themes.defaults import give_default_framework
from himaya.themes.learning.actions import accept_theme, ask_proof, ask_training
from himaya.themes.learning.tasks import prove_accepting
from himaya.themes.models import (
    Decision,
    Framework,
    FrameworkVersion,
    ModelVersion,
    Passage,
    Suggestion,
    ThemeOwner,
)
from himaya.themes.report.gathering import confirmed_in, suggested_in
from himaya.themes.tests.test_coding import SignIn

MANY, FRESH, UNSEEN = 345, 110, 30  # passages, three themes in each: 1,035 decisions to learn from
# In words that no lexicon has; PR07 is sensitive.
TOLD = {
    "PR15": "Since week {n} nobody leaves the valley.",
    "PR07": "Behind orchard {n} whispers went round after dusk.",
    "LAND": "Brothers quarrel over who planted hill {n}.",
    "ACCESS": "The ferry stood still for {n} mornings.",
    "PR02": "Lanterns of {n} rooms were carried off.",
}
TRIOS = list(combinations(TOLD, 3))


def trio(n: int) -> tuple[str, ...]:
    """The themes of the passage of that number."""
    return TRIOS[n % len(TRIOS)]


def brought(world: World, first: int, many: int) -> DocumentVersion:
    """A document of so many passages, read, cut and suggested for."""
    texts = (
        " ".join(TOLD[code].format(n=n) for code in trio(n)) for n in range(first, first + many)
    )
    version = bring(world, "\n\n".join(texts), f"{first}.txt")
    Worker().run(drain=True)
    assert Passage.objects.filter(version=version).count() == many
    return version


def code_all(world: World, version: DocumentVersion, first: int, *, without: str = "") -> None:
    """Every passage done by Amina, in bulk, as in weeks of work; one theme is not given."""
    protection = FrameworkVersion.objects.get(framework__code="protection")
    Decision.objects.bulk_create(
        Decision(
            operation=world.operation,
            passage=passage,
            framework_version=protection,
            theme=theme,
            verdict="added" if theme else "done",
            coder=world.people["amina"].seat.ref,
            client=f"{version.pk}-{passage.number}-{theme}",
        )
        for passage in Passage.objects.filter(version=version)
        for theme in (*trio(first + passage.number - 1), "")
        if not theme or theme != without
    )


@dataclass(frozen=True)
class Kept:
    world: World
    folder: Path
    unseen: DocumentVersion


@pytest.fixture(scope="module")
def kept(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Kept]:
    folder = tmp_path_factory.mktemp("kept")
    with kept_world(django_db_blocker, folder) as world:
        give_default_framework(world.operation)
        code_all(world, brought(world, 0, MANY), 0)
        ask_training(seat=world.people["dawit"].acting, framework=Framework.objects.get())
        Worker().run(drain=True)
        yield Kept(world, folder, brought(world, 5_000, UNSEEN))


@pytest.fixture
def world(db: None, kept: Kept, settings: object, _own_folders: None) -> World:
    settings.HIMAYA_FILES = kept.folder / "files"  # type: ignore[attr-defined]
    return kept.world


@pytest.fixture
def model(world: World) -> ModelVersion:
    return ModelVersion.objects.select_related("framework_version__framework__operation").get()


def proved(world: World, model: ModelVersion, first: int, many: int, *, without: str = "") -> None:
    """Fresh decisions, and a proof on them."""
    code_all(world, brought(world, first, many), first, without=without)
    ask_proof(seat=world.people["dawit"].acting, model=model)
    Worker().run(drain=True)
    model.refresh_from_db()


def standing(version: DocumentVersion, theme: str) -> int:
    found = Suggestion.objects.filter(passage__version=version, theme=theme, is_accepted=True)
    return found.count()


@pytest.mark.slow  # a thousand decisions are learned from, and proved on fresh ones
def test_thousand_decisions__offered_proved_switched_on_and_off_when_the_proof_falls(
    world: World, kept: Kept, model: ModelVersion, sign_in: SignIn
) -> None:
    amina, framework = world.people["amina"].acting, model.framework_version.framework
    assert model.card["acceptance"]["accepted"] >= 500  # offered, of all but the sensitive
    owners = {
        theme: ThemeOwner.objects.create(
            framework=framework, theme=theme, agency=world.agencies["HRA"]
        )
        for theme in ("LAND", "PR07")
    }
    with pytest.raises(Problem) as refused:  # learned from is not proved
        accept_theme(seat=amina, owner=owners["LAND"], model=model)
    assert refused.value.code is Code.PROOF_MISSING

    proved(world, model, 1_000, FRESH)
    stood, right = model.proof["themes"]["LAND"]
    assert (model.proof["texts"], stood) == (FRESH, right)
    assert "PR07" not in model.proof["themes"]
    with pytest.raises(Problem) as refused:
        accept_theme(seat=amina, owner=owners["PR07"], model=model)
    assert refused.value.code is Code.PROOF_MISSING

    client, card = sign_in("amina"), f"/frameworks/{framework.ref}/models/{model.ref}/"
    assert client.post(f"{card}accept/", {"theme": "LAND", "do": "accept"}).status_code == 302
    Worker().run(drain=True)
    assert standing(kept.unseen, "LAND") == sum("LAND" in trio(5_000 + n) for n in range(UNSEEN))
    assert standing(kept.unseen, "PR02") == standing(kept.unseen, "PR07") == 0
    screen = client.get(f"/coding/{kept.unseen.record.ref}/").content.decode()
    assert "stands, unreviewed" in screen
    unseen = DocumentVersion.objects.filter(pk=kept.unseen.pk)
    confirmed, _marks, settled = confirmed_in(unseen, model.framework_version)
    unreviewed, _waiting = suggested_in(unseen, model.framework_version, settled)
    assert (confirmed, {one.theme for one in unreviewed}) == ([], {"LAND"})

    # People now say otherwise: no more LAND where the model sees it.
    code_all(world, brought(world, 2_000, FRESH), 2_000, without="LAND")
    prove_accepting.enqueue()
    Worker().run(drain=True)
    owners["LAND"].refresh_from_db()
    assert owners["LAND"].accepts is None
    assert standing(kept.unseen, "LAND") == 0
    assert Event.objects.get(note="proof_fell").fields == ["LAND"]
