"""Words of this room as pages show them. The eight categories: PIM working meeting, 2015."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from himaya.systems.models import Category, InformationSystem, SystemRelation

CATEGORIES: Mapping[str, Promise] = {
    Category.POPULATION: _("Population data"),
    Category.NEEDS_ASSESSMENT: _("Protection needs assessment"),
    Category.MONITORING: _("Protection monitoring"),
    Category.CASE_MANAGEMENT: _("Case management"),
    Category.RESPONSE_MONITORING: _("Protection response monitoring and evaluation"),
    Category.SECURITY: _("Security and situational awareness"),
    Category.SECTORAL: _("Sectoral systems and other"),
    Category.COMMUNITIES: _("Communicating with affected communities"),
}
STATES: Mapping[str, Promise] = {
    InformationSystem.State.PLANNED: pgettext_lazy("information system", "planned"),
    InformationSystem.State.ACTIVE: pgettext_lazy("information system", "active"),
    InformationSystem.State.PAUSED: pgettext_lazy("information system", "paused"),
    InformationSystem.State.ENDED: pgettext_lazy("information system", "ended"),
}
# How one system stands to another, each an active verb.
RELATIONS: Mapping[str, Promise] = {
    SystemRelation.Kind.FEEDS: _("Feeds"),
    SystemRelation.Kind.VERIFIES: _("Verifies"),
    SystemRelation.Kind.REPLACES: _("Replaces"),
    SystemRelation.Kind.REFERS_TO: _("Refers to"),
}
LEVELS: Mapping[int, Promise] = {
    1: pgettext_lazy("sensitivity", "Low/No"),
    2: pgettext_lazy("sensitivity", "Moderate"),
    3: pgettext_lazy("sensitivity", "High"),
    4: pgettext_lazy("sensitivity", "Severe"),
}
# Codes as the public assessment registries use them (HumanitarianResponse, DEEP).
METHODS: Mapping[str, Promise] = {
    "structured_interview": _("Structured interview"),
    "unstructured_interview": _("Unstructured interview"),
    "household_interview": _("Household interview"),
    "individual_interview": _("Individual interview"),
    "key_informant": _("Key informant interview"),
    "fgd": _("Focus group discussion"),
    "community_group": _("Community group discussion"),
    "direct_observation": _("Direct observation"),
    "secondary_review": _("Secondary data review"),
    "baseline": _("Baseline data analysis"),
    "satellite": _("Satellite imagery"),
    "phone": _("Phone"),
    "field": _("Field visit"),
    "email": _("Email or mail"),
    "mixed": _("Mixed"),
    "other": _("Other"),
}
