"""Advocacy, donors, funding, authorities and what they ask for, support asked of the desk.

Systems 90, 94, 95, 99, 100, 101, 148. Offices and functions are written, never the persons in
them. A request for data under pressure is escalated before it is answered.
"""

from pathlib import Path

from himaya.datasets.declarations import Profile
from himaya.datasets.models import Audience
from himaya.profiles.coordination.lifecycles import CONFIRMED, DIALOGUE, FINDING, REQUEST
from himaya.profiles.coordination.wording import lifecycle, relation, words

_HERE = Path(__file__).parent

ADVOCACY = Profile(
    code="advocacy",
    names=words("Advocacy log|Journal de plaidoyer|Registro de incidencia|سجل المناصرة"),
    template=_HERE / "advocacy.md",
    lifecycle=FINDING,
    level=2,
    retention_months=84,
    relations=(
        relation(
            "argues_from",
            "recommendation",
            "Recommendation|Recommandation|Recomendación|التوصية",
            "Advocacy|Plaidoyer|Incidencia|المناصرة",
        ),
    ),
    columns=(
        "title",
        "risk",
        "obstacle",
        "agency",
        "area",
        "channel",
        "harm_checked",
        "follow_up_on",
        "status",
    ),
    safeguards=(
        words(
            "Ask first who could pay for a public word. No survivor, witness or village is named or can be guessed."
            "|Demandez d'abord qui pourrait payer une parole publique. Aucune personne survivante, aucun témoin, aucun village reconnaissable."
            "|Pregunte primero quién pagaría por una palabra pública. Ningún sobreviviente, testigo o aldea reconocible."
            "|اسأل أولاً من قد يدفع ثمن كلمة علنية. لا يُذكر ناجٍ أو شاهد أو قرية ولا يمكن تخمينهم."
        ),
    ),
    reason="Messages before they are given, and to whom: for members. Seven years of results.",
    serves=(90,),
)

DONOR = Profile(
    code="donor_engagement",
    names=words("Donor log|Journal des bailleurs|Registro de donantes|سجل المانحين"),
    template=_HERE / "donor_engagement.md",
    lifecycle=DIALOGUE,
    level=2,
    retention_months=60,
    columns=("date", "title", "donor", "agency", "kind", "area", "follow_up_on", "status"),
    safeguards=(
        words(
            "No itinerary of named staff; only cleared figures in what is handed over."
            "|Pas d'itinéraire nominatif ; seuls des chiffres autorisés sont remis."
            "|Sin itinerarios con nombres; solo se entregan cifras autorizadas."
            "|لا خطوط سير بأسماء الموظفين؛ ولا يُسلَّم إلا ما صُرّح به من أرقام."
        ),
    ),
    alone=(("donor", "date"),),
    reason="Talks and missions in preparation concern members. Five years, the length of a grant.",
    serves=(95,),
)

FUNDING = Profile(
    code="funding_flow",
    names=words("Funding|Financement|Financiamiento|التمويل"),
    template=_HERE / "funding_flow.md",
    lifecycle=lifecycle("""
pledge     | open    | * | Pledge     | Promesse   | Promesa    | تعهد
commitment | open    | * | Commitment | Engagement | Compromiso | التزام
paid       | done    | * | Paid       | Versé      | Pagado     | مدفوع
cancelled  | stopped | * | Cancelled  | Annulé     | Cancelado  | ملغى
"""),
    audience=Audience.OPERATION,
    level=1,
    retention_months=120,
    relations=(
        relation(
            "funds",
            "activity_planned",
            "Activities|Activités|Actividades|الأنشطة",
            "Funding|Financement|Financiamiento|التمويل",
        ),
        relation(
            "after_talks",
            "donor_engagement",
            "Donor engagement|Échange avec le bailleur|Contacto con el donante|التواصل مع المانح",
            "Funding|Financement|Financiamiento|التمويل",
        ),
    ),
    columns=(
        "title",
        "project_code",
        "agency",
        "sector",
        "requirement",
        "donor",
        "amount",
        "currency",
        "reported_to_fts",
        "status",
    ),
    reason="Funding is public at the tracking service; requirements add up. Ten years of accounts.",
    serves=(94,),
)

AUTHORITIES = Profile(
    code="authority_engagement",
    names=words(
        "Dialogue with authorities|Dialogue avec les autorités|Diálogo con autoridades|الحوار مع السلطات"
    ),
    template=_HERE / "authority_engagement.md",
    lifecycle=DIALOGUE,
    level=2,
    retention_months=84,
    columns=(
        "date",
        "title",
        "counterpart_type",
        "counterpart",
        "agency",
        "area",
        "purpose",
        "proposal_only",
        "follow_up_on",
        "status",
    ),
    safeguards=(
        words(
            "Write the office and not the official; a private word can cost a post or a life."
            "|Écrivez le service et non la personne ; un mot privé peut coûter un poste ou une vie."
            "|Escriba la oficina y no al funcionario; una palabra privada puede costar un cargo o una vida."
            "|اكتب المكتب لا الموظف؛ فكلمة خاصة قد تكلف منصباً أو حياة."
        ),
    ),
    alone=(("counterpart", "date"),),
    reason="What was said in confidence stays with members. Seven years of commitments.",
    serves=(100, 101, 102, 148),
)

DATA_REQUEST = Profile(
    code="authority_data_request",
    names=words(
        "Data asked for by authorities|Données demandées par les autorités|Datos pedidos por autoridades|بيانات تطلبها السلطات"
    ),
    template=_HERE / "authority_data_request.md",
    lifecycle=REQUEST,
    audience=Audience.AGENCY,
    level=2,
    retention_months=84,
    relations=(
        relation(
            "request_in",
            "authority_engagement",
            "Dialogue|Dialogue|Diálogo|الحوار",
            "Data asked for|Données demandées|Datos pedidos|البيانات المطلوبة",
        ),
    ),
    columns=(
        "date",
        "title",
        "asked_by",
        "agency",
        "area",
        "how",
        "detail_wanted",
        "answer_by",
        "status",
    ),
    safeguards=(
        words(
            "No list of names is given on a verbal word. Under pressure: give nothing, escalate, and record it here."
            "|Aucune liste de noms sur simple parole. Sous pression : ne donnez rien, remontez, et notez-le ici."
            "|Ninguna lista de nombres por una palabra. Bajo presión: no dé nada, escale y anótelo aquí."
            "|لا تُعطى قائمة أسماء بكلمة شفهية. تحت الضغط: لا تعطِ شيئاً وارفع الأمر وسجّله هنا."
        ),
    ),
    reason="A request under pressure endangers whoever tells of it: the agency asked decides alone.",
    serves=(148,),
)

STRUCTURE = Profile(
    code="coordination_structure",
    names=words(
        "Coordination structures by area|Structures de coordination par zone|Estructuras de coordinación por zona|بنى التنسيق حسب المنطقة"
    ),
    template=_HERE / "coordination_structure.md",
    lifecycle=CONFIRMED,
    audience=Audience.OPERATION,
    level=1,
    retention_months=84,
    relations=(
        relation(
            "structure_is",
            "coordination_group",
            "Group|Groupe|Grupo|المجموعة",
            "Structure of the area|Structure de la zone|Estructura de la zona|بنية المنطقة",
        ),
    ),
    columns=(
        "title",
        "area",
        "body",
        "exists",
        "agency",
        "end",
        "proposal_only",
        "valid_until",
        "status",
    ),
    alone=(("area", "body"),),
    asks=("area",),
    reason="Who coordinates where is for everybody. Seven years, beyond a funding period.",
    serves=(101,),
)

SUPPORT = Profile(
    code="support_request",
    names=words("Requests for support|Demandes d'appui|Solicitudes de apoyo|طلبات الدعم"),
    template=_HERE / "support_request.md",
    lifecycle=REQUEST,
    level=2,
    retention_months=60,
    columns=("date", "title", "agency", "kind", "sector", "area", "assigned", "due", "status"),
    safeguards=(
        words(
            "Ask about a kind of case, never about one: no detail by which a person can be recognised."
            "|Posez la question sur un type de cas, jamais sur un cas : rien qui fasse reconnaître une personne."
            "|Pregunte por un tipo de caso, nunca por uno: nada que permita reconocer a alguien."
            "|اسأل عن نوع من الحالات لا عن حالة بعينها: لا تفصيل يُعرف به شخص."
        ),
    ),
    assigned=("focal_point",),
    reason="Questions from the field show weak points; members answer them. Five years of answers.",
    serves=(88, 99, 107),
)

PROFILES = (ADVOCACY, DONOR, FUNDING, AUTHORITIES, DATA_REQUEST, STRUCTURE, SUPPORT)
