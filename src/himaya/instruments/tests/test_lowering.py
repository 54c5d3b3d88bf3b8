"""A next version may mark a question more strictly, never less (protocol.md, Sensitivity)."""

import pytest
from tests.world import World, table

from himaya.engines.xlsform import read_form
from himaya.instruments.actions import (
    add_version,
    confirm_marks,
    create_instrument,
    publish_version,
)
from himaya.instruments.models import Version
from himaya.kernel.problems import Code, Problem

FORM = """
| survey |      |       |       |             |
|        | type | name  | label | sensitivity |
|        | text | story | Story | {mark}      |
"""

# What version 1 said, whether a person had confirmed it, and what version 2 says.
VERSIONS = table("""
| before      | confirmed | after       | published |
| sensitive:2 | yes       | sensitive:2 | yes       |
| sensitive:2 | yes       | sensitive:3 | yes       |
| sensitive:2 | yes       | direct:2    | yes       |
| sensitive:3 | yes       | sensitive:2 | no        |
| direct:2    | yes       | none:2      | no        |
| none:1      | yes       | direct:4    | yes       |
|             | no        | none:1      | yes       |
""")[1:]


def draft(world: World, mark: str, before: Version | None = None) -> Version:
    form = read_form(FORM.format(mark=mark), kind="md")
    amina = world.people["amina"].acting
    if before is not None:
        return add_version(seat=amina, instrument=before.instrument, form=form)
    world.workspace.agency = world.agencies["HRA"]
    world.workspace.save(update_fields=["agency"])
    return create_instrument(seat=amina, system=world.workspace, code="calls", form=form)


@pytest.mark.parametrize("row", VERSIONS, ids="-".join)
def test_next_version__marks_no_question_lower(world: World, row: list[str]) -> None:
    first, _confirmed, second, published = row
    amina = world.people["amina"].acting
    old = publish_version(seat=amina, version=draft(world, first))
    new = draft(world, second, old)
    if published == "yes":
        publish_version(seat=amina, version=new)
    else:
        with pytest.raises(Problem) as refused:
            publish_version(seat=amina, version=new)
        assert refused.value.code == Code.LEVEL_LOWERED
        assert refused.value.context["questions"] == ["story"]
    new.refresh_from_db()
    assert (new.state == Version.State.PUBLISHED) is (published == "yes")


def test_lowered_two_versions_later__refused_too(world: World) -> None:
    amina = world.people["amina"].acting
    old = publish_version(seat=amina, version=draft(world, "sensitive:3"))
    between = read_form(FORM.format(mark="none").replace("story", "other"), kind="md")
    publish_version(
        seat=amina, version=add_version(seat=amina, instrument=old.instrument, form=between)
    )
    last = draft(world, "", old)
    marks = {"story": {"means": "", "sensitivity": "none", "level": 1}}
    confirm_marks(seat=amina, version=last, marks=marks)
    with pytest.raises(Problem) as refused:
        publish_version(seat=amina, version=last)
    assert refused.value.code == Code.LEVEL_LOWERED
