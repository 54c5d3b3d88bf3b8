"""What is known of an area before anybody collects there, notices on moving in it, and its mines.

Systems 33, 35, 36, 54, 57. No person is named in any; kinds of actors stand for actors.
"""

from pathlib import Path

from himaya.datasets.declarations import Profile
from himaya.profiles.coordination.lifecycles import DOCUMENT
from himaya.profiles.coordination.wording import lifecycle, words

_HERE = Path(__file__).parent

CONTEXT = Profile(
    code="context_analysis",
    names=words(
        "Context and risk by area|Contexte et risques par zone|Contexto y riesgo por zona|السياق والمخاطر حسب المنطقة"
    ),
    template=_HERE / "context_analysis.md",
    lifecycle=DOCUMENT,
    level=3,
    retention_months=60,
    asks=("area", "agency"),
    columns=(
        "title",
        "area",
        "agency",
        "date",
        "likelihood",
        "impact",
        "go",
        "review_on",
        "status",
    ),
    safeguards=(
        words(
            "No named person, no single source that can be recognised. An analysis past its review day allows no collection."
            "|Aucune personne nommée, aucune source reconnaissable. Une analyse périmée n'autorise aucune collecte."
            "|Ninguna persona nombrada ni fuente reconocible. Un análisis vencido no permite recoger datos."
            "|لا شخص مسمّى ولا مصدر يمكن التعرف عليه. تحليل فات موعد مراجعته لا يسمح بأي جمع."
        ),
    ),
    reason="Who stands where in a conflict is High: members with that access only. Five years.",
    serves=(33, 54, 57),
)

NOTICE = Profile(
    code="movement_notice",
    names=words("Movement notices|Avis de déplacement|Avisos de movimiento|إشعارات التحرك"),
    template=_HERE / "movement_notice.md",
    lifecycle=lifecycle("""
in_force | open    | * | In force | En vigueur | Vigente   | سارٍ
lifted   | done    | * | Lifted   | Levé       | Levantado | مرفوع
"""),
    level=2,
    retention_months=24,
    asks=("area", "agency"),
    columns=(
        "title",
        "area",
        "agency",
        "kind",
        "start",
        "end",
        "reliability",
        "review_on",
        "status",
    ),
    safeguards=(
        words(
            "Areas and days, never who travels when."
            "|Des zones et des jours, jamais qui voyage quand."
            "|Zonas y días, nunca quién viaja cuándo."
            "|مناطق وأيام، لا من يسافر ومتى."
        ),
    ),
    reason="Notices protect those who move; members act on them. Two years.",
    serves=(36, 55),
)

HAZARD = Profile(
    code="hazard",
    names=words(
        "Mines and explosive remnants|Mines et restes explosifs|Minas y restos explosivos|الألغام والمخلفات المتفجرة"
    ),
    template=_HERE / "hazard.md",
    lifecycle=lifecycle("""
reported      | open    | * | Reported | Signalé | Notificado | مُبلّغ عنه
handed_over   | waiting | * | Handed over | Transmis | Entregado | مُسلَّم
surveyed      | open    | * | Surveyed | Levé effectué | Reconocido | جرى مسحه
cleared       | done    | * | Cleared | Dépollué | Despejado | مُطهَّر
nothing_found | stopped | * | Nothing found | Rien trouvé | Nada encontrado | لم يُعثر على شيء
"""),
    level=3,
    retention_months=120,
    asks=("area", "agency", "position"),
    columns=(
        "title",
        "area",
        "kind",
        "agency",
        "found_on",
        "people_warned",
        "handed_to",
        "review_on",
        "status",
    ),
    safeguards=(
        words(
            "Warn people first, then hand the hazard over to mine action. Nobody goes there to measure it."
            "|Avertissez d'abord, puis transmettez à l'action contre les mines. Personne n'y va pour mesurer."
            "|Avise primero y entréguelo a la acción contra las minas. Nadie va allí a medir."
            "|حذّر الناس أولاً ثم سلّم الخطر إلى الأعمال المتعلقة بالألغام. لا يذهب أحد إلى هناك للقياس."
        ),
    ),
    reason=(
        "Exact points help whoever laid them as much as whoever clears them: High, for members. Ten years,"
        " since clearing takes as long."
    ),
    serves=(35,),
)

PROFILES = (CONTEXT, NOTICE, HAZARD)
