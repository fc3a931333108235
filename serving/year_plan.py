"""The year's plan of one agency as a workbook, and as figures for a program."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from features.home import Home
from features.prevented import Prevented
from features.records import Records
from models.plan.year import Settings, YearPlan, year_plan
from models.rules.book import RuleBook, packaged
from serving.code_words import FORMS, LEFT_OUT, MET_BY, NOT_KEPT, NOTES, WAITS, in_both
from serving.language import LOCALES, language, msg
from serving.plain_files import check_there
from serving.value_words import WORDS
from serving.wording import floor_text

NOBODY_YET = msg("nobody is on record before %(day)s; choose a later day")
EARLIER = ["employee_id", "offering_id"]


def book_of(file: Path | None) -> RuleBook:
    """Return the packaged rules with an office's own in their place."""
    if file is None:
        return packaged()
    check_there(file)
    try:
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise Prevented(f"{file.name} is not text in UTF-8; save it so") from None
    return packaged().with_rules(RuleBook.of_text(text, file=file.name))


def earlier_places(file: Path) -> pd.DataFrame:
    """Return who had which place in an earlier plan: employee_id and offering_id."""
    if not file.is_file() or file.suffix != ".xlsx":
        raise Prevented(f"{file.name} is no workbook of an earlier plan; name its .xlsx file")
    try:
        sheet = pd.read_excel(file, sheet_name="places", engine="calamine", dtype="str")
    except Exception as error:
        raise Prevented(f"{file.name} cannot be read ({type(error).__name__})") from None
    lacking = [name for name in EARLIER if name not in sheet.columns]
    if lacking:
        raise Prevented(f"{file.name}, sheet places: the column {lacking[0]} is missing")
    return sheet[EARLIER].dropna().drop_duplicates(ignore_index=True)


def plan_agency(
    home: Home, agency: str, as_of: date, settings: Settings, *, previous: pd.DataFrame | None
) -> YearPlan:
    """Return the plan of an agency; raises `Prevented` where nobody is on record."""
    tables = Records.of(home.frames(agency)).as_of(as_of).frames
    made = year_plan(tables, as_of, settings, previous=previous)
    if made.candidates.people.empty:
        raise Prevented(NOBODY_YET, day=as_of)
    return made


def content_of(made: YearPlan) -> dict[str, Any]:
    """Return the figures of a plan, for a program."""
    solution = made.solution
    return {
        "as_of": made.as_of,
        "budget": made.settings.budget,
        "cost": made.cost,
        "places": len(made.places),
        "people": int(made.places["employee_id"].nunique()),
        "people_present": len(made.candidates.people),
        "n_gaps": int(made.places["n_gaps"].sum()),
        "points": float(made.places["points"].sum()),
        "bound": solution.bound,
        "proven_gap": solution.gap,
        "per_million_rupiah": solution.prices.rupiah * 1e6,
        "in_busy_months": int(made.places["busy_month"].sum()),
        "waiting": len(made.waiting),
        "unmet": made.unmet,
        "moved": made.moved,
        "left_out": made.left_out,
        "barred": made.candidates.barred,
        "seed": made.settings.seed,
        "notes": [in_both(NOTES[note]) for note in made.notes],
        "index_points": float(made.index_points["points_gained"].sum()),
        "needs_without_supply": int((made.needs["met_by"] != "seats").sum()),
        "curve": made.curve.to_dict("records"),
        "one_more_class": made.more_classes.to_dict("records"),
    }


def sheets_of(made: YearPlan) -> dict[str, pd.DataFrame]:
    """Return the sheets of the workbook."""
    waiting = made.waiting.assign(why=made.waiting["reason"].map(WAITS).map(in_both))
    return {
        "summary": _summary(made),
        "classes": made.offerings,
        "places": made.places,
        "people": _by_person(made),
        "waiting": waiting,
        **_lost(made),
        "one more class": made.more_classes,
        "what if": made.curve,
        "needs without supply": made.needs.assign(
            met=made.needs["met_by"].map(MET_BY).map(in_both),
            proposal=made.needs["form"].map(FORMS).map(in_both),
        ),
        "courses nobody needs": made.idle,
        "IP ASN points": made.index_points,
        "PP 11-2017 Ps 207": seven_items(made),
        "limits and sources": _limits(made),
    }


def _summary(made: YearPlan) -> pd.DataFrame:
    found = content_of(made)
    facts: list[tuple[str, object]] = [
        ("as of / per tanggal", made.as_of),
        ("budget, rupiah / anggaran", found["budget"]),
        ("cost, rupiah / biaya", found["cost"]),
        ("places / tempat", found["places"]),
        ("people with a place / pegawai yang mendapat tempat", found["people"]),
        ("people present / pegawai", found["people_present"]),
        ("competency gaps served / kesenjangan yang dilayani", found["n_gaps"]),
        ("places in busy months of the unit / tempat pada bulan sibuk", found["in_busy_months"]),
        ("points gained / nilai rencana", found["points"]),
        ("no plan can gain more than / batas atas", found["bound"]),
        ("proven gap to it, share / selisih terbukti", found["proven_gap"]),
        ("points for one more million rupiah / nilai per juta rupiah", found["per_million_rupiah"]),
        ("lottery seed / benih undian", found["seed"]),
        ("a draft for review by people / rancangan untuk ditinjau", "bina plan"),
    ]
    return pd.DataFrame(facts, columns=["what", "value"])


def _by_person(made: YearPlan) -> pd.DataFrame:
    """Return a row for everybody present: classes, hours before and with the plan, waiting."""
    people = made.candidates.people
    own = made.places.groupby("employee_id")
    waits = made.waiting.groupby("employee_id").size()
    titles = own["title"].agg("; ".join)
    planned = own["hours"].sum()
    table = people.drop(columns=["job_id"]).assign(
        n_classes=own.size().reindex(people.index).fillna(0).astype(np.int64),
        classes=titles.reindex(people.index),
        hours_planned=planned.reindex(people.index).fillna(0.0),
        n_gaps_served=own["n_gaps"].sum().reindex(people.index).fillna(0).astype(np.int64),
        n_waiting=waits.reindex(people.index).fillna(0).astype(np.int64),
    )
    return table.rename_axis("employee_id").reset_index()


def _lost(made: YearPlan) -> dict[str, pd.DataFrame]:
    """Return the sheet of places of the earlier plan that were not kept, where there was one."""
    if made.not_kept is None:
        return {}
    return {
        "not kept": made.not_kept.assign(why=made.not_kept["reason"].map(NOT_KEPT).map(in_both))
    }


def _limits(made: YearPlan) -> pd.DataFrame:
    """Return what the plan rests on: settings, rules with their source, and what was assumed."""
    settings, barred = made.settings, made.candidates.barred
    rows: list[tuple[object, ...]] = [
        ("limit", "per_person", settings.per_person, "", "classes a person / kelas per orang"),
        ("limit", "away_share", settings.away_share, "", "of a unit at once / bagian unit"),
        ("limit", "floor_share", settings.floor_share, "", ", ".join(settings.floor_groups)),
        ("weight", "required", settings.weights.required, "", "demanded by a rule / diwajibkan"),
        ("weight", "hours", settings.weights.hours, "", "lesson hours owed / JP yang kurang"),
        ("weight", "stay", settings.weights.stay, "", "place of the earlier plan / rencana lama"),
        ("weight", "busy", settings.weights.busy, "", "busy month of the unit / bulan sibuk unit"),
    ]
    rows += [
        (
            "rule",
            rule.id,
            barred.get(rule.id, 0),
            rule.cited,
            _standing(rule.standing, rule.checked),
        )
        for rule in settings.book.in_force(made.as_of)
    ]
    rows += [
        ("left out", code, n, "", in_both(LEFT_OUT[code])) for code, n in made.left_out.items() if n
    ]
    if made.candidates.too_late:
        after = in_both(LEFT_OUT["after_service"])
        rows.append(("left out", "after_service", made.candidates.too_late, "", after))
    spoken = [language(code) for code in reversed(LOCALES)]
    floors = {one: " / ".join(floor_text(one, each) for each in spoken) for one in made.unmet}
    rows += [("not met", one, "", "", f"floor / batas bawah: {floors[one]}") for one in made.unmet]
    rows += [("records", note, "", "", in_both(NOTES[note])) for note in made.notes]
    return pd.DataFrame(rows, columns=["kind", "name", "value", "source", "meaning"])


def seven_items(made: YearPlan) -> pd.DataFrame:
    """Return the plan in the seven items of PP 11/2017 Ps 207, a row a class with people in it."""
    served = made.offerings[made.offerings["taken"] > 0]
    kinds = made.candidates.people["kind"].astype("str").map(WORDS).map(in_both, "ignore")
    kinds = kinds.fillna("-")
    placed = made.places.assign(kind=kinds.reindex(made.places["employee_id"]).to_numpy())
    who = placed.groupby("offering_id")["kind"].agg(lambda one: "; ".join(sorted(set(one))))
    where = served["online"].map({True: "online / daring", False: "classroom / klasikal"})
    days = served["starts_on"].dt.strftime("%Y-%m-%d") + " - "
    return pd.DataFrame(
        {
            "1 kind of competency / jenis kompetensi": served["title"],
            "2 target / sasaran": served["offering_id"].map(who),
            "2 number / jumlah": served["taken"],
            "3 form and path / bentuk dan jalur": where,
            "3 SIASN form / jenisDiklat": served["form"],
            "4 provider / penyelenggara": served["provider"],
            "5 from - before / jadwal": days + served["ends_on"].dt.strftime("%Y-%m-%d"),
            "6 gaps served / kesesuaian kurikulum": served["n_gaps"],
            "7 budget, rupiah / anggaran": served["total_cost"],
        }
    )


def _standing(standing: str, checked: bool) -> str:
    unchecked = "" if checked else " - check the official text / periksa naskah resmi"
    return f"{standing}{unchecked}"
