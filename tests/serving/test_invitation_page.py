"""The workbook of invitations that HR takes from the overview."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from serving.invitations import USUAL_MIX, invitations
from serving.purposes import Action
from serving.store import Stores
from tests.serving.agency import PASSWORD, SignIn


def rows_of(content: bytes) -> list[list[object]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


def test_the_workbook_is_that_of_the_command_and_names_no_risk(
    browser: SignIn, stores: Stores, home: Path
) -> None:
    client = browser("petugas")
    assert 'href="/undangan.xlsx?kapasitas=12"' in client.get("/?kapasitas=12").text
    heading, *lines = rows_of(client.get("/undangan.xlsx?kapasitas=12").content)
    wanted = invitations(home, agency=None, capacity=12, mix=USUAL_MIX)
    assert heading == ["Pegawai", "Unit kerja", "Jabatan", "Pelatihan", "Mentor"]
    assert [line[0] for line in lines] == wanted["employee_id"].tolist()
    looks = stores.access_log.newest(limit=12)
    assert {look.action for look in looks} == {Action.WRITE_INVITATIONS}
    assert {look.subject for look in looks} == set(wanted["employee_id"])


def test_who_is_limited_to_units_invites_people_of_them(browser: SignIn, stores: Stores) -> None:
    place = {"agency_id": "3372", "unit_id": "U-01"}
    stores.accounts.create("cabang", roles=["hr_care"], password=PASSWORD, **place)
    _heading, *lines = rows_of(browser("cabang").get("/undangan.xlsx?kapasitas=6").content)
    assert {line[1] for line in lines} == {"Dinas Kesehatan"}


def test_old_scores_invite_nobody(browser: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BINA_SCORES_VALID_DAYS", "1")
    assert browser("petugas").get("/undangan.xlsx?kapasitas=6").status_code == 409
