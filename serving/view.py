"""Pages: templates in the reader's language, for one request."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from serving import wording
from serving.charts import drawn
from serving.drawings import retirements_of
from serving.identifiers import in_address, is_identifier
from serving.language import LOCALES, Language, language
from serving.menu import Entry, first_page, menu_of
from serving.passwords import form_key
from serving.purposes import Action, refusal
from serving.source_words import source_text
from serving.store.rows import Account

HERE = Path(__file__).parent
STATIC = HERE / "static"
LANGUAGE_COOKIE = "bina_bahasa"
LANGUAGE_QUERY = "bahasa"
YEAR_SECONDS = 365 * 24 * 3600
UNKNOWN_ROUTE = "unknown"
WRITTEN_TEXT = re.compile(r"""(?<![\w.])_\(("[^"\\]*"|'[^'\\]*')(\)|,\s*)""")
"""A text that a template asks for, without values or before them, such as _("Care list")."""
KEPT = ("agency_id", "as_of")
"""What is kept from page to page: which agency, and which day."""


def language_of(request: Request) -> Language:
    """Return the language asked for in the address, else in the cookie, else Indonesian."""
    asked = request.query_params.get(LANGUAGE_QUERY)
    kept = request.cookies.get(LANGUAGE_COOKIE)
    return language(next((code for code in (asked, kept) if code in LOCALES), LOCALES[0]))


def wants_page(request: Request) -> bool:
    """Return whether a person in a browser asks, and not a program."""
    if request.url.path.startswith("/v1"):
        return False
    return "text/html" in request.headers.get("accept", "")


def route_of(request: Request) -> str:
    """Return the template of the address, which holds no identifier."""
    return str(getattr(request.scope.get("route"), "path", UNKNOWN_ROUTE))


def render(
    request: Request,
    template: str,
    *,
    status: int = 200,
    pinned: Mapping[str, str] | None = None,
    **values: object,
) -> HTMLResponse:
    """Return a page; the choice of a language is remembered in a cookie.

    ``pinned`` is kept in the page's links beside what the address names.
    """
    spoken = language_of(request)
    body = (
        environment(spoken.code)
        .get_template(template)
        .render({**_shared(request, pinned or {}), **values})
    )
    page = HTMLResponse(body, status_code=status)
    if request.query_params.get(LANGUAGE_QUERY) in LOCALES:
        page.set_cookie(
            LANGUAGE_COOKIE, spoken.code, max_age=YEAR_SECONDS, httponly=True, samesite="lax"
        )
    return page


def part(spoken: Language, template: str, *, kept: Mapping[str, str], **values: object) -> Markup:
    """Return a part of a page that looks alike to all who may see it, so that it can be kept.

    ``kept`` is what its links keep, as `addresses` takes it.
    """
    found = environment(spoken.code).get_template(template)
    return Markup(found.render(url=addresses(kept), **values))  # noqa: S704  (escaped by itself)


def addresses(kept: Mapping[str, object]) -> Callable[..., str]:
    """Return how pages write addresses: with what is kept, the given values, and without None."""

    def url(path: str, **values: object) -> str:
        query = {name: value for name, value in {**kept, **values}.items() if value is not None}
        return f"{path}?{urlencode(query)}" if query else path

    return url


def kept_of(request: Request) -> dict[str, str]:
    """Return the agency and the day that the address names."""
    return {name: request.query_params[name] for name in KEPT if request.query_params.get(name)}


def _shared(request: Request, pinned: Mapping[str, str]) -> dict[str, object]:
    """Return what every page needs."""
    visit, spoken = getattr(request.state, "visit", None), language_of(request)
    kept = {**kept_of(request), **pinned}
    return {
        "language": spoken,
        "switches": _switches(request),
        "visit": visit,
        "start": first_page(visit.account) if visit else "/masuk",
        "menu": _menu(request, visit.account, spoken, kept) if visit else "",
        "may": lambda action: visit is not None and _may(visit.account, Action(action)),
        "reaches_all": visit is not None and _reaches_all(visit.account),
        "kept": kept,
        "url": addresses(kept),
        "here": request.url.path,
        "form_key": form_key(visit.session) if visit and visit.session else "",
    }


def _switches(request: Request) -> Mapping[str, str]:
    """Return the address of the same page in each language."""
    asked = [
        (name, one) for name, one in request.query_params.multi_items() if name != LANGUAGE_QUERY
    ]
    return {code: f"?{urlencode([*asked, (LANGUAGE_QUERY, code)])}" for code in LOCALES}


def _menu(request: Request, account: Account, spoken: Language, kept: Mapping[str, str]) -> Markup:
    entries = menu_of(account.roles, reach=account.reach)
    path = request.url.path
    here = path if any(path == entry.path for entry in entries) else ""
    return _menu_part(spoken.code, entries, tuple(kept.items()), here)


@lru_cache(maxsize=256)
def _menu_part(
    code: str, entries: Sequence[Entry], kept: tuple[tuple[str, str], ...], here: str
) -> Markup:
    """Return the menu, made once for all who have the same one on this page."""
    return part(language(code), "menu.html", kept=dict(kept), entries=entries, here=here)


def _may(account: Account, action: Action) -> bool:
    return refusal(action, roles=account.roles, own_record=False, reach=account.reach) is None


def _reaches_all(account: Account) -> bool:
    """Return whether the account opens the page of everybody, and not of some units or itself."""
    return account.unit_id is None and _may(account, Action.READ_SUGGESTIONS)


@cache
def environment(code: str) -> Environment:
    """Return the templates of one language; every value is escaped."""
    spoken = language(code)
    made = Environment(
        loader=FunctionLoader(lambda name: _translated(HERE / "templates" / name, spoken)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(_=spoken.text, plural=spoken.plural)
    made.filters.update(
        filled=_filled,
        number=spoken.number,
        fixed=spoken.fixed,
        percent=spoken.percent,
        day=spoken.day,
        moment=spoken.moment,
        period=spoken.period,
        span=lambda days: wording.span_text(days, spoken),
        model=lambda name: wording.model_text(name, spoken),
        band=lambda band: wording.band_text(band, spoken),
        signal=lambda signal: wording.signal_text(
            signal.feature, signal.family, signal.direction, signal.value, spoken
        ),
        sign=lambda signal: wording.sign_text(signal.feature, signal.family, signal.value, spoken),
        reason=lambda suggestion: wording.reason_text(
            suggestion.reason, suggestion.reason_values, spoken
        ),
        level=lambda level: wording.level_text(level, spoken),
        source=lambda cited: source_text(cited, spoken),
        in_address=in_address,
        **_of_access(spoken),
        **_of_jobs(spoken),
        **_of_plans(spoken),
        **_of_charts(spoken),
    )
    made.tests["addressable"] = is_identifier
    made.globals.update(style=_static("bina.css"), capacity_script=_static("capacity.js"))
    return made


def _of_access(spoken: Language) -> dict[str, Callable[..., str]]:
    """Return how it is put into words what is kept, and who may do what."""
    return {
        "purpose": lambda purpose: wording.purpose_text(purpose, spoken),
        "action": lambda action: wording.action_text(action, spoken),
        "role": lambda role: wording.role_text(role, spoken),
        "denial": lambda reason: wording.denial_text(reason, spoken),
        "office": lambda account: wording.office_text(account, spoken),
        "holders": lambda action: wording.holders_text(action, spoken),
        "record": lambda name: wording.record_text(name, spoken),
    }


def _of_jobs(spoken: Language) -> dict[str, Callable[..., str]]:
    """Return how jobs are put into words."""
    return {
        "job_kind": lambda kind: wording.job_kind_text(kind, spoken),
        "job_state": lambda state: wording.job_state_text(state, spoken),
        "job_step": lambda step: wording.job_step_text(step, spoken),
        "told": lambda told: told.in_words(spoken),
    }


def _of_plans(spoken: Language) -> dict[str, Callable[..., str]]:
    """Return how development plans are put into words."""
    return {
        "floor": lambda one: wording.floor_text(one, spoken),
        "written_day": lambda one: spoken.day(date.fromisoformat(one)),
        "step": lambda one: wording.step_text(one.kind, one.title, spoken),
        "proof": lambda one: wording.proof_text(one, spoken),
        "service_end": lambda one: wording.service_end_text(one.reason, one.on, spoken),
    }


def _of_charts(spoken: Language) -> dict[str, Callable[..., object]]:
    """Return how charts are drawn."""
    return {
        "drawn": lambda drawing: drawn(drawing, spoken.code),
        "calendar": lambda quarters: retirements_of(quarters, spoken),
    }


def _translated(file: Path, spoken: Language) -> tuple[str, str, None] | None:
    """Return a template with its texts translated, once and not on every page, and its file.

    Values are filled in by a filter, which costs less than a call. None where there is no such
    template.
    """

    def literal(call: re.Match[str]) -> str:
        text = json.dumps(spoken.text(call[1][1:-1]), ensure_ascii=False)
        return text if call[2] == ")" else f"{text}|filled("

    if not file.exists():
        return None
    return WRITTEN_TEXT.sub(literal, file.read_text(encoding="utf-8")), str(file), None


def _filled(text: str, **values: object) -> str:
    return text % values


def _static(name: str) -> str:
    """Return a file's address with a mark that changes with it, so that browsers may keep it."""
    return f"/static/{name}?v={hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:8]}"
