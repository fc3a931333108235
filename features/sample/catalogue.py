"""The competency dictionary and the catalogue of courses of the sample agency.

Managerial and sociocultural competencies follow PermenPANRB 38/2017; technical ones, courses and
prices are invented but usual. Forms are the 25 SIASN codes (jenisDiklat).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from features.sample.timeline import Floats, Ints
from features.sample.vocabulary import PROFESSION_KEYS, PROFESSIONS

GENERIC = (
    "Integritas",
    "Kerja Sama",
    "Komunikasi",
    "Orientasi pada Hasil",
    "Pelayanan Publik",
    "Pengembangan Diri dan Orang Lain",
    "Mengelola Perubahan",
    "Pengambilan Keputusan",
    "Perekat Bangsa",
)
TECHNICAL: tuple[tuple[str, str], ...] = (
    ("Perencanaan Pembelajaran", "Pendidikan"),
    ("Asesmen Peserta Didik", "Pendidikan"),
    ("Pengelolaan Kelas", "Pendidikan"),
    ("Literasi dan Numerasi", "Pendidikan"),
    ("Pembelajaran Digital", "Pendidikan"),
    ("Bimbingan dan Konseling", "Pendidikan"),
    ("Asuhan Keperawatan", "Kesehatan"),
    ("Asuhan Kebidanan", "Kesehatan"),
    ("Penanganan Kegawatdaruratan", "Kesehatan"),
    ("Pencegahan dan Pengendalian Infeksi", "Kesehatan"),
    ("Pelayanan Kefarmasian", "Kesehatan"),
    ("Gizi Masyarakat", "Kesehatan"),
    ("Kesehatan Lingkungan", "Kesehatan"),
    ("Surveilans Epidemiologi", "Kesehatan"),
    ("Pelayanan Medik Dasar", "Kesehatan"),
    ("Tata Naskah Dinas dan Kearsipan", "Kearsipan"),
    ("Manajemen Kepegawaian", "Kepegawaian"),
    ("Pengelolaan Keuangan Daerah", "Keuangan"),
    ("Pengadaan Barang/Jasa", "Keuangan"),
    ("Pengelolaan Barang Milik Daerah", "Keuangan"),
    ("Perencanaan Pembangunan Daerah", "Perencanaan"),
    ("Analisis Kebijakan", "Perencanaan"),
    ("Penyusunan Produk Hukum Daerah", "Sekretariat"),
    ("Audit Internal Pemerintah", "Pengawasan"),
    ("Sistem Pemerintahan Berbasis Elektronik", "Komunikasi dan Informatika"),
    ("Pengelolaan Data dan Statistik Sektoral", "Statistik"),
    ("Komunikasi Publik", "Komunikasi dan Informatika"),
    ("Penyuluhan Pertanian", "Pertanian"),
    ("Teknik Jalan dan Bangunan", "Pekerjaan Umum"),
    ("Penegakan Peraturan Daerah", "Ketenteraman dan Ketertiban"),
    ("Pelayanan Administrasi Kependudukan", "Administrasi Kependudukan"),
    ("Penanggulangan Bencana", "Penanggulangan Bencana"),
    ("Pemberdayaan Masyarakat", "Pemberdayaan Masyarakat dan Desa"),
)
COMPETENCY_IDS = (
    *(f"M.{number}" for number in range(1, 9)),
    "SK.1",
    *(f"T.{number}" for number in range(1, len(TECHNICAL) + 1)),
)
COMPETENCY_NAMES = (*GENERIC, *(name for name, _ in TECHNICAL))
N_GENERIC = len(GENERIC)
N_COMPETENCIES = len(COMPETENCY_IDS)

BERAKHLAK = (
    "berorientasi_pelayanan",
    "akuntabel",
    "kompeten",
    "harmonis",
    "loyal",
    "adaptif",
    "kolaboratif",
)
"""The seven core values of the civil service."""

LEADERSHIP_LADDER = ("PKP", "PKA", "PKN-II")
"""Leadership courses for supervisors, administrators and office heads; each needs the former."""


BKPSDM, BPSDM, MINISTRY, LAN = (
    "BKPSDM Kabupaten",
    "BPSDM Provinsi",
    "Pusdiklat Kementerian",
    "LAN RI",
)
"""Who gives courses: the regency, the province, a ministry, the national agency."""


class Course(NamedTuple):
    """One course: what it teaches (competency number -> level reached) and whom it is for."""

    course_id: str
    title: str
    provider: str
    form: int
    hours: int
    cost: int
    teaches: dict[int, int]
    requires: str | None = None
    audience_kind: str | None = None
    audience_level: str | None = None


def _leadership() -> Iterator[Course]:
    yield Course("LATSAR", "Pelatihan Dasar CPNS", BPSDM, 5, 511, 8_500_000, {0: 2, 4: 2, 8: 2})
    before = None
    for code, title, provider, hours, cost, level, kind in (
        ("PKP", "Kepemimpinan Pengawas", BPSDM, 905, 21_000_000, 2, "supervisor"),
        ("PKA", "Kepemimpinan Administrator", BPSDM, 908, 23_500_000, 3, "administrator"),
        ("PKN-II", "Kepemimpinan Nasional Tingkat II", LAN, 923, 36_000_000, 4, "leadership"),
    ):
        teaches = dict.fromkeys(range(8), level)
        name = f"Pelatihan {title}"
        yield Course(code, name, provider, 1, hours, cost, teaches, before, kind)
        before = code


def _generic() -> Iterator[Course]:
    for number, name in enumerate(GENERIC):
        form, code = 6 if name == "Perekat Bangsa" else 5, COMPETENCY_IDS[number]
        yield Course(f"{code}-E", f"E-Learning {name}", BKPSDM, 16, 12, 0, {number: 2})
        title = f"Pelatihan Penguatan {name}"
        yield Course(
            f"{code}-P", title, BPSDM, form, 30, 2_750_000, {number: 3}, requires=f"{code}-E"
        )


def _technical() -> Iterator[Course]:
    for number, (name, _) in enumerate(TECHNICAL, start=N_GENERIC):
        code, basic, advanced = COMPETENCY_IDS[number], 20 + 4 * (number % 6), 40 + 5 * (number % 5)
        title, cost = f"Pelatihan Dasar {name}", 1_500_000 + 60_000 * basic
        yield Course(f"{code}-D", title, BPSDM, 3, basic, cost, {number: 2})
        title = f"Bimbingan Teknis {name}"
        yield Course(f"{code}-B", title, BKPSDM, 8, 16, 900_000, {number: 3})
        title, cost = f"Pelatihan Lanjutan {name}", 2_500_000 + 70_000 * advanced
        yield Course(
            f"{code}-L", title, MINISTRY, 2, advanced, cost, {number: 4}, f"{code}-D", "functional"
        )


COURSES: tuple[Course, ...] = (*_leadership(), *_generic(), *_technical())
N_COURSES = len(COURSES)
N_LEADERSHIP = 4
COURSE_NUMBER = {course.course_id: number for number, course in enumerate(COURSES)}

NON_CATALOGUE: tuple[tuple[str, int, int], ...] = (
    ("Sosialisasi Netralitas ASN", 7, 4),
    ("Seminar Transformasi Digital Pemerintah Daerah", 9, 6),
    ("Workshop Penyusunan SKP", 4, 8),
    ("Magang di Perangkat Daerah Provinsi", 10, 40),
    ("Kursus Bahasa Inggris", 11, 60),
    ("Penataran Pengelolaan Aset", 12, 24),
    ("Pelatihan Klasikal Gerakan Pramuka", 13, 20),
    ("Coaching oleh Atasan Langsung", 14, 8),
    ("Mentoring Antarunit", 15, 12),
    ("Pelatihan Jarak Jauh Manajemen Risiko", 17, 18),
    ("Detasering ke Kementerian", 18, 80),
    ("Outbound Membangun Tim", 19, 12),
    ("Benchmarking ke Kabupaten Lain", 20, 16),
    ("Pertukaran dengan BUMD", 21, 80),
    ("Belajar Mandiri Pengolah Angka", 22, 10),
    ("Komunitas Belajar Inovasi Daerah", 23, 12),
    ("Bimbingan di Tempat Kerja", 24, 10),
    ("Webinar Pelayanan Prima", 25, 3),
)
"""Development outside the catalogue: title, form and hours."""


def taught_levels() -> Floats:
    """Return the level reached by course x competency; 0 where a course does not teach it."""
    levels = np.zeros((N_COURSES, N_COMPETENCIES))
    for row, course in enumerate(COURSES):
        for competency, level in course.teaches.items():
            levels[row, competency] = level
    return levels


def required_courses() -> Ints:
    """Return for each course the number of the course it requires, or -1."""
    return np.array([COURSE_NUMBER[c.requires] if c.requires else -1 for c in COURSES])


def interests() -> Floats:
    """Return how often each profession takes each course: rows of shares, professions x courses.

    Leadership courses are not in it; who leads is sent to them.
    """
    shares = np.ones((len(PROFESSION_KEYS), N_COURSES)) * 0.1
    shares[:, N_LEADERSHIP : N_LEADERSHIP + 2 * N_GENERIC] = 1.0
    for row, key in enumerate(PROFESSION_KEYS):
        for skill in PROFESSIONS[key].skills:
            first = N_LEADERSHIP + 2 * N_GENERIC + 3 * (skill - 1)
            shares[row, first : first + 3] = (5.0, 6.0, 3.0)
    shares[:, :N_LEADERSHIP] = 0.0
    return np.asarray(shares / shares.sum(axis=1, keepdims=True))
