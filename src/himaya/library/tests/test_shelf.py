"""Links of the shelf: dead, moved and without an answer are told apart; the net is played here."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.world import World, table

from himaya.collect.actions import register_for
from himaya.kernel import clock
from himaya.library import links
from himaya.library.links import Answer, check_link, check_links, fetch_head, look_at
from himaya.library.models import LinkCheck
from himaya.library.references import COMMON, PIM
from himaya.records.actions import AnswersRefused, create_record
from himaya.records.attachments import store_answer_file
from himaya.records.models import Record

HERE = "https://example.org/a"
SAID = {
    HERE: Answer(200),
    "https://example.org/moved": Answer(301, "/a"),
    "https://example.org/lent": Answer(302, "/a"),
    "https://example.org/twice": Answer(308, "/moved"),
    "https://example.org/gone": Answer(404),
    "https://example.org/led to nothing": Answer(301, "/gone"),
    "https://example.org/shut": Answer(403),
    "https://example.org/broken": Answer(503),
    "https://example.org/round": Answer(302, "/round"),
}


def play(link: str) -> Answer:
    """A server as tests know it; others do not answer."""
    if link not in SAID:
        raise TimeoutError
    return SAID[link]


LOOKS = table("""
| link           | state     | moved to |
|----------------|-----------|----------|
| a              | alive     |          |
| moved          | moved     | a        |
| lent           | alive     |          |
| twice          | moved     | a        |
| gone           | dead      |          |
| led to nothing | dead      |          |
| shut           | alive     |          |
| broken         | no_answer |          |
| round          | no_answer |          |
| nobody there   | no_answer |          |
""")[1:]


@pytest.mark.parametrize("row", LOOKS, ids=lambda row: row[0])
def test_link__looked_at(row: list[str]) -> None:
    link, state, moved = row
    expected = (state, f"https://example.org/{moved}" if moved else "")
    assert look_at(f"https://example.org/{link}", play) == expected


@pytest.mark.parametrize(
    "link", ["http://127.0.0.1/", "http://[::1]/", "http://10.0.0.7/a", "file:///etc/passwd"]
)
def test_address_of_ones_own_network__not_asked(link: str) -> None:
    assert look_at(link, fetch_head) == ("no_answer", "")


def test_shelf__pim_documents_by_link_and_how_they_stand(
    world: World,
    sign_in: Callable[[str], Client],
    settings: object,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    dataset = register_for(seat=world.people["dawit"].acting, profile_code="reference_item")
    client, url = sign_in("dawit"), reverse("shelf", args=[dataset.ref])
    assert "Put the PIM documents" in client.get(url).content.decode()
    for _ in range(2):  # pressed twice, they are there once
        client.post(reverse("shelf-fill", args=[dataset.ref]))
    records = Record.objects.filter(dataset=dataset).select_related("head", "dataset")
    assert {one.stable_id for one in records} == set(PIM)
    assert check_links.call() == 0  # off where nobody said that the net may be asked

    monkeypatch.setattr(links, "fetch_head", lambda _link: Answer(404))
    settings.HIMAYA_LINK_CHECKS = True  # type: ignore[attr-defined]
    assert check_links.call() == 5
    assert check_links.call() == 0  # looked at this week
    assert "does not exist any more" in client.get(url).content.decode()
    assert "Put the PIM documents" not in client.get(url).content.decode()
    LinkCheck.objects.update(checked_at=clock.now() - timedelta(days=8))
    assert check_links.call() == 5
    assert set(LinkCheck.objects.values_list("failures", flat=True)) == {2}

    one = records[0]
    assert check_link(one, lambda _link: Answer(200)).failures == 0
    page = sign_in("celine").get(reverse("record", args=[one.ref])).content.decode()
    assert "opens" in page


def test_copy__kept_where_the_licence_allows_it(
    world: World, sign_in: Callable[[str], Client]
) -> None:
    dawit = world.people["dawit"].acting
    dataset = register_for(seat=dawit, profile_code="reference_item")
    upload = SimpleUploadedFile("guide.txt", b"Ask before you share.")
    copy = store_answer_file(seat=dawit, upload=upload, level=1)
    answers = {**COMMON, **PIM[next(iter(PIM))], "copy": copy}
    with pytest.raises(AnswersRefused):
        create_record(seat=dawit, dataset=dataset, answers={**answers, "licence": "reserved"})
    made = create_record(seat=dawit, dataset=dataset, answers={**answers, "licence": "cc_by"})

    celine, address = sign_in("celine"), reverse("record-file", args=[made.ref, copy])
    assert address in celine.get(reverse("shelf", args=[dataset.ref])).content.decode()
    assert celine.get(address, follow=True).status_code == 200
