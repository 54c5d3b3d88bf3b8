"""Forms of this room: bringing an XLSForm, confirming marks, comparing versions."""

from itertools import groupby
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from himaya.engines.xlsform import MEANS, Form, FormErrors, FormProblem, read_form
from himaya.gate.decisions import visible_to
from himaya.gate.seats import ActingSeat
from himaya.instruments.wording import SENSITIVITIES
from himaya.kernel.verbs import Verb
from himaya.systems.models import InformationSystem
from himaya.systems.wording import LEVELS

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

_KINDS = {".xlsx": "xlsx", ".xlsm": "xlsx", ".xls": "xls", ".md": "md", ".csv": "csv"}
_LARGEST = 10 * 1024 * 1024


class UploadForm(forms.Form):
    """An XLSForm as a file or pasted as a Markdown table."""

    file = forms.FileField(
        label=_("XLSForm file"),
        required=False,
        help_text=_("As used with Kobo or ODK: xlsx, xls, csv or md."),
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(_KINDS)}),
    )
    pasted = forms.CharField(
        label=_("Or paste it as a Markdown table"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 8, "dir": "ltr", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's form arguments
        super().__init__(*args, **kwargs)
        self.read: Form | None = None
        self.problems: list[FormProblem] = []
        self.content = b""
        self.file_name = ""

    def clean(self) -> dict[str, Any]:
        """Read the form; what is wrong with it is kept in `problems`, row by row."""
        cleaned: dict[str, Any] = super().clean() or {}
        upload: UploadedFile[bytes] | None = cleaned.get("file")
        pasted = cleaned.get("pasted", "")
        if upload is not None:
            self._take_file(upload)
        elif pasted.strip():
            self._read(pasted.encode(), "md")
        elif not self.errors:
            self.add_error("file", _("Choose a file, or paste the form below."))
        return cleaned

    def _take_file(self, upload: "UploadedFile[bytes]") -> None:
        self.file_name = (upload.name or "")[:200]
        kind = _KINDS.get(PurePath(self.file_name).suffix.lower())
        if kind is None:
            self.add_error("file", _("This is no XLSForm: save it as xlsx and try again."))
        elif (upload.size or 0) > _LARGEST:
            self.add_error("file", _("The file is larger than 10 MB. Take pictures out of it."))
        else:
            self._read(upload.read(), kind)

    def _read(self, content: bytes, kind: Any) -> None:  # noqa: ANN401 - the engine's Literal
        self.content = content
        try:
            self.read = read_form(content, kind=kind, file_name=self.file_name)
        except FormErrors as refused:
            self.problems = refused.problems
            name = "file" if self.file_name else "pasted"
            self.add_error(name, _("The form cannot be used yet; see the rows listed."))


class NewInstrumentForm(UploadForm):
    """A first version: which system it serves and under what code."""

    system = forms.ModelChoiceField(
        label=_("Information system"),
        queryset=InformationSystem.objects.none(),
        to_field_name="ref",
    )
    code = forms.SlugField(
        label=_("Short code"),
        max_length=60,
        required=False,
        help_text=_("Left empty, it is taken from the form."),
    )

    field_order = ("system", "code", "file", "pasted")

    def __init__(self, *args: Any, seat: ActingSeat, **kwargs: Any) -> None:  # noqa: ANN401 - as above
        super().__init__(*args, **kwargs)
        field = self.fields["system"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
        rows = visible_to(InformationSystem.objects.select_related("agency"), seat)
        field.queryset = visible_to(rows, seat, Verb.INSTRUMENT_CREATE)

    def code_for(self, form: Form) -> str:
        """The code given, else the form's own id."""
        return self.cleaned_data["code"] or slugify(form.form_id)[:60] or "form"


def _meanings() -> list[tuple[str, Any]]:
    """The closed list in families, as optgroups; the words are the codes people write."""
    families = groupby(MEANS.values(), key=lambda meaning: meaning.family)
    grouped = [
        (family, [(one.name, f"{one.name}: {one.description}") for one in several])
        for family, several in families
    ]
    return [("", _("no meaning of its own")), *grouped]


class MarkForm(forms.Form):
    """The marks of one question, for a person to confirm or correct."""

    confirm = forms.BooleanField(label=_("I have looked at it: confirm"), required=False)
    means = forms.ChoiceField(label=_("Means"), choices=_meanings, required=False)
    sensitivity = forms.ChoiceField(label=_("Kind"), choices=[*SENSITIVITIES.items()])
    level = forms.TypedChoiceField(label=_("Sensitivity"), choices=[*LEVELS.items()], coerce=int)
    need = forms.CharField(
        label=_("Information need"),
        max_length=60,
        required=False,
        help_text=_("The code of the need this question serves."),
    )

    def marks(self) -> dict[str, Any]:
        """What `confirm_marks` takes."""
        meaning = MEANS.get(self.cleaned_data["means"])
        kept = {name: self.cleaned_data[name] for name in ("means", "sensitivity", "level", "need")}
        return kept | {"aggregation": meaning.aggregation if meaning else ""}
