"""Official appraisals in the regime of their year, and feedback between them.

Ratings are lenient and clustered; since 2022 the mix of predicates in a unit is steered by the
unit's own predicate (PermenPANRB 6/2022 and the circular on the distribution of predicates).
"""

from __future__ import annotations

import numpy as np

from features.sample.catalogue import BERAKHLAK, N_COMPETENCIES
from features.sample.timeline import Flags, Floats, Ints, calendar, day_of
from features.sample.world import World

REGIMES = ("dp3", "skp2011", "skp2019", "expectation2022")
FIRST_YEAR = (0, 2014, 2021, 2022)
"""First year of each regime: PP 10/1979, PP 46/2011, PP 30/2019, PermenPANRB 6/2022."""
BELOW, MEETS, ABOVE = range(3)
EXPECTATION = ("below", "meets", "above")
PREDICATE = np.array([[1, 3, 3], [2, 4, 4], [2, 4, 5]])
"""Predicate by work result x behaviour; 5 is very good."""
VERY_GOOD = (0.05, 0.20, 0.55)
"""Share of very good people in a unit that itself is weak, good or excellent."""
UNIT_PREDICATES = (0.08, 0.67, 0.25)
STRENGTH, IMPROVE = range(2)
DIRECTIONS = ("strength", "improve")
YEARS_BACK = 13
"""Appraisals go back to the period that ended twelve years before the last day."""


def appraise(world: World, year: int, who: Ints) -> None:
    """Write the appraisals of a year for people who worked at least three months in it."""
    people = world.people
    first, last = day_of(year, 1), day_of(year + 1, 1)
    who = who[people.joined[who] < last - 90]
    who = who[world.rng.random(len(who)) < 0.97]
    regime = int(np.searchsorted(FIRST_YEAR, year, side="right")) - 1
    merit = 0.75 * people.talent[who] + 0.65 * world.rng.normal(size=len(who))
    result, behaviour = _expectations(world, who, merit)
    modern = regime == REGIMES.index("expectation2022")
    world.journal.add(
        "appraisals",
        employee_id=who,
        period_start=np.maximum(first, people.joined[who]),
        period_end=last,
        regime=regime,
        score=np.nan if modern else _score(merit, regime),
        work_result=result if modern else -1,
        behaviour=behaviour if modern else -1,
        predicate=PREDICATE[result, behaviour] if modern else np.nan,
        rater_id=_raters(world, who, first),
    )


def _raters(world: World, who: Ints, first: int) -> Ints:
    """Return the superiors who were already here when the year began."""
    rater = world.people.supervisor[who]
    here = (rater >= 0) & (world.people.joined[rater] <= first)
    return np.where(here, rater, -1)


def _score(merit: Floats, regime: int) -> Floats:
    """Return numeric results: lenient, narrow, rarely below 76."""
    middle, spread = ((80.5, 2.6), (85.0, 3.0), (96.0, 6.0))[regime]
    highest = (91.0, 100.0, 120.0)[regime]
    return np.clip(np.round(middle + spread * merit, 2), 51.0, highest)


def _expectations(world: World, who: Ints, merit: Floats) -> tuple[Ints, Ints]:
    """Return work result and behaviour; the best of each unit are above, within its quota."""
    n_units = len(world.organisation.units)
    unit = world.people.unit[who]
    predicate = world.rng.choice(3, size=n_units, p=UNIT_PREDICATES)
    quota = np.array(VERY_GOOD)[predicate][unit]
    behaving = 0.6 * merit + 0.8 * world.rng.normal(size=len(who))
    above = _share_above(merit, unit) <= quota * 1.25
    result = np.where(above, ABOVE, np.where(merit < -2.0, BELOW, MEETS))
    behaviour = np.where(behaving > -0.2, ABOVE, np.where(behaving < -2.4, BELOW, MEETS))
    return result, behaviour


def _share_above(values: Floats, group: Ints) -> Floats:
    """Return, for each value, the share of its group that is as high or higher."""
    order = np.lexsort((-values, group))
    ordered = group[order]
    first = np.searchsorted(ordered, ordered, side="left")
    size = np.searchsorted(ordered, ordered, side="right") - first
    share = np.empty(len(values))
    share[order] = (np.arange(len(values)) - first + 1) / size
    return share


def appraise_earlier(world: World) -> None:
    """Write the appraisals of the years before the first simulated one."""
    present = world.people.present()
    earliest = calendar(world.timeline.until).year - YEARS_BACK
    start = calendar(world.timeline.start)
    for year in range(earliest, start.year - (start.month == 1)):
        appraise(world, year, present)


def give_feedback(world: World, *, day: int, share: float = 0.012) -> None:
    """Let superiors tell some people a strength or something to work on."""
    people, rng = world.people, world.rng
    who = people.present()
    who = who[(rng.random(len(who)) < share) & (people.supervisor[who] >= 0)]
    value = rng.integers(0, len(BERAKHLAK), size=len(who)) + N_COMPETENCIES
    asked = world.jobs.asked[people.job[who], rng.integers(0, 12, size=len(who))]
    on_value = rng.random(len(who)) < 0.5
    world.journal.add(
        "feedbacks",
        employee_id=who,
        given_on=day + rng.integers(0, 14, size=len(who)),
        given_by=people.supervisor[who],
        aspect=np.where(on_value, value, asked),
        direction=np.where(_strong(world, who, asked, on_value), STRENGTH, IMPROVE),
        note=rng.integers(0, 8, size=len(who)),
    )


def _strong(world: World, who: Ints, competency: Ints, on_value: Flags) -> Flags:
    """Return whether people are told a strength: level enough, or talent for a core value."""
    people = world.people
    asked = world.jobs.asked_level[people.job[who]].max(axis=1)
    enough = people.levels[who, competency] > asked - 0.5
    noise = world.rng.normal(size=len(who))
    return np.where(on_value, people.talent[who] + noise > -0.3, enough ^ (noise > 1.3))
