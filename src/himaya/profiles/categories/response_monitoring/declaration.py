"""Protection response monitoring: who does what, where, when and for whom (5W). Moderate."""

from pathlib import Path

from himaya.datasets.declarations import Profile
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
    template=Path(__file__).parent / "form.md",
    lifecycle=REPORTING,
    categories=(Category.RESPONSE_MONITORING,),
    audience=Audience.OPERATION,
    level=2,
    retention_months=84,
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
)
