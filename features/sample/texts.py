"""Free texts of the sample agency: titles as written, notes and comments."""

from __future__ import annotations

import numpy as np

from features.sample.catalogue import COURSES, NON_CATALOGUE
from features.sample.timeline import YEAR, Ints

NOTES = (
    "Sangat membantu rekan kerja saat beban tinggi.",
    "Laporan selesai tepat waktu dan rapi.",
    "Perlu lebih aktif menyampaikan pendapat dalam rapat.",
    "Pelayanan kepada masyarakat ramah dan jelas.",
    "Perlu meningkatkan ketelitian dokumen.",
    "Cepat menyesuaikan diri dengan aplikasi baru.",
    "Disarankan mengikuti pelatihan lanjutan.",
    "Koordinasi antarbidang sudah baik.",
)
COMMENTS = (
    "",
    "Materi tidak sesuai dengan pekerjaan saya.",
    "Waktu terlalu singkat, praktik kurang.",
    "Cukup, contoh kasus perlu diperbarui.",
    "Bermanfaat untuk tugas sehari-hari.",
    "Sangat bermanfaat, narasumber menguasai materi.",
)
"""Comments on a course by the feedback given with them; the first stands for none."""
NOT_INTERESTED = ("", "jabatan struktural", "pindah kecamatan", "tugas lapangan")
BATCHES = ("", " Angkatan I", " Angkatan II", " Angkatan III", " Angkatan IV")
FIRST_YEAR, N_YEARS = 1990, 60


def _spellings(title: str) -> tuple[str, ...]:
    """Return a title as careful and as hurried people write it."""
    short = title.replace("Bimbingan Teknis", "Bimtek").replace("Pelatihan", "Diklat")
    return (title, short, short.upper() if short != title else title)


def _endings() -> list[str]:
    years = ["", *(f" Tahun {FIRST_YEAR + number}" for number in range(N_YEARS))]
    return [batch + year for batch in BATCHES for year in years]


def titles(rng: np.random.Generator, course: Ints, day: Ints) -> tuple[Ints, list[str]]:
    """Return codes and their texts: titles of courses with spelling, batch and year varied.

    A course below 0 is one outside the catalogue: -1 is the first of `NON_CATALOGUE`.
    """
    plain = [*(c.title for c in COURSES), *(title for title, *_ in NON_CATALOGUE)]
    spelt = [spelling for title in plain for spelling in _spellings(title)]
    n, endings = len(course), _endings()
    base = np.where(course >= 0, course, len(COURSES) - 1 - course)
    spelling = base * 3 + rng.choice(3, size=n, p=[0.62, 0.25, 0.13])
    year = np.clip((day / YEAR).astype(np.int64) + 1970 - FIRST_YEAR, 0, N_YEARS - 1)
    dated = np.where(rng.random(n) < 0.4, year + 1, 0)
    batch = np.where(course >= 0, rng.choice(5, size=n, p=[0.5, 0.2, 0.15, 0.1, 0.05]), 0)
    used, codes = np.unique(
        spelling * len(endings) + batch * (N_YEARS + 1) + dated, return_inverse=True
    )
    texts = [spelt[code // len(endings)] + endings[code % len(endings)] for code in used]
    return codes.astype(np.int64), texts
