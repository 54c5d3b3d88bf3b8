"""Words about what overlaps."""

from collections.abc import Iterable

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from himaya.engines.xlsform import Form, text_in
from himaya.profiles.coordination.assessments.overlaps import GROUP, PLACE, THEME, TIME, TITLE


def same_in_words(same: Iterable[str]) -> str:
    """In what two entries agree."""
    words = {
        PLACE: _("place"),
        GROUP: _("population group"),
        THEME: _("theme"),
        TIME: _("time, within half a year"),
        TITLE: _("title, under another agency"),
    }
    return ", ".join(words[one] for one in same)


def theme_names(form: Form) -> dict[str, str]:
    """The themes of a register of yearly themes, by code."""
    language = (get_language() or "en").split("-")[0]
    return {
        choice.name: text_in(choice.labels, language, form.default_language) or choice.name
        for choice in form.choices.get("theme", ())
    }
