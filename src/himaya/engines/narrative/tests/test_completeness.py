"""Parts of a template in invented reports of four languages, and templates of one's own."""

from pathlib import Path

import pytest
from tests.world import table

from himaya.engines.narrative import NarrativeError
from himaya.engines.narrative.completeness import (
    completeness_of,
    default_templates,
    share_told,
    templates_with,
)

ENGLISH = """Weekly report, Invented Camp

Reporting agency: NRC
Period: 1 to 7 March 2026
Location\tCamp 7, Block B
1. Risks observed
Two families were evicted from the school, and a checkpoint was set up at the bridge.
2. Population changes: No change.
3. Response gaps
-
4. Actions taken
None of the girls reached the distribution, so that a mobile team went to them.
Urgent alert: none
"""
FRENCH = """Rapport hebdomadaire
Organisation : Croix inventée
Sources utilisées : entretiens avec douze familles
RISQUES CONSTATÉS
Des hommes armés ont menacé les commerçants du marché.
Accès : rien à signaler
Lacunes de la réponse :
Alerte urgente : néant
"""
SPANISH = """Informe del punto focal
Período: marzo de 2026
Riesgos de protección
No hay novedades buenas: tres familias fueron desalojadas.
Brechas de la respuesta: sin novedad
Apoyo solicitado: mantas para treinta hogares
"""
ARABIC = """تقرير أسبوعي
الفترة: من 1 إلى 7 مارس 2026
المخاطر الملاحظة
هدد مسلحون التجار في السوق وأغلقوا الطريق.
الوصول: لا يوجد
ثغرات الاستجابة:
"""
TEXTS = {"en": ENGLISH, "fr": FRENCH, "es": SPANISH, "ar": ARABIC}
# told, nothing, empty, missing
STATES = table("""
| part                | en      | fr      | es      | ar      |
| reporting_agency    | told    | told    | missing | missing |
| location            | told    | missing | missing | missing |
| period              | told    | missing | told    | told    |
| sources_used        | missing | told    | missing | missing |
| population_changes  | nothing | missing | missing | missing |
| risks_observed      | told    | told    | told    | told    |
| access_issues       | missing | nothing | missing | nothing |
| response_gaps       | empty   | empty   | nothing | empty   |
| actions_taken       | told    | missing | missing | missing |
| support_requested   | missing | missing | told    | missing |
| urgent_alert        | nothing | nothing | missing | missing |
""")


@pytest.mark.parametrize("language", TEXTS)
def test_report__each_part_told_empty_missing_or_nothing(language: str) -> None:
    template = default_templates()["focal_point_report"]
    found = completeness_of(TEXTS[language], template)
    at = STATES[0].index(language)
    assert {part: str(found[part]) for part, *_ in STATES[1:]} == {
        row[0]: row[at] for row in STATES[1:]
    }
    assert 0 < share_told(found, template) < 1


def test_templates__whole_in_four_languages() -> None:
    for template in default_templates().values():
        for part in template.parts:
            assert set(part.title) == {"en", "fr", "es", "ar"}, (template.code, part.code)
            assert len(part.words) >= 4
        assert len({part.code for part in template.parts}) == len(template.parts)


OWN = """code: pm_report
parts:
  - {code: weather, title: {en: Weather}, words: {en: [weather]}}
"""


def test_template_of_ones_own__takes_the_place_of_ours(tmp_path: Path) -> None:
    (tmp_path / "ours.yaml").write_text(OWN, encoding="utf-8")
    found = templates_with(tmp_path)
    assert {one.code for one in found["pm_report"].parts} == {"weather"}
    assert "focal_point_report" in found
    assert completeness_of("WEATHER\nIt rained.", found["pm_report"]) == {"weather": "told"}


FAULTY = {
    "code: x\nparts: []": "one part at least",
    "parts: 3": "no list of parts",
    "code: x\nparts: [{code: y, title: {en: Y}, words: {en: word}}]": "lists of words by language",
    "code: x\nparts: [{code: y, title: {en: Y}, words: {}, signs: [moon]}]": "signs are of",
    "a: [": "cannot be read as YAML",
}


@pytest.mark.parametrize("text", FAULTY)
def test_unsound_template__says_what_to_mend(tmp_path: Path, text: str) -> None:
    (tmp_path / "ours.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(NarrativeError, match=FAULTY[text]):
        templates_with(tmp_path)
