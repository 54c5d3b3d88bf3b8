"""Pages of one theme: reading it, editing it in a draft, trying its words on a text."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from himaya.engines.narrative import Framework as Tree
from himaya.engines.narrative import Lexicon, NarrativeError, framework_tree
from himaya.gate.decisions import authorize, require
from himaya.gate.pages import SeatRequest, visible_or_404
from himaya.gate.routes import route
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.kernel.words import in_language
from himaya.themes import editing
from himaya.themes.actions import (
    add_theme,
    amend_theme,
    move_theme,
    retire_theme,
)
from himaya.themes.editing import EditRefusedError
from himaya.themes.fetching import version_crumbs, version_or_404, whole_frameworks
from himaya.themes.forms import MoveForm, ThemeForm, TrialForm, places_under
from himaya.themes.models import Framework, FrameworkVersion
from himaya.themes.queries import framework_of, matcher_of, owners_of
from himaya.themes.trying import Tried, alone, tried
from himaya.themes.wording import (
    FIELDS,
    STANDINGS,
    TERM_STATES,
    edit_in_words,
    fault_in_words,
    field_at,
    is_readers,
    language_name,
)


@route(Verb.FRAMEWORK_VIEW, "framework")
@require_http_methods(["GET", "HEAD", "POST"])
def theme_detail(request: SeatRequest, ref: str, n: int, code: str) -> HttpResponse:
    """One theme. In a draft it is a form for those who keep frameworks; others read it.

    `do=try` tries the words as they stand in the form, saved or not, on a text.
    """
    framework = visible_or_404(request, whole_frameworks(), ref=ref)
    version = version_or_404(framework, n)
    tree = framework_of(version)
    if code not in tree.by_code:
        raise Http404
    trial = TrialForm(_trial_of(request), languages=tree.languages)
    can_edit = authorize(request.seat, Verb.FRAMEWORK_MANAGE, framework).allowed
    can_edit = can_edit and version.is_draft
    form = _theme_form(request, framework, tree, code) if can_edit else None
    found = None
    if request.method == "POST" and request.POST.get("do") == "try":
        found = _tried(tree, code, trial, form)
    elif request.method == "POST":
        require(request.seat, Verb.FRAMEWORK_MANAGE, framework)
        if form is None:
            raise Problem(Code.FRAMEWORK_FROZEN)
        if form.is_valid() and _amended(request, version, code, form):
            messages.success(request, _("The theme was saved."))
            return redirect("framework-version", ref=ref, n=n)
    if request.htmx and found is not None:
        return render(request, "themes/_tried.html", {"tried": found})
    return _theme_page(request, version, tree, code, form, trial, found)


def _trial_of(request: SeatRequest) -> Any:  # noqa: ANN401 - a QueryDict or nothing
    return request.POST if request.POST.get("do") == "try" else None


def _theme_form(request: SeatRequest, framework: Framework, tree: Tree, code: str) -> ThemeForm:
    node = editing.theme_in(framework_tree(tree), code)
    initial = ThemeForm.initial_of(node, owners_of(framework).get(code))
    return ThemeForm(
        request.POST or None, seat=request.seat, brought=tree, is_new=False, initial=initial
    )


def _tried(
    tree: Tree, code: str, trial: TrialForm, form: ThemeForm | None
) -> dict[str, Any] | None:
    """What the theme's words find, as they are typed now."""
    if not trial.is_valid():
        return None
    fields: dict[str, Any] = {}
    if form is not None and form.is_valid():
        node = form.node()
        fields = {
            "lexicon": {
                language: Lexicon(**{name: tuple(terms) for name, terms in lists.items()})
                for language, lists in node.get("lexicon", {}).items()
            },
            "stays_when_denied": bool(node.get("stays_when_denied")),
        }
    given = trial.cleaned_data
    try:
        found = tried(alone(tree, code, **fields), given["text"], given["language"])
    except NarrativeError as error:
        if form is None:
            raise
        _told(form, error)
        return None
    return _tried_in_words(found, tree)


def _amended(request: SeatRequest, version: FrameworkVersion, code: str, form: ThemeForm) -> bool:
    """Whether it was written; if not, the form says why."""
    try:
        amend_theme(
            seat=request.seat,
            version=version,
            code=code,
            fields=form.node(),
            seen=request.POST.get("seen", ""),
            owner=form.cleaned_data["owner"],
        )
    except (NarrativeError, EditRefusedError, Problem) as error:
        if not _told(form, error):
            raise
        return False
    return True


def _told(form: ThemeForm, error: Exception) -> bool:
    """Put a refusal into the form, at its field where it has one."""
    if isinstance(error, NarrativeError):
        for fault in error.faults:
            field = field_at(fault.where)
            form.add_error(field if field in form.fields else None, fault_in_words(fault)["what"])
    elif isinstance(error, EditRefusedError):
        form.add_error(None, edit_in_words(error.code))
    elif isinstance(error, Problem) and error.code is Code.CHANGED_MEANWHILE:
        changed = _(
            "Somebody else changed this theme meanwhile. Open it anew to see how it stands."
        )
        form.add_error(None, changed)
    else:
        return False
    return True


def _theme_page(  # noqa: PLR0917 - the parts of one page
    request: SeatRequest,
    version: FrameworkVersion,
    tree: Tree,
    code: str,
    form: ThemeForm | None,
    trial: TrialForm,
    found: dict[str, Any] | None,
) -> HttpResponse:
    theme, node = tree.by_code[code], editing.theme_in(framework_tree(tree), code)
    siblings = [one["code"] for one in editing.siblings_of(framework_tree(tree), code)]
    place = {"parent": theme.parent, "place": siblings.index(code) + 1}
    context = {
        "framework": version.framework,
        "framework_version": version,
        "theme": theme,
        "title": in_language(theme.title),
        "owner": owners_of(version.framework).get(code),
        "form": form,
        "seen": request.POST.get("seen") or editing.mark_of(node),
        "move": MoveForm(initial=place, choices=places_under(tree, code)) if form else None,
        "has_themes": bool(node.get("themes")),
        "languages": [_read(node, language) for language in tree.languages],
        "trial": trial,
        "tried": found,
        "breadcrumbs": version_crumbs(version, in_language(theme.title)),
    }
    wrong = (form is not None and form.errors) or trial.errors
    status = 422 if request.method == "POST" and wrong else 200
    return render(request, "themes/theme.html", context, status=status)


def _read(node: editing.Tree, language: str) -> dict[str, Any]:
    """What a theme says in one language, for those who only read it."""
    said = [
        (FIELDS[name], text)
        for name in ("title", "definition", "include", "exclude")
        if (text := node.get(name, {}).get(language))
    ]
    lists = {"examples": node.get("examples", {}).get(language, [])}
    lists |= node.get("lexicon", {}).get(language, {})
    listed = [(FIELDS[name], lines) for name, lines in lists.items() if lines]
    return {
        "code": language,
        "name": language_name(language),
        "said": said,
        "listed": listed,
        "is_open": is_readers(language),
    }


def _tried_in_words(found: Tried, tree: Tree) -> dict[str, Any]:
    return {
        "language": language_name(found.language) if found.language in tree.languages else "",
        "pieces": found.pieces,
        "themes": [
            {
                "code": one.code,
                "title": in_language(tree.by_code[one.code].title),
                "standing": STANDINGS[one.standing],
                "is_suggested": one.standing == "suggested",
                "terms": [asdict(term) | {"said": TERM_STATES[term.state]} for term in one.terms],
            }
            for one in found.themes
        ],
    }


@route(Verb.FRAMEWORK_MANAGE, "framework")
@require_http_methods(["GET", "HEAD", "POST"])
def theme_new(request: SeatRequest, ref: str, n: int) -> HttpResponse:
    """A new theme in a draft."""
    framework = visible_or_404(request, whole_frameworks(), ref=ref)
    require(request.seat, Verb.FRAMEWORK_MANAGE, framework)
    version = version_or_404(framework, n)
    tree = framework_of(version)
    form = ThemeForm(
        request.POST or None,
        seat=request.seat,
        brought=tree,
        is_new=True,
        initial={"parent": request.GET.get("parent", "")},
    )
    if request.method == "POST" and form.is_valid() and _added(request, version, form):
        messages.success(request, _("The theme was added."))
        return redirect("framework-version", ref=ref, n=n)
    context = {
        "framework": framework,
        "framework_version": version,
        "form": form,
        "breadcrumbs": version_crumbs(version, _("New theme")),
    }
    return render(request, "themes/theme_new.html", context, status=422 if form.errors else 200)


def _added(request: SeatRequest, version: FrameworkVersion, form: ThemeForm) -> bool:
    try:
        add_theme(
            seat=request.seat,
            version=version,
            theme=form.node(),
            parent=form.cleaned_data["parent"],
            owner=form.cleaned_data["owner"],
        )
    except (NarrativeError, EditRefusedError) as error:
        return not _told(form, error)
    return True


@route(Verb.FRAMEWORK_MANAGE, "framework")
@require_POST
def theme_move(request: SeatRequest, ref: str, n: int, code: str) -> HttpResponse:
    """Another place in the tree."""
    version = _version(request, ref, n)
    form = MoveForm(request.POST, choices=places_under(framework_of(version), code))
    if not form.is_valid():
        messages.error(request, _("Choose one of the places shown."))
        return redirect("framework-theme", ref=ref, n=n, code=code)
    given = form.cleaned_data
    _edited(
        request,
        lambda: move_theme(
            seat=request.seat,
            version=version,
            code=code,
            parent=given["parent"],
            place=given["place"],
        ),
    )
    return redirect("framework-version", ref=ref, n=n)


@route(Verb.FRAMEWORK_MANAGE, "framework")
@require_POST
def theme_retire(request: SeatRequest, ref: str, n: int, code: str) -> HttpResponse:
    """Leave a theme out from this version on."""
    version = _version(request, ref, n)
    _edited(request, lambda: retire_theme(seat=request.seat, version=version, code=code))
    return redirect("framework-version", ref=ref, n=n)


def _version(request: SeatRequest, ref: str, n: int) -> FrameworkVersion:
    return version_or_404(visible_or_404(request, whole_frameworks(), ref=ref), n)


def _edited(request: SeatRequest, change: Callable[[], object]) -> None:
    """Do it, or say why it cannot be done."""
    try:
        change()
    except EditRefusedError as error:
        messages.error(request, edit_in_words(error.code))
    except NarrativeError as error:
        messages.error(request, fault_in_words(error.faults[0])["what"])
    else:
        messages.success(request, _("The tree was changed."))


@route(Verb.FRAMEWORK_VIEW, "framework")
@require_POST
def framework_try(request: SeatRequest, ref: str, n: int) -> HttpResponse:
    """What the words of all themes find in a text; nothing of it is kept."""
    version = _version(request, ref, n)
    tree = framework_of(version)
    form = TrialForm(request.POST, languages=tree.languages)
    found = None
    if form.is_valid():
        given = form.cleaned_data
        result = tried(tree, given["text"], given["language"], matcher_of(version))
        found = _tried_in_words(result, tree)
    if request.htmx and found is not None:
        return render(request, "themes/_tried.html", {"tried": found})
    context = {
        "framework": version.framework,
        "framework_version": version,
        "trial": form,
        "tried": found,
        "breadcrumbs": version_crumbs(version, _("Try the words on a text")),
    }
    return render(request, "themes/try.html", context, status=422 if form.errors else 200)
