"""Documents and the shelf of references.

Systems 7, 8, 12, 25, 74. The types of documents are those the field's papers name, and those of a
repository record. What a file adds (versions, words, what it hides) is the room `library`.
"""

from pathlib import Path

from himaya.datasets.declarations import Lifecycle, Module, Profile, Relation, State
from himaya.datasets.models import Audience
from himaya.kernel.words import by_language as _said
from himaya.themes.report.reviewing import refuse_step_of_report

_HERE = Path(__file__).parent


DOCUMENT = Profile(
    code="document",
    names=_said("Documents|Documents|Documentos|الوثائق"),
    template=_HERE / "document.md",
    of_things=True,
    of_documents=True,
    # Coded documents stay open in force: one whose day of review has passed is overdue.
    lifecycle=Lifecycle(
        states=(
            State(
                "received",
                _said("Received, not coded|Reçu, non codé|Recibido, sin codificar|ورد ولم يُصنَّف"),
            ),
            State("coded", _said("Coded|Codé|Codificado|مُصنَّف")),
            State(
                "endorsed",
                _said("Reviewed, frozen|Relu, figé|Revisado, cerrado|روجع وجُمّد"),
                phase="done",
                is_locked=True,  # what was reviewed is changed by taking it back first
            ),
            State("archived", _said("Archived|Archivé|Archivado|مؤرشف"), phase="done"),
            State("withdrawn", _said("Withdrawn|Retiré|Retirado|سُحب"), phase="stopped"),
        ),
        start="received",
    ),
    level=1,
    retention_months=120,
    relations=(
        Relation(
            code="document_replaces",
            target="document",
            labels=_said("Replaces|Remplace|Sustituye a|يحل محل"),
            inverse_labels=_said("Replaced by|Remplacé par|Sustituido por|حل محله"),
        ),
        Relation(
            code="came_with",
            target="document",
            labels=_said("Came with|Joint à|Adjunto a|مرفق مع"),
            inverse_labels=_said("Attachments|Pièces jointes|Adjuntos|المرفقات"),
            is_offered=False,
        ),
        Relation(
            code="document_of",
            target="assessment",
            labels=_said("Report of|Rapport de|Informe de|تقرير عن"),
            inverse_labels=_said("Documents|Documents|Documentos|الوثائق"),
        ),
    ),
    guard=refuse_step_of_report,
    columns=("title", "document_type", "area", "agency", "published_on", "language", "status"),
    asks=("area", "agency"),
    overview=(
        "documents",
        _said(
            "Bring documents, and what waits|Apporter des documents, et ce qui attend"
            "|Traer documentos, y lo que espera|إحضار الوثائق وما ينتظر"
        ),
    ),
    safeguards=(
        _said(
            "Bring what may be shared here. Lists of persons, case files and interviews belong into the registers made for them."
            "|N'apportez que ce qui peut être partagé ici. Listes de personnes, dossiers et entretiens vont dans leurs registres."
            "|Traiga lo que aquí puede compartirse. Listas de personas, expedientes y entrevistas van en sus registros."
            "|أحضر ما تجوز مشاركته هنا. قوائم الأشخاص وملفات الحالات والمقابلات مكانها سجلاتها."
        ),
    ),
    reason=(
        "A shared store for members; each document has its own sensitivity above that of the register,"
        " and its words open with the field group of narratives. Ten years: reports are compared."
    ),
    serves=(7, 8, 12, 74),
)

REFERENCE_ITEM = Profile(
    code="reference_item",
    names=_said("Reference shelf|Rayon de référence|Estante de referencia|رفّ المراجع"),
    template=_HERE / "reference_item.md",
    of_things=True,
    lifecycle=Lifecycle(
        states=(
            State("current", _said("Current|À jour|Vigente|سارٍ")),
            State(
                "outdated",
                _said("Outdated edition|Édition dépassée|Edición superada|طبعة قديمة"),
                phase="done",
            ),
            State(
                "removed",
                _said("Taken off the shelf|Retiré du rayon|Retirado del estante|أُزيل من الرف"),
                phase="stopped",
            ),
        ),
        start="current",
    ),
    audience=Audience.OPERATION,
    level=1,
    link="link",
    retention_months=240,
    relations=(
        Relation(
            code="edition_replaces",
            target="reference_item",
            labels=_said("Replaces|Remplace|Sustituye a|يحل محل"),
            inverse_labels=_said(
                "Newer edition|Édition plus récente|Edición más reciente|طبعة أحدث"
            ),
        ),
    ),
    columns=("title", "edition", "kind", "publisher", "language", "link", "review_on", "status"),
    alone=(("title", "edition"),),
    overview=(
        "shelf",
        _said(
            "The shelf, and which links open|Le rayon, et les liens qui s'ouvrent"
            "|El estante, y qué enlaces abren|الرف والروابط التي تفتح"
        ),
    ),
    reason="Published guidance for everybody. Twenty years: which edition held when.",
    serves=(25,),
)

PROFILES = (DOCUMENT, REFERENCE_ITEM)
MODULE = Module(
    "library",
    _said("Library|Bibliothèque|Biblioteca|المكتبة"),
    tuple(profile.code for profile in PROFILES),
)
