"""Information needs and what is held, flows, and requests for products.

Systems 9, 12, 60, 68, 76, 129, 136. A question of a form names the need it serves by its code:
"collect only what you need" is checked against this register (`checks.py`). The four scenarios and
must have / nice to have are those of the second PIM working meeting.
"""

from pathlib import Path

from himaya.datasets.declarations import Profile
from himaya.datasets.models import Audience
from himaya.profiles.coordination.lifecycles import CONFIRMED, REQUEST
from himaya.profiles.coordination.wording import lifecycle, relation, words

_HERE = Path(__file__).parent

NEED = Profile(
    code="information_need",
    names=words(
        "Information needs|Besoins d'information|Necesidades de información|الاحتياجات إلى المعلومات"
    ),
    template=_HERE / "information_need.md",
    of_things=True,
    lifecycle=lifecycle("""
stated  | open    | * | Stated          | Exprimé         | Expresada       | مذكورة
agreed  | open    | * | Agreed          | Convenu         | Acordada        | متفق عليها
covered | done    | * | Covered         | Couvert         | Cubierta        | مغطاة
dropped | stopped | * | No longer needed | N'est plus utile | Ya no se necesita | لم تعد لازمة
"""),
    audience=Audience.OPERATION,
    level=1,
    retention_months=84,
    relations=(
        relation(
            "need_of_indicator",
            "indicator",
            "Indicator|Indicateur|Indicador|المؤشر",
            "Information needs|Besoins d'information|Necesidades de información|الاحتياجات",
        ),
        relation(
            "need_merged_into",
            "information_need",
            "Merged into|Fondu dans|Fusionada en|أُدمجت في",
            "Takes in|Comprend|Incluye|تضم",
        ),
    ),
    asks=("area",),
    alone=(("code",),),
    columns=(
        "code",
        "title",
        "agency",
        "pim_category",
        "sudden_onset",
        "protracted_emergency",
        "gap",
        "way",
        "needed_by",
        "status",
    ),
    reason="Everybody says what is needed, so that it is asked for once. Seven years of comparison.",
    serves=(27, 60, 68, 129),
)

HOLDING = Profile(
    code="information_holding",
    names=words("Information held|Informations détenues|Información disponible|المعلومات الموجودة"),
    template=_HERE / "information_holding.md",
    of_things=True,
    lifecycle=CONFIRMED,
    level=2,
    retention_months=60,
    relations=(
        relation(
            "answers_need",
            "information_need",
            "Answers the need|Répond au besoin|Responde a la necesidad|يلبي الحاجة",
            "Held by|Détenu par|La tienen|موجود لدى",
        ),
    ),
    asks=("area",),
    columns=(
        "title",
        "agency",
        "pim_category",
        "area",
        "frequency",
        "last_update",
        "reach",
        "sensitivity",
        "valid_until",
        "status",
    ),
    safeguards=(
        words(
            "Name what is held, never what it says; a holding of case data is not told where a system works in secret."
            "|Nommez ce qui est détenu, jamais le contenu ; ne citez pas un système de cas qui travaille en secret."
            "|Nombre lo que se tiene, nunca lo que dice; no cite un sistema de casos que trabaja en secreto."
            "|اذكر ما هو موجود لا ما يقوله؛ ولا تُذكر بيانات حالات لنظام يعمل سراً."
        ),
    ),
    reason="Who holds what is for members: it draws requests under pressure. Five years.",
    serves=(71, 129),
)

FLOW = Profile(
    code="information_flow",
    names=words("Information flows|Flux d'information|Flujos de información|تدفقات المعلومات"),
    template=_HERE / "information_flow.md",
    lifecycle=lifecycle("""
planned | open    | * | Planned | Prévu       | Previsto    | مخطط له
working | open    | * | Working | Fonctionne  | Funciona    | يعمل
late    | open    | * | Often late | Souvent en retard | A menudo tarde | كثير التأخر
broken  | waiting | * | Broken  | Interrompu  | Interrumpido | منقطع
ended   | stopped | * | Ended   | Terminé     | Terminado   | منتهٍ
"""),
    level=2,
    retention_months=60,
    relations=(
        relation(
            "flow_goes_on_in",
            "information_flow",
            "Goes on in|Se poursuit dans|Sigue en|يستمر في",
            "Comes from|Provient de|Viene de|يأتي من",
        ),
        relation(
            "flow_from",
            "coordination_group",
            "Body it comes from|Organe d'où il vient|Órgano de donde viene|الجهة التي يأتي منها",
            "Flows that begin here|Flux qui partent d'ici|Flujos que parten de aquí|تدفقات تبدأ هنا",
        ),
        relation(
            "flow_to",
            "coordination_group",
            "Body it goes to|Organe auquel il va|Órgano al que va|الجهة التي يذهب إليها",
            "Flows that end here|Flux qui arrivent ici|Flujos que llegan aquí|تدفقات تنتهي هنا",
        ),
        relation(
            "flow_serves",
            "information_need",
            "Information need|Besoin d'information|Necesidad de información|الحاجة إلى المعلومات",
            "Flows|Flux|Flujos|التدفقات",
        ),
    ),
    columns=(
        "title",
        "from_node",
        "to_node",
        "product",
        "frequency",
        "medium",
        "level",
        "review_on",
        "status",
    ),
    overview=("flows", words("As a diagram|En diagramme|Como diagrama|كمخطط")),
    alone=(("product", "from_node", "to_node"),),
    reason="How reports travel shows where they could be taken; members draw it together. Five years.",
    serves=(9, 10, 17, 114),
)

SHARING_REQUEST = Profile(
    code="sharing_request",
    names=words(
        "Requests for products|Demandes de produits|Solicitudes de productos|طلبات المنتجات"
    ),
    template=_HERE / "sharing_request.md",
    lifecycle=REQUEST,
    level=2,
    retention_months=60,
    relations=(
        relation(
            "request_for",
            "assessment",
            "Assessment|Évaluation|Evaluación|التقييم",
            "Requests|Demandes|Solicitudes|الطلبات",
        ),
        relation(
            "request_for_document",
            "document",
            "Document|Document|Documento|الوثيقة",
            "Requests|Demandes|Solicitudes|الطلبات",
        ),
        relation(
            "request_serves",
            "information_need",
            "Information need|Besoin d'information|Necesidad de información|الحاجة إلى المعلومات",
            "Requests|Demandes|Solicitudes|الطلبات",
        ),
    ),
    columns=(
        "date",
        "title",
        "agency",
        "holder",
        "product",
        "detail",
        "answer_by",
        "answered_on",
        "problem",
        "status",
    ),
    safeguards=(
        words(
            "The request goes to an agency, its contact stays encrypted. The file itself leaves as a release or a grant, never from here."
            "|La demande va à une organisation, son contact reste chiffré. Le fichier sort par une diffusion ou un partage autorisé, jamais d'ici."
            "|La solicitud va a una organización, su contacto queda cifrado. El archivo sale como producto o intercambio autorizado, nunca de aquí."
            "|يذهب الطلب إلى منظمة ويبقى اتصالها مشفّراً. يخرج الملف بإصدار أو مشاركة مرخصة، لا من هنا."
        ),
    ),
    reason="Members ask members; who was refused what is not for others. Five years of patterns.",
    serves=(12, 29, 76),
)

ANSWER_TO = "ranking_answer_to"

RANKING_EXERCISE = Profile(
    code="ranking_exercise",
    names=words(
        "Rankings of information needs|Classements des besoins d'information"
        "|Clasificaciones de necesidades de información|ترتيب الاحتياجات إلى المعلومات"
    ),
    template=_HERE / "ranking_exercise.md",
    of_things=True,
    lifecycle=lifecycle("""
open      | open    | closed cancelled | Open      | Ouvert  | Abierto   | مفتوح
closed    | done    |                  | Closed    | Clos    | Cerrado   | مغلق
cancelled | stopped | open             | Cancelled | Annulé  | Cancelado | ملغى
"""),
    level=1,
    retention_months=84,
    columns=("title", "scenario", "agency", "asked", "start", "due", "status"),
    asks=("agency", "asked"),
    alone=(("title", "scenario"),),
    page="ranking",
    reason="What is asked of whom is for all who coordinate; what came out is shown once it is closed.",
    serves=(68,),
)

RANKING_ANSWER = Profile(
    code="ranking_answer",
    names=words(
        "Answers to rankings|Réponses aux classements|Respuestas a las clasificaciones|إجابات الترتيب"
    ),
    template=_HERE / "ranking_answer.md",
    of_things=True,
    lifecycle=lifecycle("""
handed_in | open    | withdrawn | Handed in | Remise  | Entregada | مُسلّمة
withdrawn | stopped | handed_in | Withdrawn | Retirée | Retirada  | مسحوبة
"""),
    level=2,
    retention_months=84,
    relations=(
        relation(
            ANSWER_TO,
            "ranking_exercise",
            "Answer to|Réponse à|Respuesta a|إجابة على",
            "Answers|Réponses|Respuestas|الإجابات",
            is_offered=False,
        ),
    ),
    given_to="agency",
    columns=("title", "agency", "status"),
    reason=(
        "Members see who answered; what an agency chose is encrypted under its own key and shown to"
        " nobody else, so that nobody ranks as others did. Seven years of comparison."
    ),
    serves=(68,),
)

PROFILES = (NEED, HOLDING, FLOW, SHARING_REQUEST, RANKING_EXERCISE, RANKING_ANSWER)
