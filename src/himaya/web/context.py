"""What every page shows around its content: navigation, the access in words, the operation."""

from functools import partial

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from himaya.datasets.models import Dataset
from himaya.gate.decisions import could_ever, visible_to
from himaya.gate.late import mark_of
from himaya.gate.seats import ActingSeat
from himaya.kernel.verbs import Verb
from himaya.people.models import Agency, Role
from himaya.people.tokens import may_make

_LISTED = 12  # registers named in the side bar; all of them are one click further


def shell(request: HttpRequest) -> dict[str, object]:
    """Context of base.html. Costs two queries: the agencies named, the registers in sight."""
    seat: ActingSeat | None = getattr(request, "seat", None)
    return {
        "seat": seat,
        "operation": seat.operation if seat else None,
        "account": request.user if getattr(request, "user", None) else None,
        "account_links": _links(seat),
        "access": _access(seat) if seat else None,
        "navigation": _navigation(request, seat) if seat else [],
        # Called by forms for writing only: sealing costs a little.
        "written_by": partial(mark_of, seat) if seat else "",
        "version": settings.HIMAYA_VERSION,
    }


def _access(seat: ActingSeat) -> dict[str, str]:
    wanted = [seat.agency, seat.viewing_as.agency if seat.viewing_as else ""]
    names = dict(
        Agency.objects.filter(operation=seat.operation, ref__in=wanted).values_list(
            "ref", "acronym"
        )
    )
    return {
        "role": str(Role(seat.role).label),
        "agency": names.get(seat.agency, ""),
        "viewing_as": names.get(seat.viewing_as.agency, "") if seat.viewing_as else "",
    }


def _links(seat: ActingSeat | None) -> list[dict[str, str]]:
    wanted = [(_("My account"), "account")]
    if may_make(seat):
        wanted.append((_("API tokens"), "tokens"))
    return [{"label": label, "url": url} for label, name in wanted if (url := _url(name))]


def _url(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _navigation(request: HttpRequest, seat: ActingSeat) -> list[dict[str, object]]:
    entries = [
        ("home", _("Home"), "home", Verb.HOME_VIEW, "operation"),
        ("matrix", _("PIM Matrix"), "matrix", Verb.MATRIX_VIEW, "operation"),
        ("datasets", _("Registers"), "registers", Verb.DATASET_VIEW, "dataset"),
        ("imports", _("Bring in a file"), "import", Verb.DATASET_IMPORT, "dataset"),
        ("instruments", _("Forms"), "forms", Verb.INSTRUMENT_VIEW, "instrument"),
        ("coding", _("Coding"), "ok", Verb.RECORD_CODE, "record"),
        ("thematic-report", _("Thematic report"), "matrix", Verb.RECORD_VIEW, "record"),
        ("analyses", _("Joint analyses"), "matrix", Verb.RECORD_VIEW, "record"),
        ("frameworks", _("Frameworks of themes"), "forms", Verb.FRAMEWORK_VIEW, "framework"),
        ("systems", _("Information systems"), "systems", Verb.SYSTEM_VIEW, "system"),
        ("agencies", _("People and agencies"), "people", Verb.AGENCY_VIEW, "agency"),
        ("places", _("Places"), "places", Verb.ADMIN_UNIT_VIEW, "admin_unit"),
        ("protocol", _("Who may see what"), "protocol", Verb.PROTOCOL_VIEW, "operation"),
        ("audit", _("Access log"), "protocol", Verb.AUDIT_VIEW, "operation"),
        ("subjects", _("Erase a person"), "lock", Verb.SUBJECT_ERASE, "subject"),
        ("help", _("Help"), "help", Verb.HELP_VIEW, "operation"),
    ]
    shown: list[dict[str, object]] = []
    for name, label, icon, verb, kind in entries:
        url = _url(name)
        if not url or not could_ever(seat, verb, kind):
            continue
        current = request.path == url or (url != "/" and request.path.startswith(url))
        entry: dict[str, object] = {"label": label, "url": url, "icon": icon, "current": current}
        if name == "datasets":
            entry["children"] = _registers(request, seat)
            entry["open"] = current or request.path == "/"
        shown.append(entry)
    return shown


def _registers(request: HttpRequest, seat: ActingSeat) -> list[dict[str, object]]:
    if not _url_known():
        return []
    found = visible_to(Dataset.objects.filter(is_open=True), seat).only("ref", "names")
    listed = sorted(found, key=str)
    several: list[dict[str, object]] = [
        {"label": str(dataset), "url": url, "current": request.path.startswith(url)}
        for dataset in listed[:_LISTED]
        if (url := reverse("dataset", args=[dataset.ref]))
    ]
    url = reverse("datasets")
    every = {"label": _("All registers"), "url": url, "current": request.path == url}
    return [every, *several]


def _url_known() -> bool:
    try:
        reverse("dataset", args=["x"])
    except NoReverseMatch:
        return False
    return True
