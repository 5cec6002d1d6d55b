"""Who on the staff may do what: the whole policy on one screen.

A role is given by `members.Membership(user, hub, role)` and works in that hub alone: which rows
a person sees is decided by `managed_by(user)`, which verbs by the permissions here.
`manage.py sync_roles` writes this table to Django's groups.
"""


def tend(app: str, *models: str, verbs=("view", "add", "change")) -> set[str]:
    return {f"{app}.{verb}_{model}" for model in models for verb in verbs}


# What a hub shows of itself. Rows that others rely on are ended or withdrawn, never deleted.
SHOW_A_HUB = tend(
    "hubs",
    *["publicrole", "policy", "body", "seat", "agreement", "recognition", "recognitionscheme"],
    *["networkmeeting", "picture", "series", "seriesquestion", "feature", "featureanswer"],
    *["opportunity", "resource", "glossaryterm", "story", "affiliation"],
) | tend(
    "hubs",
    *["priority", "milestone", "hublink", "bodymeeting", "agreementdocument", "followup"],
    *["interviewee", "quote", "strength", "fact", "offer"],
    verbs=("view", "add", "change", "delete"),
)
LOOK_AFTER_EVENTS = {
    "events.view_event",
    "events.add_event",
    "events.change_event",
    "events.publish_event",
    "events.cancel_event",
    "events.view_registration",
    "events.view_scan",
    "events.mark_attendance",
    "events.remove_registration",
    "events.decide_registration",
    *tend("events", "message"),
    "events.send_message",
    "events.view_export",
    "events.export_registration",
    *tend("events", "share", verbs=("view", "add", "change", "delete")),
    *tend("events", "question", verbs=("view", "add", "change", "delete")),
    "events.view_reminder",
    "events.add_reminder",
    "events.change_reminder",
    "events.delete_reminder",
    *tend("events", "eventseries"),
    *tend(
        "events",
        *["session", "speaker", "material", "outcome"],
        verbs=("view", "add", "change", "delete"),
    ),
    "hubs.view_hub",
    "hubs.view_organisation",
    "hubs.view_theme",
    "hubs.view_sector",
    "outbox.view_letter",
}
RUN_CALLS = {
    "funding.view_call",
    "funding.add_call",
    "funding.change_call",
    "funding.publish_call",
    "funding.view_scheme",
    "funding.view_application",
    "funding.check_application",
    "funding.assign_application",
    "funding.decide_application",
    "funding.view_assignment",
    "funding.view_review",
}
RUN_A_HUB = {
    "hubs.change_hub",
    "hubs.add_organisation",
    "hubs.change_organisation",
    "hubs.view_tie",
    "hubs.add_tie",
    "hubs.change_tie",
    "members.view_user",
    "members.view_profile",
    "members.view_membership",
    "members.appoint_staff",
    "members.view_claim",
    "members.answer_claim",
    "members.view_editor",
    "outbox.send_letter",
    "hubs.view_programme",
    *SHOW_A_HUB,
}
# What people need and eat: for those who prepare the event, not for the programme's team.
READ_NEEDS = {"events.view_needs"}
# Helpers at the door: one page of their hub's events, with names and sectors and nothing else.
STAND_AT_THE_DOOR = {"events.mark_attendance"}
REVIEW = {"funding.view_assignment", "funding.review_application"}
RUN_THE_PROGRAMME = {
    "hubs.add_hub",
    "hubs.add_programme",
    "hubs.change_programme",
    *tend("hubs", "backing", verbs=("view", "add", "change", "delete")),
    "hubs.add_sector",
    "hubs.change_sector",
    "hubs.add_theme",
    "hubs.change_theme",
    "hubs.view_territory",
    "hubs.add_territory",
    "hubs.change_territory",
    "hubs.view_barrier",
    "hubs.change_barrier",
    "hubs.move_hub",
    "funding.add_scheme",
    "funding.change_scheme",
    "funding.view_criterion",
    "funding.add_criterion",
    "funding.change_criterion",
    "funding.delete_criterion",
    "funding.view_section",
    "funding.add_section",
    "funding.change_section",
    "funding.view_question",
    "funding.add_question",
    "funding.change_question",
    "funding.delete_question",
    "outbox.view_all_letters",
    "outbox.pause_letters",
    "workflow.view_step",
}

STAFF_ROLES = {
    "programme": LOOK_AFTER_EVENTS | RUN_CALLS | RUN_A_HUB | RUN_THE_PROGRAMME,
    "hub_manager": LOOK_AFTER_EVENTS | READ_NEEDS | RUN_CALLS | RUN_A_HUB,
    "event_officer": LOOK_AFTER_EVENTS | READ_NEEDS,
    "reviewer": REVIEW,
    "door": STAND_AT_THE_DOOR,
}
# These roles open no page of the staff area.
WITHOUT_STAFF_AREA = {"door"}
