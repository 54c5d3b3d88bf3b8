"""Walking through the platform by its own links, one page of each kind."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urljoin, urlsplit

from django.urls import Resolver404, resolve

from tests.journeys.chromium import Window

NOT_PAGES = {
    "account_logout",  # would end the walk
    "copy",  # a file
    "openapi",  # a file
    "mfa_download_recovery_codes",  # a file
}


def kind_of(path: str, query: str = "") -> str:
    """Name of the route of an address, with the view of a register: "dataset:board"."""
    try:
        name = resolve(path).url_name or ""
    except Resolver404:
        return ""
    view = parse_qs(query).get("view", [""])[0]
    return f"{name}:{view}" if view else name


@dataclass
class Walk:
    """A walk of one person. Give it where to begin; it goes on from what it finds there."""

    window: Window
    begin: list[str] = field(default_factory=lambda: ["/"])
    every: bool = False  # each thing, not only one of each kind of page
    seen: dict[str, str] = field(default_factory=dict)  # kind, or path -> address

    def pages(self) -> Iterator[str]:
        """The kind of each page, while the window stands on it."""
        waiting = deque(self.begin)
        while waiting:
            address = waiting.popleft()
            parts = urlsplit(address)
            kind = kind_of(parts.path, parts.query)
            key = parts.path if self.every else kind
            if not kind or kind.partition(":")[0] in NOT_PAGES or key in self.seen:
                continue
            self.seen[key] = address
            self.window.page.goto(self.window.root + address)
            yield kind
            waiting.extend(self._links())

    def _links(self) -> list[str]:
        found: list[str] = self.window.page.eval_on_selector_all(
            "a[href]", "all => all.map(one => one.getAttribute('href'))"
        )
        here = self.window.page.url
        addresses = []
        for link in found:
            parts = urlsplit(urljoin(here, link))
            if f"{parts.scheme}://{parts.netloc}" == self.window.root:
                addresses.append(f"{parts.path}?{parts.query}" if parts.query else parts.path)
        return addresses
