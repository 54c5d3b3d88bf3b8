"""What the import pages take in."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from himaya.collect.importers import importers
from himaya.collect.own_forms import kind_of_register
from himaya.datasets.models import Dataset
from himaya.kernel.words import in_language
from himaya.people.models import Agency


class BringForm(forms.Form):
    """A file, or pasted text, of one of the registered kinds."""

    kind = forms.ChoiceField(label=_("What it is"))
    provider = forms.ChoiceField(
        label=_("From whom"),
        required=False,
        help_text=_("What you decide about the file is remembered for the next file from them."),
    )
    file = forms.FileField(
        label=_("File"),
        required=False,
        help_text=_("Plain text, Word, Excel, OpenDocument or csv, at most 25 MB."),
    )
    text = forms.CharField(
        label=_("Or paste the text"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Copy the table from the document or spreadsheet and paste it here."),
    )

    def __init__(
        self,
        agencies: Sequence[Agency],
        registers: Sequence[Dataset],
        *args: Any,  # noqa: ANN401 - Django's signature
        **kwargs: Any,  # noqa: ANN401 - as above
    ) -> None:
        super().__init__(*args, **kwargs)
        self._agencies = {one.ref: one for one in agencies}
        sender = self.fields["provider"]
        assert isinstance(sender, forms.ChoiceField)  # noqa: S101 - for the type checker
        sender.choices = [("", _("my agency")), *((one.ref, str(one)) for one in agencies)]
        choice = self.fields["kind"]
        assert isinstance(choice, forms.ChoiceField)  # noqa: S101 - for the type checker
        declared = [(one.kind, in_language(one.labels)) for one in importers()]
        own = [(kind_of_register(one), str(one)) for one in registers]
        # Under a heading of their own: a register may have the name of a declared kind.
        choice.choices = (
            [*declared, (_("Registers with a form of your own"), own)] if own else declared
        )

    def clean(self) -> dict[str, Any]:
        """Exactly one of file and text; a file with an error of its own was chosen all the same."""
        cleaned = super().clean() or {}
        if "file" in self.errors:
            return cleaned
        if bool(cleaned.get("file")) == bool(cleaned.get("text", "").strip()):
            raise forms.ValidationError(
                _("Choose a file or paste text: one of the two."), code="one_of_two"
            )
        return cleaned

    @property
    def sender(self) -> Agency | None:
        """The agency that sent the file, where it is another one."""
        return self._agencies.get(self.cleaned_data.get("provider", ""))

    @property
    def brought(self) -> tuple[str, bytes]:
        """(file name, content) of what was brought."""
        upload = self.cleaned_data.get("file")
        if isinstance(upload, UploadedFile):
            return upload.name or "file", upload.read()
        return "pasted.txt", self.cleaned_data["text"].encode()
