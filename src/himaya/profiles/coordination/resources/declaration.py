"""The roster of trained people, and staff and stock by place. Systems 81, 82, 83, 86."""

from pathlib import Path

from himaya.datasets.declarations import Profile
from himaya.profiles.coordination.lifecycles import CONFIRMED
from himaya.profiles.coordination.wording import lifecycle, relation, words

_HERE = Path(__file__).parent

ROSTER = Profile(
    code="roster_entry",
    names=words("Rosters|Listes de personnel formé|Listas de personal capacitado|قوائم المدرَّبين"),
    template=_HERE / "roster_entry.md",
    lifecycle=lifecycle("""
applied      | open    | * | Applied     | Candidature   | Solicitud    | تقدّم بطلب
validated    | open    | * | Validated   | Validé        | Validado     | معتمد
needs_check  | open    | * | Needs a check | À vérifier  | Por verificar | بحاجة إلى تحقق
left         | stopped | * | Left        | Parti         | Se fue       | غادر
"""),
    level=2,
    retention_months=24,
    relations=(
        relation(
            "certified_in",
            "participant",
            "Certificate|Certificat|Certificado|الشهادة",
            "On the roster|Dans la liste|En la lista|في القائمة",
        ),
    ),
    columns=("title", "role", "sex", "languages", "area", "trained_for", "valid_until", "status"),
    safeguards=(
        words(
            "One person, one entry. The phone is for the deployment and leaves in no shared sheet."
            "|Une personne, une inscription. Le téléphone sert au déploiement et ne figure sur aucune feuille partagée."
            "|Una persona, un registro. El teléfono es para el despliegue y no sale en ninguna hoja compartida."
            "|شخص واحد، قيد واحد. الهاتف للنشر فقط ولا يخرج في ورقة مشتركة."
        ),
    ),
    alone=(("code", "agency"),),
    asks=("agency", "area"),
    reason=(
        "Members deploy from it together; names and phones are encrypted. Two years without a"
        " confirmation and the person is gone."
    ),
    serves=(81, 82),
)

CAPACITY = Profile(
    code="capacity",
    names=words("Staff and stock|Personnel et stocks|Personal y existencias|الموظفون والمخزون"),
    template=_HERE / "capacity.md",
    lifecycle=CONFIRMED,
    level=2,
    retention_months=36,
    relations=(
        relation(
            "counted_for",
            "contingency_plan",
            "Contingency plan|Plan de contingence|Plan de contingencia|خطة الطوارئ",
            "Staff and stock|Personnel et stocks|Personal y existencias|الموظفون والمخزون",
        ),
    ),
    columns=(
        "title",
        "agency",
        "area",
        "staff_total",
        "staff_women",
        "can_monitor",
        "surge_ready",
        "valid_until",
        "status",
    ),
    safeguards=(
        words(
            "Count each colleague once, whatever the number of projects. Stock in a contested place is not for the public."
            "|Comptez chaque collègue une fois, quel que soit le nombre de projets. Un stock en zone disputée n'est pas public."
            "|Cuente a cada colega una vez, sea cual sea el número de proyectos. Las existencias en zona disputada no son públicas."
            "|احسب كل زميل مرة واحدة أياً كان عدد المشاريع. المخزون في مكان متنازع عليه ليس للعموم."
        ),
    ),
    alone=(("agency", "area"),),
    asks=("agency", "area"),
    reason="Where stock and staff are is of interest to looters; members plan with it. Three years.",
    serves=(83, 86),
)

PROFILES = (ROSTER, CAPACITY)
