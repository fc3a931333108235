"""The rules that a mapping of another export must keep, in the words in which a breach is told."""

from __future__ import annotations

from features.importing.rule import Rule

MAPPING_RULES: dict[str, Rule] = {
    "mapping_broken": Rule(
        "error",
        "The mapping cannot be used: {detail}",
        "Begin with one that is proposed: bina import SOURCE --suggest-mapping FILE.",
    ),
    "mapping_unknown_table": Rule(
        "error",
        "{detail} is no record table",
        "Use a name of the record tables in the documentation, such as employees.",
    ),
    "mapping_unknown_column": Rule(
        "error",
        "There is no column {detail}",
        "Use a column of that record table; the documentation lists them.",
    ),
    "mapping_unknown_key": Rule(
        "error",
        "A mapping does not say {detail}",
        "Remove it, or use: from, header, date_format, columns, constants, codes, date_formats,"
        " where, join; in a join: from, header, on, columns.",
    ),
    "mapping_wrong_kind": Rule(
        "error",
        "What is said for {detail} is not of the right kind",
        "Write texts in quotes, the header row as a number, and sections in square brackets.",
    ),
    "mapping_no_source": Rule(
        "error",
        "It is not said where the rows of {detail} come from",
        'Add a line such as: from = "pegawai.csv".',
    ),
    "mapping_twice": Rule(
        "error",
        "One thing is mapped to two places: {detail}",
        "Keep one of the two.",
    ),
    "mapping_unknown_code": Rule(
        "error", "{detail}", "Write one of these codes on the right side."
    ),
    "mapping_date_format": Rule(
        "error",
        "{detail} does not say where day, month and year stand",
        "Write it as in DD-MM-YYYY, DD/MM/YYYY, YYYYMMDD or D MMMM YYYY.",
    ),
    "mapping_missing_source": Rule(
        "error",
        "The source has no file, sheet or table {detail}",
        "Check the spelling; a sheet of a workbook in a folder is written as in"
        " 'pegawai.xlsx, sheet Data'.",
    ),
    "mapping_missing_column": Rule(
        "error",
        "There is no column {detail}",
        "Check the spelling, and in which row the column names stand (header).",
    ),
    "mapping_no_join": Rule(
        "error",
        "It is not said how the second table of {detail} is joined",
        'Give it from = "biodata.csv", and sections on (column of the first table = column of the'
        " second) and columns.",
    ),
    "mapping_join_twice": Rule(
        "error",
        "The key {detail} stands in an earlier row too, so it is not known which row belongs",
        "Keep one row for each key in this table, or join the other way round.",
    ),
    "mapping_join_empty": Rule(
        "error",
        "No row finds its row in {detail}",
        "Compare how the key columns are written in both tables: the same number, without marks.",
    ),
}
