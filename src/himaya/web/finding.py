"""What is found by its name, and how an operation's own codes are called in rules."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Model, QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from himaya.datasets.models import Dataset
from himaya.gate.reasons import Words, register_words
from himaya.instruments.models import Instrument
from himaya.kernel.words import in_language
from himaya.people.models import Agency
from himaya.places.models import AdminUnit, Site
from himaya.search.finders import Finder, register_finder
from himaya.systems.models import InformationSystem
from himaya.tenancy.models import Operation


def register() -> None:
    """Called once, when the apps are ready."""
    for page, heading, model, code in (
        ("dataset", _("Registers"), Dataset, "code"),
        ("instrument", _("Forms"), Instrument, "code"),
        ("system", _("Information systems"), InformationSystem, "code"),
        ("agency", _("Agencies"), Agency, "acronym"),
        ("place", _("Administrative areas"), AdminUnit, "pcode"),
        ("site", _("Sites"), Site, "code"),
    ):
        register_finder(
            Finder(page, heading, rows=_rows(model), texts=_texts(code), url=_url(page))
        )
    register_words(words_of)


def _rows(model: type[Model]) -> Callable[[], QuerySet[Model]]:
    return lambda: model._default_manager.order_by("pk")  # noqa: SLF001 - Django's documented API


def _texts(code: str) -> Callable[[Model], Iterable[str]]:
    def texts(one: Any) -> Iterable[str]:  # noqa: ANN401 - a row with a code and names
        return [str(getattr(one, code)), *map(str, one.names.values())]

    return texts


def _url(page: str) -> Callable[[Model], str]:
    def url(one: Any) -> str:  # noqa: ANN401 - a row with a reference
        try:
            return reverse(page, args=[one.ref])
        except NoReverseMatch:  # a kind without a page of its own yet
            return reverse("home")

    return url


def words_of(operation: Operation, language: str) -> Words:
    """Codes a rule of this operation may quote -> names people know."""
    agencies = Agency.objects.filter(operation=operation).values_list("ref", "acronym")
    systems = InformationSystem.objects.filter(operation=operation).values_list("ref", "names")
    areas = AdminUnit.objects.filter(operation=operation).values_list("pcode", "names")
    return {
        "values": {
            **{f"agency={ref}": acronym for ref, acronym in agencies},
            **{f"system={ref}": in_language(names, language) for ref, names in systems},
            **{f"area={pcode}": in_language(names, language) for pcode, names in areas},
        }
    }
