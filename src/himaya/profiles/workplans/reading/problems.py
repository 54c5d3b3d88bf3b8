"""What can be wrong with a row of a plan, in words a person can act on.

Messages are English templates marked for translation; a door translates the template and fills
in `params`. Params are columns, codes and counts, never names of people.
"""

from enum import StrEnum
from typing import NamedTuple


def gettext_noop(message: str) -> str:
    """Mark a message for the catalogue; this room does not know Django, the doors translate."""
    return message


class Level(StrEnum):
    """How much a problem matters: a notice only tells, a doubt wants a decision."""

    NOTICE = "notice"
    DOUBT = "doubt"
    REFUSED = "refused"


class Verdict(StrEnum):
    """What becomes of an activity, the worst of its problems."""

    ACCEPTED = "accepted"
    DOUBTFUL = "doubtful"
    REFUSED = "refused"


class ProblemCode(StrEnum):
    """Codes are never reused or renamed; `docs/reference/workplan-import.md` lists them."""

    ACTIONS_IN_ONE_CELL = "actions_in_one_cell"
    ACTIVITY_WITHOUT_TITLE = "activity_without_title"
    BULLETS_NOT_ALIGNED = "bullets_not_aligned"
    CELL_IN_OTHER_COLUMN = "cell_in_other_column"
    CODE_DUPLICATE = "code_duplicate"
    CODE_LETTERS_REPLACED = "code_letters_replaced"
    CODE_MISSING = "code_missing"
    DEADLINE_AMBIGUOUS = "deadline_ambiguous"
    DEADLINE_DATE_IMPOSSIBLE = "deadline_date_impossible"
    DEADLINE_NEEDS_START = "deadline_needs_start"
    DEADLINE_NEEDS_YEAR = "deadline_needs_year"
    DEADLINE_NOT_UNDERSTOOD = "deadline_not_understood"
    DEADLINE_YEAR_BORROWED = "deadline_year_borrowed"
    GOAL_TITLE_BROKEN = "goal_title_broken"
    GOAL_WITHOUT_ACTIVITIES = "goal_without_activities"
    GROUP_NUMBER_REPEATED = "group_number_repeated"
    OWNER_MISSING = "owner_missing"
    OWNERS_NOT_SEPARABLE = "owners_not_separable"
    PERSON_SUSPECTED = "person_suspected"
    PLAN_NOT_FOUND = "plan_not_found"
    PLAN_TITLE_MISSING = "plan_title_missing"
    PLAN_TITLE_REPEATED = "plan_title_repeated"
    QUARTER_MARK_UNKNOWN = "quarter_mark_unknown"
    ROW_JOINED = "row_joined"
    ROW_NOT_UNDERSTOOD = "row_not_understood"
    ROWS_REGROUPED = "rows_regrouped"
    TITLE_WORDS_JOINED = "title_words_joined"


class ProblemText(NamedTuple):
    """`says` is shown in the row, `do` in the column "what to do"."""

    level: Level
    says: str
    do: str
