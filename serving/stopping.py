"""How a command stops when something prevents it: one clear message and an exit code."""

from __future__ import annotations

import os
import sys
import tempfile
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from features.prevented import Prevented
from features.problems import BadInput
from serving import printing
from serving.entry import INTERRUPTED, STOPPED

PREVENTED = 1


@contextmanager
def explained() -> Iterator[None]:
    """Turn every exception into a message for people and exit code 1, Ctrl+C into 130."""
    try:
        yield
    except BadInput as error:
        printing.problems(error.problems)
        raise SystemExit(PREVENTED) from None
    except Prevented as error:
        _stop(str(error))
    except OSError as error:
        name, reason = Path(error.filename or "").name, error.strerror or "the file cannot be used"
        _stop(f"{reason}: {name}; check the path, and whether you may read and write there")
    except KeyboardInterrupt:
        _stop(STOPPED, code=INTERRUPTED)
    except SystemExit as stop:  # the library of the command line has taken the Ctrl+C itself
        if stop.code != INTERRUPTED:
            raise
        _stop(STOPPED, code=INTERRUPTED)
    except Exception as error:
        _stop(_told(error))


def refuse_empty(words: Sequence[str]) -> None:
    """Raise `Prevented` for an empty word, which as a path would mean the folder one is in."""
    if any(not word.strip() or (word.startswith("--") and word.endswith("=")) for word in words):
        raise Prevented("a path or value is empty; is a variable in the command not set?")


def _told(error: Exception) -> str:
    from serving.database import DatabaseError

    name = type(error).__name__
    if isinstance(error, DatabaseError):
        told = f"the database cannot be used ({name}); check that you may read and write it"
        return f"{told}, and if so, please report {_kept()}"
    return f"something went wrong inside Bina ({name}); please report {_kept()}"


def _stop(message: str, *, code: int = PREVENTED) -> None:
    printing.err.print(f"error: {message}", markup=False, soft_wrap=True)
    raise SystemExit(code) from None


def _kept() -> str:
    """Keep where the error arose, without any value of the data, and return the file's name."""
    frames = traceback.extract_tb(sys.exc_info()[2])
    handle, path = tempfile.mkstemp(prefix="bina-error-", suffix=".txt")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.writelines(f"{frame.filename}:{frame.lineno} {frame.name}\n" for frame in frames)
    return path
