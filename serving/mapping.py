"""Propose a mapping on the command line: shown for review, written to a file, nothing imported."""

from __future__ import annotations

from pathlib import Path

from rich.table import Table

from features.prevented import Prevented
from features.sources import opened_raw
from features.sources.proposed import as_toml, shown
from features.sources.suggesting import Proposal, propose
from serving import printing


def suggest(source: str, file: Path, *, schema: str | None, as_json: bool) -> None:
    """Write a proposal for ``--mapping`` and show each line with how sure it is.

    Raises `Prevented` where nothing in the source looks like a record table, or the file exists.
    """
    if file.exists():
        raise Prevented(f"{file.name} is there already; name another file, or remove it first")
    with printing.progress("mapping") as step, opened_raw(source, schema=schema) as raw:
        step("looking at names and contents", 0.1)
        found = propose(raw)
    if not found:
        raise Prevented(
            "nothing here looks like a record table; write the mapping by hand, as the page on"
            " mapping another export shows"
        )
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(as_toml(found), encoding="utf-8")
    if not as_json:
        _show(found)
    missing = [f"{one.table}.{name}" for one in found for name in one.missing]
    lines = [f"needed and not found: {', '.join(missing)}"] if missing else []
    lines += [f"a proposal was written to {file}; nothing was imported. Review it, then:"]
    lines += [f"  bina check {'URL' if '://' in source else source} --mapping {file}"]
    rows = [dict(zip(HEAD, row, strict=True)) for row in shown(found)]
    content = {"file": file, "proposal": rows, "missing": missing}
    printing.result(content, as_json=as_json, lines=lines)


HEAD = ("table", "column", "found in", "sure", "because")


def _show(found: list[Proposal]) -> None:
    table = Table(*HEAD)
    for row in shown(found):
        table.add_row(*row)
    printing.out.print(table, markup=False)
