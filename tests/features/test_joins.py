"""A record table of another export can come from two tables, joined by a key."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import create_engine

from features.problems import BadInput
from features.sources import opened
from features.sources.mapping import read_mapping
from tests.features.test_mapping import mapping_in

PEOPLE = pd.DataFrame(
    {
        "ID": ["a1", "A2 ", "a3", "", "a5"],
        "Tahun": ["1", "1", "1", "1", "2"],
        "NIP": ["11", "22", "33", "44", "55"],
    }
)
BIODATA = pd.DataFrame(
    {
        "Kode": ["A2", "a1", "", "", "a5"],
        "Thn": ["1", "1", "1", "1", "1"],
        "JK": ["L", "P", "L", "L", "P"],
        "Alamat": ["x", "y", "z", "z", "x"],
    }
)
MAPPING = """
[tables.employees]
from = "orang.csv"

[tables.employees.columns]
employee_id = "NIP"

[tables.employees.join]
from = "biodata.csv"

[tables.employees.join.on]
ID = "Kode"
Tahun = "Thn"

[tables.employees.join.columns]
sex = "JK"

[tables.employees.codes.sex]
"L" = "m"
"P" = "f"
"""


def folder_of(path: Path, second: pd.DataFrame) -> str:
    path.mkdir()
    PEOPLE.to_csv(path / "orang.csv", index=False)
    second.to_csv(path / "biodata.csv", index=False)
    return str(path)


def database_of(path: Path, second: pd.DataFrame) -> str:
    url = f"sqlite:///{path.with_suffix('.sqlite')}"
    engine = create_engine(url)
    PEOPLE.to_sql("orang.csv", engine, index=False)
    second.to_sql("biodata.csv", engine, index=False)
    engine.dispose()
    return url


def read(place: str, mapping: Path) -> pd.DataFrame:
    with opened(place, mapping=mapping) as source:
        return source.read("employees")


@pytest.mark.parametrize("make", [folder_of, database_of])
def test_columns_of_a_second_table_are_found_by_the_key(make, tmp_path: Path) -> None:
    found = read(make(tmp_path / "ekspor", BIODATA), mapping_in(tmp_path, MAPPING))
    assert found["employee_id"].tolist() == ["11", "22", "33", "44", "55"]
    assert found["sex"].fillna("-").tolist() == ["f", "m", "-", "-", "-"]
    assert found.index.tolist() == [2, 3, 4, 5, 6]
    assert "Alamat (not mapped)" in found.columns
    assert not {"Kode (not mapped)", "ID (not mapped)"} & set(found.columns)


def test_a_second_table_that_is_used_is_not_called_ignored(tmp_path: Path) -> None:
    place = folder_of(tmp_path / "ekspor", BIODATA)
    with opened(place, mapping=mapping_in(tmp_path, MAPPING)) as source:
        assert source.ignored() == ()


def test_a_key_that_stands_twice_is_one_error_without_the_key(tmp_path: Path) -> None:
    again = pd.concat([BIODATA, BIODATA.iloc[[0, 0, 1]]])
    with pytest.raises(BadInput) as caught:
        read(folder_of(tmp_path / "ekspor", again), mapping_in(tmp_path, MAPPING))
    (only,) = caught.value.problems
    assert (only.rule, only.file, only.row) == ("mapping_join_twice", "biodata.csv", 7)
    assert (only.column, only.more) == ("Kode, Thn", 2)
    assert "a2" not in str(only)
    assert "a••••" in str(only)


def test_keys_of_which_none_fits_are_refused(tmp_path: Path) -> None:
    other = BIODATA.assign(Kode=["x1", "x2", "x3", "x4", "x5"])
    with pytest.raises(BadInput, match=r"No row finds its row in biodata\.csv"):
        read(folder_of(tmp_path / "ekspor", other), mapping_in(tmp_path, MAPPING))


def test_a_table_or_column_that_is_not_there_is_told_with_its_line(tmp_path: Path) -> None:
    place = folder_of(tmp_path / "ekspor", BIODATA)
    with pytest.raises(BadInput, match=r"line 9: .*no file, sheet or table bio.csv"):
        read(place, mapping_in(tmp_path, MAPPING.replace("biodata.csv", "bio.csv")))
    with pytest.raises(BadInput, match=r"line 12: There is no column Nomor in orang.csv"):
        read(place, mapping_in(tmp_path, MAPPING.replace("ID =", "Nomor =")))
    with pytest.raises(BadInput, match=r"line 16: There is no column Kelamin in biodata.csv"):
        read(place, mapping_in(tmp_path, MAPPING.replace('"JK"', '"Kelamin"')))


@pytest.mark.parametrize(
    ("old", "new", "rule", "line"),
    [
        ("ID =", "x = 3\nID =", "mapping_wrong_kind", 12),
        ('from = "biodata.csv"', "from = 3", "mapping_wrong_kind", 9),
        ('from = "biodata.csv"', "", "mapping_no_join", 8),
        ('from = "biodata.csv"', "from = 'b'\nhow = 'left'", "mapping_unknown_key", 10),
        ("sex =", "colour =", "mapping_unknown_column", 16),
        ("sex =", "employee_id =", "mapping_twice", 16),
        ("sex =", "joined_on = 'jk'\nsex =", "mapping_twice", 17),
    ],
)
def test_a_join_that_does_not_fit_is_told(
    old: str, new: str, rule: str, line: int, tmp_path: Path
) -> None:
    with pytest.raises(BadInput) as caught:
        read_mapping(mapping_in(tmp_path, MAPPING.replace(old, new)))
    found = {one.rule: one.file for one in caught.value.problems}
    assert found[rule] == f"peta.toml, line {line}"
