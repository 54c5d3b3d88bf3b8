"""What the pages of terms of reference, lead roles and memberships say besides their answers."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language

from himaya.datasets.templates import template_form
from himaya.engines.xlsform.model import text_in
from himaya.gate.decisions import visible_to
from himaya.gate.seats import ActingSeat
from himaya.kernel import clock
from himaya.profiles.coordination.contacts.bodies import (
    BY_TERMS,
    is_over,
    members_of,
    one_for_all,
)
from himaya.profiles.coordination.contacts.declaration import GROUP_MEMBERSHIP, LEAD_ROLE
from himaya.profiles.coordination.governance.declaration import TERMS
from himaya.records.derive import acronyms_in
from himaya.records.models import Record
from himaya.records.titles import title_of

_REPLACES = "terms_replace"
# What the field asks of terms of reference in a PIM context (systems 105, 137).
_WANTED = ("sharing", "confidentiality", "use_feedback", "do_no_harm")


def terms_of_record(seat: ActingSeat, record: Record) -> Mapping[str, Any]:
    """Members against the register of groups, clauses against the last version (systems 105).

    At most seven queries.
    """
    if record.dataset.profile != TERMS.code or record.head is None:
        return {}
    said = record.head.answers
    groups = list(
        visible_to(
            Record.objects.filter(
                links_out__relation=BY_TERMS, links_out__target=record, is_withdrawn=False
            ),
            seat,
        ).values_list("pk", flat=True)
    )
    named = acronyms_in(said.get("members") or "")
    seated = members_of(seat, groups) if groups else set()
    before = _neighbour(seat, links_in__relation=_REPLACES, links_in__source=record)
    after = _neighbour(seat, links_out__relation=_REPLACES, links_out__target=record)
    clauses, old = set(said.get("clauses") or ()), _clauses(before)
    return {
        "is_terms": True,
        "only_named": sorted(named - seated) if groups and seated else [],
        "only_seated": sorted(seated - named) if named else [],
        "lost": _in_words(sorted(old - clauses)),
        "wanted": _in_words([one for one in _WANTED if one not in clauses | old]),
        "before": before,
        "newer": after if after is not None and groups and after.status == "endorsed" else None,
        "newer_title": title_of(after) if after is not None else "",
    }


def _neighbour(seat: ActingSeat, **link: object) -> Record | None:
    rows = visible_to(Record.objects.filter(is_withdrawn=False, **link), seat)
    whole = rows.select_related("head", "version").prefetch_related("version__questions")
    return whole.order_by("-made_at", "-pk").first()


def _clauses(terms: Record | None) -> set[str]:
    return set(terms.head.answers.get("clauses") or ()) if terms and terms.head else set()


def _in_words(codes: list[str]) -> list[str]:
    form = template_form(TERMS.template)
    language = (get_language() or "en").split("-")[0]
    labels = {
        one.name: text_in(one.labels, language, form.default_language)
        for one in form.choices["clause"]
    }
    return [labels.get(code, code) for code in codes]


def role_of_record(seat: ActingSeat, record: Record) -> Mapping[str, Any]:
    """A lead whose term has ended, and a post that follows every sector (systems 89, 140)."""
    if record.dataset.profile == LEAD_ROLE.code:
        return {"is_over": is_over(record, clock.today())}
    if record.dataset.profile != GROUP_MEMBERSHIP.code:
        return {}
    said = record.head.answers if record.head else {}
    if said.get("role") != "sector_focal_point":
        return {}
    post = (title_of(record), said.get("agency"))
    alone = [
        (title_of(one), one.head and one.head.answers.get("agency")) for one in one_for_all(seat)
    ]
    return {"for_all": post in alone}
