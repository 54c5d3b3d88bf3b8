"""Words by which types of documents call themselves, in four languages. Data only.

Folded as `engines.narrative.words` folds: without case, accents, alef and ta marbuta variants. Of
several in one head the first counts, and of those that begin there the longest. But a plan is one
though it names the assessments and strategies that it plans first, or says so by its columns only;
and a report of a training is what was learned there, no material to train with.
"""

from collections.abc import Mapping

from himaya.engines.narrative.words import folded_text

_TABLE = """
needs_assessment | needs assessment; protection assessment; rapid assessment; évaluation des besoins; évaluation rapide; evaluación de necesidades; evaluación rápida; تقييم الاحتياجات; تقييم احتياجات; التقييم السريع
pm_report | protection monitoring; suivi de la protection; monitoring de protection; monitoreo de protección; رصد الحماية
camp_minutes | camp meeting; site meeting; camp coordination meeting; minutes of the camp; réunion de camp; réunion de site; reunión de campo; reunión del sitio; اجتماع المخيم; محضر اجتماع المخيم
focal_point_report | focal point report; report of the focal point; rapport de point focal; rapport du point focal; informe de punto focal; informe del punto focal; تقرير مسؤول الاتصال; تقرير نقطة الاتصال
meeting_minutes | minutes; meeting notes; meeting minutes; outcome document; compte rendu; procès verbal; acta; acta de reunión; محضر; محضر اجتماع
thematic_report | thematic report; thematic analysis; protection analysis; analyse thématique; analyse de protection; análisis temático; análisis de protección; تحليل موضوعي; تحليل الحماية
bulletin | bulletin; newsletter; monthly update; boletín; bulletin mensuel; نشرة
factsheet | factsheet; fact sheet; fiche d information; hoja informativa; صحيفة وقائع
sitrep | situation report; sitrep; rapport de situation; informe de situación; تقرير الحالة; تقرير حالة
dashboard | dashboard; infographic; tableau de bord; tablero; لوحة المعلومات
site_profile | site profile; camp profile; profil de site; perfil de sitio; ملف الموقع
strategy | strategy; strategic framework; stratégie; estrategia; استراتيجية
work_plan | work plan; workplan; action plan; plan de travail; plan d action; plan de trabajo; plan de acción; خطة العمل; خطة عمل
tor | terms of reference; tor; termes de référence; términos de referencia; الشروط المرجعية; الاختصاصات
isp | information sharing protocol; data sharing protocol; protocole de partage; protocolo de intercambio; بروتوكول تبادل المعلومات
sop | standard operating procedure; standard operating procedures; sops; procédure opérationnelle; procedimiento operativo; اجراءات التشغيل
guidance | guidance; guidelines; handbook; guide; lignes directrices; directrices; guía; دليل; ارشادات
checklist | checklist; liste de contrôle; lista de verificación; قائمة تحقق
form_tool | questionnaire; form; formulaire; cuestionario; formulario; استمارة; استبيان
code_of_conduct | code of conduct; code de conduite; código de conducta; مدونة السلوك
training_material | training; formation; capacitación; تدريب
evaluation | evaluation; lessons learned; évaluation finale; leçons apprises; evaluación final; lecciones aprendidas; دروس مستفادة
advocacy_note | advocacy note; key messages; note de plaidoyer; messages clés; nota de incidencia; mensajes clave; رسائل المناصرة
concept_note | concept note; note conceptuelle; nota conceptual; مذكرة مفاهيمية
contingency_plan | contingency plan; plan de contingence; plan de contingencia; خطة الطوارئ
project_proposal | project proposal; proposition de projet; propuesta de proyecto; مقترح مشروع
contact_list | contact list; mailing list; liste de contacts; lista de contactos; قائمة الاتصال
"""

PLAN = "work_plan"
PLANNED = frozenset({"needs_assessment", "strategy"})  # what plans name before themselves
# Columns by which a table is a plan: what is done, by whom, until when; one of each.
_PLAN_COLUMNS = """
activity; activities; action; action point; activité; activités; actividad; actividades; acción; نشاط; النشاط; الأنشطة; الإجراء
responsible; responsibility; responsible actor; focal point; lead; responsable; responsables; responsabilité; responsabilidad; المسؤول; المسؤولية; الجهة المسؤولة
timeline; timeframe; time frame; deadline; échéance; délai; calendrier; plazo; cronograma; fecha límite; الإطار الزمني; الموعد النهائي; المهلة
"""
_REPORTS = "report; rapport; compte rendu; informe; تقرير; التقرير"
REPORT_OF: Mapping[str, str] = {"training_material": "evaluation"}  # type of a report of such


def _read() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for line in _TABLE.strip().splitlines():
        code, _, words = line.partition("|")
        for one in words.split(";"):
            found[folded_text(one)] = code.strip()
    return found


TYPE_WORDS = _read()  # code by folded words
PLAN_COLUMNS = tuple(
    tuple(folded_text(one) for one in line.split(";"))
    for line in _PLAN_COLUMNS.strip().splitlines()
)
REPORTS = tuple(map(folded_text, _REPORTS.split(";")))
