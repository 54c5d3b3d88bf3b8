"""Who looks at the same: assessments and their yearly themes, monitoring, standing initiatives.

Systems 6, 11, 129, 130, 138. Four things are compared: place (one lies in the other), population
group, theme, and time (the days touch, or are less than half a year apart). Two entries overlap
where place and time agree and a group or a theme too, or time and the title, under another agency.
A theme that names no place is of the whole operation.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations

from django.db.models import QuerySet

from himaya.datasets.declarations import profile_named
from himaya.datasets.models import Dataset
from himaya.engines.tabular import fold_words
from himaya.gate.decisions import authorize, visible_to
from himaya.gate.seats import ActingSeat
from himaya.kernel.verbs import Verb
from himaya.places.queries import editions, unit_chains
from himaya.records.derive import acronyms_in
from himaya.records.models import Record
from himaya.records.queries import withheld_paths, without
from himaya.records.titles import title_of
from himaya.tenancy.models import Operation

PLACE, GROUP, THEME, TIME, TITLE = "place", "group", "theme", "time", "title"
MOST_READ = 500  # entries compared with one, the newest
MOST_PAIRED = 200  # entries compared with one another
_MODERATE = 2  # what is more sensitive is found by its own page only
_NEAR = timedelta(days=183)
_STOPPED = ("cancelled", "dropped", "ended")
# By register: where an entry names its agencies, groups and themes.
KEYS: Mapping[str, tuple[tuple[str, ...], str, str]] = {
    "assessment": (("lead_agency", "partner_agencies"), "population", "themes"),
    "assessment_theme": (("lead_agency", "joint_team"), "population", "theme"),
    "monitoring_exercise": (("agency", "partner"), "population", "points"),
    "data_initiative": (("agency",), "", "pim_category"),
    "information_need": (("agency",), "", ""),  # by their titles only
}
# The registers that each is compared with.
_BESIDE = {
    "assessment": ("assessment",),
    "assessment_theme": ("assessment", "assessment_theme"),
    "monitoring_exercise": ("monitoring_exercise",),
    "data_initiative": ("data_initiative",),
    "information_need": ("information_need",),
}


@dataclass(frozen=True, slots=True)
class Look:
    """What one entry looks at, as far as it is open to the seat."""

    record: Record
    title: str
    folded: tuple[str, ...]  # its words in one spelling
    agencies: frozenset[str]
    places: frozenset[str]
    groups: frozenset[str]
    themes: frozenset[str]
    start: date | None
    end: date | None


@dataclass(frozen=True, slots=True)
class Overlap:
    """Another entry, and in what the two agree."""

    other: Look
    same: tuple[str, ...]


Above = Mapping[str, Sequence[str]]


def shared(one: Look, other: Look, above: Above) -> tuple[str, ...]:
    """In what two entries agree. `above`: the places that each place lies in."""
    found = {
        PLACE: _places_meet(one.places, other.places, above),
        GROUP: bool(one.groups & other.groups),
        THEME: bool(one.themes & other.themes),
        TIME: _days_meet(one, other),
        TITLE: one.folded == other.folded and not one.agencies & other.agencies,
    }
    return tuple(name for name, agrees in found.items() if agrees)


def is_overlap(same: Iterable[str]) -> bool:
    """Whether so much is the same that the two should talk."""
    named = set(same)
    return TIME in named and (TITLE in named or (PLACE in named and bool({GROUP, THEME} & named)))


def _places_meet(one: frozenset[str], other: frozenset[str], above: Above) -> bool:
    if not one or not other:  # the whole operation
        return True
    wide = {*one, *(up for place in one for up in above.get(place, ()))}
    other_wide = {*other, *(up for place in other for up in above.get(place, ()))}
    return bool(wide & other or other_wide & one)


def _days_meet(one: Look, other: Look) -> bool:
    if one.start is None or other.start is None:
        return one.start is other.start  # both are of no days in particular
    return one.start - _NEAR <= (other.end or other.start) and other.start - _NEAR <= (
        one.end or one.start
    )


def overlaps_of(record: Record, seat: ActingSeat) -> list[Overlap]:
    """Entries in sight that overlap with one, those that agree in most first. Five queries."""
    beside = _BESIDE.get(record.dataset.profile)
    if beside is None or record.status in _STOPPED:
        return []
    rows = Record.objects.filter(dataset__profile__in=beside).exclude(pk=record.pk)
    own = _look(record, seat)
    above = above_in(record.operation)
    found = [Overlap(other, shared(own, other, above)) for other in looks(rows, seat)]
    kept = [one for one in found if is_overlap(one.same)]
    return sorted(kept, key=lambda one: (-len(one.same), one.other.title))


def pairs_in(dataset: Dataset, seat: ActingSeat) -> list[tuple[Look, Overlap]]:
    """Pairs of a register in sight that overlap and of which one is not done yet.

    Of the newest `MOST_PAIRED` entries. Four queries.
    """
    profile = profile_named(dataset.profile)
    done = {one.code for one in profile.lifecycle.states if one.phase == "done"} if profile else ()
    above = above_in(dataset.operation)
    several = looks(Record.objects.filter(dataset=dataset), seat)[:MOST_PAIRED]
    pairs = [
        (one, Overlap(other, same))
        for one, other in combinations(several, 2)
        if not {one.record.status, other.record.status} <= set(done)
        and is_overlap(same := shared(one, other, above))
    ]
    return sorted(pairs, key=lambda pair: (-len(pair[1].same), pair[0].title))


def looks(rows: QuerySet[Record], seat: ActingSeat) -> list[Look]:
    """What entries in sight look at, the newest first; of those that were stopped nothing."""
    open_ones = rows.filter(is_withdrawn=False, level__lte=_MODERATE).exclude(status__in=_STOPPED)
    whole = visible_to(open_ones, seat).select_related(
        "operation", "agency", "dataset__system", "version", "head__version"
    )
    whole = whole.prefetch_related("version__questions", "head__version__questions")
    return [_look(record, seat) for record in whole.order_by("-period_start", "-pk")[:MOST_READ]]


def _look(record: Record, seat: ActingSeat) -> Look:
    """Opens no seal."""
    agencies, group, theme = KEYS[record.dataset.profile]
    answers = {}
    if record.head is not None:
        decision = authorize(seat, Verb.RECORD_VIEW, record)
        answers = without(record.head.answers, withheld_paths(record.head.version, decision))
    places = [answers.get("area"), *acronyms_in(answers.get("other_areas") or "")]
    title = title_of(record)
    return Look(
        record=record,
        title=title,
        folded=tuple(fold_words(title)),
        agencies=frozenset(
            name for key in agencies for name in acronyms_in(answers.get(key) or "")
        ),
        places=frozenset(str(place) for place in places if place),
        groups=_several(answers.get(group)),
        themes=_several(answers.get(theme)),
        start=record.period_start,
        end=record.period_end or record.deadline,
    )


def _several(answer: object) -> frozenset[str]:
    chosen = answer if isinstance(answer, list) else [answer] if answer else []
    return frozenset(str(one) for one in chosen)


def above_in(operation: Operation) -> Above:
    """The places of the newest edition, each with those it lies in. Two queries."""
    names = editions(operation)
    chains = unit_chains(operation, names[0]) if names else []
    return {chain.pcode: chain.above for chain in chains}
