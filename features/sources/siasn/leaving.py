"""Who left, when and for what reason.

Nobody is taken to have left because of a code that is unknown, a leave, a study or a punishment.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from features.sources.siasn.export import Export
from features.sources.siasn.lists import listed, meaning_of, translated
from features.sources.siasn.parts import Part, one_a_key, with_days
from features.sources.siasn.people import People

SOON = pd.Timedelta(days=92)
"""Who starts again under another number within these days has not left (PPPK made CPNS)."""
MANY, MOST = 20, 0.5
"""A transfer of so many, and of such a share of an agency on one day, is a re-organisation."""
PENSION = "88"
"""Standing of those who left with a pension; by own request it is the early one."""
TRANSFERRED = "transfer_out"
COLUMNS = ("employee_id", "left_on", "reason", "recorded_on")
EARLY_AGE, EARLY_SERVICE = 50, 20
"""Years of age and of service from which leaving by own request is early retirement (BKN)."""


def departures(export: Export, people: People, contracts: pd.DataFrame) -> list[Part]:
    """Return the table `departures`: separations, pensions, transfers, and standings with a day."""
    parts = [make(export, people) for table, make in MADE_BY.items() if export.has(table)]
    kept: list[Part] = [] if parts else [_nobody()]
    seen = pd.DataFrame(columns=["employee_id", "left_on"])
    for part in parts:
        fresh = _unseen(part.rows, seen)
        going = _still_gone(fresh, people, contracts, export, part.table)
        rows = going.assign(reason=_reasons(going, people, contracts))[list(COLUMNS)]
        kept.append(part.with_rows(rows))
        seen = pd.concat([seen, part.rows[["employee_id", "left_on"]]])
    _standings_without_day(export, people, seen)
    return one_a_key(kept, ["employee_id", "left_on"], export, newest="recorded_on")


def _nobody() -> Part:
    """Return no departures at all."""
    day = pd.Series(dtype="datetime64[us]")
    words = pd.Series(dtype="str")
    rows = {"employee_id": words, "left_on": day, "reason": words, "recorded_on": day}
    return Part("rw_pemberhentian", pd.DataFrame(rows), {})


def _unseen(rows: pd.DataFrame, seen: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of people of whom no table before this one says when they left."""
    return rows[~rows["employee_id"].isin(seen["employee_id"])]


def _pensions(export: Export, people: People) -> Part:
    """Return the decided separations of the pension service; its day is the first day away."""
    rows = export.table("list_pensiun_instansi")
    person = people.of(rows["pnsId"], rows["nipBaru"])
    standing = _separation_of(export, people, person)
    words = reason_in_words(rows["detailLayananNama"])
    reason = words.fillna(standing["reason"]).fillna(rows["detailLayananNama"])
    frame = pd.DataFrame(
        {
            "employee_id": person,
            "left_on": rows["tmtPensiun"],
            "reason": reason,
            "standing": standing["standing"],
            "recorded_on": rows["skTgl"],
        }
    )
    frame = frame[frame["left_on"].notna()]
    said = dict(zip(COLUMNS, ("pnsId", "tmtPensiun", "detailLayananNama", "skTgl"), strict=True))
    return Part("list_pensiun_instansi", frame, said)


def _separation_of(export: Export, people: People, person: pd.Series) -> pd.DataFrame:
    """Return reason and standing in `rw_pemberhentian` of each of these people."""
    rows = export.table("rw_pemberhentian")
    who = people.of(rows["pnsOrang"])
    found = pd.DataFrame(
        {
            "reason": translated(rows["jenisHenti"], "jenis_pemberhentian").array,
            "standing": rows["kedudukanHukumPns"].array,
        },
        index=pd.Index(who.array),
    )
    found = found[~found.index.duplicated(keep="last")]
    return found.reindex(person).set_axis(person.index, axis=0)


def reason_in_words(texts: pd.Series) -> pd.Series:
    """Return the reason that the name of a service tells, by its first listed words."""
    reason = pd.Series(pd.NA, index=texts.index, dtype="str")
    plain = texts.str.casefold()
    for words, meaning in listed("layanan_pensiun")[["code", "meaning"]].itertuples(index=False):
        says = plain.str.contains(rf"\b{words}", regex=True, na=False)
        reason = reason.mask(reason.isna() & says, meaning)
    return reason


def _separations(export: Export, people: People) -> Part:
    """Return separations of which only the decree's day is known; it counts as the day."""
    rows = export.table("rw_pemberhentian")
    frame = pd.DataFrame(
        {
            "employee_id": people.of(rows["pnsOrang"]),
            "left_on": rows["skTanggal"],
            "reason": translated(rows["jenisHenti"], "jenis_pemberhentian"),
            "standing": rows["kedudukanHukumPns"],
            "recorded_on": rows["skTanggal"],
        }
    )
    said = dict(zip(COLUMNS, ("pnsOrang", "skTanggal", "jenisHenti", "skTanggal"), strict=True))
    return with_days(Part("rw_pemberhentian", frame, said), "left_on", export)


def _transfers(export: Export, people: People) -> Part:
    """Return those who went to another agency; whole parts of one are a re-organisation."""
    rows = export.table("rw_pindahinstansi")
    person = people.of(rows["pnsOrang"])
    own = person.map(people.first["agency_id"])
    ours = rows["instansiKerjaLama"].isin(people.first["agency_id"].dropna().unique())
    out = ours & rows["instansiKerjaBaru"].ne(rows["instansiKerjaLama"])
    out &= own.isna() | rows["instansiKerjaLama"].eq(own)
    changed = rows["jenisPi"].str.contains(r"alih status|pengalihan", case=False, na=False)
    reason = np.where(changed, "status_change", TRANSFERRED)
    reason = np.where(_in_bulk(rows, own), "reorganisation", reason)
    frame = pd.DataFrame(
        {
            "employee_id": person,
            "left_on": rows["tmtPi"],
            "reason": pd.Series(reason, index=rows.index, dtype="str"),
            "standing": pd.Series(pd.NA, index=rows.index, dtype="str"),
            "recorded_on": rows["skBknTanggal"],
        }
    )
    said = dict(zip(COLUMNS, ("pnsOrang", "tmtPi", "jenisPi", "skBknTanggal"), strict=True))
    return with_days(Part("rw_pindahinstansi", frame[out], said), "left_on", export)


def _in_bulk(rows: pd.DataFrame, own: pd.Series) -> pd.Series:
    """Return which transfers belong to the split or merger of an agency."""
    same = rows.groupby(["instansiKerjaLama", "instansiKerjaBaru", "tmtPi"], dropna=False)
    together = same["tmtPi"].transform("size")
    moved = rows.groupby("instansiKerjaLama", dropna=False)["tmtPi"].transform("size")
    return (together >= MANY) & (together >= MOST * moved)


def _retired_by_standing(export: Export, people: People) -> Part:
    """Return those whose standing says retired and whose retirement day is in `data_utama`."""
    rows = export.table("data_utama")
    person = people.of(rows["id"], rows["nipBaru"])
    standing = person.map(people.first["standing"])
    retired = standing.isin(["98", "99"]) & rows["tmtPensiun"].notna()
    frame = pd.DataFrame(
        {
            "employee_id": person,
            "left_on": rows["tmtPensiun"],
            "reason": pd.Series("retirement", index=rows.index, dtype="str"),
            "standing": standing,
            "recorded_on": pd.Series(pd.NaT, index=rows.index, dtype="datetime64[us]"),
        }
    )
    said = {"employee_id": "id", "left_on": "tmtPensiun", "reason": "kedudukanPnsId"}
    return Part("data_utama", frame[retired], said)


def _still_gone(
    rows: pd.DataFrame, people: People, contracts: pd.DataFrame, export: Export, table: str
) -> pd.DataFrame:
    """Return the rows of those who did not start again soon after under another number."""
    starts = pd.concat(
        [
            people.staff[["person", "cpns_on"]].set_axis(["employee_id", "began"], axis=1),
            contracts[["employee_id", "started_on"]].set_axis(["employee_id", "began"], axis=1),
        ]
    ).dropna()
    pairs = rows[["employee_id", "left_on"]].reset_index(names="row").merge(starts)
    wait = pairs["began"] - pairs["left_on"]
    many_numbers = pairs["employee_id"].isin(people.renumbered)
    again = pairs["row"][many_numbers & wait.between(-SOON, SOON) & (wait > -SOON)].unique()
    went_on = again[np.isin(again, rows.index)]
    if len(went_on):
        export.tell("went_on", table, f"{len(went_on)}")
    return rows[~rows.index.isin(went_on)]


def _reasons(rows: pd.DataFrame, people: People, contracts: pd.DataFrame) -> pd.Series:
    """Return the reasons; an own request is called by what the person was when leaving."""
    own_request = rows["reason"] == "resignation"
    person, left = rows["employee_id"], rows["left_on"]
    first = people.first.reindex(person).set_axis(rows.index, axis=0)
    of_contract = ~first["status"].isin(["cpns", "pns"]) & person.isin(contracts["employee_id"])
    of_contract |= first["status"] == "pppk"
    candidate = ~of_contract & ~(first["pns_on"] <= left) & first["cpns_on"].notna()
    old = first["birth_date"] + pd.DateOffset(years=EARLY_AGE) <= left
    served = first["cpns_on"] + pd.DateOffset(years=EARLY_SERVICE) <= left
    by_standing = rows["standing"].notna()
    early = (rows["standing"] == PENSION) | (~by_standing & old & served)
    named = np.select(
        [of_contract, candidate, early],
        ["contract_resignation", "candidate_withdrawal", "early_retirement"],
        "resignation",
    )
    return rows["reason"].mask(own_request, pd.Series(named, index=rows.index, dtype="str"))


def _standings_without_day(export: Export, people: People, seen: pd.DataFrame) -> None:
    """Note those whose standing says that they have gone while no table says when."""
    staff = people.staff
    gone = meaning_of(staff["standing"], "kedudukan_hukum") == "gone"
    lost = gone & ~staff["person"].isin(seen["employee_id"])
    lost &= ~staff["person"].isin(people.renumbered)
    for table, column in (("pegawai", "kedudukan_hukum_id"), ("data_utama", "kedudukanPnsId")):
        at = lost & (staff["table"] == table)
        rows, values = staff["row"][at].tolist(), staff["standing"][at].tolist()
        export.note("gone_without_day", table, column, rows, values=values)
    if len(staff) and seen.empty and not gone.any():
        export.tell("nobody_left", people.main, "")


MADE_BY = {
    "list_pensiun_instansi": _pensions,
    "rw_pemberhentian": _separations,
    "rw_pindahinstansi": _transfers,
    "data_utama": _retired_by_standing,
}
"""What makes departures of which table; the first one that names a person counts."""
