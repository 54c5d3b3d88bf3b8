"""Commands that act inside an operation: import, invite, token, and the log they leave."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.installation import Installation, copied
from tests.trials.web import set_stage

pytestmark = pytest.mark.slow  # each command is a process

PLAN = """Protection Cluster Marjana - Work plan 2026,,,,,
Code,Description,Responsibility,Partners,Expected deadline,Status
,Goal 1: Preparedness,,,,
P1,Train the partners on referral,HRA,WCI,Mid May 2026,
P2,Print the referral cards,CCU,,End June 2026,
"""
DOUBTFUL = PLAN + "-,Visit the new sites,HRA,,As the road allows it,\n"


@pytest.fixture(scope="module")
def staged(
    template: Installation, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    """An operation whose coordinator Dawit has a seat."""
    with copied(template, tmp_path_factory.mktemp("staged") / "one") as made:
        set_stage(made)
        yield made


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "plan.csv"
    path.write_text(PLAN)
    return path


def python(installation: Installation, code: str) -> str:
    done = installation.python("import django; django.setup()\n" + code)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def seat_of(installation: Installation, role: str) -> str:
    return python(
        installation,
        f"from himaya.people.models import Seat; print(Seat.objects.get(role={role!r}).ref)",
    )


class TestImport:
    def test_dry_run__reads_without_a_database(
        self, installation: Installation, plan: Path
    ) -> None:
        read = installation.ask("import", str(plan), "--as", "workplan", "--dry-run")

        assert (read["kind"], read["accepted"], read["doubtful"], read["refused"]) == (
            "workplan",
            2,
            0,
            0,
        )
        [goal] = read["plans"][0]["goals"]
        assert [one["code"] for one in goal["activities"]] == ["P1", "P2"]
        assert "imported" not in read
        assert not (installation.data / "himaya.sqlite3").exists()

    def test_imported_twice__nothing_doubled(self, staged: Installation, plan: Path) -> None:
        plan.write_text(PLAN.replace("Marjana", "Twice"))  # a plan no other test brings
        first = staged.ask("import", str(plan), "--as", "workplan")["imported"]
        second = staged.ask("import", str(plan), "--as", "workplan")["imported"]

        assert (first["created"], second["created"], second["unchanged"]) == (2, 0, 2)

    def test_doubtful_rows__given_back_then_taken(
        self, staged: Installation, tmp_path: Path
    ) -> None:
        plan, rest = tmp_path / "doubtful.csv", tmp_path / "rest.xlsx"
        plan.write_text(DOUBTFUL.replace("Marjana", "Doubts"))
        first = staged.run("import", str(plan), "--as", "workplan", "--json", "--rest", str(rest))
        taken = staged.ask("import", str(rest), "--as", "workplan", "--take-doubtful")

        assert first.returncode == 1
        assert json.loads(first.stdout)["imported"]["created"] == 2
        assert taken["imported"]["created"] == 1

    def test_list_of_contacts__into_its_register_as_decided_and_the_next_one_too(
        self, staged: Installation, tmp_path: Path
    ) -> None:
        contacts = tmp_path / "contacts.csv"
        contacts.write_text(
            "Outfit;Position;Name;Email;Agrees to be listed;Confirmed on;Valid until\n"
            "CCU;IM officer;Nimble Otterby;otter@example.org;yes;03/02/2026;08/12/2026\n"
        )
        asked = ("import", str(contacts), "--as", "contacts")
        told = ("--column", "Outfit=agency:name", "--month-first", "--remember")
        done = staged.ask(*asked, *told)
        contacts.write_text(contacts.read_text().replace("Otterby", "Heron"))
        looked = staged.ask(*asked, "--dry-run")

        assert done["imported"]["created"] == 1
        assert done["rows"][0]["answers"]["confirmed_on"] == "2026-03-02"
        assert "Otterby" not in json.dumps(done)
        assert (looked["accepted"], looked["refused"]) == (1, 0)
        assert looked["read_as_last_time"].keys() == {"agency", "brought_on"}

        more = ("--column", "Position=position")
        [line, *_more] = staged.run(*asked, *more, "--dry-run").stdout.splitlines()
        assert line.startswith("Read as last time, as was decided for a file of ")
        assert staged.ask(*asked, *more, "--dry-run")["columns"][0]["field"] == "agency"
        afresh = staged.run(*asked, "--dry-run", "--forget", "--json").stdout
        assert "read_as_last_time" not in json.loads(afresh)
        once_more = staged.run(*asked).stdout
        assert once_more.startswith("Read as last time, as was decided for a file of ")

    def test_log__names_the_service_seat_and_the_door(
        self, staged: Installation, plan: Path
    ) -> None:
        staged.ask("import", str(plan), "--as", "workplan")
        found = python(
            staged,
            "from himaya.audit.models import Event; from himaya.people.models import Seat\n"
            "event = Event.objects.filter(verb='dataset.import', scope='change').latest('pk')\n"
            "print(event.door, Seat.objects.get(ref=event.seat).account.email)",
        )

        assert found == "command command-line@marjana.invalid"

    def test_doubtful_row__status_1_and_the_table_written(
        self, installation: Installation, tmp_path: Path
    ) -> None:
        source, out = tmp_path / "doubtful.csv", tmp_path / "out.csv"
        source.write_text(DOUBTFUL)

        done = installation.run(
            *("import", str(source), "--as", "workplan", "--dry-run", "--json"),
            *("--normalised", str(out)),
        )

        assert done.returncode == 1
        report = json.loads(done.stdout)
        assert report["doubtful"] == 1
        with out.open(encoding="utf-8-sig") as handle:
            rows = list(csv.DictReader(handle))
        assert [row["state"] for row in rows] == ["accepted", "accepted", "doubtful"]

    def test_unreadable__status_1_and_json_all_the_same(
        self, installation: Installation, tmp_path: Path
    ) -> None:
        source = tmp_path / "empty.xlsx"
        source.write_bytes(b"")

        done = installation.run("import", str(source), "--as", "workplan", "--dry-run", "--json")

        assert done.returncode == 1
        assert json.loads(done.stdout)["problems"][0]["code"] == "file_empty"

    def test_seat_unknown__status_2(self, staged: Installation, plan: Path) -> None:
        done = staged.run("import", str(plan), "--as", "workplan", "--seat", "nosuchseat")

        assert done.returncode == 2
        assert "no open seat nosuchseat" in done.stderr


class TestInvite:
    def test_in_the_name_of_a_seat__link(self, staged: Installation) -> None:
        made = staged.ask(
            *("invite", "--seat", seat_of(staged, "coordinator"), "--agency", "CCU"),
            *("--email", "bakari@example.org", "--name", "Bakari", "--role", "reader"),
        )

        assert made["invitation"].startswith("http://127.0.0.1:8000/invitations/accept/")

    def test_first_coordinator_once_there_is_one__refused(self, staged: Installation) -> None:
        done = staged.run(
            *("invite", "--first-coordinator", "--agency", "CCU"),
            *("--email", "celine@example.org", "--name", "Celine"),
        )

        assert done.returncode == 1
        assert len(done.stderr.strip().splitlines()) == 1

    def test_unknown_agency__status_2(self, staged: Installation) -> None:
        done = staged.run(
            *("invite", "--first-coordinator", "--agency", "NOSUCH"),
            *("--email", "celine@example.org", "--name", "Celine"),
        )

        assert done.returncode == 2


class TestToken:
    def test_made_listed_revoked(self, staged: Installation) -> None:
        seat = seat_of(staged, "coordinator")
        made = staged.ask("token", "--seat", seat, "--label", "board", "--verb", "record.view")
        assert made["token"].startswith("himaya_")

        staged.ask("token", "--seat", seat, "--revoke", made["ref"])

        rows = {row["ref"]: row for row in staged.ask("token", "--seat", seat, "--list")}
        assert rows[made["ref"]]["revoked"]
        assert made["token"] not in json.dumps(rows)

    def test_unknown_verb__status_2(self, staged: Installation) -> None:
        seat = seat_of(staged, "coordinator")
        done = staged.run("token", "--seat", seat, "--label", "x", "--verb", "record.steal")

        assert done.returncode == 2
        assert "record.steal" in done.stderr


class TestInit:
    def test_key_file__made_private_outside_the_data_folder(
        self, installation: Installation, tmp_path: Path
    ) -> None:
        key = tmp_path / "keys" / "master.key"
        arguments = (
            *("--slug", "marjana", "--name", "Marjana", "--agency", "CCU"),
            *("--installer-email", "keeper@example.org"),
            *("--coordinator-email", "dawit@example.org", "--coordinator-name", "Dawit"),
        )

        inside = installation.run(
            "init", *arguments, "--key-file", str(installation.data / "k"), HIMAYA_MASTER_KEY=""
        )
        none = installation.run("init", *arguments, HIMAYA_MASTER_KEY="")
        made = installation.ask("init", *arguments, "--key-file", str(key), HIMAYA_MASTER_KEY="")

        assert (inside.returncode, none.returncode) == (2, 2)
        assert made["key_made"]
        assert key.stat().st_mode & 0o777 == 0o600
        assert made["invitation"].count("/invitations/accept/") == 1
        check = installation.run("check", HIMAYA_MASTER_KEY="", HIMAYA_MASTER_KEY_FILE=str(key))
        assert check.returncode == 0, check.stdout
        again = installation.run(
            "init", *arguments, HIMAYA_MASTER_KEY="", HIMAYA_MASTER_KEY_FILE=str(key)
        )
        assert again.returncode == 1  # the name is taken

    def test_other_key_on_existing_data__refused(self, staged: Installation) -> None:
        done = staged.run("work", "--once", HIMAYA_MASTER_KEY="", HIMAYA_PASSPHRASE="other words")

        assert done.returncode == 2
        assert "not the one this data was sealed with" in done.stderr


def test_openapi__as_committed(installation: Installation) -> None:
    done = installation.run("export-openapi")

    assert done.returncode == 0
    assert json.loads(done.stdout)["openapi"].startswith("3.")


class TestPlaces:
    AREAS = "ADM1_PCODE,ADM1_EN\nMJ81,North\nMJ82,\n"

    def test_table_then_map__outlines_kept_and_doubts_told(
        self, staged: Installation, tmp_path: Path
    ) -> None:
        table, outlines = tmp_path / "areas.csv", tmp_path / "areas.geojson"
        table.write_text(self.AREAS)
        square = [[41, 17], [42, 17], [42, 18], [41, 17]]
        feature = {
            "type": "Feature",
            "properties": {"pcode": "MJ81"},
            "geometry": {"type": "Polygon", "coordinates": [square]},
        }
        outlines.write_text(json.dumps(feature))
        places = ("--as", "places", "--edition", "2031", "--json")

        first = staged.run("import", str(table), *places)
        second = staged.run("import", str(outlines), *places)
        looked = staged.run("import", str(outlines), *places, "--dry-run")
        broken = staged.run("import", str(table), *places[:-1], "--dry-run")

        assert first.returncode == 1
        assert "A p-code without name." in broken.stdout
        assert json.loads(first.stdout)["imported"]["added"] == 1
        assert [one["code"] for one in json.loads(first.stdout)["problems"]] == ["no_name"]
        assert second.returncode == 0
        assert json.loads(second.stdout)["imported"]["outlines"] == 1
        assert "imported" not in json.loads(looked.stdout)

    def test_without_edition__says_so(self, staged: Installation, tmp_path: Path) -> None:
        table = tmp_path / "areas.csv"
        table.write_text(self.AREAS)

        done = staged.run("import", str(table), "--as", "places")

        assert done.returncode == 2
        assert "--edition" in done.stderr
