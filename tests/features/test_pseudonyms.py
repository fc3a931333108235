"""Pseudonyms are stable, keyed and cannot be read back."""

import hashlib
import hmac
import stat
from pathlib import Path

import pandas as pd
import pytest

from features.problems import BadInput
from features.pseudonyms import Pseudonyms, keep_key, key_of

IDS = pd.Series(["197001012000031001", None, "197001012000031001", "p2"], dtype="str", name="head")


def test_a_pseudonym_is_the_start_of_the_hmac() -> None:
    made = Pseudonyms(b"key").of(IDS)
    expected = hmac.new(b"key", b"197001012000031001", hashlib.sha256).hexdigest()[:20]
    assert made[0] == made[2] == expected
    assert made[0] != made[3]


def test_empty_stays_empty_and_index_name_and_dtype_are_kept() -> None:
    made = Pseudonyms(b"key").of(IDS.set_axis([5, 6, 7, 8]))
    assert made.isna().tolist() == [False, True, False, False]
    assert (made.index.tolist(), made.name, made.dtype) == ([5, 6, 7, 8], "head", "str")


def test_another_key_makes_other_pseudonyms() -> None:
    assert Pseudonyms(b"one").of(IDS)[0] != Pseudonyms(b"other").of(IDS)[0]


def test_the_key_is_kept_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    home = tmp_path / "home"
    first = key_of(home)
    assert len(first) == 32
    assert not home.exists()
    assert keep_key(home, first)
    assert not keep_key(home, first)
    assert key_of(home) == first
    assert key_of(tmp_path / "other") != first
    (file,) = home.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_key_that_came_first_is_never_replaced(tmp_path: Path) -> None:
    first, second = key_of(tmp_path), key_of(tmp_path)
    keep_key(tmp_path, first)
    with pytest.raises(BadInput, match="Another import"):
        keep_key(tmp_path, second)
    assert key_of(tmp_path) == first


def test_a_damaged_key_is_never_used_or_replaced(tmp_path: Path) -> None:
    keep_key(tmp_path, key_of(tmp_path))
    (file,) = tmp_path.iterdir()
    file.write_bytes(b"short")
    with pytest.raises(BadInput, match="where keys are kept"):
        key_of(tmp_path)
    assert file.read_bytes() == b"short"
