"""The form that keeps the present choices under a name."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from himaya.engines.directions import bare
from himaya.records.registers.asking import Ask
from himaya.records.registers.register import Register
from himaya.records.registers.saved import LONGEST, may_keep, may_share, offered_views

FIRST = 6  # saved views beside the register; the others stand on their own page


class SavedViewForm(forms.Form):
    """`name`, `is_shared` and `replaces` once valid. What is kept is `ask`, not posted fields."""

    name = forms.CharField(
        label=_("Name"),
        max_length=60,
        help_text=_(
            "Kept are the way of looking, filters, order and columns. Words you look for are not, "
            "since they may name a person; do not name one here either."
        ),
    )
    is_shared = forms.BooleanField(label=_("For everybody who sees this register"), required=False)
    replaces = forms.BooleanField(
        label=_("Replace the saved view of this name, if there is one"), required=False
    )

    def __init__(self, *args: Any, ask: Ask, shares: bool, **kwargs: Any) -> None:  # noqa: ANN401 - Django's form arguments
        super().__init__(*args, **kwargs)
        self.ask = ask
        self.shares = shares

    def clean_name(self) -> str:
        """One line, as it is read."""
        name = " ".join(bare(str(self.cleaned_data["name"])).split())
        if not name:
            raise ValidationError(self.fields["name"].error_messages["required"], code="required")
        return name

    def clean(self) -> dict[str, Any]:
        """There must be something to keep, and no more than an address holds."""
        query = self.ask.query()
        if not query:
            raise ValidationError(
                _("Nothing is chosen yet. Choose a way of looking, a filter, an order or columns."),
                code="nothing",
            )
        if len(query) > LONGEST:
            raise ValidationError(
                _("More is chosen than a saved view holds. Choose fewer columns or filters."),
                code="too_long",
            )
        return self.cleaned_data

    def say_taken(self) -> None:
        """The name stands for other choices already: say both ways out, at its field."""
        said = _(
            "A saved view of this name holds other choices. Choose another name, or tick “Replace "
            "the saved view of this name” below."
        )
        self.add_error("name", ValidationError(said, code="taken"))

    @property
    def first_fields(self) -> list[BoundField]:
        """What is asked beside the register. Sharing is offered to who may; the action decides."""
        return [self["name"], *([self["is_shared"]] if self.shares else [])]

    @property
    def all_fields(self) -> list[BoundField]:
        """What is asked on the page of saved views."""
        return [*self.first_fields, self["replaces"]]


def saved_beside(register: Register, ask: Ask) -> dict[str, Any]:
    """What the page of a register shows of its saved views. One query."""
    views = offered_views(register, ask)
    is_kept = any(one.is_current for one in views)
    offers = bool(ask.query()) and not is_kept and may_keep(register.seat)
    return {
        "shown": [one for number, one in enumerate(views) if number < FIRST or one.is_current],
        "several": len(views),
        "form": SavedViewForm(ask=ask, shares=may_share(register)) if offers else None,
    }
