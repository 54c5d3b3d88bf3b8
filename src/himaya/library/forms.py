"""What the pages of the library take in."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from himaya.datasets.models import Dataset
from himaya.instruments.queries import form_of
from himaya.kernel.words import in_language
from himaya.library.actions import Brought, Coding
from himaya.library.levels import DETAIL, TYPE
from himaya.library.naming import names_somebody
from himaya.systems.wording import LEVELS


class SeveralFiles(forms.FileField):
    """One or more files of one control."""

    widget = forms.ClearableFileInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[bytes]]:  # noqa: ANN401 - Django's signature
        """Each file by the rules of one."""
        given = data if isinstance(data, list) else [data]
        checked = [super(SeveralFiles, self).clean(one, initial) for one in given or [None]]
        return [one for one in checked if one]


class _SeveralInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class AddForm(forms.Form):
    """Files, and what is said of them before they are read."""

    uploads = SeveralFiles(
        label=_("Files"),
        required=False,
        widget=_SeveralInput,
        help_text=_(
            "PDF, docx, xlsx, pptx, HTML, mail (eml, msg), text, JPEG, PNG, TIFF, or a zip of such"
            " files; at most 25 MB at once."
        ),
    )
    folder = SeveralFiles(
        label=_("Or a whole folder"),
        required=False,
        widget=_SeveralInput(attrs={"webkitdirectory": True}),
    )
    title = forms.CharField(
        label=_("Title"),
        required=False,
        max_length=200,
        help_text=_("Of a single file. What it is, where and when; name no person."),
    )
    by_name = forms.BooleanField(
        label=_("The names of the files are titles; none of them names a person"), required=False
    )
    document_type = forms.ChoiceField(label=_("Type"), required=False)
    detail = forms.ChoiceField(label=_("How close it comes to people"), required=False)
    level = forms.TypedChoiceField(
        label=_("Sensitivity"),
        required=False,
        coerce=int,
        help_text=_("Not decided: the strictest that you may see, until somebody decides."),
    )

    def clean_title(self) -> str:
        """Titles are read by all who see that there is a document: they name nobody."""
        title = str(self.cleaned_data["title"])
        if names_somebody(title):
            raise forms.ValidationError(
                _("A person's name, number or phone is in it. Say what the document is instead."),
                code="names_somebody",
            )
        return title

    def __init__(self, dataset: Dataset, top: int, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's form arguments
        super().__init__(*args, **kwargs)
        assert dataset.version is not None  # noqa: S101 - a declared register has its form
        form = form_of(dataset.version)
        for key in (TYPE, DETAIL):
            asked = form.by_name.get(key)
            if asked is None:  # a form of one's own need not ask it
                del self.fields[key]
                continue
            choices = form.choices[asked.list_name]
            self._offer(key, ((one.name, in_language(one.labels)) for one in choices))
        self._offer("level", ((level, word) for level, word in LEVELS.items() if level <= top))

    def _offer(self, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [("", _("not decided")), *choices]

    def clean(self) -> dict[str, Any]:
        """At least one file, by either control."""
        cleaned = super().clean() or {}
        if not self.errors and not (cleaned.get("uploads") or cleaned.get("folder")):
            raise forms.ValidationError(
                _("Choose at least one file, of 25 MB at most in all."), code="no_file"
            )
        return cleaned

    @property
    def brought(self) -> list[Brought]:
        """The files, in the order they came."""
        given = [*self.cleaned_data["uploads"], *self.cleaned_data["folder"]]
        return [Brought(one.name or "", one.read()) for one in given]

    @property
    def coding(self) -> Coding:
        """What was said of all of them."""
        said = {key: self.cleaned_data.get(key) for key in ("title", TYPE, DETAIL)}
        if len(self.cleaned_data["uploads"]) + len(self.cleaned_data["folder"]) > 1:
            said.pop("title")
        return Coding(said, self.cleaned_data["level"] or 0, by_name=self.cleaned_data["by_name"])


class VersionForm(forms.Form):
    """A newer file of a document."""

    file = forms.FileField(label=_("File"), help_text=_("At most 25 MB. The older file stays."))

    @property
    def brought(self) -> Brought:
        """The file."""
        upload = self.cleaned_data["file"]
        return Brought(upload.name or "", upload.read())
