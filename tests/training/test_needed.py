"""What a refusal would need: departures, years or people, by hand."""

from __future__ import annotations

import pytest

from training.needed import TO_TELL_FROM_CHANCE, Needed, needed


def asked(refusal: str, **changed: float) -> Needed | None:
    """Return what is needed with 20 departures in 4 years of 500 people."""
    usual = {"n_events": 20, "n_tested": 0, "person_years": 2000.0, "n_people": 500}
    return needed(refusal, **{**usual, "horizon_days": 365, **changed})  # type: ignore[arg-type]


def test_without_a_refusal_nothing_is_needed() -> None:
    assert asked("") is None


def test_too_few_departures_need_as_many_years_or_people_again() -> None:
    """Twenty more at 5 a year take 4 years, or 500 more people over the same 4 years."""
    assert asked("too_few_events") == Needed(events=20, years=pytest.approx(4.0), people=500)
    assert asked("too_few_events", n_events=30) == Needed(
        events=10, years=pytest.approx(4 / 3), people=167
    )


def test_waiting_is_no_help_where_the_years_would_not_count_any_more() -> None:
    """Two departures in four years: 38 more would take 76 years, and ten count at most."""
    assert asked("too_few_events", n_events=2) == Needed(events=38, years=None, people=9500)


def test_without_any_departure_there_is_no_rate() -> None:
    assert asked("no_voluntary_exits", n_events=0) == Needed(events=40, years=None, people=None)


def test_a_short_history_needs_time_only() -> None:
    """A period to learn from and one to test on: two years, of which four months are there."""
    short = asked("too_short_a_history", n_events=60, person_years=500 / 3)
    assert short == Needed(events=None, years=pytest.approx(2 - 1 / 3, abs=0.01), people=None)


def test_a_signal_that_few_departures_hide_may_show_with_more() -> None:
    found = asked("no_signal", n_events=60, n_tested=30)
    assert found is not None
    assert found.events == TO_TELL_FROM_CHANCE - 30 == 61
    assert found.years == pytest.approx(61 / 15)
    assert found.people == pytest.approx(500 * 61 / 60, abs=1)


@pytest.mark.parametrize("refusal", ["no_signal", "no_lift"])
def test_where_many_were_tested_more_of_the_same_does_not_help(refusal: str) -> None:
    found = asked(refusal, n_events=900, n_tested=TO_TELL_FROM_CHANCE)
    assert found == Needed(events=None, years=None, people=None)
