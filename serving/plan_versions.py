"""Versions of a development plan: agreed actions, who signed when, evidence and reviews."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from models.development_worth import totals
from serving.board import proposed
from serving.language import msg
from serving.plan_schemas import (
    EvidenceIn,
    PlanVersionOut,
    PlanVersionsOut,
    ProofOut,
    SignatureOut,
    TrainingOut,
)
from serving.problems import Problem
from serving.purposes import Role
from serving.schemas import BatchOut
from serving.shown import ShownPerson
from serving.store import Stores
from serving.store.growth import GrowthNote
from serving.store.rows import Batch, Person

CONTENT = ("as_of", "goals", "gaps", "actions", "reviews", "service_ends", "totals", "index_points")
VERSION, SIGNED, EVIDENCE = "plan_version", "plan_signed", "plan_evidence"
PROOF = ("action_id", "note", "link", "training")
NO_TRAINING = msg("No such training of the last year is on record for this person. Choose another.")
NO_VERSION = msg("There is no agreed version of this plan yet. Keep one first.")
NO_ACTION = msg("This action is not in the newest version of the plan. Correct the number.")
NOT_PROPOSED = msg(
    "An action named is not in the proposed plan any more. Read the plan again, then choose."
)
NOTHING_CHOSEN = msg("Choose at least one action for the plan.")
NOT_NEWEST = msg("This is not the newest version of the plan. Read that one, then sign it.")
OLD_VERSION = msg(
    "This is not the newest version of the plan. Read that one, then enter the evidence."
)
OLD_PROPOSAL = msg("The plan was proposed anew since you read it. Read it again, then choose.")
SIGNED_ALREADY = msg("This version has been signed by this side already.")


def keep_version(
    shown: ShownPerson, chosen: Sequence[str], *, read: int | None = None
) -> PlanVersionOut:
    """Keep the chosen actions of the proposed plan as its next version, and return it.

    ``read`` is the batch of the plan that was read: see `check_read`.
    """
    check_read(shown, read)
    plan = proposed(shown)
    if not chosen:
        raise Problem(422, NOTHING_CHOSEN, "nothing-chosen")
    if not set(chosen) <= {one["id"] for one in plan["actions"]}:
        raise Problem(422, NOT_PROPOSED, "not-proposed")
    actions = [one for one in plan["actions"] if one["id"] in chosen]
    chosen_part = {"as_of": shown.batch.as_of.isoformat(), "actions": actions}
    content = {**plan, **chosen_part, "totals": totals(actions)}
    if len(actions) < len(plan["actions"]):
        content["index_points"] = None
    _add(shown, VERSION, _content(content))
    return versions_of(shown).versions[-1]


def check_read(shown: ShownPerson, batch_id: int | None) -> None:
    """Raise a problem where the plan that was read is of another batch than the one in force.

    The id of an action is its place in a plan: in another plan it is of another action.
    """
    if batch_id not in (None, shown.batch.id):
        raise Problem(409, OLD_PROPOSAL, "newer-scores")


def sign(shown: ShownPerson, version: int) -> PlanVersionOut:
    """Sign the version read, as the employee or as the superior, and return it.

    Raises a problem where a newer one has been kept meanwhile: nobody signs what they did not see.
    Who came to lead the person since signs too; the signature of who led before stays.
    """
    newest = _newest(shown)
    if version != newest.version:
        raise Problem(409, NOT_NEWEST, "not-the-newest")
    side = "employee" if shown.visit.own else "superior"
    if any(one.side == side and _counts(shown, one) for one in newest.signatures):
        raise Problem(409, SIGNED_ALREADY, "signed-already")
    _add(shown, SIGNED, {"version": newest.version, "side": side})
    return versions_of(shown).versions[-1]


def _counts(shown: ShownPerson, signature: SignatureOut) -> bool:
    """Return whether a signature is the employee's, or of somebody who leads the person still."""
    return signature.side == "employee" or leads_still(
        shown.visit.stores, shown.batch, signature.account, shown.person
    )


def leads_still(stores: Stores, batch: Batch, username: str, person: Person) -> bool:
    """Return whether an account is one of a superior whose units the person is in."""
    account = stores.accounts.named(username)
    if account is None or account.locked_at is not None or account.unit_id is None:
        return False
    units = stores.scores.subtree(account.agency_id, account.unit_id)
    here = account.agency_id == batch.agency_id and person.unit_id in units
    return here and Role.SUPERIOR in account.roles


def add_evidence(shown: ShownPerson, given: EvidenceIn) -> PlanVersionOut:
    """Keep what shows that an action of the newest version was done, and return the version."""
    newest = _newest(shown)
    if given.version not in (None, newest.version):
        raise Problem(409, OLD_VERSION, "not-the-newest")
    if given.action_id not in {one.id for one in newest.actions}:
        raise Problem(422, NO_ACTION, "no-action")
    proof = {**given.model_dump(), "training": _training(shown, given.training)}
    _add(shown, EVIDENCE, {**proof, "version": newest.version})
    return versions_of(shown).versions[-1]


def versions_of(shown: ShownPerson) -> PlanVersionsOut:
    """Return all versions of a person's plan, the oldest first."""
    notes = shown.visit.stores.growth.about(
        shown.batch.agency_id, shown.person.employee_id, kinds=(VERSION, SIGNED, EVIDENCE)
    )
    made = [one for one in notes if one.kind == VERSION]
    versions = [_version(at, one, notes) for at, one in enumerate(made, 1)]
    return PlanVersionsOut(
        employee_id=shown.person.employee_id,
        versions=versions,
        trainings=[TrainingOut.model_validate(one) for one in _trainings(shown)],
        batch=BatchOut.of(shown.batch),
    )


def _trainings(shown: ShownPerson) -> list[dict[str, Any]]:
    """Return the trainings of the last year that the scores know of a person, the newest first."""
    person = shown.person.employee_id
    kept = shown.store.documents(shown.batch.id, "trainings", person)
    return list(kept.get(person, ()))


def _training(shown: ShownPerson, asked: str | None) -> dict[str, Any] | None:
    """Return the training of this id; raises a problem where the person has none such."""
    if asked is None:
        return None
    found = next((one for one in _trainings(shown) if one["id"] == asked), None)
    if found is None:
        raise Problem(422, NO_TRAINING, "no-training")
    return found


def in_hand(shown: ShownPerson) -> PlanVersionOut:
    """Return the newest version of a plan; where none is agreed the proposal, as version 0."""
    kept = versions_of(shown).versions
    if kept:
        return kept[-1]
    plan = {**proposed(shown), "as_of": shown.batch.as_of}
    return PlanVersionOut(
        version=PROPOSAL,
        made_at=shown.batch.created_at,
        made_by="",
        **_content(plan),
        signatures=[],
        evidence=[],
    )


PROPOSAL = 0
"""Stands for the number of a plan that nobody has agreed on."""


def _content(plan: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a version keeps of a plan; None for what plans did not hold once."""
    return {name: plan.get(name) for name in CONTENT}


def _version(number: int, made: GrowthNote, notes: Sequence[GrowthNote]) -> PlanVersionOut:
    own = [one for one in notes if one.content.get("version") == number]
    return PlanVersionOut(
        version=number,
        made_at=made.at,
        made_by=made.account,
        **_content(made.content),
        signatures=[
            SignatureOut(side=one.content["side"], account=one.account, at=one.at)
            for one in own
            if one.kind == SIGNED
        ],
        evidence=[
            ProofOut.model_validate(
                {**{name: one.content.get(name) for name in PROOF}, **_entered(one)}
            )
            for one in own
            if one.kind == EVIDENCE
        ],
    )


def _entered(note: GrowthNote) -> dict[str, Any]:
    return {"account": note.account, "at": note.at}


def _newest(shown: ShownPerson) -> PlanVersionOut:
    found = versions_of(shown).versions
    if not found:
        raise Problem(409, NO_VERSION, "no-version")
    return found[-1]


def _add(shown: ShownPerson, kind: str, content: dict[str, Any]) -> None:
    shown.visit.stores.growth.add(
        kind,
        content,
        agency_id=shown.batch.agency_id,
        employee_id=shown.person.employee_id,
        account=shown.visit.visitor.account.username,
    )
