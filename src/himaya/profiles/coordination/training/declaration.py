"""Training: modules, events, sessions, participants, competencies, what participants say before.

Systems 31, 82, 87, 99, 109, 124. Participants are personal data: names and mail are encrypted, the
register is the organiser's own, and only counts stand in the training. A self-rating names nobody.
"""

from pathlib import Path

from himaya.datasets.declarations import Profile
from himaya.datasets.models import Audience
from himaya.profiles.coordination.lifecycles import DOCUMENT, WORK
from himaya.profiles.coordination.wording import lifecycle, relation, words

_HERE = Path(__file__).parent
_TRAINING = "Training|Formation|Formación|التدريب"

MODULE = Profile(
    code="training_module",
    names=words("Training modules|Modules de formation|Módulos de formación|وحدات التدريب"),
    template=_HERE / "training_module.md",
    of_things=True,
    lifecycle=DOCUMENT,
    audience=Audience.OPERATION,
    level=1,
    retention_months=120,
    columns=(
        "code",
        "title",
        "version",
        "agency",
        "competencies",
        "languages",
        "translation",
        "may_reuse",
        "status",
    ),
    alone=(("code", "version"),),
    reason="Teaching material for everybody. Ten years: courses are built from older parts.",
    serves=(31, 87, 107),
)

TRAINING = Profile(
    code="training",
    names=words("Trainings|Formations|Formaciones|التدريبات"),
    template=_HERE / "training.md",
    of_things=True,
    lifecycle=WORK,
    audience=Audience.OPERATION,
    level=1,
    retention_months=84,
    relations=(
        relation(
            "teaches",
            "training_module",
            "Modules|Modules|Módulos|الوحدات",
            "Trainings with it|Formations qui l'utilisent|Formaciones con él|تدريبات بها",
        ),
        relation(
            "trains_on",
            "tool",
            "Tool taught|Outil enseigné|Herramienta enseñada|الأداة المدرَّسة",
            "Trainings|Formations|Formaciones|التدريبات",
        ),
        relation(
            "upon_request",
            "support_request",
            "Asked for in|Demandée dans|Pedida en|مطلوب في",
            "Training held|Formation tenue|Formación celebrada|التدريب المنعقد",
        ),
    ),
    columns=(
        "title",
        "agency",
        "audience",
        "area",
        "start",
        "end",
        "women",
        "men",
        "follow_up_on",
        "status",
    ),
    alone=(("title", "start", "area"),),
    reason="Counts only, so that coverage and gaps show. Seven years, as activity reports.",
    serves=(82, 87, 99, 109, 123),
)

SESSION = Profile(
    code="training_session",
    names=words("Training sessions|Séances de formation|Sesiones de formación|جلسات التدريب"),
    template=_HERE / "training_session.md",
    lifecycle=lifecycle("""
planned   | open    | * | Planned   | Prévue  | Prevista  | مخطط لها
held      | done    | * | Held      | Tenue   | Celebrada | عُقدت
cancelled | stopped | * | Cancelled | Annulée | Cancelada | أُلغيت
"""),
    level=1,
    retention_months=36,
    relations=(
        relation("session_of", "training", _TRAINING, "Sessions|Séances|Sesiones|الجلسات"),
        relation(
            "session_of_module",
            "training_module",
            "Module|Module|Módulo|الوحدة",
            "Sessions held|Séances tenues|Sesiones celebradas|الجلسات المنعقدة",
        ),
    ),
    columns=("date", "starts_at", "ends_at", "title", "module_code", "agency", "room", "status"),
    alone=(("room", "date", "starts_at"),),
    reason="A timetable; of use as long as the training is repeated.",
    serves=(87, 124),
)

PARTICIPANT = Profile(
    code="participant",
    names=words(
        "Training participants|Participants aux formations|Participantes en formaciones|المشاركون في التدريب"
    ),
    template=_HERE / "participant.md",
    lifecycle=lifecycle("""
registered | open    | * | Registered | Inscrit   | Inscrito     | مسجّل
attended   | waiting | * | Attended   | A participé | Asistió    | حضر
certified  | open    | * | Certified  | Certifié  | Certificado  | معتمد
expired    | stopped | * | Expired    | Expiré    | Vencido      | منتهي الصلاحية
left       | stopped | * | Left       | Parti     | Se fue       | غادر
"""),
    audience=Audience.AGENCY,
    level=2,
    retention_months=24,
    relations=(
        relation(
            "took_part_in",
            "training",
            _TRAINING,
            "Participants|Participants|Participantes|المشاركون",
        ),
    ),
    columns=(
        "title",
        "agency",
        "sex",
        "area",
        "attended",
        "certified_for",
        "certified_until",
        "status",
    ),
    safeguards=(
        words(
            "Participants are personal data: give counts to others, never the list. Show nobody the points of one person."
            "|Les participants sont des données personnelles : donnez des nombres, jamais la liste. Ne montrez pas les points d'une personne."
            "|Los participantes son datos personales: dé cifras, nunca la lista. No muestre los puntos de una persona."
            "|بيانات المشاركين شخصية: أعطِ أعداداً لا القائمة. لا تُظهر نقاط شخص بعينه."
        ),
    ),
    reason=(
        "Personal data of colleagues, for the organiser alone. Two years: as long as a certificate"
        " holds."
    ),
    serves=(82, 87, 109, 124),
)

COMPETENCY = Profile(
    code="competency_rating",
    names=words(
        "Competencies, rated by oneself|Compétences auto-évaluées|Competencias autoevaluadas|الكفاءات بالتقييم الذاتي"
    ),
    template=_HERE / "competency_rating.md",
    lifecycle=lifecycle("""
rated   | done    | * | Rated     | Évaluée | Evaluada | مُقيَّمة
removed | stopped | * | Taken out | Retirée | Retirada | مسحوبة
"""),
    audience=Audience.AGENCY,
    level=2,
    retention_months=36,
    columns=(
        "title",
        "role_profile",
        "competency",
        "dimension",
        "moment",
        "date",
        "rating",
        "wanted",
        "status",
    ),
    safeguards=(
        words(
            "A team of fewer than five leaves its agency out: otherwise the rating names a person."
            "|Une équipe de moins de cinq personnes n'indique pas son organisation : sinon la note désigne quelqu'un."
            "|Un equipo de menos de cinco no indica su organización: si no, la nota señala a alguien."
            "|الفريق الأقل من خمسة لا يذكر منظمته: وإلا دلّ التقدير على شخص."
        ),
    ),
    reason="Self-ratings are for the team and its trainer. Three years show a change.",
    serves=(31,),
)

QUESTIONNAIRE = Profile(
    code="training_questionnaire",
    names=words(
        "Questionnaires before trainings|Questionnaires avant formation|Cuestionarios previos|استبيانات ما قبل التدريب"
    ),
    template=_HERE / "training_questionnaire.md",
    lifecycle=lifecycle("""
answered | done    | * | Answered  | Répondu | Respondido | أُجيب
removed  | stopped | * | Taken out | Retiré  | Retirado   | سُحب
"""),
    audience=Audience.AGENCY,
    level=2,
    retention_months=24,
    relations=(
        relation(
            "asked_before",
            "training",
            _TRAINING,
            "Questionnaires|Questionnaires|Cuestionarios|الاستبيانات",
        ),
    ),
    columns=("title", "date", "role_profile", "challenges", "status"),
    safeguards=(
        words(
            "Anonymous: no name, no agency. A percentage is given with how many answered."
            "|Anonyme : ni nom, ni organisation. Un pourcentage se donne avec le nombre de réponses."
            "|Anónimo: sin nombre ni organización. Un porcentaje se da con el número de respuestas."
            "|من دون أسماء ولا منظمات. تُذكر النسبة مع عدد المجيبين."
        ),
    ),
    reason="Open words of participants, for trainers alone, until the next training.",
    serves=(124,),
)

PROFILES = (MODULE, TRAINING, SESSION, PARTICIPANT, COMPETENCY, QUESTIONNAIRE)
