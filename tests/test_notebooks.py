"""Every notebook runs from top to bottom in a fresh kernel."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))
STUDIES = {"02_back_test", "03_groups", "04_survival"}
"""They study one and the same training; that it works as users run it, 01 shows."""
QUICKLY = """
from models.turnover import CANDIDATES
from tests.training.quick import QUICK

CANDIDATES.update(QUICK)
"""


def test_there_are_notebooks() -> None:
    assert NOTEBOOKS


@pytest.mark.notebook
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # the kernel's messaging library
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_runs_and_shows_pictures(path: Path) -> None:
    from nbclient import NotebookClient

    notebook = nbformat.read(path, as_version=4)
    if path.stem in STUDIES:
        notebook.cells.insert(0, nbformat.v4.new_code_cell(QUICKLY))
    NotebookClient(notebook, timeout=600, kernel_name="python3").execute()
    outputs = [out for cell in notebook.cells for out in cell.get("outputs", [])]
    assert not [out for out in outputs if out.output_type == "stream" and out.name == "stderr"]
    assert any("image/png" in out.get("data", {}) for out in outputs)
