"""The partials that pages include: what they say, to eyes and to a screen reader."""

from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation


class ActivityForm(forms.Form):
    title = forms.CharField(help_text="One sentence.")
    note = forms.CharField(required=False, widget=forms.Textarea)
    groups = forms.MultipleChoiceField(
        choices=[("idp", "displaced people"), ("ref", "refugees")],
        widget=forms.CheckboxSelectMultiple,
    )
    agreed = forms.BooleanField(label="Agreed by the owner")
    token = forms.CharField(widget=forms.HiddenInput, required=False)


def field(name: str, data: dict[str, str] | None = None, **context: object) -> str:
    return render_to_string("web/_field.html", {"field": ActivityForm(data)[name], **context})


def test_text_field__label_hint_and_input_belong_together() -> None:
    html = field("title")
    assert '<label for="id_title">Title' in html
    assert 'id="id_title_helptext"' in html
    assert 'aria-describedby="id_title_helptext"' in html
    assert "optional" not in html


def test_optional_field__says_so() -> None:
    assert "(optional)" in field("note")


def test_missing_answer__named_at_the_field_and_in_the_summary() -> None:
    form = ActivityForm({})
    html = render_to_string("web/_field.html", {"field": form["title"]})
    summary = render_to_string("web/_form_errors.html", {"form": form})
    assert 'aria-invalid="true"' in html
    assert 'id="id_title_error"' in html
    assert "id_title_error" in html.split("aria-describedby=")[1].split(">")[0]
    assert 'href="#id_title"' in summary
    assert "3 things to correct" in summary


def test_sound_form__no_summary() -> None:
    form = ActivityForm({"title": "x", "groups": ["idp"], "agreed": "on"})
    assert render_to_string("web/_form_errors.html", {"form": form}).strip() == ""


def test_several_choices__one_group_with_one_legend() -> None:
    html = field("groups")
    assert html.count("<fieldset") == 1
    assert "<legend>Groups" in html
    assert html.count('type="checkbox"') == 2
    assert 'for="id_groups_1"' in html


def test_single_tick__label_after_the_box() -> None:
    html = field("agreed")
    assert html.index('type="checkbox"') < html.index("Agreed by the owner")


def test_hidden_field__nothing_but_the_input() -> None:
    assert field("token").strip().startswith("<input")


def test_sealed_field__lock_and_word() -> None:
    html = field("title", sealed=True, level=4)
    assert "Encrypted." in html
    assert "Severe" in html


@pytest.mark.parametrize(
    ("level", "word"), [(1, "Low/No"), (2, "Moderate"), (3, "High"), (4, "Severe")]
)
def test_sensitivity__always_a_word(level: int, word: str) -> None:
    html = render_to_string("web/_sensitivity.html", {"level": level})
    assert f"<span>{word}</span>" in html
    assert f"#level-{level}" in html


def test_six_states__six_words_and_six_signs() -> None:
    states = ["zero", "not_reported", "not_assessed", "refused", "no_service", "hidden"]
    shown = {render_to_string("web/_state.html", {"state": state}) for state in states}
    assert len(shown) == 6


def test_middle_page__keeps_the_filters_both_ways() -> None:
    page = Paginator(range(95), 20).page(3)
    query = urlencode({"status": "late", "q": "a b"})
    html = render_to_string("web/_pagination.html", {"page": page, "query": query})
    assert "?status=late&amp;q=a+b&amp;page=2" in html
    assert "?status=late&amp;q=a+b&amp;page=4" in html
    assert "41 to 60 of 95" in html


def test_problem__what_happened_and_what_to_do() -> None:
    problem = {"title": "Refused", "text": "Too fine.", "todo": "Ask for a table by district."}
    html = render_to_string("web/_problem.html", {"problem": problem})
    assert 'role="alert"' in html
    assert html.index("Too fine.") < html.index("Ask for a table by district.")


def test_hidden_change__no_value_in_the_markup() -> None:
    changes = [{"label": "Name", "before": "Ayaan", "after": "Ayan", "hidden": True}]
    history = [
        {
            "when": datetime(2026, 5, 1, tzinfo=UTC),
            "who": "Amina",
            "what": "r2",
            "changes": changes,
        }
    ]
    html = render_to_string("web/_history.html", {"history": history})
    assert "Aya" not in html
    assert "hidden" in html


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("fr", "ltr"), ("ar", "rtl")])
@pytest.mark.parametrize("page", ["400.html", "403.html", "404.html", "500.html"])
def test_error_page_without_a_request__language_and_direction(
    page: str, language: str, direction: str
) -> None:
    with translation.override(language):
        html = render_to_string(page)
    assert f'<html lang="{language}" dir="{direction}"' in html
    assert html.count("<h1>") == 1


@pytest.mark.parametrize(
    ("cookie", "painted"), [("dark", "dark"), ("light", "light"), ("system", ""), ('"><x', "")]
)
def test_theme_cookie__painted_by_the_server(cookie: str, painted: str) -> None:
    request = RequestFactory().get("/")
    request.COOKIES["himaya_theme"] = cookie
    html = render_to_string("500.html", {"request": request})
    head = html.split("<head>")[0]
    assert (f'data-theme="{painted}"' in head) == bool(painted)
    assert "data-theme" not in head or painted


def test_style_guide__renders_with_nothing_in_the_context() -> None:
    assert "<dialog" in render_to_string("web/style_guide.html")


def test_help_page__topics_marked_and_the_way_back() -> None:
    topics = [{"label": "Bring in a plan", "url": "/help/plans/", "current": True}]
    html = render_to_string(
        "web/help_base.html",
        {"topics": topics, "about_url": "/plans/", "about_label": "Work plans"},
    )
    assert '<a href="/help/plans/" aria-current="page">' in html
    assert "Back to Work plans" in html
