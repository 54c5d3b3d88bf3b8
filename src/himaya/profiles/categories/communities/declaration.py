"""Communicating with communities: feedback and its answer. Moderate."""

from pathlib import Path

from himaya.datasets.declarations import Profile
from himaya.datasets.models import Audience
from himaya.profiles.categories.lifecycles import FEEDBACK
from himaya.systems.models import Category

COMMUNITIES = Profile(
    code="community_feedback",
    names={
        "en": "Community feedback",
        "fr": "Retours des communautés",
        "es": "Comentarios de la comunidad",
        "ar": "ملاحظات المجتمع",
    },
    template=Path(__file__).parent / "form.md",
    lifecycle=FEEDBACK,
    categories=(Category.COMMUNITIES,),
    audience=Audience.WORKSPACE,
    level=2,
    retention_months=36,
    columns=(
        "ticket",
        "received_on",
        "channel",
        "area",
        "feedback_type",
        "sector",
        "priority",
        "answer_due",
        "status",
    ),
    safeguards=(
        {
            "en": "Sensitive complaints about abuse, fraud or misconduct do not belong here: hand them to your safeguarding focal point at once.",
            "fr": "Les plaintes sensibles (abus, fraude, faute) n'ont pas leur place ici : remettez-les aussitôt à votre point focal de sauvegarde.",
            "es": "Las quejas sensibles sobre abuso, fraude o mala conducta no van aquí: entréguelas enseguida a su punto focal de salvaguarda.",
            "ar": "الشكاوى الحساسة عن الإساءة أو الاحتيال أو سوء السلوك لا مكان لها هنا: سلّمها فوراً لجهة الصون لديك.",
        },
        {
            "en": "People may stay unnamed and are answered all the same.",
            "fr": "Les personnes peuvent rester anonymes et reçoivent quand même une réponse.",
            "es": "Las personas pueden permanecer en el anonimato y aun así reciben respuesta.",
            "ar": "يمكن للناس عدم ذكر أسمائهم ويتلقون الرد مع ذلك.",
        },
    ),
    reason="Words of people, without their names: for those who answer them.",
    serves=(41, 60, 121),
)
