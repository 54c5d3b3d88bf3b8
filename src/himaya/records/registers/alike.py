"""Which figures of a register may be added up only where they are alike, and why others are not."""

from collections.abc import Iterable, Mapping

from django.db.models import Case, CharField, Count, FloatField, QuerySet, When
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from himaya.engines.adding import Kind, Reason, Terms, Unlike, unlike
from himaya.places.queries import current_units
from himaya.records.models import Record
from himaya.records.registers.columns import Column
from himaya.records.registers.filtering import answer_text, shut
from himaya.records.registers.register import Register


def terms_of(register: Register, figure: Column | None) -> Terms | None:
    """What records must have in common before this figure is added up; None: nothing."""
    alike = register.profile.alike if register.profile else None
    if alike is None or figure is None or figure.key not in alike.figures:
        return None
    return Terms(alike.same, alike.wholes, alike.schemes, alike.once, alike.one_level)


def levels(register: Register) -> Mapping[str, int]:
    """The admin level of each area of the edition in force. Two queries."""
    return dict(current_units(register.dataset.operation).values_list("pcode", "level"))


def open_keys(register: Register, terms: Terms) -> dict[str, Column]:
    """The columns that figures must have in common, as far as they are open to everybody."""
    return {
        key: column
        for key in terms.keys
        if (column := register.column(key)) is not None and not column.group
    }


def why_not(
    records: QuerySet[Record], register: Register, figure: Column, terms: Terms
) -> tuple[Unlike, ...]:
    """Why the figures of these records may not be added up. Three queries.

    An answer that is closed in the version a record was written with is as if it were not given;
    so are those of a field group, which this does not ask about.
    """
    open_columns = open_keys(register, terms)
    told = {
        f"told_{key}": Case(
            When(shut(column, register), then=None),
            default=answer_text(column),
            output_field=CharField(),
        )
        for key, column in open_columns.items()
    }
    value = Cast(answer_text(figure), FloatField())
    given = records.exclude(shut(figure, register)).order_by().annotate(given=value)
    rows = given.filter(given__isnull=False).annotate(**told)
    at = levels(register)
    kinds = [
        Kind(
            answers={key: row[f"told_{key}"] for key in open_columns},
            place=row["area"],
            level=at.get(row["area"]),
            figures=row["n"],
        )
        for row in rows.values("area", *told).annotate(n=Count("pk"))
    ]
    return unlike(kinds, terms)


def refused(register: Register, records: QuerySet[Record], figure: Column | None) -> list[str]:
    """Why a map does not draw the figure: what is unlike is neither added up nor compared."""
    terms = terms_of(register, figure)
    if figure is None or terms is None:
        return []
    reasons = in_words(register, why_not(records, register, figure, terms))
    said = _("“%(figure)s” is not added up, and the map shows the number of records instead:")
    return [said % {"figure": figure.label}, *reasons] if reasons else []


def in_words(register: Register, found: Iterable[Unlike]) -> list[str]:
    """A sentence for each reason."""
    return [_sentence(one, _label(register, one.key)) for one in found]


def _label(register: Register, key: str) -> str:
    column = register.column(key) if key else None
    return column.label if column else key


def _sentence(one: Unlike, question: str) -> str:
    words = {
        Reason.UNLIKE: _("“%(question)s” differs: such figures do not add up."),
        Reason.WHOLE: _("“%(question)s”: a figure of all stands beside figures of parts of it."),
        Reason.SCHEME: _("“%(question)s” differs: schemes that cut differently do not add up."),
        Reason.PLACES: _("Locations are of several admin levels: one may lie in another."),
        Reason.TWICE: _("There are several figures of the very same: compare the sources instead."),
    }
    return words[one.reason] % {"question": question}
