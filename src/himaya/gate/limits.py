"""How many requests of nobody in particular an address may make: each of them is a row of the log.

Requirements (protocol.md, Audit: one route decision per request):
1. So many a minute, and ten times as many an hour; then 429 with Retry-After, before anything is
   written. The first refusal of each window is in the log, so that the flood itself is seen.
2. Who is signed in, or sends a valid token, is not counted: an office shares one address.
3. No address in clear, neither in the log nor in the cache: a keyed fingerprint, another one each
   day. IPv6 counts by /64, since one machine has all of it.
4. Counted in the cache that all workers share. Two of them may count the same number at once; then
   a few requests more get through, which bounds the log all the same.
"""

import ipaddress
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from himaya.kernel import clock
from himaya.kernel.crypto import blind_index

_MINUTE, _HOUR = 60, 3600
_PER_HOUR = 10  # times what is allowed in a minute
_IPV6_PREFIX = 64
_REF_LENGTH = 16  # as long as a reference, where the log holds one


@dataclass(frozen=True, slots=True)
class Excess:
    """A request too many: seconds until the next one, and whether it is the window's first."""

    wait: int
    is_first: bool
    source: str  # fingerprint of the address, for the log


def is_nobody(request: HttpRequest) -> bool:
    """Neither signed in nor with a token that opens something."""
    return getattr(request, "seat", None) is None and not request.user.is_authenticated


def excess_of(request: HttpRequest) -> Excess | None:
    """Count the request of its address; None while it may go on."""
    now = clock.now()
    source = _fingerprint(request, now)
    windows = [_Window(seconds, now, source) for seconds in (_MINUTE, _HOUR)]
    full = [one for one in windows if one.count >= one.most]
    if not full:
        for one in windows:
            one.count_one_more()
        return None
    longest = full[-1]
    is_first = longest.count == longest.most
    if is_first:
        longest.count_one_more()
    return Excess(longest.left, is_first, source[:_REF_LENGTH])


class _Window:
    """What one address has asked for in the minute or hour at hand."""

    def __init__(self, seconds: int, now: datetime, source: str) -> None:
        number, passed = divmod(int(now.timestamp()), seconds)
        self._seconds = seconds
        self._key = f"anonymous:{seconds}:{number}:{source}"
        self.left = seconds - passed
        self.most: int = settings.HIMAYA_ANONYMOUS_PER_MINUTE
        if seconds == _HOUR:
            self.most *= _PER_HOUR
        self.count = int(cache.get(self._key, 0))

    def count_one_more(self) -> None:
        cache.set(self._key, self.count + 1, timeout=self._seconds)


def _fingerprint(request: HttpRequest, now: datetime) -> str:
    day = now.astimezone(UTC).date().isoformat()
    return blind_index(
        address_of(request), settings.SECRET_KEY.encode(), purpose=f"address on {day}"
    )


def address_of(request: HttpRequest) -> str:
    """Where the request comes from: behind proxies of ours, what the outermost of them saw."""
    seen = str(request.META.get("REMOTE_ADDR", ""))
    trusted: int = settings.HIMAYA_PROXIES
    passed_on = [one.strip() for one in request.headers.get("X-Forwarded-For", "").split(",")]
    if 0 < trusted <= len(passed_on):
        seen = passed_on[-trusted]
    try:
        address = ipaddress.ip_address(seen)
    except ValueError:
        return seen
    if isinstance(address, ipaddress.IPv6Address):
        mapped = address.ipv4_mapped
        return str(mapped or ipaddress.ip_network((address, _IPV6_PREFIX), strict=False))
    return str(address)
