"""Shape of a search."""

from django import forms
from django.core.validators import MinLengthValidator
from django.utils.translation import gettext_lazy as _


class SearchForm(forms.Form):
    """Words to look for, and which page of the answer."""

    q = forms.CharField(
        label=_("Search what you may see"),
        max_length=200,
        validators=[MinLengthValidator(2)],
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
        help_text=_("All the words have to be there; the beginning of a word is enough."),
    )
    page = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def clean_page(self) -> int:
        """The first page unless another is asked for."""
        return self.cleaned_data["page"] or 1
