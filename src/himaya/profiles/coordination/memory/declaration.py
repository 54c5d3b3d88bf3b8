"""Lessons, recommendations followed up, protection in other sectors. Systems 5, 128, 141."""

from pathlib import Path

from himaya.datasets.declarations import Profile
from himaya.datasets.models import Audience
from himaya.profiles.coordination.lifecycles import FINDING, WORK
from himaya.profiles.coordination.wording import lifecycle, relation, words

_HERE = Path(__file__).parent

LESSON = Profile(
    code="lesson",
    names=words("Lessons and practice|Leçons et pratiques|Lecciones y prácticas|الدروس والممارسات"),
    template=_HERE / "lesson.md",
    lifecycle=FINDING,
    level=2,
    retention_months=120,
    relations=(
        relation(
            "lesson_of",
            "plan_activity",
            "Activity|Activité|Actividad|النشاط",
            "Lessons|Leçons|Lecciones|الدروس",
        ),
    ),
    columns=(
        "date",
        "title",
        "agency",
        "kind",
        "area",
        "do_differently",
        "look_again_on",
        "status",
    ),
    safeguards=(
        words(
            "Write what happened and not who was at fault; a lesson about harm names nobody who was harmed."
            "|Écrivez ce qui s'est passé et non qui a fauté ; une leçon sur un dommage ne nomme aucune personne touchée."
            "|Escriba qué pasó y no quién falló; una lección sobre un daño no nombra a quien lo sufrió."
            "|اكتب ما حدث لا من أخطأ؛ ولا يُذكر في درس عن ضرر أيُّ من تضرر."
        ),
    ),
    reason="Frank words need a known circle. Ten years: it is the memory that staff turnover takes.",
    serves=(119, 128),
)

RECOMMENDATION = Profile(
    code="recommendation",
    names=words(
        "Recommendations followed up|Suivi des recommandations|Seguimiento de recomendaciones|متابعة التوصيات"
    ),
    template=_HERE / "recommendation.md",
    # Closed only with an answer: the form asks for it, and for its reason, once "used" is said.
    lifecycle=lifecycle("""
open     | open    | answered withdrawn         | Open       | Ouverte    | Abierta    | مفتوحة
answered | open    | acted_on not_used open     | Answered   | Répondue   | Respondida | تم الرد عليها
acted_on | done    | answered                   | Acted upon | Suivie d'effet | Aplicada | عُمل بها
not_used | stopped | open                       | Not used   | Non suivie | No usada   | لم تُستخدم
withdrawn | stopped | open                      | Withdrawn  | Retirée    | Retirada   | سُحبت
"""),
    level=2,
    retention_months=84,
    relations=(
        relation(
            "recommended_from",
            "assessment",
            "Assessment|Évaluation|Evaluación|التقييم",
            "Recommendations|Recommandations|Recomendaciones|التوصيات",
        ),
        relation(
            "recommended_on_finding",
            "finding",
            "Finding|Constat|Hallazgo|النتيجة",
            "Recommendations|Recommandations|Recomendaciones|التوصيات",
        ),
        relation(
            "led_to",
            "plan_activity",
            "Led to|A conduit à|Condujo a|أدت إلى",
            "Recommended in|Recommandée dans|Recomendada en|موصى به في",
        ),
    ),
    columns=(
        "title",
        "agency",
        "addressee",
        "sector",
        "risk",
        "area",
        "priority",
        "answer_by",
        "used",
        "status",
    ),
    reason="Findings before they are public, addressed to members. Seven years of follow-up.",
    serves=(5, 49),
)

INTEGRATION = Profile(
    code="integration",
    names=words(
        "Protection in other sectors|Protection dans les autres secteurs|Protección en otros sectores|الحماية في القطاعات الأخرى"
    ),
    template=_HERE / "integration.md",
    lifecycle=WORK,
    audience=Audience.OPERATION,
    level=1,
    retention_months=84,
    relations=(
        relation(
            "integration_measured_by",
            "indicator",
            "Shared indicator|Indicateur partagé|Indicador compartido|المؤشر المشترك",
            "Used with other sectors|Utilisé avec d'autres secteurs|Usado con otros sectores|مستخدم مع قطاعات أخرى",
        ),
    ),
    columns=(
        "title",
        "sector",
        "agency",
        "objective",
        "outcome",
        "indicator_code",
        "joint_activity",
        "review_on",
        "status",
    ),
    reason="Agreements between sectors, for all of them. Seven years, as response plans.",
    serves=(38, 39, 40, 109, 141),
)

PROFILES = (LESSON, RECOMMENDATION, INTEGRATION)
