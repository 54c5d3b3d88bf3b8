"""The form of a bulk change: which question, which answer, why."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from himaya.engines.xlsform import text_in
from himaya.records.registers.columns import STATUS, Column
from himaya.records.registers.editing import can_write
from himaya.records.registers.register import Register


def bulk_columns(register: Register) -> list[Column]:
    """What can be changed in many records: the status, and what a cell is enough for."""
    status = next((column for column in register.columns if column.means == "status"), None)
    moved = [Column(STATUS, status.label, means="status")] if status is not None else []
    return [*moved, *(column for column in register.columns if can_write(column))]


class BulkForm(forms.Form):
    """`key`, `value` and `column` once valid. The control fits the question asked for."""

    question = forms.ChoiceField(label=_("What to change"))
    reason = forms.CharField(
        label=_("Why"),
        max_length=250,
        help_text=_("It stands in the history of every record."),
    )

    def __init__(self, *args: Any, register: Register, asked: str, **kwargs: Any) -> None:  # noqa: ANN401 - Django's form arguments
        super().__init__(*args, **kwargs)
        self.register = register
        self.columns = {column.key: column for column in bulk_columns(register)}
        wanted = str(self.data.get("question", asked)) if self.is_bound else asked
        chosen = self.columns.get(wanted) or next(iter(self.columns.values()))
        question = self.fields["question"]
        assert isinstance(question, forms.ChoiceField)  # noqa: S101 - declared above
        question.choices = [(key, column.label) for key, column in self.columns.items()]
        question.initial = chosen.key
        self.fields["answer"] = _control(chosen, register)
        self.order_fields(["question", "answer", "reason"])
        self.shown = chosen

    @property
    def key(self) -> str:
        """The question's key, or STATUS."""
        return str(self.cleaned_data["question"])

    @property
    def column(self) -> Column | None:
        """The register's own column of the question, whose cells the preview shows."""
        if self.key == STATUS:
            return next((one for one in self.register.columns if one.means == "status"), None)
        return self.register.column(self.key)

    @property
    def value(self) -> str:
        """The answer as a cell is written; "" takes an answer away."""
        answer = self.cleaned_data.get("answer")
        return "" if answer is None else str(answer)


def _control(column: Column, register: Register) -> forms.Field:
    label = _("New answer")
    if column.key == STATUS:
        stages = [(stage.code, stage.label) for stage in register.stages]
        return forms.ChoiceField(label=label, choices=stages)
    asked = column.asked
    assert asked is not None  # noqa: S101 - can_write says so
    if asked.list_name:
        form = register.form
        choices = [
            (
                choice.name,
                text_in(choice.labels, register.language, form.default_language) or choice.name,
            )
            for choice in form.choices.get(asked.list_name, ())
        ]
        return forms.ChoiceField(
            label=label, choices=[("", _("no answer")), *choices], required=False
        )
    if asked.type == "date":
        day = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        return forms.DateField(label=label, required=False, widget=day)
    if asked.type == "integer":
        return forms.IntegerField(label=label, required=False)
    if asked.type == "decimal":
        return forms.DecimalField(label=label, required=False)
    return forms.CharField(label=label, required=False, max_length=2000)
