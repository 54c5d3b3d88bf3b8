"""The way out: making a release. There is no code beside this that writes a file to take away."""

import hashlib
from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Model
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from himaya.datasets.models import Dataset
from himaya.engines.documents import DocumentError
from himaya.engines.icalendar import Calendar, write_calendar
from himaya.engines.narrative import Framework
from himaya.files.actions import store_file
from himaya.files.models import StoredFile
from himaya.gate.decisions import COORDINATION, log, require
from himaya.gate.seats import ActingSeat
from himaya.kernel import clock
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.releases.content import Document, writable
from himaya.releases.models import Release
from himaya.releases.renderers import MEDIA_TYPES, frameworks, render
from himaya.releases.renderers.cleaned import cleaned

KEPT_DAYS = 30  # a working copy can be fetched again for a month, then its file goes


def make_working_copy(
    *,
    seat: ActingSeat,
    dataset: Dataset,
    document: Document,
    form: str,
    rows: int,
    columns: Iterable[str],
    inputs: Iterable[str],
    maker: str,
    purpose: str = COORDINATION,
) -> Release:
    """A working copy of what the seat may take along: one decision, one log entry.

    `inputs` are "record:revision" refs of what went in; `maker` is written into the file with the
    date. Raises `Problem(NOT_ALLOWED)` with the reasons when the rules refuse.
    """
    decision = require(seat, Verb.COPY_MAKE, dataset, purpose)
    content = render(writable(document), form, mark=_mark(maker))
    expires = clock.now() + timedelta(days=KEPT_DAYS)
    with transaction.atomic():
        stored = store_file(
            operation=seat.operation,
            made_by=seat.ref,
            kind=StoredFile.Kind.COPY,
            name=f"{dataset.code}.{form}",
            content=content,
            media_type=MEDIA_TYPES[form],
            level=dataset.level,
            expires_at=expires,
        )
        release = Release.objects.create(
            operation=seat.operation,
            kind=Release.Kind.WORKING_COPY,
            dataset=dataset,
            format=form,
            file=stored,
            made_by=seat.ref,
            purpose=purpose,
            rows=rows,
            columns=list(columns),
            level=dataset.level,
            rules=list(decision.rules),
            policy=decision.policy,
            inputs=fingerprint_of(inputs),
            expires_at=expires,
        )
        log(seat, Verb.COPY_MAKE, dataset, fields=tuple(release.columns), note=form)
    return release


@dataclass(frozen=True, slots=True)
class PartOfCopy:
    """What one register gives to a copy of several: at which level, from which records."""

    dataset: Dataset
    level: int  # of the most sensitive that went in, never below the register's
    columns: tuple[str, ...]
    inputs: tuple[str, ...]  # "record:revision" refs


def make_copy_of_several(
    *,
    seat: ActingSeat,
    parts: Sequence[PartOfCopy],
    document: Document,
    form: str,
    name: str,
    maker: str,
    purpose: str = COORDINATION,
) -> Release:
    """A working copy made from several registers: decided and logged for each, one release.

    `name` of the file says nothing of its contents. Raises `Problem(NOT_ALLOWED)` when the rules
    refuse any of them, and `Problem(NOT_FOUND)` without a part.
    """
    if not parts:
        raise Problem(Code.NOT_FOUND, status=404)
    decisions = [
        require(seat, Verb.COPY_MAKE, at_level(part.dataset, part.level), purpose) for part in parts
    ]
    level = max(part.level for part in parts)
    content = render(writable(document), form, mark=_mark(maker))
    expires = clock.now() + timedelta(days=KEPT_DAYS)
    inputs = [one for part in parts for one in part.inputs]
    with transaction.atomic():
        stored = store_file(
            operation=seat.operation,
            made_by=seat.ref,
            kind=StoredFile.Kind.COPY,
            name=f"{name}.{form}",
            content=content,
            media_type=MEDIA_TYPES[form],
            level=level,
            expires_at=expires,
        )
        release = Release.objects.create(
            operation=seat.operation,
            kind=Release.Kind.WORKING_COPY,
            parts=[{"dataset": part.dataset.ref, "level": part.level} for part in parts],
            format=form,
            file=stored,
            made_by=seat.ref,
            purpose=purpose,
            rows=len(inputs),
            columns=[f"{part.dataset.ref}.{key}" for part in parts for key in part.columns],
            level=level,
            rules=list(dict.fromkeys(rule for one in decisions for rule in one.rules)),
            policy=decisions[0].policy,
            inputs=fingerprint_of(inputs),
            expires_at=expires,
        )
        for part in parts:
            log(seat, Verb.COPY_MAKE, part.dataset, fields=part.columns, note=form)
    return release


def make_frame_copy(
    *,
    seat: ActingSeat,
    document: Document,
    form: str,
    name: str,
    columns: Iterable[str],
    inputs: Sequence[str],
    maker: str,
    purpose: str = COORDINATION,
) -> Release:
    """A working copy of the operation's frame, which every seat knows: of no register.

    `name` of the file says nothing of its contents. Raises `Problem(NOT_ALLOWED)`.
    """
    decision = require(seat, Verb.COPY_MAKE, seat.operation, purpose)
    content = render(writable(document), form, mark=_mark(maker))
    expires = clock.now() + timedelta(days=KEPT_DAYS)
    with transaction.atomic():
        stored = store_file(
            operation=seat.operation,
            made_by=seat.ref,
            kind=StoredFile.Kind.COPY,
            name=f"{name}.{form}",
            content=content,
            media_type=MEDIA_TYPES[form],
            level=1,
            expires_at=expires,
        )
        release = Release.objects.create(
            operation=seat.operation,
            kind=Release.Kind.WORKING_COPY,
            format=form,
            file=stored,
            made_by=seat.ref,
            purpose=purpose,
            rows=len(inputs),
            columns=list(columns),
            level=1,
            rules=list(decision.rules),
            policy=decision.policy,
            inputs=fingerprint_of(inputs),
            expires_at=expires,
        )
        log(seat, Verb.COPY_MAKE, seat.operation, fields=tuple(release.columns), note=form)
    return release


def _mark(maker: str) -> str:
    return _("Working copy made by %(maker)s on %(day)s. Not for passing on.") % {
        "maker": maker,
        "day": date_format(clock.today()),
    }


def make_file_copy(
    *,
    seat: ActingSeat,
    dataset: Dataset,
    content: bytes,
    name: str,
    level: int,
    columns: Iterable[str],
    inputs: Iterable[str],
    purpose: str = COORDINATION,
) -> Release:
    """A working copy of a file somebody gave as an answer: one decision, one log entry.

    `level` is the file's own; the rules decide at it where it is above the register's. Maker and
    date stand in the release: they cannot be written into a file of any kind. Raises
    `Problem(NOT_ALLOWED)`.
    """
    thing = at_level(dataset, level)
    decision = require(seat, Verb.COPY_MAKE, thing, purpose)
    expires = clock.now() + timedelta(days=KEPT_DAYS)
    with transaction.atomic():
        stored = store_file(
            operation=seat.operation,
            made_by=seat.ref,
            kind=StoredFile.Kind.COPY,
            name=name,
            content=content,
            media_type="application/octet-stream",
            level=thing.level,
            expires_at=expires,
        )
        release = Release.objects.create(
            operation=seat.operation,
            kind=Release.Kind.WORKING_COPY,
            dataset=dataset,
            format=name.rpartition(".")[2],
            file=stored,
            made_by=seat.ref,
            purpose=purpose,
            rows=1,
            columns=list(columns),
            level=thing.level,
            rules=list(decision.rules),
            policy=decision.policy,
            inputs=fingerprint_of(inputs),
            expires_at=expires,
        )
        log(seat, Verb.COPY_MAKE, dataset, fields=tuple(release.columns), note="file")
    return release


def make_cleaned_copy(
    *,
    seat: ActingSeat,
    dataset: Dataset,
    original: tuple[str, bytes],
    name: str,
    level: int,
    inputs: Iterable[str],
) -> Release:
    """A working copy of a document without what it hides; else as `make_file_copy`.

    `original`: the file's own name and content; `name` is the copy's. Raises
    Problem(FILE_NOT_CLEANED), with the reader's code, for a kind or file that cannot be cleaned.
    """
    # Asked before a file is worked on for up to a minute.
    require(seat, Verb.COPY_MAKE, at_level(dataset, level))
    try:
        content = cleaned(original[1], original[0])
    except DocumentError as error:
        raise Problem(Code.FILE_NOT_CLEANED, why=str(error.reason), params=error.params) from error
    return make_file_copy(
        seat=seat,
        dataset=dataset,
        content=content,
        name=name,
        level=level,
        columns=("file",),
        inputs=inputs,
    )


def hand_out_calendar(
    *,
    seat: ActingSeat,
    parts: Iterable[tuple[Dataset, Iterable[str]]],
    calendar: Calendar,
    purpose: str = COORDINATION,
) -> bytes:
    """The calendar of registers for a program that fetches it again and again; kept nowhere.

    `parts`: each register in it, with the questions it is taken from. Decided and logged each time
    as a working copy of each is; the token of the address stands for the release
    (docs/decisions/0005-calendar-feed.md). Raises `Problem(NOT_ALLOWED)`.
    """
    for dataset, columns in parts:
        require(seat, Verb.COPY_MAKE, dataset, purpose)
        log(seat, Verb.COPY_MAKE, dataset, fields=tuple(columns), note="calendar", purpose=purpose)
    return write_calendar(calendar)


def hand_out_framework(
    *, seat: ActingSeat, thing: Model, tree: Framework, form: str
) -> tuple[bytes, str]:
    """A framework of themes as a file (xlsx, json, qdc) with its media type; kept nowhere.

    It holds what coders go by and nothing about anybody, so that the log is its release. A codebook
    (qdc) is in the language of the page where the framework has it. Raises `Problem(NOT_ALLOWED)`.
    """
    require(seat, Verb.COPY_MAKE, thing)
    spoken = (get_language() or "en").split("-")[0]
    language = spoken if spoken in tree.languages else tree.languages[0]
    content = frameworks.render(tree, form, language=language)
    log(seat, Verb.COPY_MAKE, thing, note=form)
    return content, frameworks.MEDIA_TYPES[form]


def at_level(dataset: Dataset, level: int) -> Dataset:
    """The register as the rules see what leaves it at that level; never saved, never lower."""
    raised = copy(dataset)
    raised.level = max(dataset.level, level)
    return raised


def fingerprint_of(inputs: Iterable[str]) -> str:
    """SHA-256 over the sorted refs of what went into a release."""
    return hashlib.sha256("\n".join(sorted(inputs)).encode()).hexdigest()
