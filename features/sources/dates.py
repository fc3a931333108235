"""Days as offices write them, told by a format such as ``DD-MM-YYYY`` or ``D MMMM YYYY``."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari january jan",
            "februari february pebruari feb peb",
            "maret march mar",
            "april apr",
            "mei may",
            "juni june jun",
            "juli july jul",
            "agustus august agu agt aug ags",
            "september sep sept",
            "oktober october okt oct",
            "november nopember nov nop",
            "desember december des dec",
        ),
        start=1,
    )
    for name in names.split()
}
"""Names of months in Indonesian and English, and the number of each."""
PARTS = {
    "YYYY": r"(?P<year>\d{4})",
    "MMMM": r"(?P<name>[A-Za-z]+)\.?",
    "MM": r"(?P<month>\d{1,2})",
    "DD": r"(?P<day>\d{1,2})",
    "D": r"(?P<day>\d{1,2})",
    "M": r"(?P<month>\d{1,2})",
}
FIXED = {"MM": r"(?P<month>\d{2})", "DD": r"(?P<day>\d{2})"}
"""Without anything between the parts each has its full length."""
TOKEN = re.compile("YYYY|MMMM|MM|DD|D|M|.", re.DOTALL)


def is_format(written: str) -> bool:
    """Return whether this says where year, month and day stand, each once."""
    tokens = [part for part in TOKEN.findall(written) if part in PARTS]
    letters = re.sub(r"YYYY|MMMM|MM|DD|D|M", "", written)
    kinds = sorted(part[0] for part in tokens)
    return kinds == ["D", "M", "Y"] and not re.search(r"[A-Za-z0-9]", letters)


def pattern_of(written: str) -> str:
    """Return the pattern of days in this format; a time behind them is let pass."""
    tokens = TOKEN.findall(written)
    parts = PARTS | FIXED if all(part in PARTS for part in tokens) else PARTS
    body = "".join(parts.get(part, r"\s+" if part == " " else re.escape(part)) for part in tokens)
    return rf"\s*{body}(?:[T ]\d{{1,2}}:\d{{2}}.*)?\s*"


def iso_days(texts: pd.Series, written: str) -> pd.Series:
    """Return texts in this format as ISO days; what does not fit stays as it is."""
    found = texts.astype("str").str.extract(f"^{pattern_of(written)}$")
    if "name" in found:
        found["month"] = found["name"].str.casefold().map(MONTHS)
    days = pd.to_datetime(found[["year", "month", "day"]].astype("float64"), errors="coerce")
    fits = days.notna().to_numpy()
    return texts.mask(fits, pd.Series(np.asarray(days.dt.strftime("%Y-%m-%d")), texts.index))
