"""The words of codes: of learning (needs, levels, signs, supply) and of audits by group."""

from __future__ import annotations

from serving.language import LOCALES, Language, language, msg

AIMS = {
    "present": msg("Present job"),
    "declared": msg("Job declared as a goal"),
    "next_rung": msg("Next rung"),
}
MATCH_BANDS = {
    "meets": msg("meets the standard"),
    "still_meets": msg("still meets the standard"),
    "below": msg("below the standard"),
}
BASES = {
    "assessed": msg("assessed"),
    "course": msg("by a completed course"),
    "earlier_job": msg("by an earlier job"),
    "education": msg("by education"),
    "feedback": msg("by feedback"),
    "same_job": msg("estimated from colleagues in the same job"),
    "assumed": msg("assumed; nothing is on record"),
}
SIGNS = {
    "standards": msg("the standard asks more than a year ago"),
    "new_jobs": msg("new jobs ask for it"),
    "posts": msg("more posts ask for it"),
    "courses": msg("its courses are taken more often"),
}
VERDICTS = {
    "raises": msg("higher"),
    "no_sign": msg("no sign of a difference"),
    "lower": msg("lower"),
    "too_few": msg("too few to say"),
}
THEMES = {
    "useful": msg("being useful"),
    "not_fitting": msg("not fitting the work"),
    "too_short": msg("being too short"),
    "practice": msg("practice"),
    "examples": msg("examples"),
    "teacher": msg("the teacher"),
}
WAITS = {
    "has_enough": msg("has as many classes as one may have"),
    "clashes": msg("clashes with a class or a gap already served"),
    "class_full": msg("the class is full"),
    "budget": msg("the money is used up"),
    "unit_coverage": msg("too many of the unit would be away"),
    "others_gain_more": msg("others gain more for the money"),
}
NOT_KEPT = {
    "person_left": msg("the person is no longer present"),
    "class_gone": msg("the class is no longer offered, or has no seat"),
    "not_possible": msg("no longer needed, or a rule or an absence stands against it"),
    "gave_way": msg("gave way to what gains more with the seats and the money there are"),
}
WITHOUT_MENTOR = {
    "no_candidate": msg("no mentor may be suggested"),
    "below_minimum": msg("no mentor is expected to help enough"),
    "no_place": msg("all suitable mentors are full"),
}
KEPT_OUT = {
    "retirement": msg("retires before a mentoring would be over"),
    "contract_end": msg("the contract ends before a mentoring would be over"),
    "active_to": msg("stops as a mentor before a mentoring would be over"),
}
LEFT_OUT = {
    "no_seats": msg("classes without a seat were left out"),
    "unknown_course": msg("classes of unknown courses were left out"),
    "after_service": msg("pairs in which the service ends before the class were left out"),
}
FLOORS = {"region": msg("Region"), "kind": msg("Kind of job"), "unit_id": msg("Unit")}
MET_BY = {
    "seats": msg("classes with seats"),
    "course_without_seats": msg("a course, but no seat this year"),
    "mentors": msg("mentors only"),
    "nothing": msg("nothing yet"),
}
FORMS = {
    "in_house": msg("a class in the house"),
    "partner": msg("with a partner institution"),
    "online": msg("online or coaching"),
    "": "",
}
STEPS = {
    "mentor": msg("Mentoring"),
    "mentor_needed": msg("Mentoring: the mentor is no longer there, another one is to be found"),
    "own_task": msg("A special task in the own unit, agreed with the superior"),
    "assignment": msg("Assignment or project"),
}
SHARES = {
    "work": msg("in the work"),
    "people": msg("with people"),
    "course": msg("in a course"),
}
PROOFS = {
    "certificate": msg("certificate"),
    "notes": msg("notes of the meetings"),
    "result": msg("result of the work"),
}
SERVICE_ENDS = {
    "retirement": msg("Retires on %(day)s: nothing in this plan goes beyond that day."),
    "contract_end": msg(
        "The contract ends on %(day)s: nothing in this plan goes beyond that day. When it is"
        " renewed and on record, the next scoring proposes anew."
    ),
}
SIDES = {"employee": msg("Employee"), "superior": msg("Superior")}
NOTES = {
    "no_catalogue": msg("no catalogue of courses is on record"),
    "no_standards": msg("no competency standards are on record"),
    "no_course_competencies": msg("what courses teach is not on record"),
    "no_assessments": msg("nobody was assessed"),
    "no_trainings": msg("no trainings are on record"),
    "no_jobs": msg("no table of jobs is on record"),
    "default_standards": msg("DEFAULT standards of the product stand in"),
    "default_catalogue": msg("a DEFAULT catalogue of the product stands in"),
    "default_map": msg("what courses teach was read from their titles (DEFAULT)"),
}
TIMING = {
    "busy_months": msg(
        "All its classes this year begin in months in which the unit usually has no time for"
        " courses."
    ),
    "spares_long": msg(
        "Short or at one's own time; longer trainings on record were left unfinished."
    ),
}
"""Said after the reason of a suggestion, by the name of the note."""
ATTRIBUTES = {
    "sex": msg("Sex"),
    "age_band": msg("Age"),
    "disability": msg("Disability"),
    "employment_type": msg("Kind of employment"),
    "region": msg("Region"),
    "unit": msg("Unit"),
    "level": msg("Level of the job"),
}
GROUPS = {
    ("sex", "f"): msg("women"),
    ("sex", "m"): msg("men"),
    ("age_band", "below 30"): msg("below 30 years"),
    ("age_band", "30 to 39"): msg("30 to 39 years"),
    ("age_band", "40 to 49"): msg("40 to 49 years"),
    ("age_band", "50 and above"): msg("50 years and above"),
    ("disability", "yes"): msg("with a disability"),
    ("disability", "no"): msg("no disability on record"),
    ("employment_type", "pns"): msg("permanent (PNS)"),
    ("employment_type", "cpns"): msg("candidate (CPNS)"),
    ("employment_type", "pppk"): msg("contract (PPPK)"),
    ("employment_type", "pppk_part_time"): msg("part-time contract (PPPK)"),
    ("employment_type", "other"): msg("other employment"),
}
KINDS = {
    "course": msg("Completed a course"),
    "mentor": msg("Began with a mentor"),
    "acting_post": msg("Held an acting post (PLT, PLH)"),
    "promotion": msg("Was promoted"),
}
MEASURES = {
    "as_it_is": msg("the list as it is"),
    "even_thresholds": msg("the same share of every group"),
    "even_means": msg("risk against the mean of the own group"),
}
FAILURES = {
    "level": msg("the level of the risks is off"),
    "order": msg("the order of the risks is turned around"),
}
CROSSED = " x "


def in_both(text: str) -> str:
    """Return a text in all languages, for a workbook that goes from hand to hand."""
    if not text:
        return ""
    return " / ".join(language(code).text(text) for code in reversed(LOCALES))


STANDINGS = {
    "law": msg("by law"),
    "catalogue": msg("by the catalogue"),
    "office": msg("by the office"),
}


def attribute_text(attribute: str, language: Language) -> str:
    """Return what an attribute is called, or both of a pair."""
    names = attribute.split(CROSSED)
    return " × ".join(language.text(ATTRIBUTES.get(name, name)) for name in names)


def group_text(attribute: str, group: str, language: Language) -> str:
    """Return what a group is called, or both of a pair; names of places stay as they are."""
    pairs = zip(attribute.split(CROSSED), group.split(CROSSED), strict=False)
    return ", ".join(language.text(GROUPS.get(pair, pair[1])) for pair in pairs)
