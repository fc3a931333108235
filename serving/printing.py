"""What the command line prints: progress, problems and results, for people and for programs."""

from __future__ import annotations

import io
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from features.importing.checking import Report
from features.importing.importer import is_pay
from features.importing.report import ImportReport, ListNotes
from features.problems import Problem
from serving.code_words import WITHOUT_MENTOR

if TYPE_CHECKING:
    import pandas as pd

    from models.matching import Matching
    from serving.course_order import CourseTraining
    from serving.demo import Demonstration
    from serving.jobs import Training
    from training.registry import Champion

MOST_PROBLEMS = 50
FIRST_ROWS = {"error": 10, "warning": 3}
"""Rows that are shown of many that have the same thing wrong in the same column."""

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)

Step = Callable[[str, float], None]


def escape_what_lacks() -> None:
    """Let signs that the console's code page lacks (on Windows) be written as escapes.

    They would end the command otherwise: a name of an account may hold any letter.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


@contextmanager
def progress(title: str) -> Iterator[Step]:
    """Show a bar with an estimate where somebody watches, and a line a step otherwise."""
    if not err.is_terminal:
        yield lambda what, share: err.print(f"{title}: {what} ({share:.0%})", markup=False)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, TimeRemainingColumn(), console=err, transient=True) as bars:
        task = bars.add_task(title, total=1.0)
        yield lambda what, share: bars.update(task, description=f"{title}: {what}", completed=share)


def result(content: dict[str, Any], *, as_json: bool, lines: Sequence[str]) -> None:
    """Print what a command did: one JSON object, or lines for a reader."""
    if as_json:
        sys.stdout.write(json.dumps(content, indent=1, default=str) + "\n")
        return
    for line in lines:
        out.print(line, markup=False, soft_wrap=True)


def counted(n: int, one: str, many: str) -> str:
    """Return a number with what it counts, such as "1 person" or "1,200 people"."""
    return f"{n:,} {one if n == 1 else many}"


def problems(found: Sequence[Problem]) -> None:
    """Print what is wrong with a source, and how many more lines there are."""
    lines = folded(found)
    for line in lines[:MOST_PROBLEMS]:
        err.print(line, markup=False, soft_wrap=True)
    if len(lines) > MOST_PROBLEMS:
        err.print(f"... and {len(lines) - MOST_PROBLEMS} more; --json lists all of them")


def folded(found: Sequence[Problem]) -> list[str]:
    """Return what is wrong as lines, errors first; of many alike the first rows and a count."""
    groups: dict[tuple[str, str, str], list[Problem]] = {}
    for one in sorted(found, key=lambda problem: problem.severity != "error"):
        where = f"{one.file}, column {one.column}" if one.column else one.file
        groups.setdefault((one.severity, one.rule, where), []).append(one)
    lines = []
    for (severity, _rule, where), alike in groups.items():
        most = FIRST_ROWS[severity]
        shown = alike if len(alike) <= most + 1 else alike[:most]
        lines += [f"{severity}: {one}" for one in shown]
        if rest := alike[len(shown) :]:
            n_rows = sum(1 + one.more for one in rest)
            lines.append(f"{severity}: {where}: {n_rows:,} more rows like these.")
    return lines


def checked(report: Report, *, as_json: bool) -> None:
    """Print the findings of a check."""
    if not as_json:
        problems(report.problems)
    fit = "fit to import" if report.ok else "not fit to import; the errors above say why"
    content = {
        "ok": report.ok,
        "rows": report.rows,
        "problems": [vars(problem) for problem in report.problems],
        "dropped_columns": report.dropped_columns,
        "absent_tables": report.absent_tables,
        "ignored_files": report.ignored_files,
    }
    n_rows = sum(report.rows.values())
    result(content, as_json=as_json, lines=[f"{len(report.rows)} tables, {n_rows:,} rows: {fit}"])


def imported(report: ImportReport, *, as_json: bool) -> None:
    """Print what an import did."""
    if not as_json:
        problems(report.problems)
    content = json.loads(report.as_json()) | {
        "ok": report.ok,
        "problems": [vars(problem) for problem in report.problems],
    }
    lines = _import_lines(report) if report.ok else ["nothing was imported"]
    result(content, as_json=as_json, lines=lines)


def trained(done: Training, *, as_json: bool) -> None:
    """Print what was learned and whether it serves."""
    learned = done.trained
    figures = learned.figures.get(learned.model.candidate, {})
    content = {
        "version": done.version,
        "candidate": learned.model.candidate,
        "serves": done.verdict.passes,
        "gate": done.verdict.reason,
        "refusal": learned.refusal,
        "needed": None if learned.needed is None else asdict(learned.needed),
        "until": learned.until,
        "horizon_days": learned.horizon_days,
        "n_people": learned.n_people,
        "n_events": learned.n_events,
        "back_test": figures,
        "transfers": None if learned.transfers is None else learned.transfers.model.candidate,
        "tuning": None if learned.tuning is None else asdict(learned.tuning),
    }
    lines = [
        f"learned from {learned.n_people:,} people and {learned.n_events:,} voluntary exits",
        f"model: {learned.model.candidate}, version {done.version}, gate: {done.verdict.reason}",
    ]
    if learned.refusal:
        lines.append(f"no model of persons ({learned.refusal}): everybody gets the base rate")
        lines += refusal_lines(content)
    if figures:
        lines.append(
            f"on people it had not seen: AUC {figures['auc']:.3f}, lift in the top 5% "
            f"{figures['lift_top']:.1f}, expected {figures['expected']:.0f} exits, "
            f"observed {figures['observed']:.0f}"
        )
    if learned.tuning is not None:
        lines.append(f"settings searched in {learned.tuning.n_trials} trials")
    result(content, as_json=as_json, lines=lines)


def course_order(done: CourseTraining, *, as_json: bool) -> None:
    """Print how a learned order of courses did against the fixed one, and whether it serves."""
    learned = done.trained
    content = {
        "version": done.version or None,
        "serves": done.verdict.passes,
        "gate": done.verdict.reason,
        "until": learned.until,
        "n_lists": learned.n_lists,
        "lean": None if learned.ranker is None else learned.ranker.lean,
        "z": learned.z,
        "figures": learned.figures,
    }
    lines = [f"learned from {learned.n_lists:,} lists of which people completed something"]
    for name, one in learned.figures.items():
        lines.append(
            f"{name.replace('_', ' ')}: NDCG@5 {one['ndcg']:.3f} and recall@5 {one['recall']:.3f} "
            f"of what {one['n']:,.0f} people then completed; weighted levels gained a list "
            f"{one['gained']:.2f}"
        )
    kept = f"the order in use stays ({done.verdict.reason})"
    serves = f"version {done.version} serves ({done.verdict.reason}); score again with: bina score"
    result(content, as_json=as_json, lines=[*lines, serves if done.verdict.passes else kept])


def scored(
    scores: pd.DataFrame, champion: Champion | None, *, out: Path | None, as_json: bool
) -> None:
    """Print how many people were scored and how many of them would be expected to leave.

    Where nobody has a risk of their own, ``champion`` says why.
    """
    expected = float(scores.loc[scores["basis"].eq("model"), "risk"].sum())
    basis = scores["basis"].value_counts().to_dict()
    content = {"n": len(scores), "expected": expected, "basis": basis, "out": out}
    said = f"about {expected:.0f} of them are expected to leave of their own will"
    if "model" not in basis:
        said = "everybody has the same base rate, since there is no model of persons"
    lines = [f"{len(scores):,} people scored; {said}"]
    if champion is not None and champion.refusal:
        content["refusal"] = champion.refusal
        content["needed"] = champion.card.get("needed")
        lines += refusal_lines(champion.card)
    lines += [f"written to {out}"] if out else []
    result(content, as_json=as_json, lines=lines)


def refusal_lines(card: Mapping[str, Any]) -> list[str]:
    """Return why there is no model of persons and what would help, a line each."""
    from serving.language import language
    from serving.refusals import refusal_document, refusal_out

    refusal = refusal_out(refusal_document(card), language("en"))
    return [refusal.text, *refusal.notes]


def demonstrated(made: Demonstration, *, as_json: bool) -> None:
    """Print how to sign in."""
    lines = [
        f"{made.n_people:,} people scored",
        f"sign in as {made.username} with the one-time password {made.password}",
        f"for the API: Authorization: Bearer {made.token} (30 days)",
    ]
    result(vars(made), as_json=as_json, lines=lines)


def _correction_lines(report: ImportReport) -> list[str]:
    made, lines = report.corrections, []
    if made.moved:
        lines.append(f"{made.moved:,} people moved here from another agency of this home")
    if made.taken_back:
        lines.append(f"departures: {made.taken_back:,} earlier rows were wrong and count no longer")
    return lines


def _list_lines(notes: ListNotes | None) -> list[str]:
    if notes is None:
        return []
    read = ", ".join(f"{heading} as {name}" for name, heading in notes.recognised.items())
    lines = [
        f"staff list of {notes.on}: {notes.people:,} people, {notes.new:,} new, "
        f"{notes.gone:,} gone, {notes.back:,} back",
        f"read: {read}",
    ]
    lines += [f"dropped: {', '.join(notes.dropped)}"] if notes.dropped else []
    passed = f"passed over {notes.passed_over:,} rows that are not about a person"
    return [*lines, passed] if notes.passed_over else lines


def _import_lines(report: ImportReport) -> list[str]:
    lines = ["nothing new: everything was on record already"] if report.nothing_new else []
    lines += _list_lines(report.staff_list)
    for name, counts in report.rows.items():
        lines.append(
            f"{name}: {counts.read:,} rows read, {counts.added:,} added, "
            f"{counts.replaced:,} replaced, {counts.left_out:,} left out"
        )
    lines += _correction_lines(report)
    for table, names in report.dropped_columns.items():
        pay = [name for name in names if is_pay(table, name)]
        other = [name for name in names if name not in pay]
        lines += [f"{table}: dropped {', '.join(other)}, not in the contract"] if other else []
        lines += [f"{table}: dropped {', '.join(pay)}; --allow-pay keeps pay"] if pay else []
    lines += [f"left out table {name}, which is not allowed" for name in report.dropped_tables]
    lines += [f"ignored file {name}" for name in report.ignored_files]
    lines += [f"no {name}: {without}" for name, without in report.switched_off.items()]
    return lines


def matched(found: Sequence[Matching], *, kept_out: int, out: Path, as_json: bool) -> None:
    """Print what a round of matching has formed, for what people wait, and how good it is."""
    pairs, waiting = sum(len(one.matched) for one in found), sum(len(one.waiting) for one in found)
    gap, short = max(one.gap for one in found), sum(len(one.short_floors) for one in found)
    reasons = Counter(reason for one in found for reason in one.waiting["reason"])
    lines = [
        f"{pairs:,} pairs and {waiting:,} people waiting written to {out}",
        *(f"  {n:,} of them: {WITHOUT_MENTOR[reason]}" for reason, n in sorted(reasons.items())),
        f"floors that could not be held (sheet floors): {short:,}",
        f"mentors left out, who do not stay long enough for a mentoring: {kept_out:,}",
        f"no other matching under these limits is expected to help {gap:.4%} more",
    ]
    content = {"out": out, "pairs": pairs, "waiting": waiting, "gap": gap}
    content |= {"reasons": reasons, "kept_out": kept_out, "short_floors": short}
    result(content, as_json=as_json, lines=lines)
