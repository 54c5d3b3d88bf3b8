"""Invented agencies and the accesses people of the demo may take."""

from dataclasses import dataclass
from datetime import date, timedelta

from himaya.engines.tabular import fold
from himaya.kernel import clock
from himaya.people.keys import give_key
from himaya.people.models import Account, Agency, AgencyAlias, Role, Seat
from himaya.places.models import AdminUnit
from himaya.tenancy.models import Operation

# acronym | kind | English | French | Spanish | Arabic
_AGENCIES = """
CPQ | un | Coordination for Protection in Qasmara | Coordination de la protection en Qasmara | Coordinación de Protección en Qasmara | تنسيق الحماية في قصمارا
HRA | ingo | Harbour Relief Alliance | Alliance de secours du port | Alianza de Socorro del Puerto | تحالف إغاثة المرفأ
WCI | ingo | Wide Circle International | Grand Cercle International | Círculo Amplio Internacional | الدائرة الواسعة الدولية
LTA | nngo | Lantern Aid | Aide Lanterne | Ayuda Linterna | عون الفانوس
OPW | un | Open Paths Works | Œuvres des voies ouvertes | Obras Caminos Abiertos | أعمال الدروب المفتوحة
RCQ | red_cross | Qasmara Crescent Society | Société du Croissant de Qasmara | Sociedad de la Media Luna de Qasmara | جمعية الهلال القصماري
JLC | nngo | Justice and Law Centre | Centre de justice et de droit | Centro de Justicia y Derecho | مركز العدالة والقانون
SFG | cbo | Safe Ground Volunteers | Volontaires Terrain sûr | Voluntarios Suelo Seguro | متطوعو الأرض الآمنة
MHN | ingo | Mending Hands Network | Réseau Mains réparatrices | Red Manos que Reparan | شبكة الأيدي الراعية
WVQ | rla | Women's Voices of Qasmara | Voix des femmes de Qasmara | Voces de Mujeres de Qasmara | أصوات نساء قصمارا
MSA | government | Ministry of Social Affairs of Qasmara | Ministère des affaires sociales de Qasmara | Ministerio de Asuntos Sociales de Qasmara | وزارة الشؤون الاجتماعية في قصمارا
BRF | donor | Bright River Fund | Fonds Rivière claire | Fondo Río Claro | صندوق النهر المضيء
"""  # noqa: E501 - a table
# who | agency | role | level | where ("": everywhere) | language
_SEATS = """
Samira Coordinator | CPQ | coordinator       | 3 |      | en
Idris Information  | CPQ | im_officer        | 3 |      | en
Noor Protector     | CPQ | data_protection   | 4 |      | ar
Amina Harbour      | HRA | focal_point       | 3 |      | en
Bakari Harbour     | HRA | reader            | 2 |      | en
Salma Harbour      | HRA | supervisor        | 4 |      | ar
Rafi Harbour       | HRA | caseworker        | 4 | QM01 | en
Celine Circle      | WCI | focal_point       | 3 |      | fr
Lucia Lantern      | LTA | field_focal_point | 3 | QM02 | es
Omar Paths         | OPW | focal_point       | 3 |      | ar
Yusuf Justice      | JLC | supervisor        | 4 |      | ar
Mina Ground        | SFG | field_focal_point | 2 | QM04 | en
Hala Social        | MSA | government        | 2 |      | ar
Dana River         | BRF | reader            | 1 |      | en
"""
# Agencies whose people do not sign in here still own what they sent by file.
_SILENT = ("RCQ", "MHN", "WVQ")
_LANGUAGES = ("en", "fr", "es", "ar")
# Who was there before whom: the hand-over can be read, and open entries still name who left.
PREDECESSOR, _SUCCESSOR = "Petra Information", Role.IM_OFFICER


@dataclass(frozen=True, slots=True)
class DemoSeat:
    """One access of the demo, for the list that `himaya demo` prints."""

    name: str
    email: str
    agency: str
    role: str
    ref: str


def make_agencies(operation: Operation) -> dict[str, Agency]:
    """Twelve agencies with their own keys, by acronym."""
    made = {}
    for line in _AGENCIES.strip().splitlines():
        acronym, kind, *names = (part.strip() for part in line.split("|"))
        agency = Agency(
            operation=operation,
            acronym=acronym,
            kind=kind,
            names=dict(zip(_LANGUAGES, names, strict=True)),
        )
        give_key(agency)
        agency.save()
        made[acronym] = agency
    spelling = "Harbour Relief"
    AgencyAlias.objects.create(
        operation=operation, agency=made["HRA"], text=spelling, folded=fold(spelling)
    )
    return made


def make_seats(
    operation: Operation,
    agencies: dict[str, Agency],
    units: list[AdminUnit],
    today: date,
) -> list[Seat]:
    """The accesses, without passwords: `cli.demo_seats` gives those, freshly made."""
    places = {unit.pcode: unit for unit in units}
    seats = []
    for line in _SEATS.strip().splitlines():
        name, agency, role, level, where, language = (part.strip() for part in line.split("|"))
        seat = _seat(operation, agencies[agency], name, Role(role), int(level), today)
        Account.objects.filter(pk=seat.account_id).update(language=language)
        if where:
            seat.areas.set([places[where]])
            Seat.objects.filter(pk=seat.pk).update(everywhere=False)
        if seat.role == _SUCCESSOR:
            make_predecessor(seat, today)
        seats.append(seat)
    return seats


def make_predecessor(successor: Seat, today: date) -> Seat:
    """The access that the successor took over two months ago."""
    before = _seat(
        successor.operation,
        successor.agency,
        PREDECESSOR,
        Role(successor.role),
        successor.access_level,
        today,
    )
    Account.objects.filter(pk=before.account_id).update(is_active=False)
    Seat.objects.filter(pk=before.pk).update(ended_at=clock.now() - timedelta(days=60))
    successor.took_over_from = before
    successor.save(update_fields=["took_over_from"])
    return before


def make_silent_seats(operation: Operation, agencies: dict[str, Agency], today: date) -> list[Seat]:
    """One ended access for each agency that sent its data by file: who wrote those rows."""
    seats = []
    for acronym in _SILENT:
        seat = _seat(operation, agencies[acronym], f"{acronym} by file", Role.FOCAL_POINT, 3, today)
        Account.objects.filter(pk=seat.account_id).update(is_active=False)
        seats.append(seat)
    return seats


def _seat(
    operation: Operation, agency: Agency, name: str, role: Role, level: int, today: date
) -> Seat:
    address = f"{name.replace(' ', '.').lower()}@{operation.slug}.invalid"  # RFC 2606
    account = Account.objects.create_user(address, None, name=name)
    return Seat.objects.create(
        operation=operation,
        account=account,
        agency=agency,
        role=role,
        access_level=level,
        everywhere=True,
        valid_from=today - timedelta(days=760),
        clusters=["protection"],
    )
