"""No text that people write may hold a NIP: it is refused, and the refusal does not repeat it."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest
from pydantic import BaseModel, ValidationError

from serving.entry_schemas import FeedbackIn, GoalIn, ResponseIn
from serving.identifiers import holds_nip
from serving.mentoring_schemas import FollowIn
from serving.plan_schemas import EvidenceIn
from serving.rights_schemas import AnswerIn, CorrectionIn, ObjectionIn, OutcomeIn, RemarkIn
from tests.serving.agency import SignIn, pseudonym
from tests.serving.test_mentoring import key_of

NIP = "198001012005011001"
HOLDING = (
    f"Bersama {NIP}.",
    "NIP 19800101 200501 1 001",
    "nip:1980.01.01-2005.01-1-001 (Ibu S.)",
    "Lihat\n19800101\n200501\n1\n001",
    NIP,
)
ALLOWED = (
    "Rapat 2025-03-01 - 2025-03-05, 40 JP",
    "12-03-2025 sampai 14-03-2025 20 JP",
    "Surat 12345678901234567890",
    "NIK 3372011201800001, telepon 0271 123456",
    "19800101 saja",
)
WRITTEN: tuple[tuple[type[BaseModel], str, Mapping[str, object]], ...] = (
    (GoalIn, "preferred_region", {}),
    (GoalIn, "not_interested_in", {}),
    (ResponseIn, "note", {"course_id": "C-01", "answer": "other"}),
    (FeedbackIn, "aspect", {"direction": "improve"}),
    (FeedbackIn, "note", {"aspect": "Kolaboratif", "direction": "improve"}),
    (FollowIn, "note", {"partner_id": "p", "kind": "goal"}),
    (EvidenceIn, "note", {"action_id": "1"}),
    (ObjectionIn, "text", {}),
    (RemarkIn, "text", {}),
    (OutcomeIn, "text", {"outcome": "upheld"}),
    (CorrectionIn, "subject", {"text": "x"}),
    (CorrectionIn, "text", {"subject": "x"}),
    (AnswerIn, "text", {"state": "done"}),
)


@pytest.mark.parametrize("text", HOLDING)
def test_a_nip_is_found_in_a_text_in_a_row_or_with_gaps(text: str) -> None:
    assert holds_nip(text)


@pytest.mark.parametrize("text", ALLOWED)
def test_other_numbers_are_no_nip(text: str) -> None:
    assert not holds_nip(text)


@pytest.mark.parametrize(("shape", "field", "beside"), WRITTEN)
def test_no_free_text_takes_a_nip(
    shape: type[BaseModel], field: str, beside: Mapping[str, object]
) -> None:
    assert shape.model_validate({**beside, field: "Kolaboratif, 40 JP"})
    for text in HOLDING[:2]:
        with pytest.raises(ValidationError) as refused:
            shape.model_validate({**beside, field: text})
        assert [one["loc"] for one in refused.value.errors()] == [(field,)]


def test_the_words_of_the_refusal_do_not_repeat_it(api: SignIn, browser: SignIn) -> None:
    here = f"/employees/{pseudonym(3)}/goals"
    answer = api("pegawai").post(f"/v1{here}", json={"not_interested_in": HOLDING[1]})
    assert (answer.status_code, "1980" in answer.text) == (422, False)
    assert answer.json()["errors"][0]["message"] == "There is a NIP in this. Leave it out."
    guest = browser("pegawai")
    key = key_of(guest.get("/saya").text)
    sent = (
        (f"/pegawai/{pseudonym(3)}/tujuan", {"tidak": HOLDING[1]}),
        ("/saya/keberatan", {"isi": HOLDING[1]}),
        ("/saya/perbaikan", {"perihal": HOLDING[0], "isi": "x"}),
    )
    for address, form in sent:
        for language, words in (("id", "memuat NIP"), ("en", "There is a NIP in this.")):
            page = guest.post(f"{address}?bahasa={language}", data={"kunci": key, **form})
            assert (page.status_code, words in page.text) == (422, True), address
            assert not re.search("1980|Value error", page.text)
