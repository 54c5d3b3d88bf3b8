"""Lessons, recommendations followed up, protection in other sectors. Systems 5, 128, 141."""

from pathlib import Path

from himaya.datasets.declarations import Either, Profile
from himaya.datasets.models import Audience
from himaya.profiles.coordination.lifecycles import FINDING, WORK
from himaya.profiles.coordination.memory.asking import (
    ANSWER,
    CLOSING,
    follow_recommendation,
    refuse_step_of_addressee,
)
from himaya.profiles.coordination.wording import lifecycle, relation, words
from himaya.themes.board.named import ANSWER_TO, RECOMMENDED
from himaya.themes.board.named import FINDING as JUDGEMENT

_HERE = Path(__file__).parent
_FROM_IT = "Recommendations|Recommandations|Recomendaciones|التوصيات"

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

# What a recommendation may rest on: relation, register, its name, and what it gives to the entry.
_GROUNDS = (
    relation(
        RECOMMENDED,
        JUDGEMENT,
        "Finding|Constat|Hallazgo|النتيجة",
        _FROM_IT,
        is_offered=False,
        carries=(("area", "area"), ("theme", "risk"), ("statement", "finding")),
    ),
    relation(
        "recommended_from",
        "assessment",
        "Assessment|Évaluation|Evaluación|التقييم",
        _FROM_IT,
        is_offered=False,
        carries=(("area", "area"),),
    ),
    relation(
        "recommended_from_document",
        "document",
        "Document|Document|Documento|الوثيقة",
        _FROM_IT,
        is_offered=False,
        carries=(("area", "area"),),
    ),
    relation(
        "recommended_from_exercise",
        "monitoring_exercise",
        "Monitoring exercise|Exercice de suivi|Ejercicio de monitoreo|عملية الرصد",
        _FROM_IT,
        is_offered=False,
        carries=(("area", "area"),),
    ),
    relation(
        "recommended_from_lesson",
        "lesson",
        "Lesson|Leçon|Lección|الدرس",
        _FROM_IT,
        is_offered=False,
        carries=(("area", "area"), ("do_differently", "title")),
    ),
)
GROUNDS = tuple(one.code for one in _GROUNDS)

RECOMMENDATION = Profile(
    code="recommendation",
    names=words(
        "Recommendations followed up|Suivi des recommandations|Seguimiento de recomendaciones|متابعة التوصيات"
    ),
    template=_HERE / "recommendation.md",
    lifecycle=lifecycle("""
draft    | waiting | open withdrawn                     | Draft      | Projet     | Borrador   | مسودة
open     | open    | answered acted_on not_used withdrawn | Open     | Ouverte    | Abierta    | مفتوحة
answered | open    | acted_on not_used open             | Answered   | Répondue   | Respondida | تم الرد عليها
acted_on | done    | answered open                      | Acted upon | Suivie d'effet | Aplicada | عُمل بها
not_used | stopped | open                               | Not used   | Non suivie | No usada   | لم تُستخدم
withdrawn | stopped | open                              | Withdrawn  | Retirée    | Retirada   | سُحبت
"""),
    gates=CLOSING,
    either=(Either("evidence", GROUNDS, ("open", "answered", "acted_on", "not_used")),),
    then=follow_recommendation,
    level=2,
    retention_months=84,
    relations=(
        *_GROUNDS,
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
        "status",
    ),
    overview=(
        "recommendation-tracker",
        words("Response tracker|Suivi des réponses|Seguimiento de respuestas|متابعة الردود"),
    ),
    reason="Findings before they are public, addressed to members. Seven years of follow-up.",
    serves=(5, 49),
)

_DID = "Was done by|Mis en œuvre par|Se hizo mediante|نُفّذ عبر"
_ANSWERS = (
    "Answers that it acts upon|Réponses qu'elle met en œuvre|Respuestas que aplica|ردود تعمل بها"
)
_ACTIONS = (
    relation("answer_led_to", "plan_activity", _DID, _ANSWERS),
    relation("answer_led_to_activity", "activity_planned", _DID, _ANSWERS),
    relation("answer_led_to_report", "response_5w", _DID, _ANSWERS),
)

RECOMMENDATION_ANSWER = Profile(
    code=ANSWER,
    names=words(
        "Answers to recommendations|Réponses aux recommandations|Respuestas a recomendaciones|الردود على التوصيات"
    ),
    template=_HERE / "recommendation_answer.md",
    lifecycle=lifecycle("""
not_told  | open    | asked answered acted_on not_used withdrawn | Not told yet | Pas encore informé | Aún sin avisar | لم تُبلَّغ بعد
asked     | open    | answered acted_on not_used not_told withdrawn | Asked     | Demandé  | Pedido     | طُلب الرد
answered  | open    | acted_on not_used asked withdrawn          | Answered, to be acted upon | Répondu, à mettre en œuvre | Respondido, por aplicar | تم الرد، قيد العمل
acted_on  | done    | answered asked                             | Acted upon   | Suivi d'effet | Aplicado | عُمل به
not_used  | stopped | answered asked                             | Not used     | Non suivi | No usado     | لم يُستخدم
withdrawn | stopped | asked not_told                             | No longer asked | Plus demandé | Ya no se pide | لم يعد مطلوباً
"""),
    guard=refuse_step_of_addressee,
    either=(Either("action", tuple(one.code for one in _ACTIONS), ("acted_on",)),),
    level=2,
    retention_months=84,
    relations=(
        relation(
            ANSWER_TO,
            "recommendation",
            "Recommendation|Recommandation|Recomendación|التوصية",
            "Answers|Réponses|Respuestas|الردود",
            is_offered=False,
            is_kept=True,
        ),
        *_ACTIONS,
    ),
    given_to="agency",
    # Who is asked, for what and until when does not change by answering.
    fixed=("title", "agency", "body", "asked_by", "asked_on", "answer_by"),
    columns=(
        "title",
        "agency",
        "body",
        "asked_on",
        "answer_by",
        "used",
        "answered_on",
        "act_by",
        "status",
    ),
    asks=("area", "agency"),
    reason=(
        "Each addressee answers for itself and owns its answer; members see who has not been told."
        " Seven years, as the recommendations."
    ),
    serves=(5,),
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

PROFILES = (LESSON, RECOMMENDATION, RECOMMENDATION_ANSWER, INTEGRATION)
