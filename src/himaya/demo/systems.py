"""The invented information systems: what runs where, whose it is, which story fills it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from himaya.demo.bulk import Row
from himaya.demo.stories import (
    activities,
    cases,
    feedback,
    households,
    incidents,
    indicators,
    monitoring,
    population,
)
from himaya.demo.stories.scene import Scene
from himaya.systems.models import Category, InformationSystem

Story = Callable[[Scene], Iterator[Row]]
_ALL = tuple(f"QM0{n}" for n in range(1, 7))
_LANGUAGES = ("en", "fr", "es", "ar")
EVERYBODY = ("CPQ", "HRA", "WCI", "LTA", "OPW", "RCQ", "JLC", "SFG", "MHN", "WVQ", "MSA", "BRF")


@dataclass(frozen=True, slots=True)
class Plan:
    """One system to be made; `profile` and `story` are empty where nothing is kept in himaya."""

    code: str
    names: Mapping[str, str]
    categories: tuple[Category, ...]
    agency: str
    members: tuple[str, ...]
    provinces: tuple[str, ...]
    tool: str
    methods: tuple[str, ...]
    outputs: str
    level: int
    profile: str = ""
    story: Story | None = None
    state: str = InformationSystem.State.ACTIVE


def _names(text: str) -> dict[str, str]:
    return dict(zip(_LANGUAGES, text.split("|"), strict=True))


PLANS = (
    Plan("population-registry", _names("Population registry|Registre de population|Registro de población|سجل السكان"), (Category.POPULATION,), "OPW", ("CPQ", "HRA", "WCI", "MSA"), _ALL, "himaya", ("secondary_review",), "Quarterly figures by district, sex and age", 1, "population_figure", population.registration),
    Plan("flow-monitoring", _names("Flow monitoring|Suivi des flux|Seguimiento de flujos|رصد التدفقات"), (Category.POPULATION,), "RCQ", ("CPQ", "OPW"), ("QM01", "QM02", "QM03"), "himaya", ("direct_observation", "key_informant"), "Monthly estimates of new arrivals", 1, "population_figure", population.flows),
    Plan("household-survey", _names("Household protection survey|Enquête de protection auprès des ménages|Encuesta de protección en hogares|مسح الحماية للأسر"), (Category.NEEDS_ASSESSMENT,), "WCI", ("CPQ", "HRA", "MHN", "OPW"), ("QM01", "QM02", "QM03", "QM04", "QM05"), "Kobo, himaya", ("household_interview",), "Four rounds of needs by district", 3, "household_needs", households.interviews),
    Plan("joint-monitoring", _names("Joint protection monitoring|Suivi conjoint de la protection|Monitoreo conjunto de protección|الرصد المشترك للحماية"), (Category.MONITORING,), "HRA", ("CPQ", "WCI", "LTA", "SFG", "OPW"), ("QM01", "QM02", "QM03", "QM04", "QM06"), "himaya", ("key_informant", "fgd", "direct_observation"), "Monthly risks and trends", 3, "protection_monitoring", monitoring.reports),
    Plan("border-monitoring", _names("Border monitoring|Suivi aux frontières|Monitoreo fronterizo|رصد الحدود"), (Category.MONITORING, Category.POPULATION), "OPW", ("CPQ",), ("QM05",), "Excel", ("direct_observation",), "Weekly note on crossings", 3, state=InformationSystem.State.PAUSED),
    Plan("child-cases", _names("Child protection cases|Cas de protection de l'enfance|Casos de protección de la niñez|حالات حماية الطفل"), (Category.CASE_MANAGEMENT,), "HRA", (), ("QM01", "QM02"), "himaya (demo data)", ("individual_interview",), "Figures by age and sex, five and more", 4, "case_file", cases.children),
    Plan("legal-cases", _names("Legal aid cases|Cas d'aide juridique|Casos de asistencia legal|حالات المساعدة القانونية"), (Category.CASE_MANAGEMENT,), "JLC", (), ("QM01", "QM04"), "himaya (demo data)", ("individual_interview",), "Figures by kind of claim, five and more", 4, "case_file", cases.legal),
    Plan("who-does-what", _names("Who does what, where|Qui fait quoi, où|Quién hace qué, dónde|من يفعل ماذا وأين"), (Category.RESPONSE_MONITORING,), "CPQ", EVERYBODY, _ALL, "himaya", ("email",), "Monthly 5W, gaps by district", 2, "response_5w", activities.reports),
    Plan("access-watch", _names("Access and security watch|Veille d'accès et de sécurité|Vigilancia de acceso y seguridad|رصد الوصول والأمن"), (Category.SECURITY,), "CPQ", ("HRA", "WCI", "OPW", "RCQ"), ("QM01", "QM03", "QM06"), "himaya", ("key_informant", "secondary_review"), "Access map and monthly note, for members only", 3, "access_incident", incidents.incidents),
    Plan("sector-indicators", _names("Indicators of other sectors|Indicateurs des autres secteurs|Indicadores de otros sectores|مؤشرات القطاعات الأخرى"), (Category.SECTORAL,), "OPW", ("CPQ", "MSA"), ("QM01", "QM02", "QM03", "QM04"), "himaya", ("secondary_review",), "Quarterly proxy indicators", 1, "sector_indicator", indicators.values),
    Plan("site-profiles", _names("Site profiles|Profils de sites|Perfiles de sitios|ملفات المواقع"), (Category.SECTORAL,), "MHN", ("CPQ",), ("QM06",), "Excel", ("direct_observation",), "", 1, state=InformationSystem.State.PLANNED),
    Plan("common-hotline", _names("Common hotline|Ligne d'écoute commune|Línea común|الخط الساخن المشترك"), (Category.COMMUNITIES, Category.RESPONSE_MONITORING), "WCI", ("CPQ", "HRA", "LTA", "OPW"), ("QM01", "QM02", "QM03", "QM04", "QM05"), "himaya", ("phone",), "Monthly trends of questions and complaints", 2, "community_feedback", feedback.hotline),
    Plan("help-desks", _names("Help desks|Bureaux d'aide|Mesas de ayuda|مكاتب المساعدة"), (Category.COMMUNITIES,), "LTA", ("CPQ", "SFG"), ("QM02",), "himaya", ("individual_interview",), "Weekly board of answers", 2, "community_feedback", feedback.desks),
)  # fmt: skip
