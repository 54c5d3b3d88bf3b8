"""Words by which a question shows what it means, in English, French, Spanish and Arabic. Data.

One rule a line (indented lines go on), tried from the top: meaning | types | words, parted by
commas. A word ending in * matches what begins so. Types: t text, n number, s choices, d date
or moment, f file. Words are compared without accents, capitals, or the Arabic article.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from himaya.engines.xlsform.folding import fold

TYPES: Mapping[str, frozenset[str]] = {
    "t": frozenset({"text", "barcode", "hidden", "calculate"}),
    "n": frozenset({"integer", "decimal", "range", "calculate"}),
    "s": frozenset({"select_one", "select_multiple", "rank"}),
    "d": frozenset({"date", "dateTime", "time"}),
    "f": frozenset({"file", "image", "audio", "video"}),
}

_RULES = """
consent.service | st | consent to service, consent for service, consent to referral,
  consentement au service, consentimiento para servicio, الموافقة على الخدمة, الموافقة على
  الإحالة
consent.share | st | consent to share, consent share, consent for sharing, consent to sharing,
  share information, partage d information, compartir informacion, مشاركة المعلومات
consent.interview | st | consent, consentement, consentimiento, informed consent, agree to
  participate, willing to participate, accepte de participer, acepta participar, موافقة, توافق
  على المشاركة
enumerator | ts | enumerator*, interviewer*, data collector, enqueteur*, enquetrice,
  encuestador*, entrevistador*, monitor name, جامع البيانات, الباحث, العداد
household.size | n | household size, hh size, size of household, how many people live,
  household members, family size, taille menage, taille du menage, membres du menage, tamano
  del hogar, miembros del hogar, حجم الأسرة, عدد أفراد الأسرة
birth.date | d | date of birth, birth date, birthdate, dob, date de naissance, fecha de
  nacimiento, تاريخ الميلاد, تاريخ الولادة
age.group | s | age group, age bracket, age range, age category, groupe d age, tranche d age,
  grupo de edad, rango de edad, الفئة العمرية
age | n | age, age in years, years old, edad, العمر, كم عمر
sex | s | sex, gender, sexe, genre, sexo, genero, الجنس, النوع الاجتماعي
disability | s | disabilit*, difficulty seeing, difficulty hearing, difficulty walking,
  difficulty remembering, difficulty with self care, washington group, handicap*,
  discapacidad*, difficulte a voir, difficulte a entendre, difficulte a marcher, إعاقة, صعوبة
  في الرؤية, صعوبة في السمع, صعوبة في المشي
specific.need | s | specific need*, vulnerabilit*, besoin specifique, besoins specifiques,
  necesidad especifica, necesidades especificas, الاحتياجات الخاصة
nationality | st | nationalit*, country of origin, citizenship, nationalite, pays d origine,
  nacionalidad, pais de origen, الجنسية, بلد المنشأ
ethnicity | st | ethnic*, ethnie, etnia, religion, tribe, العرق, الديانة, القبيلة
language | st | language*, mother tongue, langue*, idioma*, lengua*, اللغة
marital.status | s | marital status, civil status, situation matrimoniale, etat civil, estado
  civil, الحالة الاجتماعية, الحالة الزوجية
education | s | education level, level of education, highest grade, niveau d education, niveau
  d instruction, nivel educativo, المستوى التعليمي
occupation | st | occupation, profession, livelihood*, moyens de subsistance, ocupacion, medios
  de vida, المهنة, سبل العيش
population.group | s | population group, displacement status, idp*, refugee status, population
  type, status of household, groupe de population, statut de deplacement, grupo de poblacion,
  situacion de desplazamiento, الفئة السكانية, حالة النزوح
health | s | chronic illness, disease*, pregnan*, hiv, maladie*, enceinte*, enfermedad*,
  embarazad*, مرض مزمن, حامل
person.phone | tn | phone, phone number, telephone, mobile number, whatsapp, numero de
  telephone, numero de telefono, telefono, رقم الهاتف, الهاتف
person.email | t | email, e mail, courriel, correo electronico, البريد الإلكتروني
person.address | t | address, home address, adresse, direccion, domicilio, العنوان
agency.partner | st | implementing partner, partner organi*, partner name, partenaire de mise
  en oeuvre, socio implementador, الشريك المنفذ
agency | st | organi*, agency, reporting agency, agence, organisme, organizacion, agencia,
  المنظمة, الوكالة, partner, partenaire, socio
person.id | tn | case number, case no, case id, registration number, registration no,
  individual number, unhcr number, national id, id number, passport, ration card, progres,
  numero de dossier, numero d identification, numero de caso, numero de identificacion, رقم
  الحالة, رقم الهوية, رقم التسجيل
person.name | t | full name, first name, last name, surname, family name, name of respondent,
  respondent name, name of child, child name, name of caregiver, caregiver name, name of head,
  survivor name, nom complet, prenom, nom de famille, nom du repondant, nombre completo,
  apellido*, nombre del encuestado, الاسم الكامل, اسم العائلة, اسم المستجيب, اسم الطفل
contact | t | focal point, contact person, contact name, contact details, point focal, personne
  de contact, punto focal, persona de contacto, جهة الاتصال, مسؤول الاتصال
subject | t | household id, hh id, household code, case code, site id, code menage, codigo del
  hogar, رمز الأسرة, رمز الحالة
deadline.text | t | deadline, timeframe, time frame, due, echeance, plazo, الموعد النهائي,
  الإطار الزمني
deadline | d | deadline, due date, date limite, echeance, fecha limite, plazo, الموعد النهائي,
  تاريخ الاستحقاق
period.start | d | start date, date from, period start, from date, date de debut, debut de la
  periode, fecha de inicio, تاريخ البدء, تاريخ البداية
period.end | d | end date, date to, period end, to date, date de fin, fin de la periode, fecha
  de fin, fecha final, تاريخ الانتهاء, تاريخ النهاية
as_of | d | as of, reference date, date of reference, date de reference, fecha de referencia,
  تاريخ المرجع
quarters | s | quarter*, trimestre*, الربع السنوي
incident.type | s | incident type, type of incident, violation type, type of violation,
  incident category, type d incident, type de violation, tipo de incidente, tipo de violacion,
  نوع الحادث, نوع الانتهاك
perpetrator | st | perpetrator*, alleged actor, auteur presume, auteurs presumes, perpetrador*,
  presunto autor, الجاني, مرتكب
risk | s | protection risk*, risk*, risque*, riesgo*, مخاطر
severity | s | severity, gravite, severite, gravedad, severidad, الشدة, الخطورة
priority | s | priority, urgency, priorite, urgence, prioridad, urgencia, الأولوية
verification | s | verif*, confidence level, fiabilite, تحقق
approval | s | approv*, endors*, validat*, approuve, aprobado, aprobacion, موافق عليه
status | s | status, statut, etat d avancement, estado, الحالة
status.note | t | status, progress update, etat d avancement, estado, avance
service | s | service*, type of service, servicio*, الخدمة, الخدمات
sector | s | sector, cluster, area of responsibility, secteur, القطاع
modality | s | modality, modalite, modalidad, طريقة التنفيذ
channel | s | channel, feedback channel, canal, قناة
method | s | method*, methodology, methode, metodo, المنهجية
site | st | site, site name, camp, camp name, settlement, collective centre, village, block,
  shelter name, campement, sitio, campamento, asentamiento, aldea, الموقع, المخيم, القرية,
  المستوطنة
area | st | admin1, admin2, admin3, admin4, adm1, adm2, adm3, adm4, admin level, pcode, p code,
  province, district, governorate, region, county, sub county, subcounty, parish, ward, union,
  upazila, upazilla, state, department, departement, municipality, municipalite, commune,
  municipio, departamento, provincia, distrito, location, lieu, localite, ubicacion, المحافظة,
  المديرية, القضاء, الناحية, المنطقة, الولاية, البلدية, الموقع الجغرافي
point | t | gps, coordinates, coordonnees, coordenadas, الإحداثيات
count.planned | n | planned, number planned, prevu*, planificad*, المخطط
count.reached | n | reached, people reached, beneficiar*, atteint*, personnes atteintes,
  alcanzad*, personas alcanzadas, عدد المستفيدين, الذين تم الوصول إليهم
target | n | target, cible, objectif, meta, المستهدف, الهدف
baseline | n | baseline, valeur de base, linea de base, خط الأساس
amount | n | amount, cost, price, income, expenditure, budget, montant, cout, prix, revenu,
  monto, costo, precio, ingreso*, المبلغ, التكلفة, السعر, الدخل
share | n | percent*, pourcentage, porcentaje, النسبة المئوية
weight | n | weight, sampling weight, ponderation, poids
score | n | score, scale, puntaje, درجة
goal | st | goal, objective, objectif, objetivo, الهدف
sub_activity | t | sub activity, sub action, sous activite, subactividad, نشاط فرعي
activity | ts | activity, action point, activite, actividad, النشاط
responsible | st | responsible, lead agency, responsable, المسؤول, الجهة المسؤولة
supporting | st | supporting, support agency, appui, apoyo, الجهة الداعمة
indicator | st | indicator, indicateur, indicador, المؤشر
result | t | result, outcome, expected result, resultat*, resultado*, النتيجة
title | t | title, subject line, titre, titulo, العنوان الرئيسي
remark | t | remark*, comment*, note, notes, observation*, remarque*, commentaire*,
  comentario*, observacion*, ملاحظات, تعليقات
narrative | t | describe, description, narrative, details, explain, what happened, account of,
  decrire, decrivez, recit, describa, relato, descripcion, صف, اشرح, وصف
theme | s | theme, topic, thematique, tema, الموضوع
document | f | document, attachment, report, piece jointe, documento, adjunto, وثيقة, مرفق
date | d | date, day, fecha, jour, التاريخ, يوم
count | n | number of, how many, count, total, nombre de, combien, numero de, cuantos, cuantas,
  cantidad, عدد, كم
person.name | t | name, nom, nombre, الاسم
"""


@dataclass(frozen=True, slots=True)
class Rule:
    """One meaning and the words that speak for it."""

    means: str
    types: frozenset[str]
    words: Sequence[str]

    def found_in(self, text: str) -> str:
        """The first of its words in a folded text; empty when there is none."""
        padded = f" {text} "
        for word in self.words:
            wanted = f" {word[:-1]}" if word.endswith("*") else f" {word} "
            if wanted in padded:
                return word.rstrip("*")
        return ""


def _read(line: str) -> Rule:
    means, types, words = (part.strip() for part in line.split("|"))
    folded = [fold(word) + "*" * word.endswith("*") for word in words.split(", ")]
    return Rule(means, frozenset().union(*(TYPES[letter] for letter in types)), folded)


RULES: Sequence[Rule] = [_read(line) for line in _RULES.replace("\n  ", " ").strip().splitlines()]

_MALE = "male, man, men, boy, homme, garcon, hombre, nino, ذكر, رجل, m"
_FEMALE = "female, woman, women, girl, femme, fille, mujer, nina, أنثى, امرأة, f"
MALE = {fold(word) for word in _MALE.split(", ")}
FEMALE = {fold(word) for word in _FEMALE.split(", ")}
