"""The rules of SIASN exports, in the words in which a breach is told."""

from __future__ import annotations

from features.importing.rule import Rule

SIASN_RULES: dict[str, Rule] = {
    "not_a_siasn_folder": Rule(
        "error",
        "This is not a folder",
        "Give the folder that holds the files of the export: pegawai.csv, rw_jabatan.csv and so"
        " on.",
    ),
    "service_refused": Rule(
        "error",
        "The file holds a refusal of the web service and no rows ({detail})",
        "Ask the service again for this table, and leave the file out if there is nothing in it.",
    ),
    "looks_like_records": Rule(
        "error",
        "No file here is a table of SIASN; these are record tables ({detail})",
        "Import the folder without --format siasn.",
    ),
    "looks_like_siasn": Rule(
        "error",
        "No file here is a record table; these are tables of SIASN ({detail})",
        "Import the folder with --format siasn.",
    ),
    "nip_form": Rule(
        "warning",
        "The NIP does not have 18 digits; the person is known by it all the same",
        "Correct the NIP in SIASN; a corrected one makes another pseudonym.",
    ),
    "nip_disagrees": Rule(
        "warning",
        "The NIP says another {detail} than this column; the column counts",
        "Find out which of the two is right, and correct it in SIASN.",
    ),
    "renumbered": Rule(
        "warning",
        "{detail} people have more than one number (contract renewed, or PPPK made CPNS)",
        "Nothing: each of them is one person, known by the first number.",
    ),
    "went_on": Rule(
        "warning",
        "{detail} separations belong to people who went on under another number; they are no"
        " departures",
        "Nothing, if these people are still here.",
    ),
    "renamed": Rule(
        "warning",
        "{detail} rows repeat the job and the unit of the row before (a new name or decree); they"
        " are counted with it",
        "Nothing: no move is lost.",
    ),
    "booked_twice": Rule(
        "warning",
        "{detail} trainings are booked a second time here; each is counted once",
        "Nothing, or delete the second booking in SIASN.",
    ),
    "filler_hours": Rule(
        "warning",
        "{value} stands for hours that nobody knew; they count as unknown",
        "Enter the lesson hours (JP) in SIASN.",
    ),
    "year_only": Rule(
        "warning",
        "Only the year is known; its last day counts",
        "Enter the day in SIASN.",
    ),
    "two_of_one_fact": Rule(
        "warning",
        "Another row says something else about the same fact; the one decided last counts",
        "Delete the wrong row in SIASN.",
    ),
    "gone_without_day": Rule(
        "warning",
        "The standing {value} says that the person has gone, and no table says when; the person"
        " still counts as here",
        "Export rw_pemberhentian or list_pensiun_instansi with this person.",
    ),
    "nobody_left": Rule(
        "warning",
        "Nobody in this list has left: an export of active staff shows nothing to learn from",
        "Export staff of all standings (kedudukan hukum), with rw_pemberhentian.",
    ),
    "age_unknown": Rule(
        "warning",
        "No list and no rule tells the retirement age of {value}; it stays open",
        "Add the job to jabatan_fungsional, with bup_usia.",
    ),
    "own_retirement_age": Rule(
        "warning",
        "The person's own retirement age is not that of the job (a clause for earlier holders)",
        "Look up the day of retirement in SIASN; the calendar here follows the job.",
    ),
}
