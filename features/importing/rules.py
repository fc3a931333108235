"""The rules that handed-in tables must keep, in the words in which a breach is told."""

from __future__ import annotations

from features.importing.home_rules import HOME_RULES
from features.importing.mapping_rules import MAPPING_RULES
from features.importing.rule import Rule
from features.importing.siasn_rules import SIASN_RULES

RULES: dict[str, Rule] = {
    "not_there": Rule(
        "error",
        "There is no folder or workbook of this name",
        "Check the spelling, or give the folder that holds employees.csv and assignments.csv.",
    ),
    "not_a_folder": Rule(
        "error",
        "This is neither a folder nor an .xlsx workbook",
        "Give the folder that holds the file; for a list of all staff in one file, say of which"
        " day it is with --snapshot-on.",
    ),
    "not_a_list": Rule(
        "error",
        "This is no staff list in one file",
        "Give an Excel workbook or a CSV file with one row a person.",
    ),
    "no_headings": Rule(
        "error",
        "No row has the headings of a staff list",
        "The list needs a heading NIP (or Employee ID) and one of Jabatan, Unit Kerja, OPD, above"
        " the rows about people.",
    ),
    "nobody": Rule(
        "error", "There are headings but no rows about people", "Export the list again."
    ),
    "list_from_the_future": Rule(
        "error",
        "The day of the list, {detail}, has not come yet",
        "Give the day on which the list was made.",
    ),
    "later_list": Rule(
        "error",
        "A list of a later day, {detail}, is on record already",
        "Import lists in the order of their days; to add an earlier one, begin with a new home.",
    ),
    "twice_on_list": Rule(
        "error",
        "The same person is on the list twice with different content: {detail}",
        "Keep the right one of the two rows.",
    ),
    "which_agency": Rule(
        "error",
        "The list does not say which agency it is of, and this home holds several",
        "Give --agency, or add a column Instansi.",
    ),
    "not_xlsx": Rule("error", "A template is an Excel workbook", "Give a name that ends in .xlsx."),
    "already_there": Rule(
        "error",
        "There is a file of this name, and it may hold what somebody has filled in",
        "Give another name, or move the file away.",
    ),
    **MAPPING_RULES,
    "no_database": Rule(
        "error",
        "This is not the address of a database that can be used ({detail})",
        "Write it as in postgresql://name@host/database or sqlite:///records.sqlite.",
    ),
    "no_driver": Rule(
        "error",
        "The driver for this kind of database is not installed ({detail})",
        "Install it into Bina's environment; PostgreSQL and SQLite need nothing more.",
    ),
    "no_connection": Rule(
        "error",
        "The database cannot be reached or refuses the sign-in ({detail})",
        "Check host, port, name, password and database, and whether the server lets this machine"
        " in.",
    ),
    "no_schema": Rule(
        "error",
        "There is no schema {detail} in the database",
        "Check the spelling, or leave --schema out for the usual one.",
    ),
    "no_permission": Rule(
        "error",
        "The account may not read the table {detail}",
        "Ask for the right to read it (GRANT SELECT), or for a view of it.",
    ),
    "query_failed": Rule(
        "error",
        "The table {detail} could not be read",
        "Try it with the database's own tools; a view may be broken, a value out of range, or the"
        " database locked by another program.",
    ),
    "missing_table": Rule(
        "error",
        "The table {detail} is needed and is not here",
        "Add {detail}.csv, .xlsx or .parquet, a sheet named {detail} in the workbook, or a table or"
        " view of that name in the database; or say with --mapping where it comes from.",
    ),
    "table_twice": Rule(
        "error",
        "The same table is in several files: {detail}",
        "Keep one of them and move the others out of the folder.",
    ),
    "not_readable": Rule(
        "error",
        "The file cannot be read ({detail})",
        "Open it, save it again as CSV UTF-8 or as an Excel workbook, and close other programs"
        " that use it.",
    ),
    "encoding": Rule(
        "error",
        "The file is not UTF-8 from this row on",
        "Save it again as CSV UTF-8 (in Excel: Save as, CSV UTF-8).",
    ),
    "utf16": Rule(
        "error",
        "The file is UTF-16 (what Excel calls Unicode text), not UTF-8",
        "Save it again as CSV UTF-8 (in Excel: Save as, CSV UTF-8).",
    ),
    "empty_file": Rule(
        "error", "The file is empty", "Put the column names in row 1 and the data below."
    ),
    "no_rows": Rule(
        "error", "The table has column names but no rows", "Export the table again with its rows."
    ),
    "wrong_cells": Rule(
        "error",
        "The row has {detail}",
        "Put texts that contain the separator or a line break in double quotes.",
    ),
    "column_twice": Rule("error", "The column is there twice", "Keep one of the two columns."),
    "missing_column": Rule(
        "error", "The column is needed and is not in the table", "Add the column and fill it."
    ),
    "other_spelling": Rule(
        "error", "The column is needed, and here there is {detail}", "Write its name exactly so."
    ),
    "not_one_value": Rule(
        "error", "The cell holds a list or a structure", "Write one row for each value in it."
    ),
    "missing_value": Rule("error", "The value is needed and is empty", "Fill in the cell."),
    "unreadable_date": Rule(
        "error", "{value} is not a date", "Write year-month-day, as in 2020-01-31."
    ),
    "date_order": Rule(
        "error",
        "{value} can be read in two ways",
        "Write year-month-day, as in 2020-01-31, or make it a date cell in Excel.",
    ),
    "excel_day_number": Rule(
        "error",
        "{value} is an Excel day number, not a date",
        "In Excel, format the column as Date (YYYY-MM-DD) and save it again.",
    ),
    "digits_lost": Rule(
        "error",
        "{value} is a long number that Excel has rounded; its last digits are lost",
        "Export the list again, and format the column as text before the numbers are put in.",
    ),
    "not_an_id": Rule(
        "error",
        "{value} holds control characters, is . or .., or is longer than 200 characters",
        "Correct the id; often a column of texts stands under the heading of an id.",
    ),
    "truth_value": Rule(
        "error",
        "{value} is a yes or no, not an id",
        "Put the id there, as text; often a column of another meaning stands under the heading.",
    ),
    "id_with_fraction": Rule(
        "error",
        "{value} is a number with a fraction, not an id",
        "Put the id there; if it has a point in it, format the column as text before the ids are"
        " put in, since 1.10 and 1.1 are one number to Excel.",
    ),
    "looks_like_nip": Rule(
        "error",
        "{value} looks like a NIP, not like a pseudonym",
        "Import without --ids-are-pseudonyms: Bina then replaces the NIPs itself.",
    ),
    "slash_in_id": Rule(
        "error",
        "{value} holds a slash, which no address of a person's page can",
        "Write another sign in its place in every table; or import without --ids-are-pseudonyms:"
        " Bina then makes pseudonyms itself.",
    ),
    "end_before_start": Rule(
        "error",
        "{value} lies before {detail}",
        "Correct one of the two dates, or leave the end empty if it still goes on.",
    ),
    "key_twice": Rule(
        "error",
        "Two rows say different things about the same fact: {detail}",
        "Keep the right one, or give recorded_on to say which was known later.",
    ),
    "agency_needed": Rule(
        "error",
        "{value} works for more than one agency, and the row does not say which is meant",
        "Add the column agency_id and fill it.",
    ),
    "unknown_code": Rule(
        "warning",
        "{value} is not a code of this column; it counts as unknown",
        "Use one of: {detail}.",
    ),
    "unreadable_flag": Rule(
        "warning", "{value} is neither yes nor no; it counts as unknown", "Write yes or no."
    ),
    "unreadable_number": Rule(
        "warning",
        "{value} is not a number; it counts as unknown",
        "Write digits with a decimal point and no thousands separator, as in 1250000.50.",
    ),
    "out_of_range": Rule(
        "warning",
        "{value} is not possible here; it counts as unknown",
        "Give a number {detail}.",
    ),
    "future_date": Rule(
        "warning",
        "{value} lies in the future; it counts as unknown",
        "Correct the date, or leave it empty until the day has come.",
    ),
    "out_of_reach": Rule("error", "{value} lies before 1900", "Correct the year."),
    "no_real_day": Rule(
        "warning",
        "{value} lies after 2199; it counts as unknown",
        "Leave the cell empty where no day is known, as for what has not ended.",
    ),
    "dangling": Rule(
        "warning",
        "{value} is not in the table {detail}; it counts as unknown",
        "Add it to {detail}, or correct it here.",
    ),
    "stranger": Rule(
        "warning",
        "{value} is not in the table employees; the row is set aside",
        "Add the person to employees, with agency_id and joined_on, and import again.",
    ),
    "row_without_key": Rule(
        "warning",
        "The row is set aside, because this value is unknown",
        "Correct the value and import again.",
    ),
    "joins_far_ahead": Rule(
        "warning",
        "{value} as a first day lies more than a year ahead; it is kept",
        "Correct the year if it is a slip of the pen.",
    ),
    "left_before_joining": Rule(
        "warning",
        "{value} lies before the first day, {detail}; both are kept",
        "Correct one of the two days, or set withdrawn_on if the departure never was.",
    ),
    "left_before_here": Rule(
        "warning",
        "{value} is the last day of somebody who joins only on {detail}; both are kept",
        "Correct one of the two days; who never came has no row in employees.",
    ),
    "posts_overlap": Rule(
        "warning",
        "{value} begins a definitive post while the one from {detail} goes on; both are kept",
        "Fill in ended_on of the former post, or say in appointment that one of them is acting.",
    ),
    "own_superior": Rule(
        "warning",
        "Somebody is their own superior; it is kept",
        "Enter the superior one level above, or leave the cell empty.",
    ),
    "circle_of_superiors": Rule(
        "warning",
        "The superiors lead in a circle back to this person; they are kept",
        "Find out who of them is above the others, and correct supervisor_id.",
    ),
    **HOME_RULES,
    **SIASN_RULES,
}
"""All rules by their short code; the codes are stable and may be used by other programs."""
