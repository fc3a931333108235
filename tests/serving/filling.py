"""A store with one batch and the accounts of a small office."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from serving.published import Published
from serving.store import Stores
from tests.serving.agency import PASSWORD, make_batch, pseudonym
from tests.serving.learning import learning
from tests.serving.quality import catalogue, quality_report


def fill(home: Path, url: str) -> None:
    """Publish a batch and open the accounts."""
    stores = Stores.open(url)
    stores.scores.publish(make_batch())
    for name, roles in (
        ("admin", ("admin", "hr_care")),
        ("petugas", ("hr_care",)),
        ("auditor", ("admin",)),
        ("atasan", ("superior",)),
        ("diklat", ("training_unit",)),
        ("mediator", ("mediator",)),
    ):
        stores.accounts.create(name, roles=roles, password=PASSWORD)
    own = pseudonym(3)
    stores.accounts.create("pegawai", roles=("employee",), password=PASSWORD, employee_id=own)
    stores.close()
    for kind, content in (
        ("quality", quality_report()),
        ("catalogue", catalogue()),
        ("learning", learning()),
    ):
        Published(home, kind).put("3372", date(2026, 1, 1), content)
