"""Writing what coders decide, and cutting passages otherwise."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Max

from himaya.engines.narrative import language_of
from himaya.engines.narrative.languages import UNKNOWN
from himaya.gate.decisions import log
from himaya.gate.seats import ActingSeat
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.library.models import DocumentVersion
from himaya.library.texts import text_of
from himaya.themes.coding.cutting import current_passages, marks_of, suggest_for
from himaya.themes.coding.deciding import Coding, Sent
from himaya.themes.coding.notes import sealed_note
from himaya.themes.coding.seeing import lane_of, require_coding
from himaya.themes.models import CodingRound, Decision, Passage
from himaya.themes.queries import framework_of

Verdict = Decision.Verdict


def _require_turn(seat: ActingSeat, about: Coding) -> None:
    """Raise Problem(NOT_FOUND) unless the seat codes this document in an open round, or in none."""
    held = about.round
    if held is None:
        return
    is_open = held.state == CodingRound.State.OPEN
    documents = held.documents.filter(pk=about.version.pk)
    if not (is_open and documents.exists() and held.coders.filter(ref=seat.ref).exists()):
        raise Problem(Code.NOT_FOUND, status=404)


def decide(
    *,
    seat: ActingSeat,
    about: Coding,
    sent: Sequence[Sent],
) -> list[Decision]:
    """Write decisions in the order they came; what came before is not written again.

    Raises Problem: NOT_ALLOWED, NOT_FOUND (passage or theme unknown, or the passage was cut
    otherwise meanwhile).
    """
    require_coding(seat, about.version.record)
    _require_turn(seat, about)
    codes = frozenset(framework_of(about.framework_version).codes)
    with transaction.atomic():
        clients = [one.client for one in sent]
        known = set(
            Decision.objects.filter(coder=seat.ref, client__in=clients).values_list(
                "client", flat=True
            )
        )
        new = [one for one in sent if one.client not in known]
        passages = _locked(about.version, {one.passage for one in new})
        made = [
            _written(seat, about, passages[one.passage], one)
            for one in new
            if _is_sound(one, codes)
        ]
        if made:
            themes = tuple(dict.fromkeys(one.theme or one.verdict for one in made))
            log(seat, Verb.RECORD_CODE, about.version.record, fields=themes)
    return made


def _locked(version: DocumentVersion, numbers: set[int]) -> dict[int, Passage]:
    """The passages named, held until all is written. Raises Problem(NOT_FOUND)."""
    found = Passage.objects.select_for_update().filter(
        version=version, number__in=numbers, is_current=True
    )
    passages = {one.number: one for one in found}
    if numbers - set(passages):
        raise Problem(Code.NOT_FOUND, status=404)
    return passages


def _is_sound(one: Sent, codes: frozenset[str]) -> bool:
    """Raises Problem(NOT_FOUND) for a theme that the framework does not have."""
    if (one.theme == "") != (one.verdict == Verdict.DONE) and one.verdict != Verdict.TAKEN_BACK:
        raise Problem(Code.NOT_FOUND, status=404)
    if one.theme and one.theme not in codes:
        raise Problem(Code.NOT_FOUND, status=404)
    return True


def _written(
    seat: ActingSeat,
    about: Coding,
    passage: Passage,
    one: Sent,
) -> Decision:
    lane = lane_of(seat, about.round)
    Decision.objects.filter(
        lane,
        passage=passage,
        framework_version=about.framework_version,
        theme=one.theme,
        is_standing=True,
    ).update(is_standing=False)
    made = Decision(
        operation=seat.operation,
        passage=passage,
        framework_version=about.framework_version,
        round=about.round,
        theme=one.theme,
        verdict=one.verdict,
        confidence=one.confidence,
        coder=seat.ref,
        client=one.client,
    )
    text = about.version.text
    if one.note and text is not None:
        made.sealed_note = sealed_note(one.note, text, made)
    made.save()
    return made


def take_back_last(
    *,
    seat: ActingSeat,
    about: Coding,
    number: int,
    client: str,
) -> list[Decision]:
    """Undo the last thing this coder said of a passage; nothing where there is none."""
    last = (
        Decision.objects.filter(
            lane_of(seat, about.round),
            passage__version=about.version,
            passage__number=number,
            framework_version=about.framework_version,
            coder=seat.ref,
            is_standing=True,
        )
        .exclude(verdict=Verdict.TAKEN_BACK)
        .order_by("-pk")
        .first()
    )
    if last is None:
        require_coding(seat, about.version.record)
        return []
    back = Sent(client, number, Verdict.TAKEN_BACK, last.theme)
    return decide(seat=seat, about=about, sent=[back])


def split_passage(
    *,
    seat: ActingSeat,
    about: Coding,
    number: int,
    at: int,
) -> list[Passage]:
    """Two passages instead of one, cut at that place of the text; suggested for anew.

    What was decided stays with the former one. Raises Problem(NOT_FOUND).
    """
    require_coding(seat, about.version.record)
    _require_no_round(about)
    with transaction.atomic():
        whole = _locked(about.version, {number})[number]
        if not whole.start < at < whole.end:
            raise Problem(Code.NOT_FOUND, status=404)
        return _cut_otherwise(seat, about, [whole], [(whole.start, at), (at, whole.end)])


def join_passages(
    *,
    seat: ActingSeat,
    about: Coding,
    number: int,
) -> list[Passage]:
    """One passage instead of this and the next one. Raises Problem(NOT_FOUND) for the last."""
    require_coding(seat, about.version.record)
    _require_no_round(about)
    with transaction.atomic():
        first = _locked(about.version, {number})[number]
        after = current_passages(about.version).filter(start__gte=first.end).first()
        if after is None:
            raise Problem(Code.NOT_FOUND, status=404)
        both = [first, _locked(about.version, {after.number})[after.number]]
        return _cut_otherwise(seat, about, both, [(first.start, after.end)])


def _require_no_round(about: Coding) -> None:
    """All coders of a round code the same passages."""
    if about.round is not None:
        raise Problem(Code.NOT_ALLOWED, status=403)


def _spoken(piece: str, around: str) -> str:
    """The language of a piece; too short to tell, it is that of what it was cut from."""
    told = language_of(piece).language
    return around if told == UNKNOWN else told


def _cut_otherwise(
    seat: ActingSeat,
    about: Coding,
    old: Sequence[Passage],
    spans: Sequence[tuple[int, int]],
) -> list[Passage]:
    read = text_of(about.version)
    last = Passage.objects.filter(version=about.version).aggregate(last=Max("number"))["last"]
    Passage.objects.filter(pk__in=[one.pk for one in old]).update(is_current=False)
    made: list[Passage] = []
    for start, end in spans:
        piece = read.text[start:end]
        left = len(piece) - len(piece.lstrip())
        made.append(
            Passage.objects.create(
                version=about.version,
                number=last + len(made) + 1,
                start=start + left,
                end=start + len(piece.rstrip()),
                language=_spoken(piece, old[0].language),
                page=old[0].page,
                runs=marks_of(about.version, piece),
            )
        )
    suggest_for(about.framework_version, read, made)
    log(seat, Verb.RECORD_CODE, about.version.record, note="cut")
    return made
