"""The cells of a staff list as values of the contract: days, ranks, degrees as written."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import replace

import pandas as pd

from features.importing.headings import FIELD_OF_NAME, Field
from features.importing.values import DTYPES, typed
from features.problems import Findings
from features.sources.lists import StaffList
from features.tables import PNS_RANKS

Convert = Callable[[str], str | None]

STAFF = "staff list"
NIP = re.compile(r"(?<!\d)(\d{8})\s*(\d{6})\s*(\d)\s*(\d{3})(?!\d)")
"""Birth, entry, sex and number of a NIP (Perka BKN 22/2007), with the blanks of printed lists."""
BLANKS = frozenset({"-", "--", "–", "—", ".", "n/a", "0000-00-00", "00-00-0000"})
MONTHS = {
    word[:3]: number
    for number, words in enumerate(
        (
            "jan", "feb pebruari", "mar", "apr", "mei may", "jun", "jul", "agu aug", "sep",
            "okt oct", "nov nopember", "des dec",
        ),
        start=1,
    )
    for word in words.split()
}  # fmt: skip
DAY_FIRST = re.compile(r"(?:.*[,\s])?(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})")
DAY_IN_WORDS = re.compile(r"(?:.*[,\s])?(\d{1,2})[-/. ]+([A-Za-z]{3,})\.?[-/. ]+(\d{4})")
DAY_LAST = re.compile(r"(?:.*[,\s])?(\d{4}-\d{2}-\d{2})(?:[T ].*)?")
YEAR = re.compile(r"(?:19|20)\d{2}")
PNS_RANK = re.compile(r"(?<![A-Z])(IV|III|II|I)\s*[/.\-\s]?\s*([A-E])(?![A-Z])", re.IGNORECASE)
PPPK_RANK = re.compile(r"(?:GOL(?:ONGAN)?\.?\s*)?([IVX]+)", re.IGNORECASE)
RANK_NAMES = (
    "juru muda; juru muda tingkat i; juru; juru tingkat i; pengatur muda; pengatur muda tingkat i;"
    " pengatur; pengatur tingkat i; penata muda; penata muda tingkat i; penata; penata tingkat i;"
    " pembina; pembina tingkat i; pembina utama muda; pembina utama madya; pembina utama"
)
"""Names of ranks from lowest to highest (PP 11/2017)."""
RANK_OF_NAME = dict(zip(RANK_NAMES.split("; "), PNS_RANKS, strict=True))
SEXES = {
    "f": "f perempuan p wanita w female pr",
    "m": "m laki laki-laki l pria male lk",
}
EMPLOYMENTS = (
    ("pppk_part_time", r"paruh waktu|part.?time"),
    ("pppk", r"pppk|p3k|perjanjian kerja|\bpkwt\b"),
    ("cpns", r"cpns|capeg|calon"),
    ("other", r"honor|kontrak|thl|non.?asn|non.?pns|magang|other|temporary"),
    ("pns", r"pns|pegawai negeri sipil|permanent"),
)
LEVELS = (
    ("d3", r"sarjana muda"),
    ("s3", r"\bs[\s\-.]*(?:3|iii)\b|strata[\s\-]*(?:3|iii)|doktor\b|\bphd\b"),
    ("specialist", r"spesialis|specialist|\bsp[\s\-.]*[12]\b"),
    ("profession", r"profesi\b|\bners\b|profession"),
    ("s2", r"\bs[\s\-.]*(?:2|ii)\b|strata[\s\-]*(?:2|ii)|magister|master"),
    ("d4", r"\bd[\s\-.]*(?:4|iv)\b|diploma[\s\-]*(?:4|iv)"),
    ("s1", r"\bs[\s\-.]*(?:1|i)\b|strata[\s\-]*(?:1|i)|sarjana|bachelor"),
    ("d3", r"\bd[\s\-.]*(?:3|iii)\b|diploma[\s\-]*(?:3|iii)"),
    ("d2", r"\bd[\s\-.]*(?:2|ii)\b|diploma[\s\-]*(?:2|ii)"),
    ("d1", r"\bd[\s\-.]*(?:1|i)\b|diploma[\s\-]*(?:1|i)"),
    ("senior", r"\bsma\b|\bsmk\b|\bslta\b|\bstm\b|\bsmea\b|\bspg\b|\bspk\b|\bma\b|\bsmu\b|senior"),
    ("junior", r"\bsmp\b|\bsltp\b|\bmts\b|junior"),
    ("primary", r"\bsd\b|\bmi\b|sekolah dasar|primary"),
)
KINDS = (
    ("", r"^non\b"),
    ("functional", r"fungsional(?! umum)|tertentu|\bjft?\b|functional"),
    ("leadership", r"\bi{1,2}[\s./\-]*[ab]?\b|pimpinan tinggi|\bjpt\b|leadership"),
    ("administrator", r"\biii[\s./\-]*[ab]?\b|administrator"),
    ("supervisor", r"\biv[\s./\-]*[ab]?\b|pengawas|supervisor"),
    ("executor", r"pelaksana|fungsional umum|\bjfu\b|staf|executor"),
)
INDONESIAN_NUMBER = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+,\d{1,2}")


def values_of(staff: StaffList, findings: Findings, *, on: dt.date) -> pd.DataFrame:
    """Return one row a person, by row number, with a typed column for every field.

    What is wrong is noted under the list's own headings. A column that the list does not have is
    full of NA. Days are read day first, as Indonesian lists write them, or year first. Birth, sex
    and entry that the list does not say are read from the NIP.
    """
    index = pd.Index(list(staff.rows), name="row")
    cells = {name: [row[name] for row in staff.rows.values()] for name in staff.heading_of}
    raw = {name: pd.Series(found, index=index, dtype="object") for name, found in cells.items()}
    columns = {
        name: typed_field(raw[name], field, staff, findings, on=on)
        if name in raw
        else pd.Series(index=index, dtype=DTYPES[field.column.kind])
        for name, field in FIELD_OF_NAME.items()
    }
    people = pd.DataFrame(columns, index=index).rename(columns={"agency_id": "agency_named"})
    return with_facts_of_nip(people)


def typed_field(
    raw: pd.Series, field: Field, staff: StaffList, findings: Findings, *, on: dt.date
) -> pd.Series:
    """Return one field of all people typed, and note what is missing or cannot be read."""
    column = replace(field.column, name=staff.heading_of[field.name])
    convert = CONVERT.get(field.name) or CONVERT.get(column.kind, plain)
    written = {text: convert(text) for text in raw.dropna().unique()}
    result = typed(raw.map(written).astype("str"), column, today=on)
    if field.name == "employee_id" and result.empty.any():
        rows = raw.index[result.empty].tolist()
        findings.add_rows("missing_value", file=staff.place, table=STAFF, column=column, rows=rows)
    for fault in result.faults:
        findings.add_rows(
            fault.rule,
            file=staff.place,
            table=STAFF,
            column=column,
            rows=fault.rows,
            values=fault.values,
            details=[fault.detail],
        )
    return result.values


def with_facts_of_nip(people: pd.DataFrame) -> pd.DataFrame:
    """Return the people with what their NIP says where the list does not say it.

    ``nip_entry`` is the month of entry into service. The months of a NIP of contract staff are a
    code above 12: only the year of their entry is known, so it is left empty.
    """
    parts = people["employee_id"].str.extract(NIP)
    born = pd.to_datetime(parts[0], format="%Y%m%d", errors="coerce")
    entered = pd.to_datetime(parts[1], format="%Y%m", errors="coerce")
    sex = parts[2].map({"1": "m", "2": "f"}).astype("str")
    days = DTYPES["date"]
    return people.assign(
        birth_date=people["birth_date"].fillna(born.astype(days)),
        nip_entry=entered.astype(days),
        sex=people["sex"].fillna(sex),
    )


def plain(text: str) -> str | None:
    """Return the text with single blanks; None where it only says that there is nothing."""
    return None if text.casefold() in BLANKS else " ".join(text.split())


def person_of(text: str) -> str | None:
    """Return the NIP without blanks where there is one in the cell, which may hold a name too."""
    nip = NIP.search(text)
    return "".join(nip.groups()) if nip else plain(text)


def day_of(text: str) -> str | None:
    """Return the day year first; a text that is no day stays as it is and is told."""
    if iso := DAY_LAST.fullmatch(text):
        return iso[1]
    if found := DAY_FIRST.fullmatch(text):
        day, month, year = (int(part) for part in found.groups())
        return f"{year}-{month:02d}-{day:02d}" if month <= 12 else text
    words = DAY_IN_WORDS.fullmatch(text)
    if words and (month_found := MONTHS.get(words[2][:3].casefold())):
        return f"{words[3]}-{month_found:02d}-{int(words[1]):02d}"
    return plain(text)


def graduated_of(text: str) -> str | None:
    """Return the day of a graduation; of a year alone its first day, which is never too late."""
    return f"{text}-01-01" if YEAR.fullmatch(text) else day_of(text)


def rank_of(text: str) -> str | None:
    """Return the rank in a cell that may hold its name, its code or both."""
    if found := PNS_RANK.search(text):
        return f"{found[1].upper()}/{found[2].lower()}"
    if found := PPPK_RANK.fullmatch(text):
        return found[1].upper()
    name = " ".join(re.sub(r"tk\.?\s*", "tingkat ", text.casefold()).split())
    return RANK_OF_NAME.get(name.replace("tingkat 1", "tingkat i"), plain(text))


def sex_of(text: str) -> str | None:
    """Return f or m for the words in use; another text stays as it is and is told."""
    found = [sex for sex, words in SEXES.items() if text.casefold() in words.split()]
    return found[0] if found else plain(text)


def first_of(patterns: tuple[tuple[str, str], ...]) -> Convert:
    """Return a function that gives the code of the first pattern found in a text."""
    compiled = [(code, re.compile(pattern, re.IGNORECASE)) for code, pattern in patterns]

    def code_of(text: str) -> str | None:
        found = [code for code, pattern in compiled if pattern.search(text)]
        return found[0] or None if found else plain(text)

    return code_of


def number_of(text: str) -> str | None:
    """Return a number without the signs of Indonesian money."""
    bare = re.sub(r"^rp\.?\s*|\s+|,-$", "", text.casefold())
    if INDONESIAN_NUMBER.fullmatch(bare):
        return bare.replace(".", "").replace(",", ".")
    return plain(bare)


CONVERT: dict[str, Convert] = {
    "person": person_of,
    "date": day_of,
    "number": number_of,
    "graduated": graduated_of,
    "rank": rank_of,
    "sex": sex_of,
    "employment": first_of(EMPLOYMENTS),
    "education": first_of(LEVELS),
    "job_kind": first_of(KINDS),
}
"""How a cell is read, by field or else by kind of value."""
