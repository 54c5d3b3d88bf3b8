"""App configuration."""

from datetime import timedelta

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """Declares records to Django and to the gate."""

    name = "himaya.records"

    def ready(self) -> None:
        """Tell the gate how rules read a record."""
        from himaya.gate.things import Constant, register
        from himaya.jobs.schedule import every
        from himaya.kernel.erasure import register_eraser
        from himaya.kernel.verbs import Verb
        from himaya.records.erasing import KIND, erase_again
        from himaya.records.models import Record, Subject
        from himaya.records.registers.in_area import answers_about_places
        from himaya.records.reminding import remind_of_what_is_due
        from himaya.records.snapshots.tasks import review_snapshots, sweep_snapshots
        from himaya.search.answers import register_source

        every(timedelta(hours=1), sweep_snapshots)
        every(timedelta(days=1), review_snapshots)
        every(timedelta(days=1), remind_of_what_is_due)
        register_source(answers_about_places)
        register_eraser(KIND, erase_again)
        register(
            "record",
            Record,
            view=Verb.RECORD_VIEW,
            withdrawn="is_withdrawn",
            attributes={
                "ref": "ref",
                "operation": "operation__ref",
                "agency": "agency__ref",
                "system": "dataset__system__ref",
                "level": "level",
                "lane": "lane",
                "audience": "audience",
                "area": "area",
                "state": "status",
                "author": "author",
                "caseworker": "caseworker",
            },
        )
        register(
            "subject",
            Subject,
            view=Verb.SUBJECT_VIEW,
            attributes={
                "ref": "ref",
                "operation": "operation__ref",
                "agency": "agency__ref",
                "system": Constant(""),
                # Erasing reads nothing, so that no level stands in its way.
                "level": Constant(1),
                "lane": Constant("person"),
                "audience": Constant("agency"),
                "area": Constant(""),
                "state": Constant(""),
                "author": Constant(""),
                "caseworker": Constant(""),
            },
        )
