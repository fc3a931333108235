"""What the small agency needs to learn, as a scoring leaves it for the page."""

from __future__ import annotations

from collections.abc import Mapping

from tests.serving.agency import UNITS

KOMUNIKASI = {"competency_id": "M.3", "competency": "Komunikasi"}


def learning() -> Mapping[str, object]:
    """Return needs with everything the page can show, and numbers too small to be shown."""
    return {
        "n_people": 60,
        "notes": ["no_assessments", "default_standards"],
        "bands": {"meets": 80.0, "still_meets": 68.0, "below": 0.0},
        "competencies": [
            {**KOMUNIKASI, "n_asked": 60, "n_lacking": 41, "n_levels": 52.0, "n_weighted": 104.0,
             "n_must": None, "share_estimated": 0.61},
        ],
        "units": [
            {"unit_id": f"U-{n:02}", "name": name, "n_people": 9 + n, "job_match": 81.2,
             "n_below": None, "n_weighted": 20.0, "leading": [{**KOMUNIKASI, "n": 7}]}
            for n, name in enumerate(UNITS, start=1)
        ],
        "rising": [
            {"competency_id": "T.26", "competency": "Data Sektoral", "n_asked_more": 12,
             "levels_more": 12.0, "n_new_jobs": 1, "posts_now": 40, "posts_before": 20,
             "taken_now": 31, "taken_before": 12, "taken_change": 1.8,
             "signs": ["standards", "new_jobs", "posts", "courses"]},
        ],
        "supply": [
            {**KOMUNIKASI, "n_people": 41, "n_seats": 20, "met_by": "seats", "form": "in_house",
             "n_for_form": 21},
            {"competency_id": "T.1", "competency": None, "n_people": None, "n_seats": 0,
             "met_by": "nothing", "form": "online", "n_for_form": 3},
        ],
        "idle": [{"course_id": "C-77", "title": "Kursus Mengetik", "n_classes": 0, "n_seats": 0}],
        "courses": [
            {"course_id": "C-1", "title": "Komunikasi Publik", "n_taken": 50, "n_people": 44,
             "share_completed": 0.93, "n_rated": 20, "rating": 4.2, "n_assessed": 15,
             "level_change": 0.31, "n_appraised": 0, "appraisal_change": None,
             "themes": {"useful": 9, "too_short": 6}, "verdict": "raises"},
            {"course_id": "C-2", "title": None, "n_taken": 12, "n_people": 12,
             "share_completed": 0.9, "n_rated": 0, "rating": None, "n_assessed": 0,
             "level_change": None, "n_appraised": 0, "appraisal_change": None, "themes": {},
             "verdict": "too_few"},
        ],
    }  # fmt: skip
