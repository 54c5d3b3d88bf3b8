"""App configuration."""

from datetime import timedelta

from django.apps import AppConfig


class LibraryConfig(AppConfig):
    """Declares the room to Django."""

    name = "himaya.library"

    def ready(self) -> None:
        """Show documents on the pages of their records, and let their words be found."""
        from himaya.jobs.schedule import every
        from himaya.library.links import check_links
        from himaya.library.parts import document_of_record
        from himaya.library.shelf import link_of_record
        from himaya.library.texts import words_to_find
        from himaya.records.indexing import register_words
        from himaya.systems.sections import Section, register_section

        every(timedelta(days=1), check_links)
        register_section(Section("record", "library/_link.html", link_of_record))
        register_words(words_to_find)
        register_section(Section("record", "library/_document.html", document_of_record))
