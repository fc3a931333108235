"""Training of the order of suggested courses, as the command line starts it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from features.home import Home
from features.walking import Step
from serving.jobs import records_of
from training.courses import TrainedOrder, course_card, train_courses
from training.gate import Verdict, judge_order
from training.registry import COURSES, Registry


@dataclass(frozen=True)
class CourseTraining:
    """A trained order of courses, its version (empty if refused) and whether it serves now."""

    version: str
    trained: TrainedOrder
    verdict: Verdict


def train_course_order(home: Home, *, until: date, step: Step) -> CourseTraining:
    """Learn the order of courses from what was known before a day; the gate decides if it serves.

    A refused one is not kept, and what served before goes on: the fixed order, or an earlier one.
    """
    trained = train_courses(list(records_of(home).values()), until=until, progress=step)
    if trained.ranker is None:
        return CourseTraining("", trained, Verdict(False, trained.refusal))
    registry = Registry(home.path, subject=COURSES)
    verdict = judge_order(trained, registry.learned_order())
    card = course_card(trained) | {"gate": verdict.reason}
    version = registry.register(trained.ranker, card)
    if verdict.passes:
        registry.promote(version)
    return CourseTraining(version, trained, verdict)
