"""The contract: every record table and column the product accepts, declared once.

Validation, the data dictionary, the import, the cut in time and the sample agency all read these
declarations. To add a column, add a line here; to add a table, add a `Table` to `TABLES`. The
vocabulary is fixed: names and meanings are only ever added to.
"""

from __future__ import annotations

from features.contract import (
    Table,
    code_column,
    date_column,
    flag_column,
    id_column,
    number_column,
    person_column,
    text_column,
)

EMPLOYEE = person_column("employee_id", "The person.", required=True)
AGENCY = id_column("agency_id", "The agency; needed where somebody is in two.")
STARTED = date_column("started_on", "The first day.", required=True, ahead=True)
ENDED = date_column("ended_on", "The first day after; empty means it still goes on.", ahead=True)
RECORDED = date_column("recorded_on", "The day on which the office knew of the row.")
END_RECORDED = date_column("end_recorded_on", "The day on which the office knew of the end.")
WITHDRAWN = date_column(
    "withdrawn_on", "The day on which the office knew that the row is wrong; empty means it counts."
)
VALID_FROM = date_column("valid_from", "The first day on which the row holds.", ahead=True)
VALID_TO = date_column("valid_to", "The first day on which it no longer holds.", ahead=True)

PNS_RANKS = tuple(
    f"{group}/{step}"
    for group, steps in (("I", "abcd"), ("II", "abcd"), ("III", "abcd"), ("IV", "abcde"))
    for step in steps
)
"""Ranks of permanent civil servants from lowest to highest (PP 11/2017)."""
PPPK_RANKS = tuple("I II III IV V VI VII VIII IX X XI XII XIII XIV XV XVI XVII".split())
"""Grades of contract civil servants from lowest to highest (PP 49/2018)."""
EDUCATION_LEVELS = tuple("primary junior senior d1 d2 d3 d4 s1 profession specialist s2 s3".split())
"""Levels of schooling from lowest to highest."""
JOB_KINDS = tuple("leadership administrator supervisor functional executor".split())
"""Kinds of job: three managerial ones, functional (JF) and executor (pelaksana)."""
JOB_LEVELS = tuple("pemula terampil mahir penyelia pertama muda madya utama pratama".split())
"""Levels inside leadership and functional jobs."""
EMPLOYMENT_TYPES = tuple("pns cpns pppk pppk_part_time other".split())
"""Kinds of employment (UU 20/2023)."""

RESPONSES = tuple("wanted not_now known_already not_relevant too_far other".split())
"""Answers to a suggestion: wanted, or the reason not to take it."""
INTERVENTIONS = tuple("conversation course mentor mobility workload other".split())
"""What an office may offer to somebody it wants to keep."""

REASON_FAMILIES: dict[str, tuple[str, ...]] = {
    "voluntary": (
        "resignation",
        "early_retirement",
        "contract_resignation",
        "candidate_withdrawal",
        "unknown_exit",
    ),
    "transfer": ("transfer_out",),
    "calendar": ("retirement", "contract_end"),
    "personal": ("death", "incapacity", "missing"),
    "employer": ("dismissal", "non_renewal", "redundancy"),
    "administrative": ("reorganisation", "status_change"),
}
"""What a departure's reason means to a model: only the voluntary family is ever predicted."""
FAMILY_OF_REASON = {reason: name for name, reasons in REASON_FAMILIES.items() for reason in reasons}

TABLES: tuple[Table, ...] = (
    Table(
        name="employees",
        meaning="Who works here: only what does not change while somebody is with the agency.",
        key=("employee_id",),
        happened="joined_on",
        withdrawn="withdrawn_on",
        lag=30,
        required=True,
        columns=(
            EMPLOYEE,
            id_column("agency_id", "The agency the person works for.", required=True),
            date_column("joined_on", "The first day with this agency.", required=True, ahead=True),
            date_column(
                "birth_date", "For legal dates and audits by group only.", sensitivity="sensitive"
            ),
            code_column("sex", "f m", "For audits by group only.", sensitivity="sensitive"),
            flag_column("disability", "For audits by group only.", sensitivity="sensitive"),
            RECORDED,
            WITHDRAWN,
        ),
    ),
    Table(
        name="statuses",
        meaning="Kinds of employment, one after the other, with the end of contracts.",
        key=("employee_id", "started_on"),
        happened="started_on",
        ended="ended_on",
        lag=30,
        columns=(
            EMPLOYEE,
            STARTED,
            ENDED,
            code_column(
                "employment_type",
                " ".join(EMPLOYMENT_TYPES),
                "Permanent (pns), candidate (cpns), contract (pppk) or other.",
                required=True,
            ),
            date_column("contract_ends_on", "The day the contract runs out.", ahead=True),
            RECORDED,
            END_RECORDED,
        ),
    ),
    Table(
        name="educations",
        meaning="Schooling and degrees.",
        key=("employee_id", "completed_on"),
        happened="completed_on",
        lag=90,
        columns=(
            EMPLOYEE,
            date_column("completed_on", "The day of graduation.", required=True),
            code_column("level", " ".join(EDUCATION_LEVELS), "The level reached.", required=True),
            text_column("field", "The subject."),
            RECORDED,
        ),
    ),
    Table(
        name="units",
        meaning="The tree of organisational units.",
        key=("unit_id",),
        versioned=True,
        columns=(
            id_column("unit_id", "The unit.", required=True),
            id_column("agency_id", "The agency the unit belongs to.", required=True),
            id_column("parent_id", "The unit above.", refers_to="units"),
            text_column("name", "The unit's name."),
            text_column("function", "The government function it serves (urusan)."),
            text_column("region", "Where it is."),
            person_column("head_id", "Who leads it."),
            VALID_FROM,
            VALID_TO,
        ),
    ),
    Table(
        name="jobs",
        meaning="The jobs (jabatan) that assignments refer to.",
        key=("job_id",),
        versioned=True,
        columns=(
            id_column("job_id", "The job.", required=True),
            text_column("name", "The job's title."),
            code_column("kind", " ".join(JOB_KINDS), "The kind of job."),
            text_column("family", "The job family (rumpun)."),
            code_column("level", " ".join(JOB_LEVELS), "The level inside its kind."),
            number_column("job_class", "Job class (kelas jabatan).", low=1, high=17),
            number_column("retirement_age", "Age at retirement in years.", low=45, high=75),
            VALID_FROM,
            VALID_TO,
        ),
    ),
    Table(
        name="establishment",
        meaning="How many posts of a job a unit needs.",
        key=("unit_id", "job_id", "valid_from"),
        columns=(
            id_column("unit_id", "The unit.", required=True, refers_to="units"),
            id_column("job_id", "The job.", required=True, refers_to="jobs"),
            number_column("needed", "Posts needed by workload analysis (ABK).", required=True),
            flag_column("strategic", "Whether the post must not be empty."),
            VALID_FROM,
            VALID_TO,
            RECORDED,
        ),
    ),
    Table(
        name="assignments",
        meaning="Posts held, one after the other; acting posts beside them.",
        key=("employee_id", "started_on", "appointment"),
        happened="started_on",
        ended="ended_on",
        lag=30,
        required=True,
        columns=(
            EMPLOYEE,
            STARTED,
            ENDED,
            id_column("job_id", "The job.", refers_to="jobs"),
            id_column("unit_id", "The unit.", refers_to="units"),
            person_column("supervisor_id", "The direct superior in this post."),
            code_column(
                "appointment",
                "definitive acting daily_acting additional",
                "How the post is held; empty means definitive.",
            ),
            code_column(
                "move",
                "appointment promotion rotation demotion equalisation reorganisation",
                "What kind of change led to the post.",
            ),
            number_column("base_pay", "Base pay.", sensitivity="finance"),
            number_column("gross_pay", "Pay with allowances.", sensitivity="finance"),
            RECORDED,
            END_RECORDED,
        ),
    ),
    Table(
        name="ranks",
        meaning="Ranks (golongan) reached.",
        key=("employee_id", "started_on"),
        happened="started_on",
        lag=30,
        columns=(
            EMPLOYEE,
            STARTED,
            code_column("rank", " ".join(PNS_RANKS + PPPK_RANKS), "The rank.", required=True),
            RECORDED,
        ),
    ),
    Table(
        name="appraisals",
        meaning="Official appraisals in the regime of their year.",
        key=("employee_id", "period_end", "period_start"),
        happened="period_end",
        lag=90,
        columns=(
            EMPLOYEE,
            date_column("period_start", "The first day judged.", required=True),
            date_column("period_end", "The first day after the period.", required=True),
            code_column(
                "regime",
                "dp3 skp2011 skp2019 expectation2022 other",
                "The regulation the judgement follows.",
                required=True,
            ),
            number_column("score", "Numeric result, 0 to 120.", low=0, high=120),
            code_column("work_result", "below meets above", "Result of the work."),
            code_column("behaviour", "below meets above", "Behaviour at work."),
            number_column(
                "predicate", "Official predicate, 1 very poor to 5 very good.", low=1, high=5
            ),
            person_column("rater_id", "Who judged."),
            RECORDED,
        ),
    ),
    Table(
        name="feedbacks",
        meaning="Feedback that superiors and colleagues gave.",
        key=("employee_id", "given_on", "aspect"),
        happened="given_on",
        columns=(
            EMPLOYEE,
            date_column("given_on", "The day.", required=True),
            person_column("given_by", "Who gave it."),
            id_column("aspect", "A competency or a BerAKHLAK value.", required=True),
            code_column(
                "direction",
                "strength improve",
                "A strength or something to work on.",
                required=True,
            ),
            text_column("note", "In words.", free=True),
            RECORDED,
        ),
    ),
    Table(
        name="competencies",
        meaning="The dictionary of competencies.",
        key=("competency_id",),
        versioned=True,
        columns=(
            id_column("competency_id", "The competency.", required=True),
            text_column("name", "Its name."),
            code_column(
                "kind", "technical managerial sociocultural", "Its kind (PermenPANRB 38/2017)."
            ),
            text_column("function", "The government function it belongs to."),
        ),
    ),
    Table(
        name="competency_standards",
        meaning="The level of each competency that a job asks for (SKJ).",
        key=("job_id", "competency_id", "valid_from"),
        versioned=True,
        columns=(
            id_column("job_id", "The job.", required=True, refers_to="jobs"),
            id_column("competency_id", "What is asked.", required=True, refers_to="competencies"),
            number_column("required_level", "Level asked, 1 to 5.", low=1, high=5, required=True),
            number_column("importance", "1 must, 2 important, 3 useful.", low=1, high=3),
            VALID_FROM,
            VALID_TO,
        ),
    ),
    Table(
        name="assessments",
        meaning="Assessed competency levels.",
        key=("employee_id", "assessed_on", "competency_id"),
        happened="assessed_on",
        lag=30,
        columns=(
            EMPLOYEE,
            id_column(
                "competency_id", "What was assessed.", required=True, refers_to="competencies"
            ),
            number_column("level", "Level found, 0 to 5.", low=0, high=5, required=True),
            date_column("assessed_on", "The day.", required=True),
            code_column("method", "centre supervisor self certificate", "How it was found."),
            RECORDED,
        ),
    ),
    Table(
        name="courses",
        meaning="The catalogue of courses.",
        key=("course_id",),
        versioned=True,
        columns=(
            id_column("course_id", "The course.", required=True),
            text_column("title", "Its title."),
            text_column("provider", "Who gives it."),
            number_column("form", "Development form of SIASN, 1 to 25.", low=1, high=25),
            number_column("hours", "Length in lesson hours (JP)."),
            number_column("cost", "Rupiah a seat."),
            text_column("audience_kind", "The job kind it is meant for."),
            text_column("audience_level", "The job level it is meant for."),
            text_column("description", "What it is about."),
        ),
    ),
    Table(
        name="course_competencies",
        meaning="What a course teaches, and up to which level.",
        key=("course_id", "competency_id"),
        versioned=True,
        columns=(
            id_column("course_id", "The course.", required=True, refers_to="courses"),
            id_column("competency_id", "What it teaches.", required=True, refers_to="competencies"),
            number_column("reached_level", "Level reached at the end, 1 to 5.", low=1, high=5),
        ),
    ),
    Table(
        name="course_requirements",
        meaning="What must hold before a course can be taken.",
        key=("course_id", "requires_course_id"),
        versioned=True,
        columns=(
            id_column("course_id", "The course.", required=True, refers_to="courses"),
            id_column("requires_course_id", "A course to be passed before.", refers_to="courses"),
            code_column("min_rank", " ".join(PNS_RANKS + PPPK_RANKS), "The lowest rank."),
            code_column("min_level", " ".join(JOB_LEVELS), "The lowest job level."),
            number_column("min_years_in_job", "Years in the present job."),
        ),
    ),
    Table(
        name="offerings",
        meaning="Classes of courses with dates, seats and price.",
        key=("offering_id",),
        columns=(
            id_column("offering_id", "The class.", required=True),
            id_column("course_id", "The course.", required=True, refers_to="courses"),
            date_column("starts_on", "The first day.", required=True, ahead=True),
            date_column("ends_on", "The first day after.", ahead=True),
            number_column("seats", "Seats."),
            number_column("cost_per_seat", "Rupiah a seat."),
            text_column("region", "Where."),
            flag_column("online", "Whether it is held online."),
            RECORDED,
        ),
    ),
    Table(
        name="trainings",
        meaning="Courses and other development people took part in.",
        key=("employee_id", "completed_on", "course_id", "title"),
        happened="completed_on",
        lag=60,
        columns=(
            EMPLOYEE,
            id_column(
                "course_id", "The course, where it is in the catalogue.", refers_to="courses"
            ),
            text_column("title", "The title as written."),
            number_column("form", "Development form of SIASN, 1 to 25.", low=1, high=25),
            number_column("hours", "Length in lesson hours (JP)."),
            date_column("started_on", "The first day."),
            date_column("completed_on", "The last day.", required=True),
            code_column("outcome", "completed failed dropped", "How it ended."),
            number_column("score", "Result, 0 to 100.", low=0, high=100),
            number_column(
                "feedback",
                "What the person thought of it, 1 to 5.",
                low=1,
                high=5,
                dated_by="feedback_on",
            ),
            text_column("comment", "In words.", free=True, dated_by="feedback_on"),
            date_column("feedback_on", "The day of the feedback."),
            RECORDED,
        ),
    ),
    Table(
        name="mentors",
        meaning="Who is ready to mentor, and how many.",
        key=("employee_id", "active_from"),
        columns=(
            EMPLOYEE,
            number_column("capacity", "Mentees at one time."),
            date_column("active_from", "The first day.", ahead=True),
            date_column("active_to", "The first day after.", ahead=True),
            text_column("topics", "Competencies and topics, separated by ;"),
            RECORDED,
        ),
    ),
    Table(
        name="mentorings",
        meaning="Mentoring relations, past and present.",
        key=("mentee_id", "mentor_id", "started_on"),
        happened="started_on",
        ended="ended_on",
        columns=(
            person_column("mentor_id", "The mentor.", required=True),
            person_column("mentee_id", "The mentee.", required=True),
            STARTED,
            ENDED,
            id_column("competency_id", "What it is about.", refers_to="competencies"),
            number_column(
                "mentee_rating", "The mentee's rating, 1 to 5.", low=1, high=5, dated_by="rated_on"
            ),
            number_column(
                "mentor_rating", "The mentor's rating, 1 to 5.", low=1, high=5, dated_by="rated_on"
            ),
            date_column("rated_on", "The day of the ratings."),
            RECORDED,
            END_RECORDED,
        ),
    ),
    Table(
        name="conflicts",
        meaning="Pairs of people who must not mentor, rate or decide about each other.",
        key=("employee_id", "with_employee_id", "started_on"),
        happened="started_on",
        ended="ended_on",
        use="eligibility_only",
        columns=(
            EMPLOYEE,
            person_column("with_employee_id", "The other person.", required=True),
            code_column(
                "kind", "kin case declared", "What kind of conflict.", sensitivity="sensitive"
            ),
            date_column("started_on", "The first day.", ahead=True),
            ENDED,
            RECORDED,
        ),
    ),
    Table(
        name="opportunities",
        meaning="Open posts, special assignments and projects.",
        key=("opportunity_id",),
        happened="opens_on",
        columns=(
            id_column("opportunity_id", "The opportunity.", required=True),
            code_column("kind", "post assignment project", "Its kind."),
            id_column("unit_id", "Where.", refers_to="units"),
            id_column("job_id", "The job.", refers_to="jobs"),
            date_column("opens_on", "The first day to apply.", required=True, ahead=True),
            date_column("closes_on", "The first day after.", ahead=True),
            date_column("starts_on", "The first day of work.", ahead=True),
            date_column("ends_on", "The first day after the work.", ahead=True),
            number_column("places", "How many people."),
            text_column("region", "Where."),
            text_column("competencies", "What it needs and teaches, separated by ;"),
            RECORDED,
        ),
    ),
    Table(
        name="goals",
        meaning="What people said they want.",
        key=("employee_id", "declared_on"),
        happened="declared_on",
        columns=(
            EMPLOYEE,
            date_column("declared_on", "The day.", required=True),
            id_column("target_job_id", "A job aimed at.", refers_to="jobs"),
            id_column("competency_id", "A competency aimed at.", refers_to="competencies"),
            text_column("preferred_region", "Where the person would like to work."),
            text_column("not_interested_in", "What should not be suggested.", free=True),
            RECORDED,
        ),
    ),
    Table(
        name="responses",
        meaning="What people answered to a suggestion that did not suit them, or did.",
        key=("employee_id", "answered_on", "course_id", "mentor_id"),
        happened="answered_on",
        columns=(
            EMPLOYEE,
            date_column("answered_on", "The day.", required=True),
            id_column("course_id", "The course suggested.", refers_to="courses"),
            person_column("mentor_id", "The mentor suggested."),
            code_column(
                "answer",
                " ".join(RESPONSES),
                "Wanted, or the reason not to take it.",
                required=True,
            ),
            text_column("note", "In words.", free=True),
            RECORDED,
        ),
    ),
    Table(
        name="interventions",
        meaning="What the office offered to keep somebody, and what became of it.",
        key=("employee_id", "offered_on", "kind"),
        happened="offered_on",
        use="never_input",
        columns=(
            EMPLOYEE,
            date_column("offered_on", "The day.", required=True),
            code_column("kind", " ".join(INTERVENTIONS), "What was offered.", required=True),
            code_column("outcome", "accepted declined no_answer done", "What became of it."),
            date_column("outcome_on", "The day on which that was known."),
            RECORDED,
        ),
    ),
    Table(
        name="absences",
        meaning="Who is away but not gone; a proxy of family, so never a model input.",
        key=("employee_id", "started_on"),
        happened="started_on",
        ended="ended_on",
        lag=30,
        use="never_input",
        columns=(
            EMPLOYEE,
            STARTED,
            ENDED,
            code_column(
                "kind",
                "unpaid_leave study secondment other",
                "What kind of absence.",
                sensitivity="sensitive",
            ),
            RECORDED,
            END_RECORDED,
        ),
    ),
    Table(
        name="sanctions",
        meaning="Disciplinary decisions; off unless switched on, then for eligibility only.",
        key=("employee_id", "decided_on"),
        happened="decided_on",
        ended="ended_on",
        lag=30,
        use="eligibility_only",
        columns=(
            EMPLOYEE,
            date_column("decided_on", "The day of the decision.", required=True),
            code_column("severity", "light medium heavy", "How heavy.", sensitivity="sensitive"),
            date_column("ended_on", "The first day it no longer counts.", ahead=True),
            date_column("cancelled_on", "The day it was cancelled."),
            RECORDED,
        ),
    ),
    Table(
        name="departures",
        meaning="Who left, when and for what reason on file.",
        key=("employee_id", "left_on"),
        happened="left_on",
        withdrawn="withdrawn_on",
        use="outcome",
        columns=(
            EMPLOYEE,
            date_column("left_on", "The first day away.", required=True, ahead=True),
            code_column(
                "reason", " ".join(FAMILY_OF_REASON), "The reason, as on file.", required=True
            ),
            date_column("requested_on", "The day of the request."),
            RECORDED,
            WITHDRAWN,
        ),
    ),
)
TABLE_OF_NAME = {table.name: table for table in TABLES}
