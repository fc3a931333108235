"""Who is away and not gone, and disciplinary decisions with those that were cancelled."""

from __future__ import annotations

import pandas as pd

from features.sources.siasn.export import Export
from features.sources.siasn.lists import meaning_of, translated
from features.sources.siasn.parts import Part, one_a_key, with_days
from features.sources.siasn.people import People, exclusive

NEVER = pd.Timestamp("2200-01-01")


def absences(export: Export, people: People) -> list[Part]:
    """Return the table `absences`: leave, study and the like, ended by whoever came back."""
    rows = export.table("rw_cltn")
    kind = meaning_of(rows["cltnId"], "cltn")
    frame = pd.DataFrame(
        {
            "employee_id": people.of(rows["pnsOrangId"]),
            "started_on": rows["tanggalAwal"],
            "ended_on": exclusive(rows["tanggalAkhir"]),
            "kind": translated(rows["cltnId"], "cltn"),
            "recorded_on": rows["skTanggal"],
            "back_on": rows["tanggalAktif"],
        }
    )
    back = frame[kind.eq("back") & frame["employee_id"].notna()]
    back = back.assign(back_on=back["back_on"].fillna(back["started_on"]))
    away = frame[kind.ne("back")]
    said = {
        "employee_id": "pnsOrangId",
        "started_on": "tanggalAwal",
        "ended_on": "tanggalAkhir",
        "kind": "cltnId",
        "recorded_on": "skTanggal",
        "end_recorded_on": "skTanggal",
    }
    part = with_days(Part("rw_cltn", away, said), "started_on", export)
    spells = _with_returns(_joined(part.rows), back)
    part = part.with_rows(spells.drop(columns="back_on"))
    return one_a_key([part], ["employee_id", "started_on"], export, newest="recorded_on")


def _joined(rows: pd.DataFrame) -> pd.DataFrame:
    """Return spells: an extension that begins where a leave of its kind ends belongs to it."""
    ordered = rows.sort_values(["employee_id", "kind", "started_on"], kind="stable")
    before = ordered.groupby(["employee_id", "kind"], dropna=False)["ended_on"].shift()
    goes_on = before.notna() & (ordered["started_on"] <= before) & ordered["kind"].notna()
    spell = (~goes_on).cumsum()
    last = ordered.groupby(spell)[["ended_on", "back_on"]].transform("last", skipna=False)
    return ordered.assign(ended_on=last["ended_on"], back_on=last["back_on"])[~goes_on]


def _with_returns(spells: pd.DataFrame, back: pd.DataFrame) -> pd.DataFrame:
    """Return spells ended by the day somebody was back, with the day that was decided."""
    ordered = spells.reset_index(names="row").sort_values("started_on", kind="stable")
    returns = back.sort_values("back_on")[["employee_id", "back_on", "recorded_on"]].dropna(
        subset=["back_on"]
    )
    returns = returns.set_axis(["employee_id", "returned_on", "end_recorded_on"], axis=1)
    found = pd.merge_asof(
        ordered,
        returns,
        left_on="started_on",
        right_on="returned_on",
        by="employee_id",
        direction="forward",
        allow_exact_matches=False,
    ).set_index("row")
    following = found.groupby("employee_id")["started_on"].shift(-1)
    too_late = found["returned_on"] > following.fillna(NEVER)
    returned = found["returned_on"].mask(too_late)
    ended = found["back_on"].fillna(returned).fillna(found["ended_on"])
    decided = found["end_recorded_on"].where(returned.notna())
    return found.assign(ended_on=ended, end_recorded_on=decided).drop(columns="returned_on")


def sanctions(export: Export, people: People) -> list[Part]:
    """Return the table `sanctions`; cancelled ones say so and count no longer."""
    rows = export.table("rw_hukdis")
    by_level = meaning_of(rows["jenisTingkatHukumanId"], "tingkat_hukuman")
    by_kind = translated(rows["jenisHukuman"], "jenis_hukuman")
    frame = pd.DataFrame(
        {
            "employee_id": people.of(rows["pnsOrang"]),
            "decided_on": rows["hukumanTanggal"].fillna(rows["skTanggal"]),
            "severity": by_level.fillna(by_kind),
            "ended_on": exclusive(rows["akhirHukumTanggal"]),
            "cancelled_on": rows["skPembatalanTanggal"],
            "recorded_on": rows["skTanggal"],
        }
    )
    said = {
        "employee_id": "pnsOrang",
        "decided_on": "hukumanTanggal",
        "severity": "jenisTingkatHukumanId",
        "ended_on": "akhirHukumTanggal",
        "cancelled_on": "skPembatalanTanggal",
        "recorded_on": "skTanggal",
    }
    part = with_days(Part("rw_hukdis", frame, said), "decided_on", export)
    return one_a_key([part], ["employee_id", "decided_on"], export, newest="recorded_on")
