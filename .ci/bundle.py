"""Gather the wheels of Bina and all that it needs, with two scripts that install them offline.

The versions are those of `requirements.lock`; packages for developers are left out. Wheels are
those of the machine on which this runs.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[1]
BUNDLE = ROOT / "dist" / "bina-bundle"
INSTALL_SH = """#!/bin/sh
set -eu
cd "$(dirname "$0")"
python3 -m venv .venv
.venv/bin/python -m pip install --quiet --no-index --find-links . bina
echo "Start with: $(pwd)/.venv/bin/bina serve"
"""
INSTALL_CMD = """@echo off
cd /d "%~dp0"
py -m venv .venv || exit /b 1
.venv\\Scripts\\python -m pip install --quiet --no-index --find-links . bina || exit /b 1
echo Start with: %~dp0.venv\\Scripts\\bina serve
"""


def main() -> None:
    """Fill the folder of the bundle."""
    BUNDLE.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder:
        pins = Path(folder) / "pins.txt"
        pins.write_text(pinned((ROOT / "requirements.lock").read_text(encoding="utf-8")), "utf-8")
        words = ["wheel", "--wheel-dir", str(BUNDLE), "--constraint", str(pins), str(ROOT)]
        subprocess.run([sys.executable, "-m", "pip", *words], check=True)  # noqa: S603
    write_scripts(BUNDLE)
    sys.stdout.write(f"{len(list(BUNDLE.glob('*.whl')))} wheels in {BUNDLE}\n")


def pinned(lock: str) -> str:
    """Return the versions of a lock file, without what a constraint may not have."""
    found = re.findall(r"^([\w.-]+)(?:\[[^\]]*\])?(==[^\\\n]+)", lock, flags=re.MULTILINE)
    return "".join(f"{name}{version.strip()}\n" for name, version in found)


def write_scripts(folder: Path) -> None:
    """Write the scripts that install from the folder."""
    script = folder / "install.sh"
    script.write_text(INSTALL_SH, encoding="utf-8", newline="\n")
    script.chmod(0o755)
    (folder / "install.cmd").write_text(INSTALL_CMD, encoding="utf-8", newline="\r\n")


if __name__ == "__main__":
    main()
