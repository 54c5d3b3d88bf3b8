"""App configuration."""

from django.apps import AppConfig


class LibraryConfig(AppConfig):
    """Declares the room to Django."""

    name = "himaya.library"

    def ready(self) -> None:
        """Show documents on the pages of their records, and let their words be found."""
        from himaya.library.parts import document_of_record
        from himaya.library.texts import words_to_find
        from himaya.records.indexing import register_words
        from himaya.systems.sections import Section, register_section

        register_words(words_to_find)
        register_section(Section("record", "library/_document.html", document_of_record))
