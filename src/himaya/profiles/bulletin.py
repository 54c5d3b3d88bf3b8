"""What stands in the monthly bulletin of a coordination desk, in order. Data only.

A figure says which records it counts; the page and every copy lead from it to their list. To add
one, add a line: registers are named by code, states by those of their lifecycle.
"""

from himaya.kernel.words import LANGUAGES
from himaya.records.bulletin.declaring import ByStatus, Days, Entries, Figure, Part, Presence


def _said(text: str) -> dict[str, str]:
    return dict(zip(LANGUAGES, text.split("|"), strict=True))


_DUE = _said("Due in the month|À échéance dans le mois|Con plazo en el mes|مستحقة خلال الشهر")
_OVERDUE = _said("Overdue today|En retard aujourd'hui|Con retraso hoy|متأخرة اليوم")
_BY_STATUS = _said("By status, today|Par état, aujourd'hui|Por estado, hoy|بحسب الحالة اليوم")

PARTS = (
    Part(
        "plan_activity",
        _said("Work plan|Plan de travail|Plan de trabajo|خطة العمل"),
        figures=(
            Figure(_DUE, Days.DUE),
            Figure(
                _said("Of these done|Dont terminées|De ellas terminadas|المنجزة منها"),
                Days.DUE,
                status="done",
            ),
            Figure(_OVERDUE, late=True),
        ),
        tables=(ByStatus(_BY_STATUS),),
    ),
    Part(
        "meeting",
        _said("Meetings|Réunions|Reuniones|الاجتماعات"),
        figures=(
            Figure(
                _said("Meetings of the month|Réunions du mois|Reuniones del mes|اجتماعات الشهر"),
                Days.BEGINS,
            ),
            Figure(
                _said("Of these cancelled|Dont annulées|De ellas canceladas|الملغاة منها"),
                Days.BEGINS,
                status="cancelled",
            ),
            Figure(
                _said(
                    "Held, minutes agreed|Tenues, compte rendu approuvé"
                    "|Celebradas, acta aprobada|عُقدت واعتُمد محضرها"
                ),
                Days.BEGINS,
                status="minuted",
            ),
            Figure(
                _said(
                    "Held, minutes not agreed yet|Tenues, compte rendu à approuver"
                    "|Celebradas, acta por aprobar|عُقدت ولم يُعتمد محضرها بعد"
                ),
                Days.BEGINS,
                status="held",
            ),
        ),
        tables=(
            Entries(
                _said("Which they were|Lesquelles|Cuáles fueron|ما هي"),
                Days.BEGINS,
            ),
        ),
    ),
    Part(
        "decision",
        _said("Decisions|Décisions|Decisiones|القرارات"),
        figures=(
            Figure(
                _said(
                    "Decided in the month|Prises dans le mois|Tomadas en el mes|اتُّخذت خلال الشهر"
                ),
                Days.BEGINS,
            ),
            Figure(
                _said("In force today|En vigueur aujourd'hui|Vigentes hoy|السارية اليوم"),
                status="in_force",
            ),
        ),
        tables=(
            Entries(
                _said("What was decided|Ce qui a été décidé|Qué se decidió|ما تقرر"), Days.BEGINS
            ),
        ),
    ),
    Part(
        "action_point",
        _said("Action points|Points d'action|Puntos de acción|نقاط العمل"),
        figures=(Figure(_DUE, Days.DUE), Figure(_OVERDUE, late=True)),
        tables=(ByStatus(_BY_STATUS),),
    ),
    Part(
        "assessment",
        _said("Assessments|Évaluations|Evaluaciones|التقييمات"),
        figures=(
            Figure(
                _said(
                    "Under way in the month|Menées dans le mois|En curso en el mes|جارية خلال الشهر"
                ),
                Days.TOUCHES,
            ),
            Figure(
                _said(
                    "Ended in the month, report published|Achevées dans le mois, rapport publié"
                    "|Terminadas en el mes, informe publicado|انتهت خلال الشهر ونُشر تقريرها"
                ),
                Days.ENDS,
                status="report_completed",
            ),
        ),
        tables=(
            Entries(
                _said(
                    "With a published report|Avec rapport publié"
                    "|Con informe publicado|ذات تقرير منشور"
                ),
                Days.ENDS,
                status="report_completed",
            ),
        ),
    ),
    Part(
        "report_due",
        _said("Reports due|Rapports attendus|Informes pendientes|التقارير المستحقة"),
        figures=(Figure(_DUE, Days.DUE), Figure(_OVERDUE, late=True)),
        tables=(
            ByStatus(
                _said(
                    "Of those due in the month|De ceux à échéance dans le mois"
                    "|De los del mes|من المستحقة خلال الشهر"
                ),
                Days.DUE,
            ),
        ),
    ),
    Part(
        "response_5w",
        _said("Who is where|Qui est où|Quién está dónde|من يعمل أين"),
        tables=(
            Presence(
                _said(
                    "Agencies that reported activities, by area and sector"
                    "|Organisations ayant signalé des activités, par zone et secteur"
                    "|Organizaciones que informaron actividades, por zona y sector"
                    "|المنظمات التي أبلغت عن أنشطة بحسب المنطقة والقطاع"
                )
            ),
        ),
    ),
)
