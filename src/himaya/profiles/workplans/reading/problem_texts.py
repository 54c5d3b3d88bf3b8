"""Messages of the problem codes: what the row shows, and what a person can do about it."""

from himaya.profiles.workplans.reading.problems import (
    Level,
    ProblemCode,
    ProblemText,
    gettext_noop,
)

TEXTS: dict[ProblemCode, ProblemText] = {
    ProblemCode.ACTIONS_IN_ONE_CELL: ProblemText(
        Level.NOTICE,
        gettext_noop("The action cell holds %(count)s actions; they were kept as sub-actions."),
        gettext_noop("Nothing, or make them rows of their own."),
    ),
    ProblemCode.ACTIVITY_WITHOUT_TITLE: ProblemText(
        Level.REFUSED,
        gettext_noop("The row has no words that say what is to be done."),
        gettext_noop("Write the activity in the description column and import the file again."),
    ),
    ProblemCode.BULLETS_NOT_ALIGNED: ProblemText(
        Level.DOUBT,
        gettext_noop(
            "Activities: %(activities)s; responsible parties beside them: %(responsible)s; "
            "timelines: %(timelines)s. Nothing in the file says which belongs to which."
        ),
        gettext_noop("Pair each activity with its responsible party and timeline by hand."),
    ),
    ProblemCode.CELL_IN_OTHER_COLUMN: ProblemText(
        Level.DOUBT,
        gettext_noop(
            "The column for responsible parties holds timelines only; they were read as timelines."
        ),
        gettext_noop("Confirm, or move the words to their column; name who is responsible."),
    ),
    ProblemCode.CODE_DUPLICATE: ProblemText(
        Level.DOUBT,
        gettext_noop("The code %(item)s is used more than once in this plan."),
        gettext_noop("Give each activity a code of its own."),
    ),
    ProblemCode.CODE_LETTERS_REPLACED: ProblemText(
        Level.NOTICE,
        gettext_noop(
            "The code had letters of another alphabet that look Latin; it was read as %(item)s."
        ),
        gettext_noop("Nothing, if the code is right."),
    ),
    ProblemCode.CODE_MISSING: ProblemText(
        Level.DOUBT,
        gettext_noop("The activity has no code."),
        gettext_noop("Write the code it should have, one not used elsewhere in the plan."),
    ),
    ProblemCode.DEADLINE_AMBIGUOUS: ProblemText(
        Level.DOUBT,
        gettext_noop("The date in figures can be read as two different days."),
        gettext_noop("Write the month in letters."),
    ),
    ProblemCode.DEADLINE_DATE_IMPOSSIBLE: ProblemText(
        Level.DOUBT,
        gettext_noop("The deadline names a day or quarter that does not exist, or runs backwards."),
        gettext_noop("Correct the deadline."),
    ),
    ProblemCode.DEADLINE_NEEDS_START: ProblemText(
        Level.DOUBT,
        gettext_noop("The deadline counts from the plan's start, which the file does not give."),
        gettext_noop("Give the plan's start date."),
    ),
    ProblemCode.DEADLINE_NEEDS_YEAR: ProblemText(
        Level.DOUBT,
        gettext_noop("The deadline has no year and the plan does not state one."),
        gettext_noop("Give the plan's year or start date."),
    ),
    ProblemCode.DEADLINE_NOT_UNDERSTOOD: ProblemText(
        Level.DOUBT,
        gettext_noop("The deadline's words were kept, but no date or rhythm was found in them."),
        gettext_noop("Add a date, or choose open ended, recurring or on request."),
    ),
    ProblemCode.DEADLINE_YEAR_BORROWED: ProblemText(
        Level.NOTICE,
        gettext_noop("The deadline's year %(year)s was taken from other rows of the plan."),
        gettext_noop("Nothing, if the year is right."),
    ),
    ProblemCode.GOAL_TITLE_BROKEN: ProblemText(
        Level.DOUBT,
        gettext_noop(
            "The goal's title went on in the row below; its words were moved to the title."
        ),
        gettext_noop("Confirm the goal's title and the activity's words."),
    ),
    ProblemCode.GOAL_WITHOUT_ACTIVITIES: ProblemText(
        Level.NOTICE,
        gettext_noop("The goal has no activities."),
        gettext_noop("Nothing, or add its activities."),
    ),
    ProblemCode.GROUP_NUMBER_REPEATED: ProblemText(
        Level.NOTICE,
        gettext_noop("Another group has the same number; plans are told apart by group name."),
        gettext_noop("Nothing, or correct the number."),
    ),
    ProblemCode.OWNER_MISSING: ProblemText(
        Level.DOUBT,
        gettext_noop("Nobody is named as responsible."),
        gettext_noop("Name who is responsible."),
    ),
    ProblemCode.OWNERS_NOT_SEPARABLE: ProblemText(
        Level.DOUBT,
        gettext_noop("Names stand side by side without a sign between them."),
        gettext_noop("Put a semicolon between the names, or confirm that it is one person."),
    ),
    ProblemCode.PERSON_SUSPECTED: ProblemText(
        Level.DOUBT,
        gettext_noop("A part of the responsible or partners cell may be a person's name."),
        gettext_noop(
            "Say on the bench whether it is a person or a body. A person is kept encrypted, with "
            "the focal points; a file given back leaves names out."
        ),
    ),
    ProblemCode.PLAN_NOT_FOUND: ProblemText(
        Level.REFUSED,
        gettext_noop("No table was found whose headings belong to a work or action plan."),
        gettext_noop(
            "Check that the file has a row of headings such as Description, Responsibility, "
            "Expected deadline; or download the template and copy the plan into it."
        ),
    ),
    ProblemCode.PLAN_TITLE_MISSING: ProblemText(
        Level.NOTICE,
        gettext_noop("The file gives the plan no title; its goal or sheet name was taken."),
        gettext_noop("Give the plan a title, and keep it when you import again."),
    ),
    ProblemCode.PLAN_TITLE_REPEATED: ProblemText(
        Level.DOUBT,
        gettext_noop("Two plans of the file have the same title."),
        gettext_noop("Give each plan a title of its own."),
    ),
    ProblemCode.QUARTER_MARK_UNKNOWN: ProblemText(
        Level.DOUBT,
        gettext_noop("The mark %(mark)s in a quarter column is not known; it was kept as it is."),
        gettext_noop("Replace it by x, or say in the remarks what it means."),
    ),
    ProblemCode.ROW_JOINED: ProblemText(
        Level.DOUBT,
        gettext_noop("The row looked like the rest of the row above and was joined to it."),
        gettext_noop("Confirm, or give the row what it lacks to stand alone."),
    ),
    ProblemCode.ROW_NOT_UNDERSTOOD: ProblemText(
        Level.DOUBT,
        gettext_noop("The row belongs to no activity and no goal; its words were put aside."),
        gettext_noop("Move the words to where they belong, or leave them out."),
    ),
    ProblemCode.ROWS_REGROUPED: ProblemText(
        Level.DOUBT,
        gettext_noop("Rows lacked cells; where this one begins was told from the bullets."),
        gettext_noop("Compare the objective and its lists with the file."),
    ),
    ProblemCode.TITLE_WORDS_JOINED: ProblemText(
        Level.NOTICE,
        gettext_noop("A word of the title was cut by a cell border and was put together."),
        gettext_noop("Nothing, if the title is right."),
    ),
}
