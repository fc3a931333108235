"""The texts behind codes: bands, levels, reasons, jobs, cases and the model card."""

from __future__ import annotations

from serving.language import msg

ANY_FAMILY = msg("Other records")
DIRECTIONS = {
    "raises": msg("with such a record, leaving was more frequent"),
    "lowers": msg("with such a record, leaving was less frequent"),
}
BANDS = {
    "lower": msg("below the usual"),
    "typical": msg("as usual"),
    "raised": msg("above the usual"),
    "high": msg("far above the usual"),
}
LEVELS = {
    "agency": msg("Agency"),
    "unit": msg("Unit"),
    "branch": msg("Unit with those below it"),
    "job_family": msg("Job family"),
    "region": msg("Region"),
}
GAP_ESTIMATED = msg(
    "Closes a gap in %(competency)s up to level %(to_level)s, as the job asks; nothing about this"
    " person's level is on record, it was estimated from the job."
)
GAP_STRENGTH_ESTIMATED = msg(
    "At about level %(to_level)s in %(competency)s; nothing about this person's level is on record,"
    " it was estimated from the job."
)
REASONS = {
    "closes_gap": (
        msg("Leads in %(competency)s from about level %(from_level)s to %(to_level)s."),
        msg("Closes a gap between the job's standard and the record."),
    ),
    "demanded_by_rule": (
        msg("Demanded for the present job: %(source)s."),
        msg("Demanded for the present job by a rule."),
    ),
    "noted_by_others": (
        msg("Feedback of the last two years names %(competency)s as something to work on."),
        msg("Answers feedback of the last two years."),
    ),
    "prepares_next_job": (
        msg(
            "Prepares for the job headed for: leads in %(competency)s from about level"
            " %(from_level)s to %(to_level)s."
        ),
        msg("Prepares for the job headed for."),
    ),
    "deepens_strength": (
        msg("Deepens a strength: leads in %(competency)s to level %(to_level)s."),
        msg("Deepens a strength."),
    ),
    "taken_next": (
        msg("Often taken after %(after)s."),
        msg("Often taken after what is on record."),
    ),
    "taken_together": (
        msg("Often on record together with what this person has completed."),
        msg("Often on record together with what this person has completed."),
    ),
    "raised_levels": (
        msg(
            "Of %(n_people)s people assessed before and after it, levels rose by %(level_change)s"
            " more than those of others."
        ),
        msg("Levels rose more after it than those of others did."),
    ),
    "reads_alike": (
        msg("Its description is close to the present job and earlier courses."),
        msg("Its description is close to the present job and earlier courses."),
    ),
    "popular_in_family": (
        msg("Taken by %(n_people)s people of the same job family in %(years)s years."),
        msg("Taken by others of the same job family."),
    ),
    "popular_in_agency": (msg("Often taken in the agency."), msg("Often taken in the agency.")),
    "in_catalogue": (
        msg("In the catalogue; nothing on record speaks for another course first."),
        msg("In the catalogue; nothing on record speaks for another course first."),
    ),
    "strong_where_you_lack": (
        msg(
            "At about level %(to_level)s in %(competency)s; here the records say about"
            " %(from_level)s."
        ),
        msg("Strong in a competency that the job asks for and the record lacks."),
    ),
    "experienced_in_family": (
        msg("%(years)s years of experience in the same job family."),
        msg("Experienced in the same job family."),
    ),
    "move_teaches": (
        msg(
            "Brings %(fit)s%% of what the post asks, and would learn most in %(competency)s: from"
            " level %(from_level)s to %(to_level)s."
        ),
        msg("Brings enough and would learn something that is asked for."),
    ),
    "usual_path": (
        msg("Others went from such a post to this job."),
        msg("Others went from such a post to this job."),
    ),
    "ready_to_mentor": (msg("Has a place free as a mentor."), msg("Has a place free as a mentor.")),
}
"""A text that names values, and one for when a value is not on record."""
ESTIMATED = {
    "closes_gap": GAP_ESTIMATED,
    "prepares_next_job": msg(
        "Prepares for the job headed for: leads in %(competency)s to level %(to_level)s; nothing"
        " about this person's level is on record, it was estimated from the job."
    ),
    "strong_where_you_lack": GAP_STRENGTH_ESTIMATED,
}
"""Instead of the first text, where nothing of the person's own speaks for the level."""
STRENGTHENED = {
    REASONS["closes_gap"][0]: msg("Strengthens %(competency)s at level %(to_level)s."),
    REASONS["prepares_next_job"][0]: msg(
        "Prepares for the job headed for: strengthens %(competency)s at level %(to_level)s."
    ),
}
"""Instead of a text that leads from a level to the same level, as rounded numbers may."""
OF_THE_JOB = ("assumed", "same_job")
"""What such a level rests on; see `features.twin.noise.BASES`."""
ANY_REASON = msg("Fits the record of training and jobs.")
MENTOR_INFERRED = msg(
    "Found by seniority; whether this colleague wants to mentor is not on record."
)
BY_DEFAULT = msg("Measured against default standards of the product, not the office's own.")
JOB_KINDS = {
    "import": msg("Import records"),
    "collect": msg("Collect what was entered"),
    "train": msg("Train the early warning"),
    "score": msg("Score everybody"),
    "plan": msg("Plan the year's courses"),
}
JOB_STATES = {
    "waiting": msg("waits"),
    "running": msg("runs"),
    "done": msg("done"),
    "failed": msg("failed"),
    "cancelled": msg("cancelled"),
}
JOB_STEPS = (
    *(msg("profiles"), msg("back-test"), msg("tuning"), msg("audit by group")),
    *(msg("publishing"), msg("collecting"), msg("planning")),
)
"""What jobs are at, word for word as the work says it, so that the catalogues have it."""
CANDIDATES = {
    "base_rate": msg("one rate for everybody"),
    "tenure_rate": msg("rate by length of service"),
    "spline_hazard": msg("smooth hazard"),
    "boosted_hazard": msg("boosted trees"),
    "tuned_hazard": msg("boosted trees with searched settings"),
}
REFUSALS = {
    "no_voluntary_exits": msg("No voluntary departure is on record."),
    "too_few_events": msg("There are too few voluntary departures on record to learn from."),
    "too_short_a_history": msg("The history is too short to test a model on later years."),
    "no_signal": msg(
        "On people that the models had not seen, none told leavers from stayers well enough."
    ),
    "no_lift": msg(
        "On people that the models had not seen, those at the highest risk left no more often than"
        " everybody. A list of names would be no better than a lot."
    ),
}
ANY_REFUSAL = msg("No model of single people passed.")
GATE = {
    "first_champion": msg("It serves as the first model; there was none to compare it with."),
    "nothing_to_compare": msg("It serves; one of the two models made no statement to compare."),
    "reigning_has_seen_the_test": msg(
        "It serves; the model before it had learned from the test years, so a comparison would not"
        " have been fair."
    ),
    "other_features": msg("It serves; the model before it needed other inputs."),
    "surely_better_than_fixed": msg(
        "It serves; on the newest period it was surely better than the fixed order."
    ),
    "not_worse": msg(
        "It serves; on the newest test year it was no worse than the model before it."
    ),
    "refusal_for_a_model": msg(
        "It does not serve; it refuses to speak of single people, and the model in use does not."
    ),
    "trained_until_earlier": msg(
        "It does not serve; the model in use learned from a later day's records."
    ),
    "groups_differ": msg(
        "It does not serve; in some groups of people its level or its order is off. A written"
        " waiver would let it serve."
    ),
    "worse_than_champion": msg("It does not serve; it was worse than the model in use."),
}
ALARMS = {
    "level_off": msg(
        "More or fewer people left than the level of the warnings allows. Train the model again."
    ),
    "list_no_better": msg(
        "Past lists were surely no better than a lot. Train the model again, or go back."
    ),
    "risks_shifted": msg("The risks are spread otherwise than at its first scoring."),
    "features_shifted": msg("Many features have shifted since its first scoring."),
    "old": msg("It learned more than a year ago."),
}
ANY_VERDICT = msg("The verdict of the gate is not on the card.")
RESPONSES = {
    "wanted": msg("Would like it"),
    "not_now": msg("Not now"),
    "known_already": msg("Knows it already"),
    "not_relevant": msg("Does not fit the work"),
    "too_far": msg("Too far away"),
    "other": msg("Another reason"),
}
OFFER_KINDS = {
    "conversation": msg("A conversation"),
    "course": msg("A course"),
    "mentor": msg("A mentor"),
    "mobility": msg("Another post"),
    "workload": msg("Less workload"),
    "other": msg("Something else"),
}
OFFER_STATES = {
    "offered": msg("waits for an answer"),
    "accepted": msg("accepted by the person"),
    "declined": msg("declined by the person"),
    "no_answer": msg("no answer came"),
    "done": msg("carried out"),
}
CASE_STATES = {
    "open": msg("open"),
    "upheld": msg("upheld"),
    "rejected": msg("rejected"),
    "withdrawn": msg("withdrawn"),
}
CORRECTION_STATES = {
    "open": msg("open"),
    "passed_on": msg("passed on to the source"),
    "done": msg("mended"),
    "declined": msg("declined"),
}
FEEDBACK_DIRECTIONS = {
    "strength": msg("A strength"),
    "improve": msg("Something to grow in"),
}
LIMITS = (
    msg(
        "Exits of people's own will and, apart from them, transfers are predicted; retirement,"
        " contract ends, death and dismissal end the time in which somebody is seen."
    ),
    msg(
        "The signals are found in the records. They are not reasons, and they do not say what would"
        " have happened otherwise."
    ),
    msg("Sex, age, disability, family and absences are not inputs."),
    msg(
        "Risk opens offers of help. It must not be used for promotion, discipline, contract renewal"
        " or pay, and superiors do not see it."
    ),
)
"""The limits of `training.card`, word for word, so that the catalogues have them."""
RULES = (
    msg("Group forecasts come before names, and a care list is as long as there is time for."),
    msg("Most people on a care list would stay. A name on it is an occasion for an offer."),
    msg("Every look at a person is recorded, and the person can ask who looked."),
    msg("Scores belong to their day; older ones are no ground for anything."),
)
