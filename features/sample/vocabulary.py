"""Facts the sample agency is made of: offices, professions, shares and their sources.

Office names follow the list of one regency's offices, functional jobs and retirement ages follow
BKN's reference lists and PP 11/2017, shares follow BKN's figures of 1 November 2025. District names
are invented.
"""

from __future__ import annotations

from typing import NamedTuple


class Profession(NamedTuple):
    """What people are trained for: a functional ladder (JF) or one executor job.

    ``ladders`` is ``skilled`` (keterampilan), ``expert`` (keahlian), ``both`` or ``executor``;
    ``schooling`` names a row of `SCHOOLING`; ``skills`` are technical competencies.
    """

    title: str
    family: str
    ladders: str
    schooling: str
    women: float
    skills: tuple[int, ...]
    job_class: int = 5
    retirement_age: int | None = None


PROFESSIONS: dict[str, Profession] = {
    "class_teacher": Profession(
        "Guru Kelas", "Pendidikan", "expert", "degree", 0.68, (1, 3, 4), retirement_age=60
    ),
    "subject_teacher": Profession(
        "Guru Mata Pelajaran", "Pendidikan", "expert", "degree", 0.62, (1, 2, 5), retirement_age=60
    ),
    "counsellor": Profession(
        "Guru Bimbingan dan Konseling",
        "Pendidikan",
        "expert",
        "degree",
        0.64,
        (2, 3, 6),
        retirement_age=60,
    ),
    "nurse": Profession("Perawat", "Kesehatan", "both", "health", 0.70, (7, 9, 10)),
    "midwife": Profession("Bidan", "Kesehatan", "both", "health", 1.0, (8, 9, 10)),
    "doctor": Profession("Dokter", "Kesehatan", "expert", "doctor", 0.55, (15, 9, 10)),
    "pharmacist": Profession("Apoteker", "Kesehatan", "expert", "doctor", 0.78, (11, 10, 26)),
    "dietitian": Profession("Nutrisionis", "Kesehatan", "both", "health", 0.80, (12, 10, 33)),
    "sanitarian": Profession("Sanitarian", "Kesehatan", "both", "health", 0.60, (13, 14, 10)),
    "epidemiologist": Profession(
        "Epidemiolog Kesehatan", "Kesehatan", "both", "health", 0.60, (14, 26, 13)
    ),
    "laboratory": Profession(
        "Pranata Laboratorium Kesehatan", "Kesehatan", "both", "health", 0.70, (10, 14, 26)
    ),
    "extension": Profession(
        "Penyuluh Pertanian", "Pertanian", "both", "office", 0.40, (28, 33, 27)
    ),
    "public_order": Profession(
        "Polisi Pamong Praja", "Ketertiban", "both", "basic", 0.18, (30, 32, 27)
    ),
    "road_engineer": Profession(
        "Teknik Jalan dan Jembatan", "Teknik", "both", "office", 0.25, (29, 19, 21)
    ),
    "auditor": Profession("Auditor", "Pengawasan", "both", "degree", 0.48, (24, 18, 19)),
    "planner": Profession("Perencana", "Perencanaan", "expert", "degree", 0.46, (21, 26, 22)),
    "policy_analyst": Profession(
        "Analis Kebijakan", "Kebijakan", "expert", "degree", 0.45, (22, 21, 26)
    ),
    "hr_analyst": Profession(
        "Analis Kepegawaian", "Kepegawaian", "both", "degree", 0.52, (17, 16, 26)
    ),
    "computer": Profession(
        "Pranata Komputer", "Teknologi Informasi", "both", "degree", 0.35, (25, 26, 16)
    ),
    "archivist": Profession("Arsiparis", "Kearsipan", "both", "office", 0.60, (16, 25, 26)),
    "librarian": Profession("Pustakawan", "Kearsipan", "both", "office", 0.65, (16, 27, 25)),
    "public_relations": Profession(
        "Pranata Humas", "Komunikasi", "both", "degree", 0.52, (27, 25, 16)
    ),
    "procurement": Profession(
        "Pengelola Pengadaan Barang/Jasa", "Pengadaan", "expert", "degree", 0.35, (19, 18, 20)
    ),
    "legal_drafter": Profession(
        "Perancang Peraturan Perundang-Undangan", "Hukum", "expert", "degree", 0.45, (23, 22, 16)
    ),
    "statistician": Profession("Statistisi", "Data", "both", "degree", 0.48, (26, 25, 21)),
    "general_clerk": Profession(
        "Pengadministrasi Umum", "Administrasi", "executor", "basic", 0.48, (16, 25), 5
    ),
    "finance_clerk": Profession(
        "Pengadministrasi Keuangan", "Administrasi", "executor", "office", 0.60, (18, 16), 6
    ),
    "hr_clerk": Profession(
        "Pengadministrasi Kepegawaian", "Administrasi", "executor", "office", 0.58, (17, 16), 5
    ),
    "mail_clerk": Profession(
        "Pengadministrasi Persuratan", "Administrasi", "executor", "basic", 0.50, (16,), 5
    ),
    "asset_clerk": Profession(
        "Pengelola Barang Milik Daerah", "Administrasi", "executor", "office", 0.42, (20, 18), 6
    ),
    "data_clerk": Profession(
        "Pengelola Data dan Informasi", "Administrasi", "executor", "office", 0.48, (26, 25), 6
    ),
    "treasurer": Profession("Bendahara", "Administrasi", "executor", "office", 0.66, (18, 20), 7),
    "policy_clerk": Profession(
        "Penelaah Teknis Kebijakan", "Administrasi", "executor", "degree", 0.50, (22, 21), 7
    ),
    "service_clerk": Profession(
        "Pengelola Layanan Kependudukan", "Administrasi", "executor", "office", 0.52, (31, 16), 6
    ),
    "community_clerk": Profession(
        "Pengelola Pemberdayaan Masyarakat", "Administrasi", "executor", "office", 0.48, (33, 27), 6
    ),
    "field_operator": Profession(
        "Operator Layanan Operasional", "Operasional", "executor", "basic", 0.20, (29, 32), 4
    ),
    "driver": Profession("Pengemudi", "Operasional", "executor", "basic", 0.02, (32,), 3),
    "school_keeper": Profession(
        "Penjaga Sekolah", "Operasional", "executor", "basic", 0.1, (16,), 3
    ),
}
"""Functional jobs and executor jobs, with the usual share of women (estimates)."""

PROFESSION_KEYS = tuple(PROFESSIONS)

SCHOOLING: dict[str, dict[str, float]] = {
    "degree": {"d3": 0.01, "s1": 0.83, "profession": 0.03, "s2": 0.125, "s3": 0.005},
    "health": {"d3": 0.50, "d4": 0.14, "s1": 0.26, "profession": 0.06, "s2": 0.04},
    "doctor": {"profession": 0.74, "specialist": 0.17, "s2": 0.09},
    "office": {"senior": 0.22, "d3": 0.12, "s1": 0.54, "s2": 0.12},
    "basic": {"primary": 0.02, "junior": 0.03, "senior": 0.64, "d3": 0.06, "s1": 0.25},
}
"""Shares of schooling; together about 15% up to SMA, 12% D1-D3, 62% S1/D4, 11% S2-S3 (BKN)."""

FIELDS: dict[str, tuple[str, ...]] = {
    "Pendidikan": ("Pendidikan Guru Sekolah Dasar", "Pendidikan Matematika", "Pendidikan Bahasa"),
    "Kesehatan": ("Keperawatan", "Kebidanan", "Kesehatan Masyarakat", "Farmasi"),
    "Pertanian": ("Agribisnis", "Agroteknologi"),
    "Teknik": ("Teknik Sipil", "Teknik Lingkungan"),
    "Teknologi Informasi": ("Teknik Informatika", "Sistem Informasi"),
    "Hukum": ("Ilmu Hukum",),
}
"""Subjects of degrees by job family."""
OTHER_FIELDS = ("Ilmu Administrasi Negara", "Manajemen", "Akuntansi", "Ilmu Pemerintahan")

MIXES: dict[str, dict[str, float]] = {
    "primary_school": {
        "class_teacher": 0.80,
        "subject_teacher": 0.13,
        "school_keeper": 0.04,
        "general_clerk": 0.03,
    },
    "middle_school": {
        "subject_teacher": 0.86,
        "counsellor": 0.05,
        "general_clerk": 0.06,
        "school_keeper": 0.03,
    },
    "health_centre": {
        "nurse": 0.33,
        "midwife": 0.34,
        "doctor": 0.08,
        "pharmacist": 0.04,
        "dietitian": 0.04,
        "sanitarian": 0.04,
        "epidemiologist": 0.02,
        "laboratory": 0.03,
        "general_clerk": 0.08,
    },
    "hospital": {
        "nurse": 0.52,
        "midwife": 0.13,
        "doctor": 0.13,
        "pharmacist": 0.05,
        "dietitian": 0.02,
        "laboratory": 0.05,
        "general_clerk": 0.07,
        "finance_clerk": 0.03,
    },
    "office": {
        "general_clerk": 0.21,
        "finance_clerk": 0.11,
        "hr_clerk": 0.06,
        "mail_clerk": 0.05,
        "asset_clerk": 0.07,
        "data_clerk": 0.14,
        "treasurer": 0.05,
        "policy_clerk": 0.18,
        "driver": 0.03,
        "archivist": 0.03,
        "policy_analyst": 0.03,
        "planner": 0.03,
        "computer": 0.01,
    },
    "district": {
        "general_clerk": 0.30,
        "service_clerk": 0.25,
        "community_clerk": 0.22,
        "finance_clerk": 0.10,
        "field_operator": 0.08,
        "driver": 0.05,
    },
}
"""Who works in which kind of unit: shares by profession."""

SPECIALISTS: dict[str, dict[str, float]] = {
    "Inspektorat Daerah": {"auditor": 0.55},
    "Dinas Pertanian": {"extension": 0.55},
    "Dinas Ketahanan Pangan": {"extension": 0.25},
    "Dinas Kelautan dan Perikanan": {"extension": 0.20},
    "Satuan Polisi Pamong Praja": {"public_order": 0.60},
    "Dinas Pekerjaan Umum dan Penataan Ruang": {"road_engineer": 0.20, "field_operator": 0.35},
    "Dinas Perumahan dan Kawasan Permukiman": {"road_engineer": 0.15, "field_operator": 0.15},
    "Dinas Lingkungan Hidup": {"field_operator": 0.45, "sanitarian": 0.05},
    "Dinas Perhubungan": {"field_operator": 0.45},
    "Badan Perencanaan Pembangunan Daerah": {"planner": 0.35, "statistician": 0.06},
    "Badan Kepegawaian dan Pengembangan Sumber Daya Manusia": {"hr_analyst": 0.30},
    "Dinas Komunikasi dan Informatika": {
        "computer": 0.25,
        "public_relations": 0.10,
        "statistician": 0.05,
    },
    "Dinas Kearsipan dan Perpustakaan": {"archivist": 0.15, "librarian": 0.25},
    "Sekretariat Daerah": {"legal_drafter": 0.05, "procurement": 0.08, "policy_analyst": 0.08},
    "Dinas Kependudukan dan Pencatatan Sipil": {"service_clerk": 0.50},
    "Dinas Pemberdayaan Masyarakat dan Desa": {"community_clerk": 0.40},
    "Badan Penanggulangan Bencana Daerah": {"field_operator": 0.40},
    "Dinas Kesehatan": {"epidemiologist": 0.06, "sanitarian": 0.06, "pharmacist": 0.04},
}
"""Professions an office has beside the usual office mix."""

OFFICES: tuple[tuple[str, str, float], ...] = (
    ("Dinas Pendidikan dan Kebudayaan", "Pendidikan", 0.470),
    ("Dinas Kesehatan", "Kesehatan", 0.150),
    ("RSUD Kabupaten", "Kesehatan", 0.055),
    ("Sekretariat Daerah", "Sekretariat", 0.024),
    ("Dinas Pekerjaan Umum dan Penataan Ruang", "Pekerjaan Umum", 0.024),
    ("Dinas Pertanian", "Pertanian", 0.026),
    ("Satuan Polisi Pamong Praja", "Ketenteraman dan Ketertiban", 0.022),
    ("Badan Kepegawaian dan Pengembangan Sumber Daya Manusia", "Kepegawaian", 0.009),
    ("Badan Pengelolaan Keuangan dan Aset Daerah", "Keuangan", 0.016),
    ("Inspektorat Daerah", "Pengawasan", 0.010),
    ("Dinas Kependudukan dan Pencatatan Sipil", "Administrasi Kependudukan", 0.009),
    ("Dinas Lingkungan Hidup", "Lingkungan Hidup", 0.012),
    ("Dinas Perhubungan", "Perhubungan", 0.012),
    ("Badan Perencanaan Pembangunan Daerah", "Perencanaan", 0.008),
    ("Dinas Komunikasi dan Informatika", "Komunikasi dan Informatika", 0.007),
    ("Dinas Perdagangan dan Perindustrian", "Perdagangan", 0.011),
    ("Sekretariat DPRD", "Sekretariat", 0.007),
    ("Dinas Sosial", "Sosial", 0.007),
    ("Dinas Pemberdayaan Masyarakat dan Desa", "Pemberdayaan Masyarakat dan Desa", 0.006),
    ("Dinas Perumahan dan Kawasan Permukiman", "Perumahan", 0.007),
    ("Dinas Koperasi, Usaha Mikro, Kecil dan Menengah", "Koperasi dan Usaha Kecil", 0.006),
    ("Dinas Tenaga Kerja", "Tenaga Kerja", 0.006),
    ("Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu", "Penanaman Modal", 0.006),
    ("Dinas Kelautan dan Perikanan", "Kelautan dan Perikanan", 0.006),
    ("Dinas Ketahanan Pangan", "Pangan", 0.005),
    ("Dinas Kearsipan dan Perpustakaan", "Kearsipan", 0.006),
    ("Dinas Kepemudaan, Olahraga dan Pariwisata", "Kepemudaan dan Olahraga", 0.006),
    ("Badan Penanggulangan Bencana Daerah", "Penanggulangan Bencana", 0.006),
    ("Badan Kesatuan Bangsa dan Politik", "Kesatuan Bangsa", 0.005),
)
"""Regency offices (OPD) with the government function they serve and their share of the staff."""

DISTRICTS = tuple(
    "Tirtasari Wanakerta Sumberjati Karangluhur Banyuraden Giriwono Sendangarum Kalimulya Argosari"
    " Tanjungrejo Mekarlaya Rawabungur Lembahasri Pagergunung Cendanawangi Jatiluhung Muarabiru"
    " Puncaksari Telagawarna Bumiharja".split()
)
"""Invented districts (kecamatan); the first holds the regency's capital."""
DISTRICT_SHARE = 0.003
"""Share of the staff in one district office."""
