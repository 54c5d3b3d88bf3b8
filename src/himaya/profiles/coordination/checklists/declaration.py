"""Checklists by sector, filled in on visits; selection criteria; what a vulnerability is.

Systems 84, 85, 143. A criterion is a record of its own: it keeps its number when the list changes.
"""

from pathlib import Path

from himaya.datasets.declarations import Profile
from himaya.datasets.models import Audience
from himaya.profiles.coordination.lifecycles import DOCUMENT
from himaya.profiles.coordination.wording import lifecycle, relation, words

_HERE = Path(__file__).parent
_CHECKLIST = "Checklist|Liste de contrôle|Lista de verificación|قائمة التحقق"

CHECKLIST = Profile(
    code="checklist",
    names=words("Checklists|Listes de contrôle|Listas de verificación|قوائم التحقق"),
    template=_HERE / "checklist.md",
    of_things=True,
    lifecycle=DOCUMENT,
    audience=Audience.OPERATION,
    level=1,
    retention_months=120,
    relations=(
        relation(
            "checklist_replaces",
            "checklist",
            "Replaces|Remplace|Sustituye a|تحل محل",
            "Replaced by|Remplacée par|Sustituida por|حلت محلها",
        ),
    ),
    columns=(
        "title",
        "version",
        "sector",
        "agency",
        "change",
        "endorsed_on",
        "review_on",
        "status",
    ),
    alone=(("title", "version"),),
    reason="Questions without answers, for all sectors. Ten years: visits are compared.",
    serves=(84, 113, 120),
)

CRITERION = Profile(
    code="checklist_criterion",
    names=words(
        "Criteria of checklists|Critères des listes|Criterios de las listas|معايير القوائم"
    ),
    template=_HERE / "checklist_criterion.md",
    lifecycle=lifecycle("""
in_use  | open    | * | In use  | En usage | En uso   | مستخدم
changed | waiting | * | Being changed | En modification | En cambio | قيد التغيير
retired | stopped | * | Retired | Retiré   | Retirado | متقاعد
"""),
    audience=Audience.OPERATION,
    level=1,
    retention_months=120,
    relations=(
        relation("criterion_of", "checklist", _CHECKLIST, "Criteria|Critères|Criterios|المعايير"),
    ),
    columns=("code", "title", "element", "sector", "evidence", "status"),
    reason="Questions without answers, for all sectors. Ten years, as their checklist.",
    serves=(84, 113),
)

VISIT = Profile(
    code="checklist_visit",
    names=words("Checklists filled in|Listes remplies|Listas completadas|القوائم المملوءة"),
    template=_HERE / "checklist_visit.md",
    lifecycle=lifecycle("""
draft      | open    | * | Draft       | Brouillon      | Borrador       | مسودة
shared     | open    | * | Shared with the agency | Partagée avec l'organisation | Compartida con la organización | شوركت مع المنظمة
followed_up | done   | * | Followed up | Suivi effectué | Con seguimiento | تمت المتابعة
dropped    | stopped | * | Dropped     | Abandonnée     | Abandonada     | أُسقطت
"""),
    level=2,
    retention_months=60,
    relations=(
        relation("filled_from", "checklist", _CHECKLIST, "Visits|Visites|Visitas|الزيارات"),
    ),
    columns=(
        "date",
        "title",
        "sector",
        "agency",
        "visited",
        "area",
        "met",
        "checked",
        "follow_up_on",
        "status",
    ),
    safeguards=(
        words(
            "A visit helps an agency and does not expose it. Evidence names no person."
            "|Une visite aide une organisation et ne l'expose pas. Une preuve ne nomme personne."
            "|Una visita ayuda a una organización y no la expone. La evidencia no nombra a nadie."
            "|الزيارة تساعد المنظمة ولا تفضحها. الدليل لا يسمّي أحداً."
        ),
    ),
    reason="Weaknesses of a partner concern those who can help. Five years show progress.",
    serves=(84, 113),
)

SELECTION = Profile(
    code="selection_criterion",
    names=words("Selection criteria|Critères de sélection|Criterios de selección|معايير الاختيار"),
    template=_HERE / "selection_criterion.md",
    of_things=True,
    lifecycle=DOCUMENT,
    level=2,
    retention_months=84,
    relations=(
        relation(
            "criterion_uses",
            "vulnerability_definition",
            "Vulnerability|Vulnérabilité|Vulnerabilidad|الضعف",
            "Selection criteria|Critères de sélection|Criterios de selección|معايير الاختيار",
        ),
    ),
    columns=(
        "title",
        "programme",
        "version",
        "agency",
        "kind",
        "weight",
        "community_validated",
        "review_on",
        "status",
    ),
    safeguards=(
        words(
            "A criterion that outs people is not used, however well it fits. Whoever is left out is told why and where to complain."
            "|Un critère qui expose des personnes n'est pas utilisé. Qui est écarté apprend pourquoi et où se plaindre."
            "|Un criterio que expone a personas no se usa. A quien queda fuera se le dice por qué y dónde reclamar."
            "|لا يُستخدم معيار يكشف الناس مهما ناسب. ومن يُستبعد يُخبَر بالسبب وبمكان الشكوى."
        ),
    ),
    reason="Known in full, criteria are gamed and can mark people; members review them. Seven years.",
    serves=(85,),
)

VULNERABILITY = Profile(
    code="vulnerability_definition",
    names=words(
        "Definitions of vulnerabilities|Définitions des vulnérabilités|Definiciones de vulnerabilidades|تعاريف الضعف"
    ),
    template=_HERE / "vulnerability_definition.md",
    lifecycle=DOCUMENT,
    audience=Audience.OPERATION,
    level=1,
    retention_months=120,
    columns=(
        "title",
        "definition",
        "codes",
        "data_source",
        "agency",
        "endorsed_on",
        "review_on",
        "status",
    ),
    safeguards=(
        words(
            "A vulnerability is a situation, never a whole group; no diagnosis is asked for."
            "|Une vulnérabilité est une situation, jamais un groupe entier ; aucun diagnostic n'est demandé."
            "|Una vulnerabilidad es una situación, nunca un grupo entero; no se pide diagnóstico."
            "|الضعف وضعٌ لا فئة بأكملها، ولا يُطلب أي تشخيص."
        ),
    ),
    reason="Definitions for everybody. Ten years: figures are read with the definition of their day.",
    serves=(85, 142, 143),
)

PROFILES = (CHECKLIST, CRITERION, VISIT, SELECTION, VULNERABILITY)
