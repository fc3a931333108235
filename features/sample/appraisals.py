"""Official appraisals in the regime of their year, and feedback between them.

Ratings are lenient and clustered; since 2022 the mix of predicates in a unit is bounded by the
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
PREDICATE = np.array([[1, 3, 3], [2, 4, 4], [2, 4, 5]])
"""Predicate by work result x behaviour; 5 is very good."""
WEAK, GOOD, EXCELLENT = range(3)
UNIT_PREDICATES = (0.08, 0.67, 0.25)
"""How often a unit itself is judged to need improvement, good or excellent in a year."""
MOST_ABOVE = (0.0625, 0.25, 0.6875)
"""The largest share of people whose work may be above expectation in such a unit: at most a tenth
of a weak one and seven tenths of an excellent one may be very good."""
LEAST_BELOW = (0.60, 0.05, 0.0)
"""The smallest share of people whose work must be below expectation: most of a weak unit, and
somebody in every larger good one."""
TINY = 1e-9
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
    unit = world.people.unit[who]
    judged = world.rng.choice(3, size=len(world.organisation.units), p=UNIT_PREDICATES)
    behaving = 0.6 * merit + 0.8 * world.rng.normal(size=len(who))
    behaviour = np.where(behaving > -0.2, ABOVE, np.where(behaving < -2.4, BELOW, MEETS))
    return steered_results(merit, unit, judged[unit]), behaviour


def steered_results(merit: Floats, unit: Ints, judged: Ints) -> Ints:
    """Return each person's result of the work, within what the unit's own predicate allows.

    ``judged`` is the predicate of each person's unit: `WEAK`, `GOOD` or `EXCELLENT`. In a weak
    unit the share that must be below is rounded up, in a good one down: small units need nobody.
    """
    from_top, from_bottom = _share_above(merit, unit), _share_above(-merit, unit)
    forced = np.where(
        judged == WEAK,
        from_top > 1 - LEAST_BELOW[WEAK] + TINY,
        from_bottom <= np.array(LEAST_BELOW)[judged] + TINY,
    )
    above = from_top <= np.array(MOST_ABOVE)[judged]
    below = forced | (~above & (merit < -2.0))
    return np.where(below, BELOW, np.where(above, ABOVE, MEETS))


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
