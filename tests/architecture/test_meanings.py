"""The table of headings speaks of the meanings that forms have, and of no others."""

from himaya.engines.tabular.intake import kinds, known_means
from himaya.engines.xlsform.means import MEANS


def test_table_of_headings__closed_list_of_meanings() -> None:
    assert set(known_means()) <= set(MEANS)


def test_fields_of_every_kind__meanings_of_the_table() -> None:
    means = {field.means for kind in kinds().values() for field in kind.fields.values()}
    assert means - {""} <= set(known_means())
