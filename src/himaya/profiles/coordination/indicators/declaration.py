"""Indicators with baseline, target and in need, and a report for each period and partner.

Systems 45, 52, 92, 117. How figures are added up over period, place and partner is part of the
indicator, and so is how nobody is counted twice (the partner reporting portal of UNICEF keeps the
first two; its parents add children whatever was declared). The figures of a report therefore add
up by no rule of their own. Null is not zero: a report says which of the four it is.
"""

from pathlib import Path

from himaya.datasets.declarations import Profile
from himaya.datasets.models import Audience
from himaya.profiles.coordination.lifecycles import PERIODIC
from himaya.profiles.coordination.wording import lifecycle, relation, words

_HERE = Path(__file__).parent
REPORT_OF = "report_of"  # of a report to its indicator
FIGURE_DUE_UNDER = "figure_due_under"  # of a report to the schedule that it was made by

INDICATOR = Profile(
    code="indicator",
    names=words("Indicators|Indicateurs|Indicadores|المؤشرات"),
    template=_HERE / "indicator.md",
    # Validated by the body, presented in the field, then reported on; never edited within a year.
    lifecycle=lifecycle(
        """
draft     | open    | validated         | Draft     | Projet   | Borrador | مسودة
validated | waiting | in_use draft      | Validated | Validé   | Validado | معتمد
in_use    | open    | retired           | In use    | En usage | En uso   | مستخدم
retired   | stopped |                   | Retired   | Retiré   | Retirado | متقاعد
""",
        endorsed="validated",
    ),
    audience=Audience.OPERATION,
    level=1,
    retention_months=120,
    relations=(
        relation(
            "indicator_replaces",
            "indicator",
            "Replaces|Remplace|Sustituye a|يحل محل",
            "Replaced by|Remplacé par|Sustituido por|حل محله",
        ),
        relation(
            "target_from",
            "population_figure",
            "Target is a share of|La cible est une part de|La meta es una parte de|الهدف نسبة من",
            "Targets taken from it|Cibles qui en découlent|Metas que se derivan|أهداف مستمدة منه",
        ),
        relation(
            "measures",
            "strategy_document",
            "Strategy|Stratégie|Estrategia|الاستراتيجية",
            "Indicators|Indicateurs|Indicadores|المؤشرات",
        ),
        relation(
            "defined_by",
            "term_definition",
            "Definition used|Définition utilisée|Definición utilizada|التعريف المستخدم",
            "Indicators with it|Indicateurs qui l'utilisent|Indicadores con ella|مؤشرات به",
        ),
        # Fewer reports of violence may mean less reporting (system 117).
        relation(
            "read_with",
            "indicator",
            "Read together with|À lire avec|Se lee junto con|يُقرأ مع",
            "Read together with|À lire avec|Se lee junto con|يُقرأ مع",
        ),
    ),
    alone=(("code",),),
    columns=(
        "code",
        "title",
        "kind",
        "sector",
        "unit",
        "baseline",
        "in_need",
        "target",
        "across_partners",
        "status",
    ),
    page="indicator",
    reason="Definitions without figures of people at risk. Ten years: series outlive response plans.",
    serves=(45, 52, 92, 106, 113, 117),
)

INDICATOR_REPORT = Profile(
    code="indicator_report",
    names=words(
        "Indicator reports|Rapports sur les indicateurs|Informes de indicadores|تقارير المؤشرات"
    ),
    template=_HERE / "indicator_report.md",
    lifecycle=PERIODIC,
    audience=Audience.OPERATION,
    level=2,
    retention_months=120,
    relations=(
        relation(
            REPORT_OF,
            "indicator",
            "Indicator|Indicateur|Indicador|المؤشر",
            "Reports|Rapports|Informes|التقارير",
        ),
        relation(
            "achieved_by",
            "activity_planned",
            "Activity|Activité|Actividad|النشاط",
            "Indicator reports|Rapports sur les indicateurs|Informes de indicadores|تقارير المؤشرات",
        ),
        relation(
            FIGURE_DUE_UNDER,
            "reporting_schedule",
            "Schedule|Calendrier|Calendario|الجدول",
            "Indicator reports|Rapports sur les indicateurs|Informes de indicadores|تقارير المؤشرات",
            is_offered=False,
        ),
    ),
    given_to="agency",
    fixed=("indicator_code", "agency", "start", "end", "due"),  # of one made ahead: by the desk
    asks=("area", "agency"),
    alone=(("indicator_code", "agency", "area", "start", "end"),),
    columns=(
        "title",
        "indicator_code",
        "agency",
        "area",
        "end",
        "reported",
        "value",
        "overall",
        "due",
        "status",
    ),
    safeguards=(
        words(
            "Zero, not reported and not assessed are three answers: choose one and leave no figure blank by guess."
            "|Zéro, non communiqué et non évalué sont trois réponses : choisissez, ne devinez pas."
            "|Cero, no informado y no evaluado son tres respuestas: elija una y no adivine."
            "|الصفر وعدم الإبلاغ وعدم التقييم ثلاث إجابات: اختر واحدة ولا تخمّن."
        ),
        words(
            "A figure under ten for one small place can point at a family: report it for the larger area."
            "|Un chiffre inférieur à dix pour un petit lieu peut désigner une famille : donnez la zone plus grande."
            "|Una cifra menor de diez en un lugar pequeño puede señalar a una familia: dela para la zona mayor."
            "|الرقم الأقل من عشرة في مكان صغير قد يدل على أسرة: أعطه للمنطقة الأكبر."
        ),
    ),
    reason=(
        "Figures by partner and place: Moderate until added up and cleared. Ten years, as the"
        " indicators they belong to."
    ),
    serves=(52, 92, 112),
)

PROFILES = (INDICATOR, INDICATOR_REPORT)
