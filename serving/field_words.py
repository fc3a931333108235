"""What the fields of forms and addresses are called where a value does not fit."""

from __future__ import annotations

from serving.language import msg

AGENCY, DAY, GROUP, NAME = msg("Agency"), msg("Day"), msg("Group"), msg("User name")
KIND, NOTE, NUMBER, OUTCOME = msg("Kind"), msg("Note"), msg("Number"), msg("Outcome")
ACTION, ANSWER, MENTOR, PERSON = msg("Action"), msg("Answer"), msg("Mentor"), msg("Person")
BUDGET = msg("Budget for seats, in rupiah")
CLASSES = msg("Classes a person may have, at most")
AWAY = msg("Of a unit, at most so many percent away at once")
EVEN_PART = msg(
    "Each region and kind of job gets at least so many percent of its even part of the places"
)
UNIT_FLOORS = msg("The same for each unit")
CEILING = msg(
    "Hold the ceiling of 24 JP a year for PPPK (PP 49/2018 Ps 40; disputed since UU 20/2023)"
)
EARLIER_PLAN = msg("After changes: keep the places of an earlier plan where possible")
JOB_AIM, COMPETENCY_AIM = (
    msg("A job aimed at (its name or id)"),
    msg("A competency aimed at (its name or id)"),
)
REGION, NOT_WANTED = msg("Where the person would like to work"), msg("What should not be suggested")
ASPECT = msg("About what: a competency or a core value")
NOTICED = msg("What was noticed")
PARTNER = msg("Partner in the mentoring")
MEETING = msg("Day of the meeting, if not today")
HOURS, RATING = msg("Lesson hours (JP)"), msg("Rating, 1 to 5")
JOINED = msg("Joined in the last years")
LEAST_HELP = msg("Help expected at least, in weighted levels")
UNIT_FLOOR = msg("At least so many of each unit")
LEVEL_FLOOR = msg("At least so many of each level of job")
STABLE = msg(
    "No two are left who would both rather have each other (then no unit is sure of a mentor)"
)
OFFER, OFFERED_ON, BECAME = msg("Offer"), msg("Offered on"), msg("What became of it")
LINK, TRAINING = msg("Address where it can be read (https://…)"), msg("Training on record")
SUGGESTION, VERSION = msg("What was suggested"), msg("Version of the plan")

FIELDS = {
    # What the forms send.
    "anggaran": BUDGET,
    "arah": NOTICED,
    "aspek": ASPECT,
    "baru": msg("New password"),
    "batas_pppk": CEILING,
    "batas_rencana": CEILING,
    "batas_skor": CEILING,
    "bentuk": msg("Its form"),
    "berkas": msg("What lies in the inbox"),
    "bukti": msg("What shows that it was done"),
    "butir": SUGGESTION,
    "catatan": NOTE,
    "dasar": EVEN_PART,
    "diklat": TRAINING,
    "ditawarkan": OFFERED_ON,
    "hasil": BECAME,
    "ikut": msg("Taking part in mentoring"),
    "instansi": AGENCY,
    "isi": msg("What you wrote"),
    "jabatan": JOB_AIM,
    "jam": HOURS,
    "jawaban": ANSWER,
    "jenis": KIND,
    "jenjang": LEVEL_FLOOR,
    "kelas": CLASSES,
    "kompetensi": COMPETENCY_AIM,
    "kunci": msg("Key of the form"),
    "lama": msg("Present password"),
    "lanjutan": EARLIER_PLAN,
    "luar": msg("Id at the office's sign-in service (claim sub)"),
    "minimal": LEAST_HELP,
    "mitra": PARTNER,
    "nama": NAME,
    "nilai": RATING,
    "pegawai": msg("The person's pseudonym"),
    "per_unit": UNIT_FLOORS,
    "peran": msg("Roles"),
    "pergi": AWAY,
    "perihal": msg("What is wrong"),
    "pilih": msg("What was chosen"),
    "putusan": OUTCOME,
    "samaran": msg("The ids of persons are pseudonyms already"),
    "sandi": msg("Password"),
    "semula": BECAME,
    "semua": msg("All that are left"),
    "siapa": msg("Name, NIP or pseudonym"),
    "skor": msg("Number of the scores"),
    "stabil": STABLE,
    "status": msg("State"),
    "tahun": JOINED,
    "tanggal": DAY,
    "tautan": LINK,
    "tawaran": OFFER,
    "tidak": NOT_WANTED,
    "tindakan": ACTION,
    "unit": msg("Unit"),
    "versi": VERSION,
    "wilayah": REGION,
    # What the shapes call what the forms have sent.
    "action_id": ACTION,
    "answer": ANSWER,
    "aspect": ASPECT,
    "away_share": AWAY,
    "budget": BUDGET,
    "competency_id": COMPETENCY_AIM,
    "contract_ceiling": CEILING,
    "course_id": msg("Course"),
    "direction": NOTICED,
    "floor_level": LEVEL_FLOOR,
    "floor_share": EVEN_PART,
    "floor_unit": UNIT_FLOOR,
    "held_on": MEETING,
    "hours": HOURS,
    "kind": KIND,
    "link": LINK,
    "mentor_id": MENTOR,
    "minimum": LEAST_HELP,
    "not_interested_in": NOT_WANTED,
    "note": NOTE,
    "offered_on": OFFERED_ON,
    "outcome": BECAME,
    "partner_id": PARTNER,
    "per_person": CLASSES,
    "preferred_region": REGION,
    "previous": EARLIER_PLAN,
    "rating": RATING,
    "seed": msg("Number of the draw"),
    "stable": STABLE,
    "target_job_id": JOB_AIM,
    "training": TRAINING,
    "unit_floors": UNIT_FLOORS,
    "version": VERSION,
    "years": JOINED,
    # What addresses name.
    "agency_id": AGENCY,
    "akun": msg("Account"),
    "as_of": DAY,
    "bulan": msg("Months to look ahead"),
    "cari": msg("Words of the name"),
    "code": msg("What the sign-in service sent"),
    "dari": msg("From"),
    "ditolak": msg("Refused only"),
    "employee_id": PERSON,
    "halaman": msg("Page"),
    "keadaan": msg("State"),
    "kapasitas": msg("Conversations you have time for"),
    "kelompok": GROUP,
    "keluarga": msg("Family of features"),
    "kesempatan": msg("Opportunity"),
    "menurut": GROUP,
    "number": NUMBER,
    "pada": DAY,
    "pantau": msg("Watching the jobs"),
    "plan_id": msg("Number of the plan"),
    "sampai": msg("Until"),
    "sebelum": msg("Number of the line"),
    "putaran": msg("Number of the round"),
    "state": msg("What the sign-in service sent"),
    "unit_id": msg("Unit"),
}
