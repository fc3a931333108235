"""The headings of staff lists (daftar nominatif), and what stands below each of them.

A heading counts whatever its case, signs, order of words and usual short forms: "TMT Gol.",
"Gol. / TMT" and "TMT GOLONGAN" are one. Headings that are not named here are dropped; so are all
names of people, on purpose.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from features.contract import Column
from features.tables import TABLE_OF_NAME

Words = frozenset[str]

SHORT_FORMS = {
    "tgl": "tanggal",
    "tg": "tanggal",
    "gol": "golongan",
    "th": "tahun",
    "thn": "tahun",
    "tk": "tingkat",
    "pend": "pendidikan",
    "peg": "pegawai",
    "jab": "jabatan",
    "jk": "jenis kelamin",
    "dept": "department",
    "no": "nomor",
}
"""Short forms and what they stand for."""
EMPTY_WORDS = frozenset("terakhir dan atau sekarang saat ini ruang yang the of per pada".split())
"""Words that do not tell one heading from another."""
GENERAL_WORDS = frozenset("data pegawai kepegawaian identitas diri pokok employee staff".split())
"""Words of a heading above other headings that add nothing to them."""


@dataclass(frozen=True, kw_only=True)
class Field:
    """One thing that a staff list can say about a person, and the headings it goes by.

    ``like`` names the column of the contract, as table.column, whose rules its values follow.
    """

    name: str
    like: str
    headings: str

    @property
    def column(self) -> Column:
        """The column of the contract whose rules the values follow."""
        table, name = self.like.split(".")
        return TABLE_OF_NAME[table][name]


FIELDS: tuple[Field, ...] = (
    Field(
        name="employee_id",
        like="employees.employee_id",
        headings="nip; nip baru; nip nama; nip nik; ni pppk; nip ni pppk;"
        " nomor induk pegawai; nomor induk; id pegawai; employee id; employee number; staff id;"
        " staff number; personnel number; id",
    ),
    Field(
        name="agency_id",
        like="employees.agency_id",
        headings="instansi; nama instansi; instansi kerja; agency; agency id; organisation",
    ),
    Field(
        name="joined_on",
        like="employees.joined_on",
        headings="tmt instansi; tmt masuk; tanggal masuk; tanggal masuk kerja; mulai bekerja;"
        " tmt bekerja; tanggal mulai bekerja; hire date; date hired; joined on; date joined;"
        " date of joining; start date",
    ),
    Field(
        name="service_on",
        like="employees.joined_on",
        headings="tmt cpns; tmt capeg; tanggal cpns; tmt pengangkatan; tmt pengangkatan pertama;"
        " tmt cpns pppk; tmt pppk",
    ),
    Field(
        name="permanent_on",
        like="statuses.started_on",
        headings="tmt pns; tanggal pns",
    ),
    Field(
        name="birth_date",
        like="employees.birth_date",
        headings="tanggal lahir; tempat tanggal lahir; tempat lahir tanggal lahir;"
        " ttl; lahir tanggal; birth date; date of birth; birthday",
    ),
    Field(
        name="sex",
        like="employees.sex",
        headings="jenis kelamin; kelamin; l p; p l; lp; sex; gender",
    ),
    Field(
        name="job",
        like="jobs.name",
        headings="jabatan; nama jabatan; jabatan nama; nomenklatur jabatan; job title; job;"
        " job name; position; title; post",
    ),
    Field(
        name="post_since",
        like="assignments.started_on",
        headings="tmt jabatan; tanggal jabatan; jabatan mulai; in post since; post since;"
        " position date",
    ),
    Field(
        name="job_kind",
        like="jobs.kind",
        headings="eselon; eselon jabatan; jenis jabatan; tingkat eselon; job kind",
    ),
    Field(
        name="unit",
        like="units.name",
        headings="unit kerja; unit; unit organisasi; nama unit; nama unit kerja; sub unit kerja;"
        " bidang; bagian; tempat tugas; department; department name; division; unit name; unit id",
    ),
    Field(
        name="unit_above",
        like="units.name",
        headings="opd; skpd; perangkat daerah; nama opd; nama skpd; unit kerja induk; unit induk;"
        " induk unit kerja; satuan kerja; dinas",
    ),
    Field(
        name="rank",
        like="ranks.rank",
        headings="golongan; pangkat; pangkat golongan; golongan pangkat golongan; rank; grade;"
        " pangkat nama golongan; gol pangkat",
    ),
    Field(
        name="rank_since",
        like="ranks.started_on",
        headings="tmt golongan; tmt pangkat; tmt pangkat golongan; tanggal pangkat;"
        " tanggal golongan; rank since",
    ),
    Field(
        name="employment",
        like="statuses.employment_type",
        headings="status kepegawaian; status pegawai; jenis pegawai; jenis kepegawaian; jenis asn;"
        " status asn; employment type; employment status",
    ),
    Field(
        name="contract_ends_on",
        like="statuses.contract_ends_on",
        headings="akhir kontrak; tanggal akhir kontrak; kontrak berakhir; akhir perjanjian kerja;"
        " masa kontrak sampai; contract end; contract ends on",
    ),
    Field(
        name="education",
        like="educations.level",
        headings="pendidikan; tingkat pendidikan; jenjang pendidikan; pendidikan tingkat ijazah;"
        " tingkat ijazah; ijazah; pendidikan tingkat; education; education level",
    ),
    Field(
        name="education_field",
        like="educations.field",
        headings="jurusan; program studi; pendidikan jurusan; pendidikan nama; nama pendidikan;"
        " field of study",
    ),
    Field(
        name="graduated",
        like="educations.completed_on",
        headings="tahun lulus; lulus tahun; pendidikan tahun lulus; pendidikan tahun;"
        " tanggal lulus; pendidikan lulus; tahun ijazah; graduation year; graduated on",
    ),
    Field(
        name="supervisor_id",
        like="assignments.supervisor_id",
        headings="nip atasan; nip atasan langsung; atasan langsung nip; supervisor id",
    ),
    Field(
        name="base_pay",
        like="assignments.base_pay",
        headings="gaji pokok; base pay; base salary; annual salary; salary",
    ),
    Field(
        name="gross_pay",
        like="assignments.gross_pay",
        headings="penghasilan; gaji kotor; jumlah penghasilan; gross pay",
    ),
)
FIELD_OF_NAME = {field.name: field for field in FIELDS}


def words_of(heading: str) -> Words:
    """Return the words that tell a heading from others, short forms written out."""
    words = re.findall(r"[a-z0-9]+", heading.casefold())
    long = " ".join(SHORT_FORMS.get(word, word) for word in words).split()
    return frozenset(long) - EMPTY_WORDS


FIELD_OF_WORDS = {
    words_of(heading): field.name for field in FIELDS for heading in field.headings.split(";")
}


def field_of(heading: str) -> str | None:
    """Return the field that this heading names, or None."""
    words = words_of(heading)
    return FIELD_OF_WORDS.get(words) or FIELD_OF_WORDS.get(words - GENERAL_WORDS)
