"""What the tables of the records and their sensitive columns are called."""

from __future__ import annotations

from serving.language import msg

TABLE_WORDS = {
    "employees": msg("Employees"),
    "statuses": msg("Kinds of employment"),
    "educations": msg("Schooling"),
    "units": msg("Units"),
    "jobs": msg("Jobs"),
    "assignments": msg("Posts"),
    "ranks": msg("Ranks"),
    "appraisals": msg("Appraisals"),
    "trainings": msg("Trainings"),
    "departures": msg("Departures"),
    "establishment": msg("Posts needed"),
    "feedbacks": msg("Feedback"),
    "competencies": msg("Competencies"),
    "competency_standards": msg("Competency standards"),
    "assessments": msg("Competency assessments"),
    "courses": msg("Course catalogue"),
    "course_competencies": msg("What courses teach"),
    "course_requirements": msg("What courses ask for"),
    "offerings": msg("Classes"),
    "mentors": msg("Mentors"),
    "mentorings": msg("Mentoring relations"),
    "conflicts": msg("Conflicts of interest"),
    "opportunities": msg("Open posts and projects"),
    "goals": msg("Goals"),
    "absences": msg("Absences"),
    "sanctions": msg("Disciplinary decisions"),
    "responses": msg("Answers to suggestions"),
    "interventions": msg("What was offered"),
    "pay": msg("Base pay, where it is allowed"),
}
"""What record tables are called; ``pay`` is a need of features beside them."""
SENSITIVE_WORDS = {
    "employees.birth_date": msg("date of birth"),
    "employees.sex": msg("sex"),
    "employees.disability": msg("disability"),
    "assignments.base_pay": msg("base pay"),
    "assignments.gross_pay": msg("pay with allowances"),
    "conflicts.kind": msg("the kind of a conflict of interest"),
    "absences.kind": msg("the kind of an absence"),
    "sanctions.severity": msg("how severe a disciplinary decision is"),
}
