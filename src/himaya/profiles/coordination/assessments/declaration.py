"""The assessment registry, the yearly themes, tools with their comments, standing initiatives.

Systems 2, 3, 6, 11, 12, 71, 91, 130. The registry has the 24 columns of OCHA's sheet: leading and
participating agencies, places, three documents each with availability and link, instructions and a
contact. The contact is encrypted; who wants a document asks through a sharing request.
"""

from pathlib import Path

from himaya.datasets.declarations import Profile, SheetPart
from himaya.datasets.models import Audience
from himaya.profiles.coordination.governance.gates import UNDER, missing_gates
from himaya.profiles.coordination.lifecycles import CONFIRMED, DOCUMENT
from himaya.profiles.coordination.wording import lifecycle, relation, words

_HERE = Path(__file__).parent
_TOOL = "Tool|Outil|Herramienta|الأداة"

ASSESSMENT = Profile(
    code="assessment",
    names=words(
        "Assessment registry|Registre des évaluations|Registro de evaluaciones|سجل التقييمات"
    ),
    template=_HERE / "assessment.md",
    sheet=(SheetPart(4, words("Assessments|Évaluations|Evaluaciones|التقييمات")),),
    tells={"en": "Was it assessed", "fr": "A-t-on évalué", "es": "Se evaluó", "ar": "هل جرى تقييم"},
    tells_from_above=True,
    of_things=True,
    # Planned, ongoing and completed of the seed sheets, in the steps of OCHA's sheet.
    lifecycle=lifecycle("""
planned          | open    | * | Planned                      | Prévue                  | Prevista               | مخطط له
ongoing          | open    | * | Ongoing                      | En cours                | En curso               | جارٍ
field_work_done  | open    | * | Field work completed         | Terrain achevé          | Trabajo de campo terminado | انتهى العمل الميداني
draft_results    | waiting | * | Draft or preliminary results | Résultats préliminaires | Resultados preliminares | نتائج أولية
report_completed | done    | * | Report completed             | Rapport achevé          | Informe terminado      | اكتمل التقرير
cancelled        | stopped | * | Cancelled                    | Annulée                 | Cancelada              | أُلغي
"""),
    audience=Audience.OPERATION,
    level=1,
    retention_months=120,
    relations=(
        relation(
            "assessment_for_theme",
            "assessment_theme",
            "Theme|Thème|Tema|الموضوع",
            "Assessments|Évaluations|Evaluaciones|التقييمات",
        ),
        relation(
            "done_with",
            "tool",
            _TOOL,
            "Assessments with it|Évaluations menées avec|Evaluaciones con ella|تقييمات بها",
        ),
        relation(
            "ask_contact",
            "contact",
            "Whom to ask|À qui demander|A quién pedir|من يُسأل",
            "Asked for assessments|Sollicité pour des évaluations|Se le piden evaluaciones|يُسأل عن تقييمات",
        ),
        relation(
            UNDER,
            "strategy_document",
            "Under the PIM plan|Dans le plan PIM|En el plan PIM|ضمن خطة PIM",
            "Collections|Collectes|Recolecciones|عمليات الجمع",
        ),
        relation(
            "serves_need",
            "information_need",
            "Information need|Besoin d'information|Necesidad de información|الحاجة إلى المعلومات",
            "Assessments|Évaluations|Evaluaciones|التقييمات",
        ),
    ),
    gates={"ongoing": missing_gates},
    alone=(("title", "lead_agency", "start"),),
    columns=(
        "title",
        "lead_agency",
        "sectors",
        "area",
        "start",
        "end",
        "population",
        "methods",
        "report_availability",
        "status",
    ),
    asks=("area", "lead_agency"),
    overview=("overlaps", words("Overlaps|Chevauchements|Superposiciones|التداخلات")),
    safeguards=(
        words(
            "The registry tells that an assessment is done, never what a person said. Findings that could harm stay out."
            "|Le registre dit qu'une évaluation a lieu, jamais ce qu'une personne a dit. Les résultats dangereux n'y figurent pas."
            "|El registro dice que se evalúa, nunca lo que dijo alguien. Los hallazgos que dañen quedan fuera."
            "|يذكر السجل أن تقييماً يجري ولا ينقل كلام أحد. تبقى النتائج الضارة خارجه."
        ),
    ),
    reason=(
        "What is assessed where is for everybody, so that people are not asked twice; the contact is"
        " encrypted. Ten years: later assessments compare themselves with it."
    ),
    serves=(6, 11, 12, 71, 130),
)

THEME = Profile(
    code="assessment_theme",
    names=words(
        "Themes of joint assessments|Thèmes des évaluations conjointes|Temas de evaluaciones conjuntas|مواضيع التقييمات المشتركة"
    ),
    template=_HERE / "assessment_theme.md",
    of_things=True,
    lifecycle=lifecycle("""
proposed  | open    | * | Proposed     | Proposé       | Propuesto    | مقترح
team_set  | open    | * | Team set     | Équipe formée | Equipo formado | شُكِّل الفريق
collecting | open   | * | Collecting   | Collecte      | Recolección  | جمع البيانات
analysing | open    | * | Analysing    | Analyse       | Análisis     | تحليل
reported  | done    | * | Reported     | Rapport rendu | Informe hecho | قُدِّم التقرير
dropped   | stopped | * | Dropped      | Abandonné     | Abandonado   | أُسقط
"""),
    audience=Audience.OPERATION,
    level=1,
    retention_months=120,
    columns=(
        "title",
        "theme",
        "year",
        "lead_agency",
        "joint_team",
        "start",
        "due",
        "registry_checked",
        "status",
    ),
    asks=("area", "lead_agency", "joint_team"),
    overview=(
        "theme-calendar",
        words("Themes by year|Thèmes par année|Temas por año|المواضيع حسب السنة"),
    ),
    reason="A plan for everybody to join. Ten years: one theme comes back after years.",
    serves=(6,),
)

TOOL = Profile(
    code="tool",
    names=words(
        "Tools and forms|Outils et formulaires|Herramientas y formularios|الأدوات والاستمارات"
    ),
    template=_HERE / "tool.md",
    of_things=True,
    lifecycle=DOCUMENT,
    audience=Audience.OPERATION,
    level=1,
    retention_months=120,
    relations=(
        relation(
            "tool_replaces",
            "tool",
            "Replaces|Remplace|Sustituye a|يحل محل",
            "Replaced by|Remplacé par|Sustituida por|حل محله",
        ),
    ),
    columns=(
        "title",
        "version",
        "agency",
        "kind",
        "pim_category",
        "languages",
        "endorsed_on",
        "review_on",
        "status",
    ),
    reason="Forms without answers. Ten years: old data are read with the form they were asked with.",
    serves=(2, 3, 39, 91, 135),
)

TOOL_COMMENT = Profile(
    code="tool_comment",
    names=words(
        "Comments on tools|Commentaires sur les outils|Comentarios a las herramientas|تعليقات على الأدوات"
    ),
    template=_HERE / "tool_comment.md",
    lifecycle=lifecycle("""
open         | open    | * | Open           | Ouvert       | Abierto      | مفتوح
accepted     | done    | * | Accepted       | Accepté      | Aceptado     | مقبول
partly       | done    | * | Partly accepted | Accepté en partie | Aceptado en parte | مقبول جزئياً
not_accepted | stopped | * | Not accepted   | Non retenu   | No aceptado  | غير مقبول
"""),
    level=1,
    retention_months=60,
    relations=(
        relation("comment_on", "tool", _TOOL, "Comments|Commentaires|Comentarios|التعليقات"),
    ),
    columns=("title", "agency", "about_version", "field", "made_at", "answer_due", "status"),
    reason="Working comments of members; kept until two versions later.",
    serves=(3, 88, 91),
)

TOOL_ADOPTION = Profile(
    code="tool_adoption",
    names=words(
        "Who uses which tool|Qui utilise quel outil|Quién usa qué herramienta|من يستخدم أي أداة"
    ),
    template=_HERE / "tool_adoption.md",
    lifecycle=CONFIRMED,
    level=1,
    retention_months=60,
    relations=(relation("adoption_of", "tool", _TOOL, "Used by|Utilisé par|La usan|تستخدمها"),),
    columns=(
        "title",
        "agency",
        "version",
        "area",
        "start",
        "staff_trained",
        "valid_until",
        "status",
    ),
    reason="Agencies and versions, nothing of people; shows who still works with a retired form.",
    serves=(2, 3, 107),
)

DATA_INITIATIVE = Profile(
    code="data_initiative",
    names=words(
        "Standing data initiatives|Initiatives de données permanentes|Iniciativas de datos permanentes|مبادرات البيانات الدائمة"
    ),
    template=_HERE / "data_initiative.md",
    lifecycle=CONFIRMED,
    audience=Audience.OPERATION,
    level=1,
    retention_months=120,
    relations=(
        relation(
            "initiative_serves",
            "information_need",
            "Information need|Besoin d'information|Necesidad de información|الحاجة إلى المعلومات",
            "Standing initiatives|Initiatives permanentes|Iniciativas permanentes|المبادرات الدائمة",
        ),
    ),
    asks=("area",),
    overview=("overlaps", words("Overlaps|Chevauchements|Superposiciones|التداخلات")),
    columns=(
        "title",
        "agency",
        "pim_category",
        "area",
        "frequency",
        "access_route",
        "valid_until",
        "status",
    ),
    reason="Names of what is collected, never what was found; everybody plans with it.",
    serves=(38, 130),
)

PROFILES = (ASSESSMENT, THEME, TOOL, TOOL_COMMENT, TOOL_ADOPTION, DATA_INITIATIVE)
