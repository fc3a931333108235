"""How long somebody has been here, and on what terms."""

from __future__ import annotations

import numpy as np

from features.clock import Floats
from features.declare import feature
from features.history import History
from features.tables import EMPLOYMENT_TYPES

A_YEAR = 365.25


@feature(unit="days", needs=("employees",))
def days_in_service(history: History) -> Floats:
    """Days since the first day with this agency."""
    return history.now - history.events("employees").last("joined_on")


@feature(unit="days", needs=("employees",))
def days_to_next_five_years(history: History) -> Floats:
    """Days until the next full five years of service, when many entitlements change."""
    five_years = 5 * A_YEAR
    return five_years - np.mod(days_in_service(history), five_years)


@feature(unit="days", needs=("employees",))
def days_to_next_anniversary(history: History) -> Floats:
    """Days until the next full year of service."""
    return A_YEAR - np.mod(days_in_service(history), A_YEAR)


@feature(unit="category", needs=("statuses",), categories=EMPLOYMENT_TYPES)
def employment_type(history: History) -> Floats:
    """Permanent, candidate, contract or other employment, as last recorded."""
    return history.events("statuses").last("employment_type")


@feature(unit="days", needs=("statuses",))
def days_in_employment_type(history: History) -> Floats:
    """Days since the present status began."""
    return history.events("statuses").days_since_last()


@feature(unit="days", needs=("statuses",))
def days_to_contract_end(history: History) -> Floats:
    """Days until the contract runs out; no value without a contract."""
    return history.events("statuses").last("contract_ends_on") - history.now
