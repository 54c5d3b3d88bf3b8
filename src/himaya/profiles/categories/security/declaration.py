"""Security and situational awareness: access and security incidents. High; never shared by list."""

from pathlib import Path

from himaya.datasets.declarations import Profile, SheetPart
from himaya.datasets.models import Audience
from himaya.profiles.categories.lifecycles import REPORTING
from himaya.systems.models import Category

SECURITY = Profile(
    code="access_incident",
    names={
        "en": "Access and security incidents",
        "fr": "Incidents d'accès et de sécurité",
        "es": "Incidentes de acceso y seguridad",
        "ar": "حوادث الوصول والأمن",
    },
    template=Path(__file__).parent / "form.md",
    lifecycle=REPORTING,
    categories=(Category.SECURITY,),
    audience=Audience.WORKSPACE,
    level=3,
    retention_months=60,
    asks=("area", "position"),
    sheet=(
        SheetPart(
            6,
            {
                "en": "Access incidents",
                "fr": "Incidents d’accès",
                "es": "Incidentes de acceso",
                "ar": "حوادث الوصول",
            },
            "event_type",
        ),
    ),
    columns=(
        "title",
        "event_date",
        "area",
        "event_type",
        "access_constraint",
        "access_level",
        "verification",
        "status",
    ),
    safeguards=(
        {
            "en": "Weigh first whether writing it down endangers the source, the staff or the people there.",
            "fr": "Pesez d'abord si l'écrire met en danger la source, le personnel ou les gens sur place.",
            "es": "Valore primero si escribirlo pone en peligro a la fuente, al personal o a la gente del lugar.",
            "ar": "قدّر أولاً ما إذا كانت الكتابة تعرض المصدر أو العاملين أو الناس هناك للخطر.",
        },
        {
            "en": "Give the place no more exactly than the use needs; say who is accused only as a kind of actor.",
            "fr": "N'indiquez pas le lieu plus précisément que nécessaire ; ne désignez les auteurs présumés que par type d'acteur.",
            "es": "No dé el lugar con más precisión de la necesaria; indique al presunto responsable solo como tipo de actor.",
            "ar": "لا تحدد المكان بدقة تفوق الحاجة؛ واذكر المسؤول المزعوم بنوع الجهة فقط.",
        },
    ),
    reason="Incidents and places of danger: High, for the agencies that watch together.",
    serves=(34, 55, 56),
)
