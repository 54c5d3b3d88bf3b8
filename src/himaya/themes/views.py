"""Pages of frameworks: list, bringing one, versions, the tree, differences, publishing, files."""

from typing import Any

from django.contrib import messages
from django.db.models import Max, Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from himaya.engines.narrative import Framework as Tree
from himaya.engines.narrative import Theme
from himaya.gate.decisions import authorize, require, visible_to
from himaya.gate.pages import SeatRequest, visible_or_404
from himaya.gate.routes import route
from himaya.kernel.problems import Problem
from himaya.kernel.verbs import Verb
from himaya.kernel.words import in_language
from himaya.releases.actions import hand_out_framework
from himaya.releases.serving import bytes_as_attachment
from himaya.themes.actions import create_framework, draft_version, drop_draft, publish_framework
from himaya.themes.comparing import Difference, differences
from himaya.themes.fetching import crumbs, version_crumbs, version_or_404, whole_frameworks
from himaya.themes.forms import FrameworkFileForm, NewFrameworkForm, TrialForm
from himaya.themes.models import FrameworkVersion
from himaya.themes.queries import framework_of, owners_of, unmarked_themes
from himaya.themes.wording import CHANGES, FIELDS, STATES, language_name

FORMS = ("xlsx", "json", "qdc")


@route(Verb.FRAMEWORK_VIEW, "framework")
@require_GET
def frameworks(request: SeatRequest) -> HttpResponse:
    """The operation's frameworks, with their newest version."""
    published = Q(versions__state=FrameworkVersion.State.PUBLISHED)
    rows = visible_to(whole_frameworks(), request.seat).annotate(
        newest=Max("versions__number"),
        published=Max("versions__number", filter=published),
    )
    context = {"frameworks": rows.order_by("code"), "can_create": _may_create(request)}
    return render(request, "themes/frameworks.html", context)


def _may_create(request: SeatRequest) -> bool:
    return authorize(request.seat, Verb.FRAMEWORK_MANAGE, request.seat.operation).allowed


@route(Verb.FRAMEWORK_MANAGE, "operation")
@require_http_methods(["GET", "HEAD", "POST"])
def framework_new(request: SeatRequest) -> HttpResponse:
    """Bring a framework of one's own from a file, as a draft."""
    form = NewFrameworkForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and form.brought is not None:
        try:
            version = create_framework(
                seat=request.seat, brought=form.brought, code=form.code_for(form.brought)
            )
        except Problem as problem:
            form.add_error("code", f"{problem.title} {problem.todo}")
        else:
            return _to_draft(request, version)
    return _file_page(request, form, _("Bring a framework"), reverse("frameworks"))


@route(Verb.FRAMEWORK_MANAGE, "framework")
@require_http_methods(["GET", "HEAD", "POST"])
def framework_version_new(request: SeatRequest, ref: str) -> HttpResponse:
    """Begin a draft: from what was published last (do=copy), or from a file."""
    framework = visible_or_404(request, whole_frameworks(), ref=ref)
    require(request.seat, Verb.FRAMEWORK_MANAGE, framework)
    if request.method == "POST" and request.POST.get("do") == "copy":
        return _to_draft(request, draft_version(seat=request.seat, framework=framework))
    form = FrameworkFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and form.brought is not None:
        version = draft_version(seat=request.seat, framework=framework, brought=form.brought)
        return _to_draft(request, version)
    heading = _("New version of %(name)s") % {"name": framework}
    return _file_page(request, form, heading, reverse("framework", args=[ref]))


def _to_draft(request: SeatRequest, version: FrameworkVersion) -> HttpResponse:
    messages.success(request, _("The draft is there. Change its themes, then publish it."))
    return redirect("framework-version", ref=version.framework.ref, n=version.number)


def _file_page(
    request: SeatRequest, form: FrameworkFileForm, heading: str, cancel_url: str
) -> HttpResponse:
    context = {
        "form": form,
        "heading": heading,
        "cancel_url": cancel_url,
        "breadcrumbs": crumbs((heading, "")),
    }
    return render(request, "themes/bring.html", context, status=422 if form.errors else 200)


@route(Verb.FRAMEWORK_VIEW, "framework")
@require_GET
def framework_detail(request: SeatRequest, ref: str) -> HttpResponse:
    """One framework with its versions."""
    framework = visible_or_404(request, whole_frameworks(), ref=ref)
    versions = list(framework.versions.defer("tree"))
    has_draft = any(one.is_draft for one in versions)
    can_manage = authorize(request.seat, Verb.FRAMEWORK_MANAGE, framework).allowed
    context = {
        "framework": framework,
        "versions": [{"version": one, "state": STATES[one.state]} for one in versions],
        "can_draft": can_manage and not has_draft,
        "can_manage": can_manage,
        "breadcrumbs": crumbs((str(framework), "")),
    }
    return render(request, "themes/framework.html", context)


@route(Verb.FRAMEWORK_VIEW, "framework")
@require_GET
def framework_version(request: SeatRequest, ref: str, n: int) -> HttpResponse:
    """The tree of one version: what each theme means, who answers for it."""
    framework = visible_or_404(request, whole_frameworks(), ref=ref)
    version = version_or_404(framework, n)
    tree = framework_of(version)
    can_manage = authorize(request.seat, Verb.FRAMEWORK_MANAGE, framework).allowed
    context = {
        "framework": framework,
        "framework_version": version,
        "state": STATES[version.state],
        "themes": _in_order(tree, owners_of(framework)),
        "languages": [language_name(code) for code in tree.languages],
        "can_edit": version.is_draft and can_manage,
        "unmarked": unmarked_themes(version) if version.is_draft else [],
        "forms": FORMS if authorize(request.seat, Verb.COPY_MAKE, framework).allowed else (),
        "trial": TrialForm(languages=tree.languages),
        "breadcrumbs": version_crumbs(version),
    }
    return render(request, "themes/version.html", context)


def _in_order(tree: Tree, owners: dict[str, Any]) -> list[dict[str, Any]]:
    """Each theme of the tree as deep as it lies, and how many words it has in each language."""
    return [
        {
            "theme": theme,
            "title": in_language(theme.title),
            "definition": in_language(theme.definition),
            "dashes": "\N{EN DASH} " * (len(tree.path(theme.code)) - 1),
            "owner": owners.get(theme.code),
            "words": _word_counts(theme),
        }
        for theme in tree.themes
    ]


def _word_counts(theme: Theme) -> list[tuple[str, int]]:
    return [(code, len(one.strong) + len(one.weak)) for code, one in theme.lexicon.items()]


@route(Verb.FRAMEWORK_MANAGE, "framework")
@require_POST
def framework_publish(request: SeatRequest, ref: str, n: int) -> HttpResponse:
    """Freeze a draft."""
    framework = visible_or_404(request, whole_frameworks(), ref=ref)
    publish_framework(seat=request.seat, version=version_or_404(framework, n))
    messages.success(request, _("Published. From now on this version cannot be changed."))
    return redirect("framework-version", ref=ref, n=n)


@route(Verb.FRAMEWORK_MANAGE, "framework")
@require_POST
def framework_drop(request: SeatRequest, ref: str, n: int) -> HttpResponse:
    """Throw a draft away."""
    framework = visible_or_404(request, whole_frameworks(), ref=ref)
    drop_draft(seat=request.seat, version=version_or_404(framework, n))
    messages.success(request, _("The draft was dropped."))
    return redirect("framework", ref=ref)


@route(Verb.COPY_MAKE, "framework")
@require_GET
def framework_file(request: SeatRequest, ref: str, n: int) -> HttpResponse:
    """A version as a file: xlsx, json, or a codebook in the reader's language."""
    framework = visible_or_404(request, whole_frameworks(), ref=ref)
    version = version_or_404(framework, n)
    form = request.GET.get("form", "xlsx")
    if form not in FORMS:
        raise Http404
    content, media_type = hand_out_framework(
        seat=request.seat, thing=framework, tree=framework_of(version), form=form
    )
    return bytes_as_attachment(content, f"{framework.code}-{n}.{form}", media_type)


@route(Verb.FRAMEWORK_VIEW, "framework")
@require_GET
def framework_differences(request: SeatRequest, ref: str) -> HttpResponse:
    """What changed between any two versions."""
    framework = visible_or_404(request, whole_frameworks(), ref=ref)
    numbers = list(framework.versions.order_by("number").values_list("number", flat=True))
    if not numbers:
        raise Http404
    old = _number(request.GET.get("old", ""), numbers, (numbers[-2:-1] or numbers)[0])
    new = _number(request.GET.get("new", ""), numbers, numbers[-1])
    before, after = (framework_of(version_or_404(framework, one)) for one in (old, new))
    context = {
        "framework": framework,
        "numbers": numbers,
        "old": old,
        "new": new,
        "changes": [_in_words(one, before, after) for one in differences(before, after)],
        "breadcrumbs": crumbs(
            (str(framework), reverse("framework", args=[ref])), (_("Differences"), "")
        ),
    }
    return render(request, "themes/differences.html", context)


def _number(text: str, numbers: list[int], otherwise: int) -> int:
    if not text:
        return otherwise
    if not text.isdecimal() or int(text[:6]) not in numbers:
        raise Http404
    return int(text)


def _in_words(change: Difference, before: Tree, after: Tree) -> dict[str, Any]:
    theme = after.by_code.get(change.code) or before.by_code[change.code]
    return {
        "code": change.code,
        "title": in_language(theme.title),
        "what": CHANGES[change.kind],
        "field": FIELDS.get(change.field, ""),
        "language": language_name(change.language) if change.language else "",
        "before": _plain(change.before),
        "after": _plain(change.after),
    }


def _plain(values: Any) -> list[str]:  # noqa: ANN401 - texts, or the sign of a mark
    return [_("yes") if value == "yes" else value for value in values if value]
