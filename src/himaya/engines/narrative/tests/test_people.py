"""Names that are rare, found by what stands beside them. Every name here is made up.

Names are in braces; texts without any must stay as they are. The first half was used to mend the
cues; the second was written before them and looked at once, when they were done.
"""

from himaya.engines.narrative.people import people_in

USED = r"""
The survivor, {Tavika Orondel} (34), was seen by the nurse.
{Tavika Orondel}, aged 34, lives near the bridge.
{Kesmir Dolvan}, 12 years old, has not come home.
Une femme, {Orvette Malubi} (27 ans), a été soignée.
{Orvette Malubi}, âgée de 27 ans, vit seule.
{Quilmara Estoven}, de 45 años, pidió ayuda.
وصلت {ثلميرة ورندان} (34 عاما) إلى المركز.
We met {T. Orondel} and {J. K. Maruvo} in the office.
Her brother {Kesmir} was taken; his wife {Dolvana} is alone.
Son frère {Orvimel} est parti et sa fille {Malubine} est restée.
Su hermano {Estovar} no volvió y su hija {Quilma} espera.
{Abu Kesmir} and {Umm Dolvan} spoke for the block.
{Kesmir bin Orond} and {Tavika bint Kesm} were absent.
حضر {كسمير بن ورند} وغاب الآخرون.
قال {أبو كسمير} إن الطريق مغلق.
جاء {عبد الدلفان} ومعه أولاده.
Signed:\n{Tavika Orondel}\n{Kesmir Dolvan}
Signataires : {Orvette Malubi}, {Orvimel Kasdo}
Victim: {Tavika Orondel}\nWitness: {Kesmir Dolvan}
الموقعون: {ثلميرة ورندان}
Dear {Tavika},\nthank you for the list.
Chère {Orvette},\nmerci pour la liste.
Estimada {Quilmara}:\ngracias por la lista.
عزيزتي {ثلميرة}،\nشكرا على القائمة.
The list is ready.\nBest regards,\n{Tavika Orondel}
La liste est prête.\nCordialement,\n{Orvette Malubi}
Write to tavika.orondel@example.org: {Tavika Orondel} keeps the list.
{Kesmir Dolvan} <k.d@example.org> wrote on Monday.
"""
FRESH = r"""
A boy, {Pirrun Skelvo} (9 yrs), came alone.
{Skelvia Pirrune} (F, 41) asked for a tent.
Le blessé, {Gralvin Tossou}, 19 ans, est à l'hôpital.
La señora del puesto y su nieto {Brelmo} se fueron.
Child {Pirrun Skelvo} was referred.
My neighbour {Skelvia} saw it; the driver {Gralvin} did not.
{Ould Brelmin} sent word; {Zarrouk ould Brelmin} came.
أخبرنا {أبو سكلف} بما جرى.
Interviewee: {Skelvia Pirrune}
Caregiver's name: {Gralvin T.}
Interviewé : {Gralvin Tossou}
Entrevistada: {Zelmira Pontal}
Hi {Skelvia},\nplease see below.
Bonjour {Gralvin},\nvoir ci-dessous.
Regards,\n{P. Skelvo}
Atentamente,\n{Zelmira Pontal}
مع خالص التحية\n{زلمير بنطال}
CC: {Skelvia Pirrune}; {Gralvin Tossou}
gralvin_tossou@example.org answered, and {Tossou} came.
The teacher, {Pirrun Skelvo}, closed the school.
"""
NOBODY = r"""
Block B. The families moved to Zone C. Women said so.
In Kandero District (34) and Old Port (12) people wait.
Dear all,\nDear Colleagues,\nDear Partners of the Cluster,
The Danish Refugee Council (DRC) and Save the Children said so.
Best regards,\nProtection Cluster
U.S. Government and U.N. Women funded Phase A. Results follow.
Girls aged 12 and boys (14) do not attend school in North Camp.
Site Alpha (12 families), Site Beta (30), Camp 4 Extension (7)
His brother and her sister live in Port City.
Witness statements: Annex A. Signed: yes
The woman Committee and the child Protection desk met in March.
أم لأربعة أطفال وأب عاطل حضرا إلى المركز.
هل جاء الفريق أم أن الطريق مغلق؟
Cordialement,\nL'équipe de coordination
Sa fille est partie vers Ville Haute. Son fils aussi.
Resolution 1325 (2000), Article 3 (1) and Table 4 (12)
info@example.org and protection.cluster@example.org: Protection matters.
In Kandero, 34 people came; in Molvar, 12 years ago, none.
"""


def is_covered(name: tuple[int, int], spans: set[tuple[int, int]], text: str) -> bool:
    """Whether every letter of the name is in a span."""
    letters = {at for at in range(*name) if text[at].isalpha()}
    return letters <= {at for start, end in spans for at in range(start, end)}


def found(marked: str) -> tuple[list[bool], list[str]]:
    """Which of the names in braces were found, and what else was."""
    text, names, start = "", set(), 0
    for char in marked.replace("\\n", "\n"):
        if char == "{":
            start = len(text)
        elif char == "}":
            names.add((start, len(text)))
        else:
            text += char
    spans = set(people_in(text))
    others = {one for one in spans if not any(one[0] >= a and one[1] <= b for a, b in names)}
    return [is_covered(name, spans, text) for name in names], [text[a:b] for a, b in others]


def test_names_that_nobody_lists__found_by_what_stands_beside_them() -> None:
    for text in USED.strip().splitlines():
        names, others = found(text)
        assert all(names), text
        assert not others, text


def test_fresh_texts__most_names_found() -> None:
    names = [name for text in FRESH.strip().splitlines() for name in found(text)[0]]
    assert sum(names) >= 0.9 * len(names)


def test_places_bodies_and_ordinary_words__no_names() -> None:
    for text in NOBODY.strip().splitlines():
        assert found(text) == ([], []), text
