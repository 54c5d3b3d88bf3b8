"""How the records of the categories go from first word to end. Data, shared by several."""

from himaya.datasets.declarations import Lifecycle, State

# Reports and figures: written, handed in, looked through, verified or given back.
REPORTING = Lifecycle(
    states=(
        State(
            "draft",
            {
                "en": "Draft",
                "fr": "Brouillon",
                "es": "Borrador",
                "ar": "مسودة",
            },
            is_draft=True,
        ),
        State(
            "submitted",
            {
                "en": "Submitted",
                "fr": "Soumis",
                "es": "Enviado",
                "ar": "مُرسل",
            },
            phase="waiting",
        ),
        State(
            "returned",
            {
                "en": "Returned for correction",
                "fr": "Renvoyé pour correction",
                "es": "Devuelto para corregir",
                "ar": "أُعيد للتصحيح",
            },
        ),
        State(
            "reviewed",
            {
                "en": "Reviewed",
                "fr": "Relu",
                "es": "Revisado",
                "ar": "تمت مراجعته",
            },
            phase="waiting",
        ),
        State(
            "verified",
            {
                "en": "Verified",
                "fr": "Vérifié",
                "es": "Verificado",
                "ar": "تم التحقق منه",
            },
            phase="done",
        ),
    ),
    start="draft",
    steps={
        "draft": ("submitted",),
        "submitted": ("reviewed", "returned"),
        "returned": ("submitted",),
        "reviewed": ("verified", "returned"),
        "verified": ("returned",),
    },
)

# The six steps of case management; a closed case may be opened again.
CASE = Lifecycle(
    states=(
        State(
            "new",
            {
                "en": "New",
                "fr": "Nouveau",
                "es": "Nuevo",
                "ar": "جديد",
            },
        ),
        State(
            "assessment",
            {
                "en": "Assessment",
                "fr": "Évaluation",
                "es": "Evaluación",
                "ar": "تقييم",
            },
        ),
        State(
            "case_plan",
            {
                "en": "Case plan",
                "fr": "Plan d'action",
                "es": "Plan de caso",
                "ar": "خطة الحالة",
            },
        ),
        State(
            "implementation",
            {
                "en": "Services under way",
                "fr": "Services en cours",
                "es": "Servicios en curso",
                "ar": "تنفيذ الخدمات",
            },
        ),
        State(
            "follow_up",
            {
                "en": "Follow-up and review",
                "fr": "Suivi et révision",
                "es": "Seguimiento y revisión",
                "ar": "متابعة ومراجعة",
            },
        ),
        State(
            "closed",
            {
                "en": "Closed",
                "fr": "Clos",
                "es": "Cerrado",
                "ar": "مغلق",
            },
            phase="done",
        ),
        State(
            "transferred",
            {
                "en": "Transferred",
                "fr": "Transféré",
                "es": "Transferido",
                "ar": "محوّل",
            },
            phase="stopped",
        ),
    ),
    start="new",
    steps={
        "new": ("assessment", "closed", "transferred"),
        "assessment": ("case_plan", "closed", "transferred"),
        "case_plan": ("implementation", "closed", "transferred"),
        "implementation": ("follow_up", "closed", "transferred"),
        "follow_up": ("case_plan", "implementation", "closed", "transferred"),
        "closed": ("assessment",),
    },
)

# Feedback is done only once the answer has gone back to whoever asked.
FEEDBACK = Lifecycle(
    states=(
        State(
            "new",
            {
                "en": "New",
                "fr": "Nouveau",
                "es": "Nuevo",
                "ar": "جديد",
            },
        ),
        State(
            "assigned",
            {
                "en": "Assigned",
                "fr": "Attribué",
                "es": "Asignado",
                "ar": "مُسند",
            },
        ),
        State(
            "in_progress",
            {
                "en": "In progress",
                "fr": "En cours",
                "es": "En curso",
                "ar": "قيد المعالجة",
            },
        ),
        State(
            "on_hold",
            {
                "en": "On hold",
                "fr": "En attente",
                "es": "En espera",
                "ar": "معلّق",
            },
            phase="waiting",
        ),
        State(
            "closed",
            {
                "en": "Closed",
                "fr": "Clos",
                "es": "Cerrado",
                "ar": "مغلق",
            },
        ),
        State(
            "loop_closed",
            {
                "en": "Answer given back",
                "fr": "Réponse rendue",
                "es": "Respuesta devuelta",
                "ar": "أُعيد الرد",
            },
            phase="done",
        ),
    ),
    start="new",
    steps={
        "new": ("assigned", "in_progress"),
        "assigned": ("in_progress", "on_hold"),
        "in_progress": ("on_hold", "closed"),
        "on_hold": ("in_progress", "closed"),
        "closed": ("loop_closed", "in_progress"),
    },
)
