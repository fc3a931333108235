"""Memory that one agency's work frees and the next one's takes.

Profiles make and drop thousands of arrays. Each that is given back to the system has to be
fetched again page by page, which costs up to a fifth of all the time (`make bench`, target
``peers``); kept by the process, it costs nothing and the peak is not higher.
"""

from __future__ import annotations

import ctypes
import platform
from functools import cache

import pyarrow as pa

TRIM_THRESHOLD, MMAP_THRESHOLD = -1, -3
"""What GNU's mallopt calls the two settings."""
KEPT_BYTES = 2**30
LARGEST_KEPT = 2**25
"""The largest array that is kept: GNU's limit."""


@cache
def keep_freed_memory() -> bool:
    """Let this process keep what it frees; return False where its C library cannot be told."""
    if platform.libc_ver()[0] != "glibc":
        return False
    pa.set_memory_pool(pa.system_memory_pool())
    mallopt = ctypes.CDLL(None).mallopt
    return bool(mallopt(MMAP_THRESHOLD, LARGEST_KEPT) and mallopt(TRIM_THRESHOLD, KEPT_BYTES))
