"""The appraisal bridge: known answers, the slow reference, pooling upwards, and both clocks."""

from __future__ import annotations

from datetime import date
from statistics import NormalDist

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features.bridge import RATER_RELIABILITY, SMALLEST_GROUP, bridge_appraisals, places
from features.records import Records
from features.sample import make_agency
from tests.features.random_records import FIRST, LAST, random_records
from tests.features.test_parity import with_other_future
from tests.training.text_records import records

NEXT_YEAR = date(2024, 6, 1)
GROUPS = st.lists(
    st.tuples(st.sampled_from([1.0, 2.0, 3.5, 4.0]), st.integers(-1, 3)), min_size=1, max_size=25
)


@settings(max_examples=200, deadline=None)
@given(judged=GROUPS)
def test_places_equal_counting_by_hand(judged: list[tuple[float, int]]) -> None:
    worth, group = (np.array(column) for column in zip(*judged, strict=True))
    share, size, grain = places(worth, group)
    for at, (own, where) in enumerate(judged):
        others = [value for value, place in judged if place == where]
        n = len(others)
        below, alike = sum(value < own for value in others), others.count(own)
        lost = sum(others.count(value) ** 3 - others.count(value) for value in set(others))
        if where < 0:
            assert size[at] == 0
            continue
        assert share[at] == pytest.approx((below + alike / 2) / n)
        assert size[at] == n
        assert grain[at] == pytest.approx(1 - lost / (n**3 - n) if n > 1 else 0)


def office(predicates: dict[str, float], *, unit: dict[str, str] | None = None) -> Records:
    """Return an office in which everybody was appraised once for 2023, known on 1 March."""
    people = list(predicates)
    return records(
        employees="employee_id joined_on\n" + "\n".join(f"{p} 2015-01-01" for p in people),
        assignments="employee_id started_on unit_id\n"
        + "\n".join(f"{p} 2015-01-01 {(unit or {}).get(p, 'tax')}" for p in people),
        units="unit_id parent_id\ntax office\nland office\nfar other\noffice -\nother -",
        appraisals="employee_id period_start period_end regime predicate recorded_on\n"
        + "\n".join(
            f"{p} 2023-01-01 2024-01-01 expectation2022 {value} 2024-03-01"
            for p, value in predicates.items()
        ),
    )


def test_the_middle_is_0_and_higher_is_better() -> None:
    """Five different predicates: shares .1 .3 .5 .7 .9, nothing lost by ties."""
    found = bridge_appraisals(office({"a": 1, "b": 2, "c": 3, "d": 4, "e": 5}), NEXT_YEAR)
    reliability = RATER_RELIABILITY * 4 / 5
    scores = [NormalDist().inv_cdf(share) * reliability for share in (0.1, 0.3, 0.5, 0.7, 0.9)]
    np.testing.assert_allclose(found["bridged"], scores, atol=1e-12)
    np.testing.assert_allclose(found["uncertainty"], np.sqrt(1 - reliability))
    assert found["predicate"].tolist() == [1, 2, 3, 4, 5]


def test_where_all_are_judged_alike_nothing_is_told() -> None:
    found = bridge_appraisals(office(dict.fromkeys("abcdef", 4)), NEXT_YEAR)
    assert (found["bridged"] == 0).all()
    assert (found["uncertainty"] == 1).all()


def test_the_more_are_alike_the_less_is_told() -> None:
    mixed = bridge_appraisals(office({"a": 3, "b": 3, "c": 4, "d": 4, "e": 5, "f": 5}), NEXT_YEAR)
    alike = bridge_appraisals(office({"a": 4, "b": 4, "c": 4, "d": 4, "e": 4, "f": 5}), NEXT_YEAR)
    assert alike["uncertainty"].min() > mixed["uncertainty"].max()


def test_a_small_unit_is_compared_within_the_unit_above_and_then_the_agency() -> None:
    people = {name: 3.0 + (name in "ad") for name in "abcdefg"}
    unit = {
        **dict.fromkeys("abc", "tax"),
        **dict.fromkeys("de", "land"),
        **dict.fromkeys("fg", "far"),
    }
    found = bridge_appraisals(office(people, unit=unit), NEXT_YEAR).set_index("employee_id")
    assert found.loc[list("abcde"), "compared_in"].eq("parent").all()
    assert found.loc[list("abcde"), "n_compared"].eq(SMALLEST_GROUP).all()
    assert found.loc[list("fg"), "compared_in"].eq("agency").all()
    assert found.loc[list("fg"), "n_compared"].eq(7).all()


def test_only_what_was_known_ranks() -> None:
    assert bridge_appraisals(office(dict.fromkeys("abcdef", 4)), date(2024, 3, 1)).empty
    assert len(bridge_appraisals(office(dict.fromkeys("abcdef", 4)), date(2024, 3, 2))) == 6


@settings(max_examples=15, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    other=st.integers(0, 2**32 - 1),
    day=st.dates(min_value=FIRST, max_value=LAST),
)
def test_the_bridge_does_not_change_when_the_future_does(seed: int, other: int, day: date) -> None:
    past = random_records(seed)
    changed = with_other_future(past, random_records(other), day)
    pd.testing.assert_frame_equal(bridge_appraisals(past, day), bridge_appraisals(changed, day))


def test_units_and_regimes_have_the_same_middle_and_are_never_mixed() -> None:
    """In the sample agency scores differ by 15 points between regimes; the bridge does not."""
    agency = make_agency(employees=500, years=6)
    found = bridge_appraisals(Records.of(agency.tables), date(2026, 1, 1))
    middle = found.groupby("regime")["bridged"].mean()
    assert len(middle) >= 3
    assert middle.abs().max() < 0.02
    last = found.groupby("regime")["score"].mean().dropna()
    assert last.max() - last.min() > 5
