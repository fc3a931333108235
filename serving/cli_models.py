"""The commands that serve a plain file: no records, no home, no history needed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from features.prevented import Prevented
from features.problems import BadInput, Problem, problem
from serving import printing
from serving.options import JsonOption, SeedOption

if TYPE_CHECKING:
    import pandas as pd

    from models.next_item import NextItem, NoOrder

OutOption = Annotated[Path, typer.Option(help="The .csv or .parquet file to write.")]
IDS = ("user_id", "item_id")
TOPICS = tuple(
    f"{side}_{field}"
    for side in ("mentee", "mentor")
    for field in ("major", "help_topics", "expertise")
)


def add_commands(app: typer.Typer) -> None:
    """Register ``recommend`` and ``mentor-fit`` with the command line."""
    app.command()(recommend)
    app.command(name="mentor-fit")(mentor_fit)


def recommend(
    *,
    events: Annotated[
        Path,
        typer.Option(help="Who took what: user_id, item_id, and created_at or position."),
    ],
    out: OutOption,
    items: Annotated[
        Path | None,
        typer.Option(help="All items on offer: item_id and any texts, such as a description."),
    ] = None,
    k: Annotated[int, typer.Option(min=1, max=1000, help="Items for each person.")] = 10,
    seed: SeedOption = 7,
    as_json: JsonOption = False,
) -> None:
    """Suggest to everybody in a log what to take next, never what they already have.

    Learns from the order in which people took things. Writes user_id, rank, item_id and score.
    """
    from models.next_item.log import ORDERS
    from serving.plain_files import check_apart, check_writable, read_table, write_whole

    check_writable(out)
    check_apart(out, events, items)
    with printing.progress("recommend") as step:
        step("reading", 0.0)
        log = read_table(events, needed=IDS, may_lack=ORDERS)
        listed = None if items is None else read_table(items, needed=("item_id",))
        log, listed = _with_equal_ids(log, listed)
        step("learning from the order", 0.1)
        fitted = _learned(log, listed, file=events.name, seed=seed)
        step("ranking", 0.8)
        write_whole(lists := fitted.recommend(k), out)
    n_users, n_short = lists["user_id"].nunique(), _with_fewer(lists, log, k=k)
    made = printing.counted(len(lists), "suggestion", "suggestions")
    people, short = (printing.counted(n, "person", "people") for n in (n_users, n_short))
    lines = [f"{made} for {people} written to {out}"]
    lines += [f"{short} got fewer than {k}: no more items are left"] if n_short else []
    content = {"out": out, "rows": len(lists), "users": n_users, "k": k, "seed": seed}
    printing.result(content | {"users_with_fewer": n_short}, as_json=as_json, lines=lines)


def _with_fewer(lists: pd.DataFrame, log: pd.DataFrame, *, k: int) -> int:
    """Return how many people of the log got fewer than ``k`` items, or none."""
    full = lists["user_id"].value_counts() >= k
    return int(log["user_id"].nunique() - full.sum())


def mentor_fit(
    *,
    train: Annotated[
        Path, typer.Option(help="Pairs with final_match: 1 if the mentee took the mentor, or 0.")
    ],
    pairs: Annotated[Path, typer.Option(help="The pairs to value, with the same topic columns.")],
    out: OutOption,
    as_json: JsonOption = False,
) -> None:
    """Say how well mentors and mentees fit by their topics, learned from earlier choices.

    Topics are in lists separated by semicolons. Writes the pairs in their order with a column
    fit: higher is better. How much somebody has filled in does not count.
    """
    from models.mentor_fit import MentorFit
    from serving.plain_files import check_apart, check_writable, read_table, write_whole

    check_writable(out)
    check_apart(out, train, pairs)
    with printing.progress("mentor-fit") as step:
        step("reading", 0.0)
        needed = (*TOPICS, "mentee_profile", "final_match")
        known = read_table(train, needed=needed, may_be_empty=TOPICS)
        asked = read_table(pairs, needed=TOPICS, may_be_empty=TOPICS)
        matched = _matches(known, file=train.name)
        step("learning from earlier choices", 0.1)
        model = MentorFit().fit(known, matched, groups=known["mentee_profile"])
        step("valuing pairs", 0.8)
        write_whole(asked.assign(fit=model.predict(asked)), out)
    printing.result(
        {"out": out, "rows": len(asked), "learned_from": len(known)},
        as_json=as_json,
        lines=[f"{printing.counted(len(asked), 'pair', 'pairs')} valued and written to {out}"],
    )


def _learned(log: pd.DataFrame, items: pd.DataFrame | None, *, file: str, seed: int) -> NextItem:
    from models.next_item import NextItem, NoOrder

    try:
        return NextItem(seed=seed).fit(log, items)
    except NoOrder as error:
        raise BadInput([_no_order(error, log, file=file)]) from None


def _no_order(error: NoOrder, log: pd.DataFrame, *, file: str) -> Problem:
    """Return what is wrong with the order, with the row as a person sees it."""
    from models.next_item.log import ORDERS
    from serving.plain_files import missing_column

    if error.row is None:
        both = [missing_column(name, log.columns, file=file) for name in ORDERS]
        spelled = [one for one in both if one.rule == "other_spelling"]
        return next(iter(spelled), problem("missing_column", file=file, column=error.column))
    unreadable = "unreadable_date" if error.column == "created_at" else "unreadable_number"
    rule = "missing_value" if error.value is None else unreadable
    found = problem(rule, file=file, row=error.row + 2, column=error.column, value=error.value)
    return replace(found, severity="error")


def _with_equal_ids(
    log: pd.DataFrame, items: pd.DataFrame | None
) -> tuple[pd.DataFrame, pd.DataFrame | None]:
    """Return both with item ids of one type: text if one file gives text and the other numbers."""
    if items is None or log["item_id"].dtype == items["item_id"].dtype:
        return log, items
    as_text = {"item_id": "str"}
    return log.astype(as_text), items.astype(as_text)


def _matches(known: pd.DataFrame, *, file: str) -> pd.Series:
    """Return final_match as 0 and 1; raises `BadInput` unless both are there and nothing else."""
    import pandas as pd

    numbers = pd.to_numeric(known["final_match"], errors="coerce")
    wrong = ~numbers.isin([0, 1]).to_numpy()
    if wrong.any():
        row = int(wrong.argmax()) + 2
        detail = "that is 1 or 0"
        found = problem("out_of_range", file=file, row=row, column="final_match", detail=detail)
        raise BadInput([found])
    if numbers.nunique() < 2:
        raise Prevented(f"{file}: final_match is the same in all rows; both 1 and 0 are needed")
    return numbers.astype("int64")
