"""A small believable agency: people, signals, suggestions and forecasts of six units."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime

import numpy as np
import pandas as pd
import sqlalchemy as sa
from fastapi.testclient import TestClient

from features.subtrees import subtrees
from serving.batch import ScoreBatch
from serving.store import Stores
from serving.store.documents import documents
from training.card import LIMITS

SignIn = Callable[[str], TestClient]
RETIRES_ON = date(2031, 5, 1)
PASSWORD = "kata-sandi-untuk-uji"
UNITS = (
    "Dinas Kesehatan",
    "Dinas Pendidikan",
    "Dinas Pekerjaan Umum dan Penataan Ruang",
    "Badan Kepegawaian dan Pengembangan SDM",
    "Sekretariat Daerah",
    "Kecamatan Jebres",
)
JOBS = (
    ("Perawat Ahli Muda", "Kesehatan"),
    ("Guru Ahli Pertama", "Pendidikan"),
    ("Teknik Jalan dan Jembatan Ahli Muda", "Teknik"),
    ("Analis SDM Aparatur Ahli Muda", "Kepegawaian"),
    ("Analis Kebijakan Ahli Madya", "Kebijakan"),
    ("Pengelola Layanan Operasional", "Pelayanan"),
)
TREE = pd.DataFrame(
    {
        "unit_id": ["U-00", *(f"U-{i:02}" for i in range(1, len(UNITS) + 1))],
        "parent_id": [None, "U-00", "U-00", "U-00", "U-05", None, "U-05"],
    }
)
"""Three offices under U-00; U-04 and U-06 under U-05."""
SIGNS = (
    ("days_since_promotion", "post", "raises", 2010.0),
    ("exits_from_unit", "exits", "raises", 0.31),
    ("courses_last_year", "learning", "raises", 0.0),
    ("unheard_of_feature", "pay", "lowers", 3.2),
    ("employment_type", "tenure", "lowers", "pns"),
)
COURSES = (
    ("C-01", "Pelatihan Analisis Kebijakan Publik", "closes_gap"),
    ("C-02", "Bimbingan Teknis Pelayanan Prima", "popular_in_family"),
    ("C-03", "Pelatihan Kepemimpinan Pengawas", "a_reason_from_the_future"),
)
REASON_VALUES: Mapping[str, Mapping[str, object]] = {
    "closes_gap": {
        "competency": "Pelayanan Publik",
        "from_level": 2,
        "to_level": 3,
        "required_level": 3,
    },
    "popular_in_family": {"n_people": None, "years": 3},
    "a_reason_from_the_future": {},
}


DRIVERS = {"exits": 1.4, "learning": -0.6, "pay": 0.01}
"""What families of signals add to the leavers of a group; U-99 is too small for a forecast."""


def pseudonym(n: int, agency_id: str = "3372") -> str:
    """Return the pseudonym of the n-th person."""
    return hashlib.sha256(f"{agency_id}/{n}".encode()).hexdigest()[:20]


def keep(stores: Stores, kind: str, key: str, content: object) -> None:
    """Put a document beside the newest scores of the agency."""
    batch = stores.scores.latest("3372")
    assert batch is not None
    row = {"batch_id": batch.id, "kind": kind, "key": key, "content": json.dumps(content)}
    with stores.database.writing() as connection:
        connection.execute(sa.insert(documents).values(row))


def make_batch(
    *,
    agency_id: str = "3372",
    as_of: date = date(2026, 1, 1),
    n: int = 60,
    basis: str = "model",
    seed: int = 7,
) -> ScoreBatch:
    """Return a batch of an agency with six units."""
    people = make_people(agency_id, n=n, basis=basis, seed=seed)
    shown = people.nlargest(min(n, 45), "risk")["employee_id"]
    return ScoreBatch(
        agency_id=agency_id,
        as_of=as_of,
        horizon_days=365,
        model="turnover/3",
        created_at=datetime(2026, 1, 1, 3, 12, tzinfo=UTC),
        people=people,
        signals=make_signals(shown),
        suggestions=make_suggestions(people["employee_id"]),
        forecasts=make_forecasts(people),
        needs=make_needs(people),
        subtrees=subtrees(TREE),
        documents=make_documents(people["employee_id"]),
    )


def make_documents(employee_ids: pd.Series) -> pd.DataFrame:
    """Return one open post, what rules look at, a plan for everybody, and one post to prepare."""
    numbers = dict.fromkeys(("unit_id", "job_id", "level", "profession", "months_long"))
    opening = {
        "shown": {
            "kind": "post",
            "job_name": "Pengadministrasi Umum",
            "unit_name": "Puskesmas Tirtasari",
            "region": "Tirtasari",
            "places": 1.0,
            "strategic": False,
            "closes_on": None,
            "starts_on": None,
        },
        "numbers": {**numbers, "opening": "post", "job_kind": "executor", "job_class": 6.0}
        | {"job_name": "Pengadministrasi Umum"},
    }
    standing = dict.fromkeys(("rank", "own_unit", "own_job", "own_level", "own_profession"))
    standing |= {"employment_type": "pns", "own_kind": "executor", "own_class": 6.0}
    standing |= {"years_in_post": 1.0, "months_to_retirement": 200.0}
    gap = {"competency_id": "M.3", "competency": "Komunikasi", "level": 1.0}
    gap |= {"required_level": 2.0, "basis": "assessed", "weight": 2.0, "gap": 1.0}
    action = {"share": "course", "kind": "course", "item_id": "o1", "title": "Komunikasi Efektif"}
    action |= {"starts_on": "2026-03-02", "ends_on": "2026-03-05", "hours": 20.0, "form": 3.0}
    action |= {"closes": [{"competency": "Komunikasi", "from": 1.0, "to": 2.0}]}
    action |= {"closure": 2.0, "evidence": "certificate"}
    task = {**action, "id": "2", "kind": "own_task", "share": "work", "title": "", "hours": 10.0}
    plan = {"gaps": [gap], "actions": [{"id": "1", **action}, task], "reviews": ["2026-04-01"]}
    goal = {"declared_on": "2025-11-03", "job_name": "Perawat Ahli Muda", "competency": None}
    goals = [{**goal, "preferred_region": "Kota Surakarta"}]
    plan |= {"totals": {"hours": 30.0, "levels": 1.0}, "index_points": 15.0, "goals": goals}
    holder, follower, *_ = employee_ids
    follows = {"employee_id": follower, "n_facts": 0, "n_lacking": 1, "course": "PKP"}
    post = {"employee_id": holder, "job_name": "Kepala Seksi", "unit_id": "U-01"}
    post |= {"reason": "retirement", "months_left": 8.0, "scarcity": 0.5, "successors": [follows]}
    pair = {"employee_id": holder, "learner_id": follower, "competency_id": "M.3"}
    ladder = {"rung": "supervisor", "employee_id": follower, "lacking": "", "course": "PKP"}
    prepared = {"posts": [post], "pairs": [{**pair, "competency": None}], "ladder": [ladder]}
    rows = [("opening", "U-01:P-1", opening), ("succession", "", prepared)]
    rows += [("standing", one, standing) for one in employee_ids]
    rows += [("plan", one, plan) for one in employee_ids]
    rows += [("levers", one, [{"lever": "training_hours", "risk": 0.0123}]) for one in employee_ids]
    rows += [("drivers", "unit", {"U-01": DRIVERS, "U-99": DRIVERS})]
    rows += [
        ("ids", "jobs", {"J-01": "Guru Ahli Muda", "J-02": ""}),
        ("ids", "competencies", ["K-01", "M.3"]),
    ]
    frame = pd.DataFrame(rows, columns=["kind", "key", "content"])
    return frame.assign(content=frame["content"].map(json.dumps))


def make_people(agency_id: str, *, n: int, basis: str, seed: int) -> pd.DataFrame:
    """Return people spread over the units, each with a risk."""
    rng = np.random.default_rng(seed)
    at = np.arange(n) % len(UNITS)
    risk = rng.beta(1.2, 12.0, n) if basis == "model" else np.full(n, 0.03)
    bands = pd.cut(risk, [-1, 0.03, 0.12, 0.25, 1], labels=["lower", "typical", "raised", "high"])
    since = rng.integers(30, 1500, n).astype(float)
    since[::9] = np.nan
    return pd.DataFrame(
        {
            "employee_id": [pseudonym(i, agency_id) for i in range(n)],
            "unit_id": [f"U-{i + 1:02}" for i in at],
            "unit_name": [UNITS[i] for i in at],
            "region": "Kota Surakarta",
            "job_id": [f"J-{i + 1:02}" for i in at],
            "job_name": [JOBS[i][0] for i in at],
            "job_family": [JOBS[i][1] for i in at],
            "risk": risk,
            "band": bands.astype(str),
            "basis": basis,
            "days_in_service": rng.integers(100, 9000, n).astype(float),
            "days_in_post": rng.integers(20, 3000, n).astype(float),
            "days_since_training": since,
            "transfer_risk": risk / 2,
            "calendar_exit": np.where(at == 0, "retirement", None),
            "calendar_exit_on": np.where(at == 0, RETIRES_ON, None),
            "hours_last_year": 5.0 * (np.arange(n) % 7),
        }
    )


def make_signals(employee_ids: pd.Series) -> pd.DataFrame:
    """Return four signals for each of these people."""
    rows = [
        (employee_id, rank + 1, *SIGNS[(i + rank) % len(SIGNS)])
        for i, employee_id in enumerate(employee_ids)
        for rank in range(4)
    ]
    columns = ["employee_id", "rank", "feature", "family", "direction", "value"]
    return pd.DataFrame(rows, columns=columns).assign(contribution=0.3)


def make_suggestions(employee_ids: pd.Series) -> pd.DataFrame:
    """Return three courses and a mentor for each of these people, but none for the last."""
    rows = []
    for employee_id in employee_ids[:-1]:
        for rank, (item, title, reason) in enumerate(COURSES, start=1):
            values = json.dumps(REASON_VALUES[reason])
            rows.append((employee_id, "course", rank, item, title, 3.0 - rank, reason, values))
        mentor = (employee_id, "mentor", 1, pseudonym(999), "Analis Kebijakan Ahli Madya", 1.0)
        rows.append((*mentor, "experienced_in_family", json.dumps({"years": 11})))
    columns = "employee_id kind rank item_id title score reason reason_values".split()
    return pd.DataFrame(rows, columns=columns)


def make_needs(people: pd.DataFrame) -> pd.DataFrame:
    """Return what the present job and the next rung ask of everybody: one gap each."""
    gap = {"competency_id": "M.3", "competency": "Komunikasi", "required_level": 3.0, "level": 2.0,
           "sd": 0.8, "basis": "same_job", "weight": 2.0, "gap": 1.0, "chance": 0.7}  # fmt: skip
    met = {
        **gap,
        "competency_id": "M.5",
        "competency": "Pelayanan Publik",
        "gap": -1.0,
        "chance": 0.01,
    }
    held = people[["employee_id", "job_id", "job_name"]].assign(aim="present")
    ahead = held.assign(aim="next_rung", job_id="J-99", job_name="Analis Ahli Utama")
    counts = {"n_asked": 2, "n_lacking": 1, "n_estimated": 1}
    both = pd.concat([held, ahead], ignore_index=True).assign(**counts)
    return both.assign(job_match=83.0, band="meets", gaps=json.dumps([gap, met]))


def make_forecasts(people: pd.DataFrame) -> pd.DataFrame:
    """Return forecasts of the agency, its units, job families and regions."""
    everybody = people.assign(agency="3372", agency_name="Kota Surakarta")
    levels = {
        "agency": ("agency", "agency_name"),
        "unit": ("unit_id", "unit_name"),
        "job_family": ("job_family", "job_family"),
        "region": ("region", "region"),
    }
    frames = []
    for level, (key, name) in levels.items():
        groups = everybody.groupby(key)
        expected = groups["risk"].sum()
        frame = pd.DataFrame({"n": groups.size(), "expected": expected})
        frame["low"] = np.floor(expected * 0.4)
        frame["high"] = np.ceil(expected * 1.7 + 1)
        frame["group_name"] = groups[name].first()
        frames.append(frame.assign(level=level, group_id=frame.index.astype(str)))
    return pd.concat([*frames, *_branches(frames[1])], ignore_index=True)


def _branches(units: pd.DataFrame) -> list[pd.DataFrame]:
    """Return the forecast of U-05 with those below it."""
    held = units[units["group_id"].isin(["U-04", "U-05", "U-06"])]
    sums = held[["n", "expected", "low", "high"]].sum().to_frame("").T
    named = sums.assign(level="branch", group_id="U-05", group_name="Sekretariat Daerah")
    return [named.astype({"n": "int64"})]


FIGURES = {
    "n": 4000.0,
    "observed": 80.0,
    "expected": 85.2,
    "auc": 0.71,
    "average_precision": 0.05,
    "lift_top": float("nan"),
    "calibration_error": 0.004,
    "deviance": 0.17,
}
INPUTS = [
    {"name": name, "family": family, "unit": "days", "meaning": "Something on record."}
    for name, family in (("days_in_unit", "post"), ("courses_last_year", "learning"))
]
CARD: Mapping[str, object] = {
    "candidate": "boosted_hazard",
    "refusal": "",
    "until": "2026-01-01",
    "horizon_days": 365,
    "n_people": 5100,
    "n_events": 412,
    "person_years": 31000.5,
    "yearly_rate": {"rate": 0.0133, "low": 0.012, "high": 0.0145},
    "inputs": INPUTS,
    "figures": {"tenure_rate": FIGURES, "boosted_hazard": FIGURES},
    "back_test": [{"origin": "2024-06-01", "candidate": "boosted_hazard", **FIGURES}],
    "calibration": [
        {"risk": 0.01 * n, "rate": 0.012 * n, "low": 0.008 * n, "high": 0.016 * n, "n": 400.0}
        for n in range(1, 11)
    ],
    "limits": list(LIMITS),
    "gate": "not_worse",
}


class FakeChampion:
    """A model that answers from one column."""

    version = "turnover/fake"
    feature_names: tuple[str, ...] = ("days_in_unit", "courses_last_year", "job_kind")
    horizon_days = 365
    categories: Mapping[str, tuple[str, ...]] = {"job_kind": ("functional", "executor")}

    def __init__(self, card: Mapping[str, object] = CARD) -> None:
        self.card = card

    def risk_of_numbers(self, values: np.ndarray, *, horizon_days: int) -> np.ndarray:
        days, _, kind = values.T
        assert np.isin(kind[~np.isnan(kind)], [0, 1]).all()
        return np.clip(np.nan_to_num(days) / 100_000, 0.0, 1.0) * horizon_days / self.horizon_days
