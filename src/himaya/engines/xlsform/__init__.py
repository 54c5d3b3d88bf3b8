"""XLSForm in, instrument out; answers checked against it. Pure Python, usable on its own."""

from himaya.engines.xlsform.api import (
    check_answers,
    differences,
    export_schema,
    initial_answers,
    propose_marks,
    read_form,
    state,
    unmarked,
    write_xlsx,
)
from himaya.engines.xlsform.means import MEANS, Meaning
from himaya.engines.xlsform.model import Choice, Form, Group, Question, text_in
from himaya.engines.xlsform.outcomes import (
    AnswerError,
    Change,
    Checked,
    ChoiceState,
    FormState,
    GroupState,
    InstanceState,
    ItemState,
    Proposal,
    QuestionState,
    RepeatState,
)
from himaya.engines.xlsform.problems import ANSWER_MESSAGES, MESSAGES, FormErrors, FormProblem
from himaya.engines.xlsform.proposals import REASONS

__all__ = [
    "ANSWER_MESSAGES",
    "MEANS",
    "MESSAGES",
    "REASONS",
    "AnswerError",
    "Change",
    "Checked",
    "Choice",
    "ChoiceState",
    "Form",
    "FormErrors",
    "FormProblem",
    "FormState",
    "Group",
    "GroupState",
    "InstanceState",
    "ItemState",
    "Meaning",
    "Proposal",
    "Question",
    "QuestionState",
    "RepeatState",
    "check_answers",
    "differences",
    "export_schema",
    "initial_answers",
    "propose_marks",
    "read_form",
    "state",
    "text_in",
    "unmarked",
    "write_xlsx",
]
