"""Settings that the environment gives, and what is said where one cannot be used."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from features.prevented import Prevented

CLOCK, USUAL_CLOCK = "BINA_TIMEZONE", "Asia/Jakarta"


def whole_number(name: str, usual: int) -> int:
    """Return a number above 0; raises `Prevented` where something else is given."""
    given = os.environ.get(name, str(usual))
    if not given.isdecimal() or int(given) == 0:
        raise Prevented(f"{name} is no whole number above 0; leave it out for {usual}")
    return int(given)


def office_clock() -> ZoneInfo:
    """Return the office's time zone; raises `Prevented` where there is none of this name."""
    try:
        return ZoneInfo(os.environ.get(CLOCK, USUAL_CLOCK))
    except (ZoneInfoNotFoundError, OSError, ValueError):
        raise Prevented(f"{CLOCK} names no time zone; leave it out for {USUAL_CLOCK}") from None


def office_day(moment: datetime) -> date:
    """Return the day of a moment on the office's clock."""
    return moment.astimezone(office_clock()).date()


def office_today() -> date:
    """Return the day that it is at the office, wherever the server's clock is set."""
    return office_day(datetime.now(UTC))


def no_address() -> Prevented:
    """Return what to say where the store has no address, or one without a driver here."""
    return Prevented(
        "BINA_STORE_URL is not the address of a database that can be used; write it as in"
        " postgresql+psycopg://name@host/database"
    )
