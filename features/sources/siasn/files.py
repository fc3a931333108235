"""The files of an export: which table each holds, and their rows as texts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import pandas as pd

from features.importing.texts import texts_of
from features.problems import BadInput, problem
from features.sources.reading import as_found, guarded, read_file
from features.sources.siasn.lists import listed

ENDINGS = (".csv.gz", ".csv", ".xlsx", ".parquet", ".json")
PREFIXES = ("pns_", "referensi_", "pengadaan_", "siasn_")
ENVELOPES = ("data", "mapData", "results", "rows")
"""Under which names an answer of the web service holds its rows."""


def table_of_file(name: str) -> str | None:
    """Return the SIASN table that a file of this name holds, or None.

    Prefixes of the web service and of its mirror do not matter, nor do hyphens and case.
    """
    ending = next((one for one in ENDINGS if name.lower().endswith(one)), None)
    if ending is None:
        return None
    stem = name.lower().removesuffix(ending).replace("-", "_").replace(" ", "_")
    while stem.startswith(PREFIXES):
        prefix = next(one for one in PREFIXES if stem.startswith(one))
        stem = stem.removeprefix(prefix)
    return stem if stem in wanted() else None


def siasn_tables(folder: Path) -> list[str]:
    """Return the names of the SIASN tables that a folder's files hold, sorted."""
    found = {table_of_file(file.name) for file in folder.iterdir() if file.is_file()}
    return sorted(name for name in found if name is not None)


@lru_cache
def wanted() -> Mapping[str, Mapping[str, str]]:
    """Return the kinds of the allowed columns, by SIASN table and column name."""
    rows = listed("columns")
    return {
        str(table): dict(zip(part["column"], part["kind"], strict=True))
        for table, part in rows.groupby("table", sort=False)
    }


def read_texts(path: Path, table: str) -> pd.DataFrame:
    """Return the rows of a file as trimmed texts; the index is the row a person sees.

    Raises `BadInput` where the file's form is wrong, with the rows that could be read.
    """
    if path.suffix.lower() == ".json":
        found = guarded(partial(read_json, table=table), path)
    else:
        found = read_file(path, table)
    return as_texts(found)


def as_texts(found: pd.DataFrame) -> pd.DataFrame:
    """Return all columns as trimmed texts."""
    data = [texts_of(found.iloc[:, k]).set_axis(found.index) for k in range(found.shape[1])]
    return pd.concat(data, axis=1, keys=found.columns) if data else found


def read_json(path: Path, *, table: str) -> pd.DataFrame:
    """Return the rows of an answer of the web service, or of a list of answers, in a file.

    An answer with an empty list says that nothing is on record, as a table of headings only does.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except ValueError as error:
        raise BadInput([problem("not_readable", file=path.name, detail="JSON")]) from error
    refuse_refusals(content, path, table)
    rows = list(rows_in(content))
    if not all(isinstance(row, dict) for row in rows):
        raise BadInput([problem("not_readable", file=path.name, detail="JSON")])
    if not rows:
        return pd.DataFrame(columns=list(wanted()[table]), dtype=object)
    return as_found(pd.DataFrame(rows, dtype=object))


def refuse_refusals(content: Any, path: Path, table: str) -> None:
    """Raise `BadInput` if an answer, or one of a list of them, says only that there is none.

    The service says so in an object without any column of the table, or with a sentence or null
    in place of the rows. What it says may name a person, so only its code is told.
    """
    for answer in content if isinstance(content, list) else [content]:
        if not isinstance(answer, dict):
            continue
        inner = next((answer[name] for name in ENVELOPES if name in answer), answer)
        columns = {str(name).removesuffix("_") for name in answer}
        refused = inner is None or isinstance(inner, str)
        if refused or (inner is answer and not columns & set(wanted()[table])):
            code = answer.get("code", answer.get("status"))
            told = f"code {code}" if isinstance(code, int) else "no code"
            raise BadInput([problem("service_refused", file=path.name, table=table, detail=told)])


def rows_in(content: Any) -> list[Any]:
    """Return the rows that an answer holds: a list, one row, or either inside an envelope."""
    if isinstance(content, list):
        return [row for one in content for row in rows_in(one)]
    if isinstance(content, dict):
        inner = next((content[name] for name in ENVELOPES if name in content), None)
        return [content] if inner is None else rows_in(inner)
    return [] if content is None else [content]
