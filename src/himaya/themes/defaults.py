"""The framework that every operation begins with: the one that comes with the software.

A newer one of a later release comes as a draft, which people compare and publish, or drop.
"""

from django.db import transaction
from django.db.models import Max

from himaya.audit.log import write_event
from himaya.engines.narrative import default_framework, fingerprint, framework_tree
from himaya.kernel import clock
from himaya.kernel.ids import new_ref
from himaya.kernel.verbs import Verb
from himaya.tenancy.models import Operation
from himaya.themes.coding.tasks import suggest_anew
from himaya.themes.models import Framework, FrameworkVersion
from himaya.themes.storing import columns_of

Version = FrameworkVersion


def give_default_framework(operation: Operation) -> FrameworkVersion | None:
    """Bring the default framework, or a newer one of it; None where there is nothing to bring.

    While a draft of theirs is open nothing is brought: it comes when that is published or dropped.
    """
    tree = framework_tree(default_framework())
    origin = fingerprint(default_framework())
    with transaction.atomic():
        framework, is_new = Framework.objects.get_or_create(
            operation=operation, code=tree["code"], defaults={"names": tree["title"]}
        )
        versions = Version.objects.filter(framework=framework)
        if framework.origin == origin or versions.filter(state=Version.State.DRAFT).exists():
            return None
        number = (versions.aggregate(last=Max("number"))["last"] or 0) + 1
        made = Version.objects.create(
            operation=operation,
            framework=framework,
            number=number,
            state=Version.State.PUBLISHED if is_new else Version.State.DRAFT,
            published_at=clock.now() if is_new else None,
            **columns_of(tree | {"version": str(number)}),
        )
        framework.origin = origin
        framework.save(update_fields=["origin"])
        if is_new:
            suggest_anew(made)
        write_event(
            operation=operation,
            request=new_ref(),
            door="job",
            verb=Verb.FRAMEWORK_MANAGE,
            scope="change",
            allowed=True,
            thing_kind="framework",
            thing=framework.ref,
            note=f"version_{number}",
        )
    return made
