"""Named limits that others have set for sharing files of records.

An operation's own limits stand in its plans (`thresholds`); these are what outside readers ask for.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Policy:
    """A name to ask for it by, the highest global risk, and where it is from."""

    name: str
    global_risk: float
    source: str


# Microdata above it is held back and talked about with who gave it (centre.humdata.org, Guidance
# Note on Statistical Disclosure Control, 2019).
HDX_PUBLIC = Policy(
    "hdx-public", 0.03, "Humanitarian Data Exchange, microdata that anybody may download"
)
POLICIES = {policy.name: policy for policy in (HDX_PUBLIC,)}
