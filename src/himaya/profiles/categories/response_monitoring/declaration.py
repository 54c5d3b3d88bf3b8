"""Protection response monitoring: who does what, where, when and for whom (5W). Moderate.

This is the reported part of the 5W. What is planned stands in `activity_planned` (coordination);
a report says on which planned activity it reports.
"""

from pathlib import Path

from himaya.datasets.declarations import Alike, Profile, Relation
from himaya.datasets.models import Audience
from himaya.profiles.categories.lifecycles import REPORTING
from himaya.systems.models import Category

RESPONSE_MONITORING = Profile(
    code="response_5w",
    names={
        "en": "Activity reports (5W)",
        "fr": "Rapports d'activité (5W)",
        "es": "Informes de actividad (5W)",
        "ar": "تقارير الأنشطة (5W)",
    },
    tells={
        "en": "Who does what",
        "fr": "Qui fait quoi",
        "es": "Quién hace qué",
        "ar": "من يفعل ماذا",
    },
    template=Path(__file__).parent / "form.md",
    lifecycle=REPORTING,
    categories=(Category.RESPONSE_MONITORING,),
    audience=Audience.OPERATION,
    level=2,
    retention_months=84,
    relations=(
        Relation(
            code="reports_on",
            target="activity_planned",
            labels={
                "en": "Activity planned",
                "fr": "Activité prévue",
                "es": "Actividad prevista",
                "ar": "النشاط المخطط",
            },
            inverse_labels={
                "en": "Activity reports",
                "fr": "Rapports d'activité",
                "es": "Informes de actividad",
                "ar": "تقارير النشاط",
            },
        ),
    ),
    # Areas of responsibility reach the same people: 20.8 million and not 47.8 in Afghanistan 2024.
    alike=Alike(
        figures=(
            "targeted",
            "girls",
            "boys",
            "women",
            "men",
            "elderly_women",
            "elderly_men",
            "with_disability",
        ),
        same=(("sector",),),
    ),
    asks=("area", "reporting_agency"),
    columns=(
        "activity",
        "reporting_agency",
        "sector",
        "area",
        "period_end",
        "population_group",
        "reached",
        "progress",
        "status",
    ),
    safeguards=(
        {
            "en": "Count each person once in a period and place. Leave out the exact place of safe houses.",
            "fr": "Comptez chaque personne une fois par période et lieu. Omettez le lieu exact des refuges.",
            "es": "Cuente a cada persona una vez por periodo y lugar. Omita el lugar exacto de las casas seguras.",
            "ar": "احسب كل شخص مرة واحدة في الفترة والمكان. لا تذكر الموقع الدقيق للبيوت الآمنة.",
        },
    ),
    reason=(
        "All who coordinate fill gaps with it; partners in contested areas are on no public list."
    ),
    serves=(52, 70, 112),
)
