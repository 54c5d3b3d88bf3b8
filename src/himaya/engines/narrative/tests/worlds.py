"""A small framework and invented texts for the tests of the engine. Nobody in them is real."""

from typing import Any

from himaya.engines.narrative import Framework, Row, framework_from


def tree(
    *themes: dict[str, Any], languages: tuple[str, ...] = ("en", "fr", "es", "ar")
) -> dict[str, Any]:
    return {
        "format": "himaya-framework/1",
        "code": "small",
        "version": "1",
        "title": {"en": "Small"},
        "languages": list(languages),
        "themes": list(themes),
    }


def theme(code: str, terms: list[str] | dict[str, list[str]], **more: Any) -> dict[str, Any]:  # noqa: ANN401
    return {"code": code, "title": {"en": code.title()}, "lexicon": {"en": terms}, **more}


def small() -> Framework:
    return framework_from(
        tree(
            theme("water", ["water", "well", "tap"], stays_when_denied=True),
            theme("arrest", ["arrest*", "arbitrary|unlawful detention"], sensitive=True),
            theme(
                "school",
                {"strong": ["school"], "weak": ["teacher", "pupil"], "unless": ["old school"]},
            ),
        )
    )


_PLACES = ["north", "south", "east", "west", "upper", "lower"]
_SAID = {
    "water": "The pump of {} block broke and people carry jerrycans from far",
    "arrest": "Soldiers took two traders of {} block without telling them why",
    "school": "Classes in {} block stopped because the roof leaks on the desks",
    "": "The committee of {} block met on the first day of the month",
}


def coded_rows(count: int) -> list[Row]:
    """Texts whose words no lexicon knows, so that what is found in them was learned."""
    rows = []
    for number in range(count):
        label = list(_SAID)[number % len(_SAID)]
        place = _PLACES[number // len(_SAID) % len(_PLACES)]
        text = f"{_SAID[label].format(place)} in week {number}, said group {place * (number % 3)}."
        rows.append(Row(str(number), text, "en", (label,) if label else ()))
    return rows
