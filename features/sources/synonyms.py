"""What columns and tables are called in exports of Indonesian offices, in two languages."""

from __future__ import annotations

from collections.abc import Mapping

COLUMNS: Mapping[str, str] = {
    "employee_id": "nip|nip baru|nomor induk pegawai|no induk pegawai|nik|id pegawai|pegawai id|"
    "staff number|employee number|employee|person|pns id",
    "agency_id": "instansi|kode instansi|instansi id|id instansi|satker|agency|organisation",
    "joined_on": "tmt cpns|tmt pns|tanggal masuk|tgl masuk|mulai bekerja|tmt masuk|joined|hired|"
    "hire date|entry date|start of service",
    "birth_date": "tanggal lahir|tgl lahir|date of birth|birth date|birthday",
    "sex": "jenis kelamin|jk|l p|kelamin|gender|sex",
    "started_on": "tmt jabatan|tmt golongan|tmt|tmt mulai|tanggal mulai|tgl mulai|mulai|begun|"
    "start|start date|from",
    "ended_on": "tanggal selesai|tgl selesai|sampai|berakhir|akhir|end|end date|until|to",
    "employment_type": "jenis pegawai|jenis|status kepegawaian|status pegawai|kedudukan|employment",
    "contract_ends_on": "akhir kontrak|tanggal akhir kontrak|masa perjanjian|contract end",
    "job_id": "kode jabatan|id jabatan|jabatan id|jabatan|nama jabatan|job code|job|position",
    "unit_id": "kode unit|id unor|unor id|unit kerja|unor|kode unor|unit|department",
    "supervisor_id": "nip atasan|atasan|atasan langsung|supervisor|manager",
    "rank": "golongan|gol|gol ruang|golongan ruang|pangkat golongan|pangkat|grade",
    "base_pay": "gaji pokok|gapok|gaji|base salary|base pay|salary",
    "completed_on": "tanggal lulus|tgl lulus|tanggal selesai|tgl sertifikat|completed|"
    "date completed",
    "level": "jenjang|tingkat|tingkat pendidikan|pendidikan|level|degree",
    "field": "jurusan|program studi|prodi|major|subject",
    "course_id": "kode diklat|kode pelatihan|id diklat|course code|course",
    "title": "nama diklat|nama pelatihan|diklat|pelatihan|nama kursus|course title|title",
    "hours": "jp|jumlah jam|jam pelajaran|lama jam|hours",
    "left_on": "tmt pensiun|tmt berhenti|tanggal berhenti|tgl berhenti|tmt pemberhentian|"
    "tanggal keluar|left|leaving date|termination date|exit date",
    "reason": "alasan|jenis pemberhentian|alasan berhenti|jenis berhenti|jenis|reason",
    "period_start": "awal periode|periode mulai|period from",
    "period_end": "akhir periode|periode selesai|period to",
    "predicate": "predikat|predikat kinerja|rating",
    "score": "nilai|nilai skp|skor|score",
    "name": "nama|nama unit|nama jabatan|nama unor|uraian",
    "parent_id": "kode induk|induk|unor atasan|diatasan id|parent",
    "kind": "jenis|jenis jabatan|kategori|type|kind",
    "job_class": "kelas jabatan|kelas|job class",
    "retirement_age": "bup|batas usia pensiun|retirement age",
    "region": "wilayah|kabupaten|kota|lokasi|region|location",
    "competency_id": "kode kompetensi|kompetensi|competency",
    "assessed_on": "tanggal penilaian|tgl asesmen|tanggal uji|assessed|assessment date",
    "recorded_on": "tanggal entri|tgl entri|tanggal input|tgl input|recorded",
}
"""Other names of a column of the contract, in lower case and with blanks between words."""
TABLES: Mapping[str, str] = {
    "employees": "pegawai|employee|staff|nominatif|asn|data utama|personil",
    "statuses": "status|kontrak|kepegawaian",
    "educations": "pendidikan|education|sekolah",
    "units": "unit|unor|organisasi|opd|department",
    "jobs": "jabatan|job|formasi",
    "assignments": "jabatan|assignment|riwayat jabatan|posisi|placement|mutasi|post",
    "ranks": "golongan|pangkat|rank|kepangkatan",
    "appraisals": "skp|kinerja|penilaian|appraisal|performance",
    "trainings": "diklat|pelatihan|training|kursus|pengembangan",
    "courses": "katalog|course",
    "assessments": "asesmen|assessment|uji kompetensi",
    "absences": "cuti|absence|absensi|tugas belajar",
    "sanctions": "hukuman|disiplin|sanction",
    "conflicts": "konflik|conflict",
    "mentors": "mentor|pembimbing",
    "departures": "pensiun|berhenti|keluar|pemberhentian|departure|exit|leaver",
}
"""Words in the names of files, sheets and tables that tell a record table."""
CODES: Mapping[str, Mapping[str, str]] = {
    "sex": {
        "l": "m", "laki-laki": "m", "laki laki": "m", "pria": "m", "male": "m",
        "p": "f", "perempuan": "f", "wanita": "f", "female": "f",
    },
    "employment_type": {"paruh waktu": "pppk_part_time", "pppk paruh waktu": "pppk_part_time"},
    "level": {
        "sd": "primary", "smp": "junior", "sltp": "junior", "sma": "senior", "slta": "senior",
        "smk": "senior", "d-i": "d1", "d-ii": "d2", "d-iii": "d3", "d-iv": "d4", "s-1": "s1",
        "s-2": "s2", "s-3": "s3", "profesi": "profession", "spesialis": "specialist",
    },
    "reason": {
        "pensiun": "retirement", "bup": "retirement", "batas usia pensiun": "retirement",
        "meninggal": "death", "meninggal dunia": "death", "aps": "resignation",
        "atas permintaan sendiri": "resignation", "mengundurkan diri": "resignation",
        "mutasi": "transfer_out", "pindah instansi": "transfer_out", "hilang": "missing",
        "pensiun dini": "early_retirement", "diberhentikan": "dismissal",
    },
    "predicate": {
        "sangat baik": "5", "baik": "4", "butuh perbaikan": "3", "cukup": "3", "kurang": "2",
        "sangat kurang": "1",
    },
}  # fmt: skip
"""What values of a code column are called, in lower case, and the contract's code."""
