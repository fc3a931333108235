"""Drivers of groups, by hand: the parts add up to what the risks are above the mean."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from models.turnover.group_drivers import drivers_of_groups, parts_of_risk

PEOPLE = list("abcd")
GROUP = pd.Series(["u", "u", "v", "v"], PEOPLE)
ALIKE = pd.Series(1.0, PEOPLE)


def moved() -> pd.DataFrame:
    """Changes of the log hazard: `a` twice as likely by exits, `b` by learning, `c` neither."""
    two = np.log(2)
    return pd.DataFrame(
        {"exits": [two, 0.0, 0.0, -two], "learning": [0.0, two, 0.0, two]}, index=PEOPLE
    )


def test_the_parts_of_a_person_add_up_to_her_risk_less_that_of_somebody_average() -> None:
    parts = parts_of_risk(moved(), np.array([0.08, 0.08, 0.04, 0.04]))
    assert parts.loc["a"].tolist() == pytest.approx([0.04, 0.0])
    assert parts.loc["b"].tolist() == pytest.approx([0.0, 0.04])
    assert parts.loc["c"].tolist() == [0.0, 0.0]
    assert parts.loc["d"].sum() == pytest.approx(0.0)
    assert parts.loc["d", "learning"] == pytest.approx(0.04 * np.log(2))


def test_the_drivers_of_a_group_are_against_the_mean_and_cancel_over_all() -> None:
    parts = parts_of_risk(moved(), np.array([0.08, 0.08, 0.04, 0.04]))
    found = drivers_of_groups(parts, GROUP, ALIKE)
    assert found.sum().tolist() == pytest.approx([0.0, 0.0])
    assert found.loc["u", "exits"] == pytest.approx(0.04 - 2 * parts["exits"].mean())
    whole = found.sum(axis=1)
    assert whole["u"] == pytest.approx(0.08 - 2 * parts.sum(axis=1).mean())


def test_somebody_who_speaks_for_two_counts_as_two() -> None:
    rng = np.random.default_rng(7)
    changes = pd.DataFrame(rng.normal(size=(4, 3)), index=PEOPLE)
    risk = np.array([0.02, 0.05, 0.1, 0.01])
    twice = changes.loc[["a", "a", "b", "c", "d"]]
    said = parts_of_risk(twice, risk[[0, 0, 1, 2, 3]]).set_axis(range(5))
    longer = drivers_of_groups(said, pd.Series([*"uuuvv"]), pd.Series(1.0, range(5)))
    weight = pd.Series([2.0, 1.0, 1.0, 1.0], PEOPLE)
    assert np.allclose(drivers_of_groups(parts_of_risk(changes, risk), GROUP, weight), longer)
