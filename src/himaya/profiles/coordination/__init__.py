"""The registers of a coordination desk, declared: one folder for each topic.

Most are dull on purpose: who to ask, what is agreed, what is due. What can hurt somebody carries its
own safeguards, is encrypted or stays with the agency that wrote it; each says why (`reason`).
"""

from himaya.profiles.coordination.assessments.declaration import PROFILES as ASSESSMENTS
from himaya.profiles.coordination.checklists.declaration import PROFILES as CHECKLISTS
from himaya.profiles.coordination.contacts.declaration import PROFILES as CONTACTS
from himaya.profiles.coordination.context.declaration import PROFILES as CONTEXT
from himaya.profiles.coordination.engagement.declaration import PROFILES as ENGAGEMENT
from himaya.profiles.coordination.glossary.declaration import PROFILES as GLOSSARY
from himaya.profiles.coordination.governance.declaration import PROFILES as GOVERNANCE
from himaya.profiles.coordination.indicators.declaration import PROFILES as INDICATORS
from himaya.profiles.coordination.landscape.declaration import PROFILES as LANDSCAPE
from himaya.profiles.coordination.meetings.declaration import (
    ACTION_POINT,
    DECISION,
    MEETING,
    MEETING_SERIES,
)
from himaya.profiles.coordination.memory.declaration import PROFILES as MEMORY
from himaya.profiles.coordination.resources.declaration import PROFILES as RESOURCES
from himaya.profiles.coordination.response.declaration import PROFILES as RESPONSE
from himaya.profiles.coordination.services.declaration import PROFILES as SERVICES
from himaya.profiles.coordination.training.declaration import PROFILES as TRAINING
from himaya.profiles.coordination.wording import module

__all__ = ["ACTION_POINT", "DECISION", "MEETING", "MODULES", "PROFILES"]

_TOPICS = (
    (MEETING, MEETING_SERIES, ACTION_POINT, DECISION),
    CONTACTS,
    RESPONSE,
    INDICATORS,
    ASSESSMENTS,
    LANDSCAPE,
    SERVICES,
    GOVERNANCE,
    ENGAGEMENT,
    TRAINING,
    RESOURCES,
    CHECKLISTS,
    MEMORY,
    GLOSSARY,
    CONTEXT,
)
PROFILES = tuple(profile for topic in _TOPICS for profile in topic)
# One for each topic, in the same order: code and name in English, French, Spanish, Arabic.
_NAMES = """
meetings    | Meetings, action points and decisions | Réunions, points d'action et décisions | Reuniones, puntos de acción y decisiones | الاجتماعات ونقاط العمل والقرارات
contacts    | Contacts and groups | Contacts et groupes | Contactos y grupos | جهات الاتصال والمجموعات
response    | Activities and reports due | Activités et rapports attendus | Actividades e informes pendientes | الأنشطة والتقارير المستحقة
indicators  | Indicators | Indicateurs | Indicadores | المؤشرات
assessments | Assessments and tools | Évaluations et outils | Evaluaciones y herramientas | التقييمات والأدوات
landscape   | Information needs and flows | Besoins et flux d'information | Necesidades y flujos de información | احتياجات المعلومات وتدفقاتها
services    | Services | Services | Servicios | الخدمات
governance  | Strategies and agreements | Stratégies et accords | Estrategias y acuerdos | الاستراتيجيات والاتفاقات
engagement  | Advocacy, donors and authorities | Plaidoyer, bailleurs et autorités | Incidencia, donantes y autoridades | المناصرة والمانحون والسلطات
training    | Training | Formation | Formación | التدريب
resources   | Staff and stock | Personnel et stocks | Personal y existencias | الموظفون والمخزون
checklists  | Checklists and criteria | Listes de contrôle et critères | Listas de verificación y criterios | قوائم التحقق والمعايير
memory      | Lessons and recommendations | Leçons et recommandations | Lecciones y recomendaciones | الدروس والتوصيات
glossary    | Glossary | Glossaire | Glosario | المصطلحات
context     | Context | Contexte | Contexto | السياق
"""
MODULES = tuple(
    module(line, topic) for line, topic in zip(_NAMES.strip().splitlines(), _TOPICS, strict=True)
)
