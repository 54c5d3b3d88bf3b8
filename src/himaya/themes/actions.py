"""Writing frameworks: drafts, their themes one by one, publishing."""

from collections.abc import Callable
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from himaya.engines.narrative import Framework as Brought
from himaya.engines.narrative import framework_tree
from himaya.gate.decisions import log, require
from himaya.gate.seats import ActingSeat
from himaya.kernel import clock
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.people.models import Agency
from himaya.themes import editing
from himaya.themes.coding.tasks import suggest_anew
from himaya.themes.editing import Tree
from himaya.themes.models import Framework, FrameworkVersion, ThemeOwner
from himaya.themes.queries import framework_of, newest_published, unmarked_themes
from himaya.themes.storing import columns_of

Version = FrameworkVersion


def create_framework(*, seat: ActingSeat, brought: Brought, code: str) -> Version:
    """A new framework with what a file brought as its first draft.

    Raises Problem(NAME_TAKEN) where the operation has a framework of that code.
    """
    require(seat, Verb.FRAMEWORK_MANAGE, seat.operation)
    with transaction.atomic():
        try:
            with transaction.atomic():
                framework = Framework.objects.create(
                    operation=seat.operation, code=code, names=dict(brought.title)
                )
        except IntegrityError as error:
            raise Problem(Code.NAME_TAKEN, status=422, name=code) from error
        return _draft(seat, framework, framework_tree(brought))


def draft_version(
    *, seat: ActingSeat, framework: Framework, brought: Brought | None = None
) -> Version:
    """A draft to change: from a file, or from what was published last.

    Raises Problem(ALREADY_DONE) while another draft is open.
    """
    require(seat, Verb.FRAMEWORK_MANAGE, framework)
    with transaction.atomic():
        Framework.objects.select_for_update().get(pk=framework.pk)
        if framework.versions.filter(state=Version.State.DRAFT).exists():
            raise Problem(Code.ALREADY_DONE)
        if brought is not None:
            return _draft(seat, framework, framework_tree(brought))
        before = newest_published(framework)
        if before is None:
            raise Problem(Code.NOT_FOUND, status=404)
        return _draft(seat, framework, framework_tree(framework_of(before)))


def _draft(seat: ActingSeat, framework: Framework, tree: Tree) -> Version:
    number = (framework.versions.aggregate(last=Max("number"))["last"] or 0) + 1
    version = Version.objects.create(
        operation=seat.operation,
        framework=framework,
        number=number,
        **columns_of(tree | {"code": framework.code, "version": str(number)}),
        made_by=seat.ref,
        editors=[seat.ref],
    )
    log(seat, Verb.FRAMEWORK_MANAGE, framework, note=f"version_{number}")
    return version


def add_theme(
    *,
    seat: ActingSeat,
    version: Version,
    theme: Tree,
    parent: str = "",
    owner: Agency | None = None,
) -> Version:
    """A new theme in a draft, the last under its parent.

    Raises EditRefusedError (code_twice, theme_unknown) and NarrativeError.
    """
    code = str(theme["code"])
    with transaction.atomic():
        made = _edit(seat, version, lambda tree: editing.added(tree, theme, parent), code, "added")
        _give_to(version.framework, code, owner)
    return made


def amend_theme(
    *,
    seat: ActingSeat,
    version: Version,
    code: str,
    fields: Tree,
    owner: Agency | None = None,
    seen: str = "",
) -> Version:
    """Other words, terms and marks for a theme of a draft, and who answers for it.

    Raises Problem(CHANGED_MEANWHILE) where the theme is not as the writer saw it (`seen`, by
    `editing.mark_of`), EditRefusedError and NarrativeError.
    """

    def change(tree: Tree) -> Tree:
        if seen and seen != editing.mark_of(editing.theme_in(tree, code)):
            raise Problem(Code.CHANGED_MEANWHILE)
        return editing.amended(tree, code, fields)

    with transaction.atomic():
        made = _edit(seat, version, change, code, "amended")
        _give_to(version.framework, code, owner)
    return made


def _give_to(framework: Framework, code: str, owner: Agency | None) -> None:
    """The agency that answers for a theme, in all its versions."""
    mine = ThemeOwner.objects.filter(framework=framework, theme=code)
    if owner is None:
        mine.delete()
    elif not mine.update(agency=owner):
        ThemeOwner.objects.create(framework=framework, theme=code, agency=owner)


def move_theme(
    *, seat: ActingSeat, version: Version, code: str, parent: str, place: int
) -> Version:
    """A theme, with all under it, to another place of the tree (counted from 1)."""
    return _edit(
        seat, version, lambda tree: editing.moved(tree, code, parent, place), code, "moved"
    )


def retire_theme(*, seat: ActingSeat, version: Version, code: str) -> Version:
    """Leave a theme out from this version on; the versions before keep it."""
    return _edit(seat, version, lambda tree: editing.retired(tree, code), code, "retired")


def _edit(
    seat: ActingSeat, version: Version, change: Callable[[Tree], Tree], code: str, what: str
) -> Version:
    require(seat, Verb.FRAMEWORK_MANAGE, version.framework)
    with transaction.atomic():
        locked = _open_draft(version)
        made: dict[str, Any] = columns_of(change(locked.tree))
        locked.tree, locked.fingerprint = made["tree"], made["fingerprint"]
        locked.editors = sorted({*locked.editors, seat.ref})
        locked.save(update_fields=["tree", "fingerprint", "editors"])
        log(seat, Verb.FRAMEWORK_MANAGE, version.framework, fields=(code,), note=what)
    return locked


def _open_draft(version: Version) -> Version:
    locked = Version.objects.select_for_update().filter(pk=version.pk).first()
    if locked is None:
        raise Problem(Code.NOT_FOUND, status=404)
    if not locked.is_draft:
        raise Problem(Code.FRAMEWORK_FROZEN)
    return locked


def drop_draft(*, seat: ActingSeat, version: Version) -> None:
    """Throw a draft away; nothing refers to it."""
    require(seat, Verb.FRAMEWORK_MANAGE, version.framework)
    with transaction.atomic():
        _open_draft(version).delete()
        log(seat, Verb.FRAMEWORK_MANAGE, version.framework, note="dropped")


def publish_framework(*, seat: ActingSeat, version: Version) -> Version:
    """Freeze a draft; texts are coded by it from then on.

    Taking the sensitive mark from a theme needs somebody who wrote nothing in the draft:
    suggestions of that theme could stand without a person afterwards. Raises
    Problem(TWO_PERSONS_NEEDED).
    """
    require(seat, Verb.FRAMEWORK_MANAGE, version.framework)
    with transaction.atomic():
        locked = _open_draft(version)
        if seat.ref in locked.editors and unmarked_themes(locked):
            raise Problem(Code.TWO_PERSONS_NEEDED)
        locked.state = Version.State.PUBLISHED
        locked.published_by, locked.published_at = seat.ref, clock.now()
        locked.save(update_fields=["state", "published_by", "published_at"])
        Framework.objects.filter(pk=locked.framework_id).update(names=locked.tree["title"])
        suggest_anew(locked)
        log(seat, Verb.FRAMEWORK_MANAGE, version.framework, note=f"published_{locked.number}")
    return locked
