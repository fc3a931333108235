"""The texts behind codes: features, families, bands, levels, reasons, purposes, actions."""

from __future__ import annotations

from serving.language import msg
from serving.purposes import Action, Purpose

FEATURES = {
    "days_in_service": msg("Time in service"),
    "days_to_next_five_years": msg("Time until the next five years of service"),
    "employment_type": msg("Kind of employment"),
    "days_in_employment_type": msg("Time in this kind of employment"),
    "days_to_contract_end": msg("Time until the contract ends"),
    "days_in_job": msg("Time in the present job"),
    "days_in_unit": msg("Time in the present unit"),
    "days_with_supervisor": msg("Time with the present superior"),
    "days_since_last_appointment": msg("Time since the last appointment"),
    "n_jobs_held": msg("Jobs held so far"),
    "n_units_worked_in": msg("Units worked in so far"),
    "n_jobs_last_three_years": msg("Jobs held in the last three years"),
    "supervisor_changed": msg("Change of superior in the last year"),
    "n_acting_posts_last_three_years": msg("Acting posts in the last three years"),
    "days_since_promotion": msg("Time since the last promotion"),
    "days_in_rank": msg("Time in the present rank"),
    "job_kind": msg("Kind of job"),
    "job_level": msg("Level of the job"),
    "job_class": msg("Job class"),
    "courses_last_year": msg("Courses in the last year"),
    "courses_last_three_years": msg("Courses in the last three years"),
    "hours_last_year": msg("Training hours in the last year"),
    "hours_last_three_years": msg("Training hours in the last three years"),
    "share_of_duty_hours": msg("Share of the yearly training hours reached"),
    "days_since_training": msg("Time since the last training"),
    "share_not_finished": msg("Share of courses not finished"),
    "n_mentorings_last_three_years": msg("Mentorings in the last three years"),
    "days_since_appraisal": msg("Time since the last appraisal"),
    "n_raters_last_three_years": msg("Raters in the last three years"),
    "n_people_in_unit": msg("People in the unit"),
    "n_people_in_job": msg("People in the same job"),
    "n_people_same_job_and_unit": msg("People in the same job and unit"),
    "n_people_of_supervisor": msg("People under the same superior"),
    "share_of_unit_new": msg("Share of the unit that is new"),
    "share_of_unit_left": msg("Share of the unit that left in the last year"),
    "share_of_unit_left_last_quarter": msg("Share of the unit that left in the last quarter"),
    "share_of_job_left": msg("Share of people in the same job who left in the last year"),
}
FAMILIES = {
    "tenure": msg("Time in service"),
    "post": msg("Career in posts and ranks"),
    "appraisal": msg("Course of appraisals"),
    "learning": msg("Course of training"),
    "organisation": msg("Unit and team"),
    "pay": msg("Course of pay"),
    "history": msg("Career history"),
}
ANY_FAMILY = msg("Other records")
DIRECTIONS = {
    "raises": msg("with such a record, leaving was more frequent"),
    "lowers": msg("with such a record, leaving was less frequent"),
}
NOT_ON_RECORD = msg("not on record")
VALUES = {
    "pns": msg("permanent (PNS)"),
    "cpns": msg("probationary (CPNS)"),
    "pppk": msg("on contract (PPPK)"),
    "pppk_part_time": msg("on part-time contract (PPPK)"),
    "leadership": msg("leadership"),
    "administrator": msg("administrator"),
    "supervisor": msg("supervisor"),
    "functional": msg("functional"),
    "executor": msg("executor"),
}
YES = msg("yes")
NO = msg("no")
BANDS = {
    "lower": msg("below the usual"),
    "typical": msg("as usual"),
    "raised": msg("above the usual"),
    "high": msg("far above the usual"),
}
LEVELS = {
    "agency": msg("Agency"),
    "unit": msg("Unit"),
    "job_family": msg("Job family"),
    "region": msg("Region"),
}
REASONS = {
    "closes_gap": (
        msg("Leads in %(competency)s from level %(from_level)s to %(to_level)s."),
        msg("Closes a gap between the job's standard and the record."),
    ),
    "popular_in_family": (
        msg("Taken by %(n_people)s people of the same job family in %(years)s years."),
        msg("Taken by others of the same job family."),
    ),
    "strong_where_you_lack": (
        msg("At level %(to_level)s in %(competency)s; the record here says %(from_level)s."),
        msg("Strong in a competency that the job asks for and the record lacks."),
    ),
    "experienced_in_family": (
        msg("%(years)s years of experience in the same job family."),
        msg("Experienced in the same job family."),
    ),
}
"""A text that names values, and one for when a value is not on record."""
ANY_REASON = msg("Fits the record of training and jobs.")
PURPOSES = {
    Purpose.CARE: msg("care"),
    Purpose.DEVELOPMENT: msg("development"),
    Purpose.PLANNING: msg("planning"),
    Purpose.AUDIT: msg("audit"),
    Purpose.OPERATION: msg("operation"),
}
ACTIONS = {
    Action.READ_PERSON: msg("Read facts about a person"),
    Action.READ_RISK: msg("Read a person's risk"),
    Action.READ_SUGGESTIONS: msg("Read a person's suggestions"),
    Action.READ_CARE_LIST: msg("Read the care list"),
    Action.READ_FORECASTS: msg("Read group forecasts"),
    Action.PREDICT_TURNOVER: msg("Ask the model for risks"),
    Action.READ_ACCESS_LOG: msg("Read the access log"),
    Action.READ_CONTRACT: msg("Read the description of the API"),
    Action.OWN_ACCOUNT: msg("Changed the own password"),
}
