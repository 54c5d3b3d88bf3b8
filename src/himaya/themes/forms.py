"""Forms of this room: bringing a framework, one theme, its place, trying words on a text."""

import re
from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from himaya.engines.directions import bare, calm
from himaya.engines.narrative import Fault, NarrativeError, framework_in
from himaya.engines.narrative import Framework as Brought
from himaya.gate.decisions import visible_to
from himaya.gate.seats import ActingSeat
from himaya.people.models import Agency
from himaya.themes.trying import MOST_CHARACTERS
from himaya.themes.wording import (
    FIELDS,
    HINTS,
    fault_in_words,
    is_readers,
    language_name,
    refusal_in_words,
)

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

_ENDINGS = (".xlsx", ".json", ".yaml", ".yml", ".qdc")
CODE = re.compile(r"[\w.-]{1,40}")
_SAID = ("title", "definition", "include", "exclude")
_LINES = ("examples", "strong", "weak", "unless")
_FLAGS = ("sensitive", "stays_when_denied", "is_heading")


class FrameworkFileForm(forms.Form):
    """A framework as a file."""

    file = forms.FileField(
        label=_("Framework file"),
        help_text=_("YAML, JSON, xlsx as himaya writes it, or a REFI-QDA codebook (.qdc)."),
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(_ENDINGS)}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's form arguments
        super().__init__(*args, **kwargs)
        self.brought: Brought | None = None
        self.faults: list[dict[str, str]] = []
        self.fields_at_fault: list[tuple[str, str]] = []

    def clean(self) -> dict[str, Any]:
        """Read the file; what is wrong with it is kept in `faults`, each with its place."""
        cleaned: dict[str, Any] = super().clean() or {}
        upload: UploadedFile[bytes] | None = cleaned.get("file")
        if upload is not None:
            name = (upload.name or "")[:200]
            if PurePath(name).suffix.lower() not in _ENDINGS:
                self.add_error("file", _("Save it as YAML, JSON, xlsx or .qdc and try again."))
            else:
                self._read(upload.read(), name.lower())
        return cleaned

    def _read(self, content: bytes, name: str) -> None:
        try:
            self.brought = framework_in(content, name)
        except NarrativeError as error:
            self._refuse(error.faults)
            return
        unfit = [one.code for one in self.brought.themes if not CODE.fullmatch(one.code)]
        if unfit:
            self._refuse([Fault(code[:60], "", "code_unfit") for code in unfit])

    def _refuse(self, faults: Sequence[Fault]) -> None:
        self.faults = [fault_in_words(fault) for fault in faults]
        self.fields_at_fault = [(fault.where, fault.code) for fault in faults]
        self.add_error("file", refusal_in_words(faults))


class NewFrameworkForm(FrameworkFileForm):
    """A first version: under what code."""

    code = forms.SlugField(
        label=_("Short code"),
        max_length=60,
        required=False,
        help_text=_("Left empty, it is taken from the file."),
    )

    field_order = ("file", "code")

    def code_for(self, brought: Brought) -> str:
        """The code given, else the file's own as an address can hold it."""
        own = re.sub(r"[^a-zA-Z0-9_-]+", "-", brought.code).strip("-").lower()
        return str(self.cleaned_data["code"]) or own[:60] or "framework"


class ThemeForm(forms.Form):
    """One theme: marks, and in each language what coders go by and the words it is known by."""

    code = forms.RegexField(
        rf"\A{CODE.pattern}\Z",
        label=FIELDS["code"],
        max_length=40,
        help_text=_("Short and lasting: decisions refer to it. Letters, digits, . - _"),
        widget=forms.TextInput(attrs={"dir": "ltr", "spellcheck": "false"}),
    )
    parent = forms.ChoiceField(label=FIELDS["parent"], required=False)
    owner = forms.ModelChoiceField(
        label=_("Owner"),
        queryset=Agency.objects.none(),
        to_field_name="ref",
        required=False,
        empty_label=_("nobody yet"),
        help_text=_("Who answers for its words, and may let suggestions of it stand."),
    )
    sensitive, stays_when_denied, is_heading = (
        forms.BooleanField(label=FIELDS[name], help_text=HINTS[name], required=False)
        for name in _FLAGS
    )

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - Django's form arguments
        seat: ActingSeat,
        brought: Brought,
        is_new: bool,
        **kwargs: Any,  # noqa: ANN401 - as above
    ) -> None:
        super().__init__(*args, **kwargs)
        self.languages = brought.languages
        self.is_new = is_new
        for language in brought.languages:
            for name in (*_SAID, *_LINES):
                self.fields[f"{name}_{language}"] = _text_field(name, language)
        owner = self.fields["owner"]
        assert isinstance(owner, forms.ModelChoiceField)  # noqa: S101 - declared above
        agencies = Agency.objects.filter(operation=seat.operation, is_member=True)
        owner.queryset = visible_to(agencies, seat)
        if is_new:
            self.fields["parent"] = forms.ChoiceField(
                label=FIELDS["parent"], required=False, choices=places_under(brought)
            )
        else:
            del self.fields["code"], self.fields["parent"]

    def node(self) -> dict[str, Any]:
        """The theme as the tree holds it, without empty fields and without what lies under it."""
        given = self.cleaned_data
        made: dict[str, Any] = {"code": given["code"]} if self.is_new else {}
        for name in _SAID:
            made[name] = {
                language: text
                for language in self.languages
                if (text := bare(given[f"{name}_{language}"]))
            }
        made["examples"] = self._lines_of("examples")
        terms = {name: self._lines_of(name) for name in _LINES[1:]}
        made["lexicon"] = {
            language: {name: held[language] for name, held in terms.items() if language in held}
            for language in self.languages
            if any(language in held for held in terms.values())
        }
        made |= {name: given[name] for name in _FLAGS}
        return {name: value for name, value in made.items() if value}

    def _lines_of(self, name: str) -> dict[str, list[str]]:
        found = {
            language: [
                line.strip()
                for line in calm(self.cleaned_data[f"{name}_{language}"]).splitlines()
                if line.strip()
            ]
            for language in self.languages
        }
        return {language: lines for language, lines in found.items() if lines}

    def by_language(self) -> list[dict[str, Any]]:
        """Groups of fields for the page: a language, its name, its fields."""
        return [
            {
                "code": language,
                "name": language_name(language),
                "fields": [self[f"{name}_{language}"] for name in (*_SAID, *_LINES)],
                "is_open": is_readers(language)
                or any(name.endswith(f"_{language}") for name in self.errors),
            }
            for language in self.languages
        ]

    @staticmethod
    def initial_of(theme: Mapping[str, Any], owner: Agency | None) -> dict[str, Any]:
        """What the form of an existing theme starts with."""
        made: dict[str, Any] = {name: theme.get(name, False) for name in _FLAGS}
        made["owner"] = owner.ref if owner else ""
        for name in _SAID:
            made |= {f"{name}_{code}": text for code, text in theme.get(name, {}).items()}
        for language, lines in theme.get("examples", {}).items():
            made[f"examples_{language}"] = "\n".join(lines)
        for language, lists in theme.get("lexicon", {}).items():
            made |= {f"{name}_{language}": "\n".join(terms) for name, terms in lists.items()}
        return made


def _text_field(name: str, language: str) -> forms.CharField:
    direction = "rtl" if language == "ar" else "ltr"
    attributes: dict[str, Any] = {"lang": language, "dir": direction}
    widget: forms.Widget = forms.TextInput(attrs=attributes)
    if name != "title":
        widget = forms.Textarea(attrs=attributes | {"rows": 4 if name in _LINES[1:] else 2})
    return forms.CharField(
        label=FIELDS[name],
        help_text=HINTS.get(name, ""),
        max_length=160 if name == "title" else 20_000,
        required=False,
        widget=widget,
    )


def places_under(brought: Brought, without: str = "") -> list[tuple[str, str]]:
    """Themes that another may lie under, in the order of the tree; none at or under `without`."""
    allowed = [one for one in brought.themes if without not in brought.path(one.code)]
    return [
        ("", str(_("at the top"))),
        *(
            (one.code, "\N{EN DASH} " * (len(brought.path(one.code)) - 1) + one.code)
            for one in allowed
        ),
    ]


class MoveForm(forms.Form):
    """Another place in the tree."""

    parent = forms.ChoiceField(label=FIELDS["parent"], required=False)
    place = forms.IntegerField(
        label=_("At place"), min_value=1, max_value=2_000, help_text=_("1 is the first.")
    )

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], **kwargs: Any) -> None:  # noqa: ANN401 - as above
        super().__init__(*args, **kwargs)
        self.fields["parent"] = forms.ChoiceField(
            label=FIELDS["parent"], required=False, choices=choices
        )


class TrialForm(forms.Form):
    """A text to try the words on; nothing of it is kept."""

    text = forms.CharField(
        label=_("Try the words on a text"),
        max_length=MOST_CHARACTERS,
        help_text=_("Nothing of it is kept."),
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )
    language = forms.ChoiceField(label=_("Language of the text"), required=False)

    def __init__(self, *args: Any, languages: Sequence[str], **kwargs: Any) -> None:  # noqa: ANN401 - as above
        super().__init__(*args, **kwargs)
        known = [("", _("as the text tells"))]
        self.fields["language"] = forms.ChoiceField(
            label=_("Language of the text"),
            required=False,
            choices=[*known, *((code, language_name(code)) for code in languages)],
        )
