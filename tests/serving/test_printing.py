"""What is wrong with a source is printed so that a flood of one kind hides nothing else."""

from __future__ import annotations

from features.problems import Findings, problem
from serving.printing import folded


def test_of_many_warnings_alike_the_first_rows_and_a_count_are_shown() -> None:
    found = Findings()
    rows = range(2, 502)
    found.add_rows("stranger", file="a.csv", table="ranks", column="employee_id", rows=rows)
    found.add_rows("stranger", file="b.csv", table="ranks", column="employee_id", rows=range(2, 6))
    found.problems.append(problem("empty_file", file="c.csv"))
    lines = folded(found.problems)
    assert lines[0].startswith("error: c.csv: ")
    assert [line.split(":")[1] for line in lines[1:4]] == [
        f" a.csv, row {row}, column employee_id" for row in (2, 3, 4)
    ]
    assert lines[4] == "warning: a.csv, column employee_id: 497 more rows like these."
    assert [line.split(":")[1] for line in lines[5:]] == [
        f" b.csv, row {row}, column employee_id" for row in (2, 3, 4, 5)
    ]


def test_errors_are_shown_further_before_they_are_folded() -> None:
    found = Findings()
    found.add_rows("missing_value", file="a.csv", table="ranks", column="rank", rows=range(2, 14))
    lines = folded(found.problems)
    assert len(lines) == 11
    assert lines[-1] == "error: a.csv, column rank: 2 more rows like these."
