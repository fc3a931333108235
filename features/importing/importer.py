"""Import a source into a home: check, protect, split by agency, merge, switch over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from contextlib import ExitStack

import pandas as pd

from features.home import Generation, Home, Origin, Part
from features.importing.checking import Progress, Report, check
from features.importing.corrections import placed, settle, stored_in, with_gone
from features.importing.generations import disk_errors_told, publish
from features.importing.merging import Merged, merge
from features.importing.partitions import split
from features.importing.references import Known
from features.importing.report import ImportReport, ListNotes, save
from features.problems import BadInput, problem
from features.pseudonyms import Pseudonyms, keep_key, key_of
from features.sources import Source
from features.tables import TABLE_OF_NAME

OFF_UNLESS_ALLOWED = "sanctions"
STRANGERS = (
    "the people on record have pseudonyms that it made; only if an office's own pseudonyms are on"
    " record, import with --ids-are-pseudonyms"
)


def import_source(
    source: Source,
    home: Home,
    *,
    today: dt.date,
    ids_are_pseudonyms: bool = False,
    allow_pay: bool = False,
    allow_sanctions: bool = False,
    origin: Origin = "imported",
    progress: Progress | None = None,
    key: bytes | None = None,
    notes: ListNotes | None = None,
) -> ImportReport:
    """Bring a source's records into the home and return what happened.

    ``key`` made the source's pseudonyms, ``notes`` is what is to be said of a staff list. If
    anything is wrong with the source nothing is written, and the report's ``ok`` is False. Raises
    `BadInput` if the home holds records of another origin or cannot be written; nothing is changed.
    """
    former = generation_before(home, origin)
    known = with_gone(home.known(), home)
    with disk_errors_told(home):
        key = key if ids_are_pseudonyms else key_for(home)
        protect = None if ids_are_pseudonyms or key is None else Pseudonyms(key).of
    checked = check(
        source,
        today=today,
        ids_are_pseudonyms=ids_are_pseudonyms,
        known=known,
        protect=protect,
        progress=progress,
    )
    report = ImportReport.of(checked, known=known, today=today, origin=origin)
    report.staff_list = notes
    if not checked.ok:
        return report
    leave_out(checked, report, allow_pay=allow_pay, allow_sanctions=allow_sanctions)
    merged = bring_together(home, checked, report, known=known, today=today)
    store(home, report, merged, former=former, key=key)
    return report


def key_for(home: Home) -> bytes:
    """Return the key that makes the home's pseudonyms, a new one before the first import.

    Raises `BadInput` where people are on record and the key is gone: under another one they would
    all be strangers.
    """
    if home.has_records and not home.key.exists():
        raise BadInput([problem("key_missing", file=home.key.name, detail=STRANGERS)])
    return key_of(home.path)


def generation_before(home: Home, origin: Origin) -> Generation | None:
    """Return the records so far; raises `BadInput` if they are of another origin."""
    former = home.current
    if former is not None and former.origin != origin:
        raise BadInput([problem("other_origin", file=home.path.name, detail=former.origin)])
    return former


def bring_together(
    home: Home, checked: Report, report: ImportReport, *, known: Known, today: dt.date
) -> dict[Part, Merged]:
    """Return the parts merged with what is on record, and note in the report what was mended."""
    parts = split(placed(checked.tables, known), known)
    merged, report.corrections = settle(
        merge_parts(home, parts, checked, today=today),
        parts,
        stored=stored_in(home),
        known=known,
        today=pd.Timestamp(today),
    )
    return merged


def store(
    home: Home,
    report: ImportReport,
    merged: Mapping[Part, Merged],
    *,
    former: Generation | None,
    key: bytes | None,
) -> None:
    """Save the report and the key, and switch over to the changed records: all or none."""
    report.count(merged)
    changed = {part: one.frame for part, one in merged.items() if one.changed}
    report.written = bool(changed)
    with disk_errors_told(home), ExitStack() as undo:
        undo.callback(save(report, home).unlink)
        if changed:
            if key is not None and keep_key(home.path, key):
                undo.callback(home.key.unlink)
            publish(home, changed, former=former, origin=report.origin)
        undo.pop_all()


def leave_out(
    checked: Report, report: ImportReport, *, allow_pay: bool, allow_sanctions: bool
) -> None:
    """Drop pay and sanctions unless they are allowed, and say so in the report."""
    if not allow_sanctions and checked.tables.pop(OFF_UNLESS_ALLOWED, None) is not None:
        report.dropped_tables.append(OFF_UNLESS_ALLOWED)
    if allow_pay:
        return
    for name, frame in checked.tables.items():
        given = checked.given[name]
        pay = [one for one in given if is_pay(name, one)]
        if pay:
            checked.tables[name] = frame.assign(**dict.fromkeys(pay, float("nan")))
            checked.given[name] = [one for one in given if one not in pay]
            report.dropped_columns.setdefault(name, []).extend(pay)


def is_pay(table: str, column: str) -> bool:
    """Return whether a column of the contract is about pay; those of other tables are not."""
    declared = TABLE_OF_NAME[table].by_name.get(column) if table in TABLE_OF_NAME else None
    return declared is not None and declared.sensitivity == "finance"


def merge_parts(
    home: Home, parts: Mapping[Part, pd.DataFrame], checked: Report, *, today: dt.date
) -> dict[Part, Merged]:
    """Return each part of the import, merged with what the home has of it."""
    stored = stored_in(home)
    return {
        part: merge(
            stored(part),
            rows,
            TABLE_OF_NAME[part.table],
            given=[name for name in checked.given[part.table] if name in rows],
            today=today,
            fills_up=checked.fills_up,
        )
        for part, rows in parts.items()
    }
