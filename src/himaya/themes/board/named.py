"""Names of the registers and relations that a joint analysis is kept in; profiles declare them."""

ANALYSIS = "joint_analysis"
FINDING = "finding"
FINDING_OF = "finding_of"
RESTS_ON = "finding_rests_on_"  # begins the relations to records that are evidence
RECOMMENDED = "recommended_on_finding"
ANSWER_TO = "answer_to"  # of what an addressee answers to the recommendation it is asked for

NOT_ASSESSED = "not_assessed"
SEVERITIES = ("s5", "s4", "s3", "s2", "s1")  # the worst first
IN_NEED = frozenset(SEVERITIES[:3])  # phases 3 and above
DRAFT, PROPOSED, AGREED, DISPUTED, SUPERSEDED = (
    "draft",
    "proposed",
    "agreed",
    "disputed",
    "superseded",
)
STATED = frozenset({PROPOSED, AGREED, DISPUTED})  # a draft's severity is nobody's judgement yet
SIGNED_IN = {FINDING: frozenset({PROPOSED, DISPUTED}), ANALYSIS: frozenset({"for_signature"})}
