"""Shape of a search."""

from django import forms
from django.core.validators import MinLengthValidator
from django.utils.translation import gettext_lazy as _

from himaya.search.queries import FACETS, Asked

_YEAR = r"^[12]\d{3}$"
_CODE = r"^[0-9A-Za-z_.:-]{1,60}$"


class SearchForm(forms.Form):
    """Words to look for, what to narrow the answer by, and which page of it."""

    q = forms.CharField(
        label=_("Search what you may see"),
        max_length=200,
        validators=[MinLengthValidator(2)],
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
        help_text=_(
            "All the words have to be there; the beginning of a word is enough. Words in quotation"
            " marks have to stand together."
        ),
    )
    page = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    kept_in = forms.RegexField(_CODE, required=False)
    type = forms.RegexField(_CODE, required=False)
    agency = forms.RegexField(_CODE, required=False)
    area = forms.RegexField(_CODE, required=False)
    year = forms.RegexField(_YEAR, required=False)
    language = forms.RegexField(_CODE, required=False)
    level = forms.RegexField(r"^[1-4]$", required=False)

    def clean_page(self) -> int:
        """The first page unless another is asked for."""
        return self.cleaned_data["page"] or 1

    def asked(self) -> Asked:
        """The question of a valid form."""
        given = self.cleaned_data
        return Asked(given["q"], {name: given[name] for name in FACETS if given[name]})
