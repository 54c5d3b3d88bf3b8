"""Sectoral systems: indicators of other sectors that tell about protection. Low."""

from pathlib import Path

from himaya.datasets.declarations import Profile
from himaya.datasets.models import Audience
from himaya.profiles.categories.lifecycles import REPORTING
from himaya.systems.models import Category

SECTORAL = Profile(
    code="sector_indicator",
    names={
        "en": "Sector indicators",
        "fr": "Indicateurs sectoriels",
        "es": "Indicadores sectoriales",
        "ar": "مؤشرات القطاعات",
    },
    template=Path(__file__).parent / "form.md",
    lifecycle=REPORTING,
    categories=(Category.SECTORAL,),
    audience=Audience.OPERATION,
    level=1,
    retention_months=84,
    asks=("area",),
    columns=(
        "title",
        "sector",
        "area",
        "period_end",
        "numerator",
        "denominator",
        "target",
        "status",
    ),
    safeguards=(
        {
            "en": "The owning sector decides who may use its figures; ask before you bring them here.",
            "fr": "Le secteur propriétaire décide qui utilise ses chiffres ; demandez avant de les apporter ici.",
            "es": "El sector propietario decide quién usa sus cifras; pregunte antes de traerlas aquí.",
            "ar": "القطاع المالك يقرر من يستخدم أرقامه؛ اسأل قبل إدخالها هنا.",
        },
    ),
    reason="Figures of other sectors, added up, with their caution. For everybody.",
    serves=(38, 40),
)
