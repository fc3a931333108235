"""The forty columns that Bina and its peers all answer, and what they mean.

Only the standard library is imported here: every peer reads this in an environment of its own.

A row is *seen* at the start of a day if it happened and was known before that day, and if no later
version of the same fact (``KEYS``) was known before it. Of the rows seen, a question takes those
that happened in the window of ``days`` days before the day, or all of them.
"""

from __future__ import annotations

from dataclasses import dataclass

A_YEAR, THREE_YEARS = 366, 1096
HAPPENED = {
    "trainings": "completed_on",
    "appraisals": "period_end",
    "assignments": "started_on",
    "ranks": "started_on",
}
KEYS = {
    "trainings": ("employee_id", "completed_on", "course_id", "title"),
    "appraisals": ("employee_id", "period_end", "period_start"),
    "assignments": ("employee_id", "started_on", "appointment"),
    "ranks": ("employee_id", "started_on"),
}
KNOWN_LATER = {"feedback": "feedback_on"}
"""Columns whose values are known later than their row, and the column that says when."""


@dataclass(frozen=True)
class Question:
    """One column: what is asked of which table's column, over how many days.

    ``ask`` is count, sum, mean, spread (sample standard deviation), slope (least squares, a year
    of 365.25 days), last (the value in the row that happened last), days_since_last,
    days_since_first or distinct. Rows without a value are left out, except by last.
    """

    table: str
    ask: str
    column: str = ""
    days: int | None = None

    @property
    def name(self) -> str:
        """The name of the column."""
        window = "" if self.days is None else f"_{self.days}"
        return "_".join(filter(None, [self.table, self.ask, self.column])) + window


QUESTIONS: tuple[Question, ...] = (
    Question("trainings", "count", days=A_YEAR),
    Question("trainings", "count", days=THREE_YEARS),
    Question("trainings", "count"),
    Question("trainings", "sum", "hours", A_YEAR),
    Question("trainings", "sum", "hours", THREE_YEARS),
    Question("trainings", "sum", "hours"),
    Question("trainings", "mean", "hours", THREE_YEARS),
    Question("trainings", "mean", "score", THREE_YEARS),
    Question("trainings", "spread", "score", THREE_YEARS),
    Question("trainings", "slope", "score", THREE_YEARS),
    Question("trainings", "last", "score"),
    Question("trainings", "last", "hours"),
    Question("trainings", "days_since_last"),
    Question("trainings", "distinct", "form", THREE_YEARS),
    Question("trainings", "mean", "feedback", THREE_YEARS),
    Question("appraisals", "count", days=THREE_YEARS),
    Question("appraisals", "count"),
    Question("appraisals", "last", "predicate"),
    Question("appraisals", "last", "score"),
    Question("appraisals", "mean", "score", THREE_YEARS),
    Question("appraisals", "mean", "score"),
    Question("appraisals", "spread", "score"),
    Question("appraisals", "slope", "score", THREE_YEARS),
    Question("appraisals", "mean", "predicate", THREE_YEARS),
    Question("appraisals", "slope", "predicate", THREE_YEARS),
    Question("appraisals", "spread", "predicate", THREE_YEARS),
    Question("appraisals", "days_since_last"),
    Question("appraisals", "distinct", "rater_id", THREE_YEARS),
    Question("assignments", "count", days=THREE_YEARS),
    Question("assignments", "count"),
    Question("assignments", "distinct", "job_id", THREE_YEARS),
    Question("assignments", "distinct", "job_id"),
    Question("assignments", "distinct", "unit_id"),
    Question("assignments", "days_since_last"),
    Question("assignments", "days_since_first"),
    Question("ranks", "count", days=THREE_YEARS),
    Question("ranks", "count"),
    Question("ranks", "distinct", "rank"),
    Question("ranks", "days_since_last"),
    Question("ranks", "days_since_first"),
)
TABLES = tuple(HAPPENED)
SNAPSHOTS = {
    4: tuple(f"{year}-01-01" for year in range(2022, 2026)),
    20: tuple(f"{year}-{month:02}-01" for year in range(2021, 2026) for month in (1, 4, 7, 10)),
}


def of_table(table: str) -> list[Question]:
    """Return the questions about a table."""
    return [question for question in QUESTIONS if question.table == table]


def columns_of(table: str) -> list[str]:
    """Return the columns of a table that any question or clock needs."""
    asked = [question.column for question in of_table(table) if question.column]
    late = [KNOWN_LATER[column] for column in asked if column in KNOWN_LATER]
    return list(dict.fromkeys([*KEYS[table], HAPPENED[table], "recorded_on", *asked, *late]))
