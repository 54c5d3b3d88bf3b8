"""App configuration."""

from datetime import timedelta

from django.apps import AppConfig


class ThemesConfig(AppConfig):
    """Declares frameworks to Django and to the gate."""

    name = "himaya.themes"

    def ready(self) -> None:
        """Tell the gate how rules read these things, and bring the default framework."""
        from himaya.gate.things import FRAME, register
        from himaya.jobs.schedule import every
        from himaya.kernel.verbs import Verb
        from himaya.library.levels import on_high
        from himaya.library.reading import on_read
        from himaya.systems.sections import Section, register_section
        from himaya.themes.board.parts import analysis_of_record, finding_of_record
        from himaya.themes.coding.cutting import forget_marks
        from himaya.themes.coding.tasks import mark_older_passages, suggest_later
        from himaya.themes.grading.parts import grades_of_record
        from himaya.themes.learning.tasks import prove_accepting
        from himaya.themes.models import Framework, ThemeOwner
        from himaya.themes.report.telling import tell_what_became
        from himaya.themes.report.using import reports_of_record
        from himaya.themes.tasks import give_default_frameworks, make_reports_over

        register_section(Section("record", "themes/grading/_grades.html", grades_of_record))
        register_section(Section("record", "themes/report/_used.html", reports_of_record))
        register_section(Section("record", "themes/board/_finding.html", finding_of_record))
        register_section(Section("record", "themes/board/_analysis.html", analysis_of_record))
        register("framework", Framework, view=Verb.FRAMEWORK_VIEW, attributes={**FRAME})
        of_owner = {"ref": "theme", "operation": "framework__operation__ref"}
        register(
            "theme",
            ThemeOwner,
            view=Verb.FRAMEWORK_VIEW,
            attributes={**FRAME, **of_owner, "agency": "agency__ref"},
        )
        on_read(suggest_later)
        on_high(forget_marks)
        every(timedelta(minutes=5), give_default_frameworks)
        every(timedelta(hours=1), make_reports_over)
        every(timedelta(hours=1), mark_older_passages)
        every(timedelta(days=1), prove_accepting)
        every(timedelta(days=1), tell_what_became)
