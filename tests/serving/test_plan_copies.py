"""Copies of a development plan: what is in them is what was agreed, for those who may see it."""

from __future__ import annotations

from io import BytesIO

import pandas as pd
import pytest
import sqlalchemy as sa
from docx import Document
from docx.document import Document as Opened

from serving.store import Stores
from serving.store.documents import documents
from serving.written import MEDIA_TYPE, Written
from tests.serving.agency import PASSWORD, SignIn, keep, pseudonym

PERSON = pseudonym(4)
PAGE = f"/pegawai/{PERSON}/rencana"
PLAN = f"/v1/employees/{PERSON}/plan"


@pytest.fixture
def employee(stores: Stores) -> str:
    """The account of the person whose plan it is."""
    stores.accounts.create(
        "guru", roles=("employee",), password=PASSWORD, employee_id=PERSON, agency_id="3372"
    )
    return "guru"


def opened(content: bytes) -> Opened:
    return Document(BytesIO(content))


def tables(document: Opened) -> list[list[list[str]]]:
    return [[[cell.text for cell in row.cells] for row in one.rows] for one in document.tables]


def texts(document: Opened) -> str:
    return "\n".join(one.text for one in document.paragraphs)


def test_a_proposal_says_that_nobody_has_agreed_on_it(browser: SignIn, employee: str) -> None:
    answer = browser(employee).get(f"{PAGE}.docx")
    assert answer.headers["content-type"] == MEDIA_TYPE
    assert PERSON not in answer.headers["content-disposition"]
    document = opened(answer.content)
    said = texts(document)
    assert "Belum ada yang menyetujuinya" in said
    assert "Perawat Ahli Muda; Kota Surakarta" in said
    assert "1 April 2026" in said
    about, gaps, actions, signing = tables(document)
    assert ["Pseudonim", PERSON] in about
    assert gaps[1:] == [["Komunikasi", "1", "2", "hasil penilaian"]]
    assert actions[1:] == [
        ["1. Komunikasi Efektif", "melalui diklat", "2 Maret 2026 – 5 Maret 2026", "20",
         "Komunikasi: 1 → 2", "sertifikat"],
        ["2. Tugas khusus di unit kerja sendiri, disepakati dengan atasan", "dalam pekerjaan",
         "2 Maret 2026 – 5 Maret 2026", "10", "Komunikasi: 1 → 2", "sertifikat"],
    ]  # fmt: skip
    assert signing[1][1:] == ["–", "–"]


def test_an_agreed_version_holds_its_own_actions_signature_and_evidence(
    api: SignIn, browser: SignIn, employee: str
) -> None:
    own = api(employee)
    own.post(f"{PLAN}/versions", json={"actions": ["1"]})
    signed = own.post(f"{PLAN}/signatures", json={"version": 1}).json()
    proof = {"action_id": "1", "note": "Sertifikat no. 7", "link": "https://arsip.example.go.id/7"}
    own.post(f"{PLAN}/evidence", json=proof)
    document = opened(browser(employee).get(f"{PAGE}.docx?bahasa=en").content)
    said = texts(document)
    assert "Version 1 of" in said
    assert "1. Sertifikat no. 7; https://arsip.example.go.id/7" in said
    assert "Together: 20 lesson hours (JP); levels expected to be gained: 1." in said
    assert "Professionalism Index" not in said, "one of two actions: not reckoned apart"
    actions, signing = tables(document)[-2:]
    assert [row[0] for row in actions[1:]] == ["1. Komunikasi Efektif"]
    assert signing[0] == ["", "Employee", "Superior"]
    year = signed["signatures"][0]["at"][:4]
    assert year in signing[1][1]
    assert signing[1][2] == "–"


def test_the_workbook_says_the_same_as_the_document(browser: SignIn, employee: str) -> None:
    workbook = BytesIO(browser(employee).get(f"{PAGE}.xlsx").content)
    sheets = pd.read_excel(workbook, sheet_name=None, engine="calamine")
    assert list(sheets) == ["Kegiatan", "Kesenjangan", "Tentang rencana ini"]
    actions = sheets["Kegiatan"]
    assert actions["Kegiatan"].tolist()[0] == "Komunikasi Efektif"
    kinds = actions[["Jalur", "Jenis", "Bukti"]].to_numpy().tolist()
    task = "Tugas khusus di unit kerja sendiri, disepakati dengan atasan"
    assert kinds[0] == ["melalui diklat", "Pelatihan", "sertifikat"]
    assert kinds[1] == ["dalam pekerjaan", task, "sertifikat"]
    assert sheets["Kesenjangan"]["Dasar"].tolist() == ["hasil penilaian"]
    about = sheets["Tentang rencana ini"].set_index("Hal")["Nilai"]
    assert about["Tujuan"] == "Perawat Ahli Muda; Kota Surakarta"
    assert about["Versi"] == "usulan"
    assert about["Poin Indeks Profesionalitas ASN dari semua kegiatan"] == 15
    english = BytesIO(browser(employee).get(f"{PAGE}.xlsx?bahasa=en").content)
    assert "Actions" in pd.read_excel(english, None, engine="calamine")
    said = texts(opened(browser(employee).get(f"{PAGE}.docx").content))
    assert "Poin Indeks Profesionalitas ASN dari semua kegiatan: 15" in said


def test_a_plan_says_what_ends_the_service_soon(
    api: SignIn, browser: SignIn, stores: Stores, employee: str
) -> None:
    batch = stores.scores.latest("3372")
    assert batch is not None
    plan = dict(stores.scores.documents(batch.id, "plan", PERSON)[PERSON])
    with stores.database.writing() as connection:
        own = (documents.c.batch_id == batch.id) & (documents.c.key == PERSON)
        connection.execute(sa.delete(documents).where(own & (documents.c.kind == "plan")))
    end = {"reason": "contract_end", "on": "2026-03-31"}
    keep(stores, "plan", PERSON, {**plan, "service_ends": end, "reviews": []})
    assert api(employee).get(PLAN).json()["service_ends"] == end
    page = browser(employee).get(PAGE).text
    said = texts(opened(browser(employee).get(f"{PAGE}.docx").content))
    for text in (page, said):
        assert "berakhir pada 31 Maret 2026" in text
        assert "Tidak ada lagi tanggal" in text
    workbook = BytesIO(browser(employee).get(f"{PAGE}.xlsx").content)
    about = pd.read_excel(workbook, sheet_name="Tentang rencana ini", engine="calamine")
    ends = about.set_index("Hal")["Nilai"]["Akhir kontrak"]
    assert pd.Timestamp(ends) == pd.Timestamp(2026, 3, 31)


def test_a_document_is_for_those_who_may_see_the_plan_and_every_look_is_recorded(
    browser: SignIn, employee: str, stores: Stores
) -> None:
    other = f"/pegawai/{pseudonym(5)}/rencana.docx"
    assert browser(employee).get(other).status_code == 403
    assert browser(employee).get(f"{PAGE}.docx").status_code == 200
    looks = [(one.subject, one.allowed) for one in stores.access_log.newest(limit=5)]
    assert (PERSON, True) in looks
    assert (pseudonym(5), False) in looks


def test_the_page_offers_both_copies_in_both_languages(browser: SignIn, employee: str) -> None:
    guest = browser(employee)
    assert "dokumen Word" in guest.get(PAGE).text
    english = guest.get(f"{PAGE}?bahasa=en").text
    assert f"{PAGE}.docx" in english
    assert "Keep as a Word document" in english


def test_characters_that_no_document_can_hold_are_replaced() -> None:
    written = Written("Judul", "id")
    written.paragraph("Diklat\x00 <b>\x0b & 'lain'")
    document = opened(written.file())
    assert document.paragraphs[1].text == "Diklat\ufffd <b>\ufffd & 'lain'"
    assert document.core_properties.language == "id-ID"


def test_the_same_content_gives_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    first = Written("Judul", "en").file()
    monkeypatch.setattr("time.time", lambda: 1_000_000_000.0)
    assert Written("Judul", "en").file() == first
