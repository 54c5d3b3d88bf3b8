"""What the pages of frameworks share: fetching them, and the way there."""

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from himaya.themes.models import Framework, FrameworkVersion


def whole_frameworks() -> QuerySet[Framework]:
    """Rows for `visible_or_404`, with what rules and pages name."""
    return Framework.objects.select_related("operation")


def version_or_404(framework: Framework, number: int) -> FrameworkVersion:
    """One version of a framework already found to be in sight, without its tree."""
    found = (
        framework.versions.filter(number=number)
        .select_related("framework__operation")
        .defer("tree")
        .first()
    )
    if found is None:
        raise Http404
    return found


def crumbs(*last: tuple[str, str]) -> list[dict[str, str]]:
    """The way here."""
    first = (_("Frameworks of themes"), reverse("frameworks"))
    return [{"label": label, "url": url} for label, url in (first, *last)]


def version_crumbs(version: FrameworkVersion, *last: str) -> list[dict[str, str]]:
    """The way to a version and on from it."""
    framework = version.framework
    url = reverse("framework-version", args=[framework.ref, version.number]) if last else ""
    label = _("Version %(n)s") % {"n": version.number}
    way = [(str(framework), reverse("framework", args=[framework.ref])), (label, url)]
    return crumbs(*way, *((text, "") for text in last))
