"""Write the pages of `docs/reference/` from the declarations in the code.

``python docs/generate.py`` writes the pages that changed; ``--check`` writes nothing and ends with
exit code 1 and the names of the stale pages. To add a page, write a function that returns its text
and name it in `PAGES`.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from client import client_module
from interfaces import api_page, command_page
from layout import bounds, code, grid, page

from features.contract import Column, Table
from features.families import FEATURES
from features.importing.report import WITHOUT
from features.importing.rules import RULES
from features.quality.rules import RULES as QUALITY_RULES
from features.tables import REASON_FAMILIES, TABLES
from models.rules.book import Rule, RuleBook, packaged, packaged_moves
from serving.language import language
from serving.purposes import PERMISSIONS, Permission, Reach, Role
from serving.quality_words import DECISION_WORDS, RULE_WORDS
from serving.source_words import source_text

ROOT = Path(__file__).parents[1]
REFERENCE = ROOT / "docs" / "reference"
CLIENT = ROOT / "serving" / "client" / "routes.py"
KIND_WORDS = {"person": "person's id", "flag": "yes/no"}
USE_WORDS = {
    "input": "may feed features",
    "never_input": "**never** an input of a model",
    "eligibility_only": "eligibility only, never an input of a model",
    "outcome": "outcome: what the early warning learns to expect",
}
SENSITIVITY_WORDS = {
    "open": "",
    "personal": "personal",
    "sensitive": "sensitive",
    "finance": "pay",
}
SENSITIVITIES = """Sensitivity. *personal*: ids of persons become keyed pseudonyms at the door; free
text counts as personal too. *sensitive*: for legal dates and audits by group only, never an input
of a model. *pay*: dropped unless the import says `--allow-pay`. Values of all three are hidden in
messages."""
CLOCKS = """Every fact has two clocks: the day on which it *happened* and the day on which it was
*known*. Where `recorded_on` is empty, the assumed lag of the table counts. See
[Time](../explanation/time.md)."""


def records_page() -> str:
    """Return the data dictionary: every table and column with its rules."""
    overview = grid(
        ["table", "what it holds", "without it"],
        ([f"[`{t.name}`](#{t.name})", t.meaning, WITHOUT[t.name]] for t in TABLES),
    )
    families = grid(
        ["family", "reasons"], ([name, code(reasons)] for name, reasons in REASON_FAMILIES.items())
    )
    return page(
        "Record tables",
        "features/tables.py",
        "The tables and columns that an import accepts. Only `employees` and `assignments` are"
        " needed; a column that is not named here is dropped and listed in the import report.",
        CLOCKS,
        SENSITIVITIES,
        overview,
        *(_table_section(table) for table in TABLES),
        "## Reasons of departures",
        "Only the voluntary family is predicted.",
        families,
    )


def _table_section(table: Table) -> str:
    rows = (
        [_column_name(c), _kind(c), c.meaning, _rule(c), _sensitivity(c)] for c in table.columns
    )
    heading = f"## {table.name}\n\n{table.meaning}\n\n"
    facts = "\n".join(f"- {fact}" for fact in _facts(table))
    return (
        heading + facts + "\n\n" + grid(["column", "kind", "meaning", "rule", "sensitivity"], rows)
    )


def _facts(table: Table) -> Iterator[str]:
    yield f"Needed: {'**yes**' if table.required else 'no'}"
    yield f"Key: {code(table.key)}"
    yield f"Use: {USE_WORDS[table.use]}"
    if table.happened is not None:
        end = f", ends on `{table.ended}`" if table.ended else ""
        yield f"Happened on `{table.happened}`{end}; assumed lag {table.lag} days"
    elif table.versioned:
        yield "Versions are kept: an import that changes a row counts from the day of the import"
    else:
        yield "No clock of its own: known from `recorded_on`, or always"


def _column_name(column: Column) -> str:
    return f"**`{column.name}`**" if column.required else f"`{column.name}`"


def _kind(column: Column) -> str:
    return KIND_WORDS.get(column.kind, column.kind)


def _sensitivity(column: Column) -> str:
    return SENSITIVITY_WORDS[column.sensitivity]


def _rule(column: Column) -> str:
    rules = [
        "required" if column.required else "",
        f"one of {code(column.codes)}" if column.codes else "",
        bounds(column.low, column.high),
        f"must be in `{column.refers_to}`" if column.refers_to else "",
        f"known from `{column.dated_by}`" if column.dated_by else "",
        "may lie in the future" if column.ahead else "",
    ]
    return "; ".join(rule for rule in rules if rule)


def features_page() -> str:
    """Return the catalogue of features, by family."""
    blocks = []
    for family in dict.fromkeys(feature.family for feature in FEATURES.values()):
        module = sys.modules[f"features.families.{family}"]
        own = [feature for feature in FEATURES.values() if feature.family == family]
        rows = ([f"`{f.name}`", f.unit, f.meaning, code(f.needs)] for f in own)
        blocks += [f"## {family}", inspect.getdoc(module) or ""]
        blocks.append(grid(["feature", "unit", "meaning", "needs"], rows))
    return page(
        "Features",
        "features/families/",
        f"The {len(FEATURES)} columns of the profiles, in the order of their declaration. A column"
        " whose needs are not on record is empty; `pay` stands for base pay that the import"
        " allowed. Windows end before the as-of day; see [Time](../explanation/time.md).",
        *blocks,
    )


def rules_page() -> str:
    """Return what can be wrong with handed-in tables, and the way out."""
    blocks = []
    for severity, meaning in (
        ("error", "Nothing is imported until it is mended."),
        ("warning", "The value becomes unknown, or the row is set aside; the rest is imported."),
    ):
        rows = (
            [f"`{code}`", _example(rule.message), _example(rule.way_out)]
            for code, rule in RULES.items()
            if rule.severity == severity
        )
        blocks += [f"## {severity.capitalize()}s", meaning]
        blocks.append(grid(["code", "message", "what to do"], rows))
    return page(
        "Rules of an import",
        "features/importing/rules.py",
        "Every message names the file, the row and the column. *(value)* stands for what was"
        " found, which is hidden in personal, sensitive and pay columns; *(detail)* says more. The"
        " codes are stable and appear in `--json`.",
        *blocks,
    )


def _example(text: str) -> str:
    return text.replace("{value}", "*(value)*").replace("{detail}", "*(detail)*")


def permissions_page() -> str:
    """Return who may do what, for which purpose."""
    rows = ([f"`{action}`", one.purpose, *_marks(one)] for action, one in PERMISSIONS.items())
    head = [
        "action",
        "purpose",
        *(f"`{role}`" for role in Role),
        "the person concerned",
        "limited to units",
        "for one agency",
    ]
    return page(
        "Permissions",
        "serving/purposes.py",
        "Whatever is not marked is refused, and the refusal is recorded. Every allowed look at a"
        " person is recorded with its purpose. See [People first](../explanation/people-first.md).",
        grid(head, rows),
    )


def _marks(permission: Permission) -> list[str]:
    allowed = [*(role in permission.roles for role in Role), permission.own_record]
    refused = (
        "refused" if reach < permission.least else "" for reach in (Reach.UNITS, Reach.AGENCY)
    )
    return [*("yes" if one else "" for one in allowed), *refused]


def quality_page() -> str:
    """Return the rules of the quality gate, by dimension."""
    blocks = []
    for dimension in dict.fromkeys(rule.dimension for rule in QUALITY_RULES.values()):
        rows = (
            [
                f"`{rule.name}`",
                rule.table,
                rule.meaning.partition("\n")[0],
                RULE_WORDS[rule.name][1],
                ", ".join(DECISION_WORDS[one] for one in rule.decides),
                rule.source,
            ]
            for rule in QUALITY_RULES.values()
            if rule.dimension == dimension
        )
        head = ["rule", "table", "what is counted", "how to mend it", "decides", "source"]
        blocks += [f"## {dimension.capitalize()}", grid(head, rows)]
    return page(
        "Rules of the quality gate",
        "features/quality/rules/",
        f"The {len(QUALITY_RULES)} rules that `bina quality` holds the records to. A rule whose"
        " tables are not on record is not checked. See"
        " [What a fix is worth](../explanation/quality.md).",
        *blocks,
    )


def course_rules_page() -> str:
    """Return the rules about courses."""
    return page(
        "Rules about courses",
        "models/rules/rules.toml",
        "What allows, forbids or demands a course. Words in italics are filled in from the records."
        " An office replaces a rule with `bina plan --rules own.toml`.",
        rules_grid(packaged()),
    )


def move_rules_page() -> str:
    """Return the rules about moves."""
    return page(
        "Rules about moves",
        "models/rules/moves.toml",
        "What allows, forbids or asks for a move into an open place. Words in italics are filled in"
        " from the records.",
        rules_grid(packaged_moves()),
    )


def _rests_on(rule: Rule) -> str:
    to_check = "" if rule.checked else "; check the official text"
    return f"{source_text(rule.cited, language('en'))} ({rule.standing}{to_check})"


def rules_grid(book: RuleBook) -> str:
    """Return the rules of a book with their dates, sources and numbers."""
    rows = (
        [
            f"`{rule.id}`",
            rule.words["en"].replace("%(", "*").replace(")s", "*"),
            _rests_on(rule),
            f"{rule.valid_from or 'always'}" + (f" to {rule.valid_to}" if rule.valid_to else ""),
            code(rule.scope) or "everybody",
            code(f"{name} = {value}" for name, value in rule.parameters.items()),
        ]
        for rule in book.rules
    )
    return grid(["rule", "what it says", "source", "holds from", "for whom", "numbers"], rows)


PAGES: Mapping[str, Callable[[], str]] = {
    "records.md": records_page,
    "features.md": features_page,
    "command.md": command_page,
    "import-rules.md": rules_page,
    "quality-rules.md": quality_page,
    "api.md": api_page,
    "permissions.md": permissions_page,
    "rules.md": course_rules_page,
    "move-rules.md": move_rules_page,
}


def stale_pages() -> dict[Path, str]:
    """Return the files that differ from what the code declares, with their new texts."""
    made = {REFERENCE / name: write() for name, write in PAGES.items()}
    made[CLIENT] = client_module()
    return {path: text for path, text in made.items() if _on_disk(path) != text}


def _on_disk(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


def main(arguments: Sequence[str]) -> int:
    """Write the stale pages, or with ``--check`` only name them; return the exit code."""
    stale = stale_pages()
    if "--check" in arguments:
        for path in stale:
            sys.stderr.write(f"{path.name} is not current; run: make docs\n")
        return 1 if stale else 0
    for path, text in stale.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        sys.stdout.write(f"wrote {path.name}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
