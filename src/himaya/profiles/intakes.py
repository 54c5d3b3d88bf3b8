"""Which kind of file that the field keeps fills which register, field by field.

Codes of the engine's lists are those of the forms (both are the field's vocabulary) but for a few,
named here. A question that no field fills is asked once for all rows where the form requires it.
"""

from himaya.collect.intake import Intake, IntakeImporter
from himaya.datasets.declarations import profile_named

_GROUPS = {
    "asylum_seekers": "asylum_seeker",
    "host_community": "host",
    "idps": "idp",
    "other_concern": "other_of_concern",
    "other_need_protection": "other_of_concern",
    "refugees": "refugee",
    "returned_idps": "returned_idp",
    "returned_refugees": "returned_refugee",
}
_AGES = {
    "all": "all_ages",
    "not_known": "unknown",
    **{
        f"{low}-{high}": f"a{low}_{high}"
        for low, high in ((0, 4), (0, 5), (0, 17), (5, 11), (6, 12), (12, 17), (13, 17), (18, 59))
    },
    "18+": "a18_plus",
    "60+": "a60_plus",
}
_STATUSES = {
    "AFF": "affected",
    "INN": "in_need",
    "REA": "reached",
    "TGT": "targeted",
    "TOT": "total",
}

INTAKES = {
    "assessment": Intake(
        kind="assessments",
        labels={
            "en": "Assessment registry",
            "fr": "Registre des évaluations",
            "es": "Registro de evaluaciones",
            "ar": "سجل التقييمات",
        },
        questions={
            "title": "title",
            "sectors": "sectors",
            "agency": "lead_agency",
            "partners": "partner_agencies",
            "area": "area",
            "site": "other_place",
            "status": "status",
            "start": "start",
            "end": "end",
            "population_groups": "population",
            "units": "units",
            "methods": "methods",
            "report_availability": "report_availability",
            "report_url": "report_link",
            "questionnaire_availability": "questionnaire_availability",
            "questionnaire_url": "questionnaire_link",
            "data_availability": "data_availability",
            "data_url": "data_link",
            "instructions": "instructions",
            "contact_name": "contact_name",
            "contact_phone": "contact_phone",
            "contact_email": "contact_mail",
            "subject": "objective",
            "themes": "themes",
            "methodology": "methodology",
            "sample_size": "sample_size",
            "sampling_approach": "sampling",
            "representation": "represents",
            "frequency": "frequency",
            "assessment_type": "assessment_type",
            "coordination": "coordination",
            "confidentiality": "confidentiality",
            "sensitivity": "sensitivity",
            "key_findings": "key_findings",
        },
        values={"population": _GROUPS},
    ),
    "contact": Intake(
        kind="contacts",
        labels={
            "en": "Contact list",
            "fr": "Liste de contacts",
            "es": "Lista de contactos",
            "ar": "قائمة جهات الاتصال",
        },
        questions={
            "position": "function",
            "agency": "agency",
            "bodies": "bodies",
            "area": "area",
            "sector": "follows",
            "name": "name",
            "email": "email",
            "phone": "phone",
            "consent": "consent_to_list",
            "confirmed": "confirmed_on",
            "until": "valid_until",
            "remark": "remarks",
        },
    ),
    "activity_planned": Intake(
        kind="3w",
        labels={
            "en": "Who does what where (3W)",
            "fr": "Qui fait quoi où (3W)",
            "es": "Quién hace qué dónde (3W)",
            "ar": "من يفعل ماذا وأين (3W)",
        },
        questions={
            "agency": "agency",
            "partner": "partner",
            "donor": "donor",
            "id": "project_code",
            "sector": "sector",
            "activity": "activity",
            "modality": "modality",
            "area": "area",
            "site": "site",
            "start": "start",
            "end": "end",
            "population_group": "population_group",
            "planned": "targeted",
            "remark": "remarks",
        },
        values={"population_group": _GROUPS},
        # A list of presence names no activity: the words for the sector say what is done.
        instead={"activity": "sector"},
    ),
    "population_figure": Intake(
        kind="population",
        labels={
            "en": "Population figures",
            "fr": "Chiffres de population",
            "es": "Cifras de población",
            "ar": "أرقام السكان",
        },
        questions={
            "area": "area",
            "as_of": "as_of",
            "population_group": "population_group",
            "status": "population_status",
            "sex": "sex",
            "age": "age_bracket",
            "figure": "persons",
            "source": "source_organisation",
            "method": "method",
            "definition": "definition_used",
        },
        values={
            "population_group": _GROUPS,
            "population_status": _STATUSES,
            "sex": {"all": "t"},
            "age_bracket": _AGES,
        },
        country="country",
        adds_over="figure",
    ),
    "access_incident": Intake(
        kind="incidents",
        labels={
            "en": "Incident list",
            "fr": "Liste des incidents",
            "es": "Lista de incidentes",
            "ar": "قائمة الحوادث",
        },
        questions={
            "date": "event_date",
            "narrative": "narrative",
            "area": "area",
            "incident_type": "event_type",
            "precision": "precision",
        },
    ),
    "indicator_report": Intake(
        kind="indicators",
        labels={
            "en": "Indicator figures",
            "fr": "Valeurs des indicateurs",
            "es": "Cifras de indicadores",
            "ar": "قيم المؤشرات",
        },
        questions={
            "indicator": "indicator_code",
            "area": "area",
            "reached": "value",
            "as_of": "end",
            "remark": "narrative",
        },
    ),
}


def intake_importers() -> list[IntakeImporter]:
    """One importer for each kind, over the register it fills."""
    return [
        IntakeImporter(intake, profile)
        for code, intake in INTAKES.items()
        if (profile := profile_named(code)) is not None
    ]
