"""Writing the log. The only way in; there is no way to change or delete an event."""

from collections.abc import Iterable, Sequence

from himaya.audit.models import Event
from himaya.kernel import clock
from himaya.kernel.rows import insert_values
from himaya.kernel.verbs import Verb
from himaya.tenancy.models import Operation


def write_event(
    *,
    operation: Operation | None,
    request: str,
    door: str,
    verb: Verb,
    scope: str,
    allowed: bool,
    account: str = "",
    seat: str = "",
    thing_kind: str = "",
    thing: str = "",
    rules: Iterable[str] = (),
    policy: str = "",
    purpose: str = "",
    fields: Iterable[str] = (),
    note: str = "",
) -> Event:
    """Append one event. `fields` are names of questions or columns, `note` is a code."""
    return Event.objects.create(
        at=clock.now(),
        operation=operation,
        request=request,
        door=door,
        account=account,
        seat=seat,
        verb=verb,
        scope=scope,
        thing_kind=thing_kind,
        thing=thing,
        effect=Event.Effect.PERMIT if allowed else Event.Effect.DENY,
        rules=list(rules),
        policy=policy,
        purpose=purpose,
        fields=sorted(fields),
        note=note,
    )


def write_events(
    *,
    operation: Operation,
    request: str,
    door: str,
    account: str,
    seat: str,
    verb: Verb,
    purpose: str,
    changes: Sequence[tuple[str, str, Iterable[str]]],
    note: str = "",
) -> None:
    """Append one event for each change that was made: kind of thing, its reference, its fields."""
    shared = {
        "at": clock.now(),
        "operation_id": operation.pk,
        "request": request,
        "door": door,
        "account": account,
        "seat": seat,
        "verb": str(verb),
        "scope": "change",
        "effect": Event.Effect.PERMIT.value,
        "purpose": purpose,
        "note": note,
    }
    names = [*shared, "thing_kind", "thing", "fields"]
    same = tuple(shared.values())
    insert_values(
        Event, names, [(*same, kind, thing, sorted(fields)) for kind, thing, fields in changes]
    )
