"""What every page shows around its content: navigation, the seat, the operation."""

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from himaya.gate.decisions import could_ever
from himaya.gate.seats import ActingSeat
from himaya.kernel.verbs import Verb


def shell(request: HttpRequest) -> dict[str, object]:
    """Context for base.html. Costs one query (the rules in force)."""
    seat: ActingSeat | None = getattr(request, "seat", None)
    return {
        "seat": seat,
        "operation": seat.operation if seat else None,
        "navigation": _navigation(request, seat) if seat else [],
    }


def _navigation(request: HttpRequest, seat: ActingSeat) -> list[dict[str, object]]:
    entries = [
        ("home", _("Home"), "home", Verb.HOME_VIEW, "operation"),
        ("matrix", _("PIM Matrix"), "matrix", Verb.MATRIX_VIEW, "operation"),
        ("datasets", _("Registers"), "registers", Verb.DATASET_VIEW, "dataset"),
        ("imports", _("Bring in a file"), "import", Verb.DATASET_IMPORT, "dataset"),
        ("instruments", _("Forms"), "forms", Verb.INSTRUMENT_VIEW, "instrument"),
        ("systems", _("Information systems"), "systems", Verb.SYSTEM_VIEW, "system"),
        ("agencies", _("People and agencies"), "people", Verb.AGENCY_VIEW, "agency"),
        ("places", _("Places"), "places", Verb.ADMIN_UNIT_VIEW, "admin_unit"),
        ("protocol", _("Who may see what"), "protocol", Verb.PROTOCOL_VIEW, "operation"),
        ("help", _("Help"), "help", Verb.HELP_VIEW, "operation"),
    ]
    shown = []
    for name, label, icon, verb, kind in entries:
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue
        if could_ever(seat, verb, kind):
            current = request.path == url or (url != "/" and request.path.startswith(url))
            shown.append({"label": label, "url": url, "icon": icon, "current": current})
    return shown
