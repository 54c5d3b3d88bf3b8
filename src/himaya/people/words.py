"""What the page says for stored codes (words.md)."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

LEVELS: tuple[tuple[int, Promise], ...] = (
    (1, pgettext_lazy("sensitivity", "Low/No")),
    (2, pgettext_lazy("sensitivity", "Moderate")),
    (3, pgettext_lazy("sensitivity", "High")),
    (4, pgettext_lazy("sensitivity", "Severe")),
)

# What people coordinate: protection and its areas of responsibility.
CLUSTERS: tuple[tuple[str, Promise], ...] = (
    ("protection", _("Protection")),
    ("cp", _("Child protection")),
    ("gbv", _("Gender-based violence")),
    ("hlp", _("Housing, land and property")),
    ("mine_action", _("Mine action")),
)

# Codes of the vocabulary organisation_types.
AGENCY_KINDS: tuple[tuple[str, Promise], ...] = (
    ("un", _("UN agency")),
    ("ingo", _("International NGO")),
    ("nngo", _("National NGO")),
    ("cbo", _("Community-based organisation")),
    ("red_cross", _("Red Cross or Red Crescent")),
    ("government", _("Government")),
    ("donor", _("Donor")),
    ("academic", _("Academic institution")),
    ("io", _("Other international organisation")),
    ("private", _("Private sector")),
    ("rla", _("Refugee-led, women-led or disability organisation")),
    ("other", _("Other")),
)
