"""A small agency with its cohorts, made once for the tests of training."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from features.records import Records
from features.sample import make_agency
from tests.training.quick import use_quick_candidates
from training.cohorts import Cohorts, build_cohorts
from training.turnover import EVERY_DAYS, Trained, train_turnover

UNTIL = date(2026, 1, 1)


@pytest.fixture(scope="session")
def agency() -> Records:
    return Records.of(make_agency(employees=1500, effect=1.5, until=UNTIL).tables)


@pytest.fixture(scope="session")
def cohorts(agency: Records) -> Cohorts:
    return build_cohorts(
        [agency], until=UNTIL, every_days=EVERY_DAYS, progress=lambda _what, _share: None
    )


@pytest.fixture(scope="session")
def trained(agency: Records) -> Iterator[Trained]:
    with pytest.MonkeyPatch.context() as patch:
        use_quick_candidates(patch)
        yield train_turnover([agency], until=UNTIL)
