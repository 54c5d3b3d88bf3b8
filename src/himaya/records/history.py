"""What happened to a record, and what it is related to, as far as the reader may see."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from himaya.datasets.declarations import Profile, profile_named
from himaya.engines.xlsform import text_in
from himaya.gate.decisions import visible_to
from himaya.gate.seats import ActingSeat
from himaya.instruments.models import Version
from himaya.instruments.queries import form_of
from himaya.kernel.words import in_language
from himaya.people.models import Seat
from himaya.records.derive import key_meaning
from himaya.records.lifecycle import is_guarded, may_ever_step
from himaya.records.models import Link, Record, Revision
from himaya.records.queries import without
from himaya.records.sealing import join, open_answers, sealed_paths
from himaya.records.titles import title_of
from himaya.records.words import area_codes, area_path, key_label, key_words


def visible_answers(record: Record, revision: Revision, withheld: frozenset[str]) -> dict[str, Any]:
    """The answers of a revision without the withheld ones; opens the seal only if needed."""
    answers = dict(revision.answers)
    if revision.sealed and sealed_paths(revision.version) - withheld:
        answers = join(answers, open_answers(record, revision))
    return without(answers, withheld)


@dataclass(frozen=True, slots=True)
class Past:
    """Revisions of a record in the given order (newest first), with what is visible of each.

    The last is only compared with when it is not the first of the record.
    """

    record: Record
    revisions: Sequence[Revision]
    answers: Sequence[Mapping[str, Any]]

    def codes(self) -> set[str]:
        """Codes of areas in any of the answers."""
        found: set[str] = set()
        for revision, answers in zip(self.revisions, self.answers, strict=True):
            found |= area_codes(map(area_path, form_of(revision.version).questions), [answers])
        return found


def past_of(record: Record, revisions: Sequence[Revision], withheld: frozenset[str]) -> Past:
    """The revisions with their answers; opens the seals that the reader may."""
    return Past(record, revisions, [visible_answers(record, one, withheld) for one in revisions])


def entries(
    past: Past, language: str, fields: frozenset[str], names: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Entries for `web/_history.html`; `names`: of areas by code.

    Changes in withheld answers are not listed at all: that one changed says that there is one.
    Who wrote is named to those to whom contacts are open (else the agency), and the reason, which
    is free text, shown to those to whom narrative is.
    """
    record, revisions, answers = past.record, past.revisions, past.answers
    seats = seat_names((one.made_by for one in revisions), named="contact" in fields)
    explained = "narrative" in fields
    found = []
    for at, revision in enumerate(revisions):
        older = answers[at + 1] if at + 1 < len(revisions) else None
        if older is None and revision.n > 1:
            break
        found.append(
            {
                "when": revision.made_at,
                "who": seats.get(revision.made_by, ""),
                "what": _what(
                    record,
                    revision,
                    revisions[at + 1] if older is not None else None,
                    revision.reason if explained else "",
                ),
                "changes": _changes(revision.version, older, answers[at], language, names),
            }
        )
    return found


def _what(record: Record, revision: Revision, older: Revision | None, reason: str) -> str:
    if record.is_erased and revision.n == record.lock:
        return _("Revision %(n)s: encrypted answers erased. %(reason)s") % {
            "n": revision.n,
            "reason": reason,
        }
    if reason:
        return _("Revision %(n)s: %(reason)s") % {"n": revision.n, "reason": reason}
    if older is None:
        return _("Revision %(n)s: recorded") % {"n": revision.n}
    if older.status != revision.status:
        label = status_label(record, revision.status)
        return _("Revision %(n)s: now %(status)s") % {"n": revision.n, "status": label}
    return _("Revision %(n)s") % {"n": revision.n}


def _changes(
    version: Version,
    older: Mapping[str, Any] | None,
    newer: Mapping[str, Any],
    language: str,
    names: Mapping[str, str],
) -> list[dict[str, str]]:
    if older is None:
        return []
    form = form_of(version)
    keys = [asked.key for asked in form.questions if not asked.repeat]
    keys += [name for name, group in form.repeats.items() if len(group.repeat) == 1]
    return [
        {
            "label": key_label(form, key, language),
            "before": key_words(form, key, older.get(key), language, names),
            "after": key_words(form, key, newer.get(key), language, names),
        }
        for key in keys
        if older.get(key) != newer.get(key)
    ]


def seat_names(refs: Iterable[str], *, named: bool) -> dict[str, str]:
    """Who sat on these seats, with the agency; not `named`, the agency alone. One query."""
    seats = Seat.objects.filter(ref__in=set(refs)).select_related("account", "agency")
    return {
        seat.ref: f"{seat.account.name}, {seat.agency.acronym}" if named else seat.agency.acronym
        for seat in seats
    }


def status_label(record: Record, status: str) -> str:
    """A state of the lifecycle in the reader's language."""
    return dict(_states(record)).get(status, status)


def steps_of(record: Record) -> list[tuple[str, str]]:
    """(code, label) of the states that the record may go to from where it stands."""
    profile = profile_named(record.dataset.profile)
    return [
        (code, label)
        for code, label in _states(record)
        if code != record.status
        and (profile is None or profile.lifecycle.allows(record.status, code))
    ]


def steps_offered(record: Record, seat: ActingSeat) -> list[tuple[str, str]]:
    """The same less those that are not the seat's to take: no button that only refuses."""
    profile = profile_named(record.dataset.profile)
    if profile is None:
        return steps_of(record)
    return [
        (code, label)
        for code, label in steps_of(record)
        if may_ever_step(seat, profile.lifecycle.needs(record.status, code))
        and not is_guarded(seat, record, code)
    ]


def _states(record: Record) -> list[tuple[str, str]]:
    """The lifecycle the profile declares; without one, the choices of the status question."""
    profile = profile_named(record.dataset.profile)
    if profile is not None:
        return [(one.code, in_language(one.labels)) for one in profile.lifecycle.states]
    form = form_of(record.version)
    asked = form.by_path.get(((), key_meaning(record.version, "status")))
    if asked is None or asked.type != "select_one":
        return [("submitted", _("submitted"))]
    language = (get_language() or "en").split("-")[0]
    return [
        (choice.name, text_in(choice.labels, language, form.default_language) or choice.name)
        for choice in form.choices.get(asked.list_name, ())
    ]


def links_of(record: Record, seat: ActingSeat) -> list[dict[str, Any]]:
    """Related records in the reader's sight: label of the relation, the records, in order."""
    outward = Link.objects.filter(source=record).values_list("relation", "target_id")
    inward = Link.objects.filter(target=record).values_list("relation", "source_id")
    pairs = [(relation, pk, True) for relation, pk in outward]
    pairs += [(relation, pk, False) for relation, pk in inward]
    seen = {one.pk: one for one in _in_sight(seat, {pk for _, pk, _ in pairs})}
    found: dict[tuple[str, bool], list[Record]] = {}
    for relation, pk, is_out in pairs:
        if pk in seen:
            found.setdefault((relation, is_out), []).append(seen[pk])
    return [
        {
            "label": _relation_label(records[0] if not is_out else record, relation, is_out=is_out),
            "records": [
                {"ref": one.ref, "title": title_of(one), "over": _over(one)} for one in records
            ],
        }
        for (relation, is_out), records in found.items()
    ]


def _over(record: Record) -> str:
    """The state of a record that was given up, "" for any other: what rests on it should know."""
    profile = profile_named(record.dataset.profile)
    state = profile.lifecycle.state(record.status) if profile else None
    return in_language(state.labels) if state is not None and state.phase == "stopped" else ""


def _in_sight(seat: ActingSeat, pks: set[int]) -> QuerySet[Record]:
    return (
        visible_to(Record.objects.filter(pk__in=pks, is_withdrawn=False), seat)
        .select_related("head", "version", "dataset")
        .prefetch_related("version__questions")
    )


def _relation_label(source: Record, relation: str, *, is_out: bool) -> str:
    profile: Profile | None = profile_named(source.dataset.profile)
    for one in profile.relations if profile else ():
        if one.code == relation:
            return in_language(one.labels if is_out else one.inverse_labels)
    return relation
