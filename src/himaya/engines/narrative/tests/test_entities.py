"""Identifiers, days and places in texts. Every name and number here is made up."""

import datetime as dt

import pytest

from himaya.engines.narrative.actors import mentions_in
from himaya.engines.narrative.dates import dates_in, usual_year
from himaya.engines.narrative.entities import entities_in, masked
from himaya.engines.narrative.places import Area, Gazetteer

MASKED = [
    ("Call +880 1711-000 000 now", "Call [phone] now"),
    ("Tel. 0021891 000 00 00.", "Tel. [phone]."),
    ("Call Nib Vane at +213 555 000 000", "Call [person] at [phone]"),
    ("Nib Vane, tel. 0555 000 000", "[person], tel. [phone]"),
    ("South Landing, 04/03/2026", "South Landing, 04/03/2026"),
    ("اتصل على ٠٩١٠٠٠٠٠٠٠ الآن", "اتصل على [phone] الآن"),
    ("write to a.b@example.org, please", "write to [email], please"),
    ("Mr. Invented Person came with Dr Nobody.", "Mr. [person] came with Dr [person]."),
    ("M. Inventé Personne est venu", "M. [person] est venu"),
    ("une femme nommée Personne Inventée", "une femme nommée [person]"),
    ("un hombre llamado Nadie Inventado", "un hombre llamado [person]"),
    ("the boy's name is Ibn Nowhere and", "the boy's name is [person] and"),
    ("قالت السيدة مخترعة فلان إن", "قالت السيدة [person] إن"),
    ("رجل اسمه فلان العلاني جاء", "رجل اسمه [person] جاء"),
    ("Then Fatima Nobody and Omar came", "Then [person] and [person] came"),
    ("ثم جاء محمد إلى المخيم", "ثم جاء [person] إلى المخيم"),
    ("Mr Zorblax spoke. Later Zorblax left.", "Mr [person] spoke. Later [person] left."),
    ("Protection Officer (Field) Zoe Nowhere wrote", "Protection Officer (Field) [person] wrote"),
    (
        "TEAM LEADER\tZorblax\nMEMBERS\t1. Quill\n\t2. Nib Vane",
        "TEAM LEADER\t[person]\nMEMBERS\t1. [person]\n\t2. [person]",
    ),
    (
        "Members: 1.Nib Vane, [NRC] 2. Quill Moor (Oxfam)",
        "Members: 1.[person], [NRC] 2. [person] (Oxfam)",
    ),
    (
        "#\tFirst name\tLast name\tOrganization\n1\tNib\tVane\tUNMAS\n2\tQuill\tLe Moor\tDanish Refugee Council",
        "#\tFirst name\tLast name\tOrganization\n1\t[person]\t[person]\tUNMAS\n2\t[person]\t[person]\tDanish Refugee Council",
    ),
    (
        "Item\tDeadline\tFocal point name\n1\tMay\tNib & Quill\n2\tMay\tHeads of Agencies\n\nNib wrote.",
        "Item\tDeadline\tFocal point name\n1\tMay\t[person] & [person]\n2\tMay\tHeads of Agencies\n\n[person] wrote.",
    ),
    (
        "Participants :\n- Nib Vane\n- Quill\n\nThe Site is full.",
        "Participants :\n- [person]\n- [person]\n\nThe Site is full.",
    ),
    ("passport no. X1234567 was lost", "passport no. [id] was lost"),
    ("case 123-19C01234 is open", "case [id] is open"),
    ("at 21.19412, 92.16123 near", "at [position] near"),
    ("12 000 000 people on 2026-01-31", "12 000 000 people on 2026-01-31"),
    ("the plan (2021-2023)", "the plan (2021-2023)"),
    ("1,250,000 reached in 2019-2021", "1,250,000 reached in 2019-2021"),
    ("The council of elders met 250 households", "The council of elders met 250 households"),
]


@pytest.mark.parametrize(("text", "expected"), MASKED, ids=[text for text, _ in MASKED])
def test_identifier__masked_and_nothing_else(text: str, expected: str) -> None:
    assert masked(text, entities_in(text)) == expected


def test_known_name__found_however_it_is_written() -> None:
    found = "Then INVENTEE PERSONNE and أحمَد المخترع left"
    names = ["Inventée Personne", "احمد المخترع"]

    assert masked(found, entities_in(found, names)) == "Then [person] and [person] left"


DAYS = [
    ("on 2026-03-01 and", ["2026-03-01"]),
    ("le 3 mars 2025", ["2025-03-03"]),
    ("el 3 de marzo de 2025", ["2025-03-03"]),
    ("في ٣ مارس ٢٠٢٥ وقع", ["2025-03-03"]),
    ("في 15 كانون الثاني 2025", ["2025-01-15"]),
    ("by 27th January, 2019", ["2019-01-27"]),
    ("March 5, 2024", ["2024-03-05"]),
    ("in February 2024", ["2024-02-01/2024-02-29"]),
    ("février 2023 et août 2023", ["2023-02-01/2023-02-28", "2023-08-01/2023-08-31"]),
    ("by Q2 2026 or Q3", ["2026-04-01/2026-06-30"]),
    ("31/01/2026", ["2026-01-31"]),
    ("01/31/2026", ["2026-01-31"]),
    ("03/04/26", ["2026-04-03?"]),
    ("from 11 – 15 December 2017 with", ["2017-12-11/2017-12-15"]),
    ("GENEVA | 2-4 DECEMBER 2015", ["2015-12-02/2015-12-04"]),
    ("du 3 au 5 mars 2025", ["2025-03-03/2025-03-05"]),
    ("من 3 إلى 5 مارس 2025", ["2025-03-03/2025-03-05"]),
    ("28 November to 3 December 2017", ["2017-11-28/2017-12-03"]),
    ("February and March 2019", ["2019-02-01/2019-03-31"]),
    ("de diciembre a enero de 2026", ["2025-12-01/2026-01-31"]),
    ("on 3 and 5 March 2025", ["2025-03-05"]),
    ("by 27 th January, 2019", ["2019-01-27"]),
    ("by mid of February 2019", ["2019-02-11/2019-02-15"]),
    ("fin mars 2025", ["2025-03-21/2025-03-31"]),
    ("منتصف شهر مايو 2025", ["2025-05-11/2025-05-15"]),
    ("32/01/2026 and 2026-02-30", []),
    ("they may come, 12 march on", []),
    ("version 1.2.3 of 10-2-3", []),
]


@pytest.mark.parametrize(("text", "expected"), DAYS, ids=[text for text, _ in DAYS])
def test_day__read(text: str, expected: list[str]) -> None:
    found = [
        f"{one.first}{f'/{one.last}' if one.last != one.first else ''}{'?' * one.is_unsure}"
        for one in dates_in(text)
    ]
    assert found == expected


def test_day_without_a_year__of_the_year_given() -> None:
    assert [one.first for one in dates_in("since 12 March", 2026)] == [dt.date(2026, 3, 12)]
    assert [one.first for one in dates_in("Q4", 2026)] == [dt.date(2026, 10, 1)]
    assert [one.first for one in dates_in("Mid May", 2026)] == [dt.date(2026, 5, 11)]
    assert [one.first for one in dates_in("they may come; in the end may be", 2026)] == []


YEARS = [
    ("WORK PLAN 2012. Version 30.04.2012. Floods of 2011.", 2012),
    ("in 2024 and 2025", None),
    ("see https://a.example/2019/ and https://a.example/2019/b", None),
    ("only 2024", None),
    ("خطة 2021 ومراجعة 2021", 2021),
]


@pytest.mark.parametrize(("text", "year"), YEARS, ids=[text for text, _ in YEARS])
def test_usual_year__named_twice_and_mostly(text: str, year: int | None) -> None:
    assert usual_year(text) == year


BODIES = [
    ("UNHCR and the Danish Refugee Council met", ["actor UNHCR", "actor DRC"]),
    ("le HCR et l'OIM", ["actor UNHCR", "actor IOM"]),
    ("قالت اليونيسف إن", ["actor UNICEF"]),
    ("The Invented Relief Agency (IRA) came. IRA left.", ["actor IRA", "actor IRA", "actor IRA"]),
    ("the Ministry of Social Affairs said", ["actor Ministry of Social Affairs"]),
    ("the Mixed Migration Working Group", ["actor Mixed Migration Working Group"]),
    (
        "GBVIMS and the 5W feed the assessment registry",
        ["system GBVIMS", "system 3W", "system assessment registry"],
    ),
    ("the Invented Council for People (CIP)", ["actor CIP", "actor CIP"]),
    ("Invented Standards of Relief (XYZ)", []),
    (
        "Present: OCHA, Invented Initiatives, NRC, ZZTOP and UNHCR.",
        ["actor OCHA", "actor Invented Initiatives", "actor NRC", "actor ZZTOP", "actor UNHCR"],
    ),
    ("PARTNERS WHO CARE FOR OTHERS", []),
    ("WHO and CARE came", ["actor WHO", "actor CARE"]),
    ("OXFAM came", ["actor Oxfam"]),
    ("There is no centralized repository of reports", ["system repository"]),
    (
        "a shared drive and an online data-sharing platform",
        ["system shared drive", "system online data-sharing platform"],
    ),
    ("ready to drive the work forward", []),
    ("see the web portal of the sector", ["system web portal"]),
    (
        "case management and information management systems",
        ["system information management systems"],
    ),
    (
        "un tableau de bord et une plateforme de partage",
        ["system tableau de bord", "system plateforme de partage"],
    ),
    ("who cares about the care of a scope", []),
]


@pytest.mark.parametrize(("text", "found"), BODIES, ids=[text for text, _ in BODIES])
def test_organisations_and_systems__named_by_their_usual_form(text: str, found: list[str]) -> None:
    assert [f"{one.kind} {one.name}" for one in mentions_in(text)] == found


AREAS = Gazetteer(
    [
        Area("AA", ("Land",)),
        Area("AA03", ("Capital",), "AA"),
        Area("AA0301", ("Capital",), "AA03"),
        Area("AA01", ("North", "Nord", "الشمال")),
        Area("AA02", ("South",)),
        Area("AA0101", ("North Hill",), "AA01"),
        Area("AA0102", ("Riverside",), "AA01"),
        Area("AA0201", ("Riverside",), "AA02"),
        Area("AA0202", ("South",), "AA02"),
    ]
)
NAMED = [
    ("families from North Hill fled", ["AA0101"]),
    ("they went north hill-walking", []),
    ("in Riverside", ["AA0102 AA0201"]),
    ("in Riverside, South", ["AA0201", "AA02"]),
    ("في الشَّمال", ["AA01"]),
    ("le NORD", ["AA01"]),
    ("Capital, Land", ["AA03", "AA"]),
]


@pytest.mark.parametrize(("text", "codes"), NAMED, ids=[text for text, _ in NAMED])
def test_place__with_the_codes_it_may_mean(text: str, codes: list[str]) -> None:
    assert [" ".join(place.codes) for place in AREAS.places_in(text)] == codes
