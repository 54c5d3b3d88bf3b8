"""Contacts and mailing lists; groups, their roles and members; the roster of minute takers.

Systems 17, 75, 89 (focal points to other sectors), 98, 108, 140. Contact fields after
Humanitarian ID: valid until, and a nudge to confirm. A contact is headed by its post; name, mail
and phone are direct identifiers, kept encrypted.
"""

from pathlib import Path

from himaya.datasets.declarations import Profile, SheetPart
from himaya.datasets.models import Audience
from himaya.profiles.coordination.lifecycles import CONFIRMED
from himaya.profiles.coordination.wording import lifecycle, relation, words

_HERE = Path(__file__).parent
MINUTES_FOR = "minutes_for"

CONTACT = Profile(
    code="contact",
    names=words("Contacts|Contacts|Contactos|جهات الاتصال"),
    template=_HERE / "contact.md",
    lifecycle=CONFIRMED,
    audience=Audience.WORKSPACE,
    level=2,
    retention_months=24,
    columns=(
        "function",
        "agency",
        "bodies",
        "area",
        "languages",
        "confirmed_on",
        "valid_until",
        "status",
    ),
    safeguards=(
        words(
            "List only people who agreed to it, with the phone of their work and not their own."
            "|N'inscrivez que des personnes d'accord, avec leur téléphone professionnel."
            "|Incluya solo a quienes lo aceptaron, con el teléfono del trabajo."
            "|أدرج من وافق فقط، وهاتف العمل لا الهاتف الشخصي."
        ),
    ),
    sheet=(SheetPart(8, words("Contacts|Contacts|Contactos|جهات الاتصال")),),
    alone=(("function", "agency", "area"),),
    asks=("agency", "area"),
    reason=(
        "The agencies that coordinate need to reach each other; nobody else does. Names, mail and phone"
        " are encrypted. Two years: a contact that nobody confirms for longer is wrong."
    ),
    serves=(17, 75, 89),
)

MAILING_LIST = Profile(
    code="mailing_list",
    names=words("Mailing lists|Listes de diffusion|Listas de correo|القوائم البريدية"),
    template=_HERE / "mailing_list.md",
    of_things=True,
    lifecycle=CONFIRMED,
    level=1,
    retention_months=36,
    columns=("title", "body", "agency", "highest_level", "language", "valid_until", "status"),
    alone=(("title",),),
    reason="Names of lists and what may go over them; no address is in it.",
    serves=(17, 75),
)

LIST_MEMBERSHIP = Profile(
    code="list_membership",
    names=words(
        "Places on mailing lists|Inscriptions aux listes|Inscripciones en listas|الاشتراكات في القوائم"
    ),
    template=_HERE / "list_membership.md",
    lifecycle=CONFIRMED,
    level=2,
    retention_months=24,
    relations=(
        relation(
            "listed_contact",
            "contact",
            "Contact|Contact|Contacto|جهة الاتصال",
            "On lists|Inscrit aux listes|En las listas|في القوائم",
        ),
        relation(
            "on_list",
            "mailing_list",
            "List|Liste|Lista|القائمة",
            "Members of the list|Membres de la liste|Miembros de la lista|أعضاء القائمة",
        ),
    ),
    columns=("title", "agency", "list_name", "area", "delivery", "valid_until", "status"),
    alone=(("title", "agency", "list_name"),),
    reason="Says which post receives what; the person stands in the contact alone.",
    serves=(17, 75),
)

_GROUP_STATES = lifecycle("""
forming | open    | * | Being set up | En création | En creación | قيد الإنشاء
active  | open    | * | Active       | Actif       | Activo      | نشط
dormant | waiting | * | Dormant      | En sommeil  | Inactivo    | خامل
closed  | stopped | * | Closed       | Dissous     | Disuelto    | منحل
""")

GROUP = Profile(
    code="coordination_group",
    names=words(
        "Groups and task forces|Groupes et équipes spéciales|Grupos y equipos de tareas|المجموعات وفرق العمل"
    ),
    template=_HERE / "coordination_group.md",
    lifecycle=_GROUP_STATES,
    audience=Audience.OPERATION,
    level=1,
    retention_months=120,
    relations=(
        relation(
            "group_under",
            "coordination_group",
            "Under|Rattaché à|Depende de|يتبع",
            "Groups under it|Groupes rattachés|Grupos que dependen|المجموعات التابعة",
        ),
        relation(
            "works_by_tor",
            "terms_of_reference",
            "Terms of reference|Termes de référence|Términos de referencia|الاختصاصات",
            "Group|Groupe|Grupo|المجموعة",
        ),
    ),
    columns=("title", "kind", "chair", "co_lead", "area", "cadence", "end", "review_on", "status"),
    overview=("groups", words("As a tree|En arbre|Como árbol|كشجرة")),
    alone=(("title",), ("tasks",)),
    asks=("chair", "co_lead", "area"),
    reason="Everybody may know which bodies there are. Ten years: the memory of the coordination.",
    serves=(105, 108, 142),
)

LEAD_ROLE = Profile(
    code="lead_role",
    names=words(
        "Calls for lead and co-lead|Appels à la direction|Convocatorias de liderazgo|دعوات القيادة المشتركة"
    ),
    template=_HERE / "lead_role.md",
    lifecycle=lifecycle("""
call       | open    | nominated cancelled       | Call open          | Appel ouvert      | Convocatoria abierta | الدعوة مفتوحة
nominated  | waiting | decided call cancelled    | Nominations closed | Candidatures closes | Candidaturas cerradas | أُغلقت الترشيحات
decided    | done    | ended                     | Decided            | Décidé            | Decidido             | تقرر
ended      | stopped | call                      | Term ended         | Mandat terminé    | Mandato terminado    | انتهت الولاية
cancelled  | stopped | call                      | Cancelled          | Annulé            | Cancelado            | أُلغيت
"""),
    level=2,
    retention_months=120,
    relations=(
        relation(
            "role_in",
            "coordination_group",
            "Group|Groupe|Grupo|المجموعة",
            "Lead and co-lead|Direction et codirection|Liderazgo y coliderazgo|القيادة",
        ),
        relation(
            "role_by_tor",
            "terms_of_reference",
            "Joint terms of reference|Termes de référence conjoints|Términos de referencia conjuntos|الاختصاصات المشتركة",
            "Roles|Rôles|Funciones|الأدوار",
        ),
    ),
    columns=(
        "title",
        "body",
        "area",
        "call_on",
        "nominations_until",
        "decided_on",
        "decided_for",
        "term_until",
        "status",
    ),
    safeguards=(
        words(
            "Only members are nominated and vote; write agencies, never persons."
            "|Seuls les membres sont candidats et votent ; écrivez des organisations, jamais des personnes."
            "|Solo los miembros se postulan y votan; escriba organizaciones, nunca personas."
            "|الأعضاء وحدهم يُرشَّحون ويصوتون؛ اكتب المنظمات لا الأشخاص."
        ),
    ),
    alone=(("title", "call_on"),),
    reason="Votes of agencies concern the members of the body. Ten years: terms follow one another.",
    serves=(140,),
)

GROUP_MEMBERSHIP = Profile(
    code="group_membership",
    names=words("Members of groups|Membres des groupes|Miembros de los grupos|أعضاء المجموعات"),
    template=_HERE / "group_membership.md",
    lifecycle=CONFIRMED,
    level=1,
    retention_months=60,
    relations=(
        relation(
            "member_of",
            "coordination_group",
            "Group|Groupe|Grupo|المجموعة",
            "Members|Membres|Miembros|الأعضاء",
        ),
        relation(
            "held_by",
            "contact",
            "Contact|Contact|Contacto|جهة الاتصال",
            "Seats in groups|Sièges dans des groupes|Puestos en grupos|المقاعد في المجموعات",
        ),
    ),
    columns=(
        "title",
        "group_name",
        "agency",
        "role",
        "follows_sector",
        "area",
        "is_vacant",
        "valid_until",
        "status",
    ),
    alone=(("title", "agency", "group_name"),),
    asks=("agency", "area"),
    reason="Posts and agencies only. Five years: who was there when something was decided.",
    serves=(89, 108, 142),
)

MINUTE_TAKER = Profile(
    code="minute_taker",
    names=words(
        "Roster of minute takers|Tour des rapporteurs|Turnos de actas|مناوبة محرري المحاضر"
    ),
    template=_HERE / "minute_taker.md",
    lifecycle=lifecycle("""
volunteered | open    | * | Volunteered | Volontaire | Voluntario | متطوع
assigned    | open    | * | Assigned    | Désigné    | Asignado   | مُكلّف
swapped     | stopped | * | Swapped     | Échangé    | Cambiado   | مُبدَّل
done        | done    | * | Done        | Fait       | Hecho      | منجز
missed      | stopped | * | Missed      | Manqué     | Perdido    | فائت
"""),
    level=1,
    retention_months=24,
    relations=(
        relation(
            MINUTES_FOR,
            "meeting",
            "Meeting|Réunion|Reunión|الاجتماع",
            "Minute taker|Rapporteur|Toma el acta|محرر المحضر",
        ),
    ),
    columns=("date", "title", "agency", "body", "minutes_due", "minutes_sent_on", "status"),
    alone=(("date", "body"),),
    reason="Turns of agencies, no names; two years show whether the turns are fair.",
    serves=(98,),
)

PROFILES = (
    CONTACT,
    MAILING_LIST,
    LIST_MEMBERSHIP,
    GROUP,
    GROUP_MEMBERSHIP,
    LEAD_ROLE,
    MINUTE_TAKER,
)
