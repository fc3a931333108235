"""Names: brought in by a file, and shown one reveal at a time."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd

from features.home import Home
from features.prevented import Prevented
from features.problems import visible_name
from features.pseudonyms import KEY_FILE, Pseudonyms, key_of
from features.sample.names import invented_names
from features.sources.reading import read_file
from serving.access import Visit
from serving.identifiers import is_nip
from serving.language import msg
from serving.problems import Problem
from serving.purposes import Action
from serving.store.identities import FILE, IdentityStore, UnreadableIdentity
from serving.store.rows import Identity

COLUMNS = ("employee_id", "agency_id", "name")
OPTIONAL = ("nip", "contact")
ENDINGS = (".csv", ".xlsx", ".parquet")
CLOSED = msg("The names do not open: their key is missing or another one. Tell the administrator.")


@contextmanager
def names_of(home: Path) -> Iterator[IdentityStore]:
    """Yield the names of a home; made the first time they are asked for."""
    store = IdentityStore(home)
    try:
        yield store
    finally:
        store.close()


def reveal(
    visit: Visit, home: Path, agency_id: str, employee_ids: Collection[str]
) -> dict[str, Identity]:
    """Return who these people are, and write each reveal into the access log.

    Empty where the home holds no names. The caller has checked that the visitor may see them.
    """
    if not (home / FILE).exists() or not employee_ids:
        return {}
    try:
        with names_of(home) as names:
            found = names.of(agency_id, employee_ids)
    except UnreadableIdentity:
        raise Problem(503, CLOSED, "names-closed") from None
    if found:
        visit.about(agency_id).record(list(found), action=Action.READ_NAME)
    return found


def import_names(home: Home, file: Path, *, ids_are_pseudonyms: bool = False) -> int:
    """Keep the names in a file and return how many people it named; all of them or none.

    Columns employee_id (as in the records), agency_id and name, and nip and contact where the
    office has them. Raises `Prevented` or `BadInput` where something is wrong with the file.
    """
    frame = _read(file)
    if ids_are_pseudonyms:
        ids = frame["employee_id"]
    elif (home.path / KEY_FILE).exists():
        ids = Pseudonyms(key_of(home.path)).of(frame["employee_id"])
    else:
        raise Prevented(f"no records in {home.path} yet; bring them in with: bina import SOURCE")
    _check(frame, ids, file)
    with names_of(home.path) as names:
        for agency, rows in frame.assign(employee_id=ids).groupby("agency_id"):
            plain = rows.astype(object).where(rows.notna(), None).to_dict("records")
            names.put(str(agency), {row["employee_id"]: _identity(row) for row in plain})
    return len(frame)


def invent_names(home: Home, *, seed: int = 7) -> None:
    """Give everybody of a sample agency an invented name; who has one keeps it."""
    with names_of(home.path) as names:
        for agency in home.agencies():
            people = sorted(home.frames(agency)["employees"]["employee_id"].unique())
            made = dict(zip(people, invented_names(len(people), seed=seed), strict=True))
            names.put(agency, {who: _invented(name) for who, name in made.items()})


def _invented(name: str) -> Identity:
    """Return somebody invented, with an address at which nobody can be reached (RFC 2606)."""
    return Identity(name=name, contact=f"{name.lower().replace(' ', '.')}@agency.example")


def _read(file: Path) -> pd.DataFrame:
    if file.suffix.lower() not in ENDINGS:
        raise Prevented(f"{visible_name(file.name)}: names come as .csv, .xlsx or .parquet")
    frame = read_file(file, "identities")
    missing = [name for name in COLUMNS if name not in frame]
    if missing:
        raise Prevented(
            f"{visible_name(file.name)}: column {missing[0]} is missing; name the columns"
            f" {', '.join(COLUMNS)}, and {' and '.join(OPTIONAL)} where you have them"
        )
    kept = [name for name in (*COLUMNS, *OPTIONAL) if name in frame]
    text: pd.DataFrame = frame[kept].astype("str").apply(lambda column: column.str.strip())
    return text


def _check(frame: pd.DataFrame, ids: pd.Series[str], file: Path) -> None:
    """Raise `Prevented` for the first row that cannot be kept; no value of it is told."""
    for column in COLUMNS:
        empty = frame[column].isna() | frame[column].eq("")
        _refuse(empty, file, column, "is empty; fill it in")
    _refuse(ids.duplicated(), file, "employee_id", "names somebody twice; keep one row a person")
    if "nip" in frame:
        given = frame["nip"].notna() & frame["nip"].ne("")
        wrong = given & ~frame["nip"].fillna("").map(is_nip)
        _refuse(wrong, file, "nip", "is no NIP of 18 digits; mend it or leave it empty")


def _refuse(wrong: pd.Series[Any], file: Path, column: str, what: str) -> None:
    if wrong.any():
        row, more = wrong[wrong].index[0], int(wrong.sum()) - 1
        others = f" ({more} more rows like this)" if more else ""
        raise Prevented(f"{visible_name(file.name)}, row {row}, column {column}: {what}{others}")


def _identity(row: Mapping[Hashable, Any]) -> Identity:
    return Identity(name=row["name"], nip=row.get("nip"), contact=row.get("contact"))
