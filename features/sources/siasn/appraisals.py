"""Appraisals of four regimes, each as its regulation has it, and the behaviour rated in two.

In the tables of 2022 a lower code is the better one; it is turned here by way of the code lists.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from features.sources.siasn.export import Export
from features.sources.siasn.lists import listed, meaning_of, translated
from features.sources.siasn.parts import Part, one_a_key, with_days
from features.sources.siasn.people import People
from features.sources.siasn.texts import days_by_key, first_of_year
from features.tables import TABLE_OF_NAME

SECOND_SCALE_FROM = 2021
"""First year of PP 30/2019 in `rw_skp`, where the row does not say which regulation it follows."""
STRENGTH_FROM, IMPROVE_BELOW = 91, 76
"""Ratings from which behaviour is a strength, and below which it is one to work on.

They are the bounds of *very good* and of *good* in PP 10/1979 and PP 46/2011.
"""
LAG = pd.Timedelta(days=TABLE_OF_NAME["appraisals"].lag)
MONTHS = tuple("januari februari maret april mei juni juli agustus september oktober november"
               " desember".split())  # fmt: skip
QUARTERS = {"i": 0, "ii": 1, "iii": 2, "iv": 3, "1": 0, "2": 1, "3": 2, "4": 3}
KEY = ("employee_id", "period_end", "period_start")
Y = "tahun"


def appraisals(export: Export, people: People, joined: pd.Series) -> list[Part]:
    """Return the table `appraisals`; ``joined`` has the first day by person.

    Months and quarters are left out where the year has its own row.
    """
    annual = [_dp3(export, people), _skp(export, people), _expectation(export, people)]
    years = pd.concat([part.rows for part in annual])
    periods = _periods(export, people, years)
    parts = [_in_period(part, joined, export) for part in (*annual, periods)]
    return one_a_key(parts, KEY, export)


def _year(
    rows: pd.DataFrame, person: pd.Series, *, regime: pd.Series | str, rater: pd.Series
) -> dict[str, pd.Series]:
    """Return what all annual tables share: person, year, regime, rater and empty results."""
    empty = pd.Series(pd.NA, index=rows.index, dtype="str")
    return {
        "employee_id": person,
        "period_start": first_of_year(rows[Y]),
        "period_end": first_of_year(rows[Y] + 1),
        "regime": regime if isinstance(regime, pd.Series) else empty.fillna(regime),
        "score": pd.Series(np.nan, index=rows.index),
        "work_result": empty,
        "behaviour": empty,
        "predicate": empty,
        "rater_id": rater,
    }


def _dp3(export: Export, people: People) -> Part:
    rows = export.table("rw_dp3")
    data = _year(rows, people.of(rows["pnsId"]), regime="dp3", rater=_rater(rows, people, "dp3"))
    data["score"] = rows["nilairatarata"]
    said = {"employee_id": "pnsId", "score": "nilairatarata", "rater_id": "pejabatPenilaiId"}
    return Part("rw_dp3", pd.DataFrame(data), _said(said))


def _skp(export: Export, people: People) -> Part:
    """PP 46/2011 and PP 30/2019; of 2021 the mark of both halves, where there is one."""
    rows = export.table("rw_skp")
    second = rows[Y] >= SECOND_SCALE_FROM
    by_year = pd.Series(np.where(second, "skp2019", "skp2011"), index=rows.index, dtype="str")
    code = rows["jenisPeraturanKinerjaKd"].str.replace(r"\W", "", regex=True)
    regime = translated(code, "peraturan_kinerja").fillna(by_year)
    data = _year(rows, people.of(rows["pns"]), regime=regime, rater=_rater(rows, people, "skp"))
    both = rows["nilaiIntegrasi"].where(rows["nilaiIntegrasi"] > 0)
    data["score"] = both.where(regime == "skp2019").fillna(rows["nilaiPrestasiKerja"])
    said = {"employee_id": "pns", "score": "nilaiPrestasiKerja", "rater_id": "pejabatPenilai"}
    return Part("rw_skp", pd.DataFrame(data), _said(said, regime="jenisPeraturanKinerjaKd"))


def _expectation(export: Export, people: People) -> Part:
    rows = export.table("rw_skp22")
    rater = people.of(rows["nipNrpPenilai"])
    data = _year(rows, people.of(rows["pnsDinilaiId"]), regime="expectation2022", rater=rater)
    data |= {
        "work_result": translated(rows["hasilKinerjaNilai"], "rating"),
        "behaviour": translated(rows["PerilakuKerjaNilai"], "rating"),
        "predicate": _turned(rows["KuadranKinerjaNilai"]),
    }
    said = {
        "employee_id": "pnsDinilaiId",
        "work_result": "hasilKinerjaNilai",
        "behaviour": "PerilakuKerjaNilai",
        "predicate": "KuadranKinerjaNilai",
        "rater_id": "nipNrpPenilai",
    }
    return Part("rw_skp22", pd.DataFrame(data), _said(said))


def _periods(export: Export, people: People, years: pd.DataFrame) -> Part:
    """Return months and quarters that can be dated, of years without a row of their own."""
    rows = export.table("rw_kinerjaperiodik")
    person = people.of(rows["pnsDinilaiId"], rows["nip"])
    rater = people.of(rows["penilaiPnsId"])
    data = _year(rows, person, regime="expectation2022", rater=rater)
    data["period_start"], data["period_end"] = months_of(rows["periodikNama"], rows[Y])
    data |= {
        "work_result": translated(rows["hasilKinerjaNilai"], "rating"),
        "behaviour": translated(rows["perilakuKerjaNilai"], "rating"),
        "predicate": _turned(rows["kuadranKinerjaNilai"]),
    }
    said = {
        "employee_id": "pnsDinilaiId",
        "period_start": "periodikNama",
        "work_result": "hasilKinerjaNilai",
        "behaviour": "perilakuKerjaNilai",
        "predicate": "kuadranKinerjaNilai",
        "rater_id": "penilaiPnsId",
    }
    part = Part("rw_kinerjaperiodik", pd.DataFrame(data), _said(said))
    whole = pd.MultiIndex.from_arrays([years["employee_id"], years["period_start"].dt.year])
    own = pd.MultiIndex.from_arrays([person, rows[Y]])
    return part.with_rows(part.rows[~own.isin(whole)])


def months_of(names: pd.Series, years: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Return the first days of named months or quarters and the first days after them."""
    plain = names.str.casefold().str.strip()
    places = {name: float(number) for number, name in enumerate(MONTHS)}
    month = plain.str.extract(f"({'|'.join(MONTHS)})")[0].map(places).astype("float64")
    quarter = plain.str.extract(r"triwulan\s*(iv|iii|ii|i|[1-4])\b")[0]
    first = month.fillna(quarter.map(QUARTERS).astype("float64") * 3)
    length = pd.Series(np.where(month.notna(), 1, 3), index=names.index)
    return _month(years, first), _month(years, first + length)


def _month(years: pd.Series, month: pd.Series) -> pd.Series:
    """Return the first day of a month counted from January of a year."""
    count = (years - 1970) * 12 + month
    months = count.where(count.between(-300, 1560)).to_numpy(dtype="float64")
    stamps = np.full(len(months), np.datetime64("NaT"), dtype="datetime64[M]")
    known = ~np.isnan(months)
    stamps[known] = months[known].astype("int64").astype("datetime64[M]")
    return pd.Series(stamps.astype("datetime64[us]"), index=years.index)


def _rater(rows: pd.DataFrame, people: People, regime: str) -> pd.Series:
    return people.of(rows["pejabatPenilaiId" if regime == "dp3" else "pejabatPenilai"])


def _turned(codes: pd.Series) -> pd.Series:
    """Return predicates, 5 the highest, of codes in which 1 is."""
    return meaning_of(codes, "kuadran").fillna(codes.mask(codes.isin([*"12345"])))


def _said(columns: dict[str, str], *, regime: str = Y) -> dict[str, str]:
    return {"period_start": Y, "period_end": Y, "regime": regime} | columns


def _in_period(part: Part, joined: pd.Series, export: Export) -> Part:
    """Return rows with a period that begins when the person was here."""
    dated = with_days(part, "period_end", export)
    began = days_by_key(dated.rows["employee_id"], joined)
    start = dated.rows["period_start"]
    within = (began > start) & (began < dated.rows["period_end"])
    return dated.with_rows(dated.rows.assign(period_start=start.mask(within, began)))


def feedbacks(export: Export, people: People) -> list[Part]:
    """Return the table `feedbacks`: behaviour that was rated very good, or not good.

    What lies between says nothing. It counts as known when the appraisal itself does.
    Honesty and integrity are never inferred and stay out.
    """
    person = {"rw_dp3": "pnsId", "rw_skp": "pns"}
    parts = []
    behaviour = listed("perilaku")
    here = behaviour[[export.has(table) for table in behaviour["table"]]]
    for table, column, aspect in here[["table", "column", "aspect"]].to_numpy():
        rows = export.table(table)
        rating = rows[column]
        telling = (rating >= STRENGTH_FROM) | ((rating > 0) & (rating < IMPROVE_BELOW))
        rows = rows[telling & rows[Y].notna()]
        direction = np.where(rating[rows.index] >= STRENGTH_FROM, "strength", "improve")
        given = first_of_year(rows[Y] + 1)
        frame = pd.DataFrame(
            {
                "employee_id": people.of(rows[person[table]]),
                "given_on": given,
                "given_by": _rater(rows, people, table.removeprefix("rw_")),
                "aspect": pd.Series(aspect, index=rows.index, dtype="str"),
                "direction": pd.Series(direction, index=rows.index, dtype="str"),
                "recorded_on": given + LAG,
            }
        )
        said = {"employee_id": person[table], "given_on": Y, "direction": column, "aspect": column}
        parts.append(Part(table, frame, said))
    return one_a_key(parts, ["employee_id", "given_on", "aspect"], export)
