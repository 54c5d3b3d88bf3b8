"""Characters that turn the direction of text: gone at every door, isolates kept in pairs."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.world import World, table

from himaya.collect.actions import bring_file, import_batch, register_for
from himaya.config.tests.doors import Caller, set_stage, token_of
from himaya.engines.directions import bare, calm
from himaya.engines.xlsform import read_form
from himaya.files.actions import name_of, store_file
from himaya.records.models import Record
from himaya.records.tests.register import opened

SignIn = Callable[[str], Client]
SIGNS = {"RLO": "\u202e", "LRO": "\u202d", "RLE": "\u202b", "PDF": "\u202c", "RLI": "\u2067", "FSI": "\u2068", "PDI": "\u2069"}  # fmt: skip
TEXTS = table("""
| written                | in a text          | in a name |
| a RLO b                | a b                | a b       |
| a LRO b PDF c          | a b c              | a b c     |
| RLE a PDF              | a                  | a         |
| RLI a PDI b            | RLI a PDI b        | a b       |
| RLI FSI a PDI PDI b    | RLI FSI a PDI PDI b | a b      |
| RLI a                  | a                  | a         |
| a PDI b                | a b                | a b       |
| RLI a RLO b PDI        | RLI a b PDI        | a b       |
| a LF RLI b LF PDI c    | a LF b LF c        | a LF b LF c |
""")[1:]


def spelt(words: str) -> str:
    return "".join({**SIGNS, "LF": "\n"}.get(word, word) for word in words.split())


@pytest.mark.parametrize(("written", "text", "name"), TEXTS)
def test_text_and_name(written: str, text: str, name: str) -> None:
    assert calm(spelt(written)) == spelt(text)
    assert bare(spelt(written)) == spelt(name)


def test_marks_of_one_place_and_arabic_text__untouched() -> None:
    words = "حماية\u200f (PIM)\u200e \u061c2026"
    assert calm(words) == bare(words) == words


FORGED = "invoice\u202efdp.exe \u2067x"


def test_page__record_and_names_clean(world: World, sign_in: SignIn) -> None:
    dataset = opened(world)
    fields = {"what": FORGED, "story": f"{FORGED}\n\u2067قصة\u2069 end", "~do": "save"}
    answer = sign_in("amina").post(reverse("record-new", args=[dataset.ref]), fields)
    assert answer.status_code == 302

    head = Record.objects.select_related("head").get().head
    assert head is not None
    assert head.answers["what"] == "invoicefdp.exe x"
    assert head.answers["story"] == "invoicefdp.exe x\n\u2067قصة\u2069 end"


def test_name_of_a_system__clean(world: World, sign_in: SignIn) -> None:
    client = sign_in("dawit")
    page = client.get(reverse("system-new")).context["form"]
    fields = {
        "code": "plain", "name_en": f"\u2067{FORGED}\u2069", "agency": world.agencies["HRA"].ref,
        "state": "active", "level": "2", "retention_months": "60",
    }  # fmt: skip
    assert page is not None
    assert client.post(reverse("system-new"), fields).status_code == 302
    names = world.workspace.__class__.objects.get(code="plain").names
    assert names == {"en": "invoicefdp.exe x"}


def test_password__as_typed(client: Client, world: World) -> None:
    account = world.people["amina"].account
    account.set_password("long enough \u202e words")
    account.save()

    fields = {"login": account.email, "password": "long enough \u202e words"}
    assert client.post(reverse("account_login"), fields).status_code == 302


def test_api__answers_and_reason_clean(world: World) -> None:
    stage = set_stage(world)
    caller = Caller(token_of(world, "amina"))
    body = {"answers": {"what": FORGED, "standing": "open"}, "reason": FORGED}
    made: Any = caller.post(f"/datasets/{stage.dataset.ref}/records", body)

    assert made.json()["answers"]["what"] == "invoicefdp.exe x"
    record = Record.objects.select_related("head").get(ref=made.json()["ref"])
    assert record.head is not None
    assert record.head.reason == "invoicefdp.exe x"


def test_import__clean_on_the_bench_and_in_the_record(world: World, sign_in: SignIn) -> None:
    seat = world.people["dawit"].acting
    dataset = register_for(seat=seat, profile_code="plan_activity")
    lines = [
        "Work plan 2026",
        "Code\tDescription\tResponsibility\tExpected deadline",
        "\tGoal 1: Preparedness\t\t",
        f"P1\t{FORGED}\tWCI\tMay 2026",
    ]
    batch = bring_file(
        seat=seat, dataset=dataset, kind="workplan", name="a.txt", content="\n".join(lines).encode()
    )
    bench = sign_in("dawit").get(reverse("import", args=[batch.ref])).content.decode()
    import_batch(seat=seat, batch=batch)

    assert f"<bdi>{FORGED}</bdi>" in bench  # as in the file, and no further than its own element
    head = Record.objects.select_related("head").get(dataset=dataset).head
    assert head is not None
    assert head.answers["title"] == "invoicefdp.exe x"


def test_labels_of_a_form_and_file_names__clean(world: World) -> None:
    form = read_form(
        f"| survey | | | |\n| | type | name | label |\n| | text | a | {FORGED} |\n", kind="md"
    )
    stored = store_file(
        operation=world.operation,
        made_by="",
        kind="upload",
        name="photo\u202egpj.exe",
        content=b"",
        media_type="",
        level=1,
    )

    assert [*form.by_name["a"].labels.values()] == ["invoicefdp.exe x"]
    assert name_of(stored) == "photogpj.exe"
