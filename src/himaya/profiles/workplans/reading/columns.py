"""Which layout a table has, told by its headings in four languages."""

import re
from dataclasses import dataclass
from enum import StrEnum

from himaya.engines.tabular import Row, fold_words, one_line


class Layout(StrEnum):
    """The layouts of plans that are understood."""

    PIM = "pim_action_plan"
    CLUSTER = "cluster_work_plan"
    OBJECTIVE = "objective_plan"


# Column to the folded headings it goes by (in Arabic without hamza); the first that fits wins.
_HEADINGS = {
    "himaya_id": r"himaya[ _]id",
    "himaya_plan": r"himaya[ _]plan",
    "himaya_revision": r"himaya[ _]revision",
    "problem": r"problems?",
    "what_to_do": r"what to do",
    "plan": r"plan",
    "version": r"version",
    "section": r"section",
    "challenge": r"challenges?",
    "focal": r"focal points?( names?)?|points? focaux|puntos? focales?",
    "action": r"action points?\b.*|actions?( to be taken)?",
    "associated": r"(associated|sub|related) ?(activities|actions)|steps|etapes"
    r"|(sous activites|activites associees)|actividades asociadas"
    r"|الانشطه المرتبطه|الانشطه الفرعيه",
    "item": r"items?",
    "code": r"(activity |item )?code|no|nr|n|ref|reference|numero|codigo|الرمز|رقم",
    "objective": r"(specific |strategic )?(objectives?|outcomes?)|objectifs?|objetivos?|(ال)?هدف",
    "description": r"descriptions?|(planned |key )?activit(y|ies)( description)?|activites?"
    r"|actividad(es)?|descripcion|(ال)?نشاط|(ال)?وصف|الانشطه",
    "results": r"(expected )?(results?|outputs?)|resultats?( attendus?)?|resultados?"
    r"|النتايج|النتيجه",
    "responsible": r"responsib.*|responsables?.*|lead( agenc(y|ies)| actors?)?|owners?|who"
    r"|(ال)?مسوول(يه)?|الجهه المسووله",
    "partners": r"(supporting )?partners?|support(ing|ed by)?( parties| agencies)?|partenaires?"
    r"|socios?|الشركاء|الجهات الداعمه",
    "deadline": r"(expected )?deadlines?|due( date)?|timelines?( deadlines?)?|by when|when"
    r"|echeances?|calendrier|plazos?|fecha limite|الموعد( النهايي)?|الاطار الزمني",
    "status": r"status( update)?|progress|etat( d avancement)?|estado|الحاله",
    "remarks": r"remarks?|comments?|notes|observations?|remarques|commentaires"
    r"|observaciones|ملاحظات",
}
_PATTERNS = {name: re.compile(pattern) for name, pattern in _HEADINGS.items()}
_QUARTER = re.compile(r"\b[qt]\s?([1-4])\b")
_LONGEST = 90  # characters; a heading with its hint, never a cell of running text
_ENOUGH = 3
_FEW_WORDS = 3


@dataclass(frozen=True, slots=True)
class Header:
    """A row of headings: `columns` maps the column's name to its 0-based index."""

    layout: Layout
    columns: dict[str, int]


def read_header(row: Row) -> Header | None:
    """Recognise a row of headings, or None."""
    columns: dict[str, int] = {}
    for index, text in enumerate(row.texts):
        name = heading_name(text)
        if name and name not in columns:
            columns[name] = index
    if len([name for name in columns if not name.startswith("q")]) < _ENOUGH:
        return None
    layout = _layout(columns)
    if layout is None:
        return None
    if layout is Layout.CLUSTER:
        _settle_cluster(columns)
    return Header(layout, columns)


def heading_name(text: str) -> str | None:
    """The column a heading stands for, or None."""
    words = fold_words(one_line(text))
    folded = " ".join(words)
    if not folded or len(text) > _LONGEST:
        return None
    quarters = set(_QUARTER.findall(folded))
    if len(quarters) == 1 and len(words) <= _FEW_WORDS:
        return f"q{quarters.pop()}"
    return next((name for name, pattern in _PATTERNS.items() if pattern.fullmatch(folded)), None)


def quarter_columns(row: Row) -> dict[str, int]:
    """Quarter headings that stand in a row of their own or in a goal's row."""
    found = {}
    for index, text in enumerate(row.texts):
        name = heading_name(text)
        if name and re.fullmatch(r"q\d", name):
            found[name] = index
    return found


def _layout(columns: dict[str, int]) -> Layout | None:
    has = columns.keys()
    if "action" in has and "deadline" in has and ("focal" in has or "item" in has):
        return Layout.PIM
    if {"objective", "description"} <= has and has & {"results", "deadline", "responsible"}:
        return Layout.OBJECTIVE
    beside = {"responsible", "partners", "associated", "remarks", "deadline", "status", "focal"}
    if has & {"description", "action"} and len(has & beside) > 1:
        return Layout.CLUSTER
    return None


def _settle_cluster(columns: dict[str, int]) -> None:
    """Take the action for the description, and the column before it for the code."""
    if "description" not in columns:
        columns["description"] = columns.pop("action")
    if "code" not in columns and "item" in columns:
        columns["code"] = columns.pop("item")
    before = columns["description"] - 1
    if "code" not in columns and before >= 0 and before not in columns.values():
        columns["code"] = before
