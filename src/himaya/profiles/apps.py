"""App configuration."""

from django.apps import AppConfig


class ProfilesConfig(AppConfig):
    """Declares the registers and categories."""

    name = "himaya.profiles"

    def ready(self) -> None:
        """Hand every declaration to the engine below."""
        from datetime import timedelta

        from himaya.collect.importers import register_importer
        from himaya.datasets.declarations import register_module, register_profile
        from himaya.jobs.schedule import every
        from himaya.profiles.analysis.declaration import MODULE as ANALYSIS
        from himaya.profiles.analysis.declaration import PROFILES as JUDGED
        from himaya.profiles.bulletin import PARTS
        from himaya.profiles.categories import PROFILES
        from himaya.profiles.coordination import MODULES
        from himaya.profiles.coordination import PROFILES as COORDINATION
        from himaya.profiles.coordination.meetings.tasks import plan_series
        from himaya.profiles.coordination.response.tasks import make_what_is_due
        from himaya.profiles.intakes import intake_importers
        from himaya.profiles.library.declaration import MODULE as LIBRARY
        from himaya.profiles.library.declaration import PROFILES as DOCUMENTS
        from himaya.profiles.workplans.declaration import ACTIVITY, MODULE, PLAN
        from himaya.profiles.workplans.importer import WorkplanImporter
        from himaya.records.bulletin.declaring import register_part

        every(timedelta(days=1), make_what_is_due)
        every(timedelta(days=1), plan_series)
        register_profile(PLAN)
        register_profile(ACTIVITY)
        for profile in (*COORDINATION, *DOCUMENTS, *JUDGED, *PROFILES):
            register_profile(profile)
        for module in (MODULE, *MODULES, LIBRARY, ANALYSIS):
            register_module(module)
        for part in PARTS:
            register_part(part)
        register_importer(WorkplanImporter())
        for importer in intake_importers():
            register_importer(importer)
        _put_on_pages()


def _put_on_pages() -> None:
    """What registers add to the pages of their entries and versions."""
    from himaya.profiles.coordination.assessments.parts import overlaps_of_record
    from himaya.profiles.coordination.checklists.weights import weights_of_record
    from himaya.profiles.coordination.contacts.parts import role_of_record, terms_of_record
    from himaya.profiles.coordination.context.checks import risk_of_record
    from himaya.profiles.coordination.glossary.checks import words_of_version
    from himaya.profiles.coordination.governance.caseload import caseload_of_record
    from himaya.profiles.coordination.governance.gates import gates_of_record
    from himaya.profiles.coordination.landscape.checks import needs_of_version
    from himaya.profiles.coordination.meetings.evidence import evidence_of_record
    from himaya.profiles.coordination.memory.parts import follow_up_of_record
    from himaya.profiles.coordination.response.reported import reported_on
    from himaya.profiles.coordination.training.certified import certified_of_record
    from himaya.systems.sections import Section, register_section

    register_section(Section("version", "profiles/coordination/_needs.html", needs_of_version))
    register_section(Section("version", "profiles/coordination/_words.html", words_of_version))
    for template, shown in (
        ("_risk", risk_of_record),
        ("_gates", gates_of_record),
        ("_overlaps", overlaps_of_record),
        ("_reported", reported_on),
        ("_terms", terms_of_record),
        ("_caseload", caseload_of_record),
        ("_certified", certified_of_record),
        ("_evidence", evidence_of_record),
        ("_follow_up", follow_up_of_record),
        ("_role", role_of_record),
        ("_weights", weights_of_record),
    ):
        register_section(Section("record", f"profiles/coordination/{template}.html", shown))
