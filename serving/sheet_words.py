"""What sheets of needs, of succession and of a year's plan are called, and their columns.

A sheet is its name and what each column of its rows is called, in the order of the workbook; what
a row holds besides is for programs.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from serving.language import msg

PERSON, UNIT, COURSE = msg("Person"), msg("Unit"), msg("Course")
COURSE_ID, CLASS_ID = msg("Id of the course"), msg("Id of the class")
COMPETENCY, COMPETENCY_ID = msg("Competency"), msg("Id of the competency")
BEGINS, ENDS, HOURS = msg("Begins"), msg("Ends before"), msg("Lesson hours (JP)")
PEOPLE, PLACES, SEATS = msg("People"), msg("Places"), msg("Seats")
GAPS, COST, BUDGET = msg("Gaps served"), msg("Cost"), msg("Budget")
POINTS, LOT = msg("Value in the plan"), msg("Lot")
PROVIDER, FORM = msg("Held by"), msg("Form of development (SIASN)")
REASON, MONTHS_LEFT = msg("Reason"), msg("Months left")
LACK_IT, LACKING = msg("Lack it"), msg("Competencies lacking")
MISSING, UNIT_ID = msg("Course missing"), msg("Id of the unit")


class Sheet(NamedTuple):
    """The name of a sheet and its columns."""

    title: str
    columns: Mapping[str, str]


SUPPLY = {
    "competency_id": COMPETENCY_ID,
    "competency": COMPETENCY,
    "n_people": LACK_IT,
    "n_levels": msg("Levels lacking"),
    "n_strategic": msg("Strategic posts that ask for it"),
    "n_courses": msg("Courses"),
    "n_reachable": msg("People whom a course could help"),
    "n_seats": SEATS,
    "n_mentors": msg("Mentors"),
    "met_by": msg("Met by"),
    "form": msg("Suggested form"),
    "n_for_form": msg("People for this form"),
}
IDLE = {"course_id": COURSE_ID, "title": COURSE, "n_classes": msg("Classes"), "n_seats": SEATS}
NEEDS = {
    "competencies": Sheet(
        msg("By competency"),
        {
            "competency_id": COMPETENCY_ID,
            "competency": COMPETENCY,
            "n_asked": msg("Asked of"),
            "n_lacking": LACK_IT,
            "n_levels": msg("Levels lacking"),
            "n_weighted": msg("Levels lacking, weighted by importance"),
            "n_must": msg("Where it is a must"),
            "share_estimated": msg("Share estimated"),
        },
    ),
    "units": Sheet(
        msg("Units"),
        {
            "unit_id": UNIT_ID,
            "name": UNIT,
            "n_people": PEOPLE,
            "job_match": msg("Mean JPM"),
            "n_below": msg("Below the standard"),
            "n_weighted": msg("Levels lacking, weighted by importance"),
            "leading": msg("Lacked most"),
        },
    ),
    "rising": Sheet(
        msg("Rising demand"),
        {
            "competency_id": COMPETENCY_ID,
            "competency": COMPETENCY,
            "signs": msg("Sign"),
            "n_asked_more": msg("People of whom more is asked"),
            "levels_more": msg("Levels asked more"),
            "n_new_jobs": msg("New jobs that ask for it"),
            "posts_before": msg("Posts a year ago"),
            "posts_now": msg("Posts now"),
            "taken_before": msg("Courses completed the year before"),
            "taken_now": msg("Courses completed in the last year"),
            "taken_change": msg("Courses completed, times those of the year before"),
        },
    ),
    "supply": Sheet(msg("Needs and supply"), SUPPLY),
    "idle": Sheet(msg("Courses without a need"), IDLE),
    "courses": Sheet(
        msg("Results of courses"),
        {
            "course_id": COURSE_ID,
            "title": COURSE,
            "n_taken": msg("Times taken"),
            "n_people": PEOPLE,
            "share_completed": msg("Share completed"),
            "n_rated": msg("Ratings"),
            "rating": msg("Rating (1–5)"),
            "n_assessed": msg("People assessed before and after"),
            "level_change": msg("Change of levels, against others"),
            "n_appraised": msg("People appraised before and after"),
            "appraisal_change": msg("Change of appraisals, against others"),
            "verdict": msg("Levels after it, against others"),
            "themes": msg("Comments speak of"),
        },
    ),
}
SUCCESSION = {
    "posts": Sheet(
        msg("Posts that fall vacant"),
        {
            "job_name": msg("Post"),
            "unit_name": UNIT,
            "unit_id": UNIT_ID,
            "employee_id": msg("Holder"),
            "reason": REASON,
            "months_left": MONTHS_LEFT,
            "scarcity": msg("Scarcity of its competencies"),
        },
    ),
    "successors": Sheet(
        msg("Could be prepared"),
        {
            "job_name": msg("Post"),
            "post_of": msg("Holder"),
            "employee_id": msg("Could be prepared"),
            "n_facts": msg("Rules not met"),
            "n_lacking": LACKING,
            "course": MISSING,
        },
    ),
    "pairs": Sheet(
        msg("Passing knowledge on"),
        {
            "competency_id": COMPETENCY_ID,
            "competency": COMPETENCY,
            "employee_id": msg("Who leaves"),
            "level": msg("Level of who leaves"),
            "months_left": MONTHS_LEFT,
            "learner_id": msg("Who could learn"),
            "learner_level": msg("Level of who could learn"),
        },
    ),
    "ladder": Sheet(
        msg("Next step of leadership"),
        {
            "employee_id": PERSON,
            "rung": msg("Next step"),
            "n_lacking": msg("How many competencies are lacking"),
            "lacking": LACKING,
            "course": MISSING,
        },
    ),
}
PLAN = {
    "classes": Sheet(
        msg("Classes"),
        {
            "offering_id": CLASS_ID,
            "course_id": COURSE_ID,
            "title": COURSE,
            "provider": PROVIDER,
            "form": FORM,
            "hours": HOURS,
            "starts_on": BEGINS,
            "ends_on": ENDS,
            "region": msg("Region"),
            "online": msg("Online"),
            "seats": SEATS,
            "taken": PLACES,
            "wanted": msg("People who want it"),
            "n_gaps": GAPS,
            "points": POINTS,
            "cost": msg("Cost of a seat"),
            "total_cost": COST,
            "seat_price": msg("What one more seat is worth"),
            "assumed": msg("Assumed, since not on record"),
        },
    ),
    "places": Sheet(
        PLACES,
        {
            "employee_id": PERSON,
            "unit_id": UNIT_ID,
            "offering_id": CLASS_ID,
            "course_id": COURSE_ID,
            "title": COURSE,
            "starts_on": BEGINS,
            "ends_on": ENDS,
            "form": FORM,
            "provider": PROVIDER,
            "hours": HOURS,
            "cost": COST,
            "points": POINTS,
            "closure": msg("Value of the gaps served"),
            "n_gaps": GAPS,
            "required": msg("Demanded by a rule"),
            "hours_owed": msg("Lesson hours owed"),
            "busy_month": msg("In a busy month of the unit"),
            "kept": msg("Kept from the earlier plan"),
            "lot": LOT,
        },
    ),
    "people": Sheet(
        PEOPLE,
        {
            "employee_id": PERSON,
            "unit_id": UNIT_ID,
            "region": msg("Region"),
            "kind": msg("Kind of job"),
            "employment": msg("Kind of employment"),
            "hours_this_year": msg("Lesson hours so far this year"),
            "hours_under_ceiling": msg("Lesson hours under the ceiling"),
            "n_classes": msg("How many classes"),
            "classes": msg("Classes"),
            "hours_planned": msg("Lesson hours planned"),
            "n_gaps_served": GAPS,
            "n_waiting": msg("Wishes that wait"),
        },
    ),
    "waiting": Sheet(
        msg("Waiting"),
        {
            "employee_id": PERSON,
            "offering_id": CLASS_ID,
            "course_id": COURSE_ID,
            "title": COURSE,
            "place": msg("Place in the queue"),
            "reason": REASON,
            "points": POINTS,
            "lot": LOT,
        },
    ),
    "not kept": Sheet(
        msg("Not kept"),
        {
            "employee_id": PERSON,
            "offering_id": CLASS_ID,
            "title": COURSE,
            "reason": REASON,
            "instead": msg("Instead"),
        },
    ),
    "one more class": Sheet(
        msg("One more class"),
        {
            "course_id": COURSE_ID,
            "title": COURSE,
            "seats": SEATS,
            "price": msg("Price"),
            "n_gaps": msg("More gaps served"),
            "points": msg("More value in the plan"),
            "places": msg("More places"),
            "cost": msg("More cost"),
        },
    ),
    "what if": Sheet(
        msg("Other budgets"),
        {
            "budget": BUDGET,
            "cost": COST,
            "places": PLACES,
            "people": PEOPLE,
            "n_gaps": GAPS,
            "points": POINTS,
            "gap_to_bound": msg("What a better plan could add at most, share"),
        },
    ),
    "needs without supply": Sheet(msg("Needs and supply"), SUPPLY),
    "courses nobody needs": Sheet(msg("Courses without a need"), IDLE),
    "IP ASN points": Sheet(
        msg("Points of the IP ASN"),
        {
            "employee_id": PERSON,
            "points_before": msg("Points before"),
            "points_after": msg("Points with the plan"),
            "points_gained": msg("Points gained"),
        },
    ),
    "PP 11-2017 Ps 207": Sheet(
        msg("PP 11-2017 Ps 207"),
        {
            "1 kind of competency / jenis kompetensi": msg("1 Kind of competency"),
            "2 target / sasaran": msg("2 Target"),
            "2 number / jumlah": msg("2 Number"),
            "3 form and path / bentuk dan jalur": msg("3 Form and path"),
            "3 SIASN form / jenisDiklat": msg("3 Form in SIASN (jenisDiklat)"),
            "4 provider / penyelenggara": msg("4 Provider"),
            "5 from - before / jadwal": msg("5 From – before"),
            "6 gaps served / kesesuaian kurikulum": msg("6 Fit of the curriculum: gaps served"),
            "7 budget, rupiah / anggaran": msg("7 Budget, rupiah"),
        },
    ),
}
