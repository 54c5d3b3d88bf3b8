"""Shapes of what the pages of this room are asked."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from himaya.datasets.models import Dataset
from himaya.gate.decisions import visible_to
from himaya.gate.seats import ActingSeat
from himaya.kernel.verbs import Verb
from himaya.people.models import Agency, Role
from himaya.web.rulebook import ASKED

VERBS = {
    Verb.DATASET_VIEW: _("see the register"),
    Verb.RECORD_VIEW: _("see its records"),
    Verb.RECORD_CREATE: _("enter records"),
    Verb.RECORD_AMEND: _("amend records"),
    Verb.RECORD_SEAL_OPEN: _("read encrypted identifiers"),
    Verb.DATASET_IMPORT: _("import into it"),
    Verb.COPY_MAKE: _("make a working copy"),
    Verb.DATASET_MANAGE: _("manage it"),
}
LEVELS = ((1, _("Low/No")), (2, _("Moderate")), (3, _("High")), (4, _("Severe")))


class AskForm(forms.Form):
    """The question: may ROLE of AGENCY do VERB on REGISTER."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    agency = forms.ModelChoiceField(
        Agency.objects.none(), label=_("Agency"), to_field_name="ref", empty_label=None
    )
    level = forms.TypedChoiceField(label=_("Access up to"), choices=LEVELS, coerce=int, initial=2)
    verb = forms.TypedChoiceField(
        label=_("To"), choices=[(str(verb), VERBS[verb]) for verb in ASKED], coerce=Verb
    )
    dataset = forms.ModelChoiceField(
        Dataset.objects.none(), label=_("Register"), to_field_name="ref", empty_label=None
    )

    def __init__(self, *args: Any, seat: ActingSeat, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own
        super().__init__(*args, **kwargs)
        for name, rows in (
            ("agency", Agency.objects.filter(is_member=True)),
            ("dataset", Dataset.objects.order_by("code")),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
            field.queryset = visible_to(rows, seat)


class LogFilterForm(forms.Form):
    """Which events of the access log to list."""

    verb = forms.ChoiceField(
        label=_("Action"),
        required=False,
        choices=[("", _("all")), *((str(verb), str(verb)) for verb in Verb)],
    )
    effect = forms.ChoiceField(
        label=_("Decision"),
        required=False,
        choices=[("", _("all")), ("permit", _("permitted")), ("deny", _("refused"))],
    )
    scope = forms.ChoiceField(
        label=_("About"),
        required=False,
        choices=[
            ("", _("all")),
            ("route", _("a page or address")),
            ("item", _("one thing")),
            ("filter", _("a list")),
            ("change", _("a change that was made")),
        ],
    )
    door = forms.ChoiceField(
        label=_("Through"),
        required=False,
        choices=[
            ("", _("all")),
            ("page", _("page")),
            ("api", "API"),
            ("feed", _("calendar feed")),
            ("command", _("command")),
            ("job", _("background work")),
        ],
    )
    seat = forms.CharField(label=_("Access (reference)"), required=False, max_length=16)
    thing = forms.CharField(label=_("Thing (reference)"), required=False, max_length=16)
    since = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
