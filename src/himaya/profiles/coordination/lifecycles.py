"""How entries of the coordination desk go from first word to end. Data, shared by several.

What must be looked at again stays open in force: only an open entry can be overdue, and that is
how a contact, a service or a document asks to be confirmed.
"""

from himaya.profiles.coordination.wording import lifecycle

# Contacts, memberships, services, rosters: true until somebody has to confirm them.
CONFIRMED = lifecycle("""
current    | open    | * | Current         | À jour       | Vigente       | سارٍ
to_confirm | waiting | * | To be confirmed | À confirmer  | Por confirmar | بانتظار التأكيد
ended      | stopped | * | Ended           | Terminé      | Terminado     | منتهٍ
""")

# Documents a body agrees to; in force they wait for their review.
DOCUMENT = lifecycle(
    """
draft      | open    | in_review withdrawn        | Draft              | Projet              | Borrador            | مسودة
in_review  | waiting | endorsed draft withdrawn   | In review          | En relecture        | En revisión         | قيد المراجعة
endorsed   | open    | superseded in_review withdrawn | Endorsed, in force | Approuvé, en vigueur | Aprobado, vigente | مُقرّ وسارٍ
superseded | stopped |                            | Superseded         | Remplacé            | Sustituido          | استُبدل
withdrawn  | stopped | draft                      | Withdrawn          | Retiré              | Retirado            | سُحب
""",
    endorsed="endorsed",
)

# What is asked of somebody: taken on, answered, or not.
REQUEST = lifecycle("""
asked     | open    | taken_on answered refused withdrawn | Asked     | Demandé       | Solicitado  | مطلوب
taken_on  | open    | answered refused withdrawn          | Taken on  | Pris en charge | Asumido    | قيد المتابعة
answered  | done    | taken_on                            | Answered  | Répondu       | Respondido  | تمت الإجابة
refused   | stopped | taken_on                            | Refused   | Refusé        | Denegado    | رُفض
withdrawn | stopped |                                     | Withdrawn | Retiré        | Retirado    | سُحب
""")

# Work that is planned, goes on, and ends or not.
WORK = lifecycle("""
planned   | open    | * | Planned   | Prévu     | Previsto  | مخطط له
ongoing   | open    | * | Ongoing   | En cours  | En curso  | جارٍ
completed | done    | * | Completed | Achevé    | Terminado | مكتمل
suspended | waiting | * | Suspended | Suspendu  | Suspendido | معلّق
cancelled | stopped | * | Cancelled | Annulé    | Cancelado | ملغى
""")

# Reports that are due: handed in, sent back with a word, accepted, locked with their period.
# Once handed in, a report is no longer overdue for the partner; the review is the desk's work.
PERIODIC = lifecycle(
    """
due       | open    | submitted         | Due       | Attendu   | Pendiente | مستحق
submitted | done    | accepted sent_back | Submitted | Soumis    | Enviado   | مُرسل
sent_back | open    | submitted         | Sent back | Renvoyé   | Devuelto  | أُعيد
accepted  | done    | locked sent_back  | Accepted  | Accepté   | Aceptado  | مقبول
locked    | done    | sent_back         | Locked    | Verrouillé | Bloqueado | مقفل
""",
    locked="locked",
    desk="accepted",
    why="sent_back",
)

# Dialogue with authorities, donors and others: what was promised is followed up.
DIALOGUE = lifecycle("""
planned      | open    | * | Planned             | Prévu                | Previsto               | مخطط له
held         | open    | * | Held, to follow up  | Tenu, à suivre       | Celebrado, por seguir  | عُقد وبحاجة إلى متابعة
followed_up  | done    | * | Followed up         | Suivi effectué       | Con seguimiento        | تمت المتابعة
cancelled    | stopped | * | Cancelled           | Annulé               | Cancelado              | ملغى
""")

# What was noticed and must not be forgotten.
FINDING = lifecycle("""
proposed  | open    | * | Proposed       | Proposé           | Propuesto        | مقترح
agreed    | open    | * | Agreed         | Convenu           | Acordado         | متفق عليه
acted_on  | done    | * | Acted upon     | Suivi d'effet     | Con efecto       | عُمل به
dropped   | stopped | * | Not acted upon | Sans suite        | Sin efecto       | لم يُعمل به
""")
