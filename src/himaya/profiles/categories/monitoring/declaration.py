"""Protection monitoring: periodic reports and incidents, without names. High."""

from pathlib import Path

from himaya.datasets.declarations import Profile, SheetPart
from himaya.datasets.models import Audience
from himaya.profiles.categories.lifecycles import REPORTING
from himaya.systems.models import Category

MONITORING = Profile(
    code="protection_monitoring",
    names={
        "en": "Protection monitoring",
        "fr": "Suivi de la protection",
        "es": "Monitoreo de protección",
        "ar": "رصد الحماية",
    },
    template=Path(__file__).parent / "form.md",
    lifecycle=REPORTING,
    categories=(Category.MONITORING,),
    audience=Audience.WORKSPACE,
    level=3,
    retention_months=60,
    asks=("area", "reporting_agency"),
    sheet=(
        SheetPart(
            5,
            {
                "en": "Risks reported",
                "fr": "Risques signalés",
                "es": "Riesgos informados",
                "ar": "المخاطر المبلّغ عنها",
            },
            "risk",
        ),
        SheetPart(
            7,
            {
                "en": "Services said to be missing",
                "fr": "Services dits manquants",
                "es": "Servicios que se dice que faltan",
                "ar": "خدمات يُقال إنها ناقصة",
            },
            "response_gaps",
        ),
    ),
    overview=(
        "gaps",
        {
            "en": "Urgent gaps",
            "fr": "Lacunes urgentes",
            "es": "Carencias urgentes",
            "ar": "الفجوات العاجلة",
        },
    ),
    columns=("title", "area", "period_end", "risk", "severity", "trend", "verification", "status"),
    safeguards=(
        {
            "en": "Write no names, phone numbers or details that lead to one person. Persons in need are referred, not reported here.",
            "fr": "N'écrivez ni noms, ni téléphones, ni détails menant à une personne. Les personnes dans le besoin sont orientées, pas signalées ici.",
            "es": "No escriba nombres, teléfonos ni detalles que lleven a una persona. Quien necesita ayuda se refiere, no se informa aquí.",
            "ar": "لا تكتب أسماء أو هواتف أو تفاصيل تدل على شخص. من يحتاج المساعدة يُحال ولا يُبلّغ عنه هنا.",
        },
        {
            "en": "Grave violations against children and gender-based violence have their own channels; record only the trend.",
            "fr": "Les violations graves contre les enfants et les violences basées sur le genre ont leurs propres canaux ; n'inscrivez que la tendance.",
            "es": "Las violaciones graves contra la niñez y la violencia de género tienen sus propios canales; registre solo la tendencia.",
            "ar": "للانتهاكات الجسيمة ضد الأطفال والعنف القائم على النوع الاجتماعي قنواتها الخاصة؛ سجّل الاتجاه فقط.",
        },
    ),
    reason=(
        "Reports on risks can point at places and sources: High, for the agencies that monitor"
        " together."
    ),
    serves=(37, 48, 49, 65),
)
