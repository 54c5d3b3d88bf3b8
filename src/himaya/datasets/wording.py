"""Words of this room as pages show them."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from himaya.datasets.models import Audience, Lane

AUDIENCES: Mapping[str, Promise] = {
    Audience.AGENCY: _("the owner agency"),
    Audience.WORKSPACE: _("members of the workspace"),
    Audience.CO_LEADS: _("members of the workspace and the government's co-leads"),
    Audience.OPERATION: _("everybody in the operation"),
}
LANES: Mapping[str, Promise] = {
    Lane.INFORMATION: _("information: plans, registries, aggregates, analysis"),
    Lane.PERSON: _("case management (restricted)"),
}
