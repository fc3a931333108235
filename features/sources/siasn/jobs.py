"""The tree of units and the jobs, with the retirement age of each."""

from __future__ import annotations

import numpy as np
import pandas as pd

from features.sources.siasn.export import Export
from features.sources.siasn.lists import listed, meaning_of
from features.sources.siasn.parts import Part, one_a_key
from features.sources.siasn.people import People
from features.sources.siasn.posts import Posts, rung_of

RUNG_AT_END = r"\s+(?:ahli (?:pertama|muda|madya|utama)|pemula|terampil|mahir|penyelia)$"
COLUMNS = ("job_id", "name", "kind", "family", "level", "job_class", "retirement_age")


def units(export: Export, people: People) -> list[Part]:
    """Return the table `units`."""
    rows = export.table("ref_unor")
    frame = pd.DataFrame(
        {
            "unit_id": rows["Id"],
            "agency_id": rows["InstansiId"],
            "parent_id": rows["DiatasanId"],
            "name": rows["NamaUnor"],
            "head_id": people.of(rows["PemimpinPnsId"]),
        }
    )
    said = {
        "unit_id": "Id",
        "agency_id": "InstansiId",
        "parent_id": "DiatasanId",
        "name": "NamaUnor",
        "head_id": "PemimpinPnsId",
    }
    return one_a_key([Part("ref_unor", frame, said)], ["unit_id", "agency_id"], export)


def jobs(export: Export, people: People, posts: Posts) -> list[Part]:
    """Return the table `jobs`: those that somebody held, and BKN's list where it is given."""
    found = [
        _listed(export, "jabatan_fungsional", "functional"),
        _listed(export, "jabatan_fungsional_umum", "executor"),
        *(_held(part) for part in posts.parts),
    ]
    seen: set[str] = set()
    parts = []
    for part in found:
        rows = part.rows[part.rows["job_id"].notna() & ~part.rows["job_id"].isin(seen)]
        rows = rows.drop_duplicates("job_id")
        seen |= set(rows["job_id"])
        parts.append(part.with_rows(_completed(rows, export, people, posts, part.table)))
    return parts


def _listed(export: Export, table: str, kind: str) -> Part:
    """Return the jobs of a list of BKN."""
    rows = export.table(table)
    empty = pd.Series(pd.NA, index=rows.index, dtype="str")
    code = rows["kode_jenjang_jabatan"] if kind == "functional" else empty
    frame = pd.DataFrame(
        {
            "job_id": rows["id"],
            "name": rows["nama"],
            "kind": pd.Series(kind, index=rows.index, dtype="str"),
            "family": rows["rumpun_jabatan_nama"] if kind == "functional" else empty,
            "level": meaning_of(code, "jenjang"),
            "echelon": empty,
            "listed_age": rows["bup_usia"] if kind == "functional" else np.nan,
        }
    )
    said = {"job_id": "id", "name": "nama", "retirement_age": "bup_usia"}
    return Part(table, frame, said)


def _held(part: Part) -> Part:
    """Return the jobs of posts."""
    rows = part.rows
    by_echelon = meaning_of(rows["echelon"], "eselon")
    kind = rows["job_kind"].where(rows["job_kind"] != "structural", by_echelon)
    frame = pd.DataFrame(
        {
            "job_id": rows["job_id"],
            "name": rows["job_name"],
            "kind": kind,
            "family": pd.Series(pd.NA, index=rows.index, dtype="str"),
            "level": pd.Series(pd.NA, index=rows.index, dtype="str"),
            "echelon": rows["echelon"],
            "listed_age": np.nan,
        }
    )
    said = {"job_id": part.columns["job_id"], "name": "namaJabatan"}
    return Part(part.table, frame, said)


def _completed(
    rows: pd.DataFrame, export: Export, people: People, posts: Posts, table: str
) -> pd.DataFrame:
    """Return jobs with level, family, class and retirement age."""
    functional = rows["kind"] == "functional"
    by_title = meaning_of(rung_of(rows["name"]), "jenjang").where(functional)
    level = rows["level"].fillna(by_title).fillna(meaning_of(rows["echelon"], "eselon", "level"))
    by_name = rows["name"].str.replace(RUNG_AT_END, "", regex=True, case=False).where(functional)
    known = holders(export, people, posts)
    job_class = rows["job_id"].map(known["job_class"])
    own = rows["job_id"].map(known["retirement_age"])
    whole = rows.assign(level=level, family=rows["family"].fillna(by_name), job_class=job_class)
    rule = age_by_rule(whole)
    listed_age = rows["listed_age"].where(rows["listed_age"] > 0)
    age = listed_age.fillna(rule.where(~functional)).fillna(own).fillna(rule)
    _note_ages(export, table, whole, age)
    return whole.assign(retirement_age=age)[list(COLUMNS)]


def age_by_rule(rows: pd.DataFrame) -> pd.Series:
    """Return the retirement age that the regulations give to a kind and level of job."""
    rule = listed("retirement_age")
    years = pd.Series(pd.to_numeric(rule["years"]).array, index=rule["kind"] + rule["level"])
    graded = rows["kind"].isin(["leadership", "functional"])
    asked = rows["kind"] + rows["level"].where(graded, "").fillna("?")
    return asked.map(years).astype("float64")


def _note_ages(export: Export, table: str, rows: pd.DataFrame, age: pd.Series) -> None:
    """Note jobs whose retirement age nothing tells."""
    lost = age.isna()
    column = "bup_usia" if table == "jabatan_fungsional" else "namaJabatan"
    names = rows["name"][lost].tolist()
    if table != "jabatan_fungsional_umum":
        export.note("age_unknown", table, column, rows.index[lost].tolist(), values=names)


def holders(export: Export, people: People, posts: Posts) -> pd.DataFrame:
    """Return, by job, the class and the retirement age that most of its present holders have."""
    rows = export.table("data_utama")
    person = people.of(rows["id"], rows["nipBaru"])
    held = pd.concat([part.rows for part in posts.parts])
    held = held[held["appointment"] == "definitive"].sort_values("started_on", kind="stable")
    last = held.drop_duplicates("employee_id", keep="last").set_index("employee_id")["job_id"]
    job = person.map(last)
    return pd.DataFrame(
        {
            "job_class": _usual(rows["kelas_jabatan"], job),
            "retirement_age": _usual(rows["bupPensiun"].where(rows["bupPensiun"] > 0), job),
        }
    )


def _usual(values: pd.Series, job: pd.Series) -> pd.Series:
    """Return the most frequent value of each job, of equals the lowest."""
    pairs = pd.DataFrame({"job": job, "value": values}).dropna()
    counts = pairs.groupby(["job", "value"]).size().rename("n").reset_index()
    best = counts.sort_values(["job", "n", "value"], ascending=[True, False, True])
    best = best.drop_duplicates("job")
    return pd.Series(best["value"].array, index=best["job"], dtype="float64")


def own_ages(export: Export, people: People, posts: Posts, ages: pd.Series) -> None:
    """Note people whose own retirement age is not their job's: a clause for earlier holders.

    ``ages`` has the retirement age by job. The records keep the job's; the person's own day is
    SIASN's to say.
    """
    rows = export.table("data_utama")
    person = people.of(rows["id"], rows["nipBaru"])
    held = pd.concat([part.rows for part in posts.parts])
    held = held[held["appointment"] == "definitive"].sort_values("started_on", kind="stable")
    last = held.drop_duplicates("employee_id", keep="last").set_index("employee_id")["job_id"]
    usual = person.map(last).map(ages)
    own = rows["bupPensiun"].where(rows["bupPensiun"] > 0)
    differs = own.notna() & usual.notna() & (own != usual)
    export.note("own_retirement_age", "data_utama", "bupPensiun", rows.index[differs].tolist())
