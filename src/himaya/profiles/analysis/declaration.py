"""Joint analyses and their findings: one judgement each, of one theme in one area. System 5.

The severity steps are those of the JIAF (phases 1 to 5; people in need are in phases 3 and above);
what is not assessed is no step. Evidence and signatures are the room `themes`.
"""

from pathlib import Path

from himaya.datasets.declarations import Lifecycle, Module, Profile, Relation, State
from himaya.kernel.words import by_language as _said
from himaya.themes.board.gates import ANALYSIS_GATES, FINDING_GATES, guard_finding
from himaya.themes.board.named import ANALYSIS, FINDING_OF, RESTS_ON
from himaya.themes.board.named import FINDING as JUDGEMENT

_HERE = Path(__file__).parent


def _rests_on(target: str, text: str) -> Relation:
    return Relation(
        code=f"{RESTS_ON}{target}",
        target=target,
        labels=_said(text),
        inverse_labels=_said(
            "Findings that rest on it|Constats qui s'y appuient"
            "|Hallazgos que se basan en ello|نتائج تستند إليه"
        ),
    )


JOINT_ANALYSIS = Profile(
    code=ANALYSIS,
    names=_said("Joint analyses|Analyses conjointes|Análisis conjuntos|التحليلات المشتركة"),
    template=_HERE / "joint_analysis.md",
    of_things=True,
    lifecycle=Lifecycle(
        states=(
            State("preparing", _said("Preparing|En préparation|En preparación|قيد الإعداد")),
            State("in_analysis", _said("In analysis|En analyse|En análisis|قيد التحليل")),
            State("for_signature", _said("For signature|À signer|Para firmar|للتوقيع")),
            State(
                "signed",
                _said("Signed by all|Signée par toutes|Firmado por todas|وقّعه الجميع"),
                phase="done",
                is_locked=True,  # what all signed is changed by taking it back first
            ),
            State("superseded", _said("Superseded|Remplacée|Sustituido|استُبدل"), phase="stopped"),
            State("given_up", _said("Given up|Abandonnée|Abandonado|أُلغي"), phase="stopped"),
        ),
        start="preparing",
        steps={
            "preparing": ("in_analysis", "given_up"),
            "in_analysis": ("for_signature", "given_up"),
            "for_signature": ("signed", "in_analysis", "given_up"),
            "signed": ("in_analysis", "superseded"),
            "given_up": ("preparing",),
        },
    ),
    level=2,
    retention_months=120,
    relations=(
        Relation(
            code="analysis_replaces",
            target="joint_analysis",
            labels=_said("Updates|Met à jour|Actualiza|يحدّث"),
            inverse_labels=_said("Updated by|Mise à jour par|Actualizado por|حدّثه"),
        ),
    ),
    gates=ANALYSIS_GATES,
    page="analysis-board",
    columns=("title", "start", "end", "area", "agency", "partner", "next_update", "status"),
    asks=("area", "agency", "partner"),
    alone=(("title", "start"),),
    safeguards=(
        _said(
            "Agree on the scale before anybody judges by it. What was not read stays not assessed; silence is not safety."
            "|Convenez de l'échelle avant de juger. Ce qui n'a pas été lu reste non évalué ; le silence n'est pas la sécurité."
            "|Acuerden la escala antes de juzgar. Lo que no se leyó queda sin evaluar; el silencio no es seguridad."
            "|اتفقوا على المقياس قبل الحكم. ما لم يُقرأ يبقى بلا تقييم؛ والصمت ليس أماناً."
        ),
    ),
    reason="Judgements before they are public, for the members who sign. Ten years: analyses are compared.",
    serves=(5,),
)

FINDING = Profile(
    code=JUDGEMENT,
    names=_said("Findings|Constats|Hallazgos|النتائج"),
    template=_HERE / "finding.md",
    of_things=True,
    lifecycle=Lifecycle(
        states=(
            State("draft", _said("Draft|Projet|Borrador|مسودة")),
            State("proposed", _said("Proposed|Proposé|Propuesto|مقترح")),
            State(
                "agreed",
                _said("Agreed|Convenu|Acordado|متفق عليه"),
                phase="done",
                is_locked=True,  # signatures are for these words
            ),
            State(
                "disputed",
                _said("Disputed|Contesté|Disputado|محل خلاف"),
                phase="waiting",
                is_locked=True,  # as above: dissent is to these words
            ),
            State("superseded", _said("Superseded|Remplacé|Sustituido|استُبدل"), phase="stopped"),
        ),
        start="draft",
        steps={
            "draft": ("proposed", "superseded"),
            "proposed": ("agreed", "disputed", "draft", "superseded"),
            "agreed": ("proposed", "superseded"),
            "disputed": ("proposed", "superseded"),
        },
    ),
    level=2,
    retention_months=120,
    relations=(
        Relation(
            code=FINDING_OF,
            target=ANALYSIS,
            labels=_said("Joint analysis|Analyse conjointe|Análisis conjunto|التحليل المشترك"),
            inverse_labels=_said("Findings|Constats|Hallazgos|النتائج"),
        ),
        Relation(
            code="finding_replaces",
            target="finding",
            labels=_said("Replaces|Remplace|Sustituye a|يحل محل"),
            inverse_labels=_said("Replaced by|Remplacé par|Sustituido por|حل محله"),
        ),
        _rests_on(
            "assessment",
            "Rests on the assessment|Repose sur l'évaluation|Se basa en la evaluación|يستند إلى التقييم",
        ),
        _rests_on(
            "protection_monitoring",
            "Rests on the monitoring report|Repose sur le rapport de suivi"
            "|Se basa en el informe de monitoreo|يستند إلى تقرير الرصد",
        ),
        _rests_on(
            "access_incident",
            "Rests on the incident|Repose sur l'incident|Se basa en el incidente|يستند إلى الحادثة",
        ),
        _rests_on(
            "response_5w",
            "Rests on the activity report|Repose sur le rapport d'activité"
            "|Se basa en el informe de actividad|يستند إلى تقرير النشاط",
        ),
        _rests_on(
            "population_figure",
            "Rests on the population figure|Repose sur le chiffre de population"
            "|Se basa en la cifra de población|يستند إلى رقم السكان",
        ),
    ),
    gates=FINDING_GATES,
    guard=guard_finding,
    columns=(
        "title",
        "theme",
        "area",
        "severity",
        "trend",
        "confidence",
        "groups",
        "agency",
        "status",
    ),
    asks=("area", "agency"),
    safeguards=(
        _said(
            "A finding is about what happens to people, never about one person. Write what speaks against it too."
            "|Un constat porte sur ce qui arrive aux gens, jamais sur une personne. Écrivez aussi ce qui s'y oppose."
            "|Un hallazgo trata de lo que le ocurre a la gente, nunca de una persona. Escriba también lo que habla en contra."
            "|النتيجة عمّا يحدث للناس لا عن شخص بعينه. واكتب أيضاً ما يخالفها."
        ),
    ),
    reason="Judgements before they are public, for the members who sign. Ten years: analyses are compared.",
    serves=(5,),
)

PROFILES = (JOINT_ANALYSIS, FINDING)
MODULE = Module(
    "analysis",
    _said("Joint analysis|Analyse conjointe|Análisis conjunto|التحليل المشترك"),
    tuple(profile.code for profile in PROFILES),
)
