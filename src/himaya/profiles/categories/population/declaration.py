"""Population data: figures by place, day, group, sex and age. Aggregates, so Low."""

from pathlib import Path

from himaya.datasets.declarations import Alike, Profile, Relation, SheetPart
from himaya.datasets.models import Audience
from himaya.profiles.categories.lifecycles import REPORTING
from himaya.systems.models import Category

POPULATION = Profile(
    code="population_figure",
    names={
        "en": "Population figures",
        "fr": "Chiffres de population",
        "es": "Cifras de población",
        "ar": "أرقام السكان",
    },
    template=Path(__file__).parent / "form.md",
    sheet=(
        SheetPart(1, {"en": "Population", "fr": "Population", "es": "Población", "ar": "السكان"}),
    ),
    tells={
        "en": "How many people, how many in need",
        "fr": "Combien de personnes, combien dans le besoin",
        "es": "Cuántas personas, cuántas con necesidades",
        "ar": "كم عدد الناس، وكم منهم محتاجون",
    },
    tells_with=("persons", "population_group", "population_status", "source_organisation"),
    lifecycle=REPORTING,
    categories=(Category.POPULATION,),
    audience=Audience.OPERATION,
    level=1,
    retention_months=120,
    relations=(
        Relation(
            code="follows_definition",
            target="term_definition",
            labels={
                "en": "Definition followed",
                "fr": "Définition suivie",
                "es": "Definición seguida",
                "ar": "التعريف المتبع",
            },
            inverse_labels={
                "en": "Figures that follow it",
                "fr": "Chiffres qui la suivent",
                "es": "Cifras que la siguen",
                "ar": "الأرقام التي تتبعه",
            },
        ),
        Relation(
            code="figure_replaces",
            target="population_figure",
            labels={
                "en": "Replaces",
                "fr": "Remplace",
                "es": "Sustituye a",
                "ar": "يحل محل",
            },
            inverse_labels={
                "en": "Replaced by",
                "fr": "Remplacé par",
                "es": "Sustituida por",
                "ar": "حل محله",
            },
        ),
    ),
    page="population-figure",
    # Unlike definitions, groups, statuses or days: no total (OCHA and UNHCR count other people).
    alike=Alike(
        figures=("persons", "households"),
        same=(
            ("definition_code", "definition_used"),
            ("population_group",),
            ("population_status",),
            ("as_of",),
        ),
        wholes={"sex": "t", "age_bracket": "all_ages"},
        schemes={"age_scheme": "age_bracket"},
        once=("site", "sex", "age_bracket"),
        one_level=True,
    ),
    asks=("area",),
    columns=(
        "title",
        "as_of",
        "area",
        "population_group",
        "sex",
        "age_bracket",
        "persons",
        "status",
    ),
    safeguards=(
        {
            "en": "Write figures of groups only. A figure under ten for one small place can point at a family: give it for the larger area instead.",
            "fr": "N'écrivez que des chiffres de groupes. Un chiffre inférieur à dix pour un petit lieu peut désigner une famille : donnez-le pour la zone plus grande.",
            "es": "Escriba solo cifras de grupos. Una cifra menor de diez en un lugar pequeño puede señalar a una familia: dela para la zona mayor.",
            "ar": "اكتب أرقام المجموعات فقط. الرقم الأقل من عشرة في مكان صغير قد يدل على أسرة بعينها: أعطه للمنطقة الأكبر.",
        },
        {
            "en": "Say which agreed definition the figure follows; figures of two definitions must not be added.",
            "fr": "Indiquez la définition convenue ; des chiffres de deux définitions ne s'additionnent pas.",
            "es": "Indique la definición acordada; cifras de dos definiciones no se suman.",
            "ar": "اذكر التعريف المتفق عليه؛ لا تُجمع أرقام بتعريفين مختلفين.",
        },
    ),
    reason="Figures of groups, for everybody. Ten years: trends and planning look back.",
    serves=(46, 131, 139),
)
