"""What an import did, in numbers and names of columns only: no value of any record."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from features.home import Home, Origin, Part
from features.importing.checking import Report
from features.importing.corrections import Corrections
from features.importing.merging import Merged
from features.importing.references import Known
from features.problems import Problem

WITHOUT: dict[str, str] = {
    "employees": "nothing works",
    "assignments": "nothing works",
    "statuses": "no contract ends and no splits by kind of employment",
    "educations": "no schooling on record",
    "units": "no forecasts by unit and no teams",
    "jobs": "no kinds, levels and families of jobs",
    "establishment": "no posts needed by unit on record",
    "ranks": "no rank in profiles, and rules that ask for a rank stay open",
    "appraisals": "no performance in profiles",
    "feedbacks": "no feedback on record",
    "competencies": "no competency gaps",
    "competency_standards": "no competency gaps",
    "assessments": "no competency gaps",
    "courses": "no course suggestions",
    "course_competencies": "courses are not matched to gaps",
    "course_requirements": "what a course asks for is not checked",
    "offerings": "no dates and seats of courses on record",
    "trainings": "no training history in profiles, and no learning from who took what",
    "mentors": "experienced colleagues are suggested instead of registered mentors",
    "mentorings": "no earlier mentoring on record",
    "conflicts": "conflicts of interest are not checked",
    "opportunities": "no open posts and projects on record",
    "goals": "no declared goals on record",
    "responses": "no answers to suggestions on record",
    "interventions": "no offers of the office on record",
    "absences": "who is away is not on record",
    "sanctions": "no disciplinary decisions on record",
    "departures": "no personal early warning",
}
"""What does not work without a table."""


@dataclass
class Counts:
    """Rows of one table: read, and what became of them.

    Left out are rows given twice, set aside, or of a table that is not allowed.
    """

    read: int = 0
    added: int = 0
    replaced: int = 0
    unchanged: int = 0
    left_out: int = 0


@dataclass
class ListNotes:
    """What was found in a staff list, and what became of people since the list before.

    ``recognised`` names the heading of each field that was understood; ``dropped`` are the other
    headings. ``passed_over`` counts rows that are not about a person, such as totals.
    """

    on: dt.date
    people: int
    recognised: dict[str, str]
    dropped: list[str]
    passed_over: int
    new: int = 0
    gone: int = 0
    back: int = 0


@dataclass
class ImportReport:
    """What was read, what came of it and what was left out.

    ``switched_off`` says by absent table what does not work without it; ``warnings`` counts rows
    by rule. ``problems`` is for the screen only and is not saved.
    """

    today: dt.date
    origin: Origin
    written: bool = False
    rows: dict[str, Counts] = field(default_factory=dict)
    dropped_columns: dict[str, list[str]] = field(default_factory=dict)
    dropped_tables: list[str] = field(default_factory=list)
    ignored_files: list[str] = field(default_factory=list)
    switched_off: dict[str, str] = field(default_factory=dict)
    warnings: dict[str, int] = field(default_factory=dict)
    corrections: Corrections = field(default_factory=Corrections)
    staff_list: ListNotes | None = None
    problems: list[Problem] = field(default_factory=list)

    @classmethod
    def of(cls, checked: Report, *, known: Known, today: dt.date, origin: Origin) -> ImportReport:
        """Return the report of a check, before anything is merged."""
        absent = [name for name in checked.absent_tables if name not in known]
        return cls(
            today=today,
            origin=origin,
            rows={name: Counts(read=count) for name, count in checked.rows.items()},
            dropped_columns={name: list(found) for name, found in checked.dropped_columns.items()},
            ignored_files=list(checked.ignored_files),
            switched_off={name: WITHOUT[name] for name in absent},
            warnings=checked.counts("warning"),
            problems=checked.problems,
        )

    @property
    def ok(self) -> bool:
        """Whether the source had no errors."""
        return all(problem.severity != "error" for problem in self.problems)

    @property
    def nothing_new(self) -> bool:
        """Whether all that was read was on record already."""
        return self.ok and not self.written

    def count(self, merged: Mapping[Part, Merged]) -> None:
        """Add up what became of the rows, by table."""
        for part, one in merged.items():
            counts = self.rows.setdefault(part.table, Counts())
            counts.added += one.added
            counts.replaced += one.replaced
            counts.unchanged += one.unchanged
        for counts in self.rows.values():
            counts.left_out = counts.read - counts.added - counts.replaced - counts.unchanged

    def as_json(self) -> str:
        """Return the report as text, without the problems of single rows."""
        content = asdict(self)
        del content["problems"]
        content |= {"today": self.today.isoformat(), "nothing_new": self.nothing_new}
        return json.dumps(content, indent=1, default=str)


def newest_reports(home: Home, *, limit: int) -> list[dict[str, Any]]:
    """Return the saved reports of the newest imports, the last one first."""
    found = sorted(home.imports.glob("*.json"), reverse=True)[:limit]
    return [json.loads(path.read_text(encoding="utf-8")) for path in found]


def save(report: ImportReport, home: Home) -> Path:
    """Write the report into the home's folder of import reports and return the file."""
    home.imports.mkdir(parents=True, exist_ok=True)
    number = 1 + len(list(home.imports.glob(f"{report.today}-*.json")))
    path = home.imports / f"{report.today}-{number:03d}.json"
    path.write_text(report.as_json(), encoding="utf-8")
    return path
