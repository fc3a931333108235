"""Opening the notebooks: copies in the home, in a server of this machine, under a role."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

from features.home import Home
from features.prevented import Prevented
from serving.command_log import check_in
from serving.purposes import Action, Role

COPIES = "notebooks"
NOT_FOR_ANALYSTS = ("BINA_IDENTITIES_KEYS",)
"""Variables that lead to names."""


def packaged_notebooks() -> list[Path]:
    """Return the notebooks that come with the product: beside the code, or in its own folder."""
    here = Path(__file__).parent
    folder = here / COPIES if (here / COPIES).is_dir() else here.parent / COPIES
    return sorted(folder.glob("*.ipynb"))


def copied(home: Path) -> Path:
    """Copy the notebooks that the home has not, and return the folder; changed ones are kept."""
    folder = home / COPIES
    folder.mkdir(parents=True, exist_ok=True)
    for notebook in packaged_notebooks():
        if not (folder / notebook.name).exists():
            shutil.copyfile(notebook, folder / notebook.name)
    return folder


def surroundings(home: Path, *, role: Role) -> dict[str, str]:
    """Return the environment of the notebooks: the home, the role, and no way to names."""
    kept = {name: text for name, text in os.environ.items() if name not in NOT_FOR_ANALYSTS}
    own = {"BINA_HOME": str(home.resolve()), "BINA_ROLE": role.value}
    return {**kept, **own, "MLFLOW_DISABLE_TELEMETRY": "true"}


def open_notebooks(home: Path, *, role: Role, port: int, browser: bool) -> int:
    """Run Jupyter for this machine only until it is stopped, and return its exit code.

    They read everybody's records, under pseudonyms. Raises `Prevented` where the role may not,
    there are no records, or Jupyter is not installed.
    """
    check_in(home, Action.READ_PROFILES, role=role, command="bina notebook")
    if not Home(home).has_records:
        raise Prevented(f"no records in {home}; bring some in with: bina import SOURCE")
    if importlib.util.find_spec("jupyterlab") is None:
        raise Prevented("JupyterLab is missing; install it with: pip install 'bina[notebook]'")
    words = ["-m", "jupyterlab", "--ip=127.0.0.1", f"--port={port}"]
    quiet = [] if browser else ["--no-browser"]
    command = [sys.executable, *words, *quiet, str(copied(home))]
    environment = surroundings(home, role=role)
    return subprocess.run(command, env=environment, check=False).returncode  # noqa: S603
