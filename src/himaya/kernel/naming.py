"""The form part for names kept in four languages; see kernel.words for how they are read."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from himaya.kernel.words import LANGUAGES

_LABELS = {
    "en": _("Name in English"),
    "fr": _("Name in French"),
    "es": _("Name in Spanish"),
    "ar": _("Name in Arabic"),
}


class NamesForm(forms.Form):
    """Four name fields, at least one of them filled; `names` gives them as they are stored."""

    def __init__(self, *args: Any, names: dict[str, str] | None = None, **kwargs: Any) -> None:  # noqa: ANN401 - Django's signature
        super().__init__(*args, **kwargs)
        for code in LANGUAGES:
            self.fields[f"name_{code}"] = forms.CharField(
                label=_LABELS[code],
                max_length=200,
                required=False,
                initial=(names or {}).get(code, ""),
                widget=forms.TextInput(attrs={"lang": code, "dir": "auto"}),
            )

    def clean(self) -> dict[str, Any]:
        """Ask for one name in any language."""
        cleaned = super().clean() or {}
        if not any(cleaned.get(f"name_{code}") for code in LANGUAGES):
            self.add_error("name_en", _("Give a name in at least one language."))
        return cleaned

    @property
    def names(self) -> dict[str, str]:
        """The filled names by language code."""
        given = {code: self.cleaned_data[f"name_{code}"].strip() for code in LANGUAGES}
        return {code: name for code, name in given.items() if name}
