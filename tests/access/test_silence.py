"""A record that is hidden is hidden everywhere: eight ways in, eight times silence.

The record is HRA's, for HRA only, in a register that the whole workspace fills. Celine belongs to
the workspace; Amina owns the record. What Amina meets on each way (but the error text), Celine must
not: neither the words nor the reference nor a count that has moved.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from himaya.datasets.models import Dataset
from himaya.engines.xlsform import read_form
from himaya.instruments.actions import create_instrument, publish_version
from himaya.records.actions import create_record
from himaya.records.indexing import index_record
from himaya.records.models import Record
from himaya.releases.models import Release
from tests.access.universe import FORM, dataset_of, system_of
from tests.world import World

SignIn = Callable[[str], Client]
WORD = "Quetzalcoatlus"  # stands nowhere else


@dataclass(frozen=True)
class Hidden:
    """The register with the hidden record, and one that Celine's agency gave."""

    dataset: Dataset
    record: Record
    shown: Record


@pytest.fixture
def hidden(world: World) -> Hidden:
    dawit, amina, celine = (world.people[who].acting for who in ("dawit", "amina", "celine"))
    version = create_instrument(
        seat=dawit, system=world.workspace, code="f", form=read_form(FORM, kind="md")
    )
    version = publish_version(seat=dawit, version=version)
    dataset = dataset_of(version, world.agencies["CCU"], "shared", audience="workspace")
    shown = create_record(seat=celine, dataset=dataset, answers={"what": "Seen matter"})
    record = create_record(
        seat=amina, dataset=dataset, answers={"what": WORD, "remark": f"{WORD} remark"}
    )
    Record.objects.filter(pk=record.pk).update(audience="agency")
    record.refresh_from_db()
    index_record(record, {"what": WORD, "remark": f"{WORD} remark"})
    return Hidden(dataset, record, shown)


def get(client: Client, name: str, *args: str) -> str:
    return client.get(reverse(name, args=args)).content.decode()


def listed(client: Client, hidden: Hidden) -> str:
    return get(client, "dataset", hidden.dataset.ref)


def detail(client: Client, hidden: Hidden) -> str:
    """Less the address itself, which the asker knows and the language switch repeats."""
    text = get(client, "record", hidden.record.ref)
    text += get(client, "record-history", hidden.record.ref)
    return text.replace(f"/{hidden.record.ref}/", "")


def searched(client: Client, hidden: Hidden) -> str:
    assert hidden
    return client.post(reverse("search"), {"q": WORD}).content.decode().replace(WORD, "", 1)


def counted(client: Client, hidden: Hidden) -> str:
    """What the register says of its size: Amina's two records, Celine's one."""
    text = get(client, "dataset", hidden.dataset.ref)
    return WORD if "1 to 2 of 2" in text or ">2<" in text else ""


def exported(client: Client, hidden: Hidden) -> str:
    url = reverse("dataset-copies", args=[hidden.dataset.ref])
    answer = client.post(url, {"form": "xlsx"}, follow=True)
    assert answer.status_code == 200
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    with ZipFile(BytesIO(content)) as book:
        return " ".join(book.read(name).decode(errors="replace") for name in book.namelist())


def attached(client: Client, hidden: Hidden) -> str:
    """The file that somebody else's working copy is."""
    release = Release.objects.filter(dataset=hidden.dataset).first()
    if release is None:
        return ""
    answer = client.get(reverse("copy", args=[release.ref]))
    return WORD if answer.status_code == 200 else ""


def notified(client: Client, _hidden: Hidden) -> str:
    sent = " ".join(f"{one.subject} {one.body}" for one in mail.outbox)
    return get(client, "home") + sent


def error_text(client: Client, hidden: Hidden) -> str:
    """What is said when it is asked for by its address: the same as of what is not there."""
    texts = []
    for ref in (hidden.record.ref, "0absent0"):
        for name in ("record", "record-amend", "record-move"):
            answer = client.post(reverse(name, args=[ref]), {"to": "closed", "seen": "1"})
            texts.append(f"{answer.status_code} {answer.content.decode()}")
    return " ".join(texts).replace(hidden.record.ref, "")


WAYS = [listed, detail, searched, counted, exported, attached, notified, error_text]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_hidden_record__silent_to_the_other_agency(
    hidden: Hidden, sign_in: SignIn, way: Callable[[Client, Hidden], str]
) -> None:
    if way is attached:
        exported(sign_in("amina"), hidden)
    text = way(sign_in("celine"), hidden)
    assert WORD not in text
    assert hidden.record.ref not in text


@pytest.mark.parametrize(
    "way", [one for one in WAYS if one not in (notified, error_text)], ids=lambda way: way.__name__
)
def test_the_same_record__met_by_its_owner(
    hidden: Hidden, sign_in: SignIn, way: Callable[[Client, Hidden], str]
) -> None:
    """Else the silence above would prove nothing."""
    client = sign_in("amina")
    if way is attached:
        exported(client, hidden)
    assert WORD in way(client, hidden)


def test_hidden_record__404_like_one_that_is_not_there(hidden: Hidden, sign_in: SignIn) -> None:
    client = sign_in("celine")
    answers = [client.get(reverse("record", args=[ref])) for ref in (hidden.record.ref, "0absent0")]
    assert [answer.status_code for answer in answers] == [404, 404]


def pages(client: Client) -> Iterator[str]:
    for name in ("home", "datasets", "instruments", "systems", "agencies", "protocol"):
        yield client.get(reverse(name)).content.decode()


def test_hidden_register__on_no_page(world: World, hidden: Hidden, sign_in: SignIn) -> None:
    ours = system_of(world.operation, world.agencies["HRA"], "ours")
    assert hidden.dataset.version is not None
    secret = dataset_of(hidden.dataset.version, world.agencies["HRA"], "secret")
    Dataset.objects.filter(pk=secret.pk).update(names={"en": WORD}, system=ours)
    assert not any(WORD in text for text in pages(sign_in("celine")))
    assert any(WORD in text for text in pages(sign_in("amina")))
