"""What is bound to areas follows into a new edition of the boundaries.

This room knows nobody who binds things to areas; rooms above register what they do when a new
edition comes into force (`AppConfig.ready`).
"""

from collections.abc import Callable
from dataclasses import dataclass

from himaya.gate.seats import ActingSeat


@dataclass(frozen=True, slots=True)
class Followed:
    """How many things were bound anew by p-code, and how many wait for a person's decision."""

    followed: int = 0
    in_doubt: int = 0

    def __add__(self, other: "Followed") -> "Followed":
        return Followed(self.followed + other.followed, self.in_doubt + other.in_doubt)


Follower = Callable[[ActingSeat, str], Followed]  # who brings it in, and the new edition
_followers: list[Follower] = []


def register_follower(follower: Follower) -> None:
    """Have `follower` called, in the transaction that brings a new edition in."""
    _followers.append(follower)


def follow(seat: ActingSeat, edition: str) -> Followed:
    """Call everybody who registered."""
    return sum((follower(seat, edition) for follower in _followers), Followed())
