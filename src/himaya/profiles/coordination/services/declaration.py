"""The directory of services, with the contact for urgent referrals. Systems 42, 65, 67, 110, 144.

Fields after the open data standard of service directories (HSDS). Address, position and the
urgent contact are direct identifiers, kept encrypted whatever the service; a secret place has no
site either. A directory that nobody confirms sends people to closed doors: see `valid_until`.
"""

from pathlib import Path

from himaya.datasets.declarations import Profile, SheetPart
from himaya.profiles.coordination.lifecycles import CONFIRMED
from himaya.profiles.coordination.wording import relation, words

_HERE = Path(__file__).parent

SERVICE = Profile(
    code="service",
    names=words("Service directory|Répertoire des services|Directorio de servicios|دليل الخدمات"),
    template=_HERE / "service.md",
    of_things=True,
    lifecycle=CONFIRMED,
    level=2,
    retention_months=36,
    relations=(
        relation(
            "falls_back_on",
            "service",
            "If closed, go to|Si fermé, aller à|Si está cerrado, ir a|إن أُغلقت فإلى",
            "Stands in for|Remplace|Reemplaza a|تنوب عن",
        ),
        relation(
            "provided_under",
            "activity_planned",
            "Activity|Activité|Actividad|النشاط",
            "Services|Services|Servicios|الخدمات",
        ),
    ),
    columns=(
        "title",
        "agency",
        "service_type",
        "area",
        "groups",
        "sexes",
        "is_open",
        "takes_urgent",
        "confirmed_on",
        "valid_until",
        "status",
    ),
    safeguards=(
        words(
            "A safe house has an area and no site. Whoever needs it is brought there by a caseworker, never by an address."
            "|Un refuge a une zone et pas de site. On y est conduit par un gestionnaire de cas, jamais par une adresse."
            "|Una casa segura tiene zona y no sitio. A ella se llega con un gestor de casos, nunca con una dirección."
            "|للبيت الآمن منطقة لا موقع. يصل إليه المحتاج مع عامل الحالة لا بعنوان."
        ),
        words(
            "Send nobody to a service that was not confirmed lately: call first."
            "|N'envoyez personne vers un service non confirmé récemment : appelez d'abord."
            "|No envíe a nadie a un servicio sin confirmar hace poco: llame antes."
            "|لا ترسل أحداً إلى خدمة لم تُؤكد حديثاً: اتصل أولاً."
        ),
    ),
    sheet=(SheetPart(3, words("Services|Services|Servicios|الخدمات")),),
    alone=(("title", "agency", "area"),),
    asks=("agency", "area"),
    reason=(
        "Referrers of member agencies need it at once; a public finder is a release of its own. Three"
        " years: an old entry misleads."
    ),
    serves=(42, 67, 110, 144),
)

PROFILES = (SERVICE,)
