"""Work and action plans, declared: two registers, their lifecycles and how they relate."""

from pathlib import Path

from himaya.datasets.declarations import Lifecycle, Module, Profile, Relation, State
from himaya.datasets.models import Audience
from himaya.kernel.verbs import Verb
from himaya.profiles.workplans.layout import cluster_work_plan

_FORMS = Path(__file__).parent / "forms"

PLAN = Profile(
    code="plan",
    names={
        "en": "Work and action plans",
        "fr": "Plans de travail et d'action",
        "es": "Planes de trabajo y de acción",
        "ar": "خطط العمل",
    },
    template=_FORMS / "plan.md",
    audience=Audience.CO_LEADS,
    lifecycle=Lifecycle(
        states=(
            State(
                "draft",
                {"en": "Draft", "fr": "Projet", "es": "Borrador", "ar": "مسودة"},
                is_draft=True,
            ),
            State(
                "endorsed",
                {"en": "Endorsed", "fr": "Approuvé", "es": "Aprobado", "ar": "مُقرّة"},
                phase="done",
                verb=Verb.PLAN_ENDORSE,
            ),
            State(
                "superseded",
                {"en": "Superseded", "fr": "Remplacé", "es": "Sustituido", "ar": "مستبدلة"},
                phase="stopped",
                verb=Verb.PLAN_ENDORSE,
            ),
        ),
        start="draft",
        steps={"draft": ("endorsed",), "endorsed": ("superseded",)},
    ),
    relations=(
        Relation(
            code="replaces",
            target="plan",
            labels={
                "en": "Next version of",
                "fr": "Nouvelle version de",
                "es": "Nueva versión de",
                "ar": "إصدار جديد من",
            },
            inverse_labels={
                "en": "Next version",
                "fr": "Version suivante",
                "es": "Versión siguiente",
                "ar": "الإصدار التالي",
            },
            takes_over=True,
            is_offered=False,
        ),
    ),
    columns=("title", "coordination_body", "version", "endorsement", "period_start", "period_end"),
    page="plan",
    assigned=("leader",),
    reason=(
        "Members and the government's co-leads write a plan together; it is shown to others once"
        " endorsed. Five years: the next plans."
    ),
    serves=(1, 80, 103, 106),
)

ACTIVITY = Profile(
    code="plan_activity",
    names={
        "en": "Plan activities",
        "fr": "Activités des plans",
        "es": "Actividades de los planes",
        "ar": "أنشطة الخطط",
    },
    template=_FORMS / "activity.md",
    audience=Audience.CO_LEADS,
    lifecycle=Lifecycle(
        states=(
            State(
                "not_started",
                {
                    "en": "Not started",
                    "fr": "Pas commencé",
                    "es": "No iniciado",
                    "ar": "لم يبدأ",
                },
            ),
            State("ongoing", {"en": "Ongoing", "fr": "En cours", "es": "En curso", "ar": "جارٍ"}),
            State("delayed", {"en": "Delayed", "fr": "Retardé", "es": "Retrasado", "ar": "متأخر"}),
            State(
                "blocked",
                {"en": "Blocked", "fr": "Bloqué", "es": "Bloqueado", "ar": "متوقف"},
                phase="waiting",
            ),
            State(
                "recurring",
                {
                    "en": "Recurring and up to date",
                    "fr": "Récurrent et à jour",
                    "es": "Recurrente y al día",
                    "ar": "متكرر ومحدّث",
                },
            ),
            State(
                "done",
                {"en": "Done", "fr": "Terminé", "es": "Terminado", "ar": "منجز"},
                phase="done",
            ),
            State(
                "cancelled",
                {"en": "Cancelled", "fr": "Annulé", "es": "Cancelado", "ar": "ملغى"},
                phase="stopped",
            ),
            State(
                "carried_over",  # goes on in the next version of its plan
                {
                    "en": "Carried over",
                    "fr": "Reporté",
                    "es": "Trasladado",
                    "ar": "مُرحَّل",
                },
                phase="stopped",
            ),
        ),
        start="not_started",
    ),
    relations=(
        Relation(
            code="activity_of",
            target="plan",
            labels={"en": "Plan", "fr": "Plan", "es": "Plan", "ar": "الخطة"},
            inverse_labels={
                "en": "Activities",
                "fr": "Activités",
                "es": "Actividades",
                "ar": "الأنشطة",
            },
            is_part=True,
        ),
        Relation(
            code="follows_from",
            target="action_point",
            labels={
                "en": "Follows from",
                "fr": "Fait suite à",
                "es": "Se desprende de",
                "ar": "ناتج عن",
            },
            inverse_labels={
                "en": "Plan activity",
                "fr": "Activité de plan",
                "es": "Actividad del plan",
                "ar": "نشاط في الخطة",
            },
        ),
        Relation(
            code="continues",
            target="plan_activity",
            labels={
                "en": "Continues",
                "fr": "Prolonge",
                "es": "Continúa",
                "ar": "يتابع",
            },
            inverse_labels={
                "en": "Goes on as",
                "fr": "Se poursuit dans",
                "es": "Sigue como",
                "ar": "يستمر في",
            },
            is_offered=False,
        ),
    ),
    columns=(
        "code",
        "title",
        "goal_title",
        "responsible",
        "deadline_text",
        "due",
        "quarters",
        "status",
    ),
    layouts={"cluster_work_plan": cluster_work_plan},
    assigned=("focal_points.focal_point",),
    reason=(
        "Members and co-leads see who does what by when; points of contact are encrypted, and only"
        " members see them. Five years, as the plan."
    ),
    serves=(1, 80, 103, 142),
)

MODULE = Module(
    "plans",
    {"en": "Plans", "fr": "Plans", "es": "Planes", "ar": "الخطط"},
    (PLAN.code, ACTIVITY.code),
)
