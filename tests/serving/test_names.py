"""Names: encrypted at rest, shown one reveal at a time, and nowhere else."""

from __future__ import annotations

import json
import logging
import shutil
from pathlib import Path

import pandas as pd
import pytest
from fastapi.testclient import TestClient

from features.home import Home
from features.prevented import Prevented
from features.pseudonyms import Pseudonyms, keep_key, key_of
from features.sample.names import invented_names
from serving.names import import_names
from serving.passwords import form_key
from serving.store import Stores
from serving.store.identities import FILE, KEY_FILE, IdentityStore, UnreadableIdentity
from serving.store.rows import Identity
from tests.serving.agency import PASSWORD, SignIn, pseudonym

PERSON, MENTOR = pseudonym(3), pseudonym(999)
SITI = Identity(name="Siti Rahayu", nip="198001012005012001", contact="0812 000 111")
WAWAN = Identity(name="Wawan Tarigan")


@pytest.fixture
def names(home: Path) -> IdentityStore:
    """The names of two people in the home."""
    store = IdentityStore(home)
    store.put("3372", {PERSON: SITI, MENTOR: WAWAN})
    return store


def press(client: TestClient, path: str) -> tuple[int, str]:
    """Press a button of a page."""
    answer = client.post(path, data={"kunci": form_key(client.cookies["bina_session"])})
    return answer.status_code, answer.text


def test_nothing_can_be_read_without_the_key(names: IdentityStore, home: Path) -> None:
    assert names.of("3372", [PERSON, "nobody"]) == {PERSON: SITI}
    kept = (home / FILE).read_bytes()
    for word in ("Siti", "Rahayu", "198001012005012001", "0812"):
        assert word.encode() not in kept
    for file in (FILE, KEY_FILE):
        assert (home / file).stat().st_mode & 0o077 == 0
    (home / KEY_FILE).unlink()
    with pytest.raises(UnreadableIdentity):
        IdentityStore(home).of("3372", [PERSON])


def test_without_the_key_the_reader_is_told_and_no_new_key_is_made(
    browser: SignIn, home: Path, names: IdentityStore
) -> None:
    assert names.count() > 0
    (home / KEY_FILE).unlink()
    status, page = press(browser("petugas"), f"/pegawai/{PERSON}/nama")
    assert (status, "Nama tidak dapat dibuka" in page) == (503, True)
    assert not (home / KEY_FILE).exists()


def test_a_row_that_is_moved_to_somebody_else_does_not_open(names: IdentityStore) -> None:
    with names._engine.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE identities SET employee_id = 'other' WHERE employee_id = ?", (PERSON,)
        )
    with pytest.raises(UnreadableIdentity):
        names.of("3372", ["other"])


def test_the_key_may_lie_elsewhere(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    apart = tmp_path / "keys"
    monkeypatch.setenv("BINA_IDENTITIES_KEYS", str(apart))
    IdentityStore(home).put("3372", {PERSON: SITI})
    assert (apart / KEY_FILE).exists()
    assert not (home / KEY_FILE).exists()
    assert IdentityStore(home).count() == 1


@pytest.mark.usefixtures("names")
def test_a_name_is_shown_by_a_step_of_its_own_and_logged(browser: SignIn, stores: Stores) -> None:
    client = browser("petugas")
    assert "Siti" not in client.get(f"/pegawai/{PERSON}").text
    status, page = press(client, f"/pegawai/{PERSON}/nama")
    assert (status, "Siti Rahayu" in page, "0812 000 111" in page) == (200, True, True)
    (look, *_) = stores.access_log.newest(limit=1)
    assert (look.action, look.subject, look.allowed) == ("read_name", PERSON, True)
    assert client.get(f"/pegawai/{PERSON}/nama").status_code == 405


@pytest.mark.usefixtures("names")
def test_a_mentee_learns_who_the_mentor_is_and_nobody_else(browser: SignIn, stores: Stores) -> None:
    client = browser("pegawai")
    status, page = press(client, f"/pegawai/{PERSON}/mentor/{MENTOR}/nama")
    assert (status, "Wawan Tarigan" in page) == (200, True)
    (look, *_) = stores.access_log.newest(limit=1)
    assert (look.account, look.action, look.subject) == ("pegawai", "read_name", MENTOR)
    assert press(client, f"/pegawai/{PERSON}/mentor/{pseudonym(4)}/nama")[0] == 404
    assert press(client, f"/pegawai/{MENTOR}/nama")[0] == 403


@pytest.mark.usefixtures("names")
def test_superiors_see_names_of_their_team_without_nip(browser: SignIn, stores: Stores) -> None:
    place = {"agency_id": "3372", "unit_id": "U-05"}
    stores.accounts.create("kepala", roles=["superior"], password=PASSWORD, **place)
    client = browser("kepala")
    assert "Siti" not in client.get("/tim").text
    status, page = press(client, "/tim/nama")
    assert (status, "Siti Rahayu" in page) == (200, True)
    named = [look for look in stores.access_log.newest(limit=5) if look.action == "read_name"]
    assert [look.subject for look in named] == [PERSON]
    assert "19800101" not in press(client, f"/pegawai/{PERSON}/nama")[1]
    assert press(client, f"/pegawai/{pseudonym(0)}/nama")[0] == 403


@pytest.mark.usefixtures("names")
@pytest.mark.parametrize("name", ["analis", "auditor"])
def test_others_see_no_name(name: str, browser: SignIn, stores: Stores) -> None:
    stores.accounts.create("analis", roles=["analyst"], password=PASSWORD)
    assert press(browser(name), f"/pegawai/{PERSON}/nama")[0] == 403


@pytest.mark.usefixtures("names")
def test_no_name_is_logged_or_kept_elsewhere(
    browser: SignIn, home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    press(browser("petugas"), f"/pegawai/{PERSON}/nama")
    assert "Siti" not in caplog.text
    files = [file for file in home.rglob("*") if file.is_file()]
    assert files
    assert not any(b"Rahayu" in file.read_bytes() for file in files)


class TestImport:
    """Names come in by a file."""

    @pytest.fixture
    def recorded(self, home: Path) -> Home:
        keep_key(home, key_of(home))
        return Home(home)

    def written(self, folder: Path, **changes: object) -> Path:
        columns = {
            "employee_id": ["198001012005012001", "77"],
            "agency_id": "3372",
            "name": ["Siti Rahayu", "Budi"],
            "nip": ["198001012005012001", None],
            **changes,
        }
        file = folder / "nama.csv"
        pd.DataFrame(columns).to_csv(file, index=False)
        return file

    def test_ids_become_the_pseudonyms_of_the_records(self, recorded: Home, tmp_path: Path) -> None:
        assert import_names(recorded, self.written(tmp_path)) == 2
        (own,) = Pseudonyms(key_of(recorded.path)).of(pd.Series(["198001012005012001"]))
        found = IdentityStore(recorded.path).of("3372", [own])
        assert found[own] == Identity(name="Siti Rahayu", nip="198001012005012001", contact=None)

    @pytest.mark.parametrize(
        ("changes", "message"),
        [
            ({"name": ["Siti", ""]}, "row 3, column name: is empty"),
            ({"employee_id": ["7", "7"]}, "row 3, column employee_id: names somebody twice"),
            ({"nip": ["1980", None]}, "row 2, column nip: is no NIP"),
        ],
    )
    def test_what_is_wrong_is_told_without_the_value_and_nothing_is_kept(
        self, recorded: Home, tmp_path: Path, changes: dict[str, object], message: str
    ) -> None:
        with pytest.raises(Prevented, match=message) as told:
            import_names(recorded, self.written(tmp_path, **changes))
        assert "Siti" not in str(told.value)
        assert "1980" not in str(told.value)
        assert not (recorded.path / FILE).exists()

    def test_a_missing_column_and_another_kind_of_file(
        self, recorded: Home, tmp_path: Path
    ) -> None:
        file = tmp_path / "nama.csv"
        file.write_text("employee_id,agency_id\n1,2\n")
        with pytest.raises(Prevented, match="column name is missing"):
            import_names(recorded, file)
        with pytest.raises(Prevented, match=r"\.csv, \.xlsx or \.parquet"):
            import_names(recorded, Path(shutil.copy(file, tmp_path / "nama.txt")))

    def test_names_need_records_unless_they_carry_pseudonyms(self, tmp_path: Path) -> None:
        home, file = Home(tmp_path / "new"), self.written(tmp_path)
        with pytest.raises(Prevented, match="bina import"):
            import_names(home, file)

    def test_the_command(
        self, recorded: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        from tests.serving.test_cli import run

        words = ("identities", "import", str(self.written(tmp_path)))
        assert run(*words, "--home", str(recorded.path), "--json") == 0
        assert json.loads(capsys.readouterr().out) == {"people": 2}
        assert run("identities", "import", str(tmp_path / "none.csv")) == 2


def test_invented_names_are_the_same_for_the_same_seed() -> None:
    made = invented_names(500)
    assert made == invented_names(500)
    assert made != invented_names(500, seed=8)
    assert all(2 <= len(name.split()) <= 3 for name in made)
