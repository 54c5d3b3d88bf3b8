"""What the page says for stored codes (words.md)."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# Codes of the vocabulary site_types.
SITE_KINDS: tuple[tuple[str, Promise], ...] = (
    ("planned_camp", _("Planned camp or settlement")),
    ("self_settled", _("Self-settled site")),
    ("collective_centre", _("Collective centre")),
    ("transit_centre", _("Reception or transit centre")),
    ("host_community", _("Host community")),
    ("dispersed_urban", _("Dispersed urban")),
    ("return_area", _("Area of return")),
    ("detention", _("Place of detention")),
    ("border_point", _("Border point")),
    ("disembarkation", _("Disembarkation point")),
    ("facility", _("School, health or community facility")),
    ("other", _("Other")),
)

SITE_LEVELS: tuple[tuple[int, Promise], ...] = (
    (1, pgettext_lazy("sensitivity", "Low/No")),
    (2, pgettext_lazy("sensitivity", "Moderate")),
    (3, pgettext_lazy("sensitivity", "High")),
    (4, pgettext_lazy("sensitivity", "Severe")),
)
