"""Registers in groups, as lists show them: the desk's modules, the PIM categories, one's own forms.

A register of one's own form stands under the category of its information system, where it has one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from himaya.datasets.declarations import Profile, modules, profile_named, profiles
from himaya.datasets.models import Dataset
from himaya.kernel.words import in_language
from himaya.systems.wording import CATEGORIES

OWN_FORMS = "own-forms"


@dataclass(frozen=True, slots=True)
class Group:
    """Registers under one heading."""

    code: str
    label: str
    datasets: Sequence[Dataset]


def labels() -> dict[str, str]:
    """Headings by code, in order: modules as declared, the matrix, then one's own forms."""
    found = {module.code: in_language(module.names) for module in modules()}
    found |= {str(code): str(label) for code, label in CATEGORIES.items()}
    return found | {OWN_FORMS: _("With forms of their own")}


def grouped(datasets: Iterable[Dataset]) -> list[Group]:
    """The registers by group, and in it by name in the reader's language, which is no column."""
    by_code: dict[str, list[Dataset]] = {code: [] for code in labels()}
    for dataset in sorted(datasets, key=str):
        by_code[_group_of(dataset)].append(dataset)
    return [Group(code, label, by_code[code]) for code, label in labels().items() if by_code[code]]


def grouped_profiles() -> list[tuple[str, list[Profile]]]:
    """The declared registers under the same headings."""
    by_code: dict[str, list[Profile]] = {code: [] for code in labels()}
    for profile in profiles():
        by_code[_group_of_profile(profile)].append(profile)
    return [(label, by_code[code]) for code, label in labels().items() if by_code[code]]


def _group_of(dataset: Dataset) -> str:
    profile = profile_named(dataset.profile)
    if profile is not None:
        return _group_of_profile(profile)
    return next((code for code in dataset.system.categories if code in CATEGORIES), OWN_FORMS)


def _group_of_profile(profile: Profile) -> str:
    if profile.categories:
        return str(profile.categories[0])
    return next((one.code for one in modules() if profile.code in one.profiles), OWN_FORMS)
