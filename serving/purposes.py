"""Who may do what, for which purpose: one table, and the only place that decides.

Risk opens offers. Nobody who leads a person sees that person's risk, and no role here decides on
promotion, discipline or the end of a contract.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum


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
    AUDIT = "audit"
    OPERATION = "operation"


class Action(StrEnum):
    """What can be asked of the system."""

    READ_PERSON = "read_person"
    READ_RISK = "read_risk"
    READ_SUGGESTIONS = "read_suggestions"
    ENTER_WISH = "enter_wish"
    ENTER_FEEDBACK = "enter_feedback"
    ENTER_MENTORING = "enter_mentoring"
    ENTER_INTERVENTION = "enter_intervention"
    READ_CARE_LIST = "read_care_list"
    READ_FORECASTS = "read_forecasts"
    PREDICT_TURNOVER = "predict_turnover"
    READ_MODEL = "read_model"
    READ_GROUPS = "read_groups"
    READ_MONITOR = "read_monitor"
    READ_QUALITY = "read_quality"
    READ_CATALOGUE = "read_catalogue"
    READ_ACCESS_LOG = "read_access_log"
    READ_CONTRACT = "read_contract"
    OWN_ACCOUNT = "own_account"


@dataclass(frozen=True)
class Permission:
    """Which roles may do something; ``own_record`` opens it to the person concerned too."""

    purpose: Purpose
    roles: frozenset[Role]
    own_record: bool = False


HR = frozenset({Role.HR_CARE})
PERMISSIONS: Mapping[Action, Permission] = {
    Action.READ_PERSON: Permission(Purpose.CARE, HR, own_record=True),
    Action.READ_RISK: Permission(Purpose.CARE, HR),
    Action.READ_SUGGESTIONS: Permission(Purpose.DEVELOPMENT, HR, own_record=True),
    Action.ENTER_WISH: Permission(Purpose.DEVELOPMENT, HR, own_record=True),
    Action.ENTER_FEEDBACK: Permission(Purpose.DEVELOPMENT, HR | {Role.SUPERIOR}),
    Action.ENTER_MENTORING: Permission(Purpose.DEVELOPMENT, HR),
    Action.ENTER_INTERVENTION: Permission(Purpose.CARE, HR),
    Action.READ_CARE_LIST: Permission(Purpose.CARE, HR),
    Action.READ_FORECASTS: Permission(Purpose.PLANNING, HR),
    Action.PREDICT_TURNOVER: Permission(Purpose.PLANNING, HR),
    Action.READ_MODEL: Permission(Purpose.AUDIT, frozenset(Role)),
    Action.READ_GROUPS: Permission(
        Purpose.AUDIT, frozenset({Role.HR_CARE, Role.ANALYST, Role.AUDITOR})
    ),
    Action.READ_MONITOR: Permission(
        Purpose.AUDIT, frozenset({Role.HR_CARE, Role.ANALYST, Role.AUDITOR, Role.ADMIN})
    ),
    Action.READ_QUALITY: Permission(Purpose.OPERATION, frozenset({Role.HR_CARE, Role.ADMIN})),
    Action.READ_CATALOGUE: Permission(Purpose.AUDIT, frozenset(Role)),
    Action.READ_ACCESS_LOG: Permission(Purpose.AUDIT, frozenset({Role.ADMIN, Role.AUDITOR})),
    Action.READ_CONTRACT: Permission(Purpose.OPERATION, frozenset(Role)),
    Action.OWN_ACCOUNT: Permission(Purpose.OPERATION, frozenset(Role)),
}


def refusal(
    action: Action, *, roles: Collection[str], scopes: Collection[str] = (), own_record: bool
) -> str | None:
    """Return the reason why this is not allowed, or None when it is.

    ``scopes`` are the limits of a token; none means all that the roles allow.
    """
    permission = PERMISSIONS[action]
    if scopes and action not in scopes:
        return "outside the scopes of the token"
    if own_record and permission.own_record:
        return None
    if permission.roles.isdisjoint(roles):
        return "not a task of the account's roles"
    return None
