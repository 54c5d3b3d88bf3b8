"""Meetings with attendance and minutes; action points and decisions that come out of them.

A point is related to its meeting; a plan activity may follow from a point (systems.md rows 28, 98).
"""

from pathlib import Path

from himaya.datasets.declarations import Lifecycle, Profile, Relation, State
from himaya.datasets.models import Audience
from himaya.profiles.coordination.wording import lifecycle, relation, words

_HERE = Path(__file__).parent

IN_SERIES = "meeting_in_series"

MEETING_SERIES = Profile(
    code="meeting_series",
    names=words("Series of meetings|Séries de réunions|Series de reuniones|سلاسل الاجتماعات"),
    template=_HERE / "meeting_series.md",
    of_things=True,
    audience=Audience.CO_LEADS,
    lifecycle=lifecycle("""
in_force  | open    | * | In force  | En vigueur | Vigente    | سارية
suspended | waiting | * | Suspended | Suspendue  | Suspendida | معلّقة
ended     | stopped | * | Ended     | Terminée   | Terminada  | منتهية
"""),
    columns=("title", "kind", "body", "cadence", "start", "end", "chair", "status"),
    asks=("area", "chair", "expected"),
    alone=(("title",),),
    page="meeting-series",
    reason=(
        "When a body meets is for those who meet and the government's co-leads; no person is in it."
        " Five years, as the meetings."
    ),
    serves=(98,),
)

MEETING = Profile(
    code="meeting",
    names={"en": "Meetings", "fr": "Réunions", "es": "Reuniones", "ar": "الاجتماعات"},
    template=_HERE / "meeting.md",
    audience=Audience.CO_LEADS,
    lifecycle=Lifecycle(
        states=(
            State("planned", {"en": "Planned", "fr": "Prévue", "es": "Prevista", "ar": "مخطط له"}),
            State(
                "held",
                {"en": "Held", "fr": "Tenue", "es": "Celebrada", "ar": "عُقد"},
                phase="waiting",
            ),
            State(
                "minuted",
                {
                    "en": "Minutes agreed",
                    "fr": "Compte rendu approuvé",
                    "es": "Acta aprobada",
                    "ar": "اعتُمد المحضر",
                },
                phase="done",
                is_locked=True,  # approved minutes are changed by taking the meeting back first
            ),
            State(
                "cancelled",
                {"en": "Cancelled", "fr": "Annulée", "es": "Cancelada", "ar": "أُلغي"},
                phase="stopped",
            ),
        ),
        start="planned",
        steps={
            "planned": ("held", "cancelled"),
            "held": ("minuted",),
            "minuted": ("held",),
            "cancelled": ("planned",),
        },
    ),
    relations=(
        relation(
            IN_SERIES,
            "meeting_series",
            "Series|Série|Serie|السلسلة",
            "Meetings|Réunions|Reuniones|الاجتماعات",
        ),
        Relation(
            code="minutes_in_flow",
            target="information_flow",
            labels={
                "en": "Minutes go out in the flow",
                "fr": "Le compte rendu part dans le flux",
                "es": "El acta sale en el flujo",
                "ar": "يُرسل المحضر في التدفق",
            },
            inverse_labels={
                "en": "Minutes sent in it",
                "fr": "Comptes rendus envoyés",
                "es": "Actas enviadas",
                "ar": "محاضر أُرسلت فيه",
            },
        ),
    ),
    columns=("date", "title", "kind", "area", "chair", "minute_taker", "status"),
    overview=(
        "attendance",
        {
            "en": "Who takes part",
            "fr": "Qui participe",
            "es": "Quién participa",
            "ar": "من يشارك",
        },
    ),
    is_agenda=True,
    asks=("area", "chair", "minute_taker"),
    hours=("starts_at", "ends_at"),
    alone=(("starts_at", "date"),),
    reason=(
        "Minutes are for the members who meet; the government's co-leads see when, what about and"
        " which agencies. Names of those present are encrypted. Five years of memory."
    ),
    serves=(17, 98, 127),
)

_OUT_OF_MEETING = {"en": "Meeting", "fr": "Réunion", "es": "Reunión", "ar": "الاجتماع"}

ACTION_POINT = Profile(
    code="action_point",
    names={
        "en": "Action points",
        "fr": "Points d'action",
        "es": "Puntos de acción",
        "ar": "نقاط العمل",
    },
    template=_HERE / "action_point.md",
    lifecycle=Lifecycle(
        states=(
            State("open", {"en": "Open", "fr": "Ouvert", "es": "Abierto", "ar": "مفتوحة"}),
            State("ongoing", {"en": "Ongoing", "fr": "En cours", "es": "En curso", "ar": "جارية"}),
            State("done", {"en": "Done", "fr": "Fait", "es": "Hecho", "ar": "منجزة"}, phase="done"),
            State(
                "in_plan",
                {
                    "en": "Taken into a plan",
                    "fr": "Repris dans un plan",
                    "es": "Pasado a un plan",
                    "ar": "أُدرجت في خطة",
                },
                phase="done",
            ),
            State(
                "dropped",
                {"en": "Dropped", "fr": "Abandonné", "es": "Abandonado", "ar": "أُسقطت"},
                phase="stopped",
            ),
        ),
        start="open",
    ),
    relations=(
        Relation(
            code="point_of",
            target="meeting",
            labels=_OUT_OF_MEETING,
            inverse_labels={
                "en": "Action points",
                "fr": "Points d'action",
                "es": "Puntos de acción",
                "ar": "نقاط العمل",
            },
        ),
    ),
    columns=("title", "responsible", "supporting", "raised_on", "due", "priority", "status"),
    alone=(("title", "raised_on", "responsible"),),
    asks=("responsible", "supporting", "area"),
    assigned=("focal_point",),
    reason="Points are for those who must act. Five years, as the meeting.",
    serves=(17, 98),
)

DECISION = Profile(
    code="decision",
    names={"en": "Decisions", "fr": "Décisions", "es": "Decisiones", "ar": "القرارات"},
    template=_HERE / "decision.md",
    lifecycle=Lifecycle(
        states=(
            State(
                "proposed", {"en": "Proposed", "fr": "Proposée", "es": "Propuesta", "ar": "مقترح"}
            ),
            State("in_force", {"en": "In force", "fr": "En vigueur", "es": "Vigente", "ar": "سارٍ"}),
            State(
                "carried_out",
                {"en": "Carried out", "fr": "Appliquée", "es": "Aplicada", "ar": "نُفّذ"},
                phase="done",
            ),
            State(
                "withdrawn",
                {"en": "Withdrawn", "fr": "Retirée", "es": "Retirada", "ar": "سُحب"},
                phase="stopped",
            ),
        ),
        start="in_force",
    ),
    relations=(
        Relation(
            code="decided_at",
            target="meeting",
            labels=_OUT_OF_MEETING,
            inverse_labels={
                "en": "Decisions",
                "fr": "Décisions",
                "es": "Decisiones",
                "ar": "القرارات",
            },
        ),
        relation(
            "rests_on",
            "assessment",
            "Rests on the assessment|Repose sur l'évaluation|Se basa en la evaluación|يستند إلى التقييم",
            "Decisions that rest on it|Décisions qui s'y appuient|Decisiones que se basan en ella|قرارات تستند إليه",
        ),
        relation(
            "rests_on_recommendation",
            "recommendation",
            "Rests on the recommendation|Repose sur la recommandation|Se basa en la recomendación|يستند إلى التوصية",
            "Decisions that rest on it|Décisions qui s'y appuient|Decisiones que se basan en ella|قرارات تستند إليها",
        ),
    ),
    columns=("decided_on", "title", "decided_by", "review_on", "status"),
    alone=(("title", "decided_on"),),
    reason="Decisions and what they rest on, for members. Five years, or until reviewed.",
    serves=(28,),
)
