"""Work done agency by agency, by one process or by several, with an estimate of the time left."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from typing import TypeVar

from features.memory import keep_freed_memory

Task = TypeVar("Task")
Result = TypeVar("Result")
Step = Callable[[str, float], None]


def cores() -> int:
    """Return how many processes can run at the same time on this machine."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def walk(
    work: Callable[[Task], Result],
    tasks: Sequence[Task],
    *,
    weights: Sequence[float],
    processes: int,
    step: Step,
) -> list[Result]:
    """Return what ``work`` makes of every task, in the order of the tasks.

    ``work`` must be a function of a module and depend on nothing but its task, since with more
    than one process it runs elsewhere. Heavy tasks go first, so that none is left alone at the
    end. ``weights`` say what share of the whole each task is, for progress. Whatever stops the
    walk stops its processes too.
    """
    heavy_first = sorted(range(len(tasks)), key=lambda number: -weights[number])
    results: dict[int, Result] = {}
    done, start = 0.0, time.monotonic()
    step(_told(0, len(tasks), None), 0.0)
    with _answers(work, tasks, heavy_first, processes=min(processes, len(tasks))) as answers:
        for number, result in answers:
            results[number] = result
            done += weights[number]
            share = done / sum(weights) if done > 0 else 1.0
            left = (time.monotonic() - start) * (1 - share) / share
            step(_told(len(results), len(tasks), left), share)
    return [results[number] for number in range(len(tasks))]


def _told(n_done: int, n_tasks: int, seconds_left: float | None) -> str:
    told = f"{n_done} of {n_tasks} agencies"
    if seconds_left is None or n_done == n_tasks:
        return told
    minutes = seconds_left / 60
    return (
        f"{told}, about {seconds_left:.0f} s left"
        if minutes < 2
        else (f"{told}, about {minutes:.0f} min left")
    )


@contextmanager
def _answers(
    work: Callable[[Task], Result], tasks: Sequence[Task], order: Sequence[int], *, processes: int
) -> Iterator[Iterator[tuple[int, Result]]]:
    """Give the results as they come, with the numbers of their tasks."""
    if processes <= 1:
        keep_freed_memory()
        yield ((number, work(tasks[number])) for number in order)
        return
    before = set(multiprocessing.active_children())
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(processes, mp_context=context, initializer=_begin)
    try:
        futures = {pool.submit(work, tasks[number]): number for number in order}
        yield _completed(futures)
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        for child in set(multiprocessing.active_children()) - before:
            child.terminate()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def _completed(futures: dict[Future[Result], int]) -> Iterator[tuple[int, Result]]:
    for future in as_completed(futures):
        yield futures[future], future.result()


def _begin() -> None:
    """End at once on Ctrl+C: what to do about it is decided by the process that walks."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    keep_freed_memory()
