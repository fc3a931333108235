"""What rules rest on, in the reader's language; the names of regulations are names and stay."""

from __future__ import annotations

import re

from serving.language import Language, msg

PART = re.compile(r"[^\s;:,()](?:[^;:,()]*[^\s;:,()])?")
"""What stands between the signs of a source."""
SOURCES = {
    "Catatan ketidakhadiran kantor": msg("The office's records of absence"),
    "Catatan pelatihan kantor": msg("The office's records of training"),
    "Jawaban pegawai atas saran": msg("Employees' answers to suggestions"),
    "Kebijakan kantor": msg("A choice of the office"),
    "Peraturan LAN tentang pelatihan kepemimpinan": msg(
        "Regulations of LAN on leadership training"
    ),
    "Persyaratan dalam katalog": msg("Requirements in the catalogue"),
    "Riwayat jabatan kantor": msg("The office's history of posts"),
    "Sasaran dalam katalog": msg("Audience in the catalogue"),
    "batas usia pensiun": msg("ages of retirement"),
    "diperdebatkan sejak UU 20/2023": msg("disputed since UU 20/2023"),
    "jabatan sesuai perjanjian kerja": msg("post by the contract"),
    "masa percobaan CPNS": msg("probation of CPNS"),
    "menghindari benturan kepentingan": msg("conflicts of interest are avoided"),
    "mutasi antarkelas jabatan yang setara": msg("moves between classes of posts of one level"),
    "mutasi paling lama 5 tahun": msg("a move after 5 years at the latest"),
    "mutasi paling singkat 2 tahun": msg("a move after 2 years at the earliest"),
    "mutasi pengembangan tidak ke jenjang lebih rendah": msg(
        "no move for development to a lower level"
    ),
    "perpindahan dari jabatan lain": msg("changes from another job"),
    "persyaratan pangkat": msg("ranks asked for"),
    "promosi melalui seleksi": msg("promotion by selection"),
    "unit kerja sesuai perjanjian kerja": msg("unit by the contract"),
}
"""The parts of the packaged rules' sources that are no names, as the rules write them."""


def source_text(cited: str, language: Language) -> str:
    """Return what a rule cites, with the parts that are no names in the reader's language."""

    def said(part: re.Match[str]) -> str:
        return language.text(SOURCES[part[0]]) if part[0] in SOURCES else part[0]

    return PART.sub(said, cited)
