"""The texts behind codes of access: purposes, actions and refusals."""

from __future__ import annotations

from serving.language import msg
from serving.purposes import Action, Purpose, Reason, Role

PURPOSES = {
    Purpose.CARE: msg("care"),
    Purpose.DEVELOPMENT: msg("development"),
    Purpose.PLANNING: msg("planning"),
    Purpose.RIGHTS: msg("rights of the person"),
    Purpose.AUDIT: msg("audit"),
    Purpose.OPERATION: msg("operation"),
}
ROLES = {
    Role.ADMIN: msg("administrator of the system"),
    Role.HR_CARE: msg("HR, care of people"),
    Role.HR_MOVEMENT: msg("HR, moves and succession"),
    Role.TRAINING_UNIT: msg("training unit"),
    Role.MENTOR_COORDINATOR: msg("coordinator of mentoring"),
    Role.MEDIATOR: msg("mediator"),
    Role.ANALYST: msg("analyst"),
    Role.AUDITOR: msg("auditor"),
    Role.SUPERIOR: msg("superior"),
    Role.EMPLOYEE: msg("employee"),
}
THE_PERSON = msg("the person concerned")
ACTIONS = {
    Action.READ_PERSON: msg("Read facts about a person"),
    Action.READ_RISK: msg("Read a person's risk"),
    Action.READ_SUGGESTIONS: msg("Read a person's suggestions"),
    Action.READ_BOARD: msg("Read the open board"),
    Action.READ_SUCCESSION: msg("Read the preparation of successors"),
    Action.READ_GAPS: msg("Read a person's competency gaps"),
    Action.READ_NEEDS: msg("Read the learning needs"),
    Action.READ_PLANS: msg("Read a year's plan of courses"),
    Action.MAKE_PLANS: msg("Made a year's plan of courses"),
    Action.READ_TEAM: msg("Read the team"),
    Action.READ_NAME: msg("Showed a person's name"),
    Action.ENTER_WISH: msg("Entered a goal or an answer"),
    Action.ENTER_FEEDBACK: msg("Entered feedback"),
    Action.ENTER_MENTORING: msg("Entered a mentoring"),
    Action.AGREE_PLAN: msg("Kept an agreed development plan"),
    Action.SIGN_PLAN: msg("Signed a development plan"),
    Action.FOLLOW_MENTORING: msg("Followed a mentoring"),
    Action.READ_MENTORING: msg("Read the rounds of mentoring"),
    Action.PUBLISH_MENTORING: msg("Made or published a round of mentoring"),
    Action.READ_COUNSELLORS: msg("Looked for people to talk to about the way to a job"),
    Action.ENTER_INTERVENTION: msg("Entered an offer of the office"),
    Action.LIST_EMPLOYEES: msg("List who works where"),
    Action.READ_INTERVENTIONS: msg("Read the ledger of offers"),
    Action.READ_BATCHES: msg("Read what was published"),
    Action.READ_CARE_LIST: msg("Read the care list"),
    Action.WRITE_INVITATIONS: msg("Wrote invitations to talks about development"),
    Action.READ_MONTH: msg("Read what falls due"),
    Action.READ_FORECASTS: msg("Read group forecasts"),
    Action.READ_UNIT: msg("Read what is on record about a unit"),
    Action.PREDICT_TURNOVER: msg("Ask the model for risks"),
    Action.USE_RIGHTS: msg("Looked at the own data"),
    Action.ENTER_OBJECTION: msg("Entered an objection"),
    Action.HANDLE_OBJECTIONS: msg("Worked on objections"),
    Action.READ_OBJECTION_FIGURES: msg("Read the figures about objections"),
    Action.HANDLE_CORRECTIONS: msg("Worked on corrections"),
    Action.READ_TRANSPARENCY: msg("Read the assessment and the public record"),
    Action.READ_MODEL: msg("Read the model card"),
    Action.READ_GROUPS: msg("Read the audits by group"),
    Action.READ_MONITOR: msg("Read the watch over the model"),
    Action.READ_PROFILES: msg("Read everybody's profiles"),
    Action.ROLL_BACK_MODEL: msg("Went back to an earlier model"),
    Action.READ_QUALITY: msg("Read the quality of the records"),
    Action.READ_FIXES: msg("Read the list of fixes of the records"),
    Action.READ_CATALOGUE: msg("Read the catalogue of features"),
    Action.READ_ACCESS_LOG: msg("Read the access log"),
    Action.RUN_JOBS: msg("Started or cancelled a job"),
    Action.HANDLE_ACCOUNTS: msg("Looked after accounts"),
    Action.READ_RULES: msg("Read the rules in force"),
    Action.READ_CONTRACT: msg("Read the description of the API"),
    Action.OWN_ACCOUNT: msg("Changed the own password"),
    Action.ERASE: msg("Erased data"),
}
DENIALS = {
    Reason.ROLE: msg("None of your account's tasks includes this. The refusal is recorded."),
    Reason.TOKEN: msg("The token was not issued for this. The refusal is recorded."),
    Reason.AGENCY: msg("Your account belongs to another agency. The refusal is recorded."),
    Reason.UNIT: msg("This is outside the units of your account. The refusal is recorded."),
    Reason.ONE_AGENCY: msg(
        "This is done for all agencies at once, and your account is for one of them. An"
        " administrator of all agencies can do it. The refusal is recorded."
    ),
    Reason.PRESENT: msg(
        "An account that is limited to units sees the present scores only. The refusal is recorded."
    ),
    Reason.OBJECTION: msg(
        "This person has objected to being scored, so no risk is shown. The refusal is recorded."
    ),
}
"""Why something is refused, as the person who asked is told."""
DENIED = {
    Reason.ROLE: msg("not a task of the account's roles"),
    Reason.TOKEN: msg("outside the scopes of the token"),
    Reason.AGENCY: msg("outside the agency of the account"),
    Reason.UNIT: msg("outside the units of the account"),
    Reason.ONE_AGENCY: msg("done for all agencies, the account is for one"),
    Reason.PRESENT: msg("an account limited to units sees the present only"),
    Reason.OBJECTION: msg("the person has objected to being scored"),
}
"""The same, as it is told of somebody else: in the access log."""
