"""Every declared feature has words of its own, and every value is read in words."""

from __future__ import annotations

import math
import re

import pytest
from babel.messages.pofile import read_po

from features.families import FEATURES as DECLARED
from serving.feature_words import FAMILIES, FEATURES
from serving.language import CATALOGUES, language
from serving.phrases import ANY_FAMILY, DIRECTIONS
from serving.value_words import value_text
from serving.wording import meaning_text, signal_text

VALUES = (-3.0, -0.4, 0.0, 0.02, 0.5, 1.0, 3.0, 400.0)


@pytest.mark.parametrize("code", ["id", "en"])
@pytest.mark.parametrize("direction", sorted(DIRECTIONS))
@pytest.mark.parametrize("name", sorted(DECLARED))
def test_every_signal_has_a_sentence_of_its_own(name: str, direction: str, code: str) -> None:
    spoken = language(code)
    family = DECLARED[name].family
    sentence = signal_text(name, family, direction, 1.0, spoken)
    label, rest = sentence.split(": ", 1)
    assert label == spoken.text(FEATURES[name])
    assert label not in {spoken.text(text) for text in (ANY_FAMILY, FEATURES.get(family, ""))}
    assert rest.endswith(f"; {spoken.text(DIRECTIONS[direction])}.")
    assert name not in sentence
    assert "%(" not in sentence
    assert not re.search(r"\b(nan|inf)\b", sentence)


def test_words_and_declarations_are_the_same_set() -> None:
    assert set(FEATURES) == set(DECLARED)
    assert {feature.family for feature in DECLARED.values()} == set(FAMILIES)
    assert len(set(FEATURES.values())) == len(FEATURES)


def test_the_indonesian_words_are_others_and_differ_among_themselves() -> None:
    spoken = language("id")
    translated = [spoken.text(text) for text in FEATURES.values()]
    assert len(set(translated)) == len(FEATURES)
    assert not set(translated) & set(FEATURES.values())


def test_every_meaning_is_told_in_indonesian_and_no_former_one_is_kept() -> None:
    with (CATALOGUES / "id" / "LC_MESSAGES" / "features.po").open("rb") as file:
        told = {str(message.id): str(message.string) for message in read_po(file) if message.id}
    assert set(told) == {meaning_text(one.meaning, language("en")) for one in DECLARED.values()}
    assert all(told.values())
    assert len(set(told.values())) == len(DECLARED)
    assert not [text for text in (*told, *told.values()) if "NaN" in text]
    assert not set(told) & set(told.values())


@pytest.mark.parametrize("code", ["id", "en"])
@pytest.mark.parametrize("name", sorted(DECLARED))
def test_every_value_is_readable(name: str, code: str) -> None:
    spoken = language(code)
    for value in VALUES:
        shown = value_text(name, value, spoken)
        assert shown
        assert "%(" not in shown
        assert not re.search(r"\d[.,]\d{2,}$", shown)
    if DECLARED[name].categories:
        words = [value_text(name, n, spoken) for n in range(len(DECLARED[name].categories))]
        assert len(set(words)) == len(words)
        assert not any(re.search(r"\d|_", word) for word in words)
        assert value_text(name, -1.0, spoken) == value_text(name, None, spoken)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("days_in_job", 1460.0, "4 tahun"),
        ("days_to_contract_end", -400.0, "sudah lewat 1 tahun 1 bulan"),
        ("exits_from_unit", 0.31, "lebih banyak daripada perkiraan"),
        ("exits_from_unit", -0.02, "sesuai perkiraan"),
        ("exits_from_job", -0.5, "lebih sedikit daripada perkiraan"),
        ("exit_rate_of_service_band", math.log(0.12), "12%"),
        ("pay_against_job", -0.2, "lebih rendah"),
        ("gross_cover", 1.01, "kurang lebih sama"),
        ("gross_cover", 1.3, "lebih tinggi"),
        ("gross_cover_change", 0.3, "lebih tinggi"),
        ("seniority_in_unit", 0.94, "lebih lama daripada 94% di antaranya"),
        ("pay_standing_in_unit", 0.1, "lebih tinggi daripada 10% di antaranya"),
        ("last_predicate", 4.0, "baik"),
        ("predicate_trend", 0.5, "meningkat"),
        ("rank_steps_a_year", 0.25, "satu pangkat setiap 4 tahun"),
        ("employment_type", 2.0, "PPPK"),
        ("job_level", 6.0, "madya"),
        ("hours_last_year", 24.0, "24 JP"),
        ("courses_last_year", 0.0, "0"),
        ("gap_to_job", 0.62, "0,6 level"),
        ("job_match", 0.87, "87%"),
        ("share_of_unit_vacant", -0.1, "pegawai melebihi formasi"),
        ("share_of_unit_vacant", 0.2, "20%"),
        ("bridged_appraisal", 0.4, "lebih tinggi daripada rata-rata"),
        ("bridged_uncertainty", 0.95, "tidak banyak memberi tahu"),
        ("days_to_next_rung", -400.0, "sudah lewat 1 tahun 1 bulan"),
        ("hours_against_job", -12.0, "lebih sedikit"),
    ],
)
def test_values_in_words(name: str, value: float, words: str) -> None:
    assert value_text(name, value, language("id")) == words
