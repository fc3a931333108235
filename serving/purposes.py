"""Who may do what, for which purpose: one table, and the only place that decides.

Risk opens offers. Nobody who leads a person sees that person's risk, and no role here decides on
promotion, discipline or the end of a contract.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum


class Role(StrEnum):
    """What somebody is in the office."""

    ADMIN = "admin"
    HR_CARE = "hr_care"
    HR_MOVEMENT = "hr_movement"
    TRAINING_UNIT = "training_unit"
    MENTOR_COORDINATOR = "mentor_coordinator"
    MEDIATOR = "mediator"
    ANALYST = "analyst"
    AUDITOR = "auditor"
    SUPERIOR = "superior"
    EMPLOYEE = "employee"


class Purpose(StrEnum):
    """What data are looked at for."""

    CARE = "care"
    DEVELOPMENT = "development"
    PLANNING = "planning"
    RIGHTS = "rights"
    AUDIT = "audit"
    OPERATION = "operation"


class Action(StrEnum):
    """What can be asked of the system."""

    READ_PERSON = "read_person"
    READ_RISK = "read_risk"
    READ_SUGGESTIONS = "read_suggestions"
    READ_BOARD = "read_board"
    READ_SUCCESSION = "read_succession"
    READ_TEAM = "read_team"
    READ_NAME = "read_name"
    ENTER_WISH = "enter_wish"
    ENTER_FEEDBACK = "enter_feedback"
    ENTER_MENTORING = "enter_mentoring"
    ENTER_INTERVENTION = "enter_intervention"
    AGREE_PLAN = "agree_plan"
    SIGN_PLAN = "sign_plan"
    FOLLOW_MENTORING = "follow_mentoring"
    READ_MENTORING = "read_mentoring"
    PUBLISH_MENTORING = "publish_mentoring"
    READ_COUNSELLORS = "read_counsellors"
    READ_GAPS = "read_gaps"
    READ_NEEDS = "read_needs"
    READ_PLANS = "read_plans"
    MAKE_PLANS = "make_plans"
    LIST_EMPLOYEES = "list_employees"
    READ_INTERVENTIONS = "read_interventions"
    READ_BATCHES = "read_batches"
    READ_CARE_LIST = "read_care_list"
    WRITE_INVITATIONS = "write_invitations"
    READ_MONTH = "read_month"
    READ_FORECASTS = "read_forecasts"
    READ_UNIT = "read_unit"
    PREDICT_TURNOVER = "predict_turnover"
    USE_RIGHTS = "use_rights"
    ENTER_OBJECTION = "enter_objection"
    HANDLE_OBJECTIONS = "handle_objections"
    READ_OBJECTION_FIGURES = "read_objection_figures"
    HANDLE_CORRECTIONS = "handle_corrections"
    READ_MODEL = "read_model"
    READ_GROUPS = "read_groups"
    READ_MONITOR = "read_monitor"
    ROLL_BACK_MODEL = "roll_back_model"
    READ_PROFILES = "read_profiles"
    READ_QUALITY = "read_quality"
    READ_FIXES = "read_fixes"
    READ_CATALOGUE = "read_catalogue"
    READ_ACCESS_LOG = "read_access_log"
    READ_TRANSPARENCY = "read_transparency"
    RUN_JOBS = "run_jobs"
    HANDLE_ACCOUNTS = "handle_accounts"
    READ_RULES = "read_rules"
    READ_CONTRACT = "read_contract"
    OWN_ACCOUNT = "own_account"
    ERASE = "erase"


class Reason(StrEnum):
    """Why something is refused: told to the person and written into the access log."""

    ROLE = "not a task of the account's roles"
    TOKEN = "outside the scopes of the token"  # noqa: S105  (a reason, no secret)
    AGENCY = "outside the agency of the account"
    UNIT = "outside the units of the account"
    ONE_AGENCY = "done for all agencies, the account is for one"
    PRESENT = "an account limited to units sees the present only"
    OBJECTION = "the person has objected to being scored"


class Reach(IntEnum):
    """How much an account is for: some units, one agency, or all agencies of the home."""

    UNITS = 1
    AGENCY = 2
    HOME = 3


@dataclass(frozen=True)
class Permission:
    """Which roles may do something; ``own_record`` opens it to the person concerned too.

    ``least``: what is shown cannot be cut by unit, or what is done is done to all agencies at
    once, so that an account that reaches less is refused.
    """

    purpose: Purpose
    roles: frozenset[Role]
    own_record: bool = False
    least: Reach = Reach.UNITS


CARE = frozenset({Role.HR_CARE})
STAFF = frozenset({Role.HR_CARE, Role.HR_MOVEMENT, Role.TRAINING_UNIT, Role.MENTOR_COORDINATOR})
"""Those whose work is the development of people: facts, gaps and suggestions, never a risk."""
LEADING = frozenset({Role.SUPERIOR})
LEARNING = CARE | {Role.TRAINING_UNIT}
WATCHING = CARE | {Role.ANALYST, Role.AUDITOR}
EVERYBODY = frozenset(Role)
LIMITED_TO_UNITS = frozenset({Role.SUPERIOR})
"""Roles that reach nobody unless the account names a unit."""

PERMISSIONS: Mapping[Action, Permission] = {
    Action.READ_PERSON: Permission(Purpose.DEVELOPMENT, STAFF | LEADING, own_record=True),
    Action.READ_RISK: Permission(Purpose.CARE, CARE),
    Action.READ_SUGGESTIONS: Permission(Purpose.DEVELOPMENT, STAFF | LEADING, own_record=True),
    Action.READ_BOARD: Permission(Purpose.DEVELOPMENT, EVERYBODY),
    Action.READ_SUCCESSION: Permission(
        Purpose.DEVELOPMENT, frozenset({Role.HR_MOVEMENT}), least=Reach.AGENCY
    ),
    Action.READ_TEAM: Permission(Purpose.DEVELOPMENT, LEADING),
    Action.READ_NAME: Permission(
        Purpose.DEVELOPMENT, STAFF | LEADING | {Role.MEDIATOR}, own_record=True
    ),
    Action.ENTER_WISH: Permission(Purpose.DEVELOPMENT, CARE, own_record=True),
    Action.ENTER_FEEDBACK: Permission(Purpose.DEVELOPMENT, CARE | LEADING),
    Action.ENTER_MENTORING: Permission(Purpose.DEVELOPMENT, CARE | {Role.MENTOR_COORDINATOR}),
    Action.ENTER_INTERVENTION: Permission(Purpose.CARE, CARE),
    Action.AGREE_PLAN: Permission(Purpose.DEVELOPMENT, STAFF | LEADING, own_record=True),
    Action.SIGN_PLAN: Permission(Purpose.DEVELOPMENT, LEADING, own_record=True),
    Action.FOLLOW_MENTORING: Permission(
        Purpose.DEVELOPMENT, frozenset({Role.MENTOR_COORDINATOR}), own_record=True
    ),
    Action.READ_MENTORING: Permission(
        Purpose.DEVELOPMENT, frozenset({Role.MENTOR_COORDINATOR}), least=Reach.AGENCY
    ),
    Action.PUBLISH_MENTORING: Permission(
        Purpose.DEVELOPMENT, frozenset({Role.MENTOR_COORDINATOR}), least=Reach.AGENCY
    ),
    Action.READ_COUNSELLORS: Permission(Purpose.DEVELOPMENT, frozenset(), own_record=True),
    Action.READ_GAPS: Permission(Purpose.DEVELOPMENT, STAFF | LEADING, own_record=True),
    Action.READ_NEEDS: Permission(Purpose.PLANNING, LEARNING, least=Reach.AGENCY),
    Action.READ_PLANS: Permission(Purpose.PLANNING, LEARNING, least=Reach.AGENCY),
    Action.MAKE_PLANS: Permission(
        Purpose.PLANNING, frozenset({Role.TRAINING_UNIT}), least=Reach.AGENCY
    ),
    Action.LIST_EMPLOYEES: Permission(Purpose.DEVELOPMENT, STAFF),
    Action.READ_INTERVENTIONS: Permission(Purpose.CARE, CARE),
    Action.READ_BATCHES: Permission(Purpose.OPERATION, WATCHING | {Role.ADMIN}),
    Action.READ_CARE_LIST: Permission(Purpose.CARE, CARE),
    Action.WRITE_INVITATIONS: Permission(Purpose.CARE, CARE),
    Action.READ_MONTH: Permission(
        Purpose.PLANNING, frozenset({Role.HR_CARE, Role.HR_MOVEMENT, Role.MEDIATOR})
    ),
    Action.READ_FORECASTS: Permission(Purpose.PLANNING, WATCHING),
    Action.READ_UNIT: Permission(Purpose.PLANNING, STAFF | LEADING | WATCHING),
    Action.PREDICT_TURNOVER: Permission(Purpose.PLANNING, CARE),
    Action.USE_RIGHTS: Permission(Purpose.RIGHTS, EVERYBODY),
    Action.ENTER_OBJECTION: Permission(Purpose.RIGHTS, frozenset({Role.MEDIATOR}), own_record=True),
    Action.HANDLE_OBJECTIONS: Permission(Purpose.RIGHTS, frozenset({Role.MEDIATOR})),
    Action.READ_OBJECTION_FIGURES: Permission(
        Purpose.AUDIT, frozenset({Role.MEDIATOR, Role.AUDITOR, Role.ADMIN})
    ),
    Action.HANDLE_CORRECTIONS: Permission(
        Purpose.RIGHTS, frozenset({Role.HR_CARE, Role.HR_MOVEMENT, Role.ADMIN})
    ),
    Action.READ_MODEL: Permission(Purpose.AUDIT, EVERYBODY),
    Action.READ_GROUPS: Permission(Purpose.AUDIT, WATCHING, least=Reach.AGENCY),
    Action.READ_MONITOR: Permission(Purpose.AUDIT, WATCHING | {Role.ADMIN}, least=Reach.AGENCY),
    Action.ROLL_BACK_MODEL: Permission(Purpose.OPERATION, frozenset({Role.ADMIN})),
    Action.READ_PROFILES: Permission(Purpose.PLANNING, CARE | {Role.ANALYST}, least=Reach.HOME),
    Action.READ_QUALITY: Permission(Purpose.OPERATION, WATCHING | {Role.ADMIN}),
    Action.READ_FIXES: Permission(Purpose.OPERATION, CARE | {Role.ADMIN}, least=Reach.AGENCY),
    Action.READ_CATALOGUE: Permission(Purpose.AUDIT, EVERYBODY),
    Action.READ_ACCESS_LOG: Permission(
        Purpose.AUDIT, frozenset({Role.ADMIN, Role.AUDITOR}), least=Reach.AGENCY
    ),
    Action.READ_TRANSPARENCY: Permission(Purpose.AUDIT, EVERYBODY),
    Action.RUN_JOBS: Permission(Purpose.OPERATION, frozenset({Role.ADMIN}), least=Reach.HOME),
    Action.HANDLE_ACCOUNTS: Permission(
        Purpose.OPERATION, frozenset({Role.ADMIN}), least=Reach.AGENCY
    ),
    Action.READ_RULES: Permission(Purpose.AUDIT, EVERYBODY),
    Action.READ_CONTRACT: Permission(Purpose.OPERATION, EVERYBODY),
    Action.OWN_ACCOUNT: Permission(Purpose.OPERATION, EVERYBODY),
    Action.ERASE: Permission(Purpose.RIGHTS, frozenset({Role.ADMIN})),
}

FROM_RISKS = frozenset(
    {
        Action.READ_RISK,
        Action.READ_CARE_LIST,
        Action.WRITE_INVITATIONS,
        Action.PREDICT_TURNOVER,
        Action.READ_INTERVENTIONS,
        Action.ENTER_INTERVENTION,
        Action.READ_FORECASTS,
        Action.READ_GROUPS,
        Action.READ_MONITOR,
        Action.READ_ACCESS_LOG,
    }
)
"""What shows risks, or something worked out or done because of them: who was looked at, too."""
WRITTEN_TODAY = frozenset(
    {
        Action.ENTER_WISH,
        Action.ENTER_FEEDBACK,
        Action.ENTER_MENTORING,
        Action.ENTER_INTERVENTION,
        Action.ENTER_OBJECTION,
        Action.AGREE_PLAN,
        Action.SIGN_PLAN,
        Action.FOLLOW_MENTORING,
        Action.PUBLISH_MENTORING,
    }
)
"""What is entered counts from today and rests on the present scores, never on those of a day."""
NEAR_RISKS = frozenset(role for action in FROM_RISKS for role in PERMISSIONS[action].roles)
DECIDING = frozenset({Role.HR_MOVEMENT, Role.SUPERIOR})
"""Roles that lead people, or prepare where they go."""
KEPT_APART: tuple[frozenset[Role], ...] = (
    *(frozenset({one, other}) for one in sorted(DECIDING) for other in sorted(NEAR_RISKS)),
    frozenset({Role.MEDIATOR, Role.HR_CARE}),
    frozenset({Role.MEDIATOR, Role.HR_MOVEMENT}),
    frozenset({Role.MEDIATOR, Role.SUPERIOR}),
)
"""Roles that nobody holds together: who sees what comes of risks decides on nothing and leads
nobody, and who settles an objection has had no part in what it is about."""


def refusal(
    action: Action,
    *,
    roles: Collection[str],
    scopes: Collection[str] = (),
    own_record: bool,
    reach: Reach = Reach.HOME,
) -> Reason | None:
    """Return the reason why this is not allowed, or None when it is.

    ``scopes`` are the limits of a token; none means all that the roles allow. ``reach`` is how
    much the account is for. An account from before its roles were kept apart is
    refused whatever comes of risks.
    """
    permission = PERMISSIONS[action]
    if scopes and action not in scopes:
        return Reason.TOKEN
    if own_record and permission.own_record:
        return None
    if permission.roles.isdisjoint(roles) or _decides(action, roles):
        return Reason.ROLE
    if reach >= permission.least:
        return None
    return Reason.UNIT if reach is Reach.UNITS else Reason.ONE_AGENCY


def _decides(action: Action, roles: Collection[str]) -> bool:
    """Return whether what comes of risks is asked for by somebody who leads or prepares moves."""
    return action in FROM_RISKS and not DECIDING.isdisjoint(roles)


def reaches_nobody(action: Action, *, roles: Collection[str], unit_id: str | None) -> bool:
    """Return whether the action is open only by a role that needs a unit, and none is named."""
    granting = PERMISSIONS[action].roles.intersection(roles)
    return unit_id is None and granting <= LIMITED_TO_UNITS


def held_together(roles: Collection[str]) -> frozenset[Role] | None:
    """Return two of the roles that nobody may hold together; None where all go together."""
    return next((pair for pair in KEPT_APART if pair.issubset(roles)), None)
