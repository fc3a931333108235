"""The quality rules in plain words: what is wrong, and how it is mended."""

from __future__ import annotations

from features.quality.declare import Decision, Dimension
from serving.language import msg

DIMENSION_WORDS: dict[Dimension, str] = {
    "completeness": msg("Completeness"),
    "timeliness": msg("Timeliness"),
    "accuracy": msg("Accuracy"),
    "consistency": msg("Consistency"),
}
DIMENSION_MEANINGS: dict[Dimension, str] = {
    "completeness": msg("What should be on record is there."),
    "timeliness": msg("It was put on record in time and has been kept up."),
    "accuracy": msg("The value is possible, by the law and by itself."),
    "consistency": msg("Records do not contradict each other."),
}
DECISION_WORDS: dict[Decision, str] = {
    "counted": msg("who is counted among the staff"),
    "retirement": msg("the day of retirement"),
    "contract": msg("the end of the contract"),
    "promotion": msg("the next rank"),
    "courses": msg("which courses are open"),
    "mentors": msg("who may mentor"),
    "placement": msg("the unit counted to"),
}
SOURCE_WORDS = {"domain check": msg("domain check")}
"""Sources that are not the name of a regulation or of a list."""
LATE = msg(
    "This cannot be mended afterwards. Record such decisions within a month of the day they take"
    " effect."
)
CHOOSE = msg("Look at both rows and the decision letter; delete or end the one that is wrong.")
VERSIONS = msg(
    "Compare both versions with the decision letter. If the later one is right nothing needs to be"
    " done; if not, enter the former value again."
)
RULE_WORDS: dict[str, tuple[str, str]] = {
    "birth_date_missing": (
        msg("No date of birth"),
        msg("Enter the date of birth from the identity card."),
    ),
    "joined_too_young": (
        msg("Joined before the age of 15"),
        msg("Compare birth date and first day with the letter of appointment; correct one."),
    ),
    "schooling_missing": (
        msg("No schooling on record"),
        msg("Add the highest certificate with its date."),
    ),
    "degree_too_early": (
        msg("School or degree completed at an impossible age"),
        msg("Compare the date on the certificate with the date of birth; correct one."),
    ),
    "schooling_falls_back": (
        msg("Schooling of a lower level after a higher one"),
        msg("Check level and date on both certificates."),
    ),
    "post_missing": (
        msg("No present post"),
        msg("Add the present post, or the departure if the person has left."),
    ),
    "post_without_job": (msg("Present post without a job"), msg("Enter the job of the post.")),
    "post_without_unit": (msg("Present post without a unit"), msg("Enter the unit of the post.")),
    "superior_missing": (
        msg("Present post without a superior"),
        msg("Enter the direct superior, or the head of the unit."),
    ),
    "own_superior": (
        msg("Somebody is their own superior"),
        msg("Enter the superior one level above."),
    ),
    "circle_of_superiors": (
        msg("The superiors lead in a circle"),
        msg("Find out who of them is above the others, and correct the superior."),
    ),
    "superior_not_present": (
        msg("The superior has left"),
        msg("Enter the present superior of the post."),
    ),
    "two_definitive_posts": (msg("Two definitive posts at one time"), CHOOSE),
    "gap_between_posts": (
        msg("A gap between two posts"),
        msg("Add the post in between, or correct the end of the former one."),
    ),
    "post_before_joining": (
        msg("A post begun before joining"),
        msg("Compare the post with the first day in the agency; correct one of the dates."),
    ),
    "acting_too_long": (
        msg("An acting post still open after a year"),
        msg("Enter the day on which it ended."),
    ),
    "status_missing": (
        msg("Kind of employment unknown"),
        msg("Enter PNS, CPNS or PPPK with its first day."),
    ),
    "contract_without_end": (
        msg("Contract without an end"),
        msg("Enter the last day of the contract from the agreement."),
    ),
    "contract_run_out": (
        msg("Contract has run out"),
        msg("Enter the renewal with its new end, or the departure."),
    ),
    "candidate_too_long": (
        msg("Candidate (CPNS) for more than two years"),
        msg("Enter the appointment as PNS, or the reason for the longer probation."),
    ),
    "two_statuses": (msg("Two kinds of employment at one time"), CHOOSE),
    "rank_of_other_status": (
        msg("Rank does not fit the kind of employment"),
        msg("Check kind of employment and rank; PNS have I/a to IV/e, PPPK have I to XVII."),
    ),
    "rank_missing": (msg("No rank on record"), msg("Add the last rank with its first day.")),
    "rank_not_updated": (
        msg("Rank not kept up"),
        msg("Add the missing promotion, or propose the one that is due."),
    ),
    "rank_falls": (
        msg("Rank falls"),
        msg("Check the order of the decision letters; correct rank or day."),
    ),
    "rank_skips_steps": (
        msg("Ranks in between are missing"),
        msg("Add the ranks in between with their days."),
    ),
    "rank_too_soon": (
        msg("Two promotions within a year"),
        msg("Check the days on both decision letters."),
    ),
    "appraisal_missing": (
        msg("No appraisal of the last year"),
        msg("Enter the appraisal of the year, or ask the superior for it."),
    ),
    "appraisal_without_result": (
        msg("Appraisal without a result"),
        msg("Enter the predicate, or result of the work and behaviour."),
    ),
    "predicate_against_matrix": (
        msg("Predicate does not follow from result and behaviour"),
        msg("Check all three against the signed appraisal."),
    ),
    "regime_of_another_year": (
        msg("Appraisal under a regulation of another year"),
        msg("Correct the regulation or the year of the appraisal."),
    ),
    "two_appraisals_of_a_year": (msg("Two appraisals of one year"), CHOOSE),
    "training_without_hours": (
        msg("Training without hours"),
        msg("Enter the lesson hours (JP) on the certificate."),
    ),
    "hours_not_credible": (
        msg("Training hours of 0, 1 or more than 900"),
        msg("Enter the lesson hours (JP) on the certificate."),
    ),
    "training_without_name": (
        msg("Training without a name"),
        msg("Enter the title on the certificate."),
    ),
    "training_twice": (
        msg("One training booked twice"),
        msg("Keep one of the two entries."),
    ),
    "unit_without_head": (msg("Unit without a head"), msg("Enter the head, or who acts as head.")),
    "head_not_present": (
        msg("The head of the unit has left"),
        msg("Enter the present head, or who acts as head."),
    ),
    "unit_above_missing": (
        msg("The unit above is unknown"),
        msg("Add the unit above, or correct its code."),
    ),
    "unit_gone": (
        msg("Post in a unit that no longer exists"),
        msg("Enter the unit that took over its staff."),
    ),
    "job_gone": (
        msg("Post in a job that no longer exists"),
        msg("Enter the job that replaced it."),
    ),
    "retirement_age_unknown": (
        msg("Age of retirement of a job unknown"),
        msg("Enter the age of retirement from the regulation of the job."),
    ),
    "job_without_kind": (
        msg("Kind of a job unknown"),
        msg("Enter whether it is managerial, functional or executing."),
    ),
    "rows_after_departure": (
        msg("Records after the departure"),
        msg("Cancel the departure if the person is back; else delete the later records."),
    ),
    "left_before_joining": (
        msg("A departure before joining"),
        msg("Correct one of the two days; delete the person's row if she never came."),
    ),
    "past_retirement": (
        msg("Still present after the age of retirement"),
        msg("Enter the retirement, or correct birth date or job."),
    ),
    "post_recorded_late": (msg("Posts recorded late"), LATE),
    "rank_recorded_late": (msg("Ranks recorded late"), LATE),
    "appraisal_recorded_late": (msg("Appraisals recorded late"), LATE),
    "training_recorded_late": (msg("Trainings recorded late"), LATE),
    "schooling_recorded_late": (msg("Schooling recorded late"), LATE),
    "departure_recorded_late": (msg("Departures recorded late"), LATE),
    "post_in_two_versions": (msg("A post in two versions"), VERSIONS),
    "rank_in_two_versions": (msg("A rank in two versions"), VERSIONS),
    "appraisal_in_two_versions": (msg("An appraisal in two versions"), VERSIONS),
    "status_in_two_versions": (msg("A kind of employment in two versions"), VERSIONS),
    "person_in_two_versions": (msg("A person's own row in two versions"), VERSIONS),
}
