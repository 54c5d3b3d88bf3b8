"""The Admiralty code in words, and why a grade is proposed."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from himaya.engines.narrative.quality import Credibility, Reliability
from himaya.themes.grading.queries import DIFFER, NONE

if TYPE_CHECKING:
    from himaya.engines.narrative.grading import Difference, Proposed

RELIABILITIES: Mapping[str, Promise] = {
    Reliability.RELIABLE: _("completely reliable"),
    Reliability.USUALLY: _("usually reliable"),
    Reliability.FAIRLY: _("fairly reliable"),
    Reliability.NOT_USUALLY: _("not usually reliable"),
    Reliability.UNRELIABLE: _("unreliable"),
    Reliability.UNKNOWN: _("reliability cannot be judged"),
}
CREDIBILITIES: Mapping[str, Promise] = {
    Credibility.CONFIRMED: _("confirmed by other sources"),
    Credibility.PROBABLE: _("probably true"),
    Credibility.POSSIBLE: _("possibly true"),
    Credibility.DOUBTFUL: _("doubtful"),
    Credibility.IMPROBABLE: _("improbable"),
    Credibility.UNKNOWN: _("truth cannot be judged"),
}
WANTED: Mapping[str, Promise] = {NONE: _("not graded"), DIFFER: _("graded differently")}
_GROUNDS: Mapping[str, Promise] = {
    "source_unnamed": _("no author agency is named"),
    "source_new": _("too few documents of this source are graded yet: %(n)s"),
    "source_before": _("the usual grade of documents of this source: %(n)s"),
    "others": _(
        "other sources tell of the same theme, place and time: %(n)s. Whether it is the same event"
        " only a person sees; then it is confirmed (1)"
    ),
    "alone": _("no other source tells of the same theme, place and time"),
    "first_hand": _("passages of who saw or heard it: %(n)s"),
    "hearsay": _("passages of hearsay: %(n)s"),
    "specific": _("specific: of who, where, when and how many it mostly says %(n)s"),
    "vague": _("vague: of who, where, when and how many it mostly says %(n)s"),
    "fresh": _("fresh: days from what it tells of to its coming in: %(n)s"),
    "old": _("old: days from what it tells of to its coming in: %(n)s"),
}


def choices_of(words: Mapping[str, Promise]) -> list[tuple[str, str]]:
    """For a list: the code before its words."""
    return [(code, f"{code}: {said}") for code, said in words.items()]


def grade_choices() -> list[tuple[str, str]]:
    """What documents may be looked for by."""
    special = [(code, str(said)) for code, said in WANTED.items()]
    return [*special, *choices_of(RELIABILITIES), *choices_of(CREDIBILITIES)]


def grade_in_words(grade: str) -> str:
    """Such as "B2: usually reliable, probably true"."""
    tables = (RELIABILITIES, CREDIBILITIES, WANTED)
    if grade in WANTED:
        return str(WANTED[grade])
    said = [str(table[code]) for code in grade for table in tables if code in table]
    return f"{grade}: {', '.join(said)}"


def grounds_in_words(proposed: "Proposed") -> list[str]:
    """What speaks for and against, in the order of the proposal."""
    return [str(_GROUNDS[ground]) % {"n": number} for ground, number in proposed.grounds]


def difference_in_words(apart: "Difference") -> list[str]:
    """How far the grades of one document lie apart."""
    said = []
    if apart.reliability:
        said.append(
            ngettext(
                "one step apart on the source", "%(n)s steps apart on the source", apart.reliability
            )
            % {"n": apart.reliability}
        )
    if apart.credibility:
        said.append(
            ngettext(
                "one step apart on the information",
                "%(n)s steps apart on the information",
                apart.credibility,
            )
            % {"n": apart.credibility}
        )
    if apart.unjudged:
        said.append(_now("one says that it cannot be judged, another judges"))
    return said
