"""Run a command and write what it used to a file: FILE COMMAND...

A process of its own, and a small one: a child counts the memory of the process that started it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

process = subprocess.Popen(sys.argv[2:])
_, status, used = os.wait4(process.pid, 0)
process.returncode = os.waitstatus_to_exitcode(status)
seconds = used.ru_utime + used.ru_stime
figures = {"cpu_seconds": seconds, "peak_mib": used.ru_maxrss / 1024}
Path(sys.argv[1]).write_text(json.dumps(figures), encoding="utf-8")
sys.exit(process.returncode)
