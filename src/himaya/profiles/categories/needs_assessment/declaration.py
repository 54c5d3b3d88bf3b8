"""Protection needs assessment: one household at one moment. Rows about households are High."""

from pathlib import Path

from himaya.datasets.declarations import Profile
from himaya.datasets.models import Audience
from himaya.profiles.categories.lifecycles import REPORTING
from himaya.systems.models import Category

NEEDS_ASSESSMENT = Profile(
    code="household_needs",
    names={
        "en": "Household protection needs",
        "fr": "Besoins de protection des ménages",
        "es": "Necesidades de protección de los hogares",
        "ar": "احتياجات الحماية للأسر",
    },
    template=Path(__file__).parent / "form.md",
    lifecycle=REPORTING,
    categories=(Category.NEEDS_ASSESSMENT,),
    audience=Audience.WORKSPACE,
    level=3,
    retention_months=36,
    subject_kind="household",
    asks=("area",),
    columns=(
        "household_code",
        "interview_date",
        "area",
        "population_group",
        "household_size",
        "safety",
        "severity",
        "status",
    ),
    safeguards=(
        {
            "en": "Look into the registry of assessments first: has this household been asked already?",
            "fr": "Consultez d'abord le registre des évaluations : ce ménage a-t-il déjà été interrogé ?",
            "es": "Consulte primero el registro de evaluaciones: ¿ya se preguntó a este hogar?",
            "ar": "راجع أولاً سجل التقييمات: هل سُئلت هذه الأسرة من قبل؟",
        },
        {
            "en": "Ask only where nobody can overhear, stop when the person wishes to stop, and promise no help you cannot give.",
            "fr": "Ne posez les questions que hors de portée d'oreille, arrêtez quand la personne le souhaite et ne promettez pas d'aide que vous ne pouvez fournir.",
            "es": "Pregunte solo donde nadie pueda oír, pare cuando la persona lo desee y no prometa ayuda que no pueda dar.",
            "ar": "اسأل فقط حيث لا يسمع أحد، وتوقف متى رغب الشخص، ولا تعد بمساعدة لا تستطيع تقديمها.",
        },
        {
            "en": "Do not ask about experiences of violence in a household interview; know the referral pathway before you go.",
            "fr": "Ne demandez pas d'expériences de violence lors d'un entretien de ménage ; connaissez la filière d'orientation avant de partir.",
            "es": "No pregunte por experiencias de violencia en una entrevista de hogar; conozca la ruta de referencia antes de ir.",
            "ar": "لا تسأل عن تجارب العنف في مقابلة أسرية؛ واعرف مسار الإحالة قبل الذهاب.",
        },
    ),
    reason=(
        "Answers of households: High, for the agencies of the exercise, anonymised before others"
        " see them."
    ),
    serves=(47, 62),
)
