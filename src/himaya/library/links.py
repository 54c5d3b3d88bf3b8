"""Whether the links of the shelf still open: dead, moved and without an answer are told apart.

Off unless the installation says that it may ask other computers (HIMAYA_LINK_CHECKS). Only public
addresses are asked, so that nobody looks into the network of the installation through this.
"""

import ipaddress
import socket
from collections.abc import Callable
from datetime import timedelta
from http.client import HTTPException, HTTPMessage
from typing import IO, NamedTuple
from urllib.error import HTTPError
from urllib.parse import urljoin, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.conf import settings
from django.db.models import QuerySet
from django_tasks import task

from himaya.datasets.declarations import profile_named, profiles
from himaya.kernel import clock
from himaya.library.models import LinkCheck
from himaya.records.models import Record

_EVERY = timedelta(days=7)
_AT_ONCE = 50  # links of one run
_SECONDS = 10
_MOST_STEPS = 5
_FOR_GOOD, _FOR_NOW = {301, 308}, {302, 303, 307}
_GONE = {404, 410}
_NOT_SO = {405, 501}  # answers of servers that know no HEAD
_BROKEN = 500


class Answer(NamedTuple):
    """What a server said: its status, and where it sends one on to."""

    status: int
    location: str = ""


Fetch = Callable[[str], Answer]


def look_at(link: str, fetch: Fetch) -> tuple[LinkCheck.State, str]:
    """(state, where it moved to). `fetch` raises OSError where nobody answers in time."""
    at, moved = link, ""
    for _ in range(_MOST_STEPS):
        try:
            answer = fetch(at)
        except (OSError, HTTPException, ValueError):
            return LinkCheck.State.NO_ANSWER, ""
        if answer.status in _FOR_GOOD | _FOR_NOW and answer.location:
            at = urljoin(at, answer.location)
            if answer.status in _FOR_GOOD:
                moved = at
            continue
        if answer.status in _GONE:
            return LinkCheck.State.DEAD, ""
        if answer.status >= _BROKEN:
            return LinkCheck.State.NO_ANSWER, ""
        return (LinkCheck.State.MOVED if moved else LinkCheck.State.ALIVE), moved[:500]
    return LinkCheck.State.NO_ANSWER, ""


class _Stay(HTTPRedirectHandler):
    def redirect_request(
        self,
        req: Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> None:
        """Where it leads is for `look_at` to follow, address by address."""


def fetch_head(link: str) -> Answer:
    """Ask the server for the head of the page. Raises OSError, ValueError for a private address."""
    for method in ("HEAD", "GET"):
        _refuse_private(link)
        request = Request(link, method=method, headers={"User-Agent": "himaya-link-check"})  # noqa: S310 - http and https only, see below
        try:
            with build_opener(_Stay).open(request, timeout=_SECONDS) as reply:
                return Answer(reply.status)
        except HTTPError as error:
            with error:
                if error.code not in _NOT_SO:
                    return Answer(error.code, error.headers.get("Location", ""))
    return Answer(_BROKEN)


def _refuse_private(link: str) -> None:
    parts = urlsplit(link)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
        raise ValueError
    for *_, address in socket.getaddrinfo(parts.hostname, None):
        if not ipaddress.ip_address(address[0]).is_global:
            raise ValueError


@task()
def check_links() -> int:
    """Look at the links that were not looked at for a week; returns how many."""
    if not settings.HIMAYA_LINK_CHECKS:
        return 0
    found = list(_due()[:_AT_ONCE])
    for record in found:
        check_link(record, fetch_head)
    return len(found)


def check_link(record: Record, fetch: Fetch) -> LinkCheck:
    """Look at the link of a record and write down how it stands."""
    link = link_of(record)
    state, moved = look_at(link, fetch)
    before = LinkCheck.objects.filter(record=record, link=link).first()
    failed = state in (LinkCheck.State.DEAD, LinkCheck.State.NO_ANSWER)
    check, _ = LinkCheck.objects.update_or_create(
        record=record,
        defaults={
            "link": link,
            "state": state,
            "moved_to": moved,
            "failures": (before.failures if before else 0) + 1 if failed else 0,
            "checked_at": clock.now(),
        },
    )
    return check


def link_of(record: Record) -> str:
    """The public address among the answers of a record, as its profile declares it; else ""."""
    profile = profile_named(record.dataset.profile)
    key = profile.link if profile else ""
    answers = record.head.answers if record.head else {}
    return str(answers.get(key) or "")[:500] if key else ""


def _due() -> QuerySet[Record]:
    codes = [one.code for one in profiles() if one.link]
    records = Record.objects.filter(dataset__profile__in=codes, is_withdrawn=False)
    fresh = LinkCheck.objects.filter(checked_at__gt=clock.now() - _EVERY).values("record")
    with_link = records.exclude(pk__in=fresh).select_related("head", "dataset")
    wanted = [one.pk for one in with_link if link_of(one)]
    return with_link.filter(pk__in=wanted).order_by("pk")
