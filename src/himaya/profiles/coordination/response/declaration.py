"""Activities planned, exercises of monitoring with their data points, reports that are due.

Systems 10, 70, 83, 94, 112, 138. The reported part of the 5W is the register of the category
response monitoring (`response_5w`): a report relates to the planned activity it reports on, so
that there is one register of reports and not two. Requirements add up; people do not.
"""

from pathlib import Path

from himaya.datasets.declarations import Profile, SheetPart
from himaya.datasets.models import Audience
from himaya.profiles.coordination.governance.gates import UNDER, missing_gates
from himaya.profiles.coordination.lifecycles import WORK
from himaya.profiles.coordination.wording import lifecycle, relation, words

_HERE = Path(__file__).parent
ASKS_FOR = "asks_for"  # of a schedule to the indicators of which it wants reports
DUE_UNDER = "due_under"  # of a report due to the schedule that it was made by

ACTIVITY_PLANNED = Profile(
    code="activity_planned",
    names=words(
        "Activities planned (5W)|Activités prévues (5W)|Actividades previstas (5W)|الأنشطة المخططة (5W)"
    ),
    template=_HERE / "activity_planned.md",
    sheet=(SheetPart(2, words("Activities|Activités|Actividades|الأنشطة")),),
    tells={
        "en": "Who does what",
        "fr": "Qui fait quoi",
        "es": "Quién hace qué",
        "ar": "من يفعل ماذا",
    },
    of_things=True,
    lifecycle=WORK,
    audience=Audience.OPERATION,
    level=2,
    retention_months=84,
    relations=(
        relation(
            "planned_for_indicator",
            "indicator",
            "Indicator|Indicateur|Indicador|المؤشر",
            "Activities planned|Activités prévues|Actividades previstas|الأنشطة المخططة",
        ),
        relation(
            "planned_in",
            "plan_activity",
            "In the work plan|Dans le plan de travail|En el plan de trabajo|في خطة العمل",
            "Activities planned|Activités prévues|Actividades previstas|الأنشطة المخططة",
        ),
    ),
    asks=("area", "agency"),
    alone=(("activity", "agency", "area", "start"),),
    columns=(
        "activity",
        "agency",
        "sector",
        "activity_type",
        "area",
        "start",
        "end",
        "targeted",
        "requirement",
        "status",
    ),
    safeguards=(
        words(
            "Leave out the place of safe houses and of whoever works in secret: the larger area is enough."
            "|Omettez le lieu des refuges et de qui travaille en secret : la zone plus grande suffit."
            "|Omita el lugar de casas seguras y de quien trabaja en secreto: basta la zona mayor."
            "|لا تذكر موقع البيوت الآمنة ولا من يعمل سراً: المنطقة الأكبر تكفي."
        ),
    ),
    reason=(
        "All who coordinate fill gaps with it, but partners in contested areas must not be on a public"
        " list. Seven years, as the reports."
    ),
    serves=(70, 83, 94, 112),
)

MONITORING_EXERCISE = Profile(
    code="monitoring_exercise",
    names=words(
        "Monitoring exercises and data points|Exercices de suivi et points de données|Ejercicios de monitoreo y datos|عمليات الرصد ونقاط البيانات"
    ),
    template=_HERE / "monitoring_exercise.md",
    of_things=True,
    lifecycle=WORK,
    audience=Audience.OPERATION,
    level=2,
    retention_months=84,
    relations=(
        relation(
            "exercise_of",
            "activity_planned",
            "Activity|Activité|Actividad|النشاط",
            "Monitoring exercises|Exercices de suivi|Ejercicios de monitoreo|عمليات الرصد",
        ),
        relation(
            "exercise_with",
            "tool",
            "Tool|Outil|Herramienta|الأداة",
            "Monitoring with it|Suivi mené avec|Monitoreo con ella|الرصد بها",
        ),
        relation(
            UNDER,
            "strategy_document",
            "Under the PIM plan|Dans le plan PIM|En el plan PIM|ضمن خطة PIM",
            "Collections|Collectes|Recolecciones|عمليات الجمع",
        ),
        relation(
            "exercise_serves",
            "information_need",
            "Information need|Besoin d'information|Necesidad de información|الحاجة إلى المعلومات",
            "Monitoring exercises|Exercices de suivi|Ejercicios de monitoreo|عمليات الرصد",
        ),
    ),
    gates={"ongoing": missing_gates},
    asks=("area", "agency"),
    alone=(("title", "agency", "area"),),
    columns=(
        "title",
        "agency",
        "area",
        "points",
        "methods",
        "frequency",
        "unit_level",
        "has_referral",
        "status",
    ),
    overview=("overlaps", words("Overlaps|Chevauchements|Superposiciones|التداخلات")),
    safeguards=(
        words(
            "Write what is asked, never what was answered. No exercise starts before a referral is ready."
            "|Écrivez ce qui est demandé, jamais les réponses. Aucun exercice sans référencement prêt."
            "|Escriba lo que se pregunta, nunca lo respondido. Ningún ejercicio empieza sin derivación lista."
            "|اكتب ما يُسأل لا ما أُجيب. لا تبدأ عملية قبل أن تكون الإحالة جاهزة."
        ),
    ),
    reason=(
        "Names of questions, so that nobody asks twice; where monitors work can put them at risk, hence"
        " Moderate. Seven years, as the reports."
    ),
    serves=(4, 48, 130, 138),
)

REPORTING_SCHEDULE = Profile(
    code="reporting_schedule",
    names=words("Reporting schedules|Calendriers de rapport|Calendarios de informes|جداول الإبلاغ"),
    template=_HERE / "reporting_schedule.md",
    lifecycle=lifecycle("""
in_force  | open    | * | In force  | En vigueur | Vigente    | سارٍ
suspended | waiting | * | Suspended | Suspendu   | Suspendido | معلّق
ended     | stopped | * | Ended     | Terminé    | Terminado  | منتهٍ
"""),
    level=2,
    retention_months=36,
    relations=(
        relation(
            ASKS_FOR,
            "indicator",
            "Indicators asked for|Indicateurs demandés|Indicadores pedidos|المؤشرات المطلوبة",
            "Asked for in|Demandé dans|Pedido en|مطلوب في",
        ),
    ),
    columns=("title", "kind", "frequency", "agencies", "start", "end", "due_after", "status"),
    asks=("agencies",),
    page="reporting-schedule",
    alone=(("title",),),
    reason="Who owes which report, and how far the figures are complete. Kept as long as the reports due.",
    serves=(10, 70, 92, 96),
)

REPORT_DUE = Profile(
    code="report_due",
    names=words("Reports due|Rapports attendus|Informes pendientes|التقارير المستحقة"),
    template=_HERE / "report_due.md",
    # Nothing to report is an answer, and silence is not.
    lifecycle=lifecycle(
        """
due               | open    | submitted nothing_to_report excused      | Due               | Attendu            | Pendiente         | مستحق
submitted         | done    | accepted sent_back                       | Submitted         | Soumis             | Enviado           | مُرسل
nothing_to_report | done    | submitted sent_back                      | Nothing to report | Rien à signaler    | Nada que informar | لا شيء للإبلاغ عنه
sent_back         | open    | submitted nothing_to_report              | Sent back         | Renvoyé            | Devuelto          | أُعيد
accepted          | done    | sent_back                                | Accepted          | Accepté            | Aceptado          | مقبول
excused           | stopped | due                                      | Not due after all | Finalement non attendu | Ya no se espera | لم يعد مستحقاً
""",
        desk="accepted excused",
        why="sent_back",
    ),
    level=2,
    retention_months=36,
    relations=(
        relation(
            "due_in_flow",
            "information_flow",
            "Flow|Flux|Flujo|التدفق",
            "Reports due|Rapports attendus|Informes pendientes|التقارير المستحقة",
        ),
        relation(
            DUE_UNDER,
            "reporting_schedule",
            "Schedule|Calendrier|Calendario|الجدول",
            "Reports due|Rapports attendus|Informes pendientes|التقارير المستحقة",
            is_offered=False,
        ),
    ),
    given_to="agency",
    fixed=("agency", "kind", "area", "start", "end", "due"),  # who owes it does not move the day
    columns=("title", "agency", "kind", "area", "start", "end", "due", "submitted_on", "status"),
    alone=(("agency", "kind", "area", "start"),),
    asks=("agency", "area"),
    reason=(
        "Members see who has still to report, so that a gap is not taken for quiet; nobody else does,"
        " so that nobody is shamed. Three years show a habit."
    ),
    serves=(10, 70, 78, 92, 96, 127),
)

PROFILES = (ACTIVITY_PLANNED, MONITORING_EXERCISE, REPORTING_SCHEDULE, REPORT_DUE)
