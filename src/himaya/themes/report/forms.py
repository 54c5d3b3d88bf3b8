"""The form that sets up a schedule."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from himaya.datasets.models import Dataset
from himaya.gate.decisions import visible_to
from himaya.gate.seats import ActingSeat
from himaya.kernel import clock
from himaya.kernel.verbs import Verb
from himaya.kernel.words import in_language
from himaya.library.queries import document_profiles
from himaya.people.models import Agency
from himaya.places.queries import Chain
from himaya.records.bulletin.model import Month
from himaya.themes.models import Framework, FrameworkVersion
from himaya.themes.report.spans import begin_of, moved
from himaya.themes.wording import RHYTHMS

_YEARS = 5  # so far back reports are made up
_LONGEST_WAIT = 60


class _Named(forms.ModelChoiceField["Dataset"]):
    def label_from_instance(self, obj: Dataset) -> str:
        return in_language(obj.names) or obj.code


class ScheduleForm(forms.Form):
    """What a schedule makes, how often, where it is kept and who answers for it."""

    framework = forms.ModelChoiceField(
        label=_("Framework of themes"),
        queryset=Framework.objects.none(),
        to_field_name="ref",
        help_text=_("Each report is made by the version that is in force then."),
    )
    months = forms.TypedChoiceField(
        label=_("Rhythm"), choices=list(RHYTHMS.items()), coerce=int, initial=3
    )
    begins = forms.RegexField(
        label=_("First month"),
        regex=r"^20\d\d-(0[1-9]|1[0-2])$",
        help_text=_("Reports of what is over already are made up."),
        widget=forms.TextInput(attrs={"dir": "ltr", "placeholder": "2026-10"}),
    )
    wait = forms.IntegerField(
        label=_("Days to wait after the end"),
        min_value=0,
        max_value=_LONGEST_WAIT,
        initial=10,
        help_text=_("Documents come, and are coded, some days after their month is over."),
    )
    area = forms.ChoiceField(label=_("Location"), required=False)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    agency = forms.ModelChoiceField(
        label=_("Agency that answers for it"),
        queryset=Agency.objects.none(),
        to_field_name="ref",
    )
    dataset = _Named(
        label=_("Kept in"),
        queryset=Dataset.objects.none(),
        to_field_name="ref",
    )

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - Django's form arguments
        seat: ActingSeat,
        provinces: list[Chain],
        **kwargs: Any,  # noqa: ANN401 - as above
    ) -> None:
        super().__init__(*args, **kwargs)
        published = FrameworkVersion.objects.filter(state=FrameworkVersion.State.PUBLISHED)
        frameworks = visible_to(Framework.objects.all(), seat)
        self._choose("framework", frameworks.filter(pk__in=published.values("framework")))
        registers = Dataset.objects.filter(
            profile__in=document_profiles(), is_open=True, version__isnull=False
        ).select_related("operation", "system", "agency", "version")
        seen = visible_to(registers, seat)
        agencies = visible_to(Agency.objects.filter(is_member=True), seat)
        if not visible_to(seen, seat, Verb.DATASET_MANAGE).exists():
            agencies = agencies.filter(ref=seat.agency)  # as scheduling asks for
        self._choose("agency", agencies, seat.agency)
        self._choose("dataset", visible_to(seen, seat, Verb.RECORD_CREATE).order_by("pk"))
        area = self.fields["area"]
        assert isinstance(area, forms.ChoiceField)  # noqa: S101 - declared above
        named = sorted((in_language(one.names) or one.pcode, one.pcode) for one in provinces)
        area.choices = [("", _("all")), *((code, name) for name, code in named)]
        last = moved(begin_of(clock.today(), 3), -3)
        self.fields["begins"].initial = Month(last).code

    @property
    def may_keep(self) -> bool:
        """Whether there is a register that the seat may keep reports in."""
        return bool(self._rows("dataset").exists())

    def _rows(self, name: str) -> Any:  # noqa: ANN401 - a QuerySet of any of the models
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
        return field.queryset

    def _choose(self, name: str, rows: Any, initial: str = "") -> None:  # noqa: ANN401 - as above
        """What there is to choose, and what is chosen already."""
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
        first = initial or rows.values_list("ref", flat=True).first()
        field.queryset, field.initial, field.empty_label = rows, first, None

    def clean_begins(self) -> Any:  # noqa: ANN401 - a date
        """The first day of the month, not longer ago than reports are made up."""
        month = Month.named(self.cleaned_data["begins"])
        today = clock.today()
        if month is None or not today.year - _YEARS <= month.first.year <= today.year + 1:
            raise forms.ValidationError(
                _("Choose a month of the last five years or the next one."), code="out_of_range"
            )
        return month.first
