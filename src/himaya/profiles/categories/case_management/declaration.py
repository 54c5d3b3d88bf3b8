"""Case management: the person lane, Severe; the template holds demo data only for now."""

from pathlib import Path

from himaya.datasets.declarations import Profile
from himaya.datasets.models import Audience, Lane
from himaya.profiles.categories.lifecycles import CASE
from himaya.systems.models import Category

CASE_MANAGEMENT = Profile(
    code="case_file",
    names={
        "en": "Case files",
        "fr": "Dossiers individuels",
        "es": "Expedientes de casos",
        "ar": "ملفات الحالات",
    },
    template=Path(__file__).parent / "form.md",
    lifecycle=CASE,
    categories=(Category.CASE_MANAGEMENT,),
    lane=Lane.PERSON,
    audience=Audience.AGENCY,
    level=4,
    retention_months=84,
    subject_kind="case",
    columns=(
        "heading",
        "opened_on",
        "case_type",
        "risk_level",
        "area",
        "sex",
        "age",
        "next_review",
        "status",
    ),
    safeguards=(
        {
            "en": "Demonstration only: write no real person into this register.",
            "fr": "Démonstration seulement : n'inscrivez aucune personne réelle dans ce registre.",
            "es": "Solo demostración: no escriba ninguna persona real en este registro.",
            "ar": "عرض توضيحي فقط: لا تكتب أي شخص حقيقي في هذا السجل.",
        },
        {
            "en": "Ask for consent to each thing by itself, in words the person understands; they may withdraw it on any day.",
            "fr": "Demandez le consentement pour chaque chose séparément, dans des mots compris ; il peut être retiré à tout moment.",
            "es": "Pida el consentimiento para cada cosa por separado, con palabras comprensibles; puede retirarse cualquier día.",
            "ar": "اطلب الموافقة على كل أمر على حدة بكلمات يفهمها الشخص؛ ويمكن سحبها في أي يوم.",
        },
        {
            "en": "Do not ask a caregiver where that could endanger the child; the supervisor then reviews the basis.",
            "fr": "N'interrogez pas la personne qui s'occupe de l'enfant si cela peut le mettre en danger ; le superviseur examine alors la base.",
            "es": "No pregunte al cuidador si eso puede poner en peligro al niño; el supervisor revisa entonces la base.",
            "ar": "لا تسأل مقدم الرعاية إذا كان ذلك قد يعرض الطفل للخطر؛ ويراجع المشرف الأساس عندئذ.",
        },
    ),
    reason=("Personal data of people at risk: Severe, for the agency that follows the case alone."),
    serves=(50, 51, 63, 116),
)
