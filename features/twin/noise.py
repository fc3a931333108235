"""How much each kind of evidence is trusted: the only numbers of the twin that are not data.

Levels run from 0 to 5 (PermenPANRB 38/2017). All standard errors are in levels. They are
assumptions from the literature on how well such sources agree, not fitted to anybody's records;
change them here.
"""

from __future__ import annotations

from typing import NamedTuple

PEOPLE_SPREAD = 0.8
"""Standard deviation of true levels among people in the same job."""
HALF_LIFE_YEARS = 5.0
"""After so long half of what was learned about a person has faded to what the job suggests."""
UNASKED_LEVEL = 1.0
"""The level supposed in a competency that the present job does not ask: the lowest there is."""
SHORTFALL = -0.5
"""How far people are supposed to be from what their job asks, before anybody was assessed."""
SMALLEST_GROUP = 5
"""A job's own mean counts from so many assessed people; fewer would tell one person's level."""
PRIOR_PEOPLE = 5.0
"""How many assessed people the wider mean weighs in a narrower one."""
LOWEST, HIGHEST = 0.0, 5.0


class Method(NamedTuple):
    """How an assessment is read: ``lenient`` is taken off, ``error`` is its standard error."""

    lenient: float
    error: float


METHODS = {
    "centre": Method(0.0, 0.45),
    "certificate": Method(0.0, 0.45),
    "supervisor": Method(0.2, 0.75),
    "self": Method(0.3, 1.1),
}
"""With people 0.8 levels apart these are reliabilities of about 0.76, 0.53 and 0.35: assessment
centres agree best, one superior agrees with another at about 0.52 (Viswesvaran, Ones & Schmidt
1996), self-ratings agree least and are the most lenient (Heidemeier & Moser 2009)."""
UNKNOWN_METHOD = Method(0.2, 0.9)
COURSE_GAIN = 0.5
"""The most that one course raises, about 0.6 standard deviations of people (Arthur, Bennett,
Edens & Bell 2003); never above the level that it leads to."""
COURSE_ERROR = 0.3
"""How unsure the gain of a course is."""
JOB_ERROR = 0.8
"""Somebody who held another job is one of the people who hold it, no more is known."""
SHORTEST_JOB_YEARS = 1.0
FEEDBACK_STEP, FEEDBACK_ERROR = 0.5, 1.0
"""A strength lies above what is expected, something to work on below it."""
BEHAVIOUR_ERROR = 1.3
"""A rated value of behaviour says less: it is about conduct, of which the competency is a part."""
COMPETENCY_OF_VALUE = {
    "berorientasi_pelayanan": "pelayanan publik",
    "kompeten": "pengembangan diri dan orang lain",
    "harmonis": "perekat bangsa",
    "adaptif": "mengelola perubahan",
    "kolaboratif": "kerja sama",
}
"""Which competency (PermenPANRB 38/2017) a value of BerAKHLAK (SE MenPANRB 20/2021) speaks for,
by its name. Accountable and loyal are about honesty and attitude: they speak for none."""
EDUCATION_ERROR = 1.0
EDUCATION_LEVELS = {
    "d1": 1.5,
    "d2": 1.5,
    "d3": 2.0,
    "d4": 2.0,
    "s1": 2.0,
    "profession": 2.5,
    "specialist": 3.0,
    "s2": 2.5,
    "s3": 3.0,
}
"""The technical level that schooling in the subject of a competency leads to."""
A_GAP = 0.5
"""Less than half a level below what is asked is not called a gap: no method tells so little."""
KINDS = ("education", "job", "course", "feedback", "assessment")
"""Kinds of evidence, in the order in which those of one day are read."""
EDUCATION, JOB, COURSE, FEEDBACK, ASSESSMENT = range(len(KINDS))
BASES = ("assumed", "same_job", "education", "earlier_job", "feedback", "course", "assessed")
"""What a level rests on, from weakest to strongest. Under the first two there is nothing of the
person's own: what jobs ask less the usual shortfall, and what assessed people in the job have."""
BASIS_OF_KIND = ("education", "earlier_job", "course", "feedback", "assessed")
"""The basis that evidence of each kind gives, in the order of `KINDS`."""
INTEGRITY_WORD, INTEGRITY_CODE = "integrit", "M.1"
"""How the dictionary names integrity; it is never inferred, only read from assessments."""
