"""Terms and their definitions: several per term are allowed, and each says whose it is.

Systems 26, 131. A figure that follows one definition is never added to one that follows another,
so a definition carries how people are counted, from when and until when.
"""

from pathlib import Path

from himaya.datasets.declarations import Profile
from himaya.datasets.models import Audience
from himaya.profiles.coordination.wording import lifecycle, relation, words

_HERE = Path(__file__).parent

TERM = Profile(
    code="glossary_term",
    names=words("Glossary|Glossaire|Glosario|المسرد"),
    template=_HERE / "glossary_term.md",
    of_things=True,
    lifecycle=lifecycle("""
draft    | open    | * | Draft    | Projet   | Borrador | مسودة
agreed   | open    | * | Agreed   | Convenu  | Acordado | متفق عليه
retired  | stopped | * | Retired  | Retiré   | Retirado | متقاعد
"""),
    audience=Audience.OPERATION,
    level=1,
    retention_months=120,
    relations=(
        relation(
            "see_also",
            "glossary_term",
            "See also|Voir aussi|Véase también|انظر أيضاً",
            "See also|Voir aussi|Véase también|انظر أيضاً",
        ),
    ),
    columns=("code", "title", "term_en", "term_fr", "term_es", "term_ar", "domain", "status"),
    alone=(("code",), ("title",)),
    reason="Words for everybody. Ten years: old reports are read with them.",
    serves=(26,),
)

DEFINITION = Profile(
    code="term_definition",
    names=words(
        "Definitions of terms|Définitions des termes|Definiciones de términos|تعاريف المصطلحات"
    ),
    template=_HERE / "term_definition.md",
    of_things=True,
    # Two endorsed definitions of one term are allowed; each names its source and who uses it.
    lifecycle=lifecycle(
        """
draft       | open    | endorsed alternative withdrawn | Draft     | Projet    | Borrador    | مسودة
endorsed    | open    | retired alternative            | Endorsed  | Approuvée | Aprobada    | مُقرّ
alternative | open    | endorsed retired               | In use beside it | En usage à côté | En uso también | مستخدم إلى جانبه
retired     | stopped |                                | Retired   | Retirée   | Retirada    | متقاعد
withdrawn   | stopped | draft                          | Withdrawn | Abandonnée | Abandonada | سُحب
""",
        endorsed="endorsed",
    ),
    audience=Audience.OPERATION,
    level=1,
    retention_months=120,
    relations=(
        relation(
            "definition_of",
            "glossary_term",
            "Term|Terme|Término|المصطلح",
            "Definitions|Définitions|Definiciones|التعاريف",
        ),
        relation(
            "definition_replaces",
            "term_definition",
            "Replaces|Remplace|Sustituye a|يحل محل",
            "Replaced by|Remplacée par|Sustituida por|حل محله",
        ),
    ),
    columns=(
        "title",
        "term_code",
        "language",
        "source",
        "agency",
        "version",
        "start",
        "end",
        "status",
    ),
    alone=(("term_code", "language", "status"),),
    reason="Words for everybody. Ten years: figures are read with the definition of their day.",
    serves=(26, 131),
)

PROFILES = (TERM, DEFINITION)
