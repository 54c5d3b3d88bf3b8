"""Saved views: what the address of a register asks for, kept under a name.

Requirements (a shareable address, without personal data in it):
1. A view holds what an address holds, codes and references. Words looked for are never in it.
2. One's own belongs to the seat; a shared one to the register, and to whoever manages that.
3. A view opens what its reader may see, and what the form no longer has is left out.
4. Another seat's, another register's and an absent one look the same.
"""

from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.urls import reverse

from himaya.gate.decisions import authorize, log, require
from himaya.gate.seats import ActingSeat
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.records.models import SavedView
from himaya.records.registers.asking import Ask, read_ask
from himaya.records.registers.register import Register

MOST = 50  # of a seat, and shared, for each register: what a person can find again
LONGEST = 4000  # characters; servers take addresses of about this length


@dataclass(frozen=True, slots=True)
class Offered:
    """A saved view as its reader may use it now."""

    view: SavedView
    query: str  # without what the register no longer has
    is_current: bool
    may_delete: bool


def views_in_sight(register: Register) -> QuerySet[SavedView]:
    """The shared views of a register that one sees, and one's own; in a preview the shared ones."""
    views = SavedView.objects.filter(dataset=register.dataset)
    if register.seat.viewing_as is not None:
        return views.filter(is_shared=True)
    return views.filter(Q(is_shared=True) | Q(made_by=register.seat.ref))


def offered_views(register: Register, ask: Ask | None = None) -> list[Offered]:
    """The saved views by name, the one that `ask` shows marked. One query."""
    shares, now = may_share(register), ask.query() if ask else None
    found = []
    for view in views_in_sight(register):
        query = query_of(view, register)
        may_delete = shares if view.is_shared else may_keep(register.seat)
        found.append(Offered(view, query, query == now, may_delete))
    return found


def query_of(view: SavedView, register: Register) -> str:
    """The query of its address, as the register understands it today."""
    return read_ask(QueryDict(view.query), register).query()


def address_of(view: SavedView, register: Register) -> str:
    """The page of the register that the view leads to."""
    query = query_of(view, register)
    return reverse("dataset", args=[register.dataset.ref]) + (f"?{query}" if query else "")


def may_keep(seat: ActingSeat) -> bool:
    """Whether the seat may keep views of the registers it sees: not while it looks as another."""
    return seat.viewing_as is None


def may_share(register: Register) -> bool:
    """Whether the seat may keep and delete views for everybody who sees the register."""
    return authorize(register.seat, Verb.DATASET_MANAGE, register.dataset).allowed


def save_view(
    *,
    seat: ActingSeat,
    register: Register,
    ask: Ask,
    name: str,
    is_shared: bool = False,
    replaces: bool = False,
) -> SavedView:
    """Keep the present choices under a name; the same sent twice is kept once.

    Raises `Problem`: NOT_ALLOWED, SHAPE_REFUSED (nothing chosen, or too much), NAME_TAKEN (other
    choices under that name, unless it `replaces`), VIEW_CAP.
    """
    verb = _require(seat, register, is_shared=is_shared)
    query = ask.query()
    if not query or len(query) > LONGEST:
        raise Problem(Code.SHAPE_REFUSED, status=422, field="query")
    with transaction.atomic():
        alike = _alike(seat, register, is_shared=is_shared)
        view = alike.select_for_update().filter(name=name).first()
        if view is None:
            # Two at once may pass the cap by one, which harms nobody.
            if alike.count() >= MOST:
                raise Problem(Code.VIEW_CAP)
            view = _create(
                alike,
                operation=seat.operation,
                dataset=register.dataset,
                name=name,
                query=query,
                is_shared=is_shared,
                made_by=seat.ref,
            )
        elif view.query == query:
            return view
        elif not replaces:
            raise Problem(Code.NAME_TAKEN, name="name")
        else:
            view.query, view.made_by = query, seat.ref
            view.save(update_fields=["query", "made_by"])
        log(seat, verb, register.dataset, note=f"view_saved_{view.ref}")
    return view


def _require(seat: ActingSeat, register: Register, *, is_shared: bool) -> Verb:
    """The verb under which a view of the register is kept or deleted."""
    verb = Verb.DATASET_MANAGE if is_shared else Verb.DATASET_VIEW
    require(seat, verb, register.dataset)
    # Looking is open to previews, keeping is not: they never write.
    if not may_keep(seat):
        raise Problem(Code.NOT_ALLOWED, status=403)
    return verb


def _alike(seat: ActingSeat, register: Register, *, is_shared: bool) -> QuerySet[SavedView]:
    """The views among which a name stands once."""
    views = SavedView.objects.filter(dataset=register.dataset, is_shared=is_shared)
    return views if is_shared else views.filter(made_by=seat.ref)


def _create(alike: QuerySet[SavedView], **columns: Any) -> SavedView:  # noqa: ANN401 - columns of the model
    try:
        with transaction.atomic():
            return SavedView.objects.create(**columns)
    except IntegrityError as error:
        # Another request kept that name just now: the same form sent twice, or other choices.
        found = alike.filter(name=columns["name"], query=columns["query"]).first()
        if found is None:
            raise Problem(Code.NAME_TAKEN, name="name") from error
        return found


def delete_view(*, seat: ActingSeat, register: Register, view: SavedView) -> None:
    """Take a view away; nothing else is lost with it. Raises Problem(NOT_ALLOWED)."""
    verb = _require(seat, register, is_shared=view.is_shared)
    with transaction.atomic():
        deleted, _ = SavedView.objects.filter(pk=view.pk).delete()
        if deleted:
            log(seat, verb, register.dataset, note=f"view_deleted_{view.ref}")
