"""Posts held, and what kind of change led to each.

Unit and job are SIASN's unor and jabatan; the older *satuan kerja* is another tree and left out.
Who only acts in a post is not promoted to it, a unit that gets a new name is no move, and the
equalisation of posts (PermenPANRB 17/2021) is neither move nor demotion.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from features.sources.siasn.export import Export
from features.sources.siasn.lists import meaning_of, translated
from features.sources.siasn.parts import Part, one_a_key, with_days
from features.sources.siasn.people import People
from features.sources.siasn.statuses import ends
from features.sources.siasn.texts import days_by_key, plain_title

EQUALISED = (pd.Timestamp("2019-12-01"), pd.Timestamp("2023-01-01"))
"""When posts were equalised: PermenPANRB 28/2019 and 17/2021."""
AT_ONCE = 3
"""So many people moved on one day in the same way are no moves of single persons."""
SHARE_OF_UNIT = 0.5
"""A unit was re-organised if so many of its people changed to others on one day."""
SAID = {
    "employee_id": "idPns",
    "started_on": "tmtJabatan",
    "job_id": "namaJabatan",
    "unit_id": "unorId",
    "appointment": "jenisPenugasanId",
    "recorded_on": "tanggalSk",
}
COLUMNS = ("employee_id", "started_on", "ended_on", "job_id", "unit_id", "appointment", "move",
           "recorded_on")  # fmt: skip


class Posts:
    """The posts of an export, with the job of each: read once for `assignments` and `jobs`."""

    def __init__(self, export: Export, people: People) -> None:
        self._export = export
        history = _history(export, people)
        present = _present(export, people, history.rows)
        self.parts = one_a_key(
            [with_days(history, "started_on", export), present],
            ["employee_id", "started_on", "appointment"],
            export,
            newest="recorded_on",
        )

    def assignments(self, left: pd.Series) -> list[Part]:
        """Return the table `assignments`; ``left`` has the day of leaving by person."""
        return [self._assigned(part, left) for part in self.parts]

    def _assigned(self, part: Part, left: pd.Series) -> Part:
        held = part.rows["appointment"] == "definitive"
        posts, beside = part.rows[held], part.rows[~held]
        changes = changes_of(posts)
        same = changes["same_job"] & changes["same_unit"]
        if same.any():
            self._export.tell("renamed", part.table, str(int(same.sum())))
        posts, changes = posts[~same], changes[~same]
        posts = posts.assign(ended_on=ends(posts, left))
        posts = posts.assign(move=moves_of(posts, changes))
        beside = beside.assign(
            ended_on=_until_filled(beside, posts, left),
            move=pd.Series(pd.NA, index=beside.index, dtype="str"),
        )
        return part.with_rows(pd.concat([posts, beside]).sort_index()[list(COLUMNS)])


def _history(export: Export, people: People) -> Part:
    """Return `rw_jabatan` as posts; a change of unit counts from its own day."""
    rows = export.table("rw_jabatan")
    kind = kind_of(rows)
    unit_only = meaning_of(rows["jenisMutasiId"], "jenis_mutasi") == "unit"
    own = rows["tmtJabatan"].fillna(rows["tmtPelantikan"])
    frame = pd.DataFrame(
        {
            "employee_id": people.of(rows["idPns"], rows["nipBaru"]),
            "started_on": rows["tmtMutasi"].where(unit_only).fillna(own),
            "job_id": job_ids(rows, kind),
            "job_name": name_of(rows, kind),
            "job_kind": kind,
            "echelon": rows["eselonId"],
            "unit_id": rows["unorId"],
            "appointment": appointment_of(rows["jenisPenugasanId"]),
            "recorded_on": rows["tanggalSk"],
        }
    )
    return Part("rw_jabatan", frame, SAID)


def appointment_of(codes: pd.Series) -> pd.Series:
    """Return how a post is held; an empty code is a definitive post."""
    return translated(codes, "jenis_penugasan").fillna("definitive")


def _present(export: Export, people: People, history: pd.DataFrame) -> Part:
    """Return the present posts of people who have no history of posts in the export."""
    rows = export.table("pegawai")
    person = people.of(rows["pns_id"], rows["nip_baru"])
    kind = meaning_of(rows["jenis_jabatan_id"], "jenis_jabatan")
    frame = pd.DataFrame(
        {
            "employee_id": person,
            "started_on": rows["tmt_jabatan"],
            "job_id": rows["jabatan_id"],
            "job_name": rows["jabatan_nama"],
            "job_kind": kind,
            "echelon": pd.Series(pd.NA, index=rows.index, dtype="str"),
            "unit_id": rows["unor_id"],
            "appointment": "definitive",
            "recorded_on": pd.Series(pd.NaT, index=rows.index, dtype="datetime64[us]"),
        }
    )
    frame = frame[rows["tmt_jabatan"].notna() & ~person.isin(history["employee_id"])]
    said = {
        "employee_id": "pns_id",
        "started_on": "tmt_jabatan",
        "job_id": "jabatan_id",
        "unit_id": "unor_id",
    }
    return Part("pegawai", frame, said)


def kind_of(rows: pd.DataFrame) -> pd.Series:
    """Return what kind of job a row is about; where no code says so, the job's id does."""
    kind = meaning_of(rows["jenisJabatan"], "jenis_jabatan")
    by_id = np.select(
        [
            rows["jabatanFungsionalId"].notna(),
            rows["jabatanFungsionalUmumId"].notna(),
            meaning_of(rows["eselonId"], "eselon").notna(),
        ],
        ["functional", "executor", "structural"],
        "",
    )
    return kind.fillna(pd.Series(by_id, index=rows.index, dtype="str").replace("", np.nan))


def name_of(rows: pd.DataFrame, kind: pd.Series) -> pd.Series:
    """Return the title of a row's job."""
    functional = rows["jabatanFungsionalNama"].where(kind == "functional")
    executor = rows["jabatanFungsionalUmumNama"].where(kind == "executor")
    return functional.fillna(executor).fillna(rows["namaJabatan"])


def job_ids(rows: pd.DataFrame, kind: pd.Series) -> pd.Series:
    """Return the job's id; SIASN has none for structural posts, their level and title make one."""
    structural = kind == "structural"
    echelon = rows["eselonId"].fillna("99")
    title = plain_title(name_of(rows, kind)).str.replace(" ", "-", regex=False)
    made = ("S" + echelon + "-" + title).where(structural)
    found = rows["jabatanFungsionalId"].where(kind == "functional")
    return made.fillna(found).fillna(rows["jabatanFungsionalUmumId"].where(kind == "executor"))


def heights_of(posts: pd.DataFrame) -> pd.Series:
    """Return how high each job stands, 0 for an executor; missing where its level is unknown."""
    by_echelon = pd.to_numeric(meaning_of(posts["echelon"], "eselon", "height"))
    level = rung_of(posts["job_name"])
    by_level = pd.to_numeric(meaning_of(level, "jenjang", "height"))
    structural, executor = posts["job_kind"] == "structural", posts["job_kind"] == "executor"
    height = by_level.where(posts["job_kind"] == "functional")
    return height.fillna(by_echelon.where(structural)).mask(executor, 0.0)


def rung_of(titles: pd.Series) -> pd.Series:
    """Return the rung that ends the title of a functional job, as BKN names it."""
    plain = titles.str.strip().str.casefold()
    expert = plain.str.extract(r"\bahli (pertama|muda|madya|utama)$")[0]
    skilled = plain.str.extract(r"\b(pemula|terampil|mahir|penyelia)$")[0]
    return ("ahli " + expert).fillna(skilled).astype("str")


def changes_of(posts: pd.DataFrame) -> pd.DataFrame:
    """Return, for each definitive post, how it differs from the one before, on the same index."""
    whole = posts.assign(height=heights_of(posts))
    ordered = whole.sort_values(["employee_id", "started_on"], kind="stable")
    before = ordered.groupby("employee_id", sort=False)[
        ["job_id", "unit_id", "height", "job_kind"]
    ].shift()
    first = ~ordered["employee_id"].duplicated()
    changes = pd.DataFrame(
        {
            "first": first,
            "same_job": ~first & ordered["job_id"].eq(before["job_id"]),
            "same_unit": ~first & ordered["unit_id"].eq(before["unit_id"]),
            "from_unit": before["unit_id"],
            "rise": ordered["height"] - before["height"],
            "from_kind": before["job_kind"],
            "to_kind": ordered["job_kind"],
        }
    )
    return changes.reindex(posts.index)


def moves_of(posts: pd.DataFrame, changes: pd.DataFrame) -> pd.Series:
    """Return the kind of change that led to each post; missing where it cannot be told."""
    to_executor = (changes["from_kind"] == "executor") | (changes["to_kind"] == "executor")
    into_structure = changes["to_kind"] == "structural"
    comparable = ~to_executor | into_structure
    into_post = into_structure & (changes["from_kind"] == "functional")
    moved = [
        changes["first"],
        reorganised(posts, changes),
        equalised(posts, changes),
        changes["same_job"],
        comparable & (changes["rise"] > 0),
        comparable & (changes["rise"] < 0) & ~into_post,
        changes["rise"].notna(),
    ]
    words = ["appointment", "reorganisation", "equalisation", "rotation", "promotion",
             "demotion", "rotation"]  # fmt: skip
    found = np.select([one.to_numpy(dtype=bool) for one in moved], words, "")
    return pd.Series(found, index=posts.index, dtype="str").replace("", np.nan)


def reorganised(posts: pd.DataFrame, changes: pd.DataFrame) -> pd.Series:
    """Return who kept the job while much of the unit went to others on the same day.

    On such a day units of one or two people that were emptied belong to it.
    """
    kept = changes["same_job"] & ~changes["same_unit"] & changes["from_unit"].notna()
    day = posts["started_on"]
    group = [changes["from_unit"], day]
    together = kept.groupby(group).transform("sum").fillna(0)
    emptied = (~changes["same_unit"]).groupby(group).transform("sum").fillna(0)
    size = staff_before(posts, changes["from_unit"], day)
    in_bulk = kept & (together >= AT_ONCE) & (together >= SHARE_OF_UNIT * size)
    return in_bulk | (kept & (emptied >= size) & day.isin(day[in_bulk]))


def staff_before(posts: pd.DataFrame, unit: pd.Series, day: pd.Series) -> pd.Series:
    """Return how many people held a post in a unit just before a day."""
    begun = _count_before(posts["unit_id"], posts["started_on"], unit, day)
    ended = posts["ended_on"].notna()
    gone = _count_before(posts["unit_id"][ended], posts["ended_on"][ended], unit, day)
    return begun - gone


def _count_before(units: pd.Series, days: pd.Series, unit: pd.Series, day: pd.Series) -> pd.Series:
    """Return how many of the (units, days) pairs lie in each unit before its day."""
    codes, names = pd.factorize(pd.concat([units, unit]), use_na_sentinel=False)
    number = pd.concat([days, day]).to_numpy().astype("datetime64[D]").astype(np.int64)
    place = codes.astype(np.int64) * 200_000 + np.clip(number, -40_000, 100_000) + 40_000
    known, asked = np.sort(place[: len(units)]), place[len(units) :]
    floor = codes[len(units) :].astype(np.int64) * 200_000
    found = np.searchsorted(known, asked) - np.searchsorted(known, floor)
    return pd.Series(found if len(names) else [], index=unit.index, dtype="float64")


def equalised(posts: pd.DataFrame, changes: pd.DataFrame) -> pd.Series:
    """Return who was turned from a structural to a functional job together with others."""
    begins, ended = EQUALISED
    turned = (changes["from_kind"] == "structural") & (changes["to_kind"] == "functional")
    turned &= posts["started_on"].between(begins, ended, inclusive="left")
    together = turned.groupby(posts["started_on"]).transform("sum").fillna(0)
    return turned & (together >= AT_ONCE)


def _until_filled(beside: pd.DataFrame, posts: pd.DataFrame, left: pd.Series) -> pd.Series:
    """Return when posts held beside the own one end: when somebody else is named for them.

    SIASN writes no end; without a successor the row ends when the person leaves, or not at all.
    """
    gone = days_by_key(beside["employee_id"], left)
    named = pd.concat([beside, posts])[["unit_id", "job_id", "started_on"]].dropna()
    if beside.empty or named.empty:
        return gone
    named = named.sort_values("started_on").rename(columns={"started_on": "followed_on"})
    asked = beside.reset_index(names="label").sort_values("started_on")
    found = pd.merge_asof(
        asked[["label", "unit_id", "job_id", "started_on"]],
        named,
        left_on="started_on",
        right_on="followed_on",
        by=["unit_id", "job_id"],
        direction="forward",
        allow_exact_matches=False,
    ).set_index("label")["followed_on"]
    return pd.concat([found.reindex(beside.index), gone], axis=1).min(axis=1)
