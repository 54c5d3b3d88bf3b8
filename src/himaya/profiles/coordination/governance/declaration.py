"""Strategies, contingency plans, terms of reference, codes signed, agencies' protocols, pilots.

Systems 16, 20, 73, 86, 102, 105, 106, 111, 118, 123, 137. In force they wait for their review: an
endorsed document whose review day has passed is overdue.
"""

from pathlib import Path

from himaya.datasets.declarations import Profile
from himaya.datasets.models import Audience
from himaya.profiles.coordination.lifecycles import CONFIRMED, DOCUMENT
from himaya.profiles.coordination.wording import lifecycle, relation, words

_HERE = Path(__file__).parent
_REPLACES = (
    "Replaces|Remplace|Sustituye a|يحل محل",
    "Replaced by|Remplacé par|Sustituido por|حل محله",
)

STRATEGY = Profile(
    code="strategy_document",
    names=words(
        "Strategies and road maps|Stratégies et feuilles de route|Estrategias y hojas de ruta|الاستراتيجيات وخرائط الطريق"
    ),
    template=_HERE / "strategy_document.md",
    lifecycle=DOCUMENT,
    level=1,
    retention_months=120,
    relations=(
        relation("strategy_replaces", "strategy_document", *_REPLACES),
        relation(
            "carried_out_by",
            "plan",
            "Work plans|Plans de travail|Planes de trabajo|خطط العمل",
            "Strategy|Stratégie|Estrategia|الاستراتيجية",
        ),
    ),
    columns=(
        "title",
        "kind",
        "version",
        "agency",
        "area",
        "start",
        "end",
        "endorsed_on",
        "review_on",
        "status",
    ),
    alone=(("title", "version"),),
    reason="Drafts concern members until they are endorsed. Ten years: the next one builds on it.",
    serves=(73, 102, 106, 123),
)

CONTINGENCY = Profile(
    code="contingency_plan",
    names=words("Contingency plans|Plans de contingence|Planes de contingencia|خطط الطوارئ"),
    template=_HERE / "contingency_plan.md",
    lifecycle=DOCUMENT,
    level=2,
    retention_months=84,
    relations=(relation("contingency_replaces", "contingency_plan", *_REPLACES),),
    columns=(
        "title",
        "hazard",
        "area",
        "likelihood",
        "people_expected",
        "agency",
        "review_on",
        "status",
    ),
    safeguards=(
        words(
            "A scenario of violence in the wrong hands becomes a warning or a threat: share it with those who must act."
            "|Un scénario de violence en de mauvaises mains devient une alerte ou une menace : partagez-le avec qui doit agir."
            "|Un escenario de violencia en malas manos es aviso o amenaza: compártalo con quien debe actuar."
            "|سيناريو العنف في الأيدي الخطأ إنذار أو تهديد: شاركه مع من عليه أن يتصرف."
        ),
    ),
    alone=(("title", "area"),),
    asks=("agency", "area"),
    reason="Expected violence and stock in places: Moderate, for members. Seven years.",
    serves=(57, 86),
)

TERMS = Profile(
    code="terms_of_reference",
    names=words("Terms of reference|Termes de référence|Términos de referencia|الاختصاصات"),
    template=_HERE / "terms_of_reference.md",
    lifecycle=DOCUMENT,
    audience=Audience.OPERATION,
    level=1,
    retention_months=120,
    relations=(relation("terms_replace", "terms_of_reference", *_REPLACES),),
    columns=(
        "title",
        "kind",
        "version",
        "body",
        "agency",
        "clauses",
        "endorsed_on",
        "review_on",
        "status",
    ),
    alone=(("title", "version"),),
    asks=("agency", "members"),
    reason="What a body is for is for everybody. Ten years: which terms held when.",
    serves=(105, 108, 118, 137, 140),
)

SIGNATURE = Profile(
    code="committee_signature",
    names=words(
        "Codes of conduct signed|Codes de conduite signés|Códigos de conducta firmados|مدونات السلوك الموقعة"
    ),
    template=_HERE / "committee_signature.md",
    lifecycle=CONFIRMED,
    audience=Audience.AGENCY,
    level=2,
    retention_months=60,
    relations=(
        relation(
            "signed_terms",
            "terms_of_reference",
            "Terms|Termes|Términos|الاختصاصات",
            "Signatures|Signatures|Firmas|التواقيع",
        ),
    ),
    columns=(
        "title",
        "area",
        "agency",
        "sex",
        "tor_version",
        "code_version",
        "signed_on",
        "renew_by",
        "status",
    ),
    safeguards=(
        words(
            "Members of committees live among those they help: codes only, names stay on paper with the agency."
            "|Les membres vivent parmi ceux qu'ils aident : des codes seulement, les noms restent sur papier."
            "|Los miembros viven entre quienes ayudan: solo códigos, los nombres quedan en papel."
            "|أعضاء اللجان يعيشون بين من يساعدونهم: رموز فقط، وتبقى الأسماء على الورق لدى المنظمة."
        ),
    ),
    reason="Volunteers are at risk when known: the supporting agency alone. Five years.",
    serves=(118,),
)

SELF_CHECK = Profile(
    code="protection_self_check",
    names=words(
        "Data protection, checked by oneself|Protection des données, autoévaluée|Protección de datos, autoevaluada|حماية البيانات: فحص ذاتي"
    ),
    template=_HERE / "protection_self_check.md",
    lifecycle=lifecycle("""
open      | open    | * | Open           | Ouvert            | Abierto             | مفتوح
under_way | open    | * | Help under way | Aide en cours     | Ayuda en curso      | المساعدة جارية
closed    | done    | * | Gaps closed    | Lacunes comblées  | Carencias cerradas  | سُدّت الثغرات
dropped   | stopped | * | Not followed up | Sans suite       | Sin seguimiento     | بلا متابعة
"""),
    audience=Audience.AGENCY,
    level=2,
    retention_months=60,
    columns=("date", "title", "agency", "help", "function", "look_again_on", "status"),
    safeguards=(
        words(
            "Only your own agency sees this: answer as it is, not as it should be."
            "|Seule votre organisation le voit : répondez ce qui est, pas ce qui devrait être."
            "|Solo lo ve su organización: responda lo que hay, no lo que debería haber."
            "|لا يراه إلا منظمتك: أجب بما هو قائم لا بما ينبغي."
        ),
    ),
    alone=(("title", "date"),),
    asks=("agency",),
    reason="Gaps are told honestly only where no other agency reads them. Five years, to see them close.",
    serves=(126,),
)

PROTOCOL = Profile(
    code="agency_protocol",
    names=words(
        "Protocols of agencies|Protocoles des organisations|Protocolos de las organizaciones|بروتوكولات المنظمات"
    ),
    template=_HERE / "agency_protocol.md",
    lifecycle=CONFIRMED,
    level=2,
    retention_months=120,
    relations=(relation("protocol_replaces", "agency_protocol", *_REPLACES),),
    columns=(
        "title",
        "agency",
        "has_protocol",
        "kind",
        "detail_between",
        "external_use",
        "signed",
        "valid_until",
        "status",
    ),
    alone=(("agency", "title", "version"),),
    reason="Members settle clashes with it. Ten years: under which rule something was shared.",
    serves=(20, 21, 111),
)

PILOT = Profile(
    code="pilot",
    names=words("Pilots|Projets pilotes|Pilotos|التجارب"),
    template=_HERE / "pilot.md",
    lifecycle=lifecycle("""
planned      | open    | running stopped                  | Planned      | Prévu          | Previsto     | مخطط لها
running      | open    | decision_due stopped             | Running      | En cours       | En marcha    | جارية
decision_due | open    | adopted changed extended stopped | Decision due | Décision attendue | Decisión pendiente | بانتظار القرار
extended     | open    | decision_due stopped             | Extended     | Prolongé       | Prorrogado   | مُمدَّدة
adopted      | done    |                                  | Adopted      | Adopté         | Adoptado     | معتمدة
changed      | done    |                                  | Adopted with changes | Adopté avec modifications | Adoptado con cambios | معتمدة مع تعديلات
stopped      | stopped |                                  | Stopped      | Arrêté         | Detenido     | موقوفة
"""),
    audience=Audience.OPERATION,
    level=1,
    retention_months=84,
    relations=(
        relation(
            "pilot_settled_by",
            "decision",
            "Decision|Décision|Decisión|القرار",
            "Pilot|Projet pilote|Piloto|التجربة",
        ),
    ),
    columns=(
        "title",
        "agency",
        "area",
        "start",
        "end",
        "highest_level",
        "decision_due",
        "decided_on",
        "status",
    ),
    alone=(("title",),),
    reason="Everybody may learn from a trial. Seven years, so that it is not tried again unknowingly.",
    serves=(16, 119),
)

PROFILES = (STRATEGY, CONTINGENCY, TERMS, SIGNATURE, SELF_CHECK, PROTOCOL, PILOT)
